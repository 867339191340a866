from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from voicecheck.asr.given import load_transcript
from voicecheck.audio import load_metadata
from voicecheck.batch.inputs import read_list
from voicecheck.bounded_file import read_at_most
from voicecheck.errors import VoicecheckError
from voicecheck.rules.load import load_standard

ENDLESS = Path("/dev/zero")


def test_a_file_is_read_up_to_its_limit(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"12345")
    assert read_at_most(file, 5) == b"12345"
    with pytest.raises(OSError, match=os.strerror(errno.EFBIG)):
        read_at_most(file, 4)


@pytest.mark.skipif(not ENDLESS.is_char_device(), reason="no such device")
@pytest.mark.parametrize("read", [load_transcript, load_metadata, load_standard, read_list])
def test_a_device_without_end_is_refused(tmp_path: Path, read: object) -> None:
    link = tmp_path / "endless.json"
    link.symlink_to(ENDLESS)
    assert callable(read)
    with pytest.raises(VoicecheckError, match=r"(?i)found:? file too large"):
        read(link)

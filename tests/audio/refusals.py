"""How every refusal of a recording is looked at."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from voicecheck.audio import load_recording, printable_path
from voicecheck.errors import AudioError

MESSAGE_FORM = re.compile(r"^.+: expected [^\n]+, found [^\n]+; [^\n]+$")


def refusal(path: Path | str, channels: tuple[int, int] | None = None) -> str:
    """The message with which a recording is refused; every one has the same form."""
    with pytest.raises(AudioError) as caught:
        load_recording(path, channels=channels)
    message = str(caught.value)
    assert MESSAGE_FORM.match(message), message
    assert message.startswith(printable_path(path)), message
    message.encode("utf-8")
    return message


def file_of(path: Path, content: bytes) -> Path:
    """Write a file."""
    path.write_bytes(content)
    return path


def cut(path: Path, share: float) -> Path:
    """Keep only the first part of a file."""
    content = path.read_bytes()
    return file_of(path, content[: int(len(content) * share)])

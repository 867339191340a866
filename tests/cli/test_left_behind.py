"""What commands leave behind: files for their owner alone, and nothing in the system's temporary folder."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from benchmarks.short_calls import write_short_calls
from tests.cli.conftest import Cli
from tests.store.calls import filled
from voicecheck.audio.microphone import write_reading

ROOT = Path(__file__).parents[2]
WORDS = '{"language": "zh", "turns": [{"speaker": "agent", "start_s": 1.0, "end_s": 3.0, "text": "您好"}]}'


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that stands for the system's temporary one."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def wide_open() -> Iterator[None]:
    """A umask that hides nothing."""
    before = os.umask(0)
    yield
    os.umask(before)


def open_to_others(folder: Path) -> list[str]:
    return [
        f"{stat.filemode(path.lstat().st_mode)} {path.relative_to(folder)}"
        for path in sorted(folder.rglob("*"))
        if stat.S_IMODE(path.lstat().st_mode) & 0o077
    ]


def test_files_are_for_their_owner_and_nothing_stays_behind(
    cli: Cli, tmp_path: Path, temporary: Path, wide_open: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    recordings, written = tmp_path / "calls", tmp_path / "written"
    for folder in (recordings, written):
        folder.mkdir(0o700)
    monkeypatch.chdir(written)
    call = recordings / "call.wav"
    write_short_calls(recordings, 1, seconds=4.0)
    next(recordings.glob("*.wav")).rename(call)
    call.with_suffix(".transcript.json").write_text(WORDS, encoding="utf-8")
    alone = recordings / "alone.wav"
    samples, rate_hz = soundfile.read(call)
    soundfile.write(alone, samples[:, 0], rate_hz)

    assert cli("check", str(call), "--html", "pages/deep/call.html", "--labels", "labels").code == 0
    assert cli("practice", str(alone), "--alone", "--model", "none", "--history", "history").code == 0
    filled(written / "run").close()
    assert cli("report", "run").code == 0
    for form in ("csv", "xlsx", "parquet", "jsonl"):
        assert cli("export", "run", "--format", form).code == 0
    assert cli("recheck", "run", "--standard", "practice").code == 0

    assert len([path for path in written.rglob("*") if path.is_file()]) > 15
    assert open_to_others(written) == []
    assert list(temporary.iterdir()) == []


FETCH = """
import sys, time
from voicecheck.batch.remote import fetched
with fetched("file://" + sys.argv[1], "file://" + sys.argv[2]) as (sound, words):
    print(len(open(sound, "rb").read()), open(words).read(), flush=True)
    time.sleep(60)
"""


def test_a_copy_of_a_remote_call_dies_with_its_process(tmp_path: Path, temporary: Path) -> None:
    sound, words = tmp_path / "call-138.wav", tmp_path / "call-138.srt"
    sound.write_bytes(bytes(1000))
    words.write_text("secret", encoding="utf-8")
    with running(FETCH, str(sound), str(words)) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "1000 secret\n"
        process.kill()
    left = list(temporary.rglob("*"))
    assert [path for path in left if "138" in path.name or (path.is_file() and path.stat().st_size)] == []


def test_the_runtime_of_the_speech_detector_keeps_no_diary(tmp_path: Path, temporary: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    with running("import voicecheck, onnxruntime; print('loaded')", HOME=str(home)) as process:
        assert process.stdout is not None
        assert process.stdout.read() == "loaded\n"
    assert [*home.rglob("*"), *temporary.rglob("*")] == []


def running(code: str, *arguments: str, **environment: str) -> subprocess.Popen[str]:
    """A process of its own."""
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": "src:.", **environment},
        stdout=subprocess.PIPE,
        text=True,
    )


def test_a_recording_is_for_its_owner(tmp_path: Path, wide_open: None) -> None:
    write_reading(tmp_path / "reading.wav", np.zeros(1600, np.float32), 16_000)
    assert stat.S_IMODE((tmp_path / "reading.wav").stat().st_mode) == 0o600

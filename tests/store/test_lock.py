"""Only one process writes to a run, and whoever dies lets go of it."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.store.calls import documented, filled
from voicecheck.errors import AudioError, StoredDataError
from voicecheck.store import Run

ROOT = Path(__file__).parents[2]
HOLD = """
import sys, time
sys.path[:0] = ["src", "."]
import voicecheck.pipeline
from voicecheck.store import Run
run = Run.open(sys.argv[1], write=True)
print("held", flush=True)
time.sleep(60)
"""


def test_a_second_writer_is_told_who_is_at_work_until_the_first_one_dies(tmp_path: Path) -> None:
    filled(tmp_path / "run").close()
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path / "run")], stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as holder:
        if holder.stdout is None:
            pytest.fail("no pipe")
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(
            StoredDataError, match=rf"found another command at work on it \(process {holder.pid}\); wait"
        ):
            Run.open(tmp_path / "run", write=True)
        with Run.open(tmp_path / "run") as reader:
            assert reader.counts().done == 3
        holder.send_signal(signal.SIGKILL)
        holder.wait(10)
    with Run.open(tmp_path / "run", write=True) as run:
        assert run.writable


def test_two_starts_in_one_folder(tmp_path: Path) -> None:
    with (
        Run.create(tmp_path / "run", {}, documented()),
        pytest.raises(StoredDataError, match="at work on it"),
    ):
        Run.open(tmp_path / "run", write=True)
    with Run.open(tmp_path / "run", write=True), Run.open(tmp_path / "run") as reader:
        assert not reader.writable


def test_a_run_that_is_taken_away_is_missed_at_once(tmp_path: Path) -> None:
    with filled(tmp_path / "run") as run:
        (tmp_path / "run").rename(tmp_path / "elsewhere")
        with pytest.raises(StoredDataError, match="found it moved or removed; put it back"):
            run.fail("a.wav", AudioError("a.wav: expected sound, found none; record it again"))
        (tmp_path / "elsewhere").rename(tmp_path / "run")
        run.fail("a.wav", AudioError("a.wav: expected sound, found none; record it again"))
        shutil.rmtree(tmp_path / "run")
        filled(tmp_path / "run").close()
        with pytest.raises(StoredDataError, match="found it moved or removed"):
            run.fail("b.wav", AudioError("b.wav: expected sound, found none; record it again"))

"""A batch while the clock jumps, and while its recordings change."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from benchmarks.short_calls import write_short_calls
from tests.cli.conftest import Cli
from voicecheck.store import Run

ROOT = Path(__file__).parents[2]

# Read by Python before anything else, in the command and in its workers.
JUMPING_CLOCK = """
import datetime, itertools, time
moments = itertools.cycle([0.0, 4e9, time.time() - 18000, time.time() + 18000])
time.time = lambda: next(moments)
class Jumping(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return cls.fromtimestamp(time.time(), tz)
datetime.datetime = Jumping
"""

COMMANDS = """
import json, sys
from voicecheck.cli.app import main
if __name__ == "__main__":
    calls, run = sys.argv[1:]
    codes = []
    for words in (
        ["batch", calls, "--out", run, "--model", "none", "--jobs", "2", "--limit", "1"],
        ["batch", calls, "--out", run, "--model", "none", "--jobs", "2"],
        ["recheck", run, "--standard", "hotline"],
        ["report", run],
        ["batch", calls, "--out", run, "--model", "none", "--standard", "hotline"],
        ["purge", run, "--older-than", "12000w", "--yes"],
    ):
        try:
            main(words)
        except SystemExit as ended:
            codes.append(ended.code)
    print(json.dumps(codes), file=sys.stderr)
"""


def test_a_clock_that_jumps_costs_nothing(tmp_path: Path) -> None:
    calls, run = tmp_path / "calls", tmp_path / "run"
    write_short_calls(calls, 3, seconds=2.0)
    (tmp_path / "sitecustomize.py").write_text(JUMPING_CLOCK, encoding="utf-8")
    (tmp_path / "commands.py").write_text(COMMANDS, encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, str(tmp_path / "commands.py"), str(calls), str(run)],
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join(map(str, (tmp_path, ROOT / "src", ROOT))),
            "LANG": "en_US.UTF-8",
        },
        capture_output=True,
        text=True,
    )
    *told, codes = ran.stderr.splitlines()
    assert json.loads(codes) == [0] * 6
    # Lengths of time are those of a clock that cannot be set.
    assert all("calls in 0 min" in line for line in told if "calls an hour" in line)
    assert "0 of 3 calls are to go" in ran.stderr
    with Run.open(run) as opened:
        records = list(opened.calls("done"))
        years = {call.measured_at[:4] for call in records}
    assert len(records) == 3
    assert years <= {"1970", "2096", *(str(year) for year in range(2024, 2096))}


@pytest.fixture(scope="module")
def sounds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three calls of two seconds."""
    folder = tmp_path_factory.mktemp("sounds")
    write_short_calls(folder, 3, seconds=2.0)
    return folder


def grow(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"\xff")


def shrink(path: Path) -> None:
    os.truncate(path, max(path.stat().st_size - 1, 8000))
    os.utime(path)


def exchange(path: Path) -> None:
    other = path.with_name("other")
    shutil.copyfile(path.with_name("call-00001.wav"), other)
    os.replace(other, path)


@contextmanager
def changing(path: Path, change: Callable[[Path], None]) -> Iterator[None]:
    """The file is changed again and again meanwhile."""
    ended = threading.Event()

    def work() -> None:
        while not ended.wait(0.001):
            change(path)

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


@pytest.mark.parametrize("change", [grow, shrink, exchange])
def test_a_file_that_changes_costs_itself_until_it_is_finished(
    cli: Cli, sounds: Path, tmp_path: Path, change: Callable[[Path], None]
) -> None:
    calls = Path(shutil.copytree(sounds, tmp_path / "calls"))
    changed, run = calls / "call-00000.wav", tmp_path / "run"
    command = ("batch", str(calls), "--out", str(run), "--model", "none", "--jobs", "1")
    with changing(changed, change):
        ran = cli(*command)
    # Whether a change falls into the moment of reading is a matter of luck.
    assert ran.code in (0, 3)
    told = "call-00000.wav: expected a finished recording, found a file that changed" in ran.err
    assert told == (ran.code == 3)
    with Run.open(run) as opened:
        assert opened.counts().done >= 2
    assert cli(*command).code == 0
    with Run.open(run) as opened:
        known = {Path(call.path).name: call.sha256 for call in opened.calls("done")}
    assert known == {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in calls.glob("*.wav")}

"""Judging in worker processes: same result as in one process, and a worker that dies costs one call."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.cli.conftest import Cli
from tests.report.standards import small_standard
from voicecheck.asr.settings import AsrSettings
from voicecheck.cli import calls
from voicecheck.cli.calls import CallFailure, Plan, judge_calls
from voicecheck.errors import ModelError

PLAN = Plan(
    standard=small_standard(),
    model=None,
    recognition=AsrSettings(),
    transcript=None,
    diarization=None,
    metadata=None,
    name_pattern=None,
    agent_channel=None,
    channels=None,
    language="auto",
)


class Deadly:
    """Ends the process that unpickles it, as a worker that runs out of memory ends."""

    def __reduce__(self) -> tuple[object, ...]:
        return os._exit, (1,)


DEADLY_PLAN = replace(PLAN, standard=Deadly())  # type: ignore[arg-type]


@pytest.fixture
def recordings(tmp_path: Path) -> list[str]:
    """Two short two-channel recordings and one file that is none."""
    time_s = np.arange(8000) / 8000
    for name, f0_hz in (("a.wav", 120.0), ("b.wav", 210.0)):
        tone = 0.1 * np.sin(2 * np.pi * f0_hz * time_s) * np.sin(2 * np.pi * 2 * time_s)
        soundfile.write(tmp_path / name, np.stack([tone, np.zeros_like(tone)], axis=1), 8000)
    (tmp_path / "c.wav").write_bytes(b"no audio")
    return [str(tmp_path / name) for name in ("a.wav", "b.wav", "c.wav")]


def test_workers_give_the_same_result_in_the_same_order(cli: Cli, recordings: list[str]) -> None:
    alone, together = (cli("check", *recordings, "--json", "--jobs", jobs) for jobs in ("1", "2"))
    assert alone.code == together.code == 3
    documents = [
        [{**entry, "created_at": None} for entry in json.loads(ran.out)] for ran in (alone, together)
    ]
    assert documents[0] == documents[1]
    assert [entry["call"]["path"] for entry in documents[0]] == recordings
    assert documents[0][2]["error"]["kind"] == "audio"


def test_a_call_whose_worker_dies_twice_is_reported() -> None:
    broken: Future[calls.Outcome] = Future()
    broken.set_exception(BrokenProcessPool())
    outcome = calls._outcome_of(broken, DEADLY_PLAN, Path("a.wav"))
    assert isinstance(outcome, CallFailure)
    assert (outcome.path, outcome.kind) == ("a.wav", "internal")
    assert "the worker process ended, twice" in outcome.message


def test_a_call_whose_worker_died_once_is_judged_by_another(recordings: list[str]) -> None:
    broken: Future[calls.Outcome] = Future()
    broken.set_exception(BrokenProcessPool())
    outcome = calls._outcome_of(broken, PLAN, Path(recordings[0]))
    assert not isinstance(outcome, CallFailure)
    assert outcome.call.path == recordings[0]


def test_workers_that_cannot_load_the_model_end_the_command() -> None:
    with pytest.raises(ModelError, match="free some memory"):
        list(judge_calls(DEADLY_PLAN, [Path("a.wav"), Path("b.wav")], jobs=2, on_stage=lambda *_: None))


KILLED = """
import os, time
from voicecheck.cli.calls import _workers
print(_workers(1).submit(os.getpid).result(), flush=True)
time.sleep(60)
"""


def test_workers_end_with_a_parent_that_is_killed() -> None:
    root = Path(__file__).parents[2]
    environment = {**os.environ, "PYTHONPATH": f"{root / 'src'}:{root}"}
    with subprocess.Popen(
        [sys.executable, "-c", KILLED], stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        assert process.stdout is not None
        worker = int(process.stdout.readline())
        process.kill()
        try:
            # The worker holds the other end of this pipe as long as it lives.
            process.communicate(timeout=20)
        except subprocess.TimeoutExpired:
            os.kill(worker, signal.SIGKILL)
            raise

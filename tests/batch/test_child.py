"""A child process: what is sent to the whole group of processes is for its parent alone."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import threading
from multiprocessing import resource_tracker, util
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest

from voicecheck.batch.child import Ended, Events, LocalChild

ROOT = Path(__file__).parents[2]
ASK = """
import queue
from tests.batch.test_child import tell_whether_interrupts_are_held
from voicecheck.batch.child import LocalChild

if __name__ == "__main__":
    for _ in range(2):
        events = queue.SimpleQueue()
        LocalChild(tell_whether_interrupts_are_held, (), events, {})
        print(events.get()[1])
"""


def tell_whether_interrupts_are_held(pipe: Connection) -> None:
    pipe.send(signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, ()))


@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="no signal masks here")
def test_interrupts_are_held_from_the_first_child_on(tmp_path: Path) -> None:
    # A process of its own: only at the first child does the keeper of resources start.
    script = tmp_path / "ask.py"
    script.write_text(ASK, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT)))}
    ran = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, check=True, env=environment, cwd=ROOT
    )
    assert ran.stdout.split() == ["True", "True"]


@pytest.mark.skipif(sys.platform == "win32", reason="another way of starting processes")
def test_a_child_that_dies_before_it_reads_anything_holds_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    resource_tracker.ensure_running()
    start = util.spawnv_passfds  # type: ignore[attr-defined]

    def stillborn(path: bytes, arguments: list[Any], passed: list[int]) -> int:
        return start(b"/bin/sh", ["sh", "-c", "exit 3"], passed)

    monkeypatch.setattr(util, "spawnv_passfds", stillborn)
    events: Events = queue.SimpleQueue()
    more_than_a_pipe_holds = ("x" * 1_000_000,)
    starter = threading.Thread(
        target=LocalChild, args=(print, more_than_a_pipe_holds, events, {}), daemon=True
    )
    starter.start()
    assert events.get(timeout=30)[1] == Ended("exit code 3")
    starter.join(30)
    assert not starter.is_alive()

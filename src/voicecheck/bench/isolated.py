"""Work in a process of its own: its memory is its own, and whatever ends it costs only itself."""

from __future__ import annotations

import queue
import sys
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, TypeVar

from voicecheck.batch.child import Ended, Events, LocalChild
from voicecheck.batch.crew import ONE_THREAD
from voicecheck.errors import VoicecheckError

__all__ = ["EndedError", "isolated", "peak_memory_mb"]

T = TypeVar("T")

_PATIENCE_S = 1800.0


class EndedError(VoicecheckError):
    """A process that ended, or was ended, without an answer."""


def isolated(
    work: Callable[..., T], *arguments: Any, one_thread: bool = False, patience_s: float = _PATIENCE_S
) -> T:
    """What `work` returns or raises in a process that is started afresh and ends with it.

    Parameters
    ----------
    work
        A function of a module's top level; its arguments and its answer are pickled.
    one_thread
        Numerical libraries are held to one thread, as in a worker of a batch.
    patience_s
        After so many seconds the process is ended.

    Raises
    ------
    EndedError
        When the process ends before it has answered.
    """
    events: Events = queue.SimpleQueue()
    child = LocalChild(_answer, (work, *arguments), events, ONE_THREAD if one_thread else {})
    try:
        _, answer = events.get(timeout=patience_s)
    except queue.Empty:
        raise EndedError(f"no answer within {patience_s:.0f} s") from None
    finally:
        child.kill()
    if isinstance(answer, Ended):
        raise EndedError(f"the process ended ({answer.how})")
    if isinstance(answer, Exception):
        raise answer
    found: T = answer
    return found


def peak_memory_mb() -> float | None:
    """Largest resident set of this process so far, in MB of a million bytes; None where nobody tells."""
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii", errors="replace").splitlines()
        return next(int(line.split()[1]) * 1024 / 1e6 for line in lines if line.startswith("VmHWM"))
    except (OSError, StopIteration):
        pass
    try:
        import resource
    except ImportError:
        return None
    largest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return largest / 1e6 if sys.platform == "darwin" else largest * 1024 / 1e6


def _answer(pipe: Connection, work: Callable[..., Any], *arguments: Any) -> None:
    answer: Any
    try:
        answer = work(*arguments)
    except Exception as error:
        answer = error
    pipe.send(answer)
    pipe.close()

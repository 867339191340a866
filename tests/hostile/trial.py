"""One input at one edge: read within its time, and with an answer."""

from __future__ import annotations

import signal
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Literal

from tests.hostile.targets import Target
from voicecheck.errors import VoicecheckError

__all__ = ["LONGEST_S", "outcome"]

LONGEST_S = 10.0
"""How long one input may take, in seconds of the process's own time."""


class TooLong(BaseException):
    """Not an Exception: no reader may take it for one of its own."""


def outcome(target: Target, content: bytes, folder: Path) -> Literal["result", "message"]:
    """What the reader answered.

    Raises
    ------
    AssertionError
        Where the reader did neither; the message names the error and its place.
    """
    try:
        with _time_limit(LONGEST_S):
            target.read(content, folder)
    except VoicecheckError as error:
        str(error).encode()
        return "message"
    except (Exception, TooLong) as error:
        frames = traceback.extract_tb(error.__traceback__)
        place = next((one for one in reversed(frames) if "/src/voicecheck/" in one.filename), frames[-1])
        raise AssertionError(
            f"{type(error).__name__} at {Path(place.filename).name}:{place.name}: {str(error)[:200]!r}"
        ) from error
    return "result"


@contextmanager
def _time_limit(limit_s: float) -> Iterator[None]:
    def end(_number: int, _frame: FrameType | None) -> None:
        raise TooLong

    before = signal.signal(signal.SIGVTALRM, end)
    signal.setitimer(signal.ITIMER_VIRTUAL, limit_s)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0.0)
        signal.signal(signal.SIGVTALRM, before)

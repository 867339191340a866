"""How far a batch is, in numbers; pure, so that any display can show them."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from voicecheck.batch.stages import Failure

__all__ = ["BatchStatus", "Watcher"]


class BatchStatus:
    """What a batch has done since it started; its engine counts on.

    `total` and `total_bytes` count the calls that it set out to do; `done`, `failed` and `unchanged` those
    that are finished, and `finished_bytes` is the size of their files. `audio_s` is the length of the calls
    that are done. `retried` counts second attempts, `working` the calls in hand.
    """

    def __init__(self, *, total: int, total_bytes: int) -> None:
        self.total, self.total_bytes = total, total_bytes
        self.done = self.failed = self.unchanged = self.retried = self.working = 0
        self.finished_bytes = 0
        self.audio_s = 0.0
        self._started = time.monotonic()

    @property
    def finished(self) -> int:
        """Calls that need nothing more."""
        return self.done + self.failed + self.unchanged

    @property
    def elapsed_s(self) -> float:
        """Seconds since the start."""
        return max(time.monotonic() - self._started, 1e-6)

    @property
    def calls_per_hour(self) -> float:
        """Finished calls, an hour."""
        return self.finished * 3600.0 / self.elapsed_s

    @property
    def times_real_time(self) -> float:
        """Seconds of sound in each second of work."""
        return self.audio_s / self.elapsed_s

    @property
    def remaining_s(self) -> float | None:
        """What is left to do, by the size of the files; None before the first call is finished."""
        if not self.finished_bytes:
            return None
        return self.elapsed_s * max(0, self.total_bytes - self.finished_bytes) / self.finished_bytes


class Watcher(Protocol):
    """Is told how a batch goes on; must not take long."""

    def progress(self, status: BatchStatus) -> None:
        """Something happened, or a second has passed."""

    def failed(self, name: str, failure: Failure) -> None:
        """A call could not be done, also not the second time."""

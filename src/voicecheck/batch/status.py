"""How far a batch is, in numbers; pure, so that any display can show them."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Protocol

from voicecheck.batch.stages import Failure

__all__ = ["BatchStatus", "Watcher"]


@dataclass(slots=True, kw_only=True)
class BatchStatus:
    """What a batch has done since it started.

    `total` and `total_bytes` count the calls that it set out to do; `done`, `failed` and `unchanged` those
    that are finished, and `finished_bytes` is the size of their files. `audio_s` is the length of the calls
    that are done. `retried` counts second attempts, `working` the calls in hand.
    """

    total: int
    total_bytes: int
    done: int = 0
    failed: int = 0
    unchanged: int = 0
    retried: int = 0
    working: int = 0
    audio_s: float = 0.0
    finished_bytes: int = 0
    started: float = field(default_factory=time.monotonic)

    @property
    def finished(self) -> int:
        """Calls that need nothing more."""
        return self.done + self.failed + self.unchanged

    @property
    def elapsed_s(self) -> float:
        """Seconds since the start."""
        return max(time.monotonic() - self.started, 1e-6)

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

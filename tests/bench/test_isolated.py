"""Work in a process of its own: an answer, an error, or word that it ended."""

from __future__ import annotations

import os
import signal
import time

import pytest

from voicecheck.bench.isolated import EndedError, isolated, peak_memory_mb
from voicecheck.errors import UsageError


def double(number: int) -> int:
    return 2 * number


def refuse() -> None:
    raise UsageError("nothing: expected something, found nothing; add some")


def die() -> None:
    os.kill(os.getpid(), signal.SIGABRT)


def grow_mb(size_mb: int) -> float | None:
    block = bytearray(size_mb * 1_000_000)
    assert block is not None
    return peak_memory_mb()


def test_answers_and_errors_come_back() -> None:
    assert isolated(double, 21) == 42
    with pytest.raises(UsageError, match="add some"):
        isolated(refuse)


def test_a_process_that_ends_costs_only_itself() -> None:
    with pytest.raises(EndedError, match=f"signal {signal.SIGABRT.value}: aborted"):
        isolated(die)
    with pytest.raises(EndedError, match="no answer within 0 s"):
        isolated(time.sleep, 60, patience_s=0.2)


def test_memory_is_that_of_the_process_alone() -> None:
    here = bytearray(200_000_000)
    peak_mb = isolated(grow_mb, 50)
    assert peak_mb is not None
    assert 50 < peak_mb < 200
    assert len(here) == 200_000_000

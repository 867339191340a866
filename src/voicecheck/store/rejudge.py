"""Judging a run again: its stored timelines under the same or another standard, without audio or model."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from voicecheck.errors import StoredDataError
from voicecheck.report.build import build_result
from voicecheck.report.result import CallResult
from voicecheck.rules.judge import judge
from voicecheck.rules.standard import Standard
from voicecheck.rules.types import Judgement
from voicecheck.store.run import Run
from voicecheck.store.types import CallRecord
from voicecheck.timeline.types import CallTimeline

__all__ = ["Rechecked", "collector_paused", "recheck"]

_CALLS_BETWEEN_COLLECTIONS = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Rechecked:
    """One call judged again; without timeline and judgement where its record cannot be read."""

    call: CallRecord
    standard: Standard
    timeline: CallTimeline | None
    judgement: Judgement | None
    error: StoredDataError | None

    def result(self) -> CallResult | None:
        """The whole result, made when it is asked for; None where the call could not be judged."""
        if self.timeline is None or self.judgement is None:
            return None
        return build_result(self.timeline, self.standard, self.judgement, created_at=self.call.measured_at)


def recheck(run: Run, standard: Standard | None = None) -> Iterator[Rechecked]:
    """Judge every stored timeline, by path, and keep the verdicts.

    By the run's own standard unless another is given. One transaction: the run changes when the last call was
    judged, all at once. A reader sees the old verdicts until then, and an iterator that is given up, or a
    process that is killed, leaves them as they were.

    Raises
    ------
    StoredDataError
        When the run cannot be read or written; a single damaged record is told in its place instead.
    """
    chosen = standard or run.standard
    with run.judging_by(chosen), collector_paused():
        for number, (call, timeline) in enumerate(run.timelines(), start=1):
            if isinstance(timeline, StoredDataError):
                run.keep_damage(call, timeline)
                yield Rechecked(call=call, standard=chosen, timeline=None, judgement=None, error=timeline)
            else:
                judgement = judge(timeline, chosen)
                run.keep_judgement(call, judgement)
                yield Rechecked(
                    call=call, standard=chosen, timeline=timeline, judgement=judgement, error=None
                )
            if number % _CALLS_BETWEEN_COLLECTIONS == 0:
                gc.collect()


@contextmanager
def collector_paused() -> Iterator[None]:
    """No search for reference cycles meanwhile: decoding makes thousands of objects a call and never a cycle.

    Measured: the searches take two thirds of the time of decoding.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()

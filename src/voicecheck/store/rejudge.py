"""Judging a run again: its stored timelines under the same or another standard, without audio or model.

A rule that both standards hold unchanged keeps the verdict that stands in the run, provided that the same
code gave it; only the others are judged. So trying another limit on ten thousand calls takes seconds.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace

from voicecheck.errors import StoredDataError
from voicecheck.report.result import CallResult
from voicecheck.rules.judge import judge_rules
from voicecheck.rules.score import score_verdicts
from voicecheck.rules.standard import Standard
from voicecheck.rules.types import Score
from voicecheck.rules.unchanged import judging_code, narrowed, unchanged_rules
from voicecheck.store.prepared import verdict_rows
from voicecheck.store.record import decompressed, pack
from voicecheck.store.run import Run
from voicecheck.store.stored_call import StoredCall
from voicecheck.store.stored_result import stored_result
from voicecheck.store.types import CallRecord, VerdictRow
from voicecheck.timeline.redact import Redaction, redact_timeline

__all__ = ["Rechecked", "Rejudging", "collector_paused", "recheck"]

_CALLS_BETWEEN_COLLECTIONS = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Rechecked:
    """One call judged again; without verdicts and score where its record cannot be read."""

    stored: StoredCall
    standard: Standard
    verdicts: Mapping[str, VerdictRow] | None = None
    score: Score | None = None
    error: StoredDataError | None = None

    @property
    def call(self) -> CallRecord:
        """What is known of the recording."""
        return self.stored.call

    def result(self) -> CallResult | None:
        """The whole result, made when it is asked for; None where the call could not be judged."""
        if self.error is not None:
            return None
        return stored_result(self.call, self.stored.timeline, self.verdicts, self.standard)


class Rejudging:
    """From the verdicts of one standard to those of another."""

    def __init__(self, before: Standard, after: Standard) -> None:
        kept = unchanged_rules(before, after)
        self._after = after
        self._changed = tuple(rule for rule in after.rules if rule.id not in kept)
        self._narrowed = narrowed(after, self._changed)

    def verdicts(self, one: StoredCall, known: Mapping[str, VerdictRow] | None) -> dict[str, VerdictRow]:
        """A call's verdicts by the second standard; `known` are those by the first, None where they are not
        known. Where nothing is to be judged, the timeline is not even decoded.
        """
        if known is None:
            return verdict_rows(judge_rules(one.timeline, self._after, self._after.rules))
        found = (
            verdict_rows(judge_rules(one.timeline, self._narrowed, self._changed)) if self._changed else {}
        )
        return {rule.id: found[rule.id] if rule.id in found else known[rule.id] for rule in self._after.rules}


def known_verdicts(one: StoredCall) -> dict[str, VerdictRow] | None:
    """The verdicts that stand in the run, where the present code gave them."""
    return one.verdicts if one.judged_by == judging_code() else None


def recheck(
    run: Run, standard: Standard | None = None, *, redaction: Redaction | None = None
) -> Iterator[Rechecked]:
    """Judge every stored timeline, by path, and keep the verdicts.

    By the run's own standard unless another is given. One transaction: the run changes when the last call was
    judged, all at once. A reader sees the old verdicts until then, and an iterator that is given up, or a
    process that is killed, leaves them as they were. With a redaction, private data are taken out of what is
    stored after each call was judged.

    Raises
    ------
    StoredDataError
        When the run cannot be read or written; a single damaged record is told in its place instead.
    """
    chosen = standard or run.standard
    rejudging = Rejudging(run.standard, chosen)
    with run.judging_by(chosen), collector_paused():
        for number, one in enumerate(run.stored(), start=1):
            verdicts, score, error = None, None, one.damage
            if error is not None:
                run.keep_damage(one.call, error)
            else:
                verdicts = rejudging.verdicts(one, known_verdicts(one))
                score = score_verdicts({rule: row.verdict for rule, row in verdicts.items()}, chosen)
                run.keep_verdicts(one.call, verdicts, score)
                if redaction is not None:
                    one = _redacted(run, one, redaction)
            yield Rechecked(stored=one, standard=chosen, verdicts=verdicts, score=score, error=error)
            if number % _CALLS_BETWEEN_COLLECTIONS == 0:
                gc.collect()


def _redacted(run: Run, one: StoredCall, redaction: Redaction) -> StoredCall:
    """The call without private data, as it is stored from now on."""
    timeline = redact_timeline(one.timeline, redaction)
    run.keep_timeline(one.call, timeline)
    return replace(one, content=decompressed(pack(timeline), where=one.call.path))


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

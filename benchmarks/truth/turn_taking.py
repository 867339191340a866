"""Scores turn taking: who came in on whom, and as what, found against true."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from benchmarks.truth.call import TruthCall
from benchmarks.truth.script import EventKind

__all__ = ["KINDS", "Event", "match", "precision_recall_f1", "true_events"]

KINDS: tuple[EventKind, ...] = ("interruption", "backchannel", "handover")
# An event is found when one of its party begins so near to it.
_NEAR_S = 1.0


@dataclass(frozen=True, slots=True)
class Event:
    """A party comes in while the other speaks, or nods into a pause; `start_s` is when it comes in."""

    kind: EventKind
    by: int
    start_s: float


def true_events(call: TruthCall) -> list[Event]:
    """What the script of a call made happen."""
    return [Event(line.kind, line.party, line.start_s) for line in call.lines if line.kind]


def match(found: Sequence[Event], true: Sequence[Event], kind: EventKind) -> Counter[str]:
    """Counts of hits, of false alarms and of misses of one kind; each true event is hit at most once."""
    left = [event for event in true if event.kind == kind]
    counts: Counter[str] = Counter()
    for event in found:
        if event.kind != kind:
            continue
        near = [one for one in left if one.by == event.by and abs(one.start_s - event.start_s) <= _NEAR_S]
        if near:
            left.remove(min(near, key=lambda one: abs(one.start_s - event.start_s)))
            counts["hit"] += 1
        else:
            counts["false"] += 1
    counts["missed"] = len(left)
    return counts


def precision_recall_f1(counts: Iterable[Counter[str]]) -> tuple[float | None, float | None, float | None]:
    """Over several calls; None where nothing was found, or nothing was there to find."""
    total: Counter[str] = sum(counts, Counter())
    found, there = total["hit"] + total["false"], total["hit"] + total["missed"]
    return (
        total["hit"] / found if found else None,
        total["hit"] / there if there else None,
        2 * total["hit"] / (found + there) if found + there else None,
    )

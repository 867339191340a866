"""What the metrics share: reasons, undefined quantities, ratios, percentiles, pauses of a turn."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from voicecheck.intervals import Interval
from voicecheck.metrics.types import Quantity
from voicecheck.timeline.types import Turn

__all__ = [
    "NO_OVERLAPS",
    "NO_PARTIES",
    "NO_TURNS",
    "PAUSE_S",
    "pauses_of",
    "percentile",
    "ratio",
    "undefined",
]

NO_PARTIES = "the parties cannot be told apart"
NO_TURNS = "this party does not speak"
NO_OVERLAPS = "both parties are on one channel: speech at the same time cannot be seen"

# 250 ms parts articulatory from hesitation pauses (Goldman-Eisler 1968; De Jong & Bosker 2013).
PAUSE_S = 0.25


def undefined(reason: str, *, numerator: float | None = None, denominator: float | None = None) -> Quantity:
    """A quantity without a value, and why."""
    return Quantity(value=None, numerator=numerator, denominator=denominator, reason=reason)


def ratio(numerator: float, denominator: float, reason: str, evidence: tuple[Interval, ...] = ()) -> Quantity:
    """Numerator over denominator; undefined for `reason` where the denominator is not positive."""
    if denominator <= 0.0:
        return undefined(reason, numerator=numerator, denominator=denominator)
    return Quantity(
        value=numerator / denominator, numerator=numerator, denominator=denominator, evidence=evidence
    )


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` (0..1) of the values lie, linear between neighbours; needs a value."""
    ordered = sorted(values)
    position = share * (len(ordered) - 1)
    below = math.floor(position)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (position - below)


def pauses_of(turn: Turn) -> tuple[Interval, ...]:
    """Silences of 250 ms and more inside a turn."""
    return tuple(
        [
            Interval(before.end_s, after.start_s)
            for before, after in pairwise(turn.ipus)
            if after.start_s - before.end_s >= PAUSE_S - 1e-9
        ]
    )

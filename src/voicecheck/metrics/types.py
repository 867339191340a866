"""What a metric is: a named quantity over a call timeline, kept as numerator and denominator.

Numerator and denominator stay apart so that figures of many calls pool rightly: a rate over a night is the
sum of the numerators over the sum of the denominators, never the mean of the calls' rates.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from voicecheck.intervals import Interval
from voicecheck.timeline.types import CallTimeline, Speaker

__all__ = ["Metric", "Quantity"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A measured quantity, or the reason why there is none.

    `value` is numerator / denominator unless given (a median has no such form); None with a `reason` where
    the denominator is 0 or the evidence is missing. `evidence` are the places that the figure rests on most.
    """

    value: float | None
    numerator: float | None = None
    denominator: float | None = None
    reason: str | None = None
    evidence: tuple[Interval, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """A catalogue entry: what is counted, in which unit, how many calls' figures combine.

    `pool`: "ratio" sums numerators and denominators, "sum" adds, "max" takes the largest, "median" the
    median call.
    `compute` is pure: a timeline and the party in question in, a quantity out. A metric of scope "call" is
    the same for both parties.
    """

    id: str
    unit: str
    title: dict[str, str]
    definition: dict[str, str]
    pool: Literal["ratio", "sum", "max", "median"]
    compute: Callable[[CallTimeline, Speaker], Quantity]
    scope: Literal["speaker", "call"] = "speaker"

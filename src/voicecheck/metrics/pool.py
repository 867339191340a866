"""Figures of many calls as one, in the way that the catalogue gives for each metric."""

from __future__ import annotations

import statistics
from collections.abc import Iterable

from voicecheck.metrics.types import Metric

__all__ = ["pooled"]

Figure = tuple[float | None, float | None, float | None]
"""Value, numerator, denominator, as in `Quantity`."""


def pooled(metric: Metric, figures: Iterable[Figure]) -> float | None:
    """One figure for several calls; None where no call has one.

    A ratio is the sum of the numerators over the sum of the denominators, so that long calls count for more;
    where a call's ratio was kept without its parts, it is the median call instead.
    """
    known = [figure for figure in figures if figure[0] is not None]
    values = [value for value, _, _ in known if value is not None]
    if not values:
        return None
    match metric.pool:
        case "sum":
            return sum(values)
        case "max":
            return max(values)
        case "ratio":
            return _ratio(known)
        case "median":
            return statistics.median(values)


def _ratio(known: list[Figure]) -> float:
    parts = [
        (value, numerator, denominator)
        for value, numerator, denominator in known
        if value is not None and numerator is not None and denominator
    ]
    if len(parts) < len(known):
        return statistics.median(value for value, _, _ in known if value is not None)
    return sum(numerator for _, numerator, _ in parts) / sum(denominator for _, _, denominator in parts)

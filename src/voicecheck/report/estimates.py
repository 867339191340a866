"""Intervals for figures of few calls: a mean or a share alone says nothing about five calls.

Means: all groups are taken to spread alike, and their spread is estimated from all of them together (the
pooled variance of one-way analysis of variance), so that one call of an agent, or five with the same score,
still get the interval that calls of this run deserve. Shares: Wilson (1927), which stays inside 0..1 and
holds for small counts. All intervals are 95 %.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

__all__ = ["Estimate", "mean_estimates", "share_estimate", "t_quantile"]

_Z95 = 1.959963984540054


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A figure with its 95 % interval and the number of calls that it rests on.

    `low` and `high` are None where nothing tells how far the calls spread.
    """

    value: float
    low: float | None
    high: float | None
    count: int


def mean_estimates(
    groups: Mapping[str, Sequence[float]], lowest: float = 0.0, highest: float = 100.0
) -> dict[str, Estimate]:
    """The mean of every group that has values, with an interval from the spread within all groups.

    Parameters
    ----------
    lowest, highest
        Between which the values can lie; intervals end there.
    """
    filled = {name: values for name, values in groups.items() if values}
    means = {name: math.fsum(values) / len(values) for name, values in filled.items()}
    squares = math.fsum((value - means[name]) ** 2 for name, values in filled.items() for value in values)
    freedom = sum(len(values) - 1 for values in filled.values())
    if freedom == 0:
        return {
            name: Estimate(value=means[name], low=None, high=None, count=len(values))
            for name, values in filled.items()
        }
    reach = t_quantile(freedom) * math.sqrt(squares / freedom)
    return {
        name: Estimate(
            value=means[name],
            low=max(lowest, means[name] - reach / math.sqrt(len(values))),
            high=min(highest, means[name] + reach / math.sqrt(len(values))),
            count=len(values),
        )
        for name, values in filled.items()
    }


def share_estimate(hits: int, count: int) -> Estimate | None:
    """The share of hits with Wilson's interval; None of none."""
    if count == 0:
        return None
    share, squared = hits / count, _Z95**2
    middle = (share + squared / (2 * count)) / (1 + squared / count)
    reach = (_Z95 / (1 + squared / count)) * math.sqrt(share * (1 - share) / count + squared / (4 * count**2))
    # At none and all the interval ends at 0 and 1; floating point must not say otherwise.
    return Estimate(
        value=share,
        low=0.0 if hits == 0 else max(0.0, middle - reach),
        high=1.0 if hits == count else min(1.0, middle + reach),
        count=count,
    )


def t_quantile(freedom: int) -> float:
    """The 97.5 % quantile of Student's t.

    Exact for one and two degrees of freedom, else the expansion of Abramowitz & Stegun 26.7.5 (0.12 % too
    small at three degrees, closer beyond).
    """
    if freedom < 1:
        raise ValueError(f"t_quantile: expected at least one degree of freedom, found {freedom}")
    if freedom == 1:
        return math.tan(math.pi * 0.475)
    if freedom == 2:
        return 0.95 * math.sqrt(2 / (1 - 0.95**2))
    z = _Z95
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return z + math.fsum(term / freedom**power for power, term in enumerate(terms, start=1))

"""A measured value on a scale beside its limit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from voicecheck.rules.messages import limit_text, value_text
from voicecheck.rules.types import Text

__all__ = ["Scale", "finding_scale"]

Limit = tuple[float | None, float | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """Where things stand on a scale, as shares of its length: 0 is its left end, 1 its right end.

    The accepted range lies from `low` to `high`; a side without a limit is at the end of the scale and has no
    text. `reference` is where another call's value stands, None without one.
    """

    value: float
    low: float
    high: float
    value_text: Text
    limit_text: Text
    low_text: str | None
    high_text: str | None
    reference: float | None = None


def finding_scale(
    value: float | None, limit: Limit | None, unit: str, reference: float | None = None
) -> Scale | None:
    """The scale of a finding; None where there is no value or no limit to show it by."""
    if value is None or limit is None or (limit[0] is None and limit[1] is None):
        return None
    low, high = limit
    start, end = _ends(value, low, high)
    if reference is not None:
        reach = 0.06 * (end - start)
        start, end = min(start, reference - reach), max(end, reference + reach)
        start = max(start, 0.0) if _never_negative(value, low, high) and reference >= 0.0 else start
    length = end - start

    def place(number: float) -> float:
        return round(min(max((number - start) / length, 0.0), 1.0), 4)

    return Scale(
        value=place(value),
        low=0.0 if low is None else place(low),
        high=1.0 if high is None else place(high),
        value_text=value_text(value, unit),
        limit_text=limit_text(limit, unit),
        low_text=None if low is None else _bare(value_text(low, unit), unit),
        high_text=None if high is None else _bare(value_text(high, unit), unit),
        reference=None if reference is None else place(reference),
    )


def _ends(value: float, low: float | None, high: float | None) -> tuple[float, float]:
    """The accepted range with room on both sides, wide enough for the value to lie inside."""
    if low is not None and high is not None:
        room = max(high - low, abs(high) * 0.1, 1e-3)
        start, end = low - 0.6 * room, high + 0.6 * room
        reach = 0.1 * room
    else:
        edge = low if low is not None else high if high is not None else value
        room = max(abs(edge), abs(value - edge), 1.0)
        start, end = edge - room, edge + room
        reach = 0.12 * room
    start, end = min(start, value - reach), max(end, value + reach)
    return (max(start, 0.0), end) if _never_negative(value, low, high) else (start, end)


def _never_negative(value: float, low: float | None, high: float | None) -> bool:
    return all(number is None or number >= 0.0 for number in (value, low, high))


def _bare(text: Mapping[str, str], unit: str) -> str:
    """The number alone, without its unit; a time of day and per cents keep their form."""
    return text["en"] if unit in {"1", "h"} else text["en"].split(" ", 1)[0]

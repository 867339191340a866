"""Earlier practice calls: the same figures, call after call."""

from __future__ import annotations

from dataclasses import dataclass

from voicecheck.metrics.catalogue import METRICS
from voicecheck.report.result import CallResult

__all__ = ["PastCall", "earlier_calls", "past_call"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PastCall:
    """What is kept of a practice call. `at` is ISO 8601; `rate_unit` is what its rates count.

    `figures` are the agent's metrics by id, without those that are undefined.
    """

    sha256: str
    name: str
    at: str
    language: str | None
    rate_unit: str | None
    figures: dict[str, float]


def past_call(result: CallResult, name: str, at: str) -> PastCall:
    """What is kept of a call for later."""
    agent = result.metrics.get("agent")
    values = agent.values if agent else {}
    return PastCall(
        sha256=result.call.sha256,
        name=name,
        at=at,
        language=result.timeline.language,
        rate_unit=agent.rate_unit if agent else None,
        figures={
            metric.id: round(value, 6)
            for metric in METRICS
            if metric.scope == "speaker" and (value := values.get(metric.id)) is not None
        },
    )


def earlier_calls(history: tuple[PastCall, ...], now: PastCall) -> tuple[PastCall, ...]:
    """The calls before this one, the oldest first; the same recording counts once."""
    others = [call for call in history if call.sha256 != now.sha256 and call.at <= now.at]
    return tuple(sorted(others, key=lambda call: (call.at, call.name)))

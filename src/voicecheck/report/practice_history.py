"""Earlier practice calls: the same figures, call after call."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import msgspec

from voicecheck.errors import StoredDataError
from voicecheck.metrics.catalogue import METRICS
from voicecheck.report.result import CallResult

__all__ = ["PastCall", "decode_history", "earlier_calls", "encode_history", "past_call"]

_FORMAT = 1
"""Moves whenever what is kept changes."""


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


class _Stored(msgspec.Struct):
    format: int
    calls: list[PastCall]


def encode_history(calls: Iterable[PastCall]) -> str:
    """The calls as JSON, the oldest first."""
    stored = _Stored(format=_FORMAT, calls=sorted(calls, key=lambda call: (call.at, call.name)))
    return msgspec.json.format(msgspec.json.encode(stored), indent=1).decode() + "\n"


def decode_history(text: bytes, *, where: str) -> list[PastCall]:
    """The calls that `encode_history` was given.

    Raises
    ------
    StoredDataError
        When the text is damaged or of a newer format.
    """
    try:
        stored = msgspec.json.decode(text, type=_Stored)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise StoredDataError(
            f"{where}: expected the figures of earlier practice calls, found {error}; "
            "restore it from a copy, or move it away to begin anew"
        ) from error
    if stored.format != _FORMAT:
        raise StoredDataError(
            f"{where}: expected format {_FORMAT}, found {stored.format}; use a newer voicecheck"
        )
    return stored.calls

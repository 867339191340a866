"""The values that call facts may take, read from text. Each parser raises ValueError saying what it
expected."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

__all__ = ["FACT_PARSERS"]

_COMPACT_TIME = re.compile(r"\d{14}")
_LANGUAGE_TAG = re.compile(r"([A-Za-z]{2,3})([-_][A-Za-z0-9]{1,8})*")
_CHANNELS = {"left": 0, "right": 1, "0": 0, "1": 1}
# Nobody lets a telephone ring for an hour; such a number is in another unit.
_LONGEST_RINGING_S = 3600.0
_MOST_RINGS = 1000


def _one_of(*words: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text.lower() not in words:
            raise ValueError(" or ".join(words))
        return text.lower()

    return parse


def _started_at(text: str) -> datetime:
    expected = "a date and time such as 2024-05-31T09:30:00"
    try:
        if _COMPACT_TIME.fullmatch(text):
            return datetime.strptime(text, "%Y%m%d%H%M%S")
        # A date alone would be midnight, and a call at midnight breaks the calling hours.
        if len(text) <= len("2024-05-31"):
            raise ValueError(expected)
        return datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(expected) from None


def _ring_count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 4 and int(text) <= _MOST_RINGS):
        raise ValueError(f"a whole number from 0 to {_MOST_RINGS}")
    return int(text)


def _ring_s(text: str) -> float:
    expected = f"seconds from 0 to {_LONGEST_RINGING_S:.0f}"
    try:
        seconds = float(text)
    except ValueError:
        raise ValueError(expected) from None
    if not (math.isfinite(seconds) and 0 <= seconds <= _LONGEST_RINGING_S):
        raise ValueError(expected)
    return seconds


def _agent_channel(text: str) -> int:
    if text.lower() not in _CHANNELS:
        raise ValueError("left, right, 0 or 1")
    return _CHANNELS[text.lower()]


def _language(text: str) -> str:
    tag = _LANGUAGE_TAG.fullmatch(text)
    if tag is None:
        raise ValueError("a language code such as zh or en")
    return tag[1].lower()


FACT_PARSERS: Mapping[str, Callable[[str], Any]] = {
    "agent_id": str,
    "agent_name": str,
    "customer_name": str,
    "queue": str,
    "direction": _one_of("inbound", "outbound"),
    "started_at": _started_at,
    "ring_count": _ring_count,
    "ring_s": _ring_s,
    "hangup_party": _one_of("agent", "customer"),
    "agent_channel": _agent_channel,
    "language": _language,
}

"""Sentences in both languages from `messages.toml`, and how numbers stand in them."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib import resources
from typing import Any

from voicecheck.rules.types import Text
from voicecheck.units import rounded

__all__ = [
    "bare_text",
    "clock_text",
    "has_sentence",
    "limit_text",
    "number_text",
    "reason_text",
    "say",
    "sentence_case",
    "unit_text",
    "value_text",
]

LANGUAGES = ("zh", "en")
Fill = Text | str | float | int


def say(key: str, **fill: Fill) -> Text:
    """The sentence of a key such as "metric.pass" in both languages, its names filled in."""
    topic, _, name = key.partition(".")
    sentence: Text = _texts()["sentences"][topic][name]
    shown = [
        (name, value if isinstance(value, str | dict) else number_text(value)) for name, value in fill.items()
    ]
    return {
        language: sentence[language].format_map(
            {name: value[language] if isinstance(value, dict) else value for name, value in shown}
        )
        for language in LANGUAGES
    }


def has_sentence(key: str) -> bool:
    """Whether there is a sentence of this key."""
    topic, _, name = key.partition(".")
    return name in _texts()["sentences"].get(topic, {})


def reason_text(reason: str) -> Text:
    """A reason in both languages; one without a translation stands as it is."""
    return {"zh": _texts()["reasons"].get(reason, reason), "en": reason}


@lru_cache(maxsize=4096)
def number_text(value: float) -> str:
    """A number as people write it: one decimal, none where it is whole."""
    shown = rounded(value, 1)
    return f"{shown:.0f}" if shown == int(shown) else f"{shown:.1f}"


def sentence_case(text: Text) -> Text:
    """The text with a capital letter at its beginning."""
    return {language: shown[:1].upper() + shown[1:] for language, shown in text.items()}


def clock_text(hour: float) -> str:
    """A time of day: 8.5 is 08:30."""
    minutes = int(hour * 60.0 + 1e-6)
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def value_text(value: float, unit: str) -> Text:
    """A number with its unit."""
    units = unit_text(unit)
    return {language: bare_text(value, unit) + units[language] for language in LANGUAGES}


def limit_text(limit: tuple[float | None, float | None], unit: str) -> Text:
    """A range in words: "180 to 260 characters/min", "at most 3 rings", "at least 5 semitones"."""
    low, high = (None if side is None else bare_text(side, unit) for side in limit)
    if low is not None and high is not None:
        joint = {"zh": f"{low} 至 {high}", "en": f"{low} to {high}"}
    elif high is not None:
        joint = {"zh": f"不超过 {high}", "en": f"at most {high}"}
    else:
        joint = {"zh": f"不低于 {low}", "en": f"at least {low}"}
    units = unit_text(unit)
    return {language: joint[language] + units[language] for language in LANGUAGES}


@lru_cache(maxsize=1)
def _texts() -> dict[str, Any]:
    return tomllib.loads((resources.files("voicecheck.rules") / "messages.toml").read_text(encoding="utf-8"))


def unit_text(unit: str) -> Text:
    """The unit as it follows a number: " characters/min", "%"."""
    known: Text | None = _texts()["units"].get(unit)
    return known or {"zh": " " + unit, "en": " " + unit}


def bare_text(value: float, unit: str) -> str:
    """A number without its unit: a share as per cent, an hour as a time of day."""
    if unit == "h":
        return clock_text(value)
    return number_text(value * 100.0 if unit == "1" else value)

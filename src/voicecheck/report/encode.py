"""Results as JSON: the one place where numbers are rounded and texts lose their second language.

The same result gives the same bytes, save `created_at`: fields come in the order of their declaration, floats
are rounded half up by their unit, and nothing but finite numbers is written.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import msgspec

from voicecheck.report.i18n import Lang
from voicecheck.report.result import CallMetrics, CallResult, FindingResult, SpeakerMetrics
from voicecheck.units import rounded

__all__ = ["error_entry", "result_dict", "result_json", "round_as", "round_metric"]

# Decimal places by unit. Times: a sample at 8 kHz lasts 0.125 ms, a frame of a track 10 ms. Levels, semitones
# and rates are printed one digit finer than repeated measurement of the same call can tell apart.
_DIGITS = {
    "s": 3,
    "db": 2,
    "dbov": 2,
    "st": 2,
    "hz": 1,
    "spm": 1,
    "share": 4,
    "1": 4,
    "probability": 4,
    "count": 0,
    "value": 1,
}
_OTHER_DIGITS = 3
# Texts in both languages, and tables whose values are such texts.
_TEXT_FIELDS = frozenset({"title", "message", "suggestion", "reason"})
_TEXT_TABLES = frozenset({"reasons", "groups", "documents"})


def result_dict(result: CallResult, lang: Lang) -> dict[str, Any]:
    """A result as plain JSON values, with its texts in one language."""
    return {
        "schema_version": result.schema_version,
        "created_at": result.created_at,
        "text_language": lang,
        "call": _fields(result.call, lang),
        "speakers": {speaker: _fields(role, lang) for speaker, role in result.speakers.items()},
        "limits": [_text(limit, lang) for limit in result.limits],
        "timeline": _fields(result.timeline, lang),
        "metrics": {speaker: _metrics(figures, lang) for speaker, figures in result.metrics.items()},
        "call_metrics": _call_metrics(result.call_metrics, lang),
        "findings": [_finding(finding, lang) for finding in result.findings],
        "score": {
            **_fields(result.score, lang),
            "by_group": {group: rounded(value, 1) for group, value in result.score.by_group.items()},
        },
        "provenance": _fields(result.provenance, lang),
    }


def error_entry(path: str, kind: str, message: str) -> dict[str, Any]:
    """What stands in the array for a recording that could not be judged."""
    return {"call": {"path": _clean(path)}, "error": {"kind": kind, "message": _clean(message)}}


def result_json(result: CallResult, lang: Lang) -> str:
    """One result as a JSON document that ends in a newline."""
    return _dump(result_dict(result, lang))


def round_as(name: str | None, value: float | None) -> float | None:
    """`value` with the decimal places of its unit, the last part of a name such as `start_s` or `dB`."""
    return rounded(value, _digits(name or ""))


@lru_cache(maxsize=1024)
def _digits(name: str) -> int:
    return _DIGITS.get(name.lower().rpartition("_")[2], _OTHER_DIGITS)


def _dump(document: object) -> str:
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode() + "\n"


@lru_cache(maxsize=256)
def _names(kind: type[Any]) -> tuple[str, ...]:
    if issubclass(kind, msgspec.Struct):
        return kind.__struct_fields__
    return tuple(field.name for field in dataclasses.fields(kind))


def _fields(value: Any, lang: Lang) -> dict[str, Any]:
    return {name: _plain(name, getattr(value, name), lang) for name in _names(value.__class__)}


def _plain(name: str, value: Any, lang: Lang) -> Any:
    """Any value of a result as plain JSON, rounded by the name of its field."""
    # The commonest first: a call has thousands of numbers.
    if isinstance(value, float):
        return rounded(value, _digits(name)) if math.isfinite(value) else None
    if isinstance(value, str):
        return _clean(value)
    if value is None or isinstance(value, bool | int):
        return value
    if name in _TEXT_FIELDS:
        return _text(value, lang)
    if name in _TEXT_TABLES:
        return {key: _text(text, lang) for key, text in value.items()}
    if name == "expected_s":
        return _limit(name, value)
    if isinstance(value, tuple | list):
        return [_plain(name, item, lang) for item in value]
    if isinstance(value, msgspec.Struct) or dataclasses.is_dataclass(value):
        return _fields(value, lang)
    return {_clean(str(key)): _given(item) for key, item in value.items()}


def _given(value: Any) -> Any:
    """A value of the user's own (metadata, settings) as it came; only what JSON cannot say is changed."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, Mapping):
        return {_clean(str(key)): _given(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_given(item) for item in (sorted(value) if isinstance(value, set | frozenset) else value)]
    return _clean(str(value))


def _metrics(figures: SpeakerMetrics, lang: Lang) -> dict[str, Any]:
    return {
        **{name: round_metric(name, value) for name, value in figures.values.items()},
        "rate_unit": figures.rate_unit,
        "reasons": _plain("reasons", figures.reasons, lang),
    }


def _call_metrics(figures: CallMetrics, lang: Lang) -> dict[str, Any]:
    return {
        **{name: round_metric(name, value) for name, value in figures.values.items()},
        "reasons": _plain("reasons", figures.reasons, lang),
    }


def round_metric(name: str, value: float | None) -> float | None:
    """A metric's value as results show it."""
    if value is None or not math.isfinite(value):
        return None
    return round(value) if name.endswith("_count") else round_as(name, value)


def _finding(finding: FindingResult, lang: Lang) -> dict[str, Any]:
    return {
        **_fields(finding, lang),
        "value": round_as(finding.unit, finding.value),
        "limit": _limit(finding.unit, finding.limit),
    }


def _limit(
    unit: str | None, limit: tuple[float | None, float | None] | None
) -> dict[str, float | None] | None:
    if limit is None:
        return None
    return {"min": round_as(unit, limit[0]), "max": round_as(unit, limit[1])}


def _text(text: Mapping[str, str] | str | None, lang: Lang) -> str | None:
    if text is None or isinstance(text, str):
        return text if text is None else _clean(text)
    return _clean(text[lang])


def _clean(text: str) -> str:
    """Text that UTF-8 can carry: undecodable bytes of a file name become question marks."""
    if text.isascii():
        return text
    return text.encode("utf-8", "replace").decode("utf-8")

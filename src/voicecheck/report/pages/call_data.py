"""A result as the plain values that a call page draws: short names, both languages, rounded numbers."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from voicecheck.acoustics.picture import CURVE_RATE_HZ, PEAK_RATE_HZ
from voicecheck.metrics.catalogue import METRICS
from voicecheck.metrics.types import Metric
from voicecheck.report.pages.finding_data import LEAST_SHARE, finding_rows, headline
from voicecheck.report.pages.sound import CallSound, Lane, lane_speakers
from voicecheck.report.pages.words import page_words
from voicecheck.report.result import CallResult, SpeakerMetrics, TurnResult
from voicecheck.rules.explain_errors import metric_error_lines
from voicecheck.rules.messages import number_text, value_text
from voicecheck.rules.types import Text

__all__ = ["call_data", "page_name", "score_band", "share_text"]

# Bands of a score's colour; they decide nothing.
_GOOD, _FAIR = 80.0, 60.0
_FACTS = (
    "started_at",
    "direction",
    "agent_name",
    "agent_id",
    "customer_name",
    "queue",
    "ring_count",
    "ring_s",
    "hangup_party",
)
# Facts that the page's other parts show.
_SHOWN_ELSEWHERE = frozenset({"agent_channel", "language"})
_PEAK_STEPS = 255
_LOUD_ENOUGH = 0.05


def call_data(result: CallResult, sound: CallSound | None) -> dict[str, Any]:
    """Everything that the page of one call shows, save its audio."""
    score = result.score
    return {
        "words": page_words(),
        "name": page_name(result),
        "duration": round(result.call.duration_s, 3),
        "language": result.timeline.language,
        "facts": _facts(result),
        "headline": headline(result),
        "score": {
            "value": None if score.value is None else round(score.value, 1),
            "text": None if score.value is None else number_text(score.value),
            "band": score_band(result),
            "share": share_text(result),
            "groups": _groups(result),
            "failed": _failed_critical(result),
        },
        "findings": finding_rows(result),
        "turns": [_turn(turn) for turn in result.timeline.turns],
        "rings": [[_time(ring.start_s), _time(ring.end_s)] for ring in result.timeline.rings],
        "silences": [
            [_time(silence.start_s), _time(silence.end_s), silence.excused_by is not None]
            for silence in result.timeline.silences
        ],
        "overlaps": [
            [_time(overlap.start_s), _time(overlap.end_s), overlap.by, overlap.kind]
            for overlap in result.timeline.overlaps
        ],
        "unrecognised": [
            [_time(one.start_s), _time(one.end_s), one.speaker, one.reason]
            for one in result.timeline.unrecognised
        ],
        "limits": list(result.limits),
        "figures": _figures(result),
        "lanes": _lanes(result, sound),
        "peakRate": PEAK_RATE_HZ,
        "curveRate": CURVE_RATE_HZ,
        "program": f"voicecheck {result.provenance.voicecheck}",
        "hasWords": result.provenance.transcript is not None,
    }


def page_name(result: CallResult) -> str:
    """The recording as a person names it: its file name."""
    return PurePath(result.call.path).name or result.call.id


def share_text(result: CallResult) -> str | None:
    """How much of the weight could be judged, in per cent."""
    share = result.score.measurable_share
    return None if share is None else value_text(share, "1")["en"]


def score_band(result: CallResult) -> str:
    """ "good", "fair", "poor", or "none" where too little could be judged."""
    value = result.score.value
    if value is None or (result.score.measurable_share or 0.0) < LEAST_SHARE:
        return "none"
    return "good" if value >= _GOOD else "fair" if value >= _FAIR else "poor"


def _facts(result: CallResult) -> list[dict[str, Any]]:
    """What the header says of the call: the word's key (or the user's own column), and the value."""
    metadata = result.call.metadata
    given = [key for key in _FACTS if key in metadata]
    own = [key for key in metadata if key not in _FACTS and key not in _SHOWN_ELSEWHERE]
    facts: list[dict[str, Any]] = [
        {"key": key, "value": _fact(key, metadata[key])}
        for key in (*given, *own)
        if metadata[key] not in (None, "") and not isinstance(metadata[key], dict | list)
    ]
    facts.append({"key": "words_from", "value": _words_from(result)})
    standard = result.provenance.standard
    facts.append(
        {
            "key": "standard",
            "value": {lang: f"{standard.title[lang]} {standard.version}" for lang in ("zh", "en")},
        }
    )
    return facts


def _fact(key: str, value: object) -> Text | str:
    if key in ("direction", "hangup_party"):
        return page_words().get(str(value), str(value))
    if key == "started_at":
        return str(value).replace("T", " ", 1)
    return str(value)


def _words_from(result: CallResult) -> Text:
    words = page_words()
    if result.provenance.transcript == "given":
        return words["words_given"]
    model = result.provenance.model
    if model is None:
        return words["words_none"]
    return {lang: text.format(model=model.name) for lang, text in words["words_model"].items()}


def _failed_critical(result: CallResult) -> list[Text]:
    """Titles of the critical rules that fail the call."""
    titles = {finding.rule: finding.title for finding in result.findings}
    return [titles.get(rule, {"zh": rule, "en": rule}) for rule in result.score.critical_failed]


def _groups(result: CallResult) -> list[dict[str, Any]]:
    titles = result.provenance.standard.groups
    return [
        {
            "title": titles.get(group, {"zh": group, "en": group}),
            "value": round(value, 1),
            "text": number_text(value),
        }
        for group, value in result.score.by_group.items()
        if value is not None
    ]


def _turn(turn: TurnResult) -> dict[str, Any]:
    return {
        "speaker": turn.speaker,
        "start": _time(turn.start_s),
        "end": _time(turn.end_s),
        "pieces": [[_time(piece.start_s), _time(piece.end_s)] for piece in turn.ipus],
        "text": turn.text,
        "words": [
            [_time(word.start_s), _time(word.end_s), word.text]
            + ([round(word.probability, 2)] if word.probability is not None else [])
            for word in turn.words
        ],
        "raised": bool(turn.raised),
    }


def _time(seconds: float) -> float:
    return round(seconds, 3)


def _figures(result: CallResult) -> list[dict[str, Any]]:
    """The table of all figures: a row for each metric that has a value for anybody."""
    rows = []
    for metric in METRICS:
        if metric.scope == "call":
            value = result.call_metrics.values.get(metric.id)
            cells = [None if value is None else value_text(value, metric.unit)]
        else:
            cells = [_figure(metric, result.metrics.get(speaker)) for speaker in ("agent", "customer")]
        if any(cell is not None for cell in cells):
            rows.append(
                {
                    "title": metric.title,
                    "about": metric.definition,
                    "cells": cells,
                    "errors": metric_error_lines(metric.id),
                }
            )
    return rows


def _figure(metric: Metric, figures: SpeakerMetrics | None) -> Text | None:
    value = figures.values.get(metric.id) if figures else None
    if figures is None or value is None:
        return None
    unit = f"spm:{figures.rate_unit}" if metric.unit == "spm" and figures.rate_unit else metric.unit
    return value_text(value, unit)


def _lanes(result: CallResult, sound: CallSound | None) -> list[dict[str, Any]]:
    """One lane a party, with its curves where the recording was read; all on one scale of loudness."""
    if sound is None:
        return [
            {"speaker": speaker, "peaks": [], "level": [], "f0": []} for speaker, _ in lane_speakers(result)
        ]
    loudest = max((_loud(lane.picture.peaks) for lane in sound.lanes), default=_LOUD_ENOUGH)
    return [_lane(lane, max(loudest, _LOUD_ENOUGH)) for lane in sound.lanes]


def _lane(lane: Lane, loudest: float) -> dict[str, Any]:
    picture = lane.picture
    return {
        "speaker": lane.speaker,
        "channel": lane.channel,
        "peaks": [min(_PEAK_STEPS, round(peak / loudest * _PEAK_STEPS)) for peak in picture.peaks],
        "level": [None if level is None else round(level) for level in picture.level_dbov],
        "f0": [None if f0 is None else round(f0) for f0 in picture.f0_hz],
    }


def _loud(peaks: tuple[float, ...]) -> float:
    """The peak that all but a hundredth stay under, so that one click does not flatten the picture."""
    return sorted(peaks)[int(0.99 * (len(peaks) - 1))] if peaks else 0.0

"""A practice call as the plain values that its page draws."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from itertools import pairwise
from math import log2
from typing import Any

from voicecheck.metrics.catalogue import metric_by_id
from voicecheck.report.pages.call_data import call_data, page_name
from voicecheck.report.pages.scale import finding_scale
from voicecheck.report.pages.sound import CallSound
from voicecheck.report.pages.words import page_words
from voicecheck.report.pages.words_practice import PRACTICE_WORDS
from voicecheck.report.practice import Measure, Practice, detail_of
from voicecheck.report.practice_history import PastCall
from voicecheck.report.practice_moments import Moment
from voicecheck.report.practice_pace import pace_metric, turn_paces
from voicecheck.report.result import CallResult, FindingResult
from voicecheck.rules.messages import bare_text, limit_text, unit_text, value_text

__all__ = ["practice_data"]

_SEMITONES = 12
"""The pitch picture reaches so far on both sides of the speaker's own median."""

_SHORTEST_PAUSE_S = 0.25
_HISTORY_MEASURES = 6


def practice_data(
    practice: Practice,
    sound: CallSound | None,
    reference_sound: CallSound | None,
    history: Sequence[PastCall],
) -> dict[str, Any]:
    """Everything that the practice page shows, save its audio."""
    call = practice.call
    whole = call_data(call, sound)
    return {
        "words": page_words(PRACTICE_WORDS),
        "name": whole["name"],
        "duration": whole["duration"],
        "facts": whole["facts"],
        "turns": whole["turns"],
        "lanes": whole["lanes"],
        "curveRate": whole["curveRate"],
        "program": whole["program"],
        "findings": [_moment(number, moment) for number, moment in enumerate(practice.moments, start=1)],
        "alone": practice.alone,
        "well": [_chosen(finding, practice) for finding in practice.well],
        "toTry": [_chosen(finding, practice) for finding in practice.to_try],
        "pace": _pace(practice),
        "pitch": _pitches(practice, sound, reference_sound),
        "pauses": _pauses(call),
        "measures": [_measure(measure) for measure in practice.measures if measure.value is not None],
        "unmeasured": _unmeasured(practice),
        "limits": list(call.limits),
        "reference": None if practice.reference is None else _reference(practice.reference),
        "history": _history(practice, history),
    }


def _moment(number: int, moment: Moment) -> dict[str, Any]:
    """A moment in the form of a finding, so that the player knows it."""
    return {
        "number": number,
        "rule": f"moment-{number}",
        "verdict": moment.kind,
        "title": moment.title,
        "message": moment.message,
        "evidence": [
            {
                "start": round(moment.start_s, 3),
                "end": round(moment.end_s, 3),
                "speaker": "agent",
                "text": moment.text,
            }
        ],
    }


def _chosen(finding: FindingResult, practice: Practice) -> dict[str, Any]:
    """A thing that went well or is to be tried; `moment` is the number of the place to hear it."""
    numbers = {moment.rule: number for number, moment in enumerate(practice.moments, start=1)}
    return {
        "rule": finding.rule,
        "title": finding.title,
        "detail": detail_of(finding, practice.call),
        "suggestion": finding.suggestion,
        "moment": numbers.get(finding.rule),
    }


def _pace(practice: Practice) -> dict[str, Any]:
    measure = practice.measures[0]
    return {
        "turns": [
            [round(pace.start_s, 3), round(pace.end_s, 3), round(pace.value, 1), pace.text]
            for pace in turn_paces(practice.call)
        ],
        "band": measure.band,
        "bandText": None if measure.band is None else limit_text(measure.band, measure.unit),
        "value": None if measure.value is None else round(measure.value, 1),
        "text": None if measure.value is None else value_text(measure.value, measure.unit),
        "reference": None if measure.reference is None else round(measure.reference, 1),
        "unit": unit_text(measure.unit),
    }


def _pitches(
    practice: Practice, sound: CallSound | None, reference_sound: CallSound | None
) -> dict[str, Any] | None:
    own = _pitch(practice.call, sound)
    if own is None:
        return None
    other = _pitch(practice.reference, reference_sound) if practice.reference else None
    return {"own": own, "reference": other, "reach": _SEMITONES}


def _pitch(call: CallResult, sound: CallSound | None) -> dict[str, Any] | None:
    """How much of the agent's voice lies at each semitone around its own median."""
    figures = call.metrics.get("agent")
    middle_hz = figures.values.get("f0_median_hz") if figures else None
    range_st = figures.values.get("f0_range_st") if figures else None
    lane = next((one for one in sound.lanes if one.speaker == "agent"), None) if sound else None
    if middle_hz is None or lane is None:
        return None
    steps = [round(12.0 * log2(f0_hz / middle_hz)) for f0_hz in lane.picture.f0_hz if f0_hz is not None]
    if not steps:
        return None
    shares = [
        round(sum(step == at for step in steps) / len(steps), 4) for at in range(-_SEMITONES, _SEMITONES + 1)
    ]
    return {
        "shares": shares,
        "low": _percentile(steps, 0.1),
        "high": _percentile(steps, 0.9),
        "median": value_text(round(middle_hz), "Hz"),
        "range": None if range_st is None else value_text(range_st, "st"),
    }


def _percentile(steps: list[int], share: float) -> int:
    return sorted(steps)[round(share * (len(steps) - 1))]


def _pauses(call: CallResult) -> list[list[float]]:
    """Start and end of every pause inside a turn of the agent."""
    return [
        [round(before.end_s, 3), round(after.start_s, 3)]
        for turn in call.timeline.turns
        if turn.speaker == "agent"
        for before, after in pairwise(turn.ipus)
        if after.start_s - before.end_s >= _SHORTEST_PAUSE_S
    ]


def _measure(measure: Measure) -> dict[str, Any]:
    scale = finding_scale(measure.value, measure.band, measure.unit, measure.reference)
    return {
        "id": measure.id,
        "title": measure.title,
        "about": measure.about,
        "value": None if measure.value is None else bare_text(measure.value, measure.unit),
        "unit": unit_text(measure.unit),
        "band": None if measure.band is None else limit_text(measure.band, measure.unit),
        "inside": measure.inside,
        "reference": None if measure.reference is None else bare_text(measure.reference, measure.unit),
        "scale": None if scale is None else dataclasses.asdict(scale),
    }


def _unmeasured(practice: Practice) -> list[dict[str, Any]]:
    return [
        {"title": measure.title, "reason": measure.reason}
        for measure in practice.measures
        if measure.value is None
    ]


def _reference(call: CallResult) -> dict[str, Any]:
    return {"name": page_name(call), "duration": round(call.call.duration_s, 1), "pauses": _pauses(call)}


def _history(practice: Practice, history: Sequence[PastCall]) -> list[dict[str, Any]]:
    """One row a measure with its value in every earlier call, and in this one as the last."""
    rows = []
    for measure in practice.measures:
        past = [
            {
                "at": call.at[:10],
                "name": call.name,
                "value": round(value, 4),
                "text": value_text(value, measure.unit),
            }
            for call in history
            if (value := call.figures.get(measure.id)) is not None and _comparable(measure, call, practice)
        ]
        if past and measure.value is not None:
            now = {
                "at": None,
                "name": page_name(practice.call),
                "value": round(measure.value, 4),
                "text": value_text(measure.value, measure.unit),
                # The unit stands in the other figures; beside a point there is no room for it.
                "short": bare_text(measure.value, measure.unit),
            }
            rows.append(
                {
                    "title": measure.title,
                    "band": measure.band,
                    "reference": measure.reference,
                    "values": [*past, now],
                }
            )
    return rows[:_HISTORY_MEASURES]


def _comparable(measure: Measure, call: PastCall, practice: Practice) -> bool:
    """Rates that count something else, or another language, do not belong on one line."""
    metric = metric_by_id(measure.id)
    if metric is None or metric.unit not in ("spm", "wpm"):
        return True
    figures = practice.call.metrics.get("agent")
    return (
        figures is not None
        and call.rate_unit == figures.rate_unit
        and (measure.id != "word_rate_wpm" or pace_metric(practice.call) == "word_rate_wpm")
    )

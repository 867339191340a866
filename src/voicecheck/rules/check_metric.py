"""The kind "metric": figures against limits."""

from __future__ import annotations

from voicecheck.metrics import metric_by_id, rate_unit
from voicecheck.metrics.rate import MIN_TURN_SYLLABLES
from voicecheck.rules.case import Case, Outcome, not_measurable
from voicecheck.rules.messages import (
    has_sentence,
    limit_text,
    number_text,
    reason_text,
    say,
    value_text,
)
from voicecheck.rules.standard import Bound, MetricCheck
from voicecheck.rules.types import Evidence, Text, Verdict
from voicecheck.timeline.types import Speaker, Turn

__all__ = ["check_metric"]

_WORST_FIRST: tuple[Verdict, ...] = ("fail", "review", "not_measurable", "pass")
_MAX_TURNS_LISTED = 8
_TURN_FIGURES = frozenset(
    {"speech_rate_spm", "articulation_rate_spm", "level_dbov", "f0_median_hz", "f0_sd_st", "f0_range_st"}
)


def check_metric(case: Case, check: MetricCheck) -> Outcome:
    """The worst verdict of all bounds that are meant for the call's language."""
    bounds = [bound for bound in check.bounds if not bound.languages or case.language in bound.languages]
    if not bounds:
        return not_measurable(reason_text("the standard has no limit for this language"))
    # A percentile of a few replies says nothing; it is left out where another bound can be judged.
    enough = [bound for bound in bounds if _rests_on_enough(case, check.speaker, bound)]
    outcomes = [_check_bound(case, check, bound) for bound in enough or bounds[:1]]
    return min(outcomes, key=lambda outcome: _WORST_FIRST.index(outcome.verdict))


def _check_bound(case: Case, check: MetricCheck, bound: Bound) -> Outcome:
    quantity = case.quantity(bound.metric, check.speaker)
    if quantity.value is None:
        return not_measurable(reason_text(quantity.reason or "too little speech"))
    if bound.min_speech_s and _speech_s(case, check.speaker) < bound.min_speech_s:
        return not_measurable(reason_text("too little speech"))
    if not _rests_on_enough(case, check.speaker, bound):
        return not_measurable(say("reason.few", count=quantity.denominator or 0.0, least=bound.min_count))
    side = _side(quantity.value, bound)
    outside = _turns_outside(case, check, bound)
    verdict, reason = _verdict(quantity.value, side, bound)
    if verdict == "pass" and (share := _share_outside(case, check, bound, outside)) is not None:
        return _outcome(
            case, check, bound, quantity.value, "turns", "review", say("reason.turns"), outside, share
        )
    listed = outside if verdict != "pass" else ()
    places = tuple(
        Evidence(start_s=place.start_s, end_s=place.end_s, speaker=_place_speaker(bound, check.speaker))
        for place in quantity.evidence
    )
    return _outcome(case, check, bound, quantity.value, side, verdict, reason, listed, places=places)


def _rests_on_enough(case: Case, speaker: Speaker, bound: Bound) -> bool:
    return (case.quantity(bound.metric, speaker).denominator or 0.0) >= bound.min_count


def _speech_s(case: Case, speaker: Speaker) -> float:
    return case.quantity("speaking_time_s", speaker).value or 0.0


def _side(value: float, bound: Bound) -> str:
    if bound.minimum is not None and value < bound.minimum:
        return "below"
    if bound.maximum is not None and value > bound.maximum:
        return "above"
    return "pass"


def _verdict(value: float, side: str, bound: Bound) -> tuple[Verdict, Text | None]:
    if side == "pass":
        return "pass", None
    limit = bound.minimum if side == "below" else bound.maximum
    if limit is not None and abs(value - limit) <= bound.margin:
        unit = _unit_of(bound)
        return "review", say("reason.margin", margin=value_text(bound.margin, unit))
    if bound.outside == "review":
        return "review", say("reason.review_only")
    return "fail", None


def _unit_of(bound: Bound) -> str:
    metric = metric_by_id(bound.metric)
    return metric.unit if metric else ""


def _turns_outside(case: Case, check: MetricCheck, bound: Bound) -> tuple[Turn, ...]:
    """Turns whose own figure lies outside the range by more than the tolerance, in order of time."""
    if bound.metric not in _TURN_FIGURES:
        return ()
    low = None if bound.minimum is None else bound.minimum - abs(bound.minimum) * check.turn_tolerance_share
    high = None if bound.maximum is None else bound.maximum + abs(bound.maximum) * check.turn_tolerance_share
    return tuple(
        turn
        for turn, value in _turn_figures(case, check.speaker, bound.metric)
        if (low is not None and value < low) or (high is not None and value > high)
    )


def _turn_figures(case: Case, speaker: Speaker, metric_id: str) -> list[tuple[Turn, float]]:
    return [
        (turn, value)
        for turn in case.floor_turns(speaker)
        if (turn.syllable_count or 0) >= MIN_TURN_SYLLABLES
        and (value := getattr(turn, metric_id)) is not None
    ]


def _share_outside(case: Case, check: MetricCheck, bound: Bound, outside: tuple[Turn, ...]) -> float | None:
    """The share of the time of the turns that lies outside, where it is more than the standard accepts."""
    if not outside or check.max_turns_outside_share >= 1.0:
        return None
    all_s = sum(turn.duration_s for turn, _ in _turn_figures(case, check.speaker, bound.metric))
    share = sum(turn.duration_s for turn in outside) / all_s
    return share if share > check.max_turns_outside_share else None


def _place_speaker(bound: Bound, speaker: Speaker) -> Speaker | None:
    metric = metric_by_id(bound.metric)
    return speaker if metric is not None and metric.scope == "speaker" else None


def _outcome(
    case: Case,
    check: MetricCheck,
    bound: Bound,
    value: float,
    side: str,
    verdict: Verdict,
    reason: Text | None,
    outside: tuple[Turn, ...],
    share: float = 0.0,
    places: tuple[Evidence, ...] = (),
) -> Outcome:
    metric = metric_by_id(bound.metric)
    unit = _unit_of(bound)
    counted = rate_unit(case.timeline, check.speaker) if unit == "spm" else None
    shown_unit = f"spm:{counted}" if counted else unit
    limit = (bound.minimum, bound.maximum)
    key = f"{bound.metric}.{side}" if has_sentence(f"{bound.metric}.{side}") else f"metric.{side}"
    message = say(
        key,
        title=metric.title if metric else bound.metric,
        value=value_text(value, shown_unit),
        number=number_text(value),
        limit=limit_text(limit, shown_unit),
        low=number_text(bound.minimum or 0.0),
        high=number_text(bound.maximum or 0.0),
        share=share * 100.0,
    )
    listed = tuple(
        Evidence(start_s=turn.start_s, end_s=turn.end_s, speaker=turn.speaker, text=turn.text or None)
        for turn in outside[:_MAX_TURNS_LISTED]
    )
    return Outcome(
        verdict=verdict,
        message=message,
        value=value,
        unit=unit,
        limit=limit,
        reason=reason,
        evidence=listed or places or case.examined(check.speaker if case.has_parties else None),
    )

"""The moments of a practice call that are most worth hearing again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal

from voicecheck.report.practice_pace import band_of, pace_metric, turn_paces
from voicecheck.report.result import CallResult, FindingResult, TurnResult
from voicecheck.rules.standard import Standard
from voicecheck.rules.types import Evidence, Text

__all__ = ["MOMENTS", "Moment", "audible_places", "choose_moments"]

MOMENTS = 3

# Where words were looked for in vain is a stretch of the call, no moment in it.
_LONGEST_MOMENT_S = 20.0
_APART_S = 3.0
_SHORTEST_EXAMPLE_S = 2.0
_LIVELY_ST = 2.0  # spreads of 2 to 4 st are commonly called normal, less is flat
_HEARD_SHARE = 0.1  # the smallest difference of tempo that listeners notice (Quené 2007)

_KEEP: Text = {"zh": "值得保持的一段", "en": "A sound to keep"}
_KEEP_WHY: Text = {
    "zh": "语速在范围之内，语调也有起伏。",
    "en": "The pace is inside its band, and the voice rises and falls.",
}
_OPENING: Text = {"zh": "您的开头", "en": "Your opening"}
_OPENING_WHY: Text = {"zh": "客户听到的第一个声音。", "en": "The first sound that the customer hears."}
_CLOSING: Text = {"zh": "您的结束语", "en": "Your closing"}
_CLOSING_WHY: Text = {"zh": "客户挂机前最后听到的。", "en": "What the customer takes along."}
_FASTEST: Text = {"zh": "最快的一段", "en": "Your fastest turn"}
_SLOWEST: Text = {"zh": "最慢的一段", "en": "Your slowest turn"}
_PACE_WHY: Text = {
    "zh": "这里离您自己的平均语速最远，听听是否合适。",
    "en": "Furthest from your own pace in this call; listen whether it suits the place.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A place worth hearing again: to be mended ("ask"), to be kept ("keep"), or to be heard ("hear").

    `rule` is that of the finding that asks for it.
    """

    start_s: float
    end_s: float
    title: Text
    message: Text
    text: str | None
    kind: Literal["ask", "keep", "hear"]
    rule: str | None = None


def choose_moments(
    call: CallResult, standard: Standard, to_try: Sequence[FindingResult], chosen: Sequence[FindingResult]
) -> tuple[Moment, ...]:
    """A place for each thing to try and one to keep; in place of what is missing, what stands out, the ends.

    Nothing in `chosen`, all that was missed or waits for an ear, is held up as a good example.
    """
    candidates = [*_asked(to_try), *_good(call, standard, chosen), *_extremes(call), *_ends(call)]
    return tuple(sorted(_apart(candidates), key=lambda moment: moment.start_s))


def audible_places(finding: FindingResult) -> Iterator[Evidence]:
    """Where the agent can be heard doing it.

    The places of steps are those that were done, and a stretch without a quote is one in which words were
    looked for in vain, unless the finding rests on a measure of the voice.
    """
    for place in () if finding.steps else finding.evidence:
        measured = bool(finding.measures) and place.end_s - place.start_s <= _LONGEST_MOMENT_S
        if place.speaker == "agent" and (place.text or measured):
            yield place


def _asked(to_try: Sequence[FindingResult]) -> Iterator[Moment]:
    """Every place of what is to be tried; the first that is free will stand for it."""
    for finding in to_try:
        for place in audible_places(finding):
            yield Moment(
                start_s=place.start_s,
                end_s=place.end_s,
                title=finding.title,
                message=finding.suggestion or finding.message,
                text=place.text,
                kind="ask",
                rule=finding.rule,
            )


def _apart(moments: Sequence[Moment]) -> list[Moment]:
    """As many as are shown: none within an earlier one or close to it, and one for each rule."""
    kept: list[Moment] = []
    for moment in moments:
        near = any(_is_near(moment, one) for one in kept)
        told = moment.rule is not None and any(moment.rule == one.rule for one in kept)
        if len(kept) < MOMENTS and not near and not told:
            kept.append(moment)
    return kept


def _is_near(one: Moment, other: Moment) -> bool:
    if abs(one.start_s - other.start_s) < _APART_S:
        return True
    return one.start_s < other.end_s and other.start_s < one.end_s


def _good(call: CallResult, standard: Standard, chosen: Sequence[FindingResult]) -> list[Moment]:
    """The liveliest turn inside the pace band in which nothing was found."""
    band = band_of(pace_metric(call), standard, call.timeline.language)
    if band is None:
        return []
    low, high = (band[0] or 0.0), (band[1] if band[1] is not None else float("inf"))
    in_band = {pace.start_s for pace in turn_paces(call) if low <= pace.value <= high}
    turns = [
        turn
        for turn in call.timeline.turns
        if turn.speaker == "agent"
        and turn.start_s in in_band
        and _is_lively(turn)
        and not _at_fault(turn, chosen)
    ]
    best = max(turns, key=lambda turn: turn.f0_sd_st or 0.0, default=None)
    return [] if best is None else [_of_turn(best, _KEEP, _KEEP_WHY, "keep")]


def _is_lively(turn: TurnResult) -> bool:
    return (
        not turn.raised
        and turn.end_s - turn.start_s >= _SHORTEST_EXAMPLE_S
        and (turn.f0_sd_st or 0.0) >= _LIVELY_ST
    )


def _at_fault(turn: TurnResult, chosen: Sequence[FindingResult]) -> bool:
    return any(
        place.start_s < turn.end_s and place.end_s > turn.start_s
        for finding in chosen
        for place in finding.evidence
        if place.speaker != "customer" and place.end_s - place.start_s <= _LONGEST_MOMENT_S
    )


def _extremes(call: CallResult) -> list[Moment]:
    """The fastest and the slowest turn, as far as a listener would notice the difference."""
    paces = turn_paces(call)
    if len(paces) < 2:
        return []
    middle = median(pace.value for pace in paces)
    ends = (max(paces, key=lambda one: one.value), min(paces, key=lambda one: one.value))
    return [
        Moment(
            start_s=pace.start_s,
            end_s=pace.end_s,
            title=_FASTEST if pace.value > middle else _SLOWEST,
            message=_PACE_WHY,
            text=pace.text or None,
            kind="hear",
        )
        for pace in sorted(ends, key=lambda one: -abs(one.value - middle))
        if abs(pace.value - middle) >= _HEARD_SHARE * middle
    ]


def _ends(call: CallResult) -> list[Moment]:
    turns = [turn for turn in call.timeline.turns if turn.speaker == "agent"]
    if not turns:
        return []
    return [
        _of_turn(turns[0], _OPENING, _OPENING_WHY, "hear"),
        _of_turn(turns[-1], _CLOSING, _CLOSING_WHY, "hear"),
    ]


def _of_turn(turn: TurnResult, title: Text, message: Text, kind: Literal["keep", "hear"]) -> Moment:
    return Moment(
        start_s=turn.start_s,
        end_s=turn.end_s,
        title=title,
        message=message,
        text=turn.text or None,
        kind=kind,
    )

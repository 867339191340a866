"""What an agent takes from a practice call: what went well, one or two things to try, where to listen.

Nothing is measured or judged here: the findings and figures of a result are chosen and put in order, for the
speaker alone. No score, no ranking.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal

from voicecheck.metrics.catalogue import metric_by_id
from voicecheck.metrics.rate import MIN_TURN_SYLLABLES
from voicecheck.report.pages.finding_data import ordered_findings
from voicecheck.report.result import CallResult, FindingResult, TurnResult
from voicecheck.rules.standard import MetricCheck, Standard
from voicecheck.rules.types import Text
from voicecheck.text import count_words

__all__ = [
    "MOMENTS",
    "Measure",
    "Moment",
    "Practice",
    "TurnPace",
    "band_of",
    "is_alone",
    "pace_metric",
    "practise",
    "turn_paces",
]

Band = tuple[float | None, float | None]

MOMENTS = 3
_MOST_TO_TRY = 2
_MOST_WELL = 4
# Where words were looked for in vain is a stretch of the call, no moment in it.
_LONGEST_MOMENT_S = 20.0
_APART_S = 3.0
_SHORTEST_EXAMPLE_S = 2.0
_LIVELY_ST = 2.0  # spreads of 2 to 4 st are commonly called normal, less is flat
_HEARD_SHARE = 0.1  # the smallest difference of tempo that listeners notice (Quené 2007)
# The voice is what practice is about; wording comes next.
_GROUP_ORDER = ("voice", "conversation", "wording")
# What a reading without a customer says nothing about.
_NEEDS_CUSTOMER = frozenset({"answering", "conversation", "special", "closing"})
_CUSTOMER_MEASURES = frozenset({"response_median_s", "talk_share", "interruption_count"})
_MEASURES = (
    "f0_range_st",
    "pause_share",
    "longest_unpaused_s",
    "rate_spread_ratio",
    "level_dbov",
    "level_sd_db",
    "response_median_s",
    "talk_share",
    "interruption_count",
)

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
class Measure:
    """One figure of the agent beside its band and the same figure of the reference call.

    `unit` is as the messages name it; `band` is (lowest, highest), None where the standard has none.
    """

    id: str
    title: Text
    about: Text
    unit: str
    value: float | None
    reason: Text | None
    band: Band | None
    reference: float | None

    @property
    def inside(self) -> bool | None:
        """Whether the value lies in its band; None where either is missing."""
        if self.value is None or self.band is None:
            return None
        low, high = self.band
        return (low is None or self.value >= low) and (high is None or self.value <= high)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A place worth hearing again: to be mended ("ask"), to be kept ("keep"), or to be heard ("hear")."""

    start_s: float
    end_s: float
    title: Text
    message: Text
    text: str | None
    kind: Literal["ask", "keep", "hear"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnPace:
    """How fast the agent speaks in one turn, in the unit of the pace."""

    start_s: float
    end_s: float
    value: float
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Practice:
    """Everything that the practice page says; `alone` where no customer speaks."""

    call: CallResult
    reference: CallResult | None
    alone: bool
    well: tuple[FindingResult, ...]
    to_try: tuple[FindingResult, ...]
    moments: tuple[Moment, ...]
    measures: tuple[Measure, ...]


def practise(call: CallResult, standard: Standard, reference: CallResult | None = None) -> Practice:
    """Choose from a call's result what its agent should know; `standard` is what it was judged by."""
    alone = is_alone(call)
    findings = _findings(call, alone)
    chosen = [finding for finding in findings if finding.verdict in ("fail", "review")]
    return Practice(
        call=call,
        reference=reference,
        alone=alone,
        well=tuple(finding for finding in findings if finding.verdict == "pass" and finding.weight > 0.0)[
            :_MOST_WELL
        ],
        to_try=tuple(chosen[:_MOST_TO_TRY]),
        moments=_moments(call, standard, chosen),
        measures=tuple(_measures(call, standard, reference, alone)),
    )


def is_alone(call: CallResult) -> bool:
    """Whether the agent speaks and nobody else: a reading, or one side of a call."""
    speakers = {turn.speaker for turn in call.timeline.turns}
    return speakers == {"agent"}


def pace_metric(call: CallResult) -> str:
    """The metric that is the pace in the call's language: words a minute in English, else syllables."""
    return (
        "word_rate_wpm"
        if call.timeline.language == "en" and call.provenance.transcript
        else "speech_rate_spm"
    )


def band_of(metric: str, standard: Standard, language: str | None) -> Band | None:
    """The band that the standard gives a metric of the agent in that language."""
    spoken = language or standard.language
    for rule in standard.rules:
        if not isinstance(rule.check, MetricCheck) or rule.check.speaker != "agent":
            continue
        for bound in rule.check.bounds:
            if bound.metric == metric and (not bound.languages or spoken in bound.languages):
                return (bound.minimum, bound.maximum)
    return None


def turn_paces(call: CallResult) -> tuple[TurnPace, ...]:
    """The pace of every turn of the agent that is long enough to have one."""
    by_words = pace_metric(call) == "word_rate_wpm"
    return tuple(
        TurnPace(start_s=turn.start_s, end_s=turn.end_s, value=value, text=turn.text)
        for turn in call.timeline.turns
        if turn.speaker == "agent" and (value := _pace(turn, by_words)) is not None
    )


def _pace(turn: TurnResult, by_words: bool) -> float | None:
    minutes = (turn.end_s - turn.start_s) / 60.0
    if turn.speech_rate_spm is None or turn.speech_rate_spm * minutes < MIN_TURN_SYLLABLES:
        return None
    return count_words(turn.text) / minutes if by_words else turn.speech_rate_spm


def _findings(call: CallResult, alone: bool) -> tuple[FindingResult, ...]:
    """The voice first, then what weighs most; what only a customer could show is left out of a reading."""
    kept = [finding for finding in ordered_findings(call) if not (alone and finding.group in _NEEDS_CUSTOMER)]
    return tuple(sorted(kept, key=lambda finding: (not finding.critical, _group_place(finding.group))))


def _group_place(group: str) -> int:
    return _GROUP_ORDER.index(group) if group in _GROUP_ORDER else len(_GROUP_ORDER)


def _measures(
    call: CallResult, standard: Standard, reference: CallResult | None, alone: bool
) -> Iterator[Measure]:
    for name in (pace_metric(call), *_MEASURES):
        metric = metric_by_id(name)
        if metric is None or (alone and name in _CUSTOMER_MEASURES):
            continue
        figures = call.metrics.get("agent")
        yield Measure(
            id=name,
            title=metric.title,
            about=metric.definition,
            unit=_unit(metric.unit, call),
            value=figures.values.get(name) if figures else None,
            reason=figures.reasons.get(name) if figures else None,
            band=band_of(name, standard, call.timeline.language),
            reference=_reference_value(name, call, reference),
        )


def _unit(unit: str, call: CallResult) -> str:
    figures = call.metrics.get("agent")
    return f"spm:{figures.rate_unit}" if unit == "spm" and figures and figures.rate_unit else unit


def _reference_value(name: str, call: CallResult, reference: CallResult | None) -> float | None:
    """The reference's figure; none where its rates count something else than the call's."""
    figures = reference.metrics.get("agent") if reference else None
    own = call.metrics.get("agent")
    if figures is None or own is None:
        return None
    if name == "speech_rate_spm" and figures.rate_unit != own.rate_unit:
        return None
    return figures.values.get(name)


def _moments(call: CallResult, standard: Standard, chosen: list[FindingResult]) -> tuple[Moment, ...]:
    """Two places to mend and one to keep; in place of what is missing, what stands out, opening, closing."""
    asked = list(_asked(chosen))
    good = _good(call, standard, chosen)
    picked = _apart([*asked[: MOMENTS - 1], *good, *asked[MOMENTS - 1 :], *_extremes(call), *_ends(call)])
    return tuple(sorted(picked, key=lambda moment: moment.start_s))


def _asked(chosen: list[FindingResult]) -> Iterator[Moment]:
    for finding in chosen:
        # The places of steps are those that were found, not the ones that are missing.
        for place in () if finding.steps else finding.evidence:
            if place.speaker != "customer" and (
                place.text or place.end_s - place.start_s <= _LONGEST_MOMENT_S
            ):
                yield Moment(
                    start_s=place.start_s,
                    end_s=place.end_s,
                    title=finding.title,
                    message=finding.suggestion or finding.message,
                    text=place.text,
                    kind="ask",
                )
                break


def _apart(moments: list[Moment]) -> list[Moment]:
    """As many as are shown, none close to an earlier one."""
    kept: list[Moment] = []
    for moment in moments:
        if len(kept) < MOMENTS and all(abs(moment.start_s - one.start_s) >= _APART_S for one in kept):
            kept.append(moment)
    return kept


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

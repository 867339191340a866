"""What an agent takes from a practice call: what went well, one or two things to try, where to listen.

Nothing is measured or judged here: the findings and figures of a result are chosen and put in order, for the
speaker alone. No score, no ranking.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from voicecheck.metrics.catalogue import metric_by_id
from voicecheck.report.order import ordered_findings
from voicecheck.report.practice_moments import Moment, audible_places, choose_moments
from voicecheck.report.practice_pace import Band, band_of, pace_metric
from voicecheck.report.result import CallResult, FindingResult
from voicecheck.rules.messages import limit_text, value_text
from voicecheck.rules.standard import Standard
from voicecheck.rules.types import Text

__all__ = ["Measure", "Practice", "detail_of", "is_alone", "practise"]

_MOST_TO_TRY = 2
_MOST_WELL = 4
# The voice is what practice is about; wording comes next.
_GROUP_ORDER = ("voice", "conversation", "wording")
# A raised voice is one thing to mend: what level and pitch show of it only says the same again.
_LOUDNESS = frozenset({"raised_turn_count", "level_dbov", "level_sd_db", "level_jump_db", "f0_median_hz"})
# Shouting makes a voice lively too: no praise for that.
_SHOUTED = _LOUDNESS | {"f0_sd_st", "f0_range_st"}
# What a reading without a customer says nothing about.
_NEEDS_CUSTOMER = frozenset({"answering", "conversation", "special", "closing"})
_CUSTOMER_MEASURES = frozenset({"response_median_s", "talk_share", "interruption_count"})
# Plain words for the agent, where the metrics have terms.
_TITLES: dict[str, Text] = {
    "speech_rate_spm": {"zh": "语速", "en": "How fast you speak"},
    "word_rate_wpm": {"zh": "语速", "en": "How fast you speak"},
    "f0_range_st": {"zh": "语调起伏", "en": "Rise and fall of your voice"},
    "pause_share": {"zh": "停顿所占比例", "en": "Share of pauses"},
    "longest_unpaused_s": {"zh": "一口气最长说多久", "en": "Longest without a pause"},
    "rate_spread_ratio": {"zh": "快慢的变化", "en": "How your pace varies"},
    "level_dbov": {"zh": "音量", "en": "How loud you are"},
    "level_sd_db": {"zh": "音量的变化", "en": "How your loudness varies"},
    "response_median_s": {"zh": "多快接话", "en": "How soon you answer"},
    "talk_share": {"zh": "您说话的比例", "en": "Your share of the talk"},
    "interruption_count": {"zh": "打断客户的次数", "en": "Times you cut in"},
}
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
class Practice:
    """Everything that the practice page says; `alone` where no customer speaks.

    What is to be tried has at most one moment each, which names its rule.
    """

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
    raised = any(turn.raised for turn in call.timeline.turns if turn.speaker == "agent")
    findings = _findings(call, alone, raised)
    chosen = [finding for finding in findings if finding.verdict in ("fail", "review")]
    to_try = tuple(_audible(tuple(_distinct(chosen, raised))))[:_MOST_TO_TRY]
    return Practice(
        call=call,
        reference=reference,
        alone=alone,
        well=tuple(
            finding
            for finding in findings
            if finding.verdict == "pass"
            and finding.weight > 0.0
            and not (raised and _SHOUTED.intersection(finding.measures))
        )[:_MOST_WELL],
        to_try=to_try,
        moments=choose_moments(call, standard, to_try, chosen),
        measures=tuple(_measures(call, standard, reference, alone)),
    )


def is_alone(call: CallResult) -> bool:
    """Whether the agent speaks and nobody else: a reading, or one side of a call."""
    speakers = {turn.speaker for turn in call.timeline.turns}
    return speakers == {"agent"}


def detail_of(finding: FindingResult, call: CallResult) -> Text | None:
    """What was measured and what is accepted, in short; None where words say it better."""
    if finding.value is None or finding.limit is None or not any(finding.limit) or finding.steps:
        return None
    unit = _unit(finding.unit or "", call)
    measured, accepted = value_text(finding.value, unit), limit_text(finding.limit, unit)
    return {"zh": f"{measured['zh']}（{accepted['zh']}）", "en": f"{measured['en']} ({accepted['en']})"}


def _findings(call: CallResult, alone: bool, raised: bool) -> tuple[FindingResult, ...]:
    """The voice first, a raised one before all; what only a customer could show is left out of a reading."""
    kept = [finding for finding in ordered_findings(call) if not (alone and finding.group in _NEEDS_CUSTOMER)]

    def place(finding: FindingResult) -> tuple[bool, int, bool]:
        shouting = raised and "raised_turn_count" in finding.measures
        return not finding.critical, _group_place(finding.group), not shouting

    return tuple(sorted(kept, key=place))


def _of_loudness(finding: FindingResult) -> bool:
    return bool(_LOUDNESS.intersection(finding.measures))


def _audible(chosen: Sequence[FindingResult]) -> Iterator[FindingResult]:
    """The first, then what can be heard in the agent's own voice before what was left unsaid."""
    yield from chosen[:1]
    yield from sorted(chosen[1:], key=lambda finding: next(audible_places(finding), None) is None)


def _distinct(chosen: Sequence[FindingResult], raised: bool) -> Iterator[FindingResult]:
    """Each thing to mend once: of findings that rest on the same measures the first."""
    told: set[str] = set()
    for finding in chosen:
        measures = _LOUDNESS if raised and _of_loudness(finding) else frozenset(finding.measures)
        if told.isdisjoint(measures):
            yield finding
        told |= measures


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
            title=_TITLES.get(name, metric.title),
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

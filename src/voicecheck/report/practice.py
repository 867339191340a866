"""What an agent takes from a practice call: what went well, one or two things to try, where to listen.

Nothing is measured or judged here: the findings and figures of a result are chosen and put in order, for the
speaker alone. No score, no ranking.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from voicecheck.metrics.catalogue import metric_by_id
from voicecheck.report.order import ordered_findings
from voicecheck.report.practice_moments import Moment, choose_moments
from voicecheck.report.practice_pace import Band, band_of, pace_metric
from voicecheck.report.result import CallResult, FindingResult
from voicecheck.rules.standard import Standard
from voicecheck.rules.types import Text

__all__ = ["Measure", "Practice", "is_alone", "practise"]

_MOST_TO_TRY = 2
_MOST_WELL = 4
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
        moments=choose_moments(call, standard, chosen),
        measures=tuple(_measures(call, standard, reference, alone)),
    )


def is_alone(call: CallResult) -> bool:
    """Whether the agent speaks and nobody else: a reading, or one side of a call."""
    speakers = {turn.speaker for turn in call.timeline.turns}
    return speakers == {"agent"}


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

"""Pauses inside a party's turns: silences of 250 ms and more between its inter-pausal units."""

from __future__ import annotations

from voicecheck.intervals import Interval, total_s
from voicecheck.metrics.common import NO_PARTIES, NO_TURNS, pauses_of, ratio, undefined
from voicecheck.metrics.types import Metric, Quantity
from voicecheck.timeline.types import CallTimeline, Speaker

__all__ = ["METRICS"]


def pause_count(timeline: CallTimeline, speaker: Speaker) -> Quantity:
    """Number of pauses."""
    if not timeline.turns_of(speaker):
        return undefined(_why_none(timeline))
    return Quantity(value=float(len(_pauses(timeline, speaker))))


def pause_mean(timeline: CallTimeline, speaker: Speaker) -> Quantity:
    """Mean length of a pause."""
    if not timeline.turns_of(speaker):
        return undefined(_why_none(timeline))
    pauses = _pauses(timeline, speaker)
    return ratio(total_s(pauses), float(len(pauses)), "no pause inside a turn")


def pause_share(timeline: CallTimeline, speaker: Speaker) -> Quantity:
    """Pauses as a share of turn time."""
    turns = timeline.turns_of(speaker)
    pauses = _pauses(timeline, speaker)
    longest = sorted(pauses, key=lambda pause: -pause.duration_s)[:3]
    return ratio(
        total_s(pauses), sum(turn.duration_s for turn in turns), _why_none(timeline), tuple(sorted(longest))
    )


def longest_unpaused(timeline: CallTimeline, speaker: Speaker) -> Quantity:
    """Longest stretch of a turn without a pause."""
    stretches: list[tuple[float, float]] = []
    for turn in timeline.turns_of(speaker):
        start_s = turn.start_s
        for pause in pauses_of(turn):
            stretches.append((start_s, pause.start_s))
            start_s = pause.end_s
        stretches.append((start_s, turn.end_s))
    if not any(start_s < end_s for start_s, end_s in stretches):
        return undefined(_why_none(timeline))
    longest = Interval(*max(stretches, key=lambda stretch: (stretch[1] - stretch[0], -stretch[0])))
    return Quantity(value=longest.duration_s, evidence=(longest,))


def _pauses(timeline: CallTimeline, speaker: Speaker) -> list[Interval]:
    return [pause for turn in timeline.turns_of(speaker) for pause in pauses_of(turn)]


def _why_none(timeline: CallTimeline) -> str:
    return NO_TURNS if timeline.speakers else NO_PARTIES


METRICS = (
    Metric(
        id="pause_count",
        unit="pauses",
        title={"zh": "停顿次数", "en": "Pauses"},
        definition={
            "zh": "话轮内 250 毫秒及以上的停顿次数。",
            "en": "Silences of 250 ms and more inside the turns.",
        },
        pool="sum",
        compute=pause_count,
    ),
    Metric(
        id="pause_mean_s",
        unit="s",
        title={"zh": "平均停顿", "en": "Mean pause"},
        definition={"zh": "话轮内停顿的平均时长。", "en": "Mean length of the pauses inside the turns."},
        pool="ratio",
        compute=pause_mean,
    ),
    Metric(
        id="pause_share",
        unit="1",
        title={"zh": "停顿占比", "en": "Share of pauses"},
        definition={
            "zh": "停顿时长占话轮总时长的比例。",
            "en": "Time of the pauses over that of the turns.",
        },
        pool="ratio",
        compute=pause_share,
    ),
    Metric(
        id="longest_unpaused_s",
        unit="s",
        title={"zh": "最长不停顿", "en": "Longest stretch without a pause"},
        definition={
            "zh": "一个话轮内没有停顿的最长一段。",
            "en": "The longest part of a turn without a pause of 250 ms or more.",
        },
        pool="max",
        compute=longest_unpaused,
    ),
)

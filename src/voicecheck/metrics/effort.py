"""A party's turns against its own calm voice in this call."""

from __future__ import annotations

from voicecheck.acoustics.effort import DEFAULT_EFFORT
from voicecheck.metrics.common import NO_PARTIES, NO_TURNS, ratio, undefined
from voicecheck.metrics.types import Metric, Quantity
from voicecheck.timeline.types import CallTimeline, Speaker

__all__ = ["METRICS"]

_NO_BASELINE = "too few turns to learn the calm voice from"


def raised_turn_count(timeline: CallTimeline, speaker: Speaker) -> Quantity:
    """Number of raised turns."""
    turns = [turn for turn in timeline.turns_of(speaker) if not turn.backchannel]
    if not turns:
        return undefined(NO_TURNS if timeline.speakers else NO_PARTIES)
    if all(turn.raised is None for turn in turns):
        return undefined(_NO_BASELINE)
    raised = [turn for turn in turns if turn.raised]
    return Quantity(value=float(len(raised)), evidence=tuple(turn.interval for turn in raised))


def high_share(timeline: CallTimeline, speaker: Speaker) -> Quantity:
    """Time of the turns whose pitch lies well over the party's own, as a share of all."""
    turns = [
        (turn, turn.f0_rise_st)
        for turn in timeline.turns_of(speaker)
        if turn.f0_rise_st is not None and not turn.backchannel
    ]
    if not turns:
        known = timeline.turns_of(speaker)
        return undefined(_NO_BASELINE if known else NO_TURNS if timeline.speakers else NO_PARTIES)
    high = [turn for turn, rise_st in turns if rise_st >= DEFAULT_EFFORT.f0_rise_st]
    return ratio(
        sum(turn.duration_s for turn in high),
        sum(turn.duration_s for turn, _ in turns),
        NO_TURNS,
        tuple(turn.interval for turn in high),
    )


METRICS = (
    Metric(
        id="raised_turn_count",
        unit="turns",
        title={"zh": "提高嗓门的话轮", "en": "Raised turns"},
        definition={
            "zh": "与本人在这通电话中平常的嗓音相比，音量、音高、音色一同升高的话轮数。",
            "en": "Turns in which level, pitch and spectral balance rise together over the party's own calm "
            "voice in this call.",
        },
        pool="sum",
        compute=raised_turn_count,
    ),
    Metric(
        id="f0_high_share",
        unit="1",
        title={"zh": "高音占比", "en": "Share of high pitch"},
        definition={
            "zh": "音高比本人平常高 4 个半音及以上的话轮所占时间。",
            "en": "Time of the turns whose pitch lies 4 semitones or more over the party's own calm voice.",
        },
        pool="ratio",
        compute=high_share,
    ),
)

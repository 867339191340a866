"""How much each party talks."""

from __future__ import annotations

from voicecheck.intervals import Interval, total_s
from voicecheck.metrics.common import NO_PARTIES, NO_TURNS, undefined
from voicecheck.metrics.types import Metric, Quantity
from voicecheck.timeline.types import CallTimeline, Speaker

__all__ = ["METRICS"]


def speaking_time(timeline: CallTimeline, speaker: Speaker) -> Quantity:
    """Time in which the party's speech is heard."""
    voice = timeline.speakers.get(speaker)
    if voice is None:
        return undefined(NO_PARTIES)
    return Quantity(value=total_s(voice.speech))


def talk_share(timeline: CallTimeline, speaker: Speaker) -> Quantity:
    """The party's speech as a share of both parties' speech, overlaps counted for both."""
    if not timeline.speakers:
        return undefined(NO_PARTIES)
    own_s = total_s(timeline.speakers[speaker].speech)
    all_s = sum(total_s(voice.speech) for voice in timeline.speakers.values())
    if all_s == 0.0:
        return undefined("nobody speaks", numerator=own_s, denominator=all_s)
    return Quantity(value=own_s / all_s, numerator=own_s, denominator=all_s)


def turn_count(timeline: CallTimeline, speaker: Speaker) -> Quantity:
    """Number of turns, signs of listening left out."""
    if not timeline.speakers:
        return undefined(NO_PARTIES)
    return Quantity(value=float(sum(not turn.backchannel for turn in timeline.turns_of(speaker))))


def longest_turn(timeline: CallTimeline, speaker: Speaker) -> Quantity:
    """Length of the longest turn."""
    turns = timeline.turns_of(speaker)
    if not turns:
        return undefined(NO_TURNS if timeline.speakers else NO_PARTIES)
    longest = max(turns, key=lambda turn: (turn.duration_s, -turn.start_s))
    return Quantity(value=longest.duration_s, evidence=(Interval(longest.start_s, longest.end_s),))


METRICS = (
    Metric(
        id="speaking_time_s",
        unit="s",
        title={"zh": "说话时长", "en": "Speaking time"},
        definition={
            "zh": "听得到该方说话的总时长。",
            "en": "Total time in which the party speaks.",
        },
        pool="sum",
        compute=speaking_time,
    ),
    Metric(
        id="talk_share",
        unit="1",
        title={"zh": "说话占比", "en": "Share of the talk"},
        definition={
            "zh": "该方说话时长除以双方说话时长之和，重叠部分双方都计。",
            "en": "The party's speaking time over that of both, overlaps counted for both.",
        },
        pool="ratio",
        compute=talk_share,
    ),
    Metric(
        id="turn_count",
        unit="turns",
        title={"zh": "话轮数", "en": "Turns"},
        definition={
            "zh": "该方的话轮数量，附和不计。",
            "en": "Turns of the party, signs of listening left out.",
        },
        pool="sum",
        compute=turn_count,
    ),
    Metric(
        id="longest_turn_s",
        unit="s",
        title={"zh": "最长话轮", "en": "Longest turn"},
        definition={"zh": "该方最长一次连续发言的时长。", "en": "Length of the party's longest turn."},
        pool="max",
        compute=longest_turn,
    ),
)

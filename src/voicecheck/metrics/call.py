"""Figures of the call as a whole: answering, silence, the hour."""

from __future__ import annotations

from datetime import datetime

from voicecheck.intervals import Interval
from voicecheck.metrics.common import NO_PARTIES, NO_TURNS, undefined
from voicecheck.metrics.types import Metric, Quantity
from voicecheck.timeline.types import CallTimeline, Speaker

__all__ = ["METRICS"]


def ring_count(timeline: CallTimeline, speaker: Speaker) -> Quantity:
    """Rings before the answer."""
    if timeline.ring_count is None:
        return undefined("no ring is heard and no metadata gives one: the recording starts at the answer")
    rings = tuple(Interval(ring.start_s, ring.end_s) for ring in timeline.rings)
    return Quantity(value=float(timeline.ring_count), evidence=rings)


def answer(timeline: CallTimeline, speaker: Speaker) -> Quantity:
    """Moment of the answer."""
    if timeline.answer_s is None:
        return undefined("no ring is heard: the recording starts at the answer")
    return Quantity(value=timeline.answer_s)


def greeting_delay(timeline: CallTimeline, speaker: Speaker) -> Quantity:
    """From the answer (the start of the recording where no ring is heard) to the party's first words."""
    turns = timeline.turns_of(speaker)
    if not turns:
        return undefined(NO_TURNS if timeline.speakers else NO_PARTIES)
    answer_s = timeline.answer_s or 0.0
    start_s = max(turns[0].start_s, answer_s)
    waiting = (Interval(answer_s, start_s),) if answer_s < start_s else ()
    return Quantity(value=start_s - answer_s, evidence=waiting)


def call_duration(timeline: CallTimeline, speaker: Speaker) -> Quantity:
    """From the answer (the start of the recording where no ring is heard) to the end of the recording."""
    return Quantity(value=max(0.0, timeline.call.duration_s - (timeline.answer_s or 0.0)))


def longest_silence(timeline: CallTimeline, speaker: Speaker) -> Quantity:
    """Longest stretch in which nobody speaks."""
    if not timeline.silences:
        return Quantity(value=0.0)
    longest = max(timeline.silences, key=lambda silence: (silence.duration_s, -silence.start_s))
    return Quantity(value=longest.duration_s, evidence=(longest,))


def start_hour(timeline: CallTimeline, speaker: Speaker) -> Quantity:
    """Local time of day at which the call began, in hours (8.5 is half past eight)."""
    started_at = timeline.call.metadata.get("started_at")
    if not started_at:
        return undefined("the metadata give no time of the call")
    try:
        moment = datetime.fromisoformat(str(started_at))
    except ValueError:
        return undefined("the time of the call in the metadata cannot be read")
    return Quantity(value=moment.hour + moment.minute / 60.0 + moment.second / 3600.0)


METRICS = (
    Metric(
        id="ring_count",
        unit="rings",
        title={"zh": "接听前铃声", "en": "Rings before the answer"},
        definition={
            "zh": "接听前响铃的声数，元数据优先于录音。",
            "en": "Rings before the answer; metadata win over the audio.",
        },
        pool="median",
        compute=ring_count,
        scope="call",
    ),
    Metric(
        id="answer_s",
        unit="s",
        title={"zh": "接听时刻", "en": "Answered at"},
        definition={"zh": "最后一声铃响结束的时刻。", "en": "When the last ring ends."},
        pool="median",
        compute=answer,
        scope="call",
    ),
    Metric(
        id="greeting_delay_s",
        unit="s",
        title={"zh": "开口等待", "en": "Delay before the first words"},
        definition={
            "zh": "接通到该方第一次开口的时间。",
            "en": "Time from the answer to the party's first words.",
        },
        pool="median",
        compute=greeting_delay,
    ),
    Metric(
        id="call_duration_s",
        unit="s",
        title={"zh": "通话时长", "en": "Length of the call"},
        definition={
            "zh": "从接通到录音结束的时长。",
            "en": "From the answer to the end of the recording.",
        },
        pool="median",
        compute=call_duration,
        scope="call",
    ),
    Metric(
        id="longest_silence_s",
        unit="s",
        title={"zh": "最长沉默", "en": "Longest silence"},
        definition={
            "zh": "接听之后双方都不说话的最长一段。",
            "en": "Longest stretch after the answer in which nobody speaks.",
        },
        pool="max",
        compute=longest_silence,
        scope="call",
    ),
    Metric(
        id="start_hour",
        unit="h",
        title={"zh": "通话时刻", "en": "Hour of the call"},
        definition={
            "zh": "通话开始的当地时间（小时，8.5 即八点半）。",
            "en": "Local time of day at which the call began, in hours (8.5 is half past eight).",
        },
        pool="median",
        compute=start_hour,
        scope="call",
    ),
)

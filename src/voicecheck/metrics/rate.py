"""How fast a party speaks.

Speech rate: syllables over the time of the turns, pauses inside them kept. Articulation rate: pauses of 250
ms and more removed. A call's rate is all syllables over all time, never the mean of the turns' rates. Turns
of fewer than seven syllables say little about a speaker's pace (rate rises with length up to about seven
words: Yuan, Liberman & Cieri 2006); they weigh in the call's rate by their few seconds and are left out
where single turns are judged.
"""

from __future__ import annotations

from voicecheck.intervals import total_s
from voicecheck.metrics.common import NO_PARTIES, NO_TURNS, pauses_of, ratio, undefined
from voicecheck.metrics.types import Metric, Quantity
from voicecheck.text import count_words
from voicecheck.timeline.types import CallTimeline, RateUnit, Speaker, Turn

__all__ = ["METRICS", "MIN_TURN_SYLLABLES", "rate_unit"]

MIN_TURN_SYLLABLES = 7


def rate_unit(timeline: CallTimeline, speaker: Speaker) -> RateUnit | None:
    """What the party's rates count: the unit in which most of its speaking time was counted."""
    time_s: dict[RateUnit, float] = {}
    for turn in timeline.turns_of(speaker):
        if turn.rate_unit is not None and turn.syllable_count is not None:
            time_s[turn.rate_unit] = time_s.get(turn.rate_unit, 0.0) + turn.duration_s
    return max((counted_s, unit) for unit, counted_s in time_s.items())[1] if time_s else None


def speech_rate(timeline: CallTimeline, speaker: Speaker) -> Quantity:
    """Syllables per minute of turn time."""
    turns = _counted(timeline, speaker)
    return _rate(timeline, speaker, turns, sum(turn.duration_s for turn in turns))


def articulation_rate(timeline: CallTimeline, speaker: Speaker) -> Quantity:
    """Syllables per minute of turn time without its pauses."""
    turns = _counted(timeline, speaker)
    return _rate(timeline, speaker, turns, sum(turn.duration_s - total_s(pauses_of(turn)) for turn in turns))


def word_rate(timeline: CallTimeline, speaker: Speaker) -> Quantity:
    """Words per minute of turn time."""
    if not timeline.has_words:
        return undefined("no transcript")
    turns = [turn for turn in timeline.turns_of(speaker) if turn.text]
    words = sum(count_words(turn.text) if turn.word_count is None else turn.word_count for turn in turns)
    if words < MIN_TURN_SYLLABLES:
        return undefined(_why_none(timeline, speaker))
    return ratio(float(words), sum(turn.duration_s for turn in turns) / 60.0, NO_TURNS)


def _counted(timeline: CallTimeline, speaker: Speaker) -> list[Turn]:
    """Turns whose syllables were counted in the party's unit; counts in different units do not add up."""
    unit = rate_unit(timeline, speaker)
    return [
        turn
        for turn in timeline.turns_of(speaker)
        if turn.syllable_count is not None and turn.rate_unit == unit
    ]


def _rate(timeline: CallTimeline, speaker: Speaker, turns: list[Turn], time_s: float) -> Quantity:
    syllables = sum(turn.syllable_count or 0 for turn in turns)
    if syllables < MIN_TURN_SYLLABLES:
        return undefined(_why_none(timeline, speaker), numerator=float(syllables), denominator=time_s / 60.0)
    return ratio(float(syllables), time_s / 60.0, NO_TURNS)


def _why_none(timeline: CallTimeline, speaker: Speaker) -> str:
    if not timeline.speakers:
        return NO_PARTIES
    return "too little speech" if timeline.turns_of(speaker) else NO_TURNS


METRICS = (
    Metric(
        id="speech_rate_spm",
        unit="spm",
        title={"zh": "语速", "en": "Speech rate"},
        definition={
            "zh": "全部音节（汉字）数除以话轮总时长，话轮内的停顿计入。",
            "en": "All syllables over the time of all turns, pauses inside the turns included.",
        },
        pool="ratio",
        compute=speech_rate,
    ),
    Metric(
        id="articulation_rate_spm",
        unit="spm",
        title={"zh": "吐字速度", "en": "Articulation rate"},
        definition={
            "zh": "全部音节（汉字）数除以去掉 250 毫秒及以上停顿后的话轮总时长。",
            "en": "All syllables over the time of all turns less their pauses of 250 ms and more.",
        },
        pool="ratio",
        compute=articulation_rate,
    ),
    Metric(
        id="word_rate_wpm",
        unit="wpm",
        title={"zh": "每分钟词数", "en": "Words per minute"},
        definition={
            "zh": "全部词数除以话轮总时长（用于英语）。",
            "en": "All words over the time of all turns, pauses inside the turns included.",
        },
        pool="ratio",
        compute=word_rate,
    ),
)

"""How a party adapts to the other: its pace to a slow speaker, its voice to a noisy line."""

from __future__ import annotations

import math
from collections.abc import Callable

from voicecheck.intervals import total_s
from voicecheck.metrics.common import NO_PARTIES, NO_TURNS, pauses_of, undefined
from voicecheck.metrics.rate import MIN_TURN_SYLLABLES, rate_unit
from voicecheck.metrics.types import Metric, Quantity
from voicecheck.timeline.types import CallTimeline, Speaker, Turn

__all__ = ["METRICS"]

_THIRDS = 3
# Mandarin sentences read slowly run at 149 characters a minute (PMC4959306): nobody need speak slower than
# that to match a slower speaker.
_SLOW_SPM = 150.0
_MIN_ADAPTED_S = 3.0
# A party whose speech stands no further over the noise around it is in a noisy place: what is asked of the
# agent's own room (quiet-surroundings in the documented standard).
_NOISY_DB = 15.0


def rate_match(timeline: CallTimeline, speaker: Speaker) -> Quantity:
    """The party's pace over the other's; the largest of the thirds of the call in which both have one."""
    if not timeline.speakers:
        return undefined(NO_PARTIES)
    other = _other(speaker)
    if rate_unit(timeline, speaker) != rate_unit(timeline, other):
        return undefined("the parties' syllables were counted in different ways")
    ratios = []
    for part in range(_THIRDS):
        own, others = (_in_part(timeline, party, part) for party in (speaker, other))
        rate_spm, other_spm = _rate(own), _rate(others)
        if rate_spm is not None and other_spm is not None:
            ratios.append((part, rate_spm / max(other_spm, _SLOW_SPM), own))
    if not ratios:
        return undefined("too little speech")
    # The first third is left out where a later one can be judged: one must hear a slow speaker first.
    later = [found for found in ratios if found[0] > 0]
    _, ratio, turns = max(later or ratios, key=lambda found: found[1])
    return Quantity(
        value=ratio, denominator=float(len(ratios)), evidence=tuple(turn.interval for turn in turns)
    )


def _in_part(timeline: CallTimeline, speaker: Speaker, part: int) -> list[Turn]:
    """A party's turns whose middle lies in one third of the talk, counted in the party's unit."""
    start_s = timeline.turns[0].start_s if timeline.turns else 0.0
    length_s = (max(turn.end_s for turn in timeline.turns) - start_s) / _THIRDS if timeline.turns else 0.0
    unit = rate_unit(timeline, speaker)
    return [
        turn
        for turn in timeline.turns_of(speaker)
        if turn.syllable_count
        and turn.rate_unit == unit
        and not turn.backchannel
        and part * length_s <= turn.interval.middle_s - start_s < (part + 1) * length_s
    ]


def _rate(turns: list[Turn]) -> float | None:
    """Articulation rate of some turns together; None with too few syllables."""
    syllables = sum(turn.syllable_count or 0 for turn in turns)
    if syllables < MIN_TURN_SYLLABLES:
        return None
    return 60.0 * syllables / sum(turn.duration_s - total_s(pauses_of(turn)) for turn in turns)


def _adaptation(read: Callable[[Turn], float | None]) -> Callable[[CallTimeline, Speaker], Quantity]:
    """A figure of the party's turns after the other's first words, less that of the turns before.

    The greeting is spoken before the other is heard; what comes after can take the other into account. Where
    a noise sets in at the other's end later on, that is the moment.
    """

    def compute(timeline: CallTimeline, speaker: Speaker) -> Quantity:
        if not timeline.speakers:
            return undefined(NO_PARTIES)
        others = [turn for turn in timeline.turns_of(_other(speaker)) if not turn.backchannel]
        own = [turn for turn in timeline.turns_of(speaker) if not turn.backchannel]
        if not own or not others:
            return undefined(NO_TURNS)
        heard_s = next((turn.end_s for turn in others if _is_noisy(turn)), others[0].end_s)
        before = _weighted([turn for turn in own if turn.start_s < heard_s], read)
        after = _weighted([turn for turn in own if turn.start_s >= heard_s], read)
        if before is None or after is None:
            return undefined("too little speech before or after the other party is first heard")
        places = tuple(turn.interval for turn in own if turn.start_s >= heard_s)
        return Quantity(value=after - before, evidence=places[:_THIRDS])

    return compute


def lowest_snr(timeline: CallTimeline, speaker: Speaker) -> Quantity:
    """The ratio of speech to the noise around it in the party's noisiest three seconds of speech or more."""
    voice = timeline.speakers.get(speaker)
    if voice is None:
        return undefined(NO_PARTIES)
    turns = [turn for turn in timeline.turns_of(speaker) if turn.snr_db is not None and not turn.backchannel]
    noisiest: list[Turn] = []
    for turn in sorted(turns, key=lambda turn: turn.snr_db or 0.0):
        noisiest.append(turn)
        if sum(one.duration_s for one in noisiest) >= _MIN_ADAPTED_S:
            return Quantity(value=turn.snr_db, evidence=tuple(one.interval for one in noisiest[:_THIRDS]))
    # In so little speech the noise of the whole call is the better measure.
    if voice.snr_db is None:
        return undefined(voice.reasons.get("snr_db", "too little speech"))
    return Quantity(value=voice.snr_db)


def _is_noisy(turn: Turn) -> bool:
    return turn.snr_db is not None and turn.snr_db < _NOISY_DB


def _weighted(turns: list[Turn], read: Callable[[Turn], float | None]) -> float | None:
    """Mean of a figure by time; None where it is known for less than three seconds."""
    known = [(value, turn.duration_s) for turn in turns if (value := read(turn)) is not None]
    time_s = sum(duration_s for _, duration_s in known)
    return math.fsum(value * s for value, s in known) / time_s if time_s >= _MIN_ADAPTED_S else None


def _other(speaker: Speaker) -> Speaker:
    return "customer" if speaker == "agent" else "agent"


def _semitones(turn: Turn) -> float | None:
    return None if turn.f0_median_hz is None else 12.0 * math.log2(turn.f0_median_hz)


METRICS = (
    Metric(
        id="rate_match_ratio",
        unit="1",
        title={"zh": "语速与对方之比", "en": "Pace against the other's"},
        definition={
            "zh": "该方吐字速度与对方之比：通话分三段，取后两段中较大的；对方每分钟不足 150 音节按 150 计。",
            "en": "Articulation rate over the other's: the larger of the last two thirds of the call; "
            "an other slower than 150 a minute counts as 150.",
        },
        pool="median",
        compute=rate_match,
    ),
    Metric(
        id="lowest_snr_db",
        unit="dB",
        title={"zh": "最吵处的信噪比", "en": "Signal-to-noise ratio where it is noisiest"},
        definition={
            "zh": "该方最吵的至少 3 秒说话中，音量高出说话时及其后 5 秒内的背景噪声多少。",
            "en": "Level over the noise from a turn's start to 5 s after it, "
            "in the noisiest 3 s of speech or more.",
        },
        pool="median",
        compute=lowest_snr,
    ),
    Metric(
        id="level_change_db",
        unit="dB",
        title={"zh": "音量变化", "en": "Change of the level"},
        definition={
            "zh": "听到对方之后的音量与之前（问候时）之差；对方那边中途变吵的，以变吵为界。",
            "en": "Level after the other party was first heard, less that before (the greeting); "
            "where the other's side turns noisy later, after and before that.",
        },
        pool="median",
        compute=_adaptation(lambda turn: turn.level_dbov),
    ),
    Metric(
        id="f0_change_st",
        unit="st",
        title={"zh": "音高变化", "en": "Change of the pitch"},
        definition={
            "zh": "听到对方之后的音高与之前（问候时）之差；对方那边中途变吵的，以变吵为界。",
            "en": "Median pitch after the other party was first heard, less that before (the greeting); "
            "where the other's side turns noisy later, after and before that.",
        },
        pool="median",
        compute=_adaptation(_semitones),
    ),
)

"""How even a party speaks: its turns against one another.

Only turns that hold the floor count, and of these only the long ones: a short turn says little about a pace
or a level.
"""

from __future__ import annotations

import math
from itertools import pairwise

from voicecheck.metrics.common import NO_PARTIES, NO_TURNS, undefined
from voicecheck.metrics.rate import MIN_TURN_SYLLABLES, rate_unit
from voicecheck.metrics.types import Metric, Quantity
from voicecheck.timeline.types import CallTimeline, Speaker, Turn

__all__ = ["METRICS"]

# A turn this far from the party's own pace is far off: three times the difference that listeners notice
# (10 %, Quené 2007).
_FAR_SHARE = 0.3
_MIN_LEVEL_TURN_S = 1.0


def rate_spread(timeline: CallTimeline, speaker: Speaker) -> Quantity:
    """Standard deviation of the turns' articulation rates over their mean, both weighted by time."""
    turns = _paced(timeline, speaker)
    if len(turns) < 2:
        return undefined(_why(timeline, speaker, "fewer than two turns with a pace"), denominator=len(turns))
    times_s = [60.0 * (turn.syllable_count or 0) / rate for turn, rate in turns]
    mean = math.fsum(rate * time_s for (_, rate), time_s in zip(turns, times_s, strict=True)) / sum(times_s)
    variance = math.fsum(
        time_s * (rate - mean) ** 2 for (_, rate), time_s in zip(turns, times_s, strict=True)
    ) / sum(times_s)
    far = tuple(turn.interval for turn, rate in turns if abs(rate - mean) > _FAR_SHARE * mean)
    return Quantity(value=math.sqrt(variance) / mean, denominator=float(len(turns)), evidence=far)


def level_jump(timeline: CallTimeline, speaker: Speaker) -> Quantity:
    """Largest rise of the level from one of the party's turns to its next."""
    levels = [
        (turn, turn.level_dbov)
        for turn in timeline.turns_of(speaker)
        if turn.level_dbov is not None and not turn.backchannel and turn.duration_s >= _MIN_LEVEL_TURN_S
    ]
    if len(levels) < 2:
        return undefined(
            _why(timeline, speaker, "fewer than two turns with a level"), denominator=len(levels)
        )
    rise_db, before, after = max(
        ((after - before, first, second) for (first, before), (second, after) in pairwise(levels)),
        key=lambda found: (found[0], -found[2].start_s),
    )
    return Quantity(
        value=max(0.0, rise_db),
        denominator=float(len(levels)),
        evidence=(before.interval, after.interval) if rise_db > 0.0 else (),
    )


def _paced(timeline: CallTimeline, speaker: Speaker) -> list[tuple[Turn, float]]:
    """Turns long enough to have a pace of their own, counted in the party's unit."""
    unit = rate_unit(timeline, speaker)
    return [
        (turn, turn.articulation_rate_spm)
        for turn in timeline.turns_of(speaker)
        if not turn.backchannel
        and turn.rate_unit == unit
        and turn.articulation_rate_spm is not None
        and (turn.syllable_count or 0) >= MIN_TURN_SYLLABLES
    ]


def _why(timeline: CallTimeline, speaker: Speaker, few: str) -> str:
    if not timeline.speakers:
        return NO_PARTIES
    return few if timeline.turns_of(speaker) else NO_TURNS


METRICS = (
    Metric(
        id="rate_spread_ratio",
        unit="1",
        title={"zh": "语速起伏", "en": "Spread of the pace"},
        definition={
            "zh": "各话轮吐字速度的标准差与平均值之比（按时长加权，不足七个音节的话轮不计）。",
            "en": "Standard deviation of the turns' articulation rates over their mean, by time; "
            "turns under seven syllables left out.",
        },
        pool="median",
        compute=rate_spread,
    ),
    Metric(
        id="level_jump_db",
        unit="dB",
        title={"zh": "音量突增", "en": "Largest rise of the level"},
        definition={
            "zh": "相邻两个话轮（1 秒及以上）之间音量升高的最大值。",
            "en": "Largest rise of the level from one turn of a second or more to the party's next.",
        },
        pool="max",
        compute=level_jump,
    ),
)

"""How promptly a party answers the other.

A reply's time is from the end of the other's turn to the start of one's own; it is negative where one
starts before the other has ended. Signs of listening are neither a reply nor something to reply to.
"""

from __future__ import annotations

from itertools import pairwise

from voicecheck.intervals import Interval
from voicecheck.metrics.common import NO_PARTIES, percentile, undefined
from voicecheck.metrics.types import Metric, Quantity
from voicecheck.timeline.types import CallTimeline, Speaker

__all__ = ["METRICS", "reply_gaps"]


def reply_gaps(timeline: CallTimeline, speaker: Speaker) -> tuple[tuple[float, float], ...]:
    """(end of the other's turn, start of the party's reply) for every reply, in order."""
    floor = [turn for turn in timeline.turns if not turn.backchannel]
    return tuple(
        (before.end_s, reply.start_s)
        for before, reply in pairwise(floor)
        if reply.speaker == speaker and before.speaker not in (None, speaker)
    )


def response_median(timeline: CallTimeline, speaker: Speaker) -> Quantity:
    """Median reply time."""
    return _response(timeline, speaker, 0.5)


def response_p90(timeline: CallTimeline, speaker: Speaker) -> Quantity:
    """90th percentile of the reply times."""
    return _response(timeline, speaker, 0.9)


def _response(timeline: CallTimeline, speaker: Speaker, share: float) -> Quantity:
    if not timeline.speakers:
        return undefined(NO_PARTIES)
    gaps = reply_gaps(timeline, speaker)
    if not gaps:
        return undefined("no reply to the other party", denominator=0.0)
    times_s = [start_s - end_s for end_s, start_s in gaps]
    slowest = max(gaps, key=lambda gap: gap[1] - gap[0])
    return Quantity(
        value=percentile(times_s, share),
        denominator=float(len(times_s)),
        evidence=(Interval(*slowest),) if slowest[0] < slowest[1] else (),
    )


METRICS = (
    Metric(
        id="response_median_s",
        unit="s",
        title={"zh": "应答间隔中位数", "en": "Median response time"},
        definition={
            "zh": "对方话轮结束到该方话轮开始的间隔的中位数。",
            "en": "Median time from the end of the other's turn to the start of the reply.",
        },
        pool="median",
        compute=response_median,
    ),
    Metric(
        id="response_p90_s",
        unit="s",
        title={"zh": "应答间隔第 90 百分位", "en": "90th percentile of the response time"},
        definition={
            "zh": "十次应答中有九次不超过的间隔。",
            "en": "The time within which nine of ten replies come.",
        },
        pool="median",
        compute=response_p90,
    ),
)

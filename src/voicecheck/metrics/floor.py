"""Who comes in while the other speaks."""

from __future__ import annotations

from typing import Literal

from voicecheck.intervals import Interval
from voicecheck.metrics.common import NO_OVERLAPS, NO_PARTIES, undefined
from voicecheck.metrics.types import Metric, Quantity
from voicecheck.timeline.types import CallTimeline, Speaker

__all__ = ["METRICS"]


def interruption_count(timeline: CallTimeline, speaker: Speaker) -> Quantity:
    """How often the party cuts in."""
    return _count(timeline, speaker, "interruption")


def backchannel_count(timeline: CallTimeline, speaker: Speaker) -> Quantity:
    """How often the party shows that it listens."""
    return _count(timeline, speaker, "backchannel")


def _count(
    timeline: CallTimeline, speaker: Speaker, kind: Literal["interruption", "backchannel"]
) -> Quantity:
    if not timeline.speakers:
        return undefined(NO_PARTIES)
    if not timeline.parties_apart:
        return undefined(NO_OVERLAPS)
    found = [overlap for overlap in timeline.overlaps if overlap.by == speaker and overlap.kind == kind]
    return Quantity(
        value=float(len(found)),
        evidence=tuple(Interval(overlap.start_s, overlap.end_s) for overlap in found),
    )


METRICS = (
    Metric(
        id="interruption_count",
        unit="interruptions",
        title={"zh": "打断次数", "en": "Interruptions"},
        definition={
            "zh": "对方已说话至少 1 秒时插话，且双方同时说话至少 0.5 秒的次数。",
            "en": "Times the party cuts in after the other's first second, both then speaking for 0.5 s.",
        },
        pool="sum",
        compute=interruption_count,
    ),
    Metric(
        id="backchannel_count",
        unit="backchannels",
        title={"zh": "附和次数", "en": "Signs of listening"},
        definition={
            "zh": "对方说话时简短附和的次数。",
            "en": "Short signs of listening while the other speaks.",
        },
        pool="sum",
        compute=backchannel_count,
    ),
)

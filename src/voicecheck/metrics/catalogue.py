"""All metrics, in the order in which they are shown."""

from __future__ import annotations

from voicecheck.metrics import (
    call,
    effort,
    floor,
    match,
    pauses,
    rate,
    response,
    steadiness,
    talk,
    voice,
)
from voicecheck.metrics.types import Metric, Quantity
from voicecheck.timeline.types import SPEAKERS, CallTimeline, Speaker

__all__ = ["METRICS", "measure_call_metrics", "measure_metrics", "metric_by_id"]

METRICS: tuple[Metric, ...] = (
    *talk.METRICS,
    *rate.METRICS,
    *steadiness.METRICS,
    *voice.METRICS,
    *effort.METRICS,
    *match.METRICS,
    *pauses.METRICS,
    *response.METRICS,
    *floor.METRICS,
    *call.METRICS,
)

_BY_ID = {metric.id: metric for metric in METRICS}


def metric_by_id(metric_id: str) -> Metric | None:
    """The catalogue entry of this name, or None."""
    return _BY_ID.get(metric_id)


def measure_metrics(timeline: CallTimeline) -> dict[Speaker, dict[str, Quantity]]:
    """Every metric of scope "speaker" for both parties, by id; an undefined one has None and a reason."""
    return {
        speaker: {
            metric.id: metric.compute(timeline, speaker) for metric in METRICS if metric.scope == "speaker"
        }
        for speaker in SPEAKERS
    }


def measure_call_metrics(timeline: CallTimeline) -> dict[str, Quantity]:
    """Every metric of scope "call", by id."""
    return {metric.id: metric.compute(timeline, "agent") for metric in METRICS if metric.scope == "call"}

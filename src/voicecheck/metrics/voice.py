"""Level, noise and pitch of a party over the call."""

from __future__ import annotations

import math
from collections.abc import Callable

from voicecheck.metrics.common import NO_PARTIES, undefined
from voicecheck.metrics.types import Metric, Quantity
from voicecheck.timeline.types import CallTimeline, Speaker, SpeakerVoice

__all__ = ["METRICS"]

Figure = Callable[[SpeakerVoice], float | None]


def _figure(name: str, read: Figure) -> Callable[[CallTimeline, Speaker], Quantity]:
    """A metric's function that reads one figure of the party's voice, with the reason where it is missing."""

    def compute(timeline: CallTimeline, speaker: Speaker) -> Quantity:
        voice = timeline.speakers.get(speaker)
        if voice is None:
            return undefined(NO_PARTIES)
        value = read(voice)
        if value is None:
            return undefined(voice.reasons.get(name, "too little speech"))
        return Quantity(value=value)

    return compute


def level_sd(timeline: CallTimeline, speaker: Speaker) -> Quantity:
    """Standard deviation of the levels of the party's turns."""
    if not timeline.speakers:
        return undefined(NO_PARTIES)
    levels = [turn.level_dbov for turn in timeline.turns_of(speaker) if turn.level_dbov is not None]
    if len(levels) < 2:
        return undefined("fewer than two turns with a level")
    mean_dbov = math.fsum(levels) / len(levels)
    variance = math.fsum((level - mean_dbov) ** 2 for level in levels) / (len(levels) - 1)
    return Quantity(value=math.sqrt(variance))


METRICS = (
    Metric(
        id="level_dbov",
        unit="dBov",
        title={"zh": "音量", "en": "Speech level"},
        definition={
            "zh": "该方的有效语音电平（ITU-T P.56），相对满幅。",
            "en": "Active speech level (ITU-T P.56) relative to overload.",
        },
        pool="median",
        compute=_figure("level_dbov", lambda voice: voice.level_dbov),
    ),
    Metric(
        id="level_sd_db",
        unit="dB",
        title={"zh": "音量起伏", "en": "Spread of the level"},
        definition={
            "zh": "各话轮音量的标准差。",
            "en": "Standard deviation of the levels of the turns.",
        },
        pool="median",
        compute=level_sd,
    ),
    Metric(
        id="snr_db",
        unit="dB",
        title={"zh": "信噪比", "en": "Signal-to-noise ratio"},
        definition={
            "zh": "该方语音电平与其声道背景噪声之差。",
            "en": "Speech level above the background noise of the party's channel.",
        },
        pool="median",
        compute=_figure("snr_db", lambda voice: voice.snr_db),
    ),
    Metric(
        id="clipped_share",
        unit="1",
        title={"zh": "削波占比", "en": "Share clipped"},
        definition={
            "zh": "语音中被削波的采样所占比例。",
            "en": "Share of the speech that is clipped.",
        },
        pool="median",
        compute=_figure("clipped_share", lambda voice: voice.clipped_share),
    ),
    Metric(
        id="f0_median_hz",
        unit="Hz",
        title={"zh": "音高中位数", "en": "Median pitch"},
        definition={"zh": "基频的中位数。", "en": "Median of the fundamental frequency."},
        pool="median",
        compute=_figure("f0_median_hz", lambda voice: voice.f0_median_hz),
    ),
    Metric(
        id="f0_sd_st",
        unit="st",
        title={"zh": "音高标准差", "en": "Spread of the pitch"},
        definition={"zh": "基频的标准差（半音）。", "en": "Standard deviation of the pitch in semitones."},
        pool="median",
        compute=_figure("f0_sd_st", lambda voice: voice.f0_sd_st),
    ),
    Metric(
        id="f0_range_st",
        unit="st",
        title={"zh": "音高变化范围", "en": "Pitch range"},
        definition={
            "zh": "基频第 10 到第 90 百分位的跨度（半音）。",
            "en": "From the 10th to the 90th percentile of the pitch, in semitones.",
        },
        pool="median",
        compute=_figure("f0_range_st", lambda voice: voice.f0_range_st),
    ),
)

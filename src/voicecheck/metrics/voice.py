"""Level, noise and pitch of a party over the call."""

from __future__ import annotations

import math
from collections.abc import Callable

from voicecheck.intervals import Interval, total_s
from voicecheck.metrics.common import NO_PARTIES, NO_TURNS, ratio, undefined
from voicecheck.metrics.types import Metric, Quantity
from voicecheck.timeline.types import CallTimeline, Speaker, SpeakerVoice

__all__ = ["METRICS"]

# Noise at 20 dB under the speech is noise that a recogniser does not mind, and it leaves the periodicity of
# voices as it is (measured: HNR falls by 0.3 dB from clean to 25 dB, by 3 dB at 15 dB).
_CLEAR_SNR_DB = 20.0
_MIN_WORDS = 20
_WORST_TURNS = 3

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


def _per_minute(name: str, read: Callable[[SpeakerVoice], int | None]) -> Callable[..., Quantity]:
    """Events of the party's voice for each minute of its speech."""

    def compute(timeline: CallTimeline, speaker: Speaker) -> Quantity:
        voice = timeline.speakers.get(speaker)
        if voice is None:
            return undefined(NO_PARTIES)
        count = read(voice)
        if count is None:
            return undefined(voice.reasons.get(name, "too little speech"))
        return ratio(float(count), total_s(voice.speech) / 60.0, NO_TURNS)

    return compute


def word_confidence(timeline: CallTimeline, speaker: Speaker) -> Quantity:
    """Mean probability of the recognised words, where nothing but the speaker can have made it low."""
    voice = timeline.speakers.get(speaker)
    if voice is None:
        return undefined(NO_PARTIES)
    if (reason := _poor_line(voice)) is not None:
        return undefined(reason)
    known = [
        word.probability
        for turn in timeline.turns_of(speaker)
        for word in turn.words
        if word.probability is not None
    ]
    if len(known) < _MIN_WORDS:
        return undefined("too few words with a confidence")
    return Quantity(
        value=math.fsum(known) / len(known),
        numerator=math.fsum(known),
        denominator=float(len(known)),
        evidence=_unclear(timeline, speaker),
    )


def _unclear(timeline: CallTimeline, speaker: Speaker) -> tuple[Interval, ...]:
    """The turns that were recognised worst."""
    means = [
        (math.fsum(known) / len(known), turn)
        for turn in timeline.turns_of(speaker)
        if (known := [word.probability for word in turn.words if word.probability is not None])
        and not turn.backchannel
    ]
    worst = sorted(means, key=lambda found: (found[0], found[1].start_s))[:_WORST_TURNS]
    return tuple(sorted(turn.interval for _, turn in worst))


def clear_hnr(timeline: CallTimeline, speaker: Speaker) -> Quantity:
    """Harmonics-to-noise ratio, where the line is good enough to tell the voice's noise from its own."""
    voice = timeline.speakers.get(speaker)
    if voice is None:
        return undefined(NO_PARTIES)
    if voice.hnr_db is None:
        return undefined(voice.reasons.get("hnr_db", "too little speech"))
    reason = _poor_line(voice)
    return undefined(reason) if reason is not None else Quantity(value=voice.hnr_db)


def _poor_line(voice: SpeakerVoice) -> str | None:
    if voice.snr_db is None:
        return voice.reasons.get("snr_db", "too little speech")
    return "the line is too noisy to judge the speaker by" if voice.snr_db < _CLEAR_SNR_DB else None


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
    Metric(
        id="blasts_per_min",
        unit="/min",
        title={"zh": "喷麦", "en": "Air on the microphone"},
        definition={
            "zh": "每分钟说话中气流直冲话筒（爆破音、呼气）的次数。",
            "en": "Bursts of air on the microphone (plosives, breath) for each minute of speech.",
        },
        pool="ratio",
        compute=_per_minute("blast_count", lambda voice: voice.blast_count),
    ),
    Metric(
        id="clipping_per_min",
        unit="/min",
        title={"zh": "削波次数", "en": "Clipped moments"},
        definition={
            "zh": "每分钟说话中声音削波的次数。",
            "en": "Moments that clip for each minute of speech.",
        },
        pool="ratio",
        compute=_per_minute("clipping_count", lambda voice: voice.clipping_count),
    ),
    Metric(
        id="hnr_db",
        unit="dB",
        title={"zh": "谐噪比", "en": "Harmonics-to-noise ratio"},
        definition={
            "zh": "浊音中周期成分与噪声之比；线路信噪比不足 20 dB 时不测。",
            "en": "Periodic part over noise in voiced speech; not measured on lines of less than 20 dB.",
        },
        pool="median",
        compute=clear_hnr,
    ),
    Metric(
        id="word_confidence",
        unit="1",
        title={"zh": "识别置信度", "en": "Confidence of the words"},
        definition={
            "zh": "识别出的字词的平均置信度；线路信噪比不足 20 dB 时不测。",
            "en": "Mean confidence of the recognised words; not measured on lines of less than 20 dB.",
        },
        pool="ratio",
        compute=word_confidence,
    ),
)

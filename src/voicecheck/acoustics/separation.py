"""Two voices in one channel told apart, without a trained model.

Windows of a second are clustered by their spectrum (spectral clustering: Ng, Jordan and Weiss 2002), and
models of both voices then decide anew for each moment, with a price on every change (re-segmentation as in
the diarisation of telephone calls: Reynolds and Torres-Carrasquillo 2005). The first two cepstra are left
out: they are the tilt of the spectrum, which moves with every raised voice.

Two women, noise, one voice alone: each may deceive it. Nobody changes in the middle of a breath, and the
clusters do not know where breaths are: where they change there as often as chance would, no voices were
found, and none are told apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from voicecheck.acoustics.narrowband import NARROWBAND_HZ, to_narrowband
from voicecheck.acoustics.pitch import track_pitch
from voicecheck.acoustics.spectra import FFT_SIZE, HOP_S, frame_count, frames_within, power_spectra
from voicecheck.acoustics.voice_models import VoiceFrames, cluster_windows, first_frames, resegment
from voicecheck.intervals import Interval, merge, total_s

__all__ = ["Separation", "separate_voices"]

_MEL_BANDS = 24
_BAND_HZ = (180.0, 3700.0)
_CEPSTRA = slice(3, 20)
_WINDOW_FRAMES = 100
# Frames so far under the loud ones are the room and the breath, not the voice.
_CLEAR_DB = 30.0
_LEAST_SPEECH_S = 15.0
# Made calls (benchmarks/accuracy.py): one voice alone reaches 0.45 at most and 0.2 as a rule, two voices
# 0.5 and more.
_LEAST_CONFIDENCE = 0.47
_LEAST_SHARE = 0.12
_JOIN_S = 0.1 + 1e-6
_LEAST_PIECE_S = 0.1

TOO_SHORT = "less than {least_s:.0f} s of speech"
ONE_VOICE = "no two voices stand out"


@dataclass(frozen=True, slots=True, kw_only=True)
class Separation:
    """The speech of two voices, the one that speaks first first; None where `reason` says why.

    `confidence` says how far neighbouring windows of one breath fall to one voice: 0 as chance would have
    it, 1 always (Cohen's kappa); None where the voices were given. `agent` is the number of the voice that is
    named as the agent's, where one is.
    """

    speech: tuple[tuple[Interval, ...], tuple[Interval, ...]] | None
    confidence: float | None = None
    reason: str | None = None
    agent: int | None = None


def separate_voices(
    samples: NDArray[np.floating], sample_rate_hz: int, speech: Sequence[Interval]
) -> Separation:
    """Tell two voices on one channel apart.

    Parameters
    ----------
    samples
        Shape (sample,), full scale 1.0.
    speech
        When anybody speaks.
    """
    speech = merge(speech)
    if total_s(speech) < _LEAST_SPEECH_S:
        return Separation(speech=None, reason=TOO_SHORT.format(least_s=_LEAST_SPEECH_S))
    narrow = to_narrowband(samples, sample_rate_hz)
    places = frames_within(speech, frame_count(narrow.size))
    frames = _frames(narrow, places, speech)
    clusters = cluster_windows(frames)
    confidence = _confidence(clusters, frames)
    if confidence < _LEAST_CONFIDENCE:
        return Separation(speech=None, confidence=confidence, reason=ONE_VOICE)
    voice, _ = resegment(clusters, frames)
    if not _LEAST_SHARE <= float(np.mean(voice)) <= 1 - _LEAST_SHARE:
        return Separation(speech=None, confidence=confidence, reason=ONE_VOICE)
    first, second = (_speech(places[voice == one], speech) for one in (0, 1))
    ordered = (first, second) if first[0] <= second[0] else (second, first)
    return Separation(speech=ordered, confidence=confidence)


def _frames(narrow: NDArray[np.float32], places: NDArray[np.intp], speech: Sequence[Interval]) -> VoiceFrames:
    from scipy.fft import dct

    mel = np.empty((places.size, _MEL_BANDS), dtype=np.float32)
    for place, power in power_spectra(narrow, places):
        np.matmul(power, _mel_bank(), out=mel[place])
    energy = mel.sum(axis=1)
    cepstra = dct(np.log(mel + np.float32(1e-9)), axis=1, norm="ortho")[:, _CEPSTRA].astype(np.float64)
    f0_hz = track_pitch(narrow, NARROWBAND_HZ, within=speech).f0_hz[places].astype(np.float64)
    after_pause = np.diff(places, prepend=-2) > 1
    return VoiceFrames(
        cepstra=cepstra,
        pitch_st=12 * np.log2(f0_hz),
        clear=energy > np.quantile(energy, 0.95) * 10 ** (-_CLEAR_DB / 10),
        window=_windows(after_pause),
        after_pause=after_pause,
    )


@cache
def _mel_bank() -> NDArray[np.float32]:
    """Triangles even on the mel scale (O'Shaughnessy 1987), shape (bin, band)."""
    low, high = (2595 * np.log10(1 + hz / 700) for hz in _BAND_HZ)
    edges_hz = 700 * (10 ** (np.linspace(low, high, _MEL_BANDS + 2) / 2595) - 1)
    hz = (np.arange(FFT_SIZE // 2 + 1) * NARROWBAND_HZ / FFT_SIZE)[:, None]
    rising = (hz - edges_hz[:-2]) / np.diff(edges_hz)[:-1]
    falling = (edges_hz[2:] - hz) / np.diff(edges_hz)[1:]
    return np.clip(np.minimum(rising, falling), 0, None).astype(np.float32)


def _windows(after_pause: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Number of each frame's window: every stretch of speech in equal parts of about a second."""
    starts = np.flatnonzero(after_pause)
    lengths = np.diff(np.append(starts, after_pause.size))
    counts = np.maximum(1, np.round(lengths / _WINDOW_FRAMES)).astype(np.intp)
    place = np.arange(after_pause.size) - np.repeat(starts, lengths)
    within = place * np.repeat(counts, lengths) // np.repeat(lengths, lengths)
    numbers: NDArray[np.intp] = np.repeat(np.cumsum(counts) - counts, lengths) + within
    return numbers


def _confidence(clusters: NDArray[np.int8], frames: VoiceFrames) -> float:
    """Cohen's kappa of neighbouring windows of one breath; 0.0 where there are too few."""
    known = np.flatnonzero(clusters >= 0)
    breath = np.cumsum(frames.after_pause)[first_frames(frames)][known]
    same = breath[:-1] == breath[1:]
    before, after = clusters[known][:-1][same], clusters[known][1:][same]
    if before.size < 8:
        return 0.0
    share = float(np.mean(np.concatenate([before, after])))
    by_chance = share**2 + (1 - share) ** 2
    return (float(np.mean(before == after)) - by_chance) / max(1 - by_chance, 1e-9)


def _speech(places: NDArray[np.intp], speech: Sequence[Interval]) -> tuple[Interval, ...]:
    """Frames as intervals; where a stretch of speech begins or ends, so does the voice's."""
    runs = np.split(places, np.flatnonzero(np.diff(places) > 1) + 1)
    joined = merge(
        (Interval(float(run[0]) * HOP_S, float(run[-1] + 1) * HOP_S) for run in runs if run.size),
        max_gap_s=_JOIN_S,
    )
    return tuple(one for one in joined if one.duration_s >= _LEAST_PIECE_S)

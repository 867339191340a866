"""When one channel sounds like speech: an adaptive energy detector with a check for voicing.

The power in eight bands of the telephone range is held against a noise floor that follows each band (a
morphological opening of the smoothed power over four seconds), as a likelihood ratio after Sohn, Kim and Sung
(1999). What stands out is kept if enough of it is periodic like a voice, as clicks, coughs and noise are not.
Sound that goes on for four seconds without a pause may be music: there a trained model decides.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import maximum_filter1d, minimum_filter1d, uniform_filter1d

from voicecheck.acoustics.frames import FrameLayout, mono_channel, power_blocks, runs
from voicecheck.acoustics.periodicity import voiced_time_s
from voicecheck.acoustics.speech_model import speech_by_model
from voicecheck.intervals import Interval, intersection, merge, subtract, total_s

__all__ = ["speech_activity"]

Frames = NDArray[np.float32]

_FRAME_S = 0.032
_HOP_S = 0.01
_BAND_EDGES_HZ = (200.0, 400.0, 600.0, 850.0, 1150.0, 1550.0, 2050.0, 2750.0, 3700.0)
# Half a step of mu-law's idle code is -78 dBov; what lies below cannot be told from silence.
_LEAST_FLOOR_DBOV = -76.0
_FLOOR_WINDOW_S = 4.0
_MIN_KNOWN_SHARE = 0.6
_FLOOR_SMOOTHING_S = 0.11
# The minimum of smoothed noise lies below its mean.
_FLOOR_BIAS_DB = 1.5
_ENTER_EVIDENCE = 0.3
_STAY_EVIDENCE = 0.08
# Speech of one breath spans less than this; what lies further below the loudest frame nearby is its echo.
_SPAN_DB = 35.0
_SPAN_WINDOW_S = 3.0
_MAX_GAP_S = 0.1
# Pieces nearer than this are judged together, so that unvoiced sounds stay with their vowels.
_UTTERANCE_GAP_S = 0.2
# A gate or an echo canceller leaves steady noise for about 0.2 s after speech; a final fricative is shorter.
_HANGOVER_FRAMES = 18
_HANGOVER_DEPTH_DB = 24.0
_HANGOVER_SPREAD_DB = 4.0
# Speech pauses for breath more often than this; sound that does not is held against a trained model.
_BREATH_S = 4.0
_MIN_SPOKEN_SHARE = 0.7
_MIN_VOICED_S = 0.06
_MIN_VOICED_SHARE = 0.2
_MIN_SPEECH_S = 0.1


def speech_activity(
    samples: NDArray[np.floating], sample_rate_hz: int, *, exclude: Sequence[Interval] = ()
) -> tuple[Interval, ...]:
    """Stretches of speech, at least 0.1 s long and at least 0.1 s apart; empty for a channel without speech.

    Parameters
    ----------
    samples : shape (sample,), full scale 1.0; speech down to about -50 dBov.
    exclude : stretches known to be something else (rings, keys, beeps); they never count as speech and do not
        shape the noise floor.

    Raises
    ------
    AudioError
        When the array is not one-dimensional.
    """
    mono = mono_channel(samples, "speech_activity")
    bands = _band_power(mono, sample_rate_hz)
    bands[:, _within(exclude, bands.shape[1])] = 0.0
    evidence = _evidence(bands)
    power = bands.sum(axis=0)
    candidates = _standing_out(evidence) & _near_the_peak(power)
    pieces = [
        Interval(first * _HOP_S, _without_hangover(power, first, stop) * _HOP_S)
        for first, stop in runs(candidates)
    ]
    voiced = _voiced(mono, sample_rate_hz, merge(pieces, max_gap_s=_MAX_GAP_S))
    spoken = _without_music(mono, sample_rate_hz, voiced)
    return tuple(one for one in subtract(spoken, exclude) if one.duration_s >= _MIN_SPEECH_S)


def _without_hangover(power: Frames, first: int, stop: int) -> int:
    """Where a run of frames ends when a flat, faint tail is taken off: the noise behind a gate still open."""
    level_db = 10 * np.log10(power[first:stop] + np.float32(1e-12))
    if level_db.size <= _HANGOVER_FRAMES:
        return stop
    tail_db = float(np.median(level_db[-_HANGOVER_FRAMES:]))
    if tail_db > float(level_db.max()) - _HANGOVER_DEPTH_DB:
        return stop
    other = np.flatnonzero(np.abs(level_db - tail_db) > _HANGOVER_SPREAD_DB)
    held = int(other[-1]) + 1 if other.size else 0
    return first + held if stop - first - held >= _HANGOVER_FRAMES and held else stop


def _without_music(
    mono: NDArray[np.float32], sample_rate_hz: int, pieces: Sequence[Interval]
) -> tuple[Interval, ...]:
    """The pieces, less what a trained model does not take for speech in stretches too long for one breath."""
    kept: list[Interval] = []
    for stretch in merge(pieces, max_gap_s=_UTTERANCE_GAP_S):
        inside = [piece for piece in pieces if piece.overlap_s(stretch) > 0]
        if stretch.duration_s > _BREATH_S:
            heard = speech_by_model(mono, sample_rate_hz, stretch)
            if total_s(heard) < _MIN_SPOKEN_SHARE * total_s(inside):
                inside = list(intersection(inside, heard))
        kept += inside
    return tuple(kept)


def _voiced(mono: NDArray[np.float32], sample_rate_hz: int, pieces: Sequence[Interval]) -> list[Interval]:
    """The pieces of those utterances that hold enough voiced sound."""
    utterances = merge(pieces, max_gap_s=_UTTERANCE_GAP_S)
    voiced_s = voiced_time_s(mono, sample_rate_hz, utterances)
    spoken = [
        one
        for one, time_s in zip(utterances, voiced_s, strict=True)
        if time_s >= max(_MIN_VOICED_S, _MIN_VOICED_SHARE * one.duration_s)
    ]
    return [piece for piece in pieces if any(piece.overlap_s(one) > 0 for one in spoken)]


def _band_power(mono: NDArray[np.float32], sample_rate_hz: int) -> Frames:
    """Power by band and frame, shape (band, frame)."""
    layout = FrameLayout.of(
        mono.size, sample_rate_hz, frame_s=_FRAME_S, hop_s=_HOP_S, max_hz=_BAND_EDGES_HZ[-1]
    )
    edges = np.ceil(np.array(_BAND_EDGES_HZ) / layout.bin_hz).astype(np.intp)
    edges = np.minimum(edges, layout.bins - 1)
    bands = np.empty((edges.size - 1, layout.count), dtype=np.float32)
    for place, power in power_blocks(mono, layout):
        bands[:, place] = np.add.reduceat(power[:, : edges[-1]], edges[:-1], axis=1).T
    return bands


def _within(intervals: Sequence[Interval], count: int) -> NDArray[np.bool_]:
    mask = np.zeros(count, dtype=np.bool_)
    for one in intervals:
        mask[max(0, round(one.start_s / _HOP_S) - 2) : round(one.end_s / _HOP_S) + 3] = True
    return mask


def _noise_floor(bands: Frames) -> Frames:
    """Noise power by band and frame: minimum of the smoothed power over a window, then maximum over the same.

    Digital silence says nothing about the noise under the speech, so it takes no part, and neither do windows
    that hold little else.
    """
    least = np.float32(10 ** (_LEAST_FLOOR_DBOV / 10) / bands.shape[0])
    silent = bands.sum(axis=0) < least
    smooth = uniform_filter1d(bands, round(_FLOOR_SMOOTHING_S / _HOP_S), axis=1, mode="nearest")
    smooth[:, silent] = np.inf
    window = round(_FLOOR_WINDOW_S / _HOP_S)
    lowest = minimum_filter1d(smooth, window, axis=1, mode="nearest")
    known = uniform_filter1d((~silent).astype(np.float32), window, mode="nearest")
    lowest[:, known < _MIN_KNOWN_SHARE] = 0.0
    floor = maximum_filter1d(lowest, window, axis=1, mode="nearest") * np.float32(10 ** (_FLOOR_BIAS_DB / 10))
    bounded: Frames = np.maximum(floor, least)
    return bounded


def _evidence(bands: Frames) -> Frames:
    """Mean over the bands of the log likelihood ratio of speech over noise, smoothed over five frames."""
    ratio = np.maximum(bands / _noise_floor(bands), 1.0)
    likelihood = (ratio - np.log(ratio) - 1).mean(axis=0)
    smooth: Frames = uniform_filter1d(likelihood, 5, mode="nearest")
    return smooth


def _standing_out(evidence: Frames) -> NDArray[np.bool_]:
    """Frames of the runs above the lower threshold that reach the upper one."""
    standing = np.zeros(evidence.size, dtype=np.bool_)
    for first, stop in runs(evidence > _STAY_EVIDENCE):
        standing[first:stop] = bool(evidence[first:stop].max() > _ENTER_EVIDENCE)
    return standing


def _near_the_peak(power: Frames) -> NDArray[np.bool_]:
    peak = maximum_filter1d(power, round(_SPAN_WINDOW_S / _HOP_S), mode="nearest")
    near: NDArray[np.bool_] = power > peak * np.float32(10 ** (-_SPAN_DB / 10))
    return near

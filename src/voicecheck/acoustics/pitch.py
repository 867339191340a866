"""Fundamental frequency of speech in the telephone band.

Autocorrelation candidates and a path search with Praat's costs (P. Boersma 1993; the figures are those of
Praat's "To Pitch (raw ac)"), then a second path search over the same candidates within the speaker's own
range (after C. De Looze and D. Hirst 2008). Without both, a voice whose fundamental the telephone took away
is heard an octave or a formant too high in one frame of seven, and a flat voice seems lively.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voicecheck.acoustics.candidates import Candidates, find_candidates
from voicecheck.acoustics.narrowband import to_narrowband
from voicecheck.acoustics.path_search import VOICING_CHANGE_COST, best_path
from voicecheck.acoustics.pitch_range import search_range
from voicecheck.acoustics.spectra import HOP_S, frame_count, frames_within, power_spectra
from voicecheck.intervals import Interval

__all__ = ["PitchSummary", "PitchTrack", "choose_pitch", "pitch_summary", "track_pitch"]

# Praat's "To Pitch (raw ac)".
_VOICING_THRESHOLD = 0.45
_SILENCE_THRESHOLD = 0.03
# What "loud" is, for the silence threshold. Praat takes the loudest frame of all, which one click can be, and
# beside a shout a soft turn would be silence. So: the loudest of the stretch of speech, between 25 dB under a
# high quantile of all speech and that quantile.
_LOUD_QUANTILE = 0.99
_FAINT = 10**-2.5
_MINIMUM_VOICED_S = 0.5
_LOW_SNR_DB = 10.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PitchTrack:
    """F0 over time; frame i is centred on 0.01 (i + 0.5) s.

    Attributes
    ----------
    f0_hz
        Shape (frame,); NaN where unvoiced or not analysed.
    strength
        Periodicity of the chosen candidate, 0 to 1, shape (frame,); 0 where unvoiced.
    analysed
        Whether the frame was looked at, shape (frame,).
    """

    f0_hz: npt.NDArray[np.float32]
    strength: npt.NDArray[np.float32]
    analysed: npt.NDArray[np.bool_]
    hop_s: float = HOP_S


@dataclass(frozen=True, slots=True, kw_only=True)
class PitchSummary:
    """Pitch over some intervals; the figures are None where `reason` says why.

    Attributes
    ----------
    median_hz
        Median F0 of the voiced frames.
    sd_st
        Standard deviation in semitones.
    range_st
        From the 10th to the 90th percentile, in semitones; sturdier than `sd_st` against single wrong frames.
    voiced_share
        Share of the analysed time that is voiced, 0 to 1.
    low_confidence
        True where the given signal-to-noise ratio is under 10 dB: a third of the voiced frames is then lost.
    """

    median_hz: float | None
    sd_st: float | None
    range_st: float | None
    voiced_share: float | None
    low_confidence: bool = False
    reason: str | None = None


def track_pitch(
    samples: npt.NDArray[np.floating], sample_rate_hz: int, *, within: Sequence[Interval] | None = None
) -> PitchTrack:
    """Track F0 from 60 to 600 Hz, every 10 ms.

    Parameters
    ----------
    samples
        One channel, shape (sample,), full scale 1.0; analysed at 8 kHz.
    sample_rate_hz
        Rate of `samples`, in Hz.
    within
        The speech; only this is analysed. None: everything.
    """
    narrow = to_narrowband(samples, sample_rate_hz)
    count = frame_count(narrow.size)
    frames = np.arange(count, dtype=np.intp) if within is None else frames_within(within, count)
    candidates = Candidates.empty(frames.size)
    for place, power in power_spectra(narrow, frames):
        find_candidates(power, place, candidates)
    return choose_pitch(candidates, frames, count)


def choose_pitch(candidates: Candidates, frames: npt.NDArray[np.intp], count: int) -> PitchTrack:
    """Search the path through the candidates of `frames`, of a recording of `count` frames."""
    f0_hz = np.full(count, np.nan, dtype=np.float32)
    strength = np.zeros(count, dtype=np.float32)
    analysed = np.zeros(count, dtype=np.bool_)
    analysed[frames] = True
    chosen = _search(candidates, frames)
    voiced = np.flatnonzero(chosen >= 0)
    f0_hz[frames[voiced]] = candidates.frequency_hz[voiced, chosen[voiced]]
    strength[frames[voiced]] = candidates.strength[voiced, chosen[voiced]]
    return PitchTrack(f0_hz=f0_hz, strength=strength, analysed=analysed)


def _search(candidates: Candidates, frames: npt.NDArray[np.intp]) -> npt.NDArray[np.int8]:
    octave = np.log2(candidates.frequency_hz)
    strength = np.where(candidates.strength > 0, candidates.strength, -np.inf).astype(np.float32)
    unvoiced = _unvoiced_strength(candidates.energy, frames)
    first = best_path(octave, strength, unvoiced, *_stretches(strength, unvoiced, frames))
    voiced = np.flatnonzero(first >= 0)
    if voiced.size == 0:
        return first
    lowest, highest = search_range(octave, strength, voiced, frames)
    strength[(octave < lowest[:, None]) | (octave > highest[:, None])] = -np.inf
    return best_path(octave, strength, unvoiced, *_stretches(strength, unvoiced, frames))


def _unvoiced_strength(
    energy: npt.NDArray[np.float32], frames: npt.NDArray[np.intp]
) -> npt.NDArray[np.float32]:
    """Strength of "unvoiced": higher where a frame is faint beside the loudest of its stretch of speech."""
    if energy.size == 0:
        return energy
    loud = max(float(np.quantile(energy, _LOUD_QUANTILE)), 1e-12)
    stretch = np.cumsum(np.diff(frames, prepend=frames[0]) > 1)
    loudest = np.maximum.reduceat(energy, np.searchsorted(stretch, np.arange(stretch[-1] + 1)))
    intensity = np.sqrt(energy / np.clip(loudest, _FAINT * loud, loud)[stretch])
    penalty = np.maximum(0, 2 - intensity * ((1 + _VOICING_THRESHOLD) / _SILENCE_THRESHOLD))
    return np.asarray(_VOICING_THRESHOLD + penalty, dtype=np.float32)


def _stretches(
    strength: npt.NDArray[np.float32], unvoiced: npt.NDArray[np.float32], frames: npt.NDArray[np.intp]
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Starts and lengths of runs of neighbouring frames that could be voiced."""
    possible = strength.max(axis=1, initial=-np.inf) > unvoiced - 2 * VOICING_CHANGE_COST
    places = np.flatnonzero(possible)
    if places.size == 0:
        return places, places
    breaks = np.flatnonzero((np.diff(places) > 1) | (np.diff(frames[places]) > 1)) + 1
    edges = np.concatenate([[0], breaks, [places.size]])
    return places[edges[:-1]], np.diff(edges)


def pitch_summary(
    track: PitchTrack, intervals: Sequence[Interval], *, snr_db: float | None = None
) -> PitchSummary:
    """Median and spread of F0 over some intervals of a track."""
    frames = frames_within(intervals, track.f0_hz.size)
    analysed = int(np.count_nonzero(track.analysed[frames]))
    f0_hz = track.f0_hz[frames]
    f0_hz = f0_hz[~np.isnan(f0_hz)]
    voiced_share = f0_hz.size / analysed if analysed else None
    low_confidence = snr_db is not None and snr_db < _LOW_SNR_DB
    if f0_hz.size * HOP_S < _MINIMUM_VOICED_S:
        reason = f"less than {_MINIMUM_VOICED_S} s of voiced speech"
        return PitchSummary(
            median_hz=None, sd_st=None, range_st=None, voiced_share=voiced_share,
            low_confidence=low_confidence, reason=reason,
        )  # fmt: skip
    semitones = 12 * np.log2(f0_hz.astype(np.float64))
    p10, median, p90 = np.percentile(semitones, [10, 50, 90])
    return PitchSummary(
        median_hz=float(2 ** (median / 12)),
        sd_st=float(np.std(semitones)),
        range_st=float(p90 - p10),
        voiced_share=voiced_share,
        low_confidence=low_confidence,
    )

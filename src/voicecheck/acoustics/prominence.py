"""How far each word of a turn stands out: its level and F0 against those of all the turn's words.

Cumulative sums over the tracks give the means of any number of words at once. A word's length, the third cue
of stress, stands in its times.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from voicecheck.acoustics.level import LevelTrack
from voicecheck.acoustics.pitch import PitchTrack
from voicecheck.acoustics.spectra import HOP_S

__all__ = ["word_prominence"]

_MIN_VOICED_FRAMES = 3

Figures = tuple[float | None, ...]


def word_prominence(
    level: LevelTrack, pitch: PitchTrack, words: Sequence[tuple[float, float]]
) -> tuple[Figures, Figures]:
    """Level in dB and mean F0 in semitones of each word, less those of all the words together.

    Parameters
    ----------
    level, pitch
        The channel's tracks, both in frames of 10 ms.
    words
        Start and end of the words of one turn in order, in seconds, at least one.

    Returns
    -------
    Two tuples with a figure a word, to a tenth; None where a word is silent, or voiced for less than 30 ms.
    """
    edges = np.rint(np.array(words, dtype=np.float64) / HOP_S).astype(np.intp)
    first, last = int(edges.min()), int(edges.max())
    first, last = max(first, 0), min(last, level.energy.size, pitch.f0_hz.size)
    edges = np.clip(edges, first, max(first, last)) - first
    f0_hz = pitch.f0_hz[first:last]
    voiced = ~np.isnan(f0_hz)
    semitones = 12 * np.log2(np.where(voiced, f0_hz, 1.0))
    energy, sounding, f0_st = (
        _sums(values, edges) for values in (level.energy[first:last], voiced, semitones)
    )
    frames = np.diff(edges, axis=1)[:, 0]
    with np.errstate(divide="ignore", invalid="ignore"):
        levels_db = 10 * np.log10((energy / frames) / (energy.sum() / frames.sum()))
        rises_st = np.where(
            sounding >= _MIN_VOICED_FRAMES, f0_st / sounding - f0_st.sum() / sounding.sum(), np.nan
        )
    return _figures(levels_db), _figures(rises_st)


def _sums(values: npt.NDArray[np.generic], edges: npt.NDArray[np.intp]) -> npt.NDArray[np.float64]:
    """Sum of the values between each pair of edges, shape (word,)."""
    running = np.concatenate([[0.0], np.cumsum(values, dtype=np.float64)])
    return np.asarray(running[edges[:, 1]] - running[edges[:, 0]])


def _figures(values: npt.NDArray[np.float64]) -> Figures:
    return tuple(round(value, 1) if np.isfinite(value) else None for value in values.tolist())

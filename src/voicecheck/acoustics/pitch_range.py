"""The range of F0 in which a speaker's pitch is searched a second time.

De Looze and Hirst (2008) take [0.75 q25, 1.75 q75] of a first search. Where the telephone removed the
fundamental, that search can be wrong for more than a quarter of the frames of a dark voice, and the quartiles
with it. So the quartiles are taken inside the band of F0 that explains the speech best: the one that holds
the strongest candidates, summed over all frames. A wrong harmonic is strong in some frames, at another
frequency from vowel to vowel; the true F0 is nearly as strong in all of them.

A shouted stretch lies up to an octave and more over its speaker's range, and would be cut off; where most of
the call is shouted, the calm stretches would. A stretch whose own best band lies elsewhere is searched in its
own range.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from voicecheck.acoustics.candidates import CEILING_HZ, FLOOR_HZ
from voicecheck.acoustics.spectra import HOP_S

__all__ = ["search_range"]

_BELOW_Q25 = np.log2(0.75)
_ABOVE_Q75 = np.log2(1.75)
# In a narrower band, half of the F0 of a lively voice fits better than the truth (measured at a ratio of
# 1.6); in one of an octave, a harmonic of a dark voice on the telephone now and then does.
_BAND_OCTAVES = np.log2(1.8)
_BAND_STEP_OCTAVES = 1 / 12
# Stretches of their own: separated by unvoiced time, long enough, and 1.3 to 2.7 times over or under the
# speaker's median (shouting doubles F0: Andersson, Eriksson and Traunmüller 1996). What is farther off is a
# harmonic.
_GAP_S = 0.25
_SHORTEST_STRETCH_S = 0.4
_OWN_RANGE_OCTAVES = (np.log2(1.3), np.log2(2.7))


def search_range(
    octave: npt.NDArray[np.float32],
    strength: npt.NDArray[np.float32],
    voiced: npt.NDArray[np.intp],
    frames: npt.NDArray[np.intp],
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Lowest and highest F0 to search, per frame.

    Parameters
    ----------
    octave, strength
        Candidates, shape (frame, candidate): log2 of their frequency, and strength (-inf: no candidate).
    voiced
        Which of these frames the first search took for voiced, ascending, at least one.
    frames
        Their places in the recording, ascending, shape (frame,).

    Returns
    -------
    log2 of the lowest and of the highest F0, each of shape (frame,).
    """
    # Candidate by candidate in memory: the maximum over six of them is then a fast one.
    octaves = np.ascontiguousarray(octave[voiced].T)
    weights = np.maximum(np.ascontiguousarray(strength[voiced].T), 0)
    starts = np.flatnonzero(np.diff(frames[voiced], prepend=-np.inf) > _GAP_S / HOP_S)
    lows = np.arange(np.log2(FLOOR_HZ), np.log2(CEILING_HZ) - _BAND_OCTAVES / 2, _BAND_STEP_OCTAVES)
    explained = np.stack([_explained(octaves, weights, low, starts) for low in lows])  # (band, stretch)
    speaker_band = int(explained.sum(axis=1).argmax())
    median, bottom, top = _range_in_band(octaves, weights, lows[speaker_band])
    lowest = np.full(frames.size, bottom, dtype=np.float32)
    highest = np.full(frames.size, top, dtype=np.float32)
    ends = np.append(starts[1:], voiced.size)
    own_bands = explained.argmax(axis=0)
    long_enough = ends - starts >= _SHORTEST_STRETCH_S / HOP_S
    for stretch in np.flatnonzero(long_enough & (own_bands != speaker_band)):
        inside = slice(starts[stretch], ends[stretch])
        own_median, bottom, top = _range_in_band(
            octaves[:, inside], weights[:, inside], lows[own_bands[stretch]]
        )
        if _OWN_RANGE_OCTAVES[0] < abs(own_median - median) < _OWN_RANGE_OCTAVES[1]:
            span = slice(voiced[starts[stretch]], voiced[ends[stretch] - 1] + 1)
            lowest[span], highest[span] = bottom, top
    return lowest, highest


def _explained(
    octaves: npt.NDArray[np.float32],
    weights: npt.NDArray[np.float32],
    low: float,
    starts: npt.NDArray[np.intp],
) -> npt.NDArray[np.float32]:
    """Strength of the best candidate inside a band, summed over each stretch; arrays (candidate, frame)."""
    inside = (octaves >= low) & (octaves <= low + _BAND_OCTAVES)
    return np.asarray(np.add.reduceat((weights * inside).max(axis=0), starts))


def _range_in_band(
    octaves: npt.NDArray[np.float32], weights: npt.NDArray[np.float32], low: float
) -> tuple[float, float, float]:
    """Median, and lowest and highest F0 to search, from the best candidates in a band."""
    inside = weights * ((octaves >= low) & (octaves <= low + _BAND_OCTAVES))
    found = np.flatnonzero(inside.max(axis=0) > 0)
    q25, median, q75 = np.percentile(octaves[inside[:, found].argmax(axis=0), found], [25, 50, 75])
    return float(median), float(q25 + _BELOW_Q25), float(q75 + _ABOVE_Q75)

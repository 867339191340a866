"""Harmonics-to-noise ratio of voiced speech, from the periodicity that the pitch tracker found anyway.

A periodicity r (normalised autocorrelation at the pitch period) says that the share r of the energy repeats
and 1 - r does not: HNR = 10 log10(r / (1 - r)) (P. Boersma 1993). Noise of the line counts as noise of the
voice, so that the figure says something about the speaker only where the line is good.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from voicecheck.acoustics.pitch import PitchTrack
from voicecheck.acoustics.spectra import HOP_S, frames_within
from voicecheck.intervals import Interval

__all__ = ["harmonicity_db"]

_MINIMUM_VOICED_S = 0.5
# Nothing on a telephone line is more periodic; the tracker's octave cost blurs what is (0.01 an octave).
_HIGHEST = 0.999


def harmonicity_db(track: PitchTrack, intervals: Sequence[Interval]) -> float | None:
    """Median HNR of the voiced frames of some intervals, in dB; None with less than 0.5 s of them."""
    strength = track.strength[frames_within(intervals, track.strength.size)]
    voiced = strength[strength > 0]
    if voiced.size * HOP_S < _MINIMUM_VOICED_S:
        return None
    middle = min(float(np.median(voiced)), _HIGHEST)
    return 10 * float(np.log10(middle / (1 - middle)))

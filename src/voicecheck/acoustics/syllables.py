"""Syllable nuclei from the signal alone: voiced peaks of the level with a dip on both sides.

The rule is that of N. de Jong and T. Wempe (2009; version 3, 2019), on the 10 ms level track: a voiced peak
within 25 dB of the loudest of its stretch of speech, at least 2 dB above the dips towards its neighbours.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from voicecheck.acoustics.level import FLOOR_DBOV, HOP_S, LevelTrack, level_track
from voicecheck.acoustics.pitch import PitchTrack
from voicecheck.acoustics.spectra import frames_within
from voicecheck.intervals import Interval, merge

__all__ = ["nuclei_in", "syllable_nuclei"]

_DIP_DB = 2.0
_BELOW_LOUDEST_DB = 25.0
_LOUDEST_QUANTILE = 0.99
_SMOOTHING = np.kaiser(7, 6.0)  # 64 ms: syllables last, single glottal periods do not


def syllable_nuclei(
    samples: npt.NDArray[np.floating], sample_rate_hz: int, pitch: PitchTrack, within: Sequence[Interval]
) -> tuple[float, ...]:
    """Times of the syllable nuclei inside the speech, in seconds.

    Parameters
    ----------
    samples
        One channel, shape (sample,), full scale 1.0.
    sample_rate_hz
        Rate of `samples`, in Hz.
    pitch
        The F0 track of the same samples.
    within
        The speech.
    """
    return nuclei_in(level_track(samples, sample_rate_hz), pitch, within)


def nuclei_in(level: LevelTrack, pitch: PitchTrack, within: Sequence[Interval]) -> tuple[float, ...]:
    """`syllable_nuclei` for a level track that exists already."""
    from scipy.signal import find_peaks

    count = min(level.energy.size, pitch.f0_hz.size)
    if count == 0:
        return ()
    delay = _SMOOTHING.size // 2
    smooth = np.convolve(level.energy, _SMOOTHING / _SMOOTHING.sum())[delay : delay + count]
    dbov = 10 * np.log10(np.maximum(smooth, 10 ** (FLOOR_DBOV / 10)))
    contour = np.full(count, FLOOR_DBOV)
    lowest = np.zeros(count)
    for interval in merge(within):
        frames = frames_within([interval], count)
        if frames.size:
            contour[frames] = dbov[frames]
            lowest[frames] = np.quantile(dbov[frames], _LOUDEST_QUANTILE) - _BELOW_LOUDEST_DB
    peaks, _ = find_peaks(contour, height=lowest, prominence=_DIP_DB)
    voiced = peaks[~np.isnan(pitch.f0_hz[peaks])]
    return tuple(((voiced + 0.5) * HOP_S).tolist())

"""Praat's pitch, the reference: praat-parselmouth, in two passes (De Looze and Hirst 2008)."""

from __future__ import annotations

import numpy as np
import parselmouth
from numpy.typing import NDArray

__all__ = ["praat"]


def praat(samples: NDArray[np.floating], sample_rate_hz: int, count: int) -> NDArray[np.float64]:
    """F0 in Hz at the middles of `count` frames of 10 ms; NaN: unvoiced."""
    sound = parselmouth.Sound(samples.astype(np.float64), sample_rate_hz)
    wide = sound.to_pitch_ac(time_step=0.01, pitch_floor=75.0, pitch_ceiling=600.0)
    first_hz = wide.selected_array["frequency"]
    q25, q75 = np.percentile(first_hz[first_hz > 0], [25, 75])
    pitch = sound.to_pitch_ac(time_step=0.01, pitch_floor=max(0.75 * q25, 50.0), pitch_ceiling=1.75 * q75)
    return np.array([pitch.get_value_at_time((frame + 0.5) * 0.01) for frame in range(count)])

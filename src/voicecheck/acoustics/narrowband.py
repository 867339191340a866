"""Samples at the 8 kHz of the telephone, the rate at which pitch and spectral balance are measured."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from voicecheck.acoustics.frames import mono_channel

__all__ = ["NARROWBAND_HZ", "to_narrowband"]

NARROWBAND_HZ = 8000


def to_narrowband(samples: npt.NDArray[np.floating], sample_rate_hz: int) -> npt.NDArray[np.float32]:
    """Bring one channel to 8 kHz; at 8 kHz the samples themselves are returned, not copied.

    Parameters
    ----------
    samples
        Shape (sample,), full scale 1.0.
    sample_rate_hz
        Rate of `samples`, in Hz.

    Raises
    ------
    AudioError
        When `samples` is not one-dimensional.
    """
    narrow = mono_channel(samples, "to_narrowband")
    if sample_rate_hz == NARROWBAND_HZ or narrow.size == 0:
        return narrow
    import librosa  # here: it takes most of a second, and telephone recordings never come this far

    return librosa.resample(narrow, orig_sr=sample_rate_hz, target_sr=NARROWBAND_HZ, res_type="soxr_hq")

"""Takes the other party's leak out of a channel, so that what both say at once can be told from an echo.

Crosstalk and echo are the other channel through a short, steady filter. Its taps are the least-squares
solution over moments in which the other party talks alone (Wiener-Hopf equations; Haykin, Adaptive Filter
Theory, ch. 2).
"""

from __future__ import annotations

import numpy as np
import scipy.linalg
import scipy.signal
from numpy.typing import NDArray

__all__ = ["without_leak"]

Samples = NDArray[np.float32]

# Before and after the delay that was found: crosstalk is short, the tail of a handset's echo is some 20 ms.
_BEFORE_S, _AFTER_S = 0.004, 0.024
_LOADING = 1e-3


def without_leak(
    source: NDArray[np.floating],
    target: NDArray[np.floating],
    delay_s: float,
    windows: NDArray[np.intp],
    window_size: int,
    sample_rate_hz: int,
) -> Samples:
    """The target less what of it is the source through a filter.

    Parameters
    ----------
    source, target
        Shape (sample,), of one length.
    delay_s
        By how much the leak comes after its original, from -0.05 to 0.35 s.
    windows, window_size
        First samples, and the length, of the moments in which the source talks alone.
    """
    lead = round((delay_s - _BEFORE_S) * sample_rate_hz)
    taps = round((_BEFORE_S + _AFTER_S) * sample_rate_hz)
    aligned = _delayed(source.astype(np.float32, copy=False), lead)
    auto, cross = np.zeros(taps), np.zeros(taps)
    for first in windows:
        # First differences make speech flatter: each frequency has its say.
        own = np.diff(aligned[max(0, first) : first + window_size].astype(np.float64))
        heard = np.diff(target[max(0, first) : first + window_size].astype(np.float64))
        size = own.size + taps
        spectrum = np.fft.rfft(own, size)
        auto += np.fft.irfft(np.abs(spectrum) ** 2, size)[:taps]
        cross += np.fft.irfft(np.conj(spectrum) * np.fft.rfft(heard, size), size)[:taps]
    auto[0] *= 1 + _LOADING
    if auto[0] <= 0:
        return target.astype(np.float32, copy=False)
    response = scipy.linalg.solve_toeplitz(auto, cross)
    leak = scipy.signal.oaconvolve(aligned, response.astype(np.float32))[: target.size]
    cleaned: Samples = (target - leak).astype(np.float32)
    return cleaned


def _delayed(samples: Samples, count: int) -> Samples:
    """The samples later by a number of samples (earlier where it is below zero), zeros coming in."""
    moved = np.zeros_like(samples)
    if count >= 0:
        moved[count:] = samples[: samples.size - count]
    else:
        moved[:count] = samples[-count:]
    return moved

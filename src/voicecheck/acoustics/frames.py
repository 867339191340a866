"""Short-time power spectra of one channel, computed in blocks that stay in the processor's cache."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.fft
from numpy.typing import NDArray

from voicecheck.errors import AudioError

__all__ = ["PowerFrames", "mono_channel", "power_frames", "runs"]

_BLOCK_FRAMES = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class PowerFrames:
    """Power spectra of overlapping frames.

    Attributes
    ----------
    power : float32, shape (frame, bin)
        Mean square of each bin; the bins of one frame sum to the mean square of the (Hann-weighted) samples.
    bin_hz : width of one bin; bin k is centred on k * bin_hz.
    hop_s : time between frames; frame t is centred on t * hop_s.
    """

    power: NDArray[np.float32]
    bin_hz: float
    hop_s: float

    def band(self, low_hz: float, high_hz: float) -> slice:
        """The bins whose centres lie in [low_hz, high_hz]."""
        return slice(int(np.ceil(low_hz / self.bin_hz)), int(np.floor(high_hz / self.bin_hz)) + 1)


def mono_channel(samples: NDArray[np.floating], where: str) -> NDArray[np.float32]:
    """Check that an array is one channel and return it as contiguous float32.

    Raises
    ------
    AudioError
        When the array is not one-dimensional.
    """
    if samples.ndim != 1:
        raise AudioError(f"{where}: expected one channel (1-D), found shape {samples.shape}; pass one row")
    return np.ascontiguousarray(samples, dtype=np.float32)


def power_frames(
    samples: NDArray[np.floating], sample_rate_hz: int, *, frame_s: float, hop_s: float, max_hz: float
) -> PowerFrames:
    """Hann-windowed power spectra up to `max_hz`; the ends are padded with half a frame of silence.

    Raises
    ------
    AudioError
        When the array is not one-dimensional.
    """
    mono = mono_channel(samples, "power_frames")
    size, hop = round(frame_s * sample_rate_hz), round(hop_s * sample_rate_hz)
    fft_size = scipy.fft.next_fast_len(size, real=True)
    padded = np.pad(mono, (size // 2, size))
    frames = np.lib.stride_tricks.sliding_window_view(padded, size)[: mono.size + 1 : hop]
    window = (0.5 - 0.5 * np.cos(2 * np.pi * (np.arange(size) + 0.5) / size)).astype(np.float32)
    bins = min(int(max_hz * fft_size / sample_rate_hz) + 1, fft_size // 2 + 1)
    power = np.empty((frames.shape[0], bins), dtype=np.float32)
    scale = np.float32(2 / (fft_size * float(np.sum(np.square(window)))))
    weighted = np.empty((min(_BLOCK_FRAMES, frames.shape[0]), size), dtype=np.float32)
    for first in range(0, frames.shape[0], _BLOCK_FRAMES):
        block = frames[first : first + _BLOCK_FRAMES]
        np.multiply(block, window, out=weighted[: block.shape[0]])
        spectrum = scipy.fft.rfft(weighted[: block.shape[0]], fft_size, axis=1)[:, :bins]
        target = power[first : first + _BLOCK_FRAMES]
        np.square(spectrum.real, out=target)
        target += np.square(spectrum.imag)
        target *= scale
    return PowerFrames(power=power, bin_hz=sample_rate_hz / fft_size, hop_s=hop / sample_rate_hz)


def runs(mask: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """First index and one past the last index of each run of true values."""
    edges = np.flatnonzero(np.diff(mask.astype(np.int8), prepend=0, append=0))
    return [(int(first), int(stop)) for first, stop in edges.reshape(-1, 2)]

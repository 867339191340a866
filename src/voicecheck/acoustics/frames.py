"""Short-time power spectra of one channel, computed in blocks that stay in the processor's cache."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import scipy.fft
from numpy.typing import NDArray

from voicecheck.errors import AudioError

__all__ = ["FrameLayout", "mono_channel", "power_blocks", "runs"]

_BLOCK_FRAMES = 256


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


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameLayout:
    """Where the frames of a channel lie, and how they are transformed; sizes in samples.

    Frame t is centred on t * hop_s, bin k on k * bin_hz.
    """

    count: int
    size: int
    hop: int
    fft_size: int
    bins: int
    bin_hz: float
    hop_s: float

    @classmethod
    def of(
        cls, sample_count: int, sample_rate_hz: int, *, frame_s: float, hop_s: float, max_hz: float
    ) -> FrameLayout:
        """The layout of so many samples, with bins up to `max_hz`."""
        size, hop = round(frame_s * sample_rate_hz), round(hop_s * sample_rate_hz)
        fft_size = scipy.fft.next_fast_len(size, real=True)
        return cls(
            count=sample_count // hop + 1,
            size=size,
            hop=hop,
            fft_size=fft_size,
            bins=min(int(max_hz * fft_size / sample_rate_hz) + 1, fft_size // 2 + 1),
            bin_hz=sample_rate_hz / fft_size,
            hop_s=hop / sample_rate_hz,
        )

    def band(self, low_hz: float, high_hz: float) -> slice:
        """The bins whose centres lie in [low_hz, high_hz]."""
        return slice(int(np.ceil(low_hz / self.bin_hz)), int(np.floor(high_hz / self.bin_hz)) + 1)


def power_blocks(
    mono: NDArray[np.float32], layout: FrameLayout, first: int = 0, stop: int | None = None
) -> Iterator[tuple[slice, NDArray[np.float32]]]:
    """Hann-windowed power spectra, block by block: which frames, and their power, shape (frame, bin).

    All frames, or those from `first` to before `stop`. The bins of one frame sum to the mean square of the
    weighted samples. The ends are padded with half a frame of silence. The yielded array is a buffer that the
    next block overwrites: a long call's spectra are ten times the size of its samples.
    """
    size, hop, bins = layout.size, layout.hop, layout.bins
    first, stop = max(first, 0), layout.count if stop is None else min(stop, layout.count)
    window = (0.5 - 0.5 * np.cos(2 * np.pi * (np.arange(size) + 0.5) / size)).astype(np.float32)
    scale = np.float32(2 / (layout.fft_size * float(np.sum(np.square(window)))))
    weighted = np.empty((min(_BLOCK_FRAMES, max(stop - first, 0)), size), dtype=np.float32)
    power = np.empty((weighted.shape[0], bins), dtype=np.float32)
    for begin in range(first, stop, _BLOCK_FRAMES):
        frames = min(_BLOCK_FRAMES, stop - begin)
        sound = _padded(mono, begin * hop - size // 2, (frames - 1) * hop + size)
        block = np.lib.stride_tricks.sliding_window_view(sound, size)[::hop]
        np.multiply(block, window, out=weighted[:frames])
        spectrum = scipy.fft.rfft(weighted[:frames], layout.fft_size, axis=1)[:, :bins]
        target = power[:frames]
        np.square(spectrum.real, out=target)
        target += np.square(spectrum.imag)
        target *= scale
        yield slice(begin, begin + frames), target


def _padded(samples: NDArray[np.float32], start: int, length: int) -> NDArray[np.float32]:
    """A stretch of the samples, with silence where it reaches beyond them; a copy only there."""
    stop = start + length
    if start >= 0 and stop <= samples.size:
        return samples[start:stop]
    stretch = np.zeros(length, dtype=np.float32)
    inside = samples[max(start, 0) : max(stop, 0)]
    stretch[max(-start, 0) : max(-start, 0) + inside.size] = inside
    return stretch


def runs(mask: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """First index and one past the last index of each run of true values."""
    edges = np.flatnonzero(np.diff(mask.astype(np.int8), prepend=0, append=0))
    return [(int(first), int(stop)) for first, stop in edges.reshape(-1, 2)]

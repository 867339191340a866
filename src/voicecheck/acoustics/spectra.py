"""Power spectra of short frames, shared by pitch and spectral balance: each frame is transformed once.

Frame i is centred on 0.01 (i + 0.5) s, the middle of level frame i, and lasts 40 ms.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from voicecheck.intervals import Interval, merge

__all__ = ["FFT_SIZE", "HOP_S", "WINDOW_SIZE", "frame_count", "frames_within", "power_spectra", "window"]

HOP_S = 0.01
WINDOW_SIZE = 320
FFT_SIZE = 480  # window plus the longest lag (60 Hz: 134 samples), and a fast size

_HOP_SIZE = 80
_BLOCK = 512  # frames per transform: buffers stay in the cache


def window() -> npt.NDArray[np.float32]:
    """The Hann window of a frame."""
    phase = 2 * np.pi * (np.arange(WINDOW_SIZE) + 0.5) / WINDOW_SIZE
    return (0.5 - 0.5 * np.cos(phase)).astype(np.float32)


def frame_count(sample_count: int) -> int:
    """Number of frames of a recording of so many 8 kHz samples."""
    return sample_count // _HOP_SIZE


def frames_within(intervals: Sequence[Interval], count: int) -> npt.NDArray[np.intp]:
    """Ascending indices of the frames whose middle lies in one of the intervals."""
    if not intervals:
        return np.empty(0, dtype=np.intp)
    pieces = []
    for interval in merge(intervals):
        start, end = (min(max(round(t / HOP_S), 0), count) for t in (interval.start_s, interval.end_s))
        pieces.append(np.arange(start, end, dtype=np.intp))
    return np.concatenate(pieces)


def power_spectra(
    narrow: npt.NDArray[np.float32], frames: npt.NDArray[np.intp]
) -> Iterator[tuple[slice, npt.NDArray[np.float32]]]:
    """Yield, block by block, the place in `frames` and power spectra of shape (block, FFT_SIZE // 2 + 1).

    Parameters
    ----------
    narrow
        Samples at 8 kHz, shape (sample,).
    frames
        Indices of the frames wanted.

    The yielded array is a buffer that the next block overwrites.
    """
    from scipy.fft import rfft

    taper = window()
    ones = np.full(WINDOW_SIZE, 1 / WINDOW_SIZE, dtype=np.float32)
    power = np.empty((_BLOCK, FFT_SIZE // 2 + 1), dtype=np.float32)
    imaginary = np.empty_like(power)
    for start in range(0, frames.size, _BLOCK):
        place = slice(start, min(start + _BLOCK, frames.size))
        block = _frames_of(narrow, frames[place])
        block -= (block @ ones)[:, None]
        block *= taper
        spectrum = rfft(block, FFT_SIZE, axis=1, overwrite_x=True)
        size = len(block)
        np.square(spectrum.real, out=power[:size])
        np.square(spectrum.imag, out=imaginary[:size])
        power[:size] += imaginary[:size]
        yield place, power[:size]


def _frames_of(narrow: npt.NDArray[np.float32], frames: npt.NDArray[np.intp]) -> npt.NDArray[np.float32]:
    """The samples of some frames, shape (frame, WINDOW_SIZE), with silence beyond either end.

    Only these are copied: padding a long call would take as much memory as the call.
    """
    starts = frames * _HOP_SIZE - (WINDOW_SIZE - _HOP_SIZE) // 2
    if narrow.size >= WINDOW_SIZE:
        last = narrow.size - WINDOW_SIZE
        block = np.lib.stride_tricks.sliding_window_view(narrow, WINDOW_SIZE)[np.clip(starts, 0, last)]
        beyond = np.flatnonzero((starts < 0) | (starts > last))
    else:
        block = np.empty((starts.size, WINDOW_SIZE), dtype=np.float32)
        beyond = np.arange(starts.size)
    for row in beyond:
        start = int(starts[row])
        sound = narrow[max(start, 0) : max(start + WINDOW_SIZE, 0)]
        block[row] = 0.0
        block[row, max(-start, 0) : max(-start, 0) + sound.size] = sound
    return block

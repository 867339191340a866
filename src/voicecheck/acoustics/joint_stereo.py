"""Faint copies of one party on the other's channel that a stereo codec leaves.

At low bit rates Opus, MP3 and AAC code the sum and the difference of the channels (joint stereo) with few
bits for the difference: while one party speaks, the other channel carries a copy 24 to 50 dB down, without
delay, that comes and goes with the codec's choices. A leak is measured once for the call; this is looked for
moment by moment.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import uniform_filter1d

from voicecheck.acoustics.frames import runs
from voicecheck.intervals import Interval, intersection, subtract

__all__ = ["without_copies"]

Speech = Sequence[Interval]
Samples = NDArray[np.float32]

_FRAME_S = 0.02
_WINDOW_FRAMES = 5
# Below what sounds on the other channel at the same moment; a party that speaks at once is seldom so faint.
_BELOW_DB = 20.0
# Two voices at once seldom reach 0.3 over a tenth of a second; in copies the median is 0.8.
_MIN_CORRELATION = 0.5
_MIN_REST_S = 0.2
_LEAST_ENERGY = 1e-9


def without_copies(
    speech: tuple[tuple[Interval, ...], ...], samples: Samples, sample_rate_hz: int
) -> tuple[tuple[Interval, ...], tuple[Interval, ...]]:
    """The speech activity of two channels less what is only a codec's copy of the other.

    Parameters
    ----------
    speech
        By channel, each sorted and disjoint.
    samples
        Shape (2, sample).
    """
    shared = intersection(*speech)
    copies: tuple[list[Interval], list[Interval]] = ([], [])
    for stretch in shared:
        for channel, found in enumerate(_copies(stretch, samples, sample_rate_hz)):
            copies[channel].extend(found)
    return _without(speech[0], copies[0]), _without(speech[1], copies[1])


def _copies(stretch: Interval, samples: Samples, sample_rate_hz: int) -> tuple[list[Interval], ...]:
    """Where either channel, within a stretch of speech on both, is but a faint copy of the other."""
    size = round(_FRAME_S * sample_rate_hz)
    begin = round(stretch.start_s * sample_rate_hz)
    count = int(stretch.duration_s * sample_rate_hz) // size
    framed = samples[:, begin : begin + count * size]
    framed = framed[:, : framed.shape[1] // size * size].reshape(2, -1, size)
    energy = uniform_filter1d(
        np.einsum("cfs,cfs->cf", framed, framed), _WINDOW_FRAMES, axis=1, mode="nearest"
    )
    product = uniform_filter1d(np.einsum("fs,fs->f", *framed), _WINDOW_FRAMES, mode="nearest")
    alike = np.abs(product) > _MIN_CORRELATION * np.sqrt(energy[0] * energy[1]) + _LEAST_ENERGY * size
    below = np.float32(10 ** (-_BELOW_DB / 10))
    return tuple(
        [
            Interval(
                stretch.start_s + first * _FRAME_S, min(stretch.start_s + stop * _FRAME_S, stretch.end_s)
            )
            for first, stop in runs(alike & (energy[channel] < below * energy[1 - channel]))
        ]
        for channel in (0, 1)
    )


def _without(speech: Speech, copies: Speech) -> tuple[Interval, ...]:
    """What remains of each piece; crumbs beside a copy are its edges."""
    if not copies:
        return tuple(speech)
    kept: list[Interval] = []
    for piece in speech:
        rests = subtract([piece], copies)
        kept += rests if rests == (piece,) else [rest for rest in rests if rest.duration_s >= _MIN_REST_S]
    return tuple(kept)

"""Bursts of air on the microphone: pops of plosives and blasts of breath.

Air that hits a microphone moves its membrane far and slowly: energy under the lowest fundamental, where a
voice has none, at moments as strong as the speech itself. On lines that cut the low end (300-3400 Hz) it
does not come through; whether the line has a low end shows in the fundamentals of the voiced speech.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from voicecheck.acoustics.frames import runs
from voicecheck.acoustics.narrowband import NARROWBAND_HZ
from voicecheck.intervals import Interval, merge

__all__ = ["blasts", "line_has_low_end"]

_HOP_SIZE = 32
_RATE_HZ = NARROWBAND_HZ / _HOP_SIZE
# Window in samples, and the swing over the level of the speech that is none of a voice. The long window
# passes up to some 45 Hz and is 31 dB down at 75 Hz, the lowest voices: there, clean speech lies 30 dB and
# more under its own level. The short one passes up to some 125 Hz, fundamentals too, which do not reach 7 dB
# over the mean level of the speech that they are part of.
_LIMITS = ((256, -3.0), (64, 7.0))
_SWING_GAP_S = 0.04  # a pop swings through zero
_SHORTEST_S = 0.008
_LONGEST_S = 1.0  # what lasts longer is hum or rumble
_NEAR_SPEECH_S = 0.3
# Energy of 80-250 Hz against 0.3-1 kHz in voiced speech: -6 to -11 dB with the fundamentals there, -8 to
# -14 dB after a gentle high-pass at 200 Hz, -12 to -18 dB after one at 300 Hz, under -48 dB after a sharp one
# (measured on synthetic voices). A high-pass of either kind takes away most of the air.
_LOW_END_DB = -11.5


def line_has_low_end(bass_balance_db: float | None) -> bool:
    """Whether blasts could come through, from the energy of 80-250 Hz over 0.3-1 kHz in voiced speech."""
    return bass_balance_db is not None and bass_balance_db >= _LOW_END_DB


def blasts(
    narrow: npt.NDArray[np.float32], speech: Sequence[Interval], speech_dbov: float
) -> tuple[Interval, ...]:
    """When bursts of air hit the microphone, in or next to the speech.

    Parameters
    ----------
    narrow
        One channel at 8 kHz, shape (sample,), full scale 1.0.
    speech
        When the party speaks.
    speech_dbov
        Active level of that speech.
    """
    moved = [
        Interval(start / _RATE_HZ, stop / _RATE_HZ)
        for size, over_db in _LIMITS
        for start, stop in runs(np.abs(_low_end(narrow, size)) >= 10 ** ((speech_dbov + over_db) / 20))
    ]
    near = [
        Interval(max(0.0, piece.start_s - _NEAR_SPEECH_S), piece.end_s + _NEAR_SPEECH_S) for piece in speech
    ]
    return tuple(
        burst
        for burst in merge(moved, max_gap_s=_SWING_GAP_S)
        if _SHORTEST_S <= burst.duration_s <= _LONGEST_S and any(burst.overlap_s(piece) for piece in near)
    )


def _low_end(narrow: npt.NDArray[np.float32], size: int) -> npt.NDArray[np.float32]:
    """The samples under a Hann window without their constant part; value i is centred on i / 250 s."""
    parts = size // _HOP_SIZE
    count = narrow.size // _HOP_SIZE
    if count < parts:
        return np.zeros(0, dtype=np.float32)
    phase = 2 * np.pi * (np.arange(size) + 0.5) / size
    window = ((1 - np.cos(phase)) / size).astype(np.float32)
    # Sums of every block under every part of the window; the parts that belong to one place are then added.
    sums = narrow[: count * _HOP_SIZE].reshape(count, _HOP_SIZE) @ window.reshape(parts, _HOP_SIZE).T
    low = np.zeros(count, dtype=np.float32)
    for part in range(parts):
        shift = part - parts // 2
        source = sums[max(0, shift) : count + min(0, shift), part]
        low[max(0, -shift) : max(0, -shift) + source.size] += source
    return np.asarray(low - np.median(low), dtype=np.float32)

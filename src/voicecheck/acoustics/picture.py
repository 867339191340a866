"""What a picture of a call is drawn from: waveform, level and F0 of a channel, thinned for the eye.

Nothing is judged by these figures; they are coarser than what the measurements use.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voicecheck.acoustics.level import FLOOR_DBOV, LevelTrack, level_track
from voicecheck.acoustics.pitch import PitchTrack, track_pitch
from voicecheck.intervals import Interval

__all__ = ["CURVE_RATE_HZ", "PEAK_RATE_HZ", "ChannelPicture", "channel_picture"]

PEAK_RATE_HZ = 50
CURVE_RATE_HZ = 10

_FRAMES_PER_POINT = 10
# A point of the pitch curve needs voiced frames enough to stand for its tenth of a second.
_FEWEST_VOICED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelPicture:
    """One channel over time.

    Attributes
    ----------
    peaks
        Largest magnitude in each 1 / `PEAK_RATE_HZ` s, full scale 1.0.
    level_dbov
        Level in each 1 / `CURVE_RATE_HZ` s; None outside the speech.
    f0_hz
        Median F0 in each 1 / `CURVE_RATE_HZ` s; None where there is too little voice.
    """

    peaks: tuple[float, ...]
    level_dbov: tuple[float | None, ...]
    f0_hz: tuple[float | None, ...]


def channel_picture(
    samples: npt.NDArray[np.floating], sample_rate_hz: int, speech: Sequence[Interval]
) -> ChannelPicture:
    """The picture of one channel.

    Parameters
    ----------
    samples
        Shape (sample,), full scale 1.0.
    sample_rate_hz
        Rate of `samples`, in Hz.
    speech
        When the channel's own party speaks; only there are level and F0 drawn.
    """
    level = level_track(samples, sample_rate_hz)
    pitch = track_pitch(samples, sample_rate_hz, within=speech)
    return ChannelPicture(
        peaks=_peaks(samples, sample_rate_hz),
        level_dbov=_level_curve(level, speech),
        f0_hz=_f0_curve(pitch),
    )


def _peaks(samples: npt.NDArray[np.floating], sample_rate_hz: int) -> tuple[float, ...]:
    if samples.size == 0:
        return ()
    edges = np.arange(0, samples.size, sample_rate_hz / PEAK_RATE_HZ).astype(np.intp)
    highest, lowest = np.maximum.reduceat(samples, edges), np.minimum.reduceat(samples, edges)
    return tuple(np.maximum(highest, -lowest).tolist())


def _level_curve(level: LevelTrack, speech: Sequence[Interval]) -> tuple[float | None, ...]:
    spoken = np.zeros(level.energy.size, dtype=bool)
    for interval in speech:
        spoken[level.frames(interval)] = True
    energies, weights = _by_point(level.energy), _by_point(spoken.astype(np.float32))
    floor = 10 ** (FLOOR_DBOV / 10)
    dbov = 10 * np.log10(np.maximum(energies.mean(axis=1), floor))
    return tuple(
        value if share >= 0.5 else None
        for value, share in zip(dbov.tolist(), weights.mean(axis=1).tolist(), strict=True)
    )


def _f0_curve(pitch: PitchTrack) -> tuple[float | None, ...]:
    rows = _by_point(pitch.f0_hz, fill=np.nan)
    return tuple(
        float(np.median(voiced)) if voiced.size >= _FEWEST_VOICED else None
        for voiced in (row[~np.isnan(row)] for row in rows)
    )


def _by_point(track: npt.NDArray[np.float32], fill: float = 0.0) -> npt.NDArray[np.float32]:
    """Frames in rows of one point each, shape (point, frame), the last row filled up."""
    missing = -track.size % _FRAMES_PER_POINT
    return np.pad(track, (0, missing), constant_values=fill).reshape(-1, _FRAMES_PER_POINT)

"""Speech level: ITU-T P.56 method B over a recording, a turn, or any set of intervals.

dBov: 0 dBov is a full-scale square wave, so a full-scale sine has -3.01 dBov.

Method (ITU-T P.56 method B): the rectified signal passes two exponential averages of 30 ms; speech is active,
for a threshold c, while this envelope is at or above c or was so within the last 0.2 s; the active level is
the one that lies 15.9 dB above its own threshold. The envelope runs at 1 kHz (P.56 allows 600 Hz and more).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voicecheck.acoustics.frames import mono_channel
from voicecheck.intervals import Interval, merge

__all__ = [
    "FLOOR_DBOV",
    "HOP_S",
    "ActiveLevel",
    "LevelTrack",
    "active_speech_level",
    "level_in",
    "level_track",
]

HOP_S = 0.01
# One step of 16-bit samples. Digital silence has no level; tracks show it as this floor.
FLOOR_DBOV = -90.3

_BLOCK_S = 60  # a whole number of seconds holds a whole number of samples at any rate
_ENVELOPE_BLOCK = 1 << 16
_ENVELOPE_RATE_HZ = 1000
_TIME_CONSTANT_S = 0.03  # P.56: T
_HANGOVER_S = 0.2  # P.56: H
_MARGIN_DB = 15.9  # P.56: M
_STEPS = 15  # thresholds 2^-15 ... 2^-1 of full scale, after the ITU reference implementation
_THRESHOLDS_DBOV = 20 * np.log10(2.0) * np.arange(-_STEPS, 0)
_MINIMUM_ACTIVE_S = 0.1
_SMALLEST_OFFSET = 2.0**-13  # four steps of 16 bits, -78 dBov


@dataclass(frozen=True, slots=True, kw_only=True)
class ActiveLevel:
    """Level of speech; the fields are None where `reason` says why.

    Attributes
    ----------
    level_dbov
        Active speech level.
    activity_share
        Share of the time that is active, 0 to 1. Above 0.95 the level is that of speech and noise together.
    long_term_level_dbov
        Root mean square over all the time, pauses included.
    """

    level_dbov: float | None
    activity_share: float | None
    long_term_level_dbov: float | None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LevelTrack:
    """Level of one channel over time, from which the level of any interval follows cheaply.

    Attributes
    ----------
    duration_s
        Length of the recording.
    energy
        Mean square per 10 ms frame, shape (frame,), full scale 1.0; frame i spans [0.01 i, 0.01 (i + 1)) s.
    steps
        Number of P.56 thresholds at which speech is active, per 1 ms, shape (millisecond,).
    """

    duration_s: float
    energy: npt.NDArray[np.float32]
    steps: npt.NDArray[np.int8]

    @property
    def dbov(self) -> npt.NDArray[np.float32]:
        """Level per 10 ms frame, not under `FLOOR_DBOV`."""
        floor = 10 ** (FLOOR_DBOV / 10)
        return (10 * np.log10(np.maximum(self.energy, floor))).astype(np.float32)

    def frames(self, interval: Interval) -> slice:
        """The frames whose middle lies in the interval."""
        ends = (round(t / HOP_S) for t in (interval.start_s, interval.end_s))
        return slice(*(min(max(end, 0), self.energy.size) for end in ends))


def level_track(samples: npt.NDArray[np.floating], sample_rate_hz: int) -> LevelTrack:
    """Measure energy and P.56 activity over time; a constant offset of the recording is removed first.

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
    wave = mono_channel(samples, "level_track")
    block = _BLOCK_S * sample_rate_hz
    pieces = [wave[start : start + block] for start in range(0, wave.size, block)] or [wave]
    scratch = np.empty(min(block, wave.size), dtype=np.float32)
    means = np.concatenate([_block_means(piece, sample_rate_hz, HOP_S) for piece in pieces])
    energy = np.concatenate(
        [_block_means(np.square(piece, out=scratch[: piece.size]), sample_rate_hz, HOP_S) for piece in pieces]
    )
    offset = _offset(means, energy)
    if offset:
        energy = np.maximum(energy - 2 * offset * means + offset * offset, 0)
    envelope = []
    for piece in pieces:
        magnitude = np.subtract(piece, offset, out=scratch[: piece.size])
        np.abs(magnitude, out=magnitude)
        envelope.append(_block_means(magnitude, sample_rate_hz, 1 / _ENVELOPE_RATE_HZ))
    return LevelTrack(
        duration_s=samples.size / sample_rate_hz,
        energy=energy,
        steps=_activity_steps(np.concatenate(envelope)),
    )


def active_speech_level(samples: npt.NDArray[np.floating], sample_rate_hz: int) -> ActiveLevel:
    """Active speech level of a whole channel (ITU-T P.56 method B).

    Parameters
    ----------
    samples
        Shape (sample,), full scale 1.0.
    sample_rate_hz
        Rate of `samples`, in Hz.
    """
    track = level_track(samples, sample_rate_hz)
    if track.duration_s <= 0:
        return _undefined("the recording is empty")
    return level_in(track, [Interval(0.0, track.duration_s)])


def level_in(track: LevelTrack, intervals: Sequence[Interval]) -> ActiveLevel:
    """Active speech level over the union of some intervals (a turn, or all turns of a speaker)."""
    merged = merge(intervals)
    energies = [track.energy[track.frames(interval)] for interval in merged]
    energy = np.concatenate(energies) if energies else np.empty(0, dtype=np.float32)
    if energy.size * HOP_S < _MINIMUM_ACTIVE_S:
        return _undefined(f"less than {_MINIMUM_ACTIVE_S} s of audio")
    mean_square = float(np.mean(energy, dtype=np.float64))
    counts = np.zeros(_STEPS + 1)
    for interval in merged:
        start, end = (round(t * _ENVELOPE_RATE_HZ) for t in (interval.start_s, interval.end_s))
        counts += np.bincount(track.steps[max(start, 0) : max(end, 0)], minlength=_STEPS + 1)
    # counts[k]: milliseconds active at just the k lowest thresholds; summed from above: at threshold k.
    active_ms = np.cumsum(counts[::-1])[::-1][1:]
    return _method_b(mean_square, active_ms / max(float(counts.sum()), 1.0))


def _method_b(mean_square: float, activity: npt.NDArray[np.float64]) -> ActiveLevel:
    """Interpolate for the level that lies the margin above its threshold."""
    heard = activity > 0
    if mean_square <= 10 ** (FLOOR_DBOV / 10) or not heard.any():
        return _undefined("the audio is silent")
    long_term_dbov = 10 * float(np.log10(mean_square))
    levels_dbov = long_term_dbov - 10 * np.log10(activity[heard])
    excess_db = levels_dbov - _THRESHOLDS_DBOV[heard] - _MARGIN_DB
    if excess_db[0] <= 0:
        return _undefined("the audio is too faint for an active level")
    above = int(np.argmax(excess_db <= 0))
    if excess_db[above] > 0:
        return _undefined("too few loud moments for an active level: single clicks, not speech")
    weight = excess_db[above - 1] / (excess_db[above - 1] - excess_db[above])
    level_dbov = float(levels_dbov[above - 1] + weight * (levels_dbov[above] - levels_dbov[above - 1]))
    return ActiveLevel(
        level_dbov=level_dbov,
        activity_share=min(1.0, 10 ** ((long_term_dbov - level_dbov) / 10)),
        long_term_level_dbov=long_term_dbov,
    )


def _activity_steps(magnitude: npt.NDArray[np.float32]) -> npt.NDArray[np.int8]:
    """Per millisecond the number of thresholds that the envelope reached within the hangover."""
    if magnitude.size == 0:
        return np.empty(0, dtype=np.int8)
    from scipy.ndimage import maximum_filter1d
    from scipy.signal import lfilter

    g = np.exp(-1 / (_ENVELOPE_RATE_HZ * _TIME_CONSTANT_S))
    steps = np.empty(magnitude.size, dtype=np.int8)
    state = np.zeros(2)
    # In blocks, with the filter's state handed on: doubles of a long call would take more than its samples.
    for start in range(0, magnitude.size, _ENVELOPE_BLOCK):
        place = slice(start, start + _ENVELOPE_BLOCK)
        envelope, state = lfilter(
            [(1 - g) ** 2], [1, -2 * g, g * g], magnitude[place].astype(np.float64), zi=state
        )
        # frexp: envelope = m 2^e, m in [0.5, 1): it reaches 2^-15 when e >= -14, and 2^-1 when e >= 0.
        exponents = np.frexp(np.maximum(envelope, 2.0**-20))[1]
        steps[place] = np.clip(exponents + _STEPS, 0, _STEPS)
    hangover = round(_HANGOVER_S * _ENVELOPE_RATE_HZ)
    held = np.empty_like(steps)
    for start in range(0, steps.size, _ENVELOPE_BLOCK):
        # Each block with what lies a hangover before it: the filter looks back alone.
        before = min(start, hangover)
        block = steps[start - before : start + _ENVELOPE_BLOCK]
        found = maximum_filter1d(block, hangover + 1, mode="nearest", origin=hangover // 2)
        held[start : start + _ENVELOPE_BLOCK] = found[before:]
    return held


def _offset(means: npt.NDArray[np.float32], energy: npt.NDArray[np.float32]) -> np.float32:
    """A constant offset of the recording, read where it is quietest; 0 when too small to matter."""
    if means.size == 0:
        return np.float32(0)
    variance = energy - means * means
    quiet = means[variance <= np.quantile(variance, 0.1)]
    offset = np.float32(np.median(quiet))
    return offset if abs(offset) > _SMALLEST_OFFSET else np.float32(0)


def _block_means(
    values: npt.NDArray[np.float32], sample_rate_hz: int, block_s: float
) -> npt.NDArray[np.float32]:
    """Means over consecutive blocks of time; a last block that is not full is left out."""
    length = sample_rate_hz * block_s
    count = int(values.size / length + 1e-9)
    if abs(length - round(length)) < 1e-9:
        width = round(length)
        blocks = values[: count * width].reshape(count, width)
        return blocks @ np.full(width, 1 / width, dtype=np.float32)
    if count == 0:
        return np.empty(0, dtype=np.float32)
    edges = np.round(np.arange(count + 1) * length).astype(np.intp)
    sums = np.add.reduceat(values[: edges[-1]], edges[:-1], dtype=np.float64)
    return (sums / np.diff(edges)).astype(np.float32)


def _undefined(reason: str) -> ActiveLevel:
    return ActiveLevel(level_dbov=None, activity_share=None, long_term_level_dbov=None, reason=reason)

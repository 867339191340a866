"""Background noise between the speech, and the signal-to-noise ratio."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from voicecheck.acoustics.level import FLOOR_DBOV, HOP_S, LevelTrack, level_in
from voicecheck.acoustics.spectra import frames_within
from voicecheck.intervals import Interval, complement

__all__ = ["NoiseAndSnr", "noise_and_snr", "noise_around_dbov"]

# Speech fades in and out: P.56 lets it ring for 0.2 s.
_GUARD_S = 0.2
_MINIMUM_PAUSE_S = 0.5
# Noise comes and goes with places and doors rather than with words.
_AROUND_S = 5.0
# Ratios under -10 dB are the rounding of a difference, not a measurement.
_LOWEST_RATIO = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class NoiseAndSnr:
    """Noise between the speech; None where `reason` says why.

    Attributes
    ----------
    noise_dbov
        Median level of the time without speech, not under -90.3 dBov (one step of 16 bits).
    snr_db
        Active speech level, less the noise in it, over the noise.
    """

    noise_dbov: float | None
    snr_db: float | None
    reason: str | None = None


def noise_and_snr(
    track: LevelTrack, speech: Sequence[Interval], *, others: Sequence[Interval] = ()
) -> NoiseAndSnr:
    """Measure the noise in the pauses of one channel.

    Parameters
    ----------
    track
        Level of the channel.
    speech
        The speech whose level is held against the noise.
    others
        What else is not background: tones, leaked speech, another party on the same channel.

    The median over 10 ms frames is steady against clicks and short leaks of the other party; what is heard
    for more than half of the pauses counts as background.
    """
    if track.duration_s <= 0:
        return NoiseAndSnr(noise_dbov=None, snr_db=None, reason="the recording is empty")
    noise = _noise(track, (*speech, *others), Interval(0.0, track.duration_s))
    if noise is None:
        reason = f"less than {_MINIMUM_PAUSE_S} s without speech"
        return NoiseAndSnr(noise_dbov=None, snr_db=None, reason=reason)
    noise_dbov = 10 * float(np.log10(noise))
    level = level_in(track, speech)
    if level.level_dbov is None:
        return NoiseAndSnr(noise_dbov=noise_dbov, snr_db=None, reason=level.reason)
    clean = 10 ** (level.level_dbov / 10) - noise
    if clean <= noise * _LOWEST_RATIO:
        reason = "the speech is no louder than the noise"
        return NoiseAndSnr(noise_dbov=noise_dbov, snr_db=None, reason=reason)
    return NoiseAndSnr(noise_dbov=noise_dbov, snr_db=10 * float(np.log10(clean / noise)))


def noise_around_dbov(track: LevelTrack, speech: Sequence[Interval], place: Interval) -> float | None:
    """Median level of what is no speech from the start of a place to 5 s after it, where that leaves too
    little from 5 s before it on; None with less than 0.5 s.

    What sets in with a turn is thus found in that turn, as whoever answers it hears it.
    """
    end_s = min(track.duration_s, place.end_s + _AROUND_S)
    for start_s in (place.start_s, max(0.0, place.start_s - _AROUND_S)):
        if start_s >= end_s:
            continue
        near = [
            piece for piece in speech if piece.end_s > start_s - _GUARD_S and piece.start_s < end_s + _GUARD_S
        ]
        noise = _noise(track, near, Interval(start_s, end_s))
        if noise is not None:
            return 10 * float(np.log10(noise))
    return None


def _noise(track: LevelTrack, sounds: Sequence[Interval], within: Interval) -> float | None:
    """Median energy of the time in which nothing sounds; None where there is too little of it."""
    guarded = [Interval(piece.start_s - _GUARD_S, piece.end_s + _GUARD_S) for piece in sounds]
    pauses = frames_within(complement(guarded, within), track.energy.size)
    if pauses.size * HOP_S < _MINIMUM_PAUSE_S:
        return None
    return max(float(np.median(track.energy[pauses])), 10 ** (FLOOR_DBOV / 10))

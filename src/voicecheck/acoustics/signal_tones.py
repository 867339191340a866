"""Dialled keys and high beeps in one channel."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from voicecheck.acoustics.frames import PowerFrames, runs
from voicecheck.acoustics.tone_bursts import (
    SPEECH_BAND_HZ,
    Burst,
    bursts_in_band,
    measured_burst,
)
from voicecheck.acoustics.tone_plans import DTMF_COLUMNS_HZ, DTMF_ROWS_HZ

__all__ = ["high_beeps", "key_tones"]

_MIN_SHARE = 0.85
# A receiver must accept 1.5 % and reject 3.5 % (ITU-T Q.24); recordings add their own clock.
_KEY_TOLERANCE = 0.02
_MAX_TWIST_DB = 12.0
_MIN_KEY_S = 0.035
_MAX_HOLE_S = 0.03
_MIN_BEEP_S = 0.12
_BEEP_BAND_HZ = (600.0, 3400.0)
_MAX_BEEP_SPREAD_HZ = 2.0
_MAX_LEVEL_SPREAD = 0.15


def key_tones(samples: NDArray[np.float32], sample_rate_hz: int, frames: PowerFrames) -> list[Burst]:
    """Tones of the twelve (or sixteen) keys: one row and one column frequency together."""
    total = frames.power[:, frames.band(*SPEECH_BAND_HZ)].sum(axis=1)
    row = _strongest(frames, DTMF_ROWS_HZ)
    column = _strongest(frames, DTMF_COLUMNS_HZ)
    twist = 10 ** (_MAX_TWIST_DB / 10)
    both = np.where((row < twist * column) & (column < twist * row), row + column, np.float32(0))
    keys: list[Burst] = []
    for span in bursts_in_band(both, total, frames.hop_s, min_share=_MIN_SHARE, bridged_s=_MAX_HOLE_S):
        if span[1] - span[0] < _MIN_KEY_S:
            continue
        key = measured_burst(samples, sample_rate_hz, span, (640.0, 1720.0))
        if key is not None and _is_key(key):
            keys.append(key)
    return keys


def _strongest(frames: PowerFrames, places_hz: tuple[float, ...]) -> NDArray[np.float32]:
    """Power around the strongest of some frequencies, by frame."""
    around = [frames.power[:, frames.band(place - 36, place + 36)].sum(axis=1) for place in places_hz]
    strongest: NDArray[np.float32] = np.maximum.reduce(around)
    return strongest


def _is_key(burst: Burst) -> bool:
    if len(burst.lines_hz) != 2 or sum(burst.line_shares) < _MIN_SHARE:
        return False
    return all(
        any(abs(line - place) <= _KEY_TOLERANCE * place for place in places)
        for line, places in zip(burst.lines_hz, (DTMF_ROWS_HZ, DTMF_COLUMNS_HZ), strict=True)
    )


def high_beeps(samples: NDArray[np.float32], sample_rate_hz: int, frames: PowerFrames) -> list[Burst]:
    """Steady single tones from 600 Hz up: signal beeps, information tones, fax and modem tones."""
    band = frames.band(*_BEEP_BAND_HZ)
    total = frames.power[:, frames.band(*SPEECH_BAND_HZ)].sum(axis=1)
    peak = band.start + np.concatenate(
        # In blocks: argmax copies what is not contiguous, and the band is most of the spectra.
        [
            np.argmax(block[:, band], axis=1)
            for block in np.array_split(frames.power, 1 + len(frames.power) // 4096)
        ]
    )
    offsets = np.arange(-2, 3)
    inside = np.take_along_axis(
        frames.power, np.minimum(peak[:, None] + offsets, frames.power.shape[1] - 1), axis=1
    ).sum(axis=1)
    beeps: list[Burst] = []
    for first, stop in runs(inside > _MIN_SHARE * np.maximum(total, 1e-7)):
        if (stop - first) * frames.hop_s < _MIN_BEEP_S or np.ptp(peak[first:stop]) > 2:
            continue
        line = float(np.median(peak[first:stop])) * frames.bin_hz
        beep = measured_burst(
            samples, sample_rate_hz, (first * frames.hop_s, (stop - 1) * frames.hop_s), (line - 50, line + 50)
        )
        if beep is not None and _is_beep(beep):
            beeps.append(beep)
    return beeps


def _is_beep(burst: Burst) -> bool:
    return (
        len(burst.lines_hz) == 1
        and burst.line_shares[0] >= _MIN_SHARE
        and burst.frequency_spread_hz <= _MAX_BEEP_SPREAD_HZ
        and burst.level_spread <= _MAX_LEVEL_SPREAD
    )

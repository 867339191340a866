"""Dialled keys and high beeps in one channel."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from voicecheck.acoustics.frames import runs
from voicecheck.acoustics.tone_bursts import Burst, bursts_in_band, measured_burst
from voicecheck.acoustics.tone_plans import DTMF_COLUMNS_HZ, DTMF_ROWS_HZ
from voicecheck.acoustics.tone_sums import ToneSums

__all__ = ["high_beeps", "key_tones"]

_MIN_SHARE = 0.85
# A receiver must accept 1.5 % and reject 3.5 % (ITU-T Q.24); recordings add their own clock.
_KEY_TOLERANCE = 0.02
_MAX_TWIST_DB = 12.0
_MIN_KEY_S = 0.035
_MAX_HOLE_S = 0.03
_MIN_BEEP_S = 0.12
_MAX_BEEP_SPREAD_HZ = 2.0
_MAX_LEVEL_SPREAD = 0.15


def key_tones(samples: NDArray[np.float32], sample_rate_hz: int, sums: ToneSums) -> list[Burst]:
    """Tones of the twelve (or sixteen) keys: one row and one column frequency together."""
    row, column = sums.key_row, sums.key_column
    twist = 10 ** (_MAX_TWIST_DB / 10)
    both = np.where((row < twist * column) & (column < twist * row), row + column, np.float32(0))
    keys: list[Burst] = []
    for span in bursts_in_band(both, sums.total, sums.hop_s, min_share=_MIN_SHARE, bridged_s=_MAX_HOLE_S):
        if span[1] - span[0] < _MIN_KEY_S:
            continue
        key = measured_burst(samples, sample_rate_hz, span, (640.0, 1720.0))
        if key is not None and _is_key(key):
            keys.append(key)
    return keys


def _is_key(burst: Burst) -> bool:
    if len(burst.lines_hz) != 2 or sum(burst.line_shares) < _MIN_SHARE:
        return False
    return all(
        any(abs(line - place) <= _KEY_TOLERANCE * place for place in places)
        for line, places in zip(burst.lines_hz, (DTMF_ROWS_HZ, DTMF_COLUMNS_HZ), strict=True)
    )


def high_beeps(samples: NDArray[np.float32], sample_rate_hz: int, sums: ToneSums) -> list[Burst]:
    """Steady single tones from 600 Hz up: signal beeps, information tones, fax and modem tones."""
    beeps: list[Burst] = []
    for first, stop in runs(sums.peak_power > _MIN_SHARE * np.maximum(sums.total, 1e-7)):
        if (stop - first) * sums.hop_s < _MIN_BEEP_S or np.ptp(sums.peak[first:stop]) > 2:
            continue
        line = float(np.median(sums.peak[first:stop])) * sums.bin_hz
        beep = measured_burst(
            samples, sample_rate_hz, (first * sums.hop_s, (stop - 1) * sums.hop_s), (line - 50, line + 50)
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

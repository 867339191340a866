from __future__ import annotations

import numpy as np
import pytest

from voicecheck.acoustics.picture import CURVE_RATE_HZ, PEAK_RATE_HZ, channel_picture
from voicecheck.intervals import Interval

RATE_HZ = 8000


def tone(duration_s: float, f0_hz: float, amplitude: float) -> np.ndarray:
    seconds = np.arange(int(duration_s * RATE_HZ)) / RATE_HZ
    return (amplitude * np.sin(2 * np.pi * f0_hz * seconds)).astype(np.float32)


def test_a_tone_between_silences_is_drawn_where_it_is() -> None:
    silence = np.zeros(RATE_HZ, dtype=np.float32)
    samples = np.concatenate([silence, tone(2.0, 200.0, 0.5), silence])
    picture = channel_picture(samples, RATE_HZ, [Interval(1.0, 3.0)])
    assert len(picture.peaks) == 4 * PEAK_RATE_HZ
    assert max(picture.peaks[: PEAK_RATE_HZ - 1]) == 0.0
    assert picture.peaks[2 * PEAK_RATE_HZ] == pytest.approx(0.5, abs=0.01)
    assert len(picture.level_dbov) == len(picture.f0_hz) == 4 * CURVE_RATE_HZ
    assert picture.level_dbov[CURVE_RATE_HZ // 2] is None
    # A sine of half the full scale has a mean square of 1/8: -9.03 dBov.
    assert picture.level_dbov[2 * CURVE_RATE_HZ] == pytest.approx(-9.03, abs=0.1)
    assert picture.f0_hz[2 * CURVE_RATE_HZ] == pytest.approx(200.0, abs=1.0)
    assert picture.f0_hz[CURVE_RATE_HZ // 2] is None


def test_the_negative_half_counts_as_much() -> None:
    samples = np.zeros(RATE_HZ, dtype=np.float32)
    samples[4000] = -0.75
    picture = channel_picture(samples, RATE_HZ, [])
    assert max(picture.peaks) == 0.75
    assert set(picture.level_dbov) == {None}


def test_an_empty_channel_has_an_empty_picture() -> None:
    picture = channel_picture(np.zeros(0, dtype=np.float32), RATE_HZ, [])
    assert (picture.peaks, picture.level_dbov, picture.f0_hz) == ((), (), ())

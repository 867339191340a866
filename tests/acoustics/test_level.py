"""Levels against figures worked by hand and against ITU-T P.56 sample by sample."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.acoustics import voices
from tests.acoustics.p56_reference import active_level_dbov
from voicecheck.acoustics.level import FLOOR_DBOV, active_speech_level, level_in, level_track
from voicecheck.intervals import Interval


def _sine(sample_rate_hz: int, duration_s: float = 2.0, amplitude: float = 1.0) -> np.ndarray:
    time_s = np.arange(round(duration_s * sample_rate_hz)) / sample_rate_hz
    return (amplitude * np.sin(2 * np.pi * 440 * time_s)).astype(np.float32)


@pytest.mark.parametrize("sample_rate_hz", [8000, 11025, 16000, 44100, 48000])
def test_a_full_scale_sine_has_minus_3_dbov(sample_rate_hz: int) -> None:
    level = active_speech_level(_sine(sample_rate_hz), sample_rate_hz)
    assert level.long_term_level_dbov == pytest.approx(-3.0103, abs=0.01)
    assert level.level_dbov == pytest.approx(-3.0103, abs=0.1)
    assert level.activity_share == pytest.approx(1.0, abs=0.02)


def test_a_full_scale_square_wave_has_0_dbov() -> None:
    level = active_speech_level(np.sign(_sine(8000) + 1e-6).astype(np.float32), 8000)
    assert level.long_term_level_dbov == pytest.approx(0.0, abs=0.001)


@pytest.mark.parametrize("voice", [voices.MANDARIN_MALE, voices.ENGLISH_FEMALE])
@pytest.mark.parametrize("sample_rate_hz", [8000, 11025])
@pytest.mark.parametrize("gain", [1.0, 0.02])
def test_within_a_tenth_of_a_db_of_the_recommendation(voice: str, sample_rate_hz: int, gain: float) -> None:
    samples = voices.speech(voice, sample_rate_hz)[0][: 6 * sample_rate_hz] * np.float32(gain)
    level = active_speech_level(samples, sample_rate_hz)
    expected_dbov, expected_share = active_level_dbov(samples.tolist(), sample_rate_hz)
    assert level.level_dbov == pytest.approx(expected_dbov, abs=0.1)
    assert level.activity_share == pytest.approx(expected_share, abs=0.02)


def test_pauses_lower_the_long_term_level_and_not_the_active_level() -> None:
    sine, silence = _sine(8000, 4.0, 0.1), np.zeros(8 * 8000, dtype=np.float32)
    level = active_speech_level(np.concatenate([sine, silence]), 8000)
    assert level.long_term_level_dbov == pytest.approx(-23.01 - 10 * np.log10(3), abs=0.01)
    assert level.level_dbov == pytest.approx(-23.01, abs=0.4)


@settings(max_examples=15, deadline=None)
@given(gain_db=st.floats(-30, 0))
def test_a_gain_shifts_the_level_by_itself(gain_db: float) -> None:
    samples = voices.say(voices.MANDARIN[0], voices.MANDARIN_FEMALE, 8000)
    before = active_speech_level(samples, 8000)
    after = active_speech_level(samples * np.float32(10 ** (gain_db / 20)), 8000)
    assert before.level_dbov is not None
    # The thresholds lie 6 dB apart and the level is interpolated between them.
    assert after.level_dbov == pytest.approx(before.level_dbov + gain_db, abs=0.15)
    assert after.long_term_level_dbov == pytest.approx(before.long_term_level_dbov + gain_db, abs=0.01)


def test_a_constant_offset_is_not_sound() -> None:
    samples = voices.speech(voices.MANDARIN_MALE, 8000)[0]
    plain, shifted = level_track(samples, 8000), level_track(samples + np.float32(0.05), 8000)
    whole = [Interval(0.0, plain.duration_s)]
    assert level_in(shifted, whole).level_dbov == pytest.approx(level_in(plain, whole).level_dbov, abs=0.05)
    assert shifted.dbov.min() < -80


def test_levels_of_intervals() -> None:
    loud, soft = _sine(8000, 2.0, 0.5), _sine(8000, 2.0, 0.05)
    track = level_track(np.concatenate([loud, soft]), 8000)
    first = level_in(track, [Interval(0.5, 2.0)])
    second = level_in(track, [Interval(2.5, 4.0)])
    assert first.level_dbov == pytest.approx(-9.03, abs=0.1)
    assert second.level_dbov == pytest.approx(-29.03, abs=0.1)
    both = level_in(track, [Interval(2.5, 4.0), Interval(0.5, 2.0)])
    assert both.long_term_level_dbov == pytest.approx(10 * np.log10((10**-0.903 + 10**-2.903) / 2), abs=0.05)


@pytest.mark.parametrize(
    ("samples", "reason"),
    [
        (np.zeros(0, dtype=np.float32), "empty"),
        (np.zeros(400, dtype=np.float32), "less than"),
        (np.zeros(8000, dtype=np.float32), "silent"),
        (np.full(8000, 2e-5, dtype=np.float32) * np.tile([1, -1], 4000).astype(np.float32), "silent"),
    ],
)
def test_no_level_without_sound(samples: np.ndarray, reason: str) -> None:
    level = active_speech_level(samples, 8000)
    assert level.level_dbov is None
    assert level.activity_share is None
    assert level.reason is not None
    assert reason in level.reason


def test_a_single_click_has_no_active_level() -> None:
    samples = np.zeros(80000, dtype=np.float32)
    samples[4000] = 1
    assert "clicks" in (active_speech_level(samples, 8000).reason or "")


def test_tracks_are_finite() -> None:
    track = level_track(np.zeros(8000, dtype=np.float32), 8000)
    assert track.dbov.shape == (100,)
    np.testing.assert_allclose(track.dbov, FLOOR_DBOV, atol=1e-3)

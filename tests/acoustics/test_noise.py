"""Noise of a known level under speech of a known level."""

from __future__ import annotations

import numpy as np
import pytest

from tests.acoustics import voices
from voicecheck.acoustics.level import FLOOR_DBOV, active_speech_level, level_track
from voicecheck.acoustics.noise import noise_and_snr, noise_around_dbov
from voicecheck.intervals import Interval


def _noise(count: int, dbov: float) -> np.ndarray:
    return (np.random.default_rng(3).standard_normal(count) * 10 ** (dbov / 20)).astype(np.float32)


@pytest.mark.parametrize("noise_dbov", [-60.0, -45.0, -33.0])
def test_known_noise_under_speech(noise_dbov: float) -> None:
    samples, places, _ = voices.speech(voices.MANDARIN_MALE, 8000, gap_s=1.0)
    speech = [Interval(*place) for place in places]
    clean_dbov = active_speech_level(samples, 8000).level_dbov
    assert clean_dbov is not None
    found = noise_and_snr(level_track(samples + _noise(samples.size, noise_dbov), 8000), speech)
    assert found.reason is None
    assert found.noise_dbov == pytest.approx(noise_dbov, abs=0.3)
    assert found.snr_db == pytest.approx(clean_dbov - noise_dbov, abs=0.6)


def test_clicks_in_the_pauses_are_not_noise() -> None:
    samples, places, _ = voices.speech(voices.MANDARIN_MALE, 8000, gap_s=1.0)
    noisy = samples + _noise(samples.size, -60.0)
    noisy[3000:3100] = 0.9
    found = noise_and_snr(level_track(noisy, 8000), [Interval(*place) for place in places])
    assert found.noise_dbov == pytest.approx(-60.0, abs=0.3)


def test_digital_silence_is_the_floor() -> None:
    samples, places, _ = voices.speech(voices.MANDARIN_MALE, 8000, gap_s=1.0)
    found = noise_and_snr(level_track(samples, 8000), [Interval(*place) for place in places])
    assert found.noise_dbov == pytest.approx(FLOOR_DBOV)
    assert found.snr_db is not None
    assert found.snr_db > 60


def test_without_pauses_there_is_no_noise_figure() -> None:
    track = level_track(_noise(16000, -30.0), 8000)
    found = noise_and_snr(track, [Interval(0.1, 1.9)])
    assert (found.noise_dbov, found.snr_db) == (None, None)
    assert found.reason is not None
    assert "without speech" in found.reason


def test_speech_that_is_only_noise_has_no_ratio() -> None:
    track = level_track(_noise(40000, -30.0), 8000)
    found = noise_and_snr(track, [Interval(0.0, 1.0)])
    assert found.noise_dbov == pytest.approx(-30.0, abs=0.2)
    assert found.snr_db is None
    assert found.reason is not None


def test_no_speech_and_no_samples() -> None:
    assert noise_and_snr(level_track(_noise(16000, -50.0), 8000), []).noise_dbov == pytest.approx(
        -50, abs=0.3
    )
    assert "empty" in (noise_and_snr(level_track(np.zeros(0, dtype=np.float32), 8000), []).reason or "")


def test_noise_that_sets_in_late_is_heard_from_there_on() -> None:
    samples = np.concatenate([_noise(8000 * 20, -60.0), _noise(8000 * 20, -40.0)])
    track = level_track(samples, 8000)
    speech = [Interval(5.0, 8.0), Interval(20.0, 23.0), Interval(30.0, 33.0)]
    around = [noise_around_dbov(track, speech, place) for place in speech]
    assert around == [pytest.approx(dbov, abs=0.3) for dbov in (-60.0, -40.0, -40.0)]


def test_noise_around_what_ends_the_recording_is_that_before_it() -> None:
    track = level_track(_noise(8000 * 10, -50.0), 8000)
    assert noise_around_dbov(track, [Interval(6.0, 10.0)], Interval(6.0, 10.0)) == pytest.approx(
        -50.0, abs=0.3
    )
    assert noise_around_dbov(track, [Interval(0.0, 10.0)], Interval(6.0, 10.0)) is None

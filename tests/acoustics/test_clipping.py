"""Clipping counted by hand."""

from __future__ import annotations

import numpy as np
import pytest

from tests.acoustics import voices
from voicecheck.acoustics.clipping import find_clipping


def clipped_share(samples: np.ndarray) -> float:
    found = find_clipping(samples, 8000)
    assert found is not None
    return found.share


def test_runs_of_three_at_the_extremes_count() -> None:
    samples = np.array([0, 0.5, 0.5, 0.5, 0, -0.4, -0.4, 0, -0.4, 0.5], dtype=np.float32)
    assert clipped_share(samples) == pytest.approx(3 / 10)


def test_each_side_has_its_own_ceiling() -> None:
    samples = np.array([0.5] * 3 + [0.0] + [-0.3] * 4 + [0.0] * 2, dtype=np.float32)
    assert clipped_share(samples) == pytest.approx(7 / 10)


def test_clipped_speech_in_mu_law_is_seen_under_full_scale() -> None:
    samples = voices.speech(voices.MANDARIN_MALE, 8000)[0]
    assert clipped_share(samples) == 0
    hard = np.clip(samples * 8, -1, 1)
    expected = float(np.mean(np.abs(hard) >= 0.97))
    assert clipped_share(voices.mu_law(hard) * np.float32(0.6)) == pytest.approx(expected, rel=0.35)


@pytest.mark.parametrize("amplitude", [0.99, 0.3])
def test_sound_waves_are_not_clipped(amplitude: float) -> None:
    time_s = np.arange(16000) / 8000
    assert clipped_share((amplitude * np.sin(2 * np.pi * 97 * time_s)).astype(np.float32)) == 0


def test_faint_noise_is_not_clipped() -> None:
    faint = np.random.default_rng(1).integers(-1, 2, 8000).astype(np.float32) / 32768
    assert clipped_share(faint) == 0


def test_silence_and_nothing() -> None:
    assert clipped_share(np.zeros(100, dtype=np.float32)) == 0
    assert find_clipping(np.zeros(0, dtype=np.float32), 8000) is None


def test_crests_within_a_quarter_second_are_one_moment() -> None:
    samples = np.zeros(16000, dtype=np.float32)
    for place in (1000, 1100, 2999, 6000, 15997):  # the first three within 2000 samples of each other
        samples[place : place + 3] = 0.8
    found = find_clipping(samples, 8000)
    assert found is not None
    assert (found.share, found.moment_count) == (pytest.approx(15 / 16000), 3)

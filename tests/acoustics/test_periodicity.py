"""Voiced time of sounds that are voiced or not by construction."""

from __future__ import annotations

import numpy as np
import pytest

from tests.acoustics.signals import RATE_HZ, coded, coloured_noise, seconds, white_noise
from tests.acoustics.voices import vowel
from voicecheck.acoustics.periodicity import voiced_time_s
from voicecheck.intervals import Interval


@pytest.mark.parametrize("pitch_hz", [85, 130, 220, 380])
@pytest.mark.parametrize("snr_db", [60, 10])
def test_a_vowel_is_voiced_throughout(pitch_hz: float, snr_db: float) -> None:
    glide_hz = pitch_hz * np.linspace(0.95, 1.05, RATE_HZ)
    clean = vowel(glide_hz, RATE_HZ).astype(np.float64)
    noise = white_noise(np.random.default_rng(0), 1.0, 10 * np.log10(np.mean(clean**2)) - snr_db)
    (voiced_s,) = voiced_time_s(coded(clean + noise, "mu-law"), RATE_HZ, [Interval(0.0, 1.0)])
    assert voiced_s == pytest.approx(1.0, abs=0.12)


@pytest.mark.parametrize("make", [white_noise, coloured_noise])
def test_noise_is_not_voiced(make: object) -> None:
    noise = make(np.random.default_rng(1), 10.0, -20)  # type: ignore[operator]
    (voiced_s,) = voiced_time_s(coded(noise, "mu-law"), RATE_HZ, [Interval(0.0, 10.0)])
    assert voiced_s <= 0.6


def test_each_piece_has_its_own_time() -> None:
    half = vowel(np.full(RATE_HZ, 150.0), RATE_HZ)
    joined = np.concatenate([half, np.zeros(RATE_HZ, dtype=np.float32), half])
    pieces = [Interval(0.0, 0.5), Interval(1.2, 1.8), Interval(2.5, 2.6)]
    assert voiced_time_s(joined, RATE_HZ, pieces) == pytest.approx([0.5, 0.0, 0.1], abs=0.03)


@pytest.mark.parametrize("count", [0, 10, seconds(0.03)])
def test_crumbs_hold_no_voice(count: int) -> None:
    crumb = np.ones(count, dtype=np.float32)
    assert voiced_time_s(crumb, RATE_HZ, [Interval(0.0, 0.01)]).tolist() == [0.0]


def test_no_pieces_no_times() -> None:
    assert voiced_time_s(np.zeros(RATE_HZ, dtype=np.float32), RATE_HZ, []).size == 0

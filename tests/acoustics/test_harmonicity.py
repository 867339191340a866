"""Harmonics-to-noise ratio of a vowel in known noise."""

from __future__ import annotations

import numpy as np
import pytest

from tests.acoustics import voices
from voicecheck.acoustics.harmonicity import harmonicity_db
from voicecheck.acoustics.pitch import track_pitch
from voicecheck.intervals import Interval


def _ratio(noise_db: float | None, length_s: float = 3.0) -> float | None:
    samples = voices.vowel(np.full(round(8000 * length_s), 160.0), 8000)
    if noise_db is not None:
        samples = voices.with_noise(samples, noise_db)
    whole = [Interval(0.0, length_s)]
    return harmonicity_db(track_pitch(samples, 8000, within=whole), whole)


def test_noise_lowers_it() -> None:
    clean, noisy, rough = _ratio(None), _ratio(15.0), _ratio(5.0)
    assert clean is not None
    assert noisy is not None
    assert rough is not None
    assert clean > 15
    assert clean > noisy > rough
    # The tracker's low-pass takes away the noise over 2.5 kHz, half of all: some 3 dB.
    assert rough == pytest.approx(5.0 + 3.0, abs=2.5)


def test_too_little_voice() -> None:
    assert _ratio(None, 0.4) is None

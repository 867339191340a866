"""Words against their turn, worked by hand."""

from __future__ import annotations

import numpy as np
import pytest

from voicecheck.acoustics.level import LevelTrack
from voicecheck.acoustics.pitch import PitchTrack
from voicecheck.acoustics.prominence import word_prominence


def _tracks(energies: list[float], f0_hz: list[float]) -> tuple[LevelTrack, PitchTrack]:
    """Ten frames (0.1 s) for each figure; F0 0 is unvoiced."""
    energy = np.repeat(np.array(energies, dtype=np.float32), 10)
    f0 = np.repeat(np.where(np.array(f0_hz) > 0, f0_hz, np.nan), 10).astype(np.float32)
    voiced = ~np.isnan(f0)
    return (
        LevelTrack(
            duration_s=energy.size / 100, energy=energy, steps=np.zeros(energy.size * 10, dtype=np.int8)
        ),
        PitchTrack(f0_hz=f0, strength=voiced.astype(np.float32), analysed=np.ones_like(voiced)),
    )


WORDS = [(0.0, 0.1), (0.1, 0.2), (0.2, 0.3), (0.3, 0.4)]


def test_a_word_twice_as_strong_and_an_octave_up() -> None:
    levels_db, f0_st = word_prominence(*_tracks([1.0, 1.0, 4.0, 2.0], [100, 100, 200, 0]), WORDS)
    # The mean energy is 2; the mean pitch of the voiced frames 4 st over 100 Hz.
    assert levels_db == (-3.0, -3.0, 3.0, 0.0)
    assert f0_st == (-4.0, -4.0, 8.0, None)


def test_silence_and_words_past_the_end_have_no_figure() -> None:
    levels_db, f0_st = word_prominence(*_tracks([1.0, 0.0], [100, 0]), [(0.0, 0.1), (0.1, 0.2), (0.5, 0.6)])
    assert levels_db == (pytest.approx(3.0), None, None)
    assert f0_st == (0.0, None, None)

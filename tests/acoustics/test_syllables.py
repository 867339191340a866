"""Syllable nuclei against the number of characters spoken, and by construction."""

from __future__ import annotations

import numpy as np
import pytest

from tests.acoustics import voices
from voicecheck.acoustics.pitch import track_pitch
from voicecheck.acoustics.syllables import syllable_nuclei
from voicecheck.intervals import Interval


def _nuclei(samples: np.ndarray, sample_rate_hz: int, speech: list[Interval]) -> tuple[float, ...]:
    return syllable_nuclei(
        samples, sample_rate_hz, track_pitch(samples, sample_rate_hz, within=speech), speech
    )


@pytest.mark.parametrize("voice", [voices.MANDARIN_MALE, voices.MANDARIN_FEMALE])
@pytest.mark.parametrize("channel", ["clean", "telephone", "noise"])
def test_mandarin_within_five_percent(voice: str, channel: str) -> None:
    samples, places, syllables = voices.speech(voice, 8000)
    if channel != "clean":
        samples = voices.mu_law(voices.telephone_band(samples, 8000))
    if channel == "noise":
        samples = voices.with_noise(samples, 15.0)
    found = _nuclei(samples, 8000, [Interval(*place) for place in places])
    assert len(found) == pytest.approx(syllables, rel=0.05)


def test_five_pulses_of_a_vowel_are_five_nuclei_at_their_middles() -> None:
    time_s = np.arange(8000 * 2) / 8000
    loudness = np.clip(np.sin(2 * np.pi * 2.5 * time_s), 0, None)  # middles at 0.1, 0.5, ... 1.7 s
    samples = (voices.vowel(np.full(time_s.size, 130.0), 8000) * (0.02 + loudness)).astype(np.float32)
    found = _nuclei(samples, 8000, [Interval(0.0, 2.0)])
    np.testing.assert_allclose(found, [0.1, 0.5, 0.9, 1.3, 1.7], atol=0.02)


def test_unvoiced_pulses_are_no_syllables() -> None:
    time_s = np.arange(8000 * 2) / 8000
    noise = np.random.default_rng(2).standard_normal(time_s.size)
    samples = (0.1 * noise * (0.02 + np.clip(np.sin(2 * np.pi * 2.5 * time_s), 0, None))).astype(np.float32)
    assert _nuclei(samples, 8000, [Interval(0.0, 2.0)]) == ()


def test_only_inside_the_speech_and_shifted_by_silence() -> None:
    sentence = voices.say(voices.MANDARIN[2], voices.MANDARIN_FEMALE, 8000)
    end_s = sentence.size / 8000
    here = _nuclei(sentence, 8000, [Interval(0.0, end_s)])
    later = np.concatenate([np.zeros(8000, dtype=np.float32), sentence])
    there = _nuclei(later, 8000, [Interval(1.0, 1.0 + end_s)])
    np.testing.assert_allclose(np.array(there) - 1.0, here, atol=1e-6)
    assert _nuclei(later, 8000, []) == ()


def test_a_soft_stretch_keeps_its_syllables_beside_a_loud_one() -> None:
    loud = voices.say(voices.MANDARIN[3], voices.MANDARIN_MALE, 8000)
    gap = np.zeros(4000, dtype=np.float32)
    soft = loud * np.float32(10 ** (-15 / 20))
    samples = np.concatenate([loud, gap, soft])
    end_s, start_s = loud.size / 8000, (loud.size + gap.size) / 8000
    found = _nuclei(samples, 8000, [Interval(0.0, end_s), Interval(start_s, samples.size / 8000)])
    before = sum(time < end_s for time in found)
    assert before == pytest.approx(len(voices.MANDARIN[3]), abs=1)
    assert len(found) - before == pytest.approx(before, abs=1)

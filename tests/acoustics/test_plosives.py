"""Bursts of air, drawn into clean speech."""

from __future__ import annotations

import numpy as np
import pytest

from tests.acoustics import voices
from voicecheck.acoustics.measure import measure_channel
from voicecheck.acoustics.plosives import line_has_low_end
from voicecheck.intervals import Interval


def _air(duration_s: float, frequency_hz: float, amplitude: float) -> np.ndarray:
    """A swing of the membrane that rises at once and dies away."""
    time_s = np.arange(round(duration_s * 8000)) / 8000
    return (amplitude * np.exp(-3 * time_s / duration_s) * np.sin(2 * np.pi * frequency_hz * time_s)).astype(
        np.float32
    )


def _channel(voice: str, airs: list[tuple[int, np.ndarray]]) -> tuple[np.ndarray, list[Interval]]:
    """Speech with bursts at the beginning of some sentences."""
    samples, places, _ = voices.speech(voice, 8000)
    samples = samples * np.float32(0.3)
    for sentence, air in airs:
        start = round(places[sentence][0] * 8000)
        samples[start : start + air.size] += air
    return samples, [Interval(*place) for place in places]


@pytest.mark.parametrize("voice", [voices.MANDARIN_MALE, voices.MANDARIN_FEMALE])
@pytest.mark.parametrize(
    ("duration_s", "frequency_hz"), [(0.06, 30.0), (0.08, 45.0), (0.1, 90.0), (0.5, 12.0)]
)
def test_pops_and_breath_are_counted(voice: str, duration_s: float, frequency_hz: float) -> None:
    air = _air(duration_s, frequency_hz, 0.4)
    samples, speech = _channel(voice, [(1, air), (4, air), (6, air)])
    found = measure_channel(voices.mu_law(samples), 8000, speech).blasts
    assert found is not None
    assert [round(burst.start_s, 1) for burst in found] == [
        pytest.approx(speech[number].start_s, abs=0.12) for number in (1, 4, 6)
    ]


@pytest.mark.parametrize(
    "voice", [voices.MANDARIN_MALE, voices.MANDARIN_FEMALE, voices.ENGLISH_MALE, voices.ENGLISH_FEMALE]
)
def test_clean_speech_has_none(voice: str) -> None:
    samples, speech = _channel(voice, [])
    assert measure_channel(samples, 8000, speech).blasts == ()
    noisy = voices.with_noise(samples, 15.0)
    assert measure_channel(noisy, 8000, speech).blasts == ()


def test_hum_and_an_offset_are_no_air() -> None:
    samples, speech = _channel(voices.MANDARIN_MALE, [])
    time_s = np.arange(samples.size) / 8000
    hum = 0.05 * np.sin(2 * np.pi * 50 * time_s)
    assert measure_channel((samples + hum + 0.1).astype(np.float32), 8000, speech).blasts == ()


def test_a_telephone_band_cannot_show_them() -> None:
    samples, speech = _channel(voices.MANDARIN_MALE, [(1, _air(0.06, 30.0, 0.4))])
    assert measure_channel(voices.telephone_band(samples, 8000), 8000, speech).blasts is None


def test_air_away_from_speech_is_handling() -> None:
    samples, speech = _channel(voices.MANDARIN_MALE, [])
    samples = np.concatenate([samples, np.zeros(8000, dtype=np.float32)])
    samples[-4000:-3520] += _air(0.06, 30.0, 0.4)
    assert measure_channel(samples, 8000, speech).blasts == ()


@pytest.mark.parametrize(
    ("balance_db", "low_end"), [(-8.0, True), (-11.5, True), (-11.6, False), (None, False)]
)
def test_what_counts_as_a_low_end(balance_db: float | None, low_end: bool) -> None:
    assert line_has_low_end(balance_db) is low_end

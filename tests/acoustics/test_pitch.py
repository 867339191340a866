"""Pitch against contours known by construction, and against Praat's own two passes on speech."""

from __future__ import annotations

import numpy as np
import parselmouth
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.acoustics import voices
from voicecheck.acoustics.pitch import PitchTrack, pitch_summary, track_pitch
from voicecheck.intervals import Interval


def _contour(sample_rate_hz: int, middle_hz: float, swing_st: float, duration_s: float = 3.0) -> np.ndarray:
    time_s = np.arange(round(duration_s * sample_rate_hz)) / sample_rate_hz
    return middle_hz * 2 ** (swing_st / 12 * np.sin(2 * np.pi * 0.7 * time_s))


def _errors_st(track: PitchTrack, contour_hz: np.ndarray, sample_rate_hz: int) -> np.ndarray:
    middles = ((np.arange(track.f0_hz.size) + 0.5) * 0.01 * sample_rate_hz).astype(int)
    voiced = ~np.isnan(track.f0_hz)
    return 12 * np.log2(track.f0_hz[voiced] / contour_hz[middles[voiced]])


def _praat_two_pass_hz(samples: np.ndarray, sample_rate_hz: int) -> np.ndarray:
    sound = parselmouth.Sound(samples.astype(np.float64), sample_rate_hz)

    def voiced(floor_hz: float, ceiling_hz: float) -> np.ndarray:
        pitch = sound.to_pitch_ac(time_step=0.01, pitch_floor=floor_hz, pitch_ceiling=ceiling_hz)
        f0_hz = pitch.selected_array["frequency"]
        return f0_hz[f0_hz > 0]

    q25, q75 = np.percentile(voiced(75.0, 600.0), [25, 75])
    return voiced(max(0.75 * q25, 50.0), 1.75 * q75)


@pytest.mark.parametrize("middle_hz", [75.0, 110.0, 210.0, 400.0])
@pytest.mark.parametrize("band", ["wide", "telephone"])
@pytest.mark.parametrize("sample_rate_hz", [8000, 16000])
def test_a_known_contour(middle_hz: float, band: str, sample_rate_hz: int) -> None:
    contour_hz = _contour(sample_rate_hz, middle_hz, 3.0)
    samples = voices.vowel(contour_hz, sample_rate_hz)
    if band == "telephone":
        samples = voices.telephone_band(samples, sample_rate_hz)
    track = track_pitch(samples, sample_rate_hz)
    errors = np.abs(_errors_st(track, contour_hz, sample_rate_hz))
    assert errors.size > 0.95 * track.f0_hz.size
    assert np.median(errors) < 0.1
    assert np.quantile(errors, 0.99) < 0.6


def test_the_missing_fundamental_is_missing() -> None:
    contour_hz = _contour(8000, 110.0, 0.0)
    samples = voices.telephone_band(voices.vowel(contour_hz, 8000), 8000)
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(samples.size)))
    fundamental, fourth = (spectrum[round(f * samples.size / 8000)] for f in (110.0, 440.0))
    assert fundamental < fourth / 300


@settings(max_examples=12, deadline=None)
@given(f0_hz=st.floats(65, 450), gain_db=st.floats(-40, 0))
def test_a_steady_vowel_at_any_level_has_its_f0_and_no_spread(f0_hz: float, gain_db: float) -> None:
    samples = voices.vowel(np.full(8000, f0_hz), 8000) * np.float32(10 ** (gain_db / 20))
    summary = pitch_summary(track_pitch(samples, 8000), [Interval(0.0, 1.0)])
    assert summary.median_hz == pytest.approx(f0_hz, rel=0.01)
    assert summary.sd_st is not None
    assert summary.sd_st < 0.2


def test_silence_before_shifts_the_track() -> None:
    sentence = voices.say(voices.MANDARIN[1], voices.MANDARIN_FEMALE, 8000)
    later = np.concatenate([np.zeros(4000, dtype=np.float32), sentence])
    here = track_pitch(sentence, 8000, within=[Interval(0.0, sentence.size / 8000)])
    there = track_pitch(later, 8000, within=[Interval(0.5, later.size / 8000)])
    assert np.all(np.isnan(there.f0_hz[:50]))
    np.testing.assert_allclose(there.f0_hz[50:], here.f0_hz, rtol=1e-3)


@pytest.mark.parametrize(
    "voice",
    [voices.MANDARIN_MALE, voices.MANDARIN_FEMALE, voices.ENGLISH_MALE, voices.ENGLISH_FEMALE],
)
@pytest.mark.parametrize("channel", ["clean", "mu-law", "telephone"])
def test_median_and_spread_agree_with_praat_on_the_original(voice: str, channel: str) -> None:
    original, places, _ = voices.speech(voice, 16000)
    samples = voices.to_rate(original, 16000, 8000)
    if channel == "telephone":
        samples = voices.telephone_band(samples, 8000)
    if channel != "clean":
        samples = voices.mu_law(samples)
    speech = [Interval(*place) for place in places]
    summary = pitch_summary(track_pitch(samples, 8000, within=speech), speech)
    expected_st = 12 * np.log2(_praat_two_pass_hz(original, 16000))
    assert summary.median_hz is not None
    assert 12 * np.log2(summary.median_hz) == pytest.approx(np.median(expected_st), abs=0.3)
    assert summary.sd_st == pytest.approx(np.std(expected_st), abs=0.3)
    p10, p90 = np.percentile(expected_st, [10, 90])
    assert summary.range_st == pytest.approx(p90 - p10, abs=0.5)


def test_a_dark_voice_is_not_heard_two_octaves_up() -> None:
    # The telephone leaves little but its fourth harmonic, which misleads the quartiles of a first search.
    original, places, _ = voices.speech("cmn-latn-pinyin+robert", 16000)
    samples = voices.mu_law(voices.telephone_band(voices.to_rate(original, 16000, 8000), 8000))
    speech = [Interval(*place) for place in places]
    summary = pitch_summary(track_pitch(samples, 8000, within=speech), speech)
    true_st = np.median(12 * np.log2(_praat_two_pass_hz(original, 16000)))
    assert summary.median_hz is not None
    assert 12 * np.log2(summary.median_hz) == pytest.approx(true_st, abs=0.5)


@pytest.mark.parametrize("ratio", [1.7, 2.2])
def test_a_shouted_stretch_keeps_its_own_pitch(ratio: float) -> None:
    silence = np.zeros(4000, dtype=np.float32)
    pieces, speech, cursor = [], [], 0
    for f0_hz in (120.0, 130.0, 125.0, 120.0 * ratio, 118.0, 128.0):
        contour_hz = f0_hz * 2 ** (np.sin(np.linspace(0, 4 * np.pi, 12000)) / 12)
        piece = voices.telephone_band(voices.vowel(contour_hz, 8000), 8000)
        pieces += [piece, silence]
        speech.append(Interval(cursor / 8000, (cursor + piece.size) / 8000))
        cursor += piece.size + silence.size
    track = track_pitch(np.concatenate(pieces), 8000, within=speech)
    shouted = pitch_summary(track, [speech[3]])
    calm = pitch_summary(track, [speech[4]])
    assert shouted.median_hz == pytest.approx(120.0 * ratio, rel=0.03)
    assert calm.median_hz == pytest.approx(118.0, rel=0.03)


def test_a_soft_turn_beside_a_loud_one_and_a_click_stays_voiced() -> None:
    loud = voices.say(voices.MANDARIN[3], voices.MANDARIN_MALE, 8000)
    gap = np.zeros(4000, dtype=np.float32)
    soft = loud * np.float32(10 ** (-24 / 20))
    samples = np.concatenate([loud, gap, soft])
    samples[100:104] = 1.0
    middle_s, end_s = (loud.size + gap.size) / 8000, samples.size / 8000
    turns = [Interval(0.0, loud.size / 8000), Interval(middle_s, end_s)]
    track = track_pitch(samples, 8000, within=turns)
    first, second = (pitch_summary(track, [turn]) for turn in turns)
    assert first.voiced_share is not None
    assert second.voiced_share == pytest.approx(first.voiced_share, abs=0.05)
    assert second.median_hz == pytest.approx(first.median_hz, rel=0.01)


def test_noise_and_silence_have_no_pitch() -> None:
    noise = (0.1 * np.random.default_rng(5).standard_normal(16000)).astype(np.float32)
    for samples in (noise, np.zeros(16000, dtype=np.float32)):
        track = track_pitch(samples, 8000)
        summary = pitch_summary(track, [Interval(0.0, 2.0)])
        assert summary.voiced_share is not None
        assert summary.voiced_share < 0.1
        assert summary.median_hz is None
        assert "voiced" in (summary.reason or "")
        assert np.all(track.strength[np.isnan(track.f0_hz)] == 0)


def test_no_samples_and_no_speech() -> None:
    assert track_pitch(np.zeros(0, dtype=np.float32), 8000).f0_hz.size == 0
    track = track_pitch(voices.vowel(np.full(8000, 120.0), 8000), 8000, within=[])
    assert np.all(np.isnan(track.f0_hz))
    assert pitch_summary(track, [Interval(0.0, 1.0)]).voiced_share is None


def test_low_confidence_is_said() -> None:
    track = track_pitch(voices.vowel(np.full(8000, 120.0), 8000), 8000)
    assert pitch_summary(track, [Interval(0.0, 1.0)], snr_db=6.0).low_confidence
    assert not pitch_summary(track, [Interval(0.0, 1.0)], snr_db=20.0).low_confidence
    assert not pitch_summary(track, [Interval(0.0, 1.0)]).low_confidence

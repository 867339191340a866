"""Speech activity against speech whose times are known by construction."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.acoustics.activity_cases import ActivityCase, activity_case
from tests.acoustics.signals import (
    RATE_HZ,
    Signal,
    coded,
    coloured_noise,
    conversation,
    ringback,
    seconds,
    silence,
    sounding,
    speech,
    white_noise,
)
from voicecheck.acoustics.activity import speech_activity
from voicecheck.acoustics.tones import find_tones
from voicecheck.errors import AudioError
from voicecheck.intervals import Interval, complement, merge, overlap_s, total_s


def missed_share(case: ActivityCase, found: tuple[Interval, ...]) -> float:
    return 1 - overlap_s(case.speech, found) / total_s(case.speech)


def false_share(case: ActivityCase, found: tuple[Interval, ...]) -> float:
    quiet = complement(case.speech, Interval(0.0, case.duration_s))
    return overlap_s(quiet, found) / total_s(quiet)


def spoken_twice() -> tuple[Signal, tuple[Interval, ...]]:
    """Two sentences with a second before, between and after, and where they sound."""
    rng = np.random.default_rng(11)
    sentence = speech(rng, -26, 2)
    samples = np.concatenate([silence(1), sentence, silence(1), sentence, silence(1)])
    return samples, tuple(Interval(float(a), float(b)) for a, b in sounding(samples))


@pytest.mark.parametrize(
    ("condition", "most_missed", "most_false"),
    [
        ("clean", 0.02, 0.03),
        ("mu-law, -70 dB noise", 0.02, 0.03),
        ("white 20 dB", 0.03, 0.03),
        ("white 10 dB", 0.06, 0.02),
        ("room 20 dB", 0.03, 0.03),
        ("room 10 dB", 0.06, 0.02),
        ("quiet -45 dBov", 0.03, 0.04),
        ("gated comfort noise", 0.02, 0.03),
        ("hum", 0.02, 0.05),
        ("clicks", 0.02, 0.04),
        ("noise bursts", 0.02, 0.04),
        ("level varies 20 dB", 0.03, 0.04),
    ],
)
def test_misses_and_false_alarms(condition: str, most_missed: float, most_false: float) -> None:
    for seed in (20, 21):
        case = activity_case(seed, condition, 30.0)
        found = speech_activity(case.samples, RATE_HZ)
        assert missed_share(case, found) <= most_missed
        assert false_share(case, found) <= most_false


@pytest.mark.parametrize(
    ("condition", "share"), [("clean", 0.95), ("mu-law, -70 dB noise", 0.95), ("gated comfort noise", 0.85)]
)
def test_starts_and_ends_lie_within_50_ms(condition: str, share: float) -> None:
    errors_s: list[float] = []
    for seed in range(30, 33):
        case = activity_case(seed, condition, 30.0)
        found = speech_activity(case.samples, RATE_HZ)
        for truth in merge(case.speech, max_gap_s=0.2):
            errors_s.append(min(abs(truth.start_s - one.start_s) for one in found))
            errors_s.append(min(abs(truth.end_s - one.end_s) for one in found))
    assert np.mean(np.array(errors_s) <= 0.05) >= share


def test_music_without_words_is_not_speech() -> None:
    case = activity_case(1, "music on hold")
    found = speech_activity(case.samples, RATE_HZ)
    assert missed_share(case, found) <= 0.05
    assert false_share(case, found) <= 0.15


@pytest.mark.parametrize("level_db", [-70, -50, -30])
@pytest.mark.parametrize("make", [white_noise, coloured_noise])
def test_steady_noise_is_not_speech(make: object, level_db: float) -> None:
    rng = np.random.default_rng(1)
    noise = make(rng, 20.0, level_db)  # type: ignore[operator]
    assert speech_activity(coded(noise, "mu-law"), RATE_HZ) == ()


@pytest.mark.parametrize("count", [0, 1, 100, 8000])
def test_digital_silence_is_not_speech(count: int) -> None:
    assert speech_activity(np.zeros(count, dtype=np.float32), RATE_HZ) == ()


def test_offset_and_hum_are_not_speech() -> None:
    time_s = np.arange(5 * RATE_HZ) / RATE_HZ
    hum = 0.1 + 0.1 * np.sin(2 * np.pi * 50 * time_s)
    assert speech_activity(hum.astype(np.float32), RATE_HZ) == ()


def test_recording_that_starts_within_speech() -> None:
    rng = np.random.default_rng(2)
    cut = speech(rng, -26, 0)[seconds(0.6) :]
    found = speech_activity(coded(np.concatenate([cut, silence(1)]), "none"), RATE_HZ)
    assert found[0].start_s == pytest.approx(0.0, abs=0.02)
    assert found[-1].end_s == pytest.approx(cut.size / RATE_HZ, abs=0.05)


def test_excluded_stretches_are_left_out() -> None:
    rng = np.random.default_rng(4)
    sentence = speech(rng, -26, 1)
    call = np.concatenate([ringback("USA", 2, -20), sentence, silence(0.5)])
    samples = coded(call + white_noise(rng, call.size / RATE_HZ, -65), "mu-law")
    ringing = [Interval(0.0, 12.0)]
    assert overlap_s(ringing, speech_activity(samples, RATE_HZ)) > 1
    found = speech_activity(samples, RATE_HZ, exclude=find_tones(samples, RATE_HZ).intervals)
    assert overlap_s(ringing, found) == pytest.approx(0, abs=0.05)
    assert found[0].start_s == pytest.approx(12, abs=0.06)


def test_the_loud_speaker_does_not_hide_the_soft_one() -> None:
    rng = np.random.default_rng(6)
    call = np.concatenate([speech(rng, -15, 0), silence(2), speech(rng, -45, 0), silence(1)])
    truth = sounding(call[: -seconds(1)], floor_db=-65)
    found = speech_activity(coded(call + white_noise(rng, call.size / RATE_HZ, -78), "none"), RATE_HZ)
    assert found[-1].end_s == pytest.approx(truth[-1][1], abs=0.1)
    assert overlap_s(found, [Interval(a, b) for a, b in truth]) >= 0.9 * sum(b - a for a, b in truth)


@settings(max_examples=8, deadline=None)
@given(gain_db=st.floats(-18, 16))
def test_gain_does_not_matter(gain_db: float) -> None:
    samples, truth = spoken_twice()
    found = speech_activity((samples * 10 ** (gain_db / 20)).astype(np.float32), RATE_HZ)
    assert overlap_s(found, truth) >= 0.98 * total_s(truth)
    assert total_s(found) <= 1.05 * total_s(truth)


@settings(max_examples=8, deadline=None)
@given(lead_s=st.floats(0.05, 6))
def test_silence_before_shifts(lead_s: float) -> None:
    samples, _ = spoken_twice()
    plain = speech_activity(coded(samples, "none"), RATE_HZ)
    moved = speech_activity(coded(np.concatenate([silence(lead_s), samples]), "none"), RATE_HZ)
    assert len(plain) == len(moved)
    for before, after in zip(plain, moved, strict=True):
        assert after.start_s - before.start_s == pytest.approx(seconds(lead_s) / RATE_HZ, abs=0.025)
        assert after.end_s - before.end_s == pytest.approx(seconds(lead_s) / RATE_HZ, abs=0.025)


def test_pieces_are_long_and_far_apart_enough() -> None:
    rng = np.random.default_rng(8)
    talk, _ = conversation(rng, 30, levels_db=(-20, -30), speakers=(4, 7))
    for channel in talk:
        found = speech_activity(coded(channel + white_noise(rng, 30, -60), "mu-law"), RATE_HZ)
        assert found
        assert all(one.duration_s >= 0.1 for one in found)
        assert all(b.start_s - a.end_s >= 0.1 for a, b in pairwise(found))


def test_two_channels_are_refused() -> None:
    with pytest.raises(AudioError, match="speech_activity: expected one channel"):
        speech_activity(np.zeros((2, 100), dtype=np.float32), RATE_HZ)

"""Rings, busy tones and other tones: made by construction, counted exactly."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.acoustics.signals import (
    BUSY_PLANS,
    DTMF_COLUMNS_HZ,
    DTMF_ROWS_HZ,
    RATE_HZ,
    RING_PLANS,
    RINGLESS,
    Signal,
    busy,
    coded,
    conversation,
    dtmf,
    ring_call,
    ringback,
    ringless_call,
    seconds,
    silence,
    speech,
    tone,
    white_noise,
)
from voicecheck.acoustics.tones import find_busy, find_call_rings, find_rings, find_tones
from voicecheck.errors import AudioError

COUNTRIES = tuple(RING_PLANS)


def heard_span_s(country: str) -> float:
    """First start to last end of the bursts of one ring."""
    return float(sum(RING_PLANS[country][1][:-1]))


def period_s(country: str) -> float:
    return float(sum(RING_PLANS[country][1]))


def noisy(samples: Signal, noise_db: float) -> np.ndarray:
    rng = np.random.default_rng(7)
    return coded(samples + white_noise(rng, samples.size / RATE_HZ, noise_db), "mu-law")


@pytest.mark.parametrize("country", COUNTRIES)
@pytest.mark.parametrize("count", [1, 3])
def test_rings_are_counted_and_timed(country: str, count: int) -> None:
    rng = np.random.default_rng(3)
    call = np.concatenate([silence(0.7), ringback(country, count, -20), speech(rng, -24, 1)])
    rings = find_rings(noisy(call, -60), RATE_HZ)
    assert len(rings) == count
    for index, ring in enumerate(rings):
        start_s = 0.7 + index * period_s(country)
        assert ring.start_s == pytest.approx(start_s, abs=0.04)
        assert ring.end_s == pytest.approx(start_s + heard_span_s(country), abs=0.04)


@pytest.mark.parametrize("country", COUNTRIES)
def test_faint_rings_in_noise_at_12_db_are_counted(country: str) -> None:
    call = np.concatenate([silence(0.4), ringback(country, 2, -35), silence(0.5)])
    assert len(find_rings(noisy(call, -47), RATE_HZ)) == 2


@pytest.mark.parametrize(
    ("country", "frequencies_hz"),
    [("China", (450,)), ("USA", (440, 480)), ("UK", (400, 450)), ("India", (375, 400, 425))],
)
def test_ring_frequencies(country: str, frequencies_hz: tuple[float, ...]) -> None:
    call = np.concatenate([silence(0.4), ringback(country, 1, -20)])
    (ring,) = find_rings(noisy(call, -60), RATE_HZ)
    assert ring.frequencies_hz == pytest.approx(frequencies_hz, abs=1.0)


@pytest.mark.parametrize("country", COUNTRIES)
def test_recording_that_starts_within_a_burst(country: str) -> None:
    cut_s = RING_PLANS[country][1][0] - 0.25
    rings = find_rings(coded(ringback(country, 3, -20)[seconds(cut_s) :], "a-law"), RATE_HZ)
    assert len(rings) == 3
    assert rings[0].start_s == 0.0


@pytest.mark.parametrize("country", COUNTRIES)
@pytest.mark.parametrize("rings_before", [0, 2])
def test_answer_within_a_burst(country: str, rings_before: int) -> None:
    rng = np.random.default_rng(5)
    heard = seconds(rings_before * period_s(country) + 0.35)
    call = np.concatenate([silence(1), ringback(country, 3, -20)[:heard], speech(rng, -24, 0)])
    rings = find_rings(coded(call, "mu-law"), RATE_HZ)
    assert len(rings) == rings_before + 1
    assert rings[-1].end_s == pytest.approx(1 + heard / RATE_HZ, abs=0.12)


@pytest.mark.parametrize("country", COUNTRIES)
def test_holes_of_a_lost_packet_do_not_part_a_ring(country: str) -> None:
    call = noisy(np.concatenate([silence(0.5), ringback(country, 3, -20), silence(0.5)]), -60)
    for start_s in (0.7, 0.5 + period_s(country) + 0.2):
        call[seconds(start_s) : seconds(start_s + 0.04)] = 0
    assert len(find_rings(call, RATE_HZ)) == 3


def test_one_half_of_a_double_ring_is_one_ring() -> None:
    second_half = ringback("UK", 2, -20)[seconds(0.5) :]
    assert len(find_rings(coded(second_half, "none"), RATE_HZ)) == 2


@pytest.mark.parametrize("kind", [kind for kind in RINGLESS if kind != "melody"])
@pytest.mark.parametrize("seed", range(3))
def test_nothing_else_is_a_ring(kind: str, seed: int) -> None:
    assert find_call_rings(ringless_call(seed, kind).samples, RATE_HZ) == ()


def test_pure_notes_at_ring_pitches_are_hardly_ever_rings() -> None:
    counted = [len(find_call_rings(ringless_call(seed, "melody").samples, RATE_HZ)) for seed in range(20)]
    assert sum(counted) <= 1


@pytest.mark.parametrize("frequency_hz", [425, 440, 1000, 1400])
@pytest.mark.parametrize("duration_s", [0.2, 0.35, 0.5])
def test_a_beep_is_a_tone_and_no_ring(frequency_hz: float, duration_s: float) -> None:
    call = np.concatenate([silence(1), tone("sum", (frequency_hz,), duration_s, -20), silence(1)])
    tones = find_tones(noisy(call, -60), RATE_HZ)
    assert (tones.rings, tones.busy) == ((), ())
    (beep,) = tones.other
    assert beep.frequencies_hz == pytest.approx((frequency_hz,), rel=0.005)
    assert beep.start_s == pytest.approx(1.0, abs=0.05)
    assert beep.end_s == pytest.approx(1.0 + duration_s, abs=0.05)


@pytest.mark.parametrize("seed", range(44))
def test_generated_calls(seed: int) -> None:
    call = ring_call(1000 + seed, COUNTRIES[seed % len(COUNTRIES)], seed % 5)
    assert len(find_call_rings(call.samples, RATE_HZ)) == call.ring_count


@pytest.mark.parametrize("name", BUSY_PLANS)
def test_busy_tone_is_told_apart(name: str) -> None:
    frequencies_hz, half_s = BUSY_PLANS[name]
    call = noisy(np.concatenate([silence(1), busy(name, 6, -22)]), -60)
    (found,) = find_busy(call, RATE_HZ)
    assert find_rings(call, RATE_HZ) == ()
    assert found.frequencies_hz == pytest.approx(frequencies_hz, abs=1.5)
    assert (found.on_s, found.off_s) == pytest.approx((half_s, half_s), abs=0.04)
    assert (found.start_s, found.end_s) == pytest.approx((1, 1 + 11 * half_s), abs=0.05)


def test_all_sixteen_keys_are_found() -> None:
    call = np.concatenate([part for key in range(16) for part in (silence(0.15), dtmf(key, 0.08, -20))])
    keys = find_tones(coded(call, "mu-law"), RATE_HZ).other
    assert len(keys) == 16
    for number, key in enumerate(keys):
        pair = (DTMF_ROWS_HZ[number // 4], DTMF_COLUMNS_HZ[number % 4])
        assert key.frequencies_hz == pytest.approx(pair, rel=0.01)


def test_dial_tone_is_another_tone() -> None:
    call = np.concatenate([silence(0.5), tone("sum", (350, 440), 4, -20), silence(0.5)])
    tones = find_tones(noisy(call, -60), RATE_HZ)
    assert (tones.rings, tones.busy, len(tones.other)) == ((), (), 1)
    assert tones.intervals[0].duration_s == pytest.approx(4, abs=0.05)


def test_speech_holds_no_tones() -> None:
    for seed in range(3):
        rng = np.random.default_rng(seed)
        talk, _ = conversation(rng, 30, levels_db=(-20, -32), speakers=(3 * seed, 3 * seed + 1))
        for channel in talk:
            assert find_tones(noisy(channel, -65), RATE_HZ).intervals == ()


def test_rings_on_either_and_both_channels_count_once() -> None:
    ringing = np.concatenate([silence(0.5), ringback("China", 4, -20)])
    later = np.roll(ringing, 400) * 0.3
    first_two = ringing * (np.arange(ringing.size) < seconds(10))
    for pair in ((ringing, ringing * 0), (ringing * 0, ringing), (ringing, later), (first_two, ringing)):
        assert len(find_call_rings(coded(np.stack(pair), "mu-law"), RATE_HZ)) == 4


def test_search_ends_where_it_is_told() -> None:
    call = coded(np.stack([ringback("China", 4, -20)] * 2), "none")
    assert len(find_call_rings(call, RATE_HZ, search_s=9.0)) == 2
    assert len(find_call_rings(call, RATE_HZ, search_s=None)) == 4


@pytest.mark.parametrize("rate_hz", [16000, 44100])
def test_other_sample_rates(rate_hz: int) -> None:
    time_s = np.arange(6 * rate_hz) / rate_hz
    ringing = 0.1 * np.sin(2 * np.pi * 450 * time_s) * ((time_s % 5) < 1)
    rings = find_rings(ringing.astype(np.float32), rate_hz)
    assert len(rings) == 2
    assert rings[1].start_s == pytest.approx(5.0, abs=0.03)


@settings(max_examples=12, deadline=None)
@given(lead_s=st.floats(0.2, 4), gain_db=st.floats(-20, 10), country=st.sampled_from(COUNTRIES))
def test_silence_before_shifts_and_gain_does_not_matter(lead_s: float, gain_db: float, country: str) -> None:
    ringing = ringback(country, 2, -24)
    plain = find_rings(coded(np.concatenate([silence(0.2), ringing]), "none"), RATE_HZ)
    moved = np.concatenate([silence(0.2), silence(lead_s), ringing * 10 ** (gain_db / 20)])
    shifted = find_rings(coded(moved, "none"), RATE_HZ)
    assert len(plain) == len(shifted) == 2
    for before, after in zip(plain, shifted, strict=True):
        assert after.start_s - before.start_s == pytest.approx(seconds(lead_s) / RATE_HZ, abs=0.015)
        assert after.end_s - before.end_s == pytest.approx(seconds(lead_s) / RATE_HZ, abs=0.015)


def test_wrong_shapes_are_named() -> None:
    with pytest.raises(AudioError, match="find_rings: expected one channel"):
        find_rings(np.zeros((2, 100), dtype=np.float32), RATE_HZ)
    with pytest.raises(AudioError, match="find_call_rings: expected"):
        find_call_rings(np.zeros(100, dtype=np.float32), RATE_HZ)


@pytest.mark.parametrize("count", [0, 1, 100, 8000])
def test_silence_and_crumbs_hold_nothing(count: int) -> None:
    tones = find_tones(np.zeros(count, dtype=np.float32), RATE_HZ)
    assert (tones.rings, tones.busy, tones.other, tones.intervals) == ((), (), (), ())

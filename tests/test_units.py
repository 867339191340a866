"""Conversions between units, and the rounding rule."""

from __future__ import annotations

import math
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicecheck.units import (
    amplitude_to_db,
    clock,
    db_to_amplitude,
    db_to_power,
    power_to_db,
    rounded,
    samples_to_seconds,
    seconds_to_samples,
)

RATES_HZ = st.sampled_from([8000, 11025, 16000, 44100, 48000, 192000])


@pytest.mark.parametrize(
    ("seconds", "rate_hz", "samples"),
    [
        (0.0, 8000, 0),
        (1.0, 8000, 8000),
        (0.5 / 8000, 8000, 1),  # a tie goes up
        (1.5 / 8000, 8000, 2),  # and so does its neighbour: no parity
        (2.5 / 8000, 8000, 3),
        (0.49 / 8000, 8000, 0),
        (-0.5 / 8000, 8000, 0),  # up is towards the later time before zero too
        (0.1, 44100, 4410),
    ],
)
def test_seconds_become_samples_half_up(seconds: float, rate_hz: int, samples: int) -> None:
    assert seconds_to_samples(seconds, rate_hz) == samples


@given(samples=st.integers(0, 12 * 3600 * 192000), rate_hz=RATES_HZ)
def test_samples_survive_the_way_to_seconds_and_back(samples: int, rate_hz: int) -> None:
    assert seconds_to_samples(samples_to_seconds(samples, rate_hz), rate_hz) == samples


@given(seconds=st.floats(0, 12 * 3600), rate_hz=RATES_HZ)
def test_samples_are_never_more_than_half_a_sample_away(seconds: float, rate_hz: int) -> None:
    assert abs(seconds_to_samples(seconds, rate_hz) - seconds * rate_hz) <= 0.5 + 1e-6


@pytest.mark.parametrize(("seconds", "rate_hz"), [(math.nan, 8000), (math.inf, 8000), (1.0, 0), (1.0, -8000)])
def test_impossible_times_and_rates_are_refused(seconds: float, rate_hz: int) -> None:
    with pytest.raises(ValueError, match="expected a finite time and a positive rate"):
        seconds_to_samples(seconds, rate_hz)


def test_an_impossible_rate_is_refused_on_the_way_to_seconds() -> None:
    with pytest.raises(ValueError, match="expected a positive rate, found 0 Hz"):
        samples_to_seconds(8000, 0)


def test_decibels_of_known_ratios() -> None:
    assert power_to_db(1.0) == 0.0
    assert power_to_db(100.0) == pytest.approx(20.0)
    assert amplitude_to_db(0.1) == pytest.approx(-20.0)
    assert amplitude_to_db(2.0) == pytest.approx(6.0206, abs=1e-4)
    assert db_to_power(3.0) == pytest.approx(1.9953, abs=1e-4)
    assert db_to_amplitude(-6.0) == pytest.approx(0.50119, abs=1e-5)


@pytest.mark.parametrize("ratio", [0.0, -1.0, math.nan, math.inf])
def test_an_undefined_level_is_none(ratio: float) -> None:
    assert power_to_db(ratio) is None
    assert amplitude_to_db(ratio) is None


@given(level_db=st.floats(-120, 120))
def test_levels_survive_the_way_there_and_back(level_db: float) -> None:
    assert power_to_db(db_to_power(level_db)) == pytest.approx(level_db, abs=1e-9)
    assert amplitude_to_db(db_to_amplitude(level_db)) == pytest.approx(level_db, abs=1e-9)


@pytest.mark.parametrize(
    ("value", "digits", "expected"),
    [
        (0.5, 0, 1.0),
        (1.5, 0, 2.0),
        (2.5, 0, 3.0),  # half to even would say 2
        (2.675, 2, 2.68),  # the binary number lies below the tie
        (1.005, 2, 1.01),
        (-2.5, 0, -2.0),
        (-2.51, 0, -3.0),
        (0.1 + 0.2, 2, 0.3),
        (1234.0, -2, 1200.0),
        (1e300, 3, 1e300),
        (7, 1, 7.0),
    ],
)
def test_numbers_are_rounded_on_their_decimal_digits(value: float, digits: int, expected: float) -> None:
    assert rounded(value, digits) == expected


def test_none_stays_none() -> None:
    assert rounded(None, 2) is None


def test_a_rounded_zero_has_no_sign() -> None:
    assert math.copysign(1.0, rounded(-0.001, 2)) == 1.0


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_a_number_that_is_not_finite_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="expected a finite number or None"):
        rounded(value, 2)


@given(value=st.floats(-1e9, 1e9), digits=st.integers(0, 6))
def test_rounding_moves_by_half_a_step_at_most_and_only_once(value: float, digits: int) -> None:
    once = rounded(value, digits)
    assert abs(Decimal(repr(once)) - Decimal(repr(value))) <= Decimal(1).scaleb(-digits) / 2
    assert rounded(once, digits) == once


@given(
    value=st.floats(-1e12, 1e12) | st.integers(-(10**7), 10**7).map(lambda n: n / 1000),
    digits=st.integers(0, 4),
)
def test_rounding_is_half_up_on_the_shortest_decimal_form(value: float, digits: int) -> None:
    scaled = Decimal(repr(value)).scaleb(digits) + Decimal("0.5")
    assert rounded(value, digits) == float(Decimal(math.floor(scaled)).scaleb(-digits))


@pytest.mark.parametrize(
    ("time_s", "tenths", "expected"),
    [
        (0.0, False, "0:00"),
        (59.5, False, "1:00"),
        (59.96, True, "1:00.0"),
        (61.25, True, "1:01.3"),
        (3725.0, False, "1:02:05"),
    ],
)
def test_clock(time_s: float, tenths: bool, expected: str) -> None:
    assert clock(time_s, tenths=tenths) == expected

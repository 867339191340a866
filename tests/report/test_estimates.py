from __future__ import annotations

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from voicecheck.report.estimates import mean_estimates, share_estimate, t_quantile

SCORES = st.lists(st.floats(0.0, 100.0), min_size=1, max_size=20)


@pytest.mark.parametrize("freedom", [1, 2, 3, 4, 5, 7, 10, 30, 200, 10_000])
def test_quantiles_are_those_of_students_t(freedom: int) -> None:
    assert t_quantile(freedom) == pytest.approx(stats.t.ppf(0.975, freedom), rel=0.002)


def test_one_group_alone_has_the_interval_of_the_text_books() -> None:
    values = [62.0, 71.0, 80.0, 55.0, 90.0]
    estimate = mean_estimates({"a": values})["a"]
    low, high = stats.t.interval(0.95, 4, loc=sum(values) / 5, scale=stats.sem(values))
    assert (estimate.low, estimate.high) == (pytest.approx(low, rel=1e-3), pytest.approx(high, rel=1e-3))


def test_an_agent_of_one_call_gets_the_widest_interval() -> None:
    estimates = mean_estimates({"one": [60.0], "many": [50.0, 60.0, 70.0, 60.0], "none": []})
    assert set(estimates) == {"one", "many"}
    one, many = estimates["one"], estimates["many"]
    assert one.low is not None
    assert many.low is not None
    assert 60.0 - one.low == pytest.approx(2 * (60.0 - many.low))


def test_without_a_second_call_of_anybody_there_is_no_interval() -> None:
    estimate = mean_estimates({"a": [60.0], "b": [80.0]})["a"]
    assert (estimate.value, estimate.low, estimate.high) == (60.0, None, None)


def test_the_intervals_hold_what_they_promise() -> None:
    """Of agents whose calls are drawn around a known mean, about 95 in 100 intervals hold it."""
    chance = random.Random(7)
    groups = {str(number): [chance.gauss(50.0, 8.0) for _ in range(5)] for number in range(2000)}
    held = [
        estimate.low <= 50.0 <= estimate.high
        for estimate in mean_estimates(groups).values()
        if estimate.low is not None and estimate.high is not None
    ]
    assert len(held) == 2000
    assert sum(held) / len(held) == pytest.approx(0.95, abs=0.015)


@given(st.dictionaries(st.sampled_from("abc"), SCORES, min_size=1))
def test_means_lie_in_their_intervals_and_in_the_scale(groups: dict[str, list[float]]) -> None:
    for name, estimate in mean_estimates(groups).items():
        assert estimate.value == pytest.approx(math.fsum(groups[name]) / len(groups[name]))
        if estimate.low is not None and estimate.high is not None:
            assert -1e-9 <= estimate.low <= estimate.value + 1e-9
            assert estimate.value - 1e-9 <= estimate.high <= 100.0 + 1e-9


@given(st.integers(0, 50), st.integers(1, 50))
def test_shares_have_wilsons_interval(hits: int, more: int) -> None:
    count = hits + more
    estimate = share_estimate(hits, count)
    expected = stats.binomtest(hits, count).proportion_ci(0.95, method="wilson")
    assert estimate is not None
    assert estimate.value == hits / count
    assert estimate.low == pytest.approx(expected.low, abs=1e-9)
    assert estimate.high == pytest.approx(expected.high, abs=1e-9)


def test_a_share_of_nothing_is_undefined() -> None:
    assert share_estimate(0, 0) is None

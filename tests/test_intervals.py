"""Half-open intervals: drawn examples, and the algebra's laws on integer times, where sums are exact."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicecheck.intervals import (
    Interval,
    complement,
    intersection,
    merge,
    overlap_s,
    subtract,
    total_s,
    union,
)

Operation = Callable[[tuple[Interval, ...], tuple[Interval, ...]], tuple[Interval, ...]]
LATEST_S = 40
EVERYTHING = Interval(0, LATEST_S)


def drawn(picture: str) -> tuple[Interval, ...]:
    """Runs of '#' as intervals; one character is one second."""
    found: list[Interval] = []
    start: int | None = None
    for position, mark in enumerate(picture + " "):
        if mark == "#" and start is None:
            start = position
        elif mark != "#" and start is not None:
            found.append(Interval(start, position))
            start = None
    return tuple(found)


def seconds_held(intervals: tuple[Interval, ...] | list[Interval]) -> set[int]:
    """The model that the algebra is held against: the whole seconds inside any interval."""
    return {second for i in intervals for second in range(int(i.start_s), int(i.end_s))}


@st.composite
def interval_lists(draw: st.DrawFn) -> list[Interval]:
    bounds = draw(
        st.lists(st.tuples(st.integers(0, LATEST_S - 1), st.integers(1, 12)), max_size=8),
    )
    return [Interval(start, min(LATEST_S, start + length)) for start, length in bounds]


@pytest.mark.parametrize(
    ("start_s", "end_s"),
    [(1.0, 1.0), (2.0, 1.0), (math.nan, 1.0), (0.0, math.nan), (0.0, math.inf), (-math.inf, 0.0)],
)
def test_an_interval_has_a_start_before_its_end(start_s: float, end_s: float) -> None:
    with pytest.raises(ValueError, match="expected start < end"):
        Interval(start_s, end_s)


def test_length_and_middle() -> None:
    assert Interval(1.5, 4.0).duration_s == 2.5
    assert Interval(1.5, 4.0).middle_s == 2.75


def test_touching_intervals_share_no_time() -> None:
    assert Interval(0, 1).overlap_s(Interval(1, 2)) == 0.0
    assert Interval(0, 3).overlap_s(Interval(1, 2)) == 1.0
    assert Interval(0, 1).overlap_s(Interval(5, 6)) == 0.0


def test_merge_joins_what_touches_and_sorts() -> None:
    assert merge([Interval(5, 6), Interval(0, 1), Interval(1, 2)]) == (Interval(0, 2), Interval(5, 6))


def test_merge_keeps_the_longer_end() -> None:
    assert merge([Interval(0, 9), Interval(1, 2)]) == (Interval(0, 9),)


def test_merge_bridges_gaps_up_to_the_limit_and_no_further() -> None:
    apart = drawn("##  ##   ##")
    assert merge(apart, max_gap_s=2) == drawn("######   ##")
    assert merge(apart, max_gap_s=1.99) == apart
    assert merge([]) == ()


DRAWN = [
    (union, "###   ##  ", "  ###    #", "##### ## #"),
    (intersection, "###   ##  ", " ##    ###", " ##    #  "),
    (intersection, "###       ", "   ###    ", "          "),
    (subtract, "######  ##", " ##  ###  ", "#  ##   ##"),
]


@pytest.mark.parametrize(("operation", "first", "second", "expected"), DRAWN)
def test_drawn_examples(operation: Operation, first: str, second: str, expected: str) -> None:
    assert operation(drawn(first), drawn(second)) == drawn(expected)


def test_complement_is_cut_to_its_frame() -> None:
    held = [Interval(-5, 1), Interval(3, 4), Interval(9, 20)]
    assert complement(held, Interval(0, 10)) == (Interval(1, 3), Interval(4, 9))
    assert complement([], Interval(2, 3)) == (Interval(2, 3),)
    assert complement([Interval(0, 10)], Interval(2, 3)) == ()
    assert complement([Interval(5, 6)], Interval(0, 5)) == (Interval(0, 5),)


def test_totals_count_shared_time_once() -> None:
    assert total_s([Interval(0, 2), Interval(1, 3)]) == 3.0
    assert overlap_s([Interval(0, 2), Interval(1, 3)], [Interval(2, 9)]) == 1.0
    assert total_s([]) == 0.0


@given(interval_lists())
def test_merged_intervals_are_sorted_and_apart(intervals: list[Interval]) -> None:
    merged = merge(intervals)
    assert all(a.end_s < b.start_s for a, b in pairwise(merged))
    assert seconds_held(merged) == seconds_held(intervals)
    assert merge(merged) == merged


@given(interval_lists(), interval_lists())
def test_the_algebra_agrees_with_sets_of_seconds(first: list[Interval], second: list[Interval]) -> None:
    a, b = seconds_held(first), seconds_held(second)
    assert seconds_held(union(first, second)) == a | b
    assert seconds_held(intersection(first, second)) == a & b
    assert seconds_held(subtract(first, second)) == a - b
    assert seconds_held(complement(first, EVERYTHING)) == set(range(LATEST_S)) - a
    assert overlap_s(first, second) == len(a & b)
    assert total_s(first) == len(a)


@given(interval_lists(), interval_lists())
def test_results_do_not_depend_on_the_order_given(first: list[Interval], second: list[Interval]) -> None:
    backwards = list(reversed(first))
    assert merge(backwards) == merge(first)
    assert intersection(backwards, second) == intersection(second, first)
    assert subtract(backwards, second) == subtract(first, second)


@given(interval_lists(), st.integers(0, 6), st.integers(0, 6))
def test_bridging_more_never_leaves_more_pieces(intervals: list[Interval], gap: int, more: int) -> None:
    assert len(merge(intervals, max_gap_s=gap + more)) <= len(merge(intervals, max_gap_s=gap))


@given(interval_lists())
def test_a_set_and_its_complement_fill_the_frame(intervals: list[Interval]) -> None:
    rest = complement(intervals, EVERYTHING)
    assert overlap_s(intervals, rest) == 0.0
    assert union(intervals, rest) == (EVERYTHING,)

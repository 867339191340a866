"""How far apart sayings sound."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicecheck.text.sounds import confusable, edit_distance, sound_distance, syllable


@pytest.mark.parametrize(
    ("one", "other", "distance"),
    [
        ("在", "再", 0.0),
        ("是", "四", 0.5),  # shi, si
        ("您", "林", 0.5),  # nin, lin
        ("真", "争", 0.5),  # zhen, zheng
        ("好", "吗", 1.0),
        ("好", "hao", 1.0),
        ("hello", "hello", 0.0),
        ("龘", "龘", 0.0),
        ("龘", "达", 1.0),  # not in the table
    ],
)
def test_distances_worked_by_hand(one: str, other: str, distance: float) -> None:
    assert sound_distance(one, other) == sound_distance(other, one) == distance


def test_commonest_readings() -> None:
    assert [syllable(character) for character in "您好还了的x"] == ["nin", "hao", "hai", "le", "de", None]


def test_a_syllable_is_confused_with_few() -> None:
    assert confusable("zhen") == ("chen", "zen", "zhen", "zheng")


@pytest.mark.parametrize(
    ("one", "other", "most", "edits"),
    [
        ("", "", 2, 0),
        ("holding", "holdin", 2, 1),
        ("abc", "cba", 2, 2),
        ("abc", "xyz", 2, 3),
        ("a", "abcd", 1, 2),
    ],
)
def test_edits(one: str, other: str, most: int, edits: int) -> None:
    assert edit_distance(one, other, most) == edits


@given(st.text("abc", max_size=6), st.text("abc", max_size=6))
def test_edits_are_the_same_both_ways(one: str, other: str) -> None:
    edits = edit_distance(one, other, 6)
    assert edits == edit_distance(other, one, 6)
    assert (edits == 0) == (one == other)
    assert edits >= abs(len(one) - len(other))

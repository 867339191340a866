"""Turns cut into clauses: by punctuation, by pauses, and where neither comes for long."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicecheck.asr.types import Word
from voicecheck.meaning.clauses import LONGEST_CLAUSE, clauses_of, clauses_of_text


def words(*spoken: tuple[float, str]) -> list[Word]:
    """Words of 0.2 s that begin at these moments."""
    return [Word(start_s=start_s, end_s=start_s + 0.2, text=text) for start_s, text in spoken]


def test_punctuation_and_pauses_end_a_clause() -> None:
    said = words((0.0, "I"), (0.25, "see,"), (0.5, "one"), (0.75, "moment"), (1.5, "please"))
    assert clauses_of(said) == ((0, 2), (2, 4), (4, 5))


def test_a_full_stop_inside_a_number_ends_nothing() -> None:
    assert clauses_of_text("It is 3.5 percent. Fine") == (("it", "is", "3", "5", "percent"), ("fine",))


@pytest.mark.parametrize("text", ["", "…", "。,!"])
def test_nothing_said_has_no_clauses(text: str) -> None:
    assert clauses_of_text(text) == ()
    assert clauses_of([]) == ()


def test_long_clauses_are_cut_into_equal_parts() -> None:
    clauses = clauses_of_text("好" * 40)
    assert [len(clause) for clause in clauses] == [13, 13, 14]


@given(st.lists(st.tuples(st.floats(0.0, 2.0), st.sampled_from(["好", "的,", "吗?", "嗯"])), max_size=60))
def test_clauses_follow_each_other_and_hold_every_word(steps: list[tuple[float, str]]) -> None:
    start_s, said = 0.0, []
    for gap_s, text in steps:
        said.append(Word(start_s=start_s, end_s=start_s + 0.1, text=text))
        start_s += 0.1 + gap_s
    clauses = clauses_of(said)
    assert [place for first, end in clauses for place in range(first, end)] == list(range(len(said)))
    assert all(0 < end - first <= LONGEST_CLAUSE for first, end in clauses)

"""Where lines break, in English and in Chinese."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from voicecheck.report.paragraph import break_points


def lines(text: str, cells: int) -> list[str]:
    """The lines that the break points give."""
    edges = [0, *break_points(text, cells), len(text)]
    return [text[start:end].strip() for start, end in itertools.pairwise(edges)]


@pytest.mark.parametrize(
    ("text", "cells", "expected"),
    [
        ("one two three", 7, ["one two", "three"]),
        ("one two three", 13, ["one two three"]),
        ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
        ("您的电话没有声音", 8, ["您的电话", "没有声音"]),
        # The comma may not begin a line, so its character goes down with it.
        ("您的电话，没有", 8, ["您的电", "话，没有"]),
        ("说「您好」", 5, ["说", "「您", "好」"]),
        ("tone 声音 level", 9, ["tone 声音", "level"]),
        # No break is allowed inside: the line is kept to its width all the same.
        ("a「a」」", 6, ["a", "「a」", "」"]),
        ("", 5, [""]),
    ],
)
def test_lines_break_at_spaces_and_between_characters(text: str, cells: int, expected: list[str]) -> None:
    assert lines(text, cells) == expected


@given(st.text(alphabet="ab 您好，「」", max_size=60), st.integers(min_value=6, max_value=30))
def test_nothing_is_lost_and_no_line_is_too_wide(text: str, cells: int) -> None:
    broken = lines(text, cells)
    assert "".join(broken).replace(" ", "") == text.replace(" ", "")
    assert max(cell_len(line) for line in broken) <= cells

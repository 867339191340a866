"""The picture of a call, cell by cell."""

from __future__ import annotations

import pytest

from tests.report.drawn import drawn_timeline
from tests.report.test_encode import result_of
from voicecheck.intervals import Interval
from voicecheck.report.glyphs import ASCII, UNICODE, big_number, scale
from voicecheck.report.lanes import Mark, axis_step_s, coverage, draw_call


def test_coverage_is_the_share_of_each_cell() -> None:
    # Ten seconds in five cells of 2 s; 1..5 s fills half the first, all of the second, half the third.
    assert coverage([Interval(1.0, 5.0)], 10.0, 5) == pytest.approx([0.5, 1.0, 0.5, 0.0, 0.0])
    assert coverage([Interval(9.0, 12.0)], 10.0, 5) == pytest.approx([0.0, 0.0, 0.0, 0.0, 0.5])


@pytest.mark.parametrize(
    ("duration_s", "cells", "expected"), [(63.0, 90, 10), (10.0, 100, 1), (3600.0, 60, 600)]
)
def test_axis_steps_are_round_and_ten_cells_apart(duration_s: float, cells: int, expected: int) -> None:
    assert axis_step_s(duration_s, cells) == expected
    assert expected * cells / duration_s >= 10


def test_the_drawn_call() -> None:
    # 63 s in 63 cells: one second each.
    marks = [Mark(at_s=11.0, number=1, style=""), Mark(at_s=11.2, number=12, style="")]
    lines = draw_call(result_of(drawn_timeline()), marks, width=63 + 11, lang="en", glyphs=ASCII)
    drawn = {line.plain[:10].strip(): line.plain[10:] for line in lines}
    assert drawn["agent"][11:15] == "####"
    assert drawn["agent"][16:27].strip() == ""
    assert drawn["agent"][27:29] == "@@"
    assert drawn["customer"][16:28] == "#" * 12
    assert drawn["events"][1] == "~"
    assert drawn["events"][6] == "~"
    assert drawn["events"][36:44] == ":" * 8
    assert drawn["events"][53:58] == "." * 5
    assert drawn["events"][27] == "*"
    assert drawn["marks"][11] == "1"
    # The second mark has no room beside the first and goes below it.
    assert lines[4].plain[10 + 11 : 10 + 13] == "12"
    assert lines[-1].plain[10:].startswith("0:00      0:10")


def test_a_narrow_terminal_gets_no_picture() -> None:
    assert draw_call(result_of(drawn_timeline()), [], width=25, lang="en", glyphs=UNICODE) == []


def test_scale_shows_where_the_value_lies() -> None:
    def drawn(value: float, limit: tuple[float | None, float | None]) -> str:
        return "".join(char for char, _ in scale(value, limit, cells=20, glyphs=ASCII))

    # The range is 80 wide with three quarters of that on either side: 120..320, ten a cell.
    inside, above, below = (drawn(value, (180.0, 260.0)) for value in (220.0, 300.0, 140.0))
    assert inside.index("O") == 10
    assert inside[9] == inside[11] == "="
    assert above.index("O") == 18
    assert above[17] == "-"
    assert below.index("O") == 2
    assert below[3] == "-"
    assert drawn(1e6, (180.0, 260.0)).endswith("O")
    assert drawn(-1e6, (180.0, 260.0)).startswith("O")
    assert drawn(6.6, (None, 5.0)).startswith("=")
    assert "-O" in drawn(6.6, (None, 5.0))
    assert drawn(2.0, (5.0, None)).endswith("=")


def test_big_numbers() -> None:
    assert big_number("17", UNICODE) == ("▄█  ▀▀█", " █    █", "▀▀▀   ▀")
    assert big_number("17", ASCII) == ("17",)

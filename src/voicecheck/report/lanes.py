"""A compact picture of a call: who speaks when, rings, silences, and the places that findings point to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.text import Text

from voicecheck.intervals import Interval
from voicecheck.report.glyphs import Glyphs
from voicecheck.report.i18n import Lang, label
from voicecheck.report.result import CallResult, TurnResult
from voicecheck.units import clock

__all__ = ["Mark", "axis_step_s", "coverage", "draw_call"]

_LANE_STYLE = {"agent": "cyan", "customer": "green", "speech": "cyan"}
_AXIS_STEPS_S = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200)
_MARK_ROWS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """The number of a finding at a moment of the call."""

    at_s: float
    number: int
    style: str


def coverage(intervals: Iterable[Interval], duration_s: float, cells: int) -> list[float]:
    """Share of each of `cells` equal parts of the call that the intervals hold, 0..1."""
    shares = [0.0] * cells
    step_s = duration_s / cells
    for interval in intervals:
        first = max(0, int(interval.start_s / step_s))
        last = min(cells - 1, int(interval.end_s / step_s))
        for cell in range(first, last + 1):
            part = Interval(cell * step_s, (cell + 1) * step_s)
            shares[cell] = min(1.0, shares[cell] + part.overlap_s(interval) / step_s)
    return shares


def axis_step_s(duration_s: float, cells: int) -> int:
    """The smallest round step that leaves at least ten cells between two times of the axis."""
    for step_s in _AXIS_STEPS_S:
        if step_s * cells >= duration_s * 10:
            return step_s
    return _AXIS_STEPS_S[-1]


def draw_call(
    result: CallResult, marks: Sequence[Mark], *, width: int, lang: Lang, glyphs: Glyphs
) -> list[Text]:
    """The picture as lines of at most `width` cells: a lane for each party, events, marks, a time axis."""
    duration_s = result.call.duration_s
    lanes = _lanes(result)
    names = [label(key, lang) for key in (*(name for name, _ in lanes), "events", "marks")]
    margin = max(cell_len(name) for name in names) + 2
    cells = width - margin - 1
    if cells < 20 or duration_s <= 0.0:
        return []
    lines = [
        _row(label(name, lang), margin, _speech_row(turns, duration_s, cells, name, glyphs))
        for name, turns in lanes
    ]
    lines.append(_row(label("events", lang), margin, _event_row(result, duration_s, cells, glyphs)))
    for index, row in enumerate(_mark_rows(marks, duration_s, cells)):
        lines.append(_row(label("marks", lang) if index == 0 else "", margin, row))
    lines.extend(_row("", margin, row) for row in _axis(duration_s, cells, glyphs))
    return lines


def _lanes(result: CallResult) -> list[tuple[str, list[TurnResult]]]:
    turns = result.timeline.turns
    if any(turn.speaker is None for turn in turns) or not result.speakers:
        return [("speech", list(turns))]
    return [
        (speaker, [turn for turn in turns if turn.speaker == speaker]) for speaker in ("agent", "customer")
    ]


def _row(name: str, margin: int, drawing: Text) -> Text:
    line = Text(" " + name + " " * (margin - 1 - cell_len(name)), style="dim")
    line.stylize("not dim", margin)
    return Text.assemble(line, drawing, no_wrap=True, overflow="crop")


def _speech_row(turns: list[TurnResult], duration_s: float, cells: int, name: str, glyphs: Glyphs) -> Text:
    speech = coverage((ipu for turn in turns for ipu in turn.ipus), duration_s, cells)
    raised = coverage((ipu for turn in turns if turn.raised for ipu in turn.ipus), duration_s, cells)
    row = Text()
    for spoken, loud in zip(speech, raised, strict=True):
        if loud > 0.0:
            row.append(glyphs.raised, "bold red")
        elif spoken > 0.0:
            row.append(glyphs.speech if spoken >= 0.5 else glyphs.speech_part, _LANE_STYLE[name])
        else:
            row.append(" ")
    return row


def _event_row(result: CallResult, duration_s: float, cells: int, glyphs: Glyphs) -> Text:
    drawn = [" "] * cells
    silences = result.timeline.silences
    kinds: list[tuple[str, list[Interval], float]] = [
        (glyphs.excused, [Interval(s.start_s, s.end_s) for s in silences if s.excused_by], 0.5),
        (glyphs.silence, [Interval(s.start_s, s.end_s) for s in silences if not s.excused_by], 0.5),
        (glyphs.ring, [Interval(ring.start_s, ring.end_s) for ring in result.timeline.rings], 0.0),
        (
            glyphs.interruption,
            [Interval(o.start_s, o.end_s) for o in result.timeline.overlaps if o.kind == "interruption"],
            0.0,
        ),
    ]
    for glyph, intervals, least in kinds:
        for cell, share in enumerate(coverage(intervals, duration_s, cells)):
            if share > least:
                drawn[cell] = glyph
    row = Text("".join(drawn))
    row.highlight_regex(f"[{glyphs.silence}{glyphs.excused}]+", "dim")
    row.highlight_regex(f"[{glyphs.ring}]+", "blue")
    row.highlight_regex(f"[{glyphs.interruption}]+", "red")
    return row


def _mark_rows(marks: Sequence[Mark], duration_s: float, cells: int) -> list[Text]:
    """The numbers of the findings below their places; one that finds no room on the last row is left out."""
    rows: list[list[str]] = []
    styles: list[list[tuple[int, int, str]]] = []
    for mark in sorted(marks, key=lambda mark: (mark.at_s, mark.number)):
        text = str(mark.number)
        at = min(int(mark.at_s / duration_s * cells), cells - len(text))
        for row, styled in zip(rows, styles, strict=True):  # noqa: B007
            if _is_free(row, at, len(text)):
                break
        else:
            if len(rows) == _MARK_ROWS:
                continue
            row, styled = [" "] * cells, []
            rows.append(row)
            styles.append(styled)
        row[at : at + len(text)] = text
        styled.append((at, at + len(text), mark.style))
    drawn = []
    for row, styled in zip(rows, styles, strict=True):
        line = Text("".join(row))
        for start, end, style in styled:
            line.stylize(style, start, end)
        drawn.append(line)
    return drawn


def _is_free(row: list[str], at: int, length: int) -> bool:
    return all(char == " " for char in row[max(0, at - 1) : at + length + 1])


def _axis(duration_s: float, cells: int, glyphs: Glyphs) -> list[Text]:
    ticks, times = [" "] * cells, [" "] * (cells + 8)
    step_s = axis_step_s(duration_s, cells)
    for number in range(int(duration_s / step_s) + 1):
        at = min(int(number * step_s / duration_s * cells), cells - 1)
        text = clock(number * step_s)
        if at + len(text) > cells:
            break
        ticks[at] = glyphs.tick
        times[at : at + len(text)] = text
    return [Text("".join(ticks), style="dim"), Text("".join(times).rstrip(), style="dim")]

"""The practice page in short, for a terminal."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from voicecheck.report.glyphs import printable, scale
from voicecheck.report.pages.words_practice import PRACTICE_WORDS
from voicecheck.report.paragraph import Paragraph
from voicecheck.report.practice import Measure, Practice, detail_of
from voicecheck.report.result import FindingResult
from voicecheck.report.terminal import View, call_name
from voicecheck.rules.messages import bare_text, limit_text, value_text
from voicecheck.units import clock

__all__ = ["render_practice"]

_SCALE_CELLS = 14


def render_practice(practice: Practice, view: View) -> RenderableType:
    """What went well, what to try, where to listen, and the figures beside the good call's."""
    return Group(
        Text.assemble((call_name(practice.call), "bold"), ("   " + _word("for_you", view), "dim")),
        *_well(practice, view),
        *_to_try(practice, view),
        *_moments(practice, view),
        *_figures(practice, view),
    )


def _word(key: str, view: View) -> str:
    return PRACTICE_WORDS[key][0 if view.lang == "zh" else 1]


def _well(practice: Practice, view: View) -> Iterator[RenderableType]:
    yield Text()
    yield Text(_word("well_first", view), style="bold green")
    if not practice.well:
        yield _below(Text(_word("well_none", view), style="dim"))
    for finding in practice.well:
        detail = detail_of(finding, practice.call)
        yield Text.assemble(
            (f" {view.glyphs.passed} ", "green"),
            (printable(finding.title[view.lang]), "bold"),
            (f"  {detail[view.lang]}" if detail else "", "dim"),
        )


def _to_try(practice: Practice, view: View) -> Iterator[RenderableType]:
    yield Text()
    yield Text(_word("try_next", view), style="bold cyan")
    if not practice.to_try:
        yield _below(Text(_word("try_none", view), style="dim"))
    for finding in practice.to_try:
        advice = finding.suggestion or finding.title
        line = Text.assemble((f"{view.glyphs.advice} ", "cyan"), (printable(advice[view.lang]), "bold"))
        yield Paragraph(line, 1)
        yield _below(Text(_why(finding, practice, view), style="dim"))


def _why(finding: FindingResult, practice: Practice, view: View) -> str:
    """The rule, what was measured, and where to hear it."""
    detail = detail_of(finding, practice.call)
    at = next((clock(one.start_s, tenths=True) for one in practice.moments if one.rule == finding.rule), None)
    parts = (printable(finding.title[view.lang]), detail[view.lang] if detail else None, at)
    return f" {view.glyphs.bullet} ".join(part for part in parts if part)


def _moments(practice: Practice, view: View) -> Iterator[RenderableType]:
    if not practice.moments:
        return
    yield Text()
    yield Text(_word("moments", view), style="bold")
    for moment in practice.moments:
        style = {"ask": "yellow", "keep": "green", "hear": "dim"}[moment.kind]
        yield Text.assemble(
            (f" {clock(moment.start_s, tenths=True):>7}  ", "bold"),
            (f"{_word(f'kind_{moment.kind}', view)}  ", style),
            printable(moment.title[view.lang]),
            f"  {view.glyphs.open_quote}{printable(moment.text)}{view.glyphs.close_quote}"
            if moment.text
            else "",
        )


def _figures(practice: Practice, view: View) -> Iterator[RenderableType]:
    measured = [measure for measure in practice.measures if measure.value is not None]
    if not measured:
        return
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column(" ", no_wrap=True)
    table.add_column(_word("you", view), justify="right", no_wrap=True)
    if practice.reference is not None:
        table.add_column(_word("reference", view), justify="right", no_wrap=True)
    table.add_column(_word("band", view), no_wrap=True)
    for measure in measured:
        table.add_row(*_row(measure, practice, view))
    yield Text()
    yield Text(_word("side_by_side", view), style="bold")
    yield table


def _row(measure: Measure, practice: Practice, view: View) -> Iterator[Text]:
    yield Text(f" {printable(measure.title[view.lang])}")
    value = "-" if measure.value is None else value_text(measure.value, measure.unit)[view.lang]
    # What a rate is counted in is said above; the column has no room for it.
    value = re.split(r" ?[(（]", value)[0]
    yield Text(value, style="yellow" if measure.inside is False else "bold")
    if practice.reference is not None:
        beside = "-" if measure.reference is None else bare_text(measure.reference, measure.unit)
        yield Text(beside, style="dim")
    yield _band(measure, view)


def _band(measure: Measure, view: View) -> Text:
    if measure.band is None or measure.value is None:
        return Text(_word("no_band", view), style="dim")
    styles = {"accepted": "green", "outside": "dim", "value": "bold" if measure.inside else "bold yellow"}
    line = Text()
    for char, part in scale(measure.value, measure.band, cells=_SCALE_CELLS, glyphs=view.glyphs):
        line.append(char, styles[part])
    # The unit of a rate is long and stands beside the value already.
    unit = "" if measure.unit.startswith("spm") else measure.unit
    return line.append(f"  {limit_text(measure.band, unit)[view.lang].rstrip()}", "dim")


def _below(text: Text) -> Paragraph:
    return Paragraph(text, 3)

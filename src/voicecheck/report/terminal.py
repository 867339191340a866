"""The scorecard of one call for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePath

from rich.console import Group, RenderableType
from rich.text import Text

from voicecheck.report.glyphs import Glyphs, big_number, printable, scale
from voicecheck.report.i18n import Lang, label
from voicecheck.report.lanes import Mark, draw_call
from voicecheck.report.order import numbered_findings, ordered_findings
from voicecheck.report.paragraph import Paragraph
from voicecheck.report.result import CallResult, FindingResult
from voicecheck.rules.messages import limit_text, number_text, value_text
from voicecheck.rules.types import Evidence, Score, Step
from voicecheck.units import clock

__all__ = ["View", "call_name", "render_call", "score_style", "share_text"]

_QUOTES = 3  # places shown for one finding; the JSON has them all
_QUOTE_CHARACTERS = 60
_SCALE_CELLS = 28
_BAR_CELLS = 30
_BESIDE_COLUMN = 20  # the widest score, 100, and the space around it
_VERDICT_STYLE = {"pass": "green", "fail": "red", "review": "yellow"}


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """How to draw: language, characters, and the number of cells in a line."""

    lang: Lang
    glyphs: Glyphs
    width: int

    def label(self, key: str, **values: object) -> str:
        """A label in the view's language, its places filled."""
        return label(key, self.lang).format(**values)


def render_call(result: CallResult, view: View) -> RenderableType:
    """The whole scorecard: header, score, picture, then findings from the worst to those without verdict."""
    numbered = numbered_findings(result)
    failed = [(number, finding) for number, finding in numbered if finding.verdict == "fail"]
    review = [(number, finding) for number, finding in numbered if finding.verdict == "review"]
    marks = [
        Mark(at_s=place.start_s, number=number, style=_VERDICT_STYLE[finding.verdict])
        for number, finding in numbered
        for place in finding.evidence
    ]
    picture = draw_call(result, marks, width=view.width, lang=view.lang, glyphs=view.glyphs)
    return Group(
        *_header(result, view),
        Text(),
        *_score(result, view),
        Text(),
        *picture,
        *_legend(result, view, bool(marks) and bool(picture)),
        *_section("failed", failed, result, view, "bold red"),
        *_section("review", review, result, view, "bold yellow"),
        *_passed(result, view),
        *_not_measurable(result, view),
        *_unmeasured_limits(result, view),
        *_not_applicable(result, view),
    )


def score_style(score: Score) -> str:
    """Colour of a score, none where less than half could be measured; the bands decide nothing."""
    value = score.value
    if value is None or (score.measurable_share or 0.0) < 0.5:
        return "dim"
    return "green" if value >= 80 else "yellow" if value >= 60 else "red"


def call_name(result: CallResult) -> str:
    """The recording as a person names it: its file name."""
    return printable(PurePath(result.call.path).name) or printable(result.call.id)


def share_text(share: float) -> str:
    """A share of 1 as per cent."""
    return f"{number_text(share * 100.0)} %"


def _header(result: CallResult, view: View) -> Iterator[RenderableType]:
    call = result.call
    channels = view.label("mono") if call.channels == 1 else f"{call.channels} {view.label('channels')}"
    yield Text.assemble(
        (call_name(result), "bold"),
        (
            f"   {clock(call.duration_s)} {view.glyphs.bullet} {channels}"
            f" {view.glyphs.bullet} {number_text(call.sample_rate_hz / 1000)} kHz {printable(call.codec)}",
            "dim",
        ),
    )
    roles = [
        f"{view.label(speaker)}: {_channel(role.channel, call.channels, view)} ({view.label(role.basis)})"
        for speaker, role in result.speakers.items()
    ]
    yield _dim("   ".join(roles) or view.label("roles_unknown"))
    standard = result.provenance.standard
    yield _dim(
        f"{view.label('standard')}: {printable(standard.title[view.lang])} {printable(standard.version)}   "
        f"{view.label('words_from')}: {_words_from(result, view)}"
    )


def _channel(channel: int, channels: int, view: View) -> str:
    if channels == 2 and channel in (0, 1):
        return view.label("left" if channel == 0 else "right")
    return f"{view.label('channel')} {channel}"


def _words_from(result: CallResult, view: View) -> str:
    if result.provenance.transcript == "given":
        return view.label("words_given")
    if result.provenance.model is not None:
        return view.label("words_model", model=printable(result.provenance.model.name))
    return view.label("words_none")


def _score(result: CallResult, view: View) -> Iterator[RenderableType]:
    score = result.score
    style = score_style(score)
    beside = [Text(), Text(), Text()]
    if score.value is None:
        rows: tuple[str, ...] = (view.label("no_score"),)
    else:
        rows = big_number(number_text(score.value), view.glyphs)
        filled = int(score.value / 100 * _BAR_CELLS + 0.5)
        bar = view.glyphs.filled * filled + view.glyphs.empty * (_BAR_CELLS - filled)
        beside[0] = Text.assemble(("/ 100  ", "dim"), (bar, style))
    if score.measurable_share is not None:
        share = share_text(score.measurable_share)
        beside[1] = _dim(view.label("measurable", share=share))
    by_group = _dim(f" {view.glyphs.bullet} ".join(_group_scores(result, view)))
    if len(rows) == 1 or by_group.cell_len > view.width - _BESIDE_COLUMN:
        below = [by_group]
    else:
        below, beside[2] = [], by_group
    if len(rows) == 1:
        yield Text.assemble("  ", (rows[0], f"bold {style}"), "  ", beside[0])
        yield from (Paragraph(line, 2) for line in beside[1:] if line.plain)
    else:
        broad = max(len(row) for row in rows)
        for row, line in zip(rows, beside, strict=True):
            yield Text.assemble("  ", (row.ljust(broad), f"bold {style}"), "   ", line)
    yield from (Paragraph(line, 2) for line in below if line.plain)
    if score.critical_failed:
        titles = {finding.rule: finding.title[view.lang] for finding in result.findings}
        named = view.label("between").join(
            printable(titles.get(rule, rule)) for rule in score.critical_failed
        )
        told = view.label("call_fails", rules=named)
        yield Paragraph(Text(f"{view.glyphs.failed} {told}", style="bold red"), 2)


def _group_scores(result: CallResult, view: View) -> Iterator[str]:
    titles = result.provenance.standard.groups
    for group, value in result.score.by_group.items():
        if value is not None:
            title = titles[group][view.lang] if group in titles else group
            yield f"{printable(title)} {number_text(value)}"


def _legend(result: CallResult, view: View, marked: bool) -> Iterator[RenderableType]:
    glyphs, timeline = view.glyphs, result.timeline
    parts = [
        (glyphs.ring, "legend_rings", bool(timeline.rings)),
        (glyphs.silence, "legend_silence", any(not silence.excused_by for silence in timeline.silences)),
        (glyphs.excused, "legend_excused", any(silence.excused_by for silence in timeline.silences)),
        (glyphs.raised, "legend_raised", any(turn.raised for turn in timeline.turns)),
        (glyphs.interruption, "legend_overlap", any(o.kind == "interruption" for o in timeline.overlaps)),
        ("1", "legend_mark", marked),
    ]
    shown = [f"{glyph} {view.label(key)}" for glyph, key, present in parts if present]
    if shown:
        yield _dim(" " + "   ".join(shown))


def _section(
    key: str, numbered: list[tuple[int, FindingResult]], result: CallResult, view: View, style: str
) -> Iterator[RenderableType]:
    if not numbered:
        return
    yield Text()
    yield Text(f"{view.label(key)} ({len(numbered)})", style=style)
    for number, finding in numbered:
        yield from _finding(number, finding, result, view)


def _finding(number: int, finding: FindingResult, result: CallResult, view: View) -> Iterator[RenderableType]:
    glyphs = view.glyphs
    mark = glyphs.failed if finding.verdict == "fail" else glyphs.review
    title = Text.assemble(
        (f"{number:>2} {mark} ", _VERDICT_STYLE[finding.verdict]),
        (printable(finding.title[view.lang]), "bold"),
        (f"  {finding.rule}", "dim"),
    )
    if finding.critical:
        title.append(f"  {view.label('critical')}", "bold red")
    yield title
    yield _indent(Text(printable(finding.message[view.lang])))
    measured = _measured(finding, result, view)
    if measured is not None:
        yield _indent(measured)
    if finding.verdict == "review" and finding.reason is not None:
        yield _indent(_dim(printable(finding.reason[view.lang])))
    yield from _steps(finding, view)
    if not finding.steps:
        yield from _quotes(finding, view)
    if finding.suggestion is not None:
        yield _indent(Text(f"{glyphs.advice} {printable(finding.suggestion[view.lang])}", style="cyan"))


def _measured(finding: FindingResult, result: CallResult, view: View) -> Text | None:
    """The value on a scale beside its limit; None where steps say it better or there is no range to show."""
    value, limit = finding.value, finding.limit
    if value is None or limit is None or not any(limit) or finding.steps:
        return None
    styles = {"accepted": "green", "outside": "dim", "value": f"bold {_VERDICT_STYLE[finding.verdict]}"}
    line = Text()
    for char, part in scale(value, limit, cells=_SCALE_CELLS, glyphs=view.glyphs):
        line.append(char, styles[part])
    return line.append("  ").append_text(_value_and_limit(value, limit, _unit(finding, result), view))


def _value_and_limit(value: float, limit: tuple[float | None, float | None], unit: str, view: View) -> Text:
    return Text.assemble(
        (value_text(value, unit)[view.lang], "bold"), (f"  ({limit_text(limit, unit)[view.lang]})", "dim")
    )


def _unit(finding: FindingResult, result: CallResult) -> str:
    """The finding's unit; of a rate, with what the agent's rates count."""
    agent = result.metrics.get("agent")
    if finding.unit == "spm" and agent is not None and agent.rate_unit is not None:
        return f"spm:{agent.rate_unit}"
    return finding.unit or ""


def _quotes(finding: FindingResult, view: View) -> Iterator[RenderableType]:
    for place in finding.evidence[:_QUOTES]:
        yield _indent(_quote(place, view))
    if len(finding.evidence) > _QUOTES:
        yield _indent(_dim(view.label("and_more", count=len(finding.evidence) - _QUOTES)))


def _quote(place: Evidence, view: View) -> Text:
    times = clock(place.start_s, tenths=True)
    if not place.text:
        times += f" {view.glyphs.until} {clock(place.end_s, tenths=True)}"
    line = Text(f"{times} ", style="dim")
    if place.speaker is not None:
        line.append(f"{view.label(place.speaker)} ", "cyan" if place.speaker == "agent" else "green")
    if place.text:
        line.append(_quoted(place.text, view), "not dim")
    return line


def _quoted(text: str, view: View) -> str:
    shown = printable(text)
    if len(shown) > _QUOTE_CHARACTERS:
        shown = shown[:_QUOTE_CHARACTERS] + view.glyphs.ellipsis
    return f"{view.glyphs.open_quote}{shown}{view.glyphs.close_quote}"


def _steps(finding: FindingResult, view: View) -> Iterator[RenderableType]:
    for step in finding.steps:
        yield _indent(_step(step, view))


def _step(step: Step, view: View) -> Text:
    glyphs = view.glyphs
    line = Text.assemble(
        (f"{glyphs.passed if step.found else glyphs.absent} ", "green" if step.found else "red"),
        printable(step.title[view.lang]),
    )
    if not step.found and step.actual_s is None:
        line.append(f"  {view.label('step_missing')}", "red")
    if step.start_s is not None:
        line.append(f"  {clock(step.start_s, tenths=True)}", "dim")
    if step.actual_s is not None:
        line.append(f"  {view.label('waited')} {value_text(step.actual_s, 's')[view.lang]}")
    if step.expected_s is not None:
        line.append(f" ({limit_text(step.expected_s, 's')[view.lang]})", "dim")
    if step.text:
        line.append(f"  {_quoted(step.text, view)}", "dim")
    return line


def _passed(result: CallResult, view: View) -> Iterator[RenderableType]:
    passed = [finding for finding in ordered_findings(result) if finding.verdict == "pass"]
    if not passed:
        return
    yield Text()
    yield Text(f"{view.label('passed')} ({len(passed)})", style="bold green")
    for finding in passed:
        line = Text.assemble((f"{view.glyphs.passed} ", "green"), printable(finding.title[view.lang]))
        timed = any(step.expected_s is not None for step in finding.steps)
        if finding.steps and not timed:
            titles = view.label("between").join(
                printable(step.title[view.lang]) for step in finding.steps if step.found
            )
            line.append(f"  {titles}", "dim")
        elif finding.value is not None and finding.limit is not None and any(finding.limit) and not timed:
            unit = _unit(finding, result)
            line.append("  ").append_text(_value_and_limit(finding.value, finding.limit, unit, view))
        yield Paragraph(line, 3)
        if timed:
            yield from _steps(finding, view)


def _not_measurable(result: CallResult, view: View) -> Iterator[RenderableType]:
    """What could not be judged, by reason; rules without weight are never judged and only counted."""
    found = result.findings_with("not_measurable")
    weighted = [finding for finding in found if finding.weight > 0.0]
    for key, findings in (
        ("not_measurable", weighted),
        ("not_scored", [finding for finding in found if finding.weight == 0.0]),
    ):
        if not findings:
            continue
        yield Text()
        yield Text(f"{view.label(key)} ({len(findings)})", style="bold dim")
        for reason, titles in _by_reason(findings, view).items():
            listed = (
                view.label("between").join(titles)
                if findings is weighted
                else view.label("rule_count", count=len(titles))
            )
            yield _indent(_dim(f"{view.glyphs.bullet} {reason}"))
            yield Paragraph(_dim(listed), 7)


def _not_applicable(result: CallResult, view: View) -> Iterator[RenderableType]:
    found = result.findings_with("not_applicable")
    if not found:
        return
    yield Text()
    yield Text(f"{view.label('not_applicable')} ({len(found)})", style="bold dim")
    yield _indent(_dim(view.label("between").join(printable(finding.title[view.lang]) for finding in found)))


def _by_reason(findings: Iterable[FindingResult], view: View) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for finding in findings:
        reason = finding.reason[view.lang] if finding.reason else view.label("no_reason")
        grouped.setdefault(printable(reason), []).append(printable(finding.title[view.lang]))
    return grouped


def _unmeasured_limits(result: CallResult, view: View) -> Iterator[RenderableType]:
    if not result.limits:
        return
    yield Text()
    yield Text(view.label("limits"), style="bold dim")
    for limit in result.limits:
        yield _indent(_dim(f"{view.glyphs.bullet} {printable(limit[view.lang])}"))


def _indent(line: Text) -> Paragraph:
    return Paragraph(line, 5)


def _dim(text: str) -> Text:
    return Text(text, style="dim")

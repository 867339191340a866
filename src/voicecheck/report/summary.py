"""Several calls in one table."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from voicecheck.report.glyphs import printable
from voicecheck.report.result import CallResult
from voicecheck.report.terminal import View, call_name, score_style, share_text
from voicecheck.rules.messages import number_text
from voicecheck.units import clock

__all__ = ["render_summary"]


def render_summary(results: Sequence[CallResult], errors: int, view: View) -> RenderableType:
    """One line for each judged call, and how many could not be judged."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column(view.label("call"), overflow="fold")
    for key in ("duration", "score", "measurable_short", "fails", "reviews"):
        table.add_column(view.label(key), justify="right", no_wrap=True)
    table.add_column(view.label("critical_failed"), overflow="fold")
    for result in results:
        table.add_row(*_row(result, view))
    counts = view.label("counts", calls=len(results) + errors, judged=len(results), errors=errors)
    critical = any(result.score.critical_failed for result in results)
    notes = [Text(view.label("critical_note"), style="red")] if critical else []
    return Group(Text(view.label("summary"), style="bold"), table, *notes, Text(counts, style="dim"))


def _row(result: CallResult, view: View) -> tuple[Text, ...]:
    score = result.score
    value = "-" if score.value is None else number_text(score.value)
    share = "-" if score.measurable_share is None else share_text(score.measurable_share)
    return (
        Text(call_name(result)),
        Text(clock(result.call.duration_s)),
        Text(value, style=score_style(score)),
        Text(share),
        Text(str(len(result.findings_with("fail")))),
        Text(str(len(result.findings_with("review")))),
        Text(", ".join(printable(rule) for rule in score.critical_failed), style="red"),
    )

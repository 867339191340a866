"""What a run comes to: how many calls, which scores, which rules fail how often."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

    from voicecheck.cli.console import Output
    from voicecheck.rules.standard import Standard
    from voicecheck.rules.types import Verdict

__all__ = ["RunTally", "summary_tables", "tally_document"]

_VERDICTS: tuple[Verdict, ...] = ("pass", "fail", "review", "not_applicable", "not_measurable")
_DECIDED: tuple[Verdict, ...] = ("pass", "fail", "review")
# What did not occur is left out of the table: it is the rest of the calls.
_VERDICT_LABELS: dict[Verdict, str] = {
    "pass": "passes",
    "fail": "fails",
    "review": "reviews",
    "not_measurable": "unmeasured",
}


class RunTally:
    """What is counted on the way through a run; scores under `fail_under` are counted as below."""

    def __init__(self, fail_under: float | None = None) -> None:
        self.fail_under = fail_under
        self.judged = self.failed = self.below = self.critical = 0
        self.scores: list[float] = []
        self.verdicts: dict[str, Counter[str]] = {}

    def add(self, score: float | None, critical: bool, verdicts: Iterable[tuple[str, str]] = ()) -> None:
        """One call that was judged, with its verdicts by rule."""
        self.judged += 1
        self.critical += critical
        if score is not None:
            self.scores.append(score)
            self.below += self.fail_under is not None and score < self.fail_under
        for rule, verdict in verdicts:
            self.verdicts.setdefault(rule, Counter())[verdict] += 1

    @property
    def mean_score(self) -> float | None:
        """Mean over the calls that have a score."""
        return sum(self.scores) / len(self.scores) if self.scores else None


def summary_tables(standard: Standard, tally: RunTally, output: Output) -> tuple[Table | Text, ...]:
    """The standard, the rules, the totals; rules that no call of the run could be judged by are left out."""
    from rich.table import Table
    from rich.text import Text

    from voicecheck.rules.messages import number_text

    view = output.view
    call = Table.grid(padding=(0, 2))
    call.add_row(
        Text(standard.title[output.lang], style="bold"),
        Text(f"{standard.name} {standard.version}", style="dim"),
    )
    counted = Table.grid(padding=(0, 2))
    mean = "-" if tally.mean_score is None else number_text(tally.mean_score)
    counted.add_row(
        Text(
            view.label("counts", calls=tally.judged + tally.failed, judged=tally.judged, errors=tally.failed)
        ),
        Text(f"{view.label('score')} {mean}"),
        Text(f"{view.label('critical_failed')}: {tally.critical}"),
    )
    note = [Text(view.label("critical_note"), style="red")] if tally.critical else []
    return (call, *_rules(standard, tally, output), counted, *note)


def tally_document(standard: Standard, tally: RunTally) -> dict[str, Any]:
    """The same as plain JSON values."""
    from voicecheck.report.encode import round_as

    return {
        "standard": {"name": standard.name, "version": standard.version, "sha256": standard.sha256},
        "judged": tally.judged,
        "failed": tally.failed,
        "score_mean": round_as("value", tally.mean_score),
        "critical_failed_calls": tally.critical,
        "rules": [
            {"rule": rule.id, **{verdict: tally.verdicts[rule.id][verdict] for verdict in _VERDICTS}}
            for rule in standard.rules
            if rule.id in tally.verdicts
        ],
    }


def _rules(standard: Standard, tally: RunTally, output: Output) -> tuple[Table, ...]:
    from rich.table import Table
    from rich.text import Text

    if not tally.verdicts:
        return ()
    view = output.view
    rules = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    rules.add_column(view.label("column_rule"), no_wrap=True)
    rules.add_column(view.label("column_title"))
    for verdict in _VERDICT_LABELS:
        rules.add_column(view.label(_VERDICT_LABELS[verdict]), justify="right", no_wrap=True)
    for rule in standard.rules:
        counts = tally.verdicts.get(rule.id, Counter())
        if any(counts[verdict] for verdict in _DECIDED):
            figures = (str(counts[verdict]) if counts[verdict] else "" for verdict in _VERDICT_LABELS)
            title = Text(rule.title[output.lang], no_wrap=True, overflow="ellipsis")
            rules.add_row(Text(rule.id), title, *map(Text, figures))
    return (rules,)

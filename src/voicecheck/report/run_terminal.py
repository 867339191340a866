"""A run in short, for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from voicecheck.report.estimates import Estimate, mean_estimates, share_estimate
from voicecheck.report.glyphs import printable
from voicecheck.report.pages.words_run import RUN_WORDS
from voicecheck.report.run_calls import RunView
from voicecheck.report.run_statistics import RuleFigures, agent_figures, rule_figures
from voicecheck.report.terminal import View
from voicecheck.rules.messages import number_text

__all__ = ["render_run"]

_MOST_RULES = 8
_MOST_AGENTS = 5


def render_run(run: RunView, view: View) -> RenderableType:
    """How many calls, how they score, which rules are missed most, which agents stand apart."""
    scores = [call.score for call in run.calls if call.score is not None]
    critical = sum(bool(call.critical_failed) for call in run.calls)
    lines = Table.grid(padding=(0, 2))
    lines.add_column(justify="right")
    lines.add_row(Text(str(len(run.calls)), style="bold"), _word("calls_judged", view))
    if scores:
        mean = mean_estimates({"all": scores})["all"]
        lines.add_row(
            Text(number_text(mean.value), style="bold"),
            f"{_word('mean_score', view)}{_interval(mean, 1.0, view)}",
        )
    share = share_estimate(critical, len(run.calls))
    if share is not None:
        lines.add_row(
            Text(str(critical), style="bold red" if critical else "bold"),
            f"{_word('failed_critical', view)}: {_percent(share.value)}{_interval(share, 100.0, view)}",
        )
    if run.unjudged:
        lines.add_row(Text(str(len(run.unjudged)), style="bold red"), _word("not_judged_tile", view))
    for count, key, told in (
        (run.undated, "undated", run.undated < len(run.calls)),
        (run.unassigned, "unassigned", run.unassigned < len(run.calls)),
    ):
        if count and told:
            lines.add_row("", Text(_word(key, view, count=count), style="dim"))
    return Group(
        Text.assemble((printable(run.name), "bold"), (f"   {run.standard.title[view.lang]}", "dim")),
        lines,
        *_rules(run, view),
        *_agents(run, view),
    )


def _word(key: str, view: View, **fill: object) -> str:
    return RUN_WORDS[key][0 if view.lang == "zh" else 1].format(**fill)


def _rules(run: RunView, view: View) -> Iterator[RenderableType]:
    figures = [one for one in rule_figures(run, None) if one.missed is not None and one.counts["fail"]]
    figures.sort(key=_surely_missed, reverse=True)
    if not figures:
        return
    titles = {rule.id: rule.title for rule in run.standard.rules}
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 1), show_header=False)
    table.add_column(justify="right", no_wrap=True)
    table.add_column()
    table.add_column(style="dim", no_wrap=True)
    for one in figures[:_MOST_RULES]:
        if one.missed is not None:
            table.add_row(
                _percent(one.missed.value),
                Text(printable(titles[one.rule][view.lang])),
                _word("of_calls", view, hits=one.counts["fail"], count=one.missed.count),
            )
    yield Text()
    yield Text(_word("missed_most", view), style="bold")
    yield table


def _surely_missed(figures: RuleFigures) -> float:
    """The lower end of the interval: one miss in one call does not come first."""
    return (figures.missed.low or 0.0) if figures.missed else 0.0


def _agents(run: RunView, view: View) -> Iterator[RenderableType]:
    apart = [one for one in agent_figures(run) if one.apart == "below"][:_MOST_AGENTS]
    if not apart:
        return
    yield Text()
    yield Text(f"{_word('tab_agents', view)}: {_word('apart_below', view)}", style="bold")
    for one in apart:
        if one.score is not None:
            yield Text(
                f" {printable(one.agent)}  {number_text(one.score.value)}{_interval(one.score, 1.0, view)}"
            )


def _percent(share: float) -> str:
    return f"{number_text(share * 100.0)} %"


def _interval(estimate: Estimate, times: float, view: View) -> str:
    if estimate.low is None or estimate.high is None:
        return ""
    low, high = number_text(estimate.low * times), number_text(estimate.high * times)
    return f" ({_word('between_95', view, low=low, high=high)})"

"""A run as the plain values that its page draws: by column, so that ten thousand calls stay small."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from typing import Any

from voicecheck.report.estimates import Estimate, mean_estimates, share_estimate
from voicecheck.report.pages.words import page_words
from voicecheck.report.pages.words_run import RUN_WORDS
from voicecheck.report.run_calls import CODES, RunCall, RunView
from voicecheck.report.run_statistics import (
    AgentFigures,
    Periods,
    RuleFigures,
    agent_figures,
    listen_first,
    periods_of,
    rule_figures,
    score_histogram,
)

__all__ = ["LISTEN_FIRST", "run_data"]

LISTEN_FIRST = 20


def run_data(run: RunView, pages: Mapping[str, str]) -> dict[str, Any]:
    """Everything that the page of a run shows.

    Parameters
    ----------
    pages
        Address of each call's page by the path of its recording, relative to the run's page.
    """
    periods = periods_of(run.calls)
    agents = agent_figures(run)
    place = {figures.agent: number for number, figures in enumerate(agents)}
    return {
        "words": page_words(RUN_WORDS),
        "name": run.name,
        "path": shlex.quote(run.path),
        "title": "run",
        "begun": run.created_at.replace("T", " ").removesuffix("Z") + " UTC",
        "standard": {lang: f"{run.standard.title[lang]} {run.standard.version}" for lang in ("zh", "en")},
        "program": f"voicecheck {run.voicecheck}",
        "overview": _overview(run),
        "rules": _rules(run, rule_figures(run, periods), place),
        "agents": [_agent(figures) for figures in agents],
        "periods": None if periods is None else _periods(periods),
        "calls": _calls(run.calls, place, pages),
        "first": list(listen_first(run, LISTEN_FIRST)),
        "unjudged": [{"path": call.path, "message": call.message} for call in run.unjudged],
    }


def _overview(run: RunView) -> dict[str, Any]:
    scores = [call.score for call in run.calls if call.score is not None]
    shares = [call.measurable_share for call in run.calls if call.measurable_share is not None]
    return {
        "calls": len(run.calls),
        "score": _estimate(mean_estimates({"all": scores}).get("all"), 1),
        "critical": _estimate(
            share_estimate(sum(bool(call.critical_failed) for call in run.calls), len(run.calls)), 4
        ),
        "criticalCount": sum(bool(call.critical_failed) for call in run.calls),
        "waiting": sum(CODES["review"] in call.verdicts for call in run.calls),
        "covered": round(sum(shares) / len(shares), 4) if shares else None,
        "histogram": list(score_histogram(run.calls)),
        "undated": run.undated,
        "unassigned": run.unassigned,
    }


def _rules(run: RunView, figures: tuple[RuleFigures, ...], place: Mapping[str, int]) -> list[dict[str, Any]]:
    groups = {group.id: group.title for group in run.standard.groups}
    return [
        {
            "id": rule.id,
            "title": rule.title,
            "about": rule.explanation,
            "group": groups.get(rule.group, {"zh": rule.group, "en": rule.group}),
            "critical": rule.critical,
            "counts": {CODES[verdict]: count for verdict, count in one.counts.items()},  # type: ignore[index]
            "missed": _estimate(one.missed, 4),
            "agents": [[place[agent], misses, decided] for agent, misses, decided in one.agents],
            "periods": [list(period) for period in one.periods],
        }
        for rule, one in zip(run.standard.rules, figures, strict=True)
    ]


def _agent(figures: AgentFigures) -> dict[str, Any]:
    return {
        "name": figures.agent,
        "calls": figures.calls,
        "score": _estimate(figures.score, 1),
        "critical": _estimate(figures.critical, 4),
        "missed": [list(row) for row in figures.missed],
        "apart": figures.apart,
    }


def _periods(periods: Periods) -> dict[str, Any]:
    return {
        "unit": periods.unit,
        "starts": list(periods.starts),
        "scores": [_estimate(score, 1) for score in periods.scores],
    }


def _calls(calls: tuple[RunCall, ...], place: Mapping[str, int], pages: Mapping[str, str]) -> dict[str, Any]:
    """The calls by column; an agent is a number, and a rule's verdict a letter of a word."""
    return {
        "path": [call.path for call in calls],
        "agent": [None if call.agent is None else place[call.agent] for call in calls],
        "queue": [call.queue for call in calls] if any(call.queue for call in calls) else [],
        "began": [
            None if call.started_at is None else call.started_at[:16].replace("T", " ") for call in calls
        ],
        "duration": [round(call.duration_s) for call in calls],
        "score": [None if call.score is None else round(call.score, 1) for call in calls],
        "share": [
            None if call.measurable_share is None else round(call.measurable_share, 3) for call in calls
        ],
        "verdicts": [call.verdicts for call in calls],
        "critical": {
            str(number): list(call.critical_failed)
            for number, call in enumerate(calls)
            if call.critical_failed
        },
        "pages": {str(number): pages[call.path] for number, call in enumerate(calls) if call.path in pages},
    }


def _estimate(estimate: Estimate | None, digits: int) -> list[float | None] | None:
    """Value, low and high end, and the number of calls."""
    if estimate is None:
        return None
    low, high = (None if end is None else round(end, digits) for end in (estimate.low, estimate.high))
    return [round(estimate.value, digits), low, high, estimate.count]

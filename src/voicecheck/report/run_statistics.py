"""Figures of a run: its agents, its rules over time, the calls to listen to first. Nothing is judged here."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from voicecheck.report.estimates import Estimate, mean_estimates, share_estimate
from voicecheck.report.run_calls import CODES, RunCall, RunView
from voicecheck.rules.standard import Standard

__all__ = [
    "AgentFigures",
    "Periods",
    "RuleFigures",
    "agent_figures",
    "listen_first",
    "periods_of",
    "rule_figures",
    "score_histogram",
]

_FAIL, _REVIEW, _PASS = CODES["fail"], CODES["review"], CODES["pass"]
_MOST_DAYS = 31
_FARTHEST = timedelta(days=5 * 365)
_MOST_NAMED = 3
# An agent is named for a rule from so many misses on: one may be chance.
_LEAST_MISSES = 2
# What waits for an ear may turn out to be nothing.
_REVIEW_WEIGHT = 0.5
_LEAST_SHARE = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentFigures:
    """One agent: mean score, share of calls that failed a critical rule, and the rules missed most often.

    `missed` holds (number of the rule, misses, calls in which it was decided). `apart` says whether the
    interval of the score lies wholly above or below the run's mean.
    """

    agent: str
    calls: int
    score: Estimate | None
    critical: Estimate | None
    missed: tuple[tuple[int, int, int], ...]
    apart: Literal["above", "below"] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleFigures:
    """One rule: its verdicts counted, the share missed of what was decided, by agent and by period.

    `agents` holds (agent, misses, decided), the most telling first; `periods` (misses, decided) for each
    period of the run.
    """

    rule: str
    counts: dict[str, int]
    missed: Estimate | None
    agents: tuple[tuple[str, int, int], ...]
    periods: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Periods:
    """The days or weeks of a run, each by its first day, and which one every call belongs to (None: no time).

    `scores` is the mean score of each.
    """

    unit: Literal["day", "week"]
    starts: tuple[str, ...]
    of_call: tuple[int | None, ...]
    scores: tuple[Estimate | None, ...]


def agent_figures(run: RunView) -> tuple[AgentFigures, ...]:
    """The agents of a run, the lowest mean first; calls without an agent are left out."""
    by_agent: dict[str, list[RunCall]] = defaultdict(list)
    for call in run.calls:
        if call.agent is not None:
            by_agent[call.agent].append(call)
    scores = mean_estimates(
        {agent: [call.score for call in calls if call.score is not None] for agent, calls in by_agent.items()}
    )
    mean = _mean([call.score for call in run.calls if call.score is not None])
    figures = [
        AgentFigures(
            agent=agent,
            calls=len(calls),
            score=scores.get(agent),
            critical=share_estimate(sum(bool(call.critical_failed) for call in calls), len(calls)),
            missed=_missed(calls, run.standard),
            apart=_apart(scores.get(agent), mean),
        )
        for agent, calls in by_agent.items()
    ]
    return tuple(sorted(figures, key=lambda one: (one.score.value if one.score else 101.0, one.agent)))


def rule_figures(run: RunView, periods: Periods | None) -> tuple[RuleFigures, ...]:
    """Every rule of the standard, in its order."""
    agents = [call.agent for call in run.calls]
    of_call = periods.of_call if periods else (None,) * len(run.calls)
    columns = list(zip(*(call.verdicts for call in run.calls), strict=True)) if run.calls else []
    return tuple(
        _rule(
            rule.id,
            columns[number] if columns else (),
            agents,
            of_call,
            len(periods.starts) if periods else 0,
        )
        for number, rule in enumerate(run.standard.rules)
    )


def periods_of(calls: Sequence[RunCall]) -> Periods | None:
    """Days, or weeks where the calls reach over more than a month; None where no call has a time.

    A clock that was never set says 1970, or anything: a call years away from most others counts as one
    without a time.
    """
    days = [_day(call.started_at) for call in calls]
    known = sorted(day for day in days if day is not None)
    if not known:
        return None
    middle = known[len(known) // 2]
    days = [None if day is None or abs(day - middle) > _FARTHEST else day for day in days]
    known = [day for day in known if abs(day - middle) <= _FARTHEST]
    unit: Literal["day", "week"] = "day" if (known[-1] - known[0]).days < _MOST_DAYS else "week"
    step = timedelta(days=1 if unit == "day" else 7)
    first = known[0] if unit == "day" else _monday(known[0])
    count = (known[-1] - first) // step + 1
    of_call = tuple(None if day is None else (day - first) // step for day in days)
    by_period: dict[str, list[float]] = {str(number): [] for number in range(count)}
    for number, call in zip(of_call, calls, strict=True):
        if number is not None and call.score is not None:
            by_period[str(number)].append(call.score)
    scores = mean_estimates(by_period)
    return Periods(
        unit=unit,
        starts=tuple((first + number * step).isoformat() for number in range(count)),
        of_call=of_call,
        scores=tuple(scores.get(str(number)) for number in range(count)),
    )


def listen_first(run: RunView, most: int) -> tuple[int, ...]:
    """Numbers of the calls to listen to first.

    Those that failed critical rules, then by the weight of what was missed and half the weight of what waits
    for an ear; calls of which little could be judged come last, calls without anything to hear not at all.
    """
    weights = [rule.weight for rule in run.standard.rules]
    order = []
    for number, call in enumerate(run.calls):
        weight = sum(
            weight * (1.0 if code == _FAIL else _REVIEW_WEIGHT)
            for code, weight in zip(call.verdicts, weights, strict=True)
            if code in (_FAIL, _REVIEW)
        )
        if weight > 0.0 or call.critical_failed:
            scarce = (call.measurable_share or 0.0) < _LEAST_SHARE
            order.append((not call.critical_failed, scarce, -len(call.critical_failed), -weight, number))
    return tuple(entry[-1] for entry in sorted(order)[:most])


def score_histogram(calls: Sequence[RunCall], bins: int = 20) -> tuple[int, ...]:
    """How many calls score in each part of 0..100; 100 belongs to the last part."""
    counts = [0] * bins
    for call in calls:
        if call.score is not None:
            counts[min(int(call.score / 100.0 * bins), bins - 1)] += 1
    return tuple(counts)


def _missed(calls: Sequence[RunCall], standard: Standard) -> tuple[tuple[int, int, int], ...]:
    """The rules whose share of misses is surely high and that weigh much come first."""
    rows = []
    for number, column in enumerate(zip(*(call.verdicts for call in calls), strict=True)):
        counts = Counter(column)
        misses, decided = counts[_FAIL], counts[_FAIL] + counts[_PASS]
        share = share_estimate(misses, decided)
        if misses and share is not None:
            rows.append((-(share.low or 0.0) * standard.rules[number].weight, number, misses, decided))
    return tuple((number, misses, decided) for _, number, misses, decided in sorted(rows)[:_MOST_NAMED])


def _apart(score: Estimate | None, mean: float | None) -> Literal["above", "below"] | None:
    if score is None or mean is None or score.low is None or score.high is None:
        return None
    return "above" if score.low > mean else "below" if score.high < mean else None


def _rule(
    rule: str,
    column: Sequence[str],
    agents: Sequence[str | None],
    of_call: Sequence[int | None],
    periods: int,
) -> RuleFigures:
    counts = Counter(column)
    by_agent: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    by_period = [[0, 0] for _ in range(periods)]
    for code, agent, period in zip(column, agents, of_call, strict=True):
        if code not in (_FAIL, _PASS):
            continue
        missed = code == _FAIL
        if agent is not None:
            by_agent[agent][0] += missed
            by_agent[agent][1] += 1
        if period is not None:
            by_period[period][0] += missed
            by_period[period][1] += 1
    return RuleFigures(
        rule=rule,
        counts={verdict: counts[code] for verdict, code in CODES.items()},
        missed=share_estimate(counts[_FAIL], counts[_FAIL] + counts[_PASS]),
        agents=_most_telling(by_agent),
        periods=tuple((missed, decided) for missed, decided in by_period),
    )


def _most_telling(by_agent: dict[str, list[int]]) -> tuple[tuple[str, int, int], ...]:
    """Agents whose share of misses is surely high come first: those with the highest lower end."""
    rows = [
        (share.low or 0.0, agent, misses, decided)
        for agent, (misses, decided) in by_agent.items()
        if misses >= _LEAST_MISSES and (share := share_estimate(misses, decided)) is not None
    ]
    rows.sort(key=lambda row: (-row[0], row[1]))
    return tuple((agent, misses, decided) for _, agent, misses, decided in rows[:_MOST_NAMED])


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None


def _day(started_at: str | None) -> date | None:
    try:
        return date.fromisoformat(started_at[:10]) if started_at else None
    except ValueError:
        return None


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())

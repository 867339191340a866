"""The table of agents: how many calls, which scores, and the figures of all calls pooled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from voicecheck.metrics.catalogue import METRICS
from voicecheck.metrics.pool import pooled
from voicecheck.report.encode import round_as, round_metric
from voicecheck.store.export.calls import text_of
from voicecheck.store.export.table import Cell, Column, Table
from voicecheck.store.run import Run
from voicecheck.store.types import CallOverview, MetricRow

__all__ = ["agents_table"]

_OF_PARTY = tuple(metric for metric in METRICS if metric.scope == "speaker")
_DECIDED = ("pass", "fail", "review")


def agents_table(run: Run) -> Table:
    """One row an agent, by id; calls whose metadata names none are the row without an id.

    `fail_share_*` is the share of the calls that a rule could be decided on in which it failed.
    """
    groups = tuple(group.id for group in run.standard.groups)
    rules = tuple(rule.id for rule in run.standard.rules)
    columns = (
        *(Column(name) for name in ("agent_id", "agent_name")),
        *(Column(name, "integer") for name in ("call_count", "critical_failed_count")),
        *(Column(name, "number") for name in ("duration_s", "score_mean", "score_min")),
        *(Column(f"score_{group}_mean", "number") for group in groups),
        *(Column(metric.id, "number") for metric in _OF_PARTY),
        *(Column(f"fail_share_{rule}", "number") for rule in rules),
    )
    return Table(name="agents", columns=columns, rows=_rows(run, groups, rules))


def _rows(run: Run, groups: tuple[str, ...], rules: tuple[str, ...]) -> Iterator[list[Cell]]:
    agents: dict[str, _Agent] = {}
    for one in run.overviews():
        known = one.summary.metadata
        agent_id = text_of(known.get("agent_id")) or text_of(known.get("agent_name")) or ""
        agents.setdefault(agent_id, _Agent(groups)).add(one)
    for agent_id in sorted(agents):
        yield agents[agent_id].row(agent_id, groups, rules)


class _Agent:
    """What is gathered of one agent's calls."""

    def __init__(self, groups: tuple[str, ...]) -> None:
        self._name: str | None = None
        self._calls = self._critical = 0
        self._duration_s = 0.0
        self._scores: list[float] = []
        self._by_group: dict[str, list[float]] = {group: [] for group in groups}
        self._figures: dict[str, list[MetricRow]] = {metric.id: [] for metric in _OF_PARTY}
        self._verdicts: Counter[tuple[str, str]] = Counter()

    def add(self, one: CallOverview) -> None:
        self._name = text_of(one.summary.metadata.get("agent_name")) or self._name
        self._calls += 1
        self._critical += bool(one.call.critical_failed)
        self._duration_s += one.call.duration_s or 0.0
        if one.call.score is not None:
            self._scores.append(one.call.score)
        for group, score in one.by_group.items():
            if score is not None and group in self._by_group:
                self._by_group[group].append(score)
        for name, figure in one.summary.metrics["agent"].items():
            if name in self._figures:
                self._figures[name].append(figure)
        self._verdicts.update((rule, row.verdict) for rule, row in one.verdicts.items())

    def row(self, agent_id: str, groups: tuple[str, ...], rules: tuple[str, ...]) -> list[Cell]:
        return [
            *(agent_id or None, self._name, self._calls, self._critical),
            round_as("s", self._duration_s),
            *(round_as("value", _mean(self._scores)), round_as("value", min(self._scores, default=None))),
            *(round_as("value", _mean(self._by_group[group])) for group in groups),
            *(round_metric(metric.id, pooled(metric, self._figures[metric.id])) for metric in _OF_PARTY),
            *(round_as("share", self._fail_share(rule)) for rule in rules),
        ]

    def _fail_share(self, rule: str) -> float | None:
        decided = sum(self._verdicts[rule, verdict] for verdict in _DECIDED)
        return self._verdicts[rule, "fail"] / decided if decided else None


def _mean(values: list[float]) -> float | None:
    return sum(values) / len(values) if values else None

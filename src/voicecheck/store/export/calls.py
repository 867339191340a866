"""The table of calls: one row a recording, those that could not be judged included, by path."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields

from voicecheck.audio.metadata import CallFacts
from voicecheck.metrics.catalogue import METRICS
from voicecheck.report.encode import round_as, round_metric
from voicecheck.store.export.table import Cell, Column, Table
from voicecheck.store.run import Run
from voicecheck.store.types import CallOverview, CallRecord
from voicecheck.timeline.types import SPEAKERS

__all__ = ["FACTS", "calls_table", "text_of"]

FACTS = ("agent_id", "agent_name", "customer_name", "queue", "direction", "started_at", "hangup_party")
_VERDICTS = ("pass", "fail", "review", "not_applicable", "not_measurable")
_COUNTS = tuple(f"{verdict}_count" for verdict in _VERDICTS)
_KNOWN_FACTS = frozenset(field.name for field in fields(CallFacts))
_OF_CALL = tuple(metric.id for metric in METRICS if metric.scope == "call")
_OF_PARTY = tuple(metric.id for metric in METRICS if metric.scope == "speaker")


def calls_table(run: Run) -> Table:
    """Facts, score, verdicts and metrics of every call. Nothing is judged; no timeline is opened."""
    groups = tuple(group.id for group in run.standard.groups)
    rules = tuple(rule.id for rule in run.standard.rules)
    extra = _extra_facts(run)
    columns = (
        *(Column(name) for name in ("recording", "call_id", "state")),
        *(Column(name, "number") for name in ("score", "measurable_share")),
        Column("critical_failed"),
        *(Column(name, "integer") for name in _COUNTS),
        Column("duration_s", "number"),
        *(Column(name) for name in ("language", "transcript")),
        Column("agent_channel", "integer"),
        Column("roles_by"),
        *(Column(name) for name in FACTS),
        *(Column(f"score_{group}", "number") for group in groups),
        *(Column(name, "number") for name in _OF_CALL),
        *(Column(f"{speaker}_{name}", "number") for speaker in SPEAKERS for name in _OF_PARTY),
        *(Column(f"{speaker}_rate_unit") for speaker in SPEAKERS),
        *(Column(f"verdict_{rule}") for rule in rules),
        *(Column(f"metadata_{name}") for name in extra),
        *(Column(name) for name in ("error_kind", "error", "sha256", "measured_at")),
    )
    return Table(name="calls", columns=columns, rows=_rows(run, groups, rules, extra, len(columns)))


def text_of(value: object) -> str | None:
    """A fact as text."""
    return None if value is None else str(value)


def _rows(
    run: Run, groups: tuple[str, ...], rules: tuple[str, ...], extra: tuple[str, ...], width: int
) -> Iterator[list[Cell]]:
    judged = ((one.call.path, _judged(one, groups, rules, extra)) for one in run.overviews())
    failed = ((call.path, _failed(call, width)) for call in run.calls("failed"))
    for _, row in heapq.merge(judged, failed, key=lambda one: one[0]):
        yield row


def _judged(
    one: CallOverview, groups: tuple[str, ...], rules: tuple[str, ...], extra: tuple[str, ...]
) -> list[Cell]:
    call, summary = one.call, one.summary
    counts = Counter(row.verdict for row in one.verdicts.values())
    party = [
        round_metric(name, row.value if (row := summary.metrics[speaker].get(name)) else None)
        for speaker in SPEAKERS
        for name in _OF_PARTY
    ]
    return [
        *(call.path, call.id, call.state),
        *(round_as("value", call.score), round_as("share", call.measurable_share)),
        ";".join(call.critical_failed),
        *(counts[verdict] for verdict in _VERDICTS),  # type: ignore[index]
        round_as("s", call.duration_s),
        *(summary.language, summary.transcript, summary.agent_channel, summary.roles_by),
        *(text_of(summary.metadata.get(name)) for name in FACTS),
        *(round_as("value", one.by_group.get(group)) for group in groups),
        *(
            round_metric(name, row.value if (row := summary.call_metrics.get(name)) else None)
            for name in _OF_CALL
        ),
        *party,
        *(summary.rate_units.get(speaker) for speaker in SPEAKERS),
        *(judged.verdict if (judged := one.verdicts.get(rule)) else None for rule in rules),
        *(text_of(summary.metadata.get(name)) for name in extra),
        *(None, None, call.sha256, call.measured_at),
    ]


def _failed(call: CallRecord, width: int) -> list[Cell]:
    row: list[Cell] = [None] * width
    row[:3] = [call.path, call.id, call.state]
    row[-4:] = [call.kind, call.message, call.sha256, call.measured_at]
    return row


def _extra_facts(run: Run) -> tuple[str, ...]:
    """Names of the user's own metadata columns, from all calls, in alphabetical order."""
    names: set[str] = set()
    for one in run.overviews():
        names.update(one.summary.metadata)
    return tuple(sorted(names - _KNOWN_FACTS))

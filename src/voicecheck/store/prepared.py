"""A measured and judged call made ready to be stored: what costs time is done here, by whoever measured it.

Whoever keeps the ledger then only writes rows, so that one writer serves many workers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import msgspec

from voicecheck.metrics.catalogue import measure_call_metrics, measure_metrics
from voicecheck.metrics.types import Quantity
from voicecheck.report.result import CallResult, FindingResult
from voicecheck.rules.types import Finding, Score
from voicecheck.rules.unchanged import judging_code
from voicecheck.store.key import key_of
from voicecheck.store.record import pack, storable
from voicecheck.store.types import CallSummary, MetricRow, VerdictRow
from voicecheck.timeline.types import CallTimeline

__all__ = ["PreparedCall", "encode_verdicts", "prepare", "verdict_rows"]

_encode = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedCall:
    """The rows of one call; `summary` and `verdicts` are JSON, `record` is the packed timeline."""

    path: str
    id: str
    key: str
    sha256: str
    measured_at: str
    duration_s: float
    standard_name: str
    standard_sha256: str
    record: bytes
    summary: str
    verdicts: str
    score: Score
    judged_by: str


def prepare(timeline: CallTimeline, result: CallResult) -> PreparedCall:
    """What a run keeps of a call: the whole timeline, its metrics, and the verdicts of the result."""
    call = timeline.call
    standard = result.provenance.standard
    return PreparedCall(
        path=storable(call.path),
        id=storable(call.id),
        key=key_of(timeline),
        sha256=call.sha256,
        measured_at=result.created_at,
        duration_s=call.duration_s,
        standard_name=standard.name,
        standard_sha256=standard.sha256,
        record=pack(timeline),
        summary=_encode(_summary(timeline, result)).decode(),
        verdicts=encode_verdicts(verdict_rows(result.findings)),
        score=result.score,
        judged_by=judging_code(),
    )


def verdict_rows(findings: Iterable[Finding | FindingResult]) -> dict[str, VerdictRow]:
    """Verdict and figure of every rule."""
    return {finding.rule: VerdictRow(finding.verdict, finding.value) for finding in findings}


def encode_verdicts(verdicts: Mapping[str, VerdictRow]) -> str:
    """Verdict and figure of every rule as JSON."""
    return _encode(verdicts).decode()


def _summary(timeline: CallTimeline, result: CallResult) -> CallSummary:
    agent = timeline.speakers.get("agent")
    return CallSummary(
        language=timeline.language,
        metadata=timeline.call.metadata,
        transcript=timeline.measured.transcript,
        agent_channel=agent.channel if agent else None,
        roles_by=agent.basis if agent else None,
        rate_units={speaker: figures.rate_unit for speaker, figures in result.metrics.items()},
        metrics={speaker: _rows(quantities) for speaker, quantities in measure_metrics(timeline).items()},
        call_metrics=_rows(measure_call_metrics(timeline)),
    )


def _rows(quantities: dict[str, Quantity]) -> dict[str, MetricRow]:
    return {
        name: MetricRow(quantity.value, quantity.numerator, quantity.denominator)
        for name, quantity in quantities.items()
    }

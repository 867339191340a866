"""What a run tells about its calls without opening their timelines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from voicecheck.rules.types import Verdict
from voicecheck.timeline.types import RateUnit, RoleBasis, Speaker

__all__ = [
    "CallOverview",
    "CallRecord",
    "CallState",
    "CallSummary",
    "CallVerdicts",
    "Counts",
    "Known",
    "MetricRow",
    "Source",
    "VerdictRow",
]

CallState = Literal["done", "failed"]


class Source(NamedTuple):
    """What a call was measured from, known without reading the recording again.

    `size_bytes` and `modified_ns` are the file's; `asked` is a text that differs whenever anything else that
    shapes the measurement does (settings, model, transcript, facts).
    """

    size_bytes: int
    modified_ns: int
    asked: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRecord:
    """One recording of a run.

    `number` is its place in the ledger. `key` says from what the measurement was made (see
    `voicecheck.store.key`), None where a call failed before that was known. `kind` and `message` say why a
    call failed. `measured_at` is ISO 8601 in UTC. `source` is None where nobody told it.
    """

    number: int
    path: str
    id: str
    key: str | None
    sha256: str | None
    state: CallState
    measured_at: str
    duration_s: float | None = None
    kind: str | None = None
    message: str | None = None
    score: float | None = None
    measurable_share: float | None = None
    critical_failed: tuple[str, ...] = ()
    source: Source | None = None


class VerdictRow(NamedTuple):
    """The verdict of one rule with its figure; unit and limit stand in the standard."""

    verdict: Verdict
    value: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallVerdicts:
    """All verdicts of one call by rule, in the order of the standard."""

    call: CallRecord
    verdicts: dict[str, VerdictRow]


class Known(NamedTuple):
    """By what a call of a run is known again."""

    state: CallState
    source: Source | None
    sha256: str | None


class MetricRow(NamedTuple):
    """A metric's value, and what it is a ratio of where it is one: so calls pool as the catalogue says."""

    value: float | None
    numerator: float | None = None
    denominator: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallSummary:
    """What was measured of a call in a few numbers; metrics by id, in the order of the catalogue.

    `agent_channel` and `roles_by` are None where the parties cannot be told apart. `transcript` says where
    the words come from; None: there are none.
    """

    language: str | None
    metadata: dict[str, Any]
    transcript: Literal["model", "given"] | None
    agent_channel: int | None
    roles_by: RoleBasis | None
    rate_units: dict[Speaker, RateUnit | None]
    metrics: dict[Speaker, dict[str, MetricRow]]
    call_metrics: dict[str, MetricRow]


@dataclass(frozen=True, slots=True, kw_only=True)
class CallOverview:
    """All that tables and overviews say of one call; verdicts by rule in the order of the standard."""

    call: CallRecord
    summary: CallSummary
    verdicts: dict[str, VerdictRow]
    by_group: dict[str, float | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many calls of a run are done and how many failed."""

    done: int
    failed: int

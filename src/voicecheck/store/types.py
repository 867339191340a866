"""What a run tells about its calls without opening their timelines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from voicecheck.rules.types import Verdict

__all__ = ["CallRecord", "CallState", "CallVerdicts", "Counts", "VerdictRow"]

CallState = Literal["done", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRecord:
    """One recording of a run.

    `number` is its place in the ledger. `key` says from what the measurement was made (see
    `voicecheck.store.key`), None where a call failed before that was known. `kind` and `message` say why a
    call failed. `measured_at` is ISO 8601 in UTC.
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


class VerdictRow(NamedTuple):
    """The verdict of one rule with its figure; unit and limit stand in the standard."""

    verdict: Verdict
    value: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallVerdicts:
    """All verdicts of one call by rule, in the order of the standard."""

    call: CallRecord
    verdicts: dict[str, VerdictRow]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many calls of a run are done and how many failed."""

    done: int
    failed: int

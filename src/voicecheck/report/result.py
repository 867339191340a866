"""The result of one call: what was measured, what was found, and with what it was judged.

A result is a frozen value. Its numbers are as measured; `voicecheck.report.encode` rounds them.
Texts that a person reads come in both languages; the encoder picks one. None means *undefined*; a `reasons`
entry of the same name stands beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from voicecheck.asr.types import ModelInfo, Word
from voicecheck.intervals import Interval
from voicecheck.rules.types import Clause, Evidence, Score, Step, Text, Verdict
from voicecheck.timeline.types import CallInfo, RateUnit, Redacted, Ring, RoleBasis, Speaker

__all__ = [
    "SCHEMA_VERSION",
    "CallMetrics",
    "CallResult",
    "FindingResult",
    "OverlapResult",
    "Provenance",
    "SilenceResult",
    "SpeakerMetrics",
    "SpeakerRole",
    "StandardInfo",
    "TimelineResult",
    "TurnResult",
    "UnrecognisedResult",
]

SCHEMA_VERSION = 1
"""Moves whenever the JSON form of a result changes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakerRole:
    """Which channel a party speaks on (counted from 0), and how that is known."""

    channel: int
    basis: RoleBasis


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnResult:
    """One turn with its words and its voice; units stand in the names."""

    index: int
    speaker: Speaker | None
    start_s: float
    end_s: float
    ipus: tuple[Interval, ...]
    text: str
    words: tuple[Word, ...]
    rate_unit: RateUnit | None
    speech_rate_spm: float | None
    articulation_rate_spm: float | None
    level_dbov: float | None
    f0_median_hz: float | None
    f0_sd_st: float | None
    level_rise_db: float | None
    f0_rise_st: float | None
    raised: bool | None
    reasons: dict[str, Text]


@dataclass(frozen=True, slots=True, kw_only=True)
class SilenceResult:
    """A stretch in which nobody speaks; `excused_by` is the rule whose evidence allows it."""

    start_s: float
    end_s: float
    excused_by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OverlapResult:
    """Both speak at once; `by` came in second, with the turn of that index."""

    start_s: float
    end_s: float
    by: Speaker
    kind: Literal["interruption", "backchannel", "handover"]
    turn: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UnrecognisedResult:
    """Speech whose words could not be recognised reliably, and why."""

    start_s: float
    end_s: float
    speaker: Speaker | None
    reason: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineResult:
    """What happened when. `language` is the call's, `unrecognised` the speech whose words are unreliable.

    `redacted` says where private data were taken out; None where they were not looked for.
    """

    language: str | None
    rings: tuple[Ring, ...]
    ring_count: int | None
    answer_s: float | None
    ring_source: Literal["audio", "metadata"] | None
    turns: tuple[TurnResult, ...]
    silences: tuple[SilenceResult, ...]
    overlaps: tuple[OverlapResult, ...]
    unrecognised: tuple[UnrecognisedResult, ...]
    redacted: tuple[Redacted, ...] | None
    reasons: dict[str, Text]


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakerMetrics:
    """One party's quantities by metric id, what its rates count, and why a quantity is None."""

    values: dict[str, float | None]
    rate_unit: RateUnit | None
    reasons: dict[str, Text]


@dataclass(frozen=True, slots=True, kw_only=True)
class CallMetrics:
    """The call's own quantities by metric id, and why a quantity is None."""

    values: dict[str, float | None]
    reasons: dict[str, Text]


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingResult:
    """The outcome of one rule, with the title and the group that its standard gives it.

    `measures` are ids of the metrics that the rule rests on; empty where it rests on words alone.
    """

    rule: str
    group: str
    measures: tuple[str, ...]
    title: Text
    verdict: Verdict
    value: float | None
    unit: str | None
    limit: tuple[float | None, float | None] | None
    critical: bool
    weight: float
    reason: Text | None
    message: Text
    suggestion: Text | None
    evidence: tuple[Evidence, ...]
    steps: tuple[Step, ...]
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardInfo:
    """Which standard judged, and what it calls its groups and the documents that it rests on."""

    name: str
    version: str
    sha256: str
    title: Text
    groups: dict[str, Text]
    documents: dict[str, Text]


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """With what the result was made. `transcript` says where the words come from; None: there are none."""

    voicecheck: str
    standard: StandardInfo
    transcript: Literal["model", "given"] | None
    model: ModelInfo | None
    settings: dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class CallResult:
    """Everything about one call that a page, a table or a script needs.

    `created_at` (ISO 8601, UTC) is the only field that differs when the same input is judged again.
    """

    schema_version: int
    created_at: str
    call: CallInfo
    speakers: dict[Speaker, SpeakerRole]
    limits: tuple[Text, ...]
    timeline: TimelineResult
    metrics: dict[Speaker, SpeakerMetrics]
    call_metrics: CallMetrics
    findings: tuple[FindingResult, ...]
    score: Score
    provenance: Provenance

    def findings_with(self, *verdicts: Verdict) -> tuple[FindingResult, ...]:
        """The findings that have one of these verdicts, in the order of the standard."""
        return tuple(finding for finding in self.findings if finding.verdict in verdicts)

"""What a judgement is made of: verdicts, findings with their evidence, and the score.

Conventions: every verdict other than `not_applicable` carries what was measured, the limit it was held
against, the evidence and the clause. Texts come in both languages, keyed "zh" and "en".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from voicecheck.timeline.types import Speaker

__all__ = [
    "Clause",
    "Evidence",
    "Finding",
    "Judgement",
    "Score",
    "SilenceExcuse",
    "Step",
    "StepBasis",
    "Text",
    "Verdict",
]

Verdict = Literal["pass", "fail", "review", "not_applicable", "not_measurable"]
StepBasis = Literal["words", "meaning", "near_words", "position"]
Text = dict[str, str]
"""One text in both languages: {"zh": ..., "en": ...}."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """Where a rule comes from: the document's key and the section of it."""

    document: str
    section: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A place in the call that a verdict rests on."""

    start_s: float
    end_s: float
    speaker: Speaker | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a protocol: what was expected, what happened, when.

    `expected_s` and `actual_s` are waits or moments in seconds where the step has one; `text` is what was
    said. `found_by`: by the words asked for, by words that sound alike, or only by the place where they
    belong.
    """

    id: str
    title: Text
    found: bool
    expected_s: tuple[float, float] | None = None
    actual_s: float | None = None
    start_s: float | None = None
    end_s: float | None = None
    text: str | None = None
    found_by: StepBasis | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """The outcome of one rule on one call.

    `value` has `unit`; `limit` is the accepted range as (lowest, highest), either side None where it is open.
    `reason` is set for `not_measurable`, `not_applicable` and `review`.
    """

    rule: str
    verdict: Verdict
    critical: bool
    weight: float
    clause: Clause
    message: Text
    value: float | None = None
    unit: str | None = None
    limit: tuple[float | None, float | None] | None = None
    reason: Text | None = None
    suggestion: Text | None = None
    evidence: tuple[Evidence, ...] = ()
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SilenceExcuse:
    """Which rule's evidence excuses a silence (a hold that was announced, a protocol's wait)."""

    start_s: float
    end_s: float
    excused_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """0..100 over the weight that could be measured, or None; with the share that this weight is of all
    that applied.
    """

    value: float | None
    measurable_share: float | None
    critical_failed: tuple[str, ...]
    by_group: dict[str, float | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """All findings of one call under one standard."""

    findings: tuple[Finding, ...]
    score: Score
    excuses: tuple[SilenceExcuse, ...]

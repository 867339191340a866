"""Calls whose private data were taken out: what can still be judged, and verdicts that were given before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from voicecheck.rules.case import Case, Outcome, not_measurable
from voicecheck.rules.messages import reason_text, say
from voicecheck.rules.standard import Check, NameCheck, PhraseCheck, RepeatCheck
from voicecheck.rules.types import Finding, Verdict

__all__ = ["beyond_redaction", "with_kept_verdicts"]

_NUMBERS = frozenset({"phone", "identity", "card"})


def beyond_redaction(case: Case, check: Check) -> Outcome | None:
    """Why a rule cannot be judged without the private data that were taken out, or None."""
    taken = {one.kind for one in case.timeline.redacted or ()}
    if isinstance(check, NameCheck) and "name" in taken:
        return not_measurable(reason_text("the names were taken out of the words"))
    if isinstance(check, PhraseCheck | RepeatCheck) and check.repeated_digits and taken & _NUMBERS:
        return not_measurable(reason_text("the numbers were taken out of the words"))
    return None


def with_kept_verdicts(
    findings: Iterable[Finding], kept: Mapping[str, tuple[Verdict, float | None]]
) -> tuple[Finding, ...]:
    """Findings on words without private data, with the verdicts that the whole words were given, by rule.

    A finding that comes out otherwise now is told by its verdict alone: what it rested on is gone.
    """
    return tuple(
        finding
        if kept.get(finding.rule, (finding.verdict, finding.value)) == (finding.verdict, finding.value)
        else _told_alone(finding, *kept[finding.rule])
        for finding in findings
    )


def _told_alone(finding: Finding, verdict: Verdict, value: float | None) -> Finding:
    told = say("verdict.kept")
    return replace(
        finding,
        verdict=verdict,
        value=value,
        message=told,
        reason=None if verdict in ("pass", "fail") else told,
        suggestion=finding.suggestion if verdict in ("fail", "review") else None,
        evidence=(),
        steps=(),
    )

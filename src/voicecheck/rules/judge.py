"""Judging a call: every rule of a standard, held against one timeline."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from voicecheck.rules.case import Case, Outcome, not_measurable
from voicecheck.rules.check_ending import check_ending
from voicecheck.rules.check_events import check_events, silence_excuses
from voicecheck.rules.check_listening import check_language, check_stretches
from voicecheck.rules.check_metric import check_metric
from voicecheck.rules.check_name import check_name
from voicecheck.rules.check_phrases import check_components, check_phrases
from voicecheck.rules.check_protocol import check_protocol
from voicecheck.rules.check_relation import check_relation
from voicecheck.rules.check_repeats import check_repeats
from voicecheck.rules.check_stress import check_stress
from voicecheck.rules.check_waits import check_waits
from voicecheck.rules.examples import examples_in
from voicecheck.rules.messages import reason_text
from voicecheck.rules.redacted import beyond_redaction
from voicecheck.rules.score import score_findings
from voicecheck.rules.standard import (
    Check,
    ComponentsCheck,
    EndingCheck,
    EventCheck,
    LanguageCheck,
    MetricCheck,
    NameCheck,
    Pending,
    PhraseCheck,
    ProtocolCheck,
    RelationCheck,
    RepeatCheck,
    Rule,
    Standard,
    StressCheck,
    StretchCheck,
    Unmeasurable,
    WaitCheck,
)
from voicecheck.rules.types import Finding, Judgement, SilenceExcuse
from voicecheck.timeline.types import CallTimeline

__all__ = ["judge", "judge_rules"]


def judge(timeline: CallTimeline, standard: Standard) -> Judgement:
    """Judge one call: a finding for every rule in the standard's order, the score, excuses of long silences.

    Pure: the same timeline and standard give the same judgement.
    """
    case = Case(timeline, standard)
    findings = tuple([_finding(case, rule) for rule in standard.rules])
    return Judgement(
        findings=findings, score=score_findings(findings, standard), excuses=_excuses(case, standard)
    )


def judge_rules(timeline: CallTimeline, standard: Standard, rules: Iterable[Rule]) -> tuple[Finding, ...]:
    """Judge one call by some of the rules of a standard: their findings, as `judge` gives them."""
    case = Case(timeline, standard)
    return tuple([_finding(case, rule) for rule in rules])


def _finding(case: Case, rule: Rule) -> Finding:
    outcome = case.exempt(rule.applies) or _outcome(case, rule.check)
    advised = outcome.verdict in ("fail", "review")
    return Finding(
        rule=rule.id,
        verdict=outcome.verdict,
        critical=rule.critical,
        weight=rule.weight,
        clause=rule.clause,
        message=outcome.message,
        value=outcome.value,
        unit=outcome.unit,
        limit=outcome.limit,
        reason=outcome.reason,
        suggestion=(outcome.suggestion or examples_in(rule.tip, case.language)) if advised else None,
        evidence=outcome.evidence,
        steps=outcome.steps,
    )


def _outcome(case: Case, check: Check) -> Outcome:
    return beyond_redaction(case, check) or _CHECKS[type(check)](case, check)


def _pending(case: Case, check: Pending) -> Outcome:
    return not_measurable(reason_text("not yet judged"))


def _unmeasurable(case: Case, check: Unmeasurable) -> Outcome:
    return not_measurable(reason_text("no validated offline measure exists; a reviewer can score it by hand"))


_CHECKS: dict[type[Any], Callable[[Case, Any], Outcome]] = {
    MetricCheck: check_metric,
    PhraseCheck: check_phrases,
    ComponentsCheck: check_components,
    EventCheck: check_events,
    RelationCheck: check_relation,
    ProtocolCheck: check_protocol,
    StressCheck: check_stress,
    NameCheck: check_name,
    WaitCheck: check_waits,
    RepeatCheck: check_repeats,
    StretchCheck: check_stretches,
    LanguageCheck: check_language,
    EndingCheck: check_ending,
    Pending: _pending,
    Unmeasurable: _unmeasurable,
}


def _excuses(case: Case, standard: Standard) -> tuple[SilenceExcuse, ...]:
    """Excuses of all silence rules; the first rule that excuses a silence says why."""
    excuses: dict[tuple[float, float], SilenceExcuse] = {}
    for rule in standard.rules:
        if isinstance(rule.check, EventCheck) and rule.check.event == "silence":
            for excuse in silence_excuses(case, rule.check):
                excuses.setdefault((excuse.start_s, excuse.end_s), excuse)
    return tuple(excuses[key] for key in sorted(excuses))

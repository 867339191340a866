"""Every rule has drawn calls: passing, failing, at its limits, outside it; a rule without them fails here.

The cases are data (`cases/*.toml`), so that whoever adds a rule to a standard adds its cases beside it.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.rules.drawn_cases import (
    CASES,
    DrawnCase,
    languages_of,
    missing_limits,
    only_review,
    standard_of,
)
from tests.rules.judging import documented
from voicecheck.rules.load import DEFAULT_STANDARD, available_standards
from voicecheck.rules.standard import MetricCheck, Pending, Rule, Standard, Unmeasurable

DOCUMENTED = [case for case in CASES if case.standard == DEFAULT_STANDARD]
OTHERS = [name for name in available_standards() if name != DEFAULT_STANDARD]


def missing_cases(rule: Rule, cases: list[DrawnCase]) -> list[str]:
    """What a rule still needs, in words; empty where its cases are complete."""
    if isinstance(rule.check, Unmeasurable):
        return [] if any(case.kind == "outside" for case in cases) else ["outside"]
    missing = [
        kind for kind in ("pass", "fail", "limit", "outside") if not any(c.kind == kind for c in cases)
    ]
    for kind in ("pass", "fail"):
        told = {case.language for case in cases if case.kind == kind}
        missing += [f"{kind} in {language}" for language in sorted(languages_of(rule) - told)]
    return missing + missing_limits(rule, [case for case in cases if case.kind == "limit"])


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_drawn_call_gets_its_verdict(case: DrawnCase) -> None:
    found = case.finding()
    assert found.verdict == case.table["verdict"], found.message["en"]
    if "value" in case.table:
        assert found.value == pytest.approx(case.table["value"])
    if "suggests" in case.table:
        assert case.table["suggests"] in " ".join((found.suggestion or {}).values())
    if found.verdict in ("fail", "review"):
        assert found.evidence
        assert found.suggestion
    for place in found.evidence:
        assert 0.0 <= place.start_s <= place.end_s


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_case_is_what_it_says(case: DrawnCase) -> None:
    rule = standard_of(case.standard).rule(case.rule)
    if rule is None:
        raise LookupError(f"no rule {case.rule} in {case.standard}")
    verdicts = {
        "pass": {"pass"},
        "fail": {"review"} if only_review(rule) else {"fail"},
        "outside": {"not_applicable", "not_measurable"},
        "limit": {"pass", "fail", "review", "not_applicable", "not_measurable"},
    }
    assert case.table["verdict"] in verdicts[case.kind]


@pytest.mark.parametrize("rule", documented().rules, ids=lambda rule: rule.id)
def test_every_rule_has_its_cases(rule: Rule) -> None:
    assert not isinstance(rule.check, Pending)
    assert missing_cases(rule, [case for case in DOCUMENTED if case.rule == rule.id]) == []


@pytest.mark.parametrize("rule", documented().rules, ids=lambda rule: rule.id)
def test_a_rule_without_cases_is_noticed(rule: Rule) -> None:
    assert missing_cases(rule, []) != []


def test_a_limit_that_was_moved_asks_for_new_cases() -> None:
    pace = next(rule for rule in documented().rules if rule.id == "pace")
    if not isinstance(pace.check, MetricCheck):
        raise TypeError(pace.check)
    mandarin = replace(pace.check.bounds[0], minimum=100.0)
    moved = replace(pace, check=replace(pace.check, bounds=(mandarin, *pace.check.bounds[1:])))
    missing = missing_cases(moved, [case for case in DOCUMENTED if case.rule == "pace"])
    assert missing == ["zh at 100", "zh just beyond 100"]


def changed_rules(standard: Standard) -> list[Rule]:
    """The rules that a standard judges in another way than the documented one."""
    known = {rule.id: rule for rule in documented().rules}
    return [
        rule
        for rule in standard.rules
        if rule.id not in known
        or (rule.check, rule.applies) != (known[rule.id].check, known[rule.id].applies)
    ]


@pytest.mark.parametrize("name", OTHERS)
def test_what_another_standard_changes_is_shown(name: str) -> None:
    shown = {
        case.rule
        for case in CASES
        if case.standard == name and case.finding().verdict != case.finding(DEFAULT_STANDARD).verdict
    }
    assert {rule.id for rule in changed_rules(standard_of(name))} - shown == set()

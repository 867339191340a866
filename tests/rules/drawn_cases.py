"""The drawn calls of `cases/*.toml`, and what a rule's own limits ask of them.

A file named after a bundled standard holds calls for what that standard changes; all others are judged by
the documented one.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.drawn import draw
from tests.rules.judging import finding
from voicecheck.metrics import metric_by_id
from voicecheck.rules.load import DEFAULT_STANDARD, available_standards, load_standard
from voicecheck.rules.standard import (
    ComponentsCheck,
    EventCheck,
    MetricCheck,
    PhraseCheck,
    ProtocolCheck,
    RelationCheck,
    Rule,
    Standard,
    StretchCheck,
)
from voicecheck.rules.types import Finding
from voicecheck.timeline.types import CallTimeline

__all__ = ["CASES", "DrawnCase", "languages_of", "missing_limits", "only_review", "standard_of"]

_OWN_KEYS = ("is", "verdict", "value", "suggests")


@dataclass(frozen=True)
class DrawnCase:
    """One call drawn for one rule; `kind` is pass, fail, limit, or outside: not applicable or measurable."""

    standard: str
    rule: str
    number: int
    table: dict[str, Any]

    @property
    def kind(self) -> str:
        return str(self.table["is"])

    @property
    def language(self) -> str:
        return str(self.table.get("language", "zh"))

    @property
    def name(self) -> str:
        return f"{self.standard}-{self.rule}-{self.kind}-{self.number}"

    def call(self) -> CallTimeline:
        return draw(**{key: value for key, value in self.table.items() if key not in _OWN_KEYS})

    def finding(self, standard: str | None = None) -> Finding:
        """The finding by the case's own standard, or by another."""
        return _finding(CASES.index(self), standard or self.standard)


@cache
def standard_of(name: str) -> Standard:
    return load_standard(name)


def _read() -> Iterator[DrawnCase]:
    for file in sorted((Path(__file__).parent / "cases").glob("*.toml")):
        standard = file.stem if file.stem in available_standards() else DEFAULT_STANDARD
        for rule, tables in tomllib.loads(file.read_text(encoding="utf-8")).items():
            for number, table in enumerate(tables):
                yield DrawnCase(standard, rule, number, table)


CASES = tuple(_read())


@cache
def _finding(number: int, standard: str) -> Finding:
    case = CASES[number]
    return finding(case.call(), case.rule, _alone(standard, case.rule))


@cache
def _alone(standard: str, rule_id: str) -> Standard:
    """The standard with this rule alone, and the protocols whose waits it knows."""
    whole = standard_of(standard)
    rules = tuple(rule for rule in whole.rules if rule.id == rule_id)
    protocols = {one for rule in rules for one in getattr(rule.check, "protocols", ())}
    return replace(whole, rules=rules + tuple(rule for rule in whole.rules if rule.id in protocols))


def only_review(rule: Rule) -> bool:
    """Whether the rule asks for a person at the most, so that its failing case is a review."""
    check = rule.check
    if isinstance(check, MetricCheck):
        return all(bound.outside == "review" for bound in check.bounds)
    return getattr(check, "found", getattr(check, "outside", "fail")) == "review"


def languages_of(rule: Rule) -> set[str]:
    """The languages in which a rule needs cases of its own: all of its words', or of its bounds'."""
    check = rule.check
    if isinstance(check, MetricCheck):
        return {language for bound in check.bounds for language in bound.languages}
    wordless = isinstance(check, RelationCheck | StretchCheck) or (
        isinstance(check, EventCheck) and check.event == "interruption"
    )
    return set() if wordless else set(rule.applies.languages) or {"zh", "en"}


def missing_limits(rule: Rule, cases: list[DrawnCase]) -> list[str]:
    """What the cases at the limit leave out: each limit wants one exactly on it and one just beyond."""
    check = rule.check
    if isinstance(check, MetricCheck):
        return _missing_bounds(check, cases)
    if isinstance(check, ComponentsCheck):
        found = [case.finding() for case in cases]
        exact = any(one.limit and one.value == one.limit[0] and one.verdict == "pass" for one in found)
        short = any(one.limit and one.value == (one.limit[0] or 0) - 1 for one in found)
        return ["as many parts as needed"] * (not exact) + ["one part too few"] * (not short)
    if isinstance(check, ProtocolCheck):
        return _missing_steps(check, cases)
    if isinstance(check, PhraseCheck) and check.mode == "none":
        least = standard_of(DEFAULT_STANDARD).min_word_probability
        sure = any(case.table.get("probability") == least for case in cases)
        return [] if sure else ["words that are just sure enough"]
    return [] if cases else ["any"]


def _missing_bounds(check: MetricCheck, cases: list[DrawnCase]) -> list[str]:
    missing = []
    for bound in check.bounds:
        metric = metric_by_id(bound.metric)
        if metric is None:
            raise LookupError(bound.metric)
        values = [
            value
            for case in cases
            if not bound.languages or case.language in bound.languages
            if (value := metric.compute(case.call(), check.speaker).value) is not None
        ]
        for limit, sign in ((bound.minimum, -1.0), (bound.maximum, 1.0)):
            if limit is None:
                continue
            if not any(value == pytest.approx(limit, rel=1e-6) for value in values):
                missing.append(f"{bound.name} at {limit:g}")
            near = max(0.1 * abs(limit), 1.0 if limit.is_integer() else 0.0)
            if not any(1e-6 < sign * (value - limit) <= near for value in values):
                missing.append(f"{bound.name} just beyond {limit:g}")
    return missing


def _missing_steps(check: ProtocolCheck, cases: list[DrawnCase]) -> list[str]:
    found = [case.finding() for case in cases]
    missing = []
    for step in check.steps:
        if step.wait_s is None:
            continue
        waits = {
            taken.actual_s for one in found for taken in one.steps if taken.id == step.id and taken.actual_s
        }
        low, high = step.wait_s
        missing += [f"{step.id} at {limit:g} s" for limit in (low, high) if limit not in waits]
        if not (
            any(low - 1 <= wait < low for wait in waits) and any(high < wait <= high + 1 for wait in waits)
        ):
            missing.append(f"{step.id} just outside")
    values = {one.value for one in found}
    needed = check.min_steps
    if needed is not None:
        missing += [f"{count} steps" for count in (needed, needed - 1) if count not in values]
    elif not any(one.verdict == "fail" and not all(step.found for step in one.steps) for one in found):
        missing.append("the last required step")
    return missing

"""Two standards held against the same calls: which verdicts would change, before anyone adopts the second."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from voicecheck.errors import StoredDataError
from voicecheck.rules.judge import judge
from voicecheck.rules.standard import Standard
from voicecheck.rules.types import Finding, Judgement, Verdict
from voicecheck.store.rejudge import collector_paused
from voicecheck.store.run import Run
from voicecheck.store.types import CallRecord

__all__ = ["CallChange", "RuleChange", "StandardDiff", "VerdictChange", "diff_standards"]


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictChange:
    """One rule's verdict and figure on one call by both standards; None: the standard lacks the rule."""

    rule: str
    before: Verdict | None
    after: Verdict | None
    value_before: float | None
    value_after: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallChange:
    """A call with the verdicts that change, and its score under both standards."""

    call: CallRecord
    score_before: float | None
    score_after: float | None
    verdicts: tuple[VerdictChange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleChange:
    """How often one rule's verdict changes so; None stands for a standard without the rule."""

    rule: str
    before: Verdict | None
    after: Verdict | None
    calls: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardDiff:
    """What changes between two standards on the calls of a run.

    `rules` come in the order of the second standard, then those that only the first one has; `calls` are
    those whose verdicts or score change, by path. `errors` names the calls that could not be read.
    """

    before: Standard
    after: Standard
    judged: int
    rules: tuple[RuleChange, ...]
    calls: tuple[CallChange, ...]
    errors: tuple[tuple[CallRecord, StoredDataError], ...]


def diff_standards(run: Run, before: Standard, after: Standard) -> StandardDiff:
    """Judge every stored timeline by both standards; nothing is written.

    Raises
    ------
    StoredDataError
        When the run cannot be read; single damaged records are listed in `errors`.
    """
    judged = 0
    changed: list[CallChange] = []
    errors: list[tuple[CallRecord, StoredDataError]] = []
    with collector_paused():
        for call, timeline in run.timelines():
            if isinstance(timeline, StoredDataError):
                errors.append((call, timeline))
                continue
            judged += 1
            change = _call_change(call, judge(timeline, before), judge(timeline, after))
            if change.verdicts or change.score_before != change.score_after:
                changed.append(change)
    return StandardDiff(
        before=before,
        after=after,
        judged=judged,
        rules=_rule_changes(changed, before, after),
        calls=tuple(changed),
        errors=tuple(errors),
    )


def _call_change(call: CallRecord, before: Judgement, after: Judgement) -> CallChange:
    first = {finding.rule: finding for finding in before.findings}
    second = {finding.rule: finding for finding in after.findings}
    pairs = ((rule, first.get(rule), second.get(rule)) for rule in (second | first))
    return CallChange(
        call=call,
        score_before=before.score.value,
        score_after=after.score.value,
        verdicts=tuple(
            _verdict_change(rule, old, new) for rule, old, new in pairs if _verdict(old) != _verdict(new)
        ),
    )


def _verdict_change(rule: str, old: Finding | None, new: Finding | None) -> VerdictChange:
    return VerdictChange(
        rule=rule,
        before=_verdict(old),
        after=_verdict(new),
        value_before=None if old is None else old.value,
        value_after=None if new is None else new.value,
    )


def _verdict(finding: Finding | None) -> Verdict | None:
    return None if finding is None else finding.verdict


def _rule_changes(changed: list[CallChange], before: Standard, after: Standard) -> tuple[RuleChange, ...]:
    counts = Counter((one.rule, one.before, one.after) for call in changed for one in call.verdicts)
    rules = dict.fromkeys(rule.id for rule in (*after.rules, *before.rules))
    place = {rule: number for number, rule in enumerate(rules)}
    return tuple(
        RuleChange(rule=rule, before=old, after=new, calls=calls)
        for (rule, old, new), calls in sorted(
            counts.items(), key=lambda item: (place[item[0][0]], -item[1], str(item[0]))
        )
    )

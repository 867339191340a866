"""Two standards held against the same calls: which verdicts would change, before anyone adopts the second."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from voicecheck.errors import StoredDataError
from voicecheck.rules.score import score_verdicts
from voicecheck.rules.standard import Standard
from voicecheck.rules.types import Verdict
from voicecheck.store.rejudge import Rejudging, collector_paused, known_verdicts
from voicecheck.store.run import Run
from voicecheck.store.types import CallRecord, VerdictRow

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
    from_run, onwards = Rejudging(run.standard, before), Rejudging(before, after)
    with collector_paused():
        for one in run.stored():
            if one.damage is not None:
                errors.append((one.call, one.damage))
                continue
            judged += 1
            first = from_run.verdicts(one, known_verdicts(one))
            second = onwards.verdicts(one, first)
            scores = (_score(first, before), _score(second, after))
            verdicts = _verdict_changes(first, second)
            if verdicts or scores[0] != scores[1]:
                changed.append(
                    CallChange(
                        call=one.call, score_before=scores[0], score_after=scores[1], verdicts=verdicts
                    )
                )
    return StandardDiff(
        before=before,
        after=after,
        judged=judged,
        rules=_rule_changes(changed, before, after),
        calls=tuple(changed),
        errors=tuple(errors),
    )


def _score(verdicts: Mapping[str, VerdictRow], standard: Standard) -> float | None:
    return score_verdicts({rule: row.verdict for rule, row in verdicts.items()}, standard).value


def _verdict_changes(
    first: Mapping[str, VerdictRow], second: Mapping[str, VerdictRow]
) -> tuple[VerdictChange, ...]:
    pairs = [(rule, first.get(rule), second.get(rule)) for rule in {**second, **first}]
    return tuple(
        VerdictChange(
            rule=rule,
            before=old.verdict if old else None,
            after=new.verdict if new else None,
            value_before=old.value if old else None,
            value_after=new.value if new else None,
        )
        for rule, old, new in pairs
        if (old and old.verdict) != (new and new.verdict)
    )


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

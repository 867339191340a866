"""Two standards held against the same calls: which verdicts would change, before anyone adopts the second."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from voicecheck.errors import StoredDataError
from voicecheck.rules.score import score_verdicts
from voicecheck.rules.standard import Standard
from voicecheck.rules.types import Score, Verdict
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
    """A call with the verdicts that change, its score and the critical rules that it fails under both."""

    call: CallRecord
    score_before: float | None
    score_after: float | None
    critical_before: tuple[str, ...]
    critical_after: tuple[str, ...]
    verdicts: tuple[VerdictChange, ...]

    @property
    def newly_critical(self) -> tuple[str, ...]:
        """The critical rules that the call fails under the second standard only."""
        return tuple(rule for rule in self.critical_after if rule not in self.critical_before)


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
    those whose verdicts, score or failed critical rules change, by path. `errors` names the calls that could
    not be read.
    """

    before: Standard
    after: Standard
    judged: int
    rules: tuple[RuleChange, ...]
    calls: tuple[CallChange, ...]
    errors: tuple[tuple[CallRecord, StoredDataError], ...]

    @property
    def made_critical(self) -> tuple[str, ...]:
        """The rules that are critical in the second standard only."""
        return _critical_in(self.after, self.before)

    @property
    def no_longer_critical(self) -> tuple[str, ...]:
        """The rules that are critical in the first standard only."""
        return _critical_in(self.before, self.after)


def _critical_in(one: Standard, other: Standard) -> tuple[str, ...]:
    there = {rule.id for rule in other.rules if rule.critical}
    return tuple(rule.id for rule in one.rules if rule.critical and rule.id not in there)


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
            old, new = _score(first, before), _score(second, after)
            verdicts = _verdict_changes(first, second)
            if verdicts or (old.value, old.critical_failed) != (new.value, new.critical_failed):
                changed.append(
                    CallChange(
                        call=one.call,
                        score_before=old.value,
                        score_after=new.value,
                        critical_before=old.critical_failed,
                        critical_after=new.critical_failed,
                        verdicts=verdicts,
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


def _score(verdicts: Mapping[str, VerdictRow], standard: Standard) -> Score:
    return score_verdicts({rule: row.verdict for rule, row in verdicts.items()}, standard)


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

"""Verdicts against labels: confusion, recall and precision by rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

__all__ = ["Miss", "RuleScore", "is_right", "score_rules"]

_FLAGGED = ("fail", "review")


@dataclass(frozen=True, slots=True, kw_only=True)
class Miss:
    """One verdict beside its label: the call, and what the finding said."""

    call: str
    rule: str
    label: str
    verdict: str
    detail: str = ""


@dataclass(slots=True, kw_only=True)
class RuleScore:
    """The counts of one rule, by (label, verdict)."""

    rule: str
    target: float
    pending: bool = False
    confusion: Counter[tuple[str, str]] = field(default_factory=Counter)

    def count(self, labels: Iterable[str], verdicts: Iterable[str] | None = None) -> int:
        """Calls with one of these labels, and one of these verdicts where given."""
        wanted, found = set(labels), None if verdicts is None else set(verdicts)
        return sum(
            n
            for (label, verdict), n in self.confusion.items()
            if label in wanted and (found is None or verdict in found)
        )

    @property
    def recall_flagged(self) -> float | None:
        """Of the calls labelled `fail` or `review`, those reported as either."""
        return _share(self.count(_FLAGGED, _FLAGGED), self.count(_FLAGGED))

    @property
    def recall_fail(self) -> float | None:
        """Of the calls labelled `fail`, those reported as `fail`."""
        return _share(self.count(("fail",), ("fail",)), self.count(("fail",)))

    @property
    def precision_fail(self) -> float | None:
        """Of the labelled calls reported as `fail`, those labelled `fail`."""
        reported = sum(n for (_, verdict), n in self.confusion.items() if verdict == "fail")
        return _share(self.count(("fail",), ("fail",)), reported)

    @property
    def precision_flagged(self) -> float | None:
        """Of the labelled calls reported as `fail` or `review`, those labelled so."""
        reported = sum(n for (_, verdict), n in self.confusion.items() if verdict in _FLAGGED)
        return _share(self.count(_FLAGGED, _FLAGGED), reported)

    @property
    def review_on_pass(self) -> float | None:
        """Of the calls labelled `pass`, those sent to a person."""
        return _share(self.count(("pass",), ("review",)), self.count(("pass",)))

    @property
    def pass_kept(self) -> float | None:
        """Of the calls labelled `pass`, those reported as `pass`."""
        return _share(self.count(("pass",), ("pass",)), self.count(("pass",)))

    @property
    def outside_right(self) -> float | None:
        """Of the calls in which the rule does not apply or cannot be measured, those reported so."""
        outside = ("not_applicable", "not_measurable", "outside")
        right = sum(
            n
            for (label, verdict), n in self.confusion.items()
            if label in outside and is_right(label, verdict)
        )
        return _share(right, self.count(outside))

    @property
    def state(self) -> str:
        """`pending`, `weak` or `good` against the target; `unproven` where no call is labelled as broken."""
        if self.pending:
            return "pending"
        recall = self.recall_flagged
        if recall is None:
            return "unproven"
        precision = self.precision_fail if self.precision_fail is not None else self.precision_flagged
        return "good" if min(recall, precision or 0.0) >= self.target else "weak"


def is_right(label: str, verdict: str) -> bool:
    """Whether a verdict agrees with a label; `outside` is either of the two verdicts without a judgement."""
    if label == "outside":
        return verdict in ("not_applicable", "not_measurable")
    if label in _FLAGGED:
        return verdict in _FLAGGED
    return label == verdict


def score_rules(
    rules: Iterable[str], judged: Iterable[Miss], targets: dict[str, float], pending: set[str]
) -> list[RuleScore]:
    """One score for every rule, in the order given."""
    scores = {rule: RuleScore(rule=rule, target=targets[rule], pending=rule in pending) for rule in rules}
    for entry in judged:
        if entry.rule in scores:
            scores[entry.rule].confusion[entry.label, entry.verdict] += 1
    return list(scores.values())


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None

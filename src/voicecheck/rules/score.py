"""The score: passed weight over judged weight.

What does not apply or cannot be measured leaves the denominator; what a person should review counts as
neither passed nor failed until that person decides. Beside every score stands the share of the weight that
could be measured: passed, failed and up for review, over these and the not measurable. Rules that no
version of voicecheck can judge, or this one does not yet, weigh nothing in the standard file, so that this
share speaks of the recording and not of the program.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from voicecheck.rules.standard import Standard
from voicecheck.rules.types import Finding, Score, Verdict

__all__ = ["score_findings", "score_verdicts"]


def score_findings(findings: Iterable[Finding], standard: Standard) -> Score:
    """The score of one call's findings, over all and by group; groups without a judged rule have None."""
    return score_verdicts({finding.rule: finding.verdict for finding in findings}, standard)


def score_verdicts(verdicts: Mapping[str, Verdict], standard: Standard) -> Score:
    """The score of one call's verdicts by rule; rules without a verdict weigh nothing."""
    of_group = {group.id: _Weights() for group in standard.groups}
    all_together = _Weights()
    critical_failed = []
    for rule in standard.rules:
        verdict = verdicts.get(rule.id)
        if verdict is None:
            continue
        all_together.add(verdict, rule.weight)
        of_group[rule.group].add(verdict, rule.weight)
        if rule.critical and verdict == "fail":
            critical_failed.append(rule.id)
    return Score(
        value=all_together.score,
        measurable_share=all_together.measurable_share,
        critical_failed=tuple(critical_failed),
        by_group={group: weights.score for group, weights in of_group.items()},
    )


class _Weights:
    """How much weight has been passed, failed, left to a person, and could not be measured."""

    def __init__(self) -> None:
        self.passed = self.failed = self.review = self.lost = 0.0

    def add(self, verdict: Verdict, weight: float) -> None:
        if verdict == "pass":
            self.passed += weight
        elif verdict == "fail":
            self.failed += weight
        elif verdict == "review":
            self.review += weight
        elif verdict == "not_measurable":
            self.lost += weight

    @property
    def score(self) -> float | None:
        decided = self.passed + self.failed
        return 100.0 * self.passed / decided if decided > 0.0 else None

    @property
    def measurable_share(self) -> float | None:
        measured = self.passed + self.failed + self.review
        applied = measured + self.lost
        return measured / applied if applied > 0.0 else None

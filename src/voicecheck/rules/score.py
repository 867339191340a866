"""The score: passed weight over judged weight.

What does not apply or cannot be measured leaves the denominator; what a person should review counts as
neither passed nor failed until that person decides. Beside every score stands the share of the weight that
could be measured: passed, failed and up for review, over these and the not measurable. Rules that no
version of voicecheck can judge, or this one does not yet, weigh nothing in the standard file, so that this
share speaks of the recording and not of the program.
"""

from __future__ import annotations

from collections.abc import Iterable

from voicecheck.rules.standard import Standard
from voicecheck.rules.types import Finding, Score, Verdict

__all__ = ["score_findings"]

_MEASURED: frozenset[Verdict] = frozenset({"pass", "fail", "review"})


def score_findings(findings: Iterable[Finding], standard: Standard) -> Score:
    """The score of one call's findings, over all and by group; groups without a judged rule have None."""
    judged = tuple(findings)
    group_of = {rule.id: rule.group for rule in standard.rules}
    measured = _weight(judged, _MEASURED)
    applied = measured + _weight(judged, frozenset({"not_measurable"}))
    return Score(
        value=_value(judged),
        measurable_share=measured / applied if applied > 0.0 else None,
        critical_failed=tuple(
            finding.rule for finding in judged if finding.critical and finding.verdict == "fail"
        ),
        by_group={
            group.id: _value(tuple(finding for finding in judged if group_of[finding.rule] == group.id))
            for group in standard.groups
        },
    )


def _value(findings: tuple[Finding, ...]) -> float | None:
    passed = _weight(findings, frozenset({"pass"}))
    decided = passed + _weight(findings, frozenset({"fail"}))
    return 100.0 * passed / decided if decided > 0.0 else None


def _weight(findings: tuple[Finding, ...], verdicts: frozenset[Verdict]) -> float:
    return sum(finding.weight for finding in findings if finding.verdict in verdicts)

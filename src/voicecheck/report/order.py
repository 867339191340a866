"""In which order findings are shown, and with which numbers: the same on a page and in a terminal."""

from __future__ import annotations

from voicecheck.report.result import CallResult, FindingResult

__all__ = ["numbered_findings", "ordered_findings"]

_RANK = {"fail": 0, "review": 1, "pass": 2, "not_measurable": 3, "not_applicable": 4}


def ordered_findings(result: CallResult) -> tuple[FindingResult, ...]:
    """What matters first: failed before the rest, critical before others, then by weight."""
    return tuple(
        sorted(
            result.findings,
            key=lambda finding: (_RANK[finding.verdict], not finding.critical, -finding.weight),
        )
    )


def numbered_findings(result: CallResult) -> tuple[tuple[int, FindingResult], ...]:
    """What failed or waits for a person's ear, numbered from 1 in the order of `ordered_findings`."""
    chosen = [finding for finding in ordered_findings(result) if finding.verdict in ("fail", "review")]
    return tuple(enumerate(chosen, start=1))

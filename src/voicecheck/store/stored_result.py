"""The result of a stored call, made anew from its timeline."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from voicecheck.report.build import build_result
from voicecheck.report.result import CallResult
from voicecheck.rules.judge import judge
from voicecheck.rules.redacted import with_kept_verdicts
from voicecheck.rules.score import score_findings
from voicecheck.rules.standard import Standard
from voicecheck.store.types import CallRecord, VerdictRow
from voicecheck.timeline.types import CallTimeline

__all__ = ["stored_result"]


def stored_result(
    call: CallRecord,
    timeline: CallTimeline,
    verdicts: Mapping[str, VerdictRow] | None,
    standard: Standard,
) -> CallResult:
    """The whole result under the run's standard.

    Where private data were taken out of the words, the verdicts in the run are what counts: they were given
    on the whole words.
    """
    judgement = judge(timeline, standard)
    if timeline.redacted is not None and verdicts is not None:
        findings = with_kept_verdicts(judgement.findings, verdicts)
        judgement = replace(judgement, findings=findings, score=score_findings(findings, standard))
    return build_result(timeline, standard, judgement, created_at=call.measured_at)

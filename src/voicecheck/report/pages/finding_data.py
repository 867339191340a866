"""The findings of a call as plain values for a page: order, numbers, sentences."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

from voicecheck.report.order import numbered_findings, ordered_findings
from voicecheck.report.pages.scale import finding_scale
from voicecheck.report.result import CallResult, FindingResult
from voicecheck.rules.explain_errors import metric_error_lines
from voicecheck.rules.messages import number_text, value_text
from voicecheck.rules.types import Evidence, Step, Text

__all__ = ["LEAST_SHARE", "finding_rows", "headline"]

LEAST_SHARE = 0.5
"""Under this share of the weight a score stands for too little of the call."""

_COUNTS = frozenset({"matches", "interruptions", "backchannels", "pauses", "turns"})


def finding_rows(result: CallResult) -> list[dict[str, Any]]:
    """One entry a finding, in the order of `ordered_findings`; what failed or waits has a number."""
    numbers = {finding.rule: number for number, finding in numbered_findings(result)}
    return [
        {"number": numbers.get(finding.rule), **_row(finding, result)} for finding in ordered_findings(result)
    ]


def headline(result: CallResult) -> Text:
    """The verdict of the whole call in one sentence."""
    failed, review = result.findings_with("fail"), result.findings_with("review")
    judged = len(failed) + len(review) + len(result.findings_with("pass"))
    if judged == 0:
        return {"zh": "这通电话没有可以判定的项目。", "en": "Nothing in this call could be judged."}
    zh, en = _failed_sentence(failed, judged)
    if (result.score.measurable_share or 0.0) < LEAST_SHARE:
        zh = "能判定的只是一小部分，得分说明不了整通电话。" + zh
        en = "Only a small part could be judged, so the score says little about the call. " + en
    if review:
        count = len(review)
        zh += f"另有 {count} 项请人工听一听。"
        en += f" {count} more {'waits' if count == 1 else 'wait'} for a person's ear."
    return {"zh": zh, "en": en}


def _failed_sentence(failed: Sequence[FindingResult], judged: int) -> tuple[str, str]:
    if not failed and judged == 1:
        return "判定了 1 项，没有未通过。", "The one point judged was met."
    if not failed:
        return f"判定的 {judged} 项中没有未通过的。", f"None of the {judged} points judged was missed."
    count = len(failed)
    zh = f"判定的 {judged} 项中有 {count} 项未通过"
    en = f"{count} of the {judged} points judged {'was' if count == 1 else 'were'} missed"
    critical = [finding for finding in failed if finding.critical]
    if critical:
        zh += "，其中关键项：" + "、".join(finding.title["zh"] for finding in critical)
        en += ", among them critical: " + "; ".join(finding.title["en"] for finding in critical)
    return zh + "。", en + "."


def _row(finding: FindingResult, result: CallResult) -> dict[str, Any]:
    unit = _unit(finding, result)
    scale = None if finding.steps or not _worth_a_scale(finding) else _scale(finding, unit)
    return {
        "rule": finding.rule,
        "group": result.provenance.standard.groups.get(finding.group, _same(finding.group)),
        "title": finding.title,
        "verdict": finding.verdict,
        "critical": finding.critical,
        "scored": finding.weight > 0.0,
        "message": finding.message,
        "reason": finding.reason,
        "suggestion": finding.suggestion,
        "scale": scale,
        "errors": [line for measure in finding.measures for line in metric_error_lines(measure)],
        "evidence": [_place(place) for place in _places(finding)],
        "steps": [_step(step) for step in finding.steps],
        "clause": {
            "document": result.provenance.standard.documents.get(
                finding.clause.document, _same(finding.clause.document)
            ),
            "section": finding.clause.section,
        },
    }


def _places(finding: FindingResult) -> tuple[Evidence, ...]:
    """Where it happened; of a protocol what made it due or must not be said, as its steps have times."""
    taken = {step.start_s for step in finding.steps}
    return tuple(place for place in finding.evidence if place.start_s not in taken)


def _worth_a_scale(finding: FindingResult) -> bool:
    """Small counts, and limits of none at all, are said better by the sentence than by a scale."""
    return finding.unit not in _COUNTS and finding.limit is not None and any(finding.limit)


def _scale(finding: FindingResult, unit: str) -> dict[str, Any] | None:
    scale = finding_scale(finding.value, finding.limit, unit)
    return None if scale is None else dataclasses.asdict(scale)


def _unit(finding: FindingResult, result: CallResult) -> str:
    """The finding's unit; of a rate, with what the agent's rates count."""
    agent = result.metrics.get("agent")
    if finding.unit == "spm" and agent is not None and agent.rate_unit is not None:
        return f"spm:{agent.rate_unit}"
    return finding.unit or ""


def _place(place: Evidence) -> dict[str, Any]:
    return {
        "start": round(place.start_s, 3),
        "end": round(place.end_s, 3),
        "speaker": place.speaker,
        "text": place.text,
    }


def _step(step: Step) -> dict[str, Any]:
    expected = None
    if step.expected_s is not None:
        low, high = (number_text(side) for side in step.expected_s)
        expected = {"zh": f"{low}–{high} 秒", "en": f"{low} to {high} s"}
    return {
        "title": step.title,
        "found": step.found,
        "waited": None if step.actual_s is None else value_text(step.actual_s, "s"),
        "expected": expected,
        "start": None if step.start_s is None else round(step.start_s, 3),
        "text": step.text,
    }


def _same(text: str) -> Text:
    return {"zh": text, "en": text}

"""The list of several calls as plain values for its page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from voicecheck._version import __version__
from voicecheck.report.pages.call_data import page_name, score_band, share_text
from voicecheck.report.pages.finding_data import headline
from voicecheck.report.pages.words import page_words
from voicecheck.report.result import CallResult
from voicecheck.report.run_calls import UnjudgedCall
from voicecheck.rules.messages import number_text

__all__ = ["CallEntry", "call_entry", "index_data"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CallEntry:
    """One judged call in the list; `page` is the name of its file in the same folder."""

    page: str
    row: dict[str, Any]


def call_entry(result: CallResult, page: str) -> CallEntry:
    """What the list says of a call; the result itself need not be kept."""
    score = result.score
    titles = {finding.rule: finding.title for finding in result.findings}
    return CallEntry(
        page=page,
        row={
            "name": page_name(result),
            "agent": result.call.metadata.get("agent_name") or result.call.metadata.get("agent_id"),
            "duration": round(result.call.duration_s, 1),
            "score": None if score.value is None else round(score.value, 1),
            "scoreText": None if score.value is None else number_text(score.value),
            "band": score_band(result),
            "share": share_text(result),
            "fails": len(result.findings_with("fail")),
            "reviews": len(result.findings_with("review")),
            "critical": [titles.get(rule, {"zh": rule, "en": rule}) for rule in score.critical_failed],
            "headline": headline(result),
        },
    )


def index_data(entries: Sequence[CallEntry], unjudged: Sequence[UnjudgedCall]) -> dict[str, Any]:
    """Everything that the list shows."""
    return {
        "words": page_words(),
        "calls": [{"page": entry.page, **entry.row} for entry in entries],
        "unjudged": [{"path": one.path, "message": one.message} for one in unjudged],
        "program": f"voicecheck {__version__}",
    }

"""A run as its pages want it; no timeline is opened."""

from __future__ import annotations

from typing import Any

from voicecheck.report.run_calls import RunCall, RunView, UnjudgedCall, verdict_codes
from voicecheck.rules.standard import Standard
from voicecheck.store.run import Run
from voicecheck.store.types import CallOverview

__all__ = ["view_run"]


def view_run(run: Run) -> RunView:
    """All calls of a run in small rows.

    Raises
    ------
    StoredDataError
        When the run cannot be read.
    """
    return RunView(
        name=run.path.resolve().name,
        created_at=run.created_at,
        voicecheck=run.voicecheck,
        standard=run.standard,
        calls=tuple(_call(overview, run.standard) for overview in run.overviews()),
        unjudged=tuple(
            UnjudgedCall(path=call.path, message=call.message or "") for call in run.calls("failed")
        ),
    )


def _call(overview: CallOverview, standard: Standard) -> RunCall:
    call, metadata = overview.call, overview.summary.metadata
    return RunCall(
        path=call.path,
        key=call.key or "",
        agent=_text(metadata, "agent_name", "agent_id"),
        queue=_text(metadata, "queue"),
        started_at=_text(metadata, "started_at"),
        duration_s=call.duration_s or 0.0,
        score=call.score,
        measurable_share=call.measurable_share,
        critical_failed=call.critical_failed,
        verdicts=verdict_codes({rule: row.verdict for rule, row in overview.verdicts.items()}, standard),
    )


def _text(metadata: dict[str, Any], *names: str) -> str | None:
    """The first of these facts that is given; two agents of one name are told apart by their id."""
    given = [str(metadata[name]) for name in names if metadata.get(name) not in (None, "")]
    return " · ".join(given) or None

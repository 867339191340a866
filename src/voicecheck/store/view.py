"""A run as its pages want it; no timeline is opened."""

from __future__ import annotations

from dataclasses import replace
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
    names: dict[str, str] = {}
    calls = [_call(overview, run.standard, names) for overview in run.overviews()]
    return RunView(
        name=run.path.resolve().name,
        path=str(run.path),
        created_at=run.created_at,
        voicecheck=run.voicecheck,
        standard=run.standard,
        calls=tuple(replace(call, agent=_shown(call.agent, names)) for call in calls),
        unjudged=tuple(
            UnjudgedCall(path=call.path, message=call.message or "") for call in run.calls("failed")
        ),
    )


def _call(overview: CallOverview, standard: Standard, names: dict[str, str]) -> RunCall:
    """A row whose agent is the id, or the name where there is none; names by id are gathered on the way."""
    call, metadata = overview.call, overview.summary.metadata
    agent_id, agent_name = _text(metadata, "agent_id"), _text(metadata, "agent_name")
    if agent_id and agent_name:
        names[agent_id] = agent_name
    return RunCall(
        path=call.path,
        key=call.key or "",
        agent=agent_id or agent_name,
        queue=_text(metadata, "queue"),
        started_at=_text(metadata, "started_at"),
        duration_s=call.duration_s or 0.0,
        score=call.score,
        measurable_share=call.measurable_share,
        critical_failed=call.critical_failed,
        verdicts=verdict_codes({rule: row.verdict for rule, row in overview.verdicts.items()}, standard),
    )


def _shown(agent: str | None, names: dict[str, str]) -> str | None:
    """Name and id: two agents of one name stay two, and one whose name is spelt in two ways stays one."""
    return agent if agent is None or agent not in names else f"{names[agent]} · {agent}"


def _text(metadata: dict[str, Any], name: str) -> str | None:
    value = metadata.get(name)
    return None if value in (None, "") else str(value)

"""Runs drawn by hand: calls with just the verdicts that a test wants."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from voicecheck.report.run_calls import RunCall, RunView, UnjudgedCall, verdict_codes
from voicecheck.rules.load import load_standard

STANDARD = load_standard("documented")
CRITICAL = next(rule.id for rule in STANDARD.rules if rule.critical)


def run_call(number: int, verdicts: dict[str, Any] | None = None, **fields: Any) -> RunCall:
    """A call of a score of 80 in which every rule was met unless told otherwise."""
    given = {rule.id: "pass" for rule in STANDARD.rules} | (verdicts or {})
    return RunCall(
        **{
            "path": f"calls/call-{number:03d}.wav",
            "key": f"key-{number}",
            "agent": None,
            "queue": None,
            "started_at": None,
            "duration_s": 60.0 + number,
            "score": 80.0,
            "measurable_share": 0.9,
            "critical_failed": tuple(rule for rule in (CRITICAL,) if given[rule] == "fail"),
            "verdicts": verdict_codes(given, STANDARD),  # type: ignore[arg-type]
            **fields,
        }
    )


def run_view(calls: Iterable[RunCall], unjudged: Iterable[UnjudgedCall] = ()) -> RunView:
    """A run of these calls, by path."""
    return RunView(
        name="night-42",
        path="runs/night-42",
        created_at="2026-03-02T08:00:00Z",
        voicecheck="0",
        standard=STANDARD,
        calls=tuple(sorted(calls, key=lambda call: call.path)),
        unjudged=tuple(unjudged),
    )

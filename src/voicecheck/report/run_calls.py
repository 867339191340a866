"""A run as its pages see it: one small row a call, in the order of the run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath

from voicecheck.rules.standard import Standard
from voicecheck.rules.types import Verdict

__all__ = ["CODES", "RunCall", "RunView", "UnjudgedCall", "verdict_codes"]

CODES: dict[Verdict, str] = {
    "pass": "p",
    "fail": "f",
    "review": "r",
    "not_applicable": ".",
    "not_measurable": "m",
}
"""One letter a verdict: the verdicts of a call are a word with as many letters as the standard has rules."""

_NO_VERDICT = "-"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunCall:
    """One judged call. `verdicts` has a letter of `CODES` for every rule of the standard, in its order.

    `agent` is how the metadata name the agent, None where they do not; `started_at` is ISO 8601 or None.
    """

    path: str
    key: str
    agent: str | None
    queue: str | None
    started_at: str | None
    duration_s: float
    score: float | None
    measurable_share: float | None
    critical_failed: tuple[str, ...]
    verdicts: str

    @property
    def name(self) -> str:
        """The recording's file name."""
        return PurePath(self.path).name or self.path


@dataclass(frozen=True, slots=True, kw_only=True)
class UnjudgedCall:
    """One recording that could not be judged, and why."""

    path: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RunView:
    """A whole run: its name, when it was begun, by what it was judged, and its calls by path.

    `path` is how the command named its folder, for the commands that the pages quote.
    """

    name: str
    path: str
    created_at: str
    voicecheck: str
    standard: Standard
    calls: tuple[RunCall, ...]
    unjudged: tuple[UnjudgedCall, ...]

    @property
    def undated(self) -> int:
        """How many calls do not say when they began."""
        return sum(call.started_at is None for call in self.calls)

    @property
    def unassigned(self) -> int:
        """How many calls do not say who their agent was."""
        return sum(call.agent is None for call in self.calls)


def verdict_codes(verdicts: Mapping[str, Verdict], standard: Standard) -> str:
    """The verdicts of a call as one word; a rule that it was not judged by has a dash."""
    return "".join(
        CODES[verdicts[rule.id]] if rule.id in verdicts else _NO_VERDICT for rule in standard.rules
    )

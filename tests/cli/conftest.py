"""Running the command line inside the test process."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from typing import Any

import pytest

from tests.report.drawn import drawn_timeline
from tests.report.test_encode import result_of
from voicecheck.cli import calls
from voicecheck.cli.app import main
from voicecheck.report.result import CallResult


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """Standard output as JSON."""
        return json.loads(self.out)


Cli = Callable[..., Ran]


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Cli:
    """Run a command; no model is installed, the language is English."""
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    for name in ("LC_ALL", "LC_MESSAGES", "VOICECHECK_DEBUG", "VOICECHECK_MODELS", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)

    def run(*arguments: str) -> Ran:
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        captured = capsys.readouterr()
        return Ran(code=int(ended.value.code or 0), out=captured.out, err=captured.err)

    return run


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> dict[str, CallResult | BaseException]:
    """What judging a recording of that name gives or raises; the drawn call where the name is not entered."""
    outcomes: dict[str, CallResult | BaseException] = {}

    def check(path: Path, **_how: object) -> CallResult:
        outcome = outcomes.get(PurePath(path).name, drawn_result())
        if isinstance(outcome, BaseException):
            raise outcome
        return replace(outcome, call=replace(outcome.call, path=str(path)))

    monkeypatch.setattr(calls, "check", check)
    return outcomes


def drawn_result(score: float | None = 62.5, critical: tuple[str, ...] = ()) -> CallResult:
    """The drawn call with another score."""
    result = result_of(drawn_timeline())
    return replace(result, score=replace(result.score, value=score, critical_failed=critical))

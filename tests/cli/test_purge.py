"""`voicecheck purge`: it lists, it asks, and what it removes is gone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Cli
from tests.store.calls import filled
from voicecheck.store import Run


@pytest.fixture
def run(tmp_path: Path) -> Path:
    filled(tmp_path / "run").close()
    return tmp_path / "run"


def left(run: Path) -> int:
    with Run.open(run) as opened:
        return opened.counts().done


def test_a_dry_run_lists_and_removes_nothing(cli: Cli, run: Path) -> None:
    ran = cli("purge", str(run), "--older-than", "2100-01-01", "--dry-run")
    assert ran.code == 0
    assert ran.out.splitlines() == [f"calls/call-{number:03d}.wav" for number in range(3)]
    assert "3 of 3 calls are to go" in ran.err
    assert left(run) == 3


def test_old_calls_go_with_their_pages(cli: Cli, run: Path) -> None:
    assert cli("report", str(run), "--calls", "all", "--no-audio").code == 0
    assert cli("purge", str(run), "--older-than", "90d", "--yes").code == 0
    assert left(run) == 3
    ran = cli("purge", str(run), "--older-than", "2100-01-01", "--yes", "--lang", "zh")
    assert ran.code == 0
    assert "已删除 3 通" in ran.err
    assert left(run) == 0
    assert not (run / "pages").exists()


def test_one_call_goes_by_its_id(cli: Cli, run: Path) -> None:
    assert cli("purge", str(run), "--call", "call-001", "--yes").code == 0
    assert left(run) == 2
    ran = cli("purge", str(run), "--call", "call-001", "--yes")
    assert ran.code == 2
    assert "--call: expected the id or path of a call of the run, found 'call-001'" in ran.err


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ((), "expected either --older-than or --call, found none"),
        (("--older-than", "90d", "--call", "x"), "expected either --older-than or --call, found both"),
        (("--older-than", "soon", "--yes"), "--older-than: expected a date, a time or an age"),
        (("--older-than", "90d"), "expected --yes where nobody can be asked"),
    ],
)
def test_what_makes_no_sense_is_told(cli: Cli, run: Path, arguments: tuple[str, ...], expected: str) -> None:
    ran = cli("purge", str(run), *arguments)
    assert ran.code == 2
    assert expected in ran.err
    assert left(run) == 3


def test_on_a_terminal_it_asks_first(cli: Cli, run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter([False, True])
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("typer.confirm", lambda _text, **_how: next(answers))
    assert "nothing was removed" in cli("purge", str(run), "--older-than", "2100-01-01").err
    assert left(run) == 3
    assert "3 calls removed" in cli("purge", str(run), "--older-than", "2100-01-01").err
    assert left(run) == 0


def test_it_waits_for_nobody_who_is_writing(cli: Cli, run: Path) -> None:
    with Run.open(run, write=True):
        ran = cli("purge", str(run), "--older-than", "2100-01-01", "--yes")
    assert ran.code == 2
    assert "found another command at work on it" in ran.err

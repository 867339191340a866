"""`recheck` and `standard diff`."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.conftest import Cli
from tests.store.calls import call, filled, judged, stricter
from voicecheck.errors import AudioError
from voicecheck.report.encode import result_dict
from voicecheck.store import Run


@pytest.fixture
def run_folder(tmp_path: Path) -> Path:
    """A run of three calls; the agent cuts in in the second one."""
    filled(tmp_path / "run").close()
    return tmp_path / "run"


def test_a_run_is_judged_again(cli: Cli, run_folder: Path) -> None:
    ran = cli("recheck", str(run_folder))
    assert ran.code == 0
    assert ran.err == ""
    assert "3 calls: 3 judged, 0 could not be judged" in ran.out
    line = next(line for line in ran.out.splitlines() if line.startswith("no-interrupting"))
    assert line.split()[-2:] == ["2", "1"]
    assert "打断" in cli("recheck", str(run_folder), "--lang", "zh").out


def test_json_is_the_array_of_check(cli: Cli, run_folder: Path) -> None:
    ran = cli("recheck", str(run_folder), "--json", "--lang", "zh")
    with Run.open(run_folder) as run:
        created_at = next(run.calls()).measured_at
    first = {**result_dict(judged(call(0)), "zh"), "created_at": created_at}
    assert ran.code == 0
    assert len(ran.document) == 3
    assert ran.document[0] == first
    assert cli("recheck", str(run_folder), "--json", "--lang", "zh").out == ran.out


def test_an_empty_run_is_an_empty_array(cli: Cli, tmp_path: Path) -> None:
    filled(tmp_path / "run", calls=0).close()
    assert cli("recheck", str(tmp_path / "run"), "--json").document == []
    assert "0 calls" in cli("recheck", str(tmp_path / "run")).out


def test_another_standard_is_kept(cli: Cli, run_folder: Path, tmp_path: Path) -> None:
    assert cli("recheck", str(run_folder), "--strict").code == 0
    assert cli("recheck", str(run_folder), "--strict", "--standard", str(stricter(tmp_path))).code == 1
    # The file may go: the run has the standard itself.
    stricter(tmp_path).unlink()
    ran = cli("recheck", str(run_folder), "--strict")
    assert ran.code == 1
    assert "stricter" in ran.out


def test_a_call_below_the_score_gives_one(cli: Cli, run_folder: Path) -> None:
    assert cli("recheck", str(run_folder), "--fail-under", "1").code == 0
    assert cli("recheck", str(run_folder), "--fail-under", "100").code == 1


def test_calls_that_could_not_be_judged_give_three(cli: Cli, run_folder: Path) -> None:
    message = "calls/zz.wav: expected audio, found none; export it again"
    with Run.open(run_folder, write=True) as run:
        run.fail("calls/zz.wav", AudioError(message))
    with closing(sqlite3.connect(run_folder / "ledger.sqlite", isolation_level=None)) as ledger:
        ledger.execute("UPDATE timelines SET record = zeroblob(9) WHERE call = 2")
    ran = cli("recheck", str(run_folder), "--json", "--fail-under", "100")
    assert ran.code == 3
    assert [entry["call"]["path"] for entry in ran.document] == [
        "calls/call-000.wav", "calls/call-002.wav", "calls/call-001.wav", "calls/zz.wav",
    ]  # fmt: skip
    assert [entry["error"]["kind"] for entry in ran.document[2:]] == ["stored-data", "audio"]
    assert message in ran.err
    assert "calls/call-001.wav: expected stored measurements, found a damaged record" in ran.err
    assert "4 calls: 2 judged, 2 could not be judged" in cli("recheck", str(run_folder)).out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("recheck", "nowhere"), "nowhere: expected a run with ledger.sqlite in it, found none"),
        (("recheck", "{run}", "--standard", "documentd"), "expected a standard's name or a TOML file"),
        (("standard", "diff", "documented", "hotline", "nowhere"), "expected a run with ledger.sqlite"),
        (("standard", "diff", "documented", "hotlin", "{run}"), "expected a standard's name or a TOML file"),
    ],
)
def test_what_cannot_start_gives_two(
    cli: Cli, run_folder: Path, arguments: tuple[str, ...], message: str
) -> None:
    ran = cli(*(argument.format(run=run_folder) for argument in arguments))
    assert ran.code == 2
    assert message in ran.err
    assert ran.out == ""


def test_an_interruption_leaves_the_run(
    cli: Cli, run_folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("voicecheck.store.run.Run.keep_verdicts", interrupted)
    ran = cli("recheck", str(run_folder), "--standard", str(stricter(tmp_path)))
    assert ran.code == 130
    assert "the run is as it was before" in ran.err
    with Run.open(run_folder) as run:
        assert run.standard.name == "documented"


NEW_RULE = """
extends = "documented"
name = "more"
version = "1"
[phrases.weather]
zh = ["天气"]
en = ["weather"]
[rules.no-weather]
group = "wording"
kind = "phrases"
mode = "none"
phrases = ["weather"]
clause = { document = "D0", section = "1" }
title = { zh = "不谈天气", en = "No talk of the weather" }
explanation = { zh = "不谈天气。", en = "No talk of the weather." }
tip = { zh = "谈正事。", en = "Talk about the matter." }
"""


def test_diff_shows_rules_and_calls(cli: Cli, run_folder: Path, tmp_path: Path) -> None:
    file = str(stricter(tmp_path, text="max_count = 2"))
    ran = cli("standard", "diff", "documented", file, str(run_folder))
    assert ran.code == 0
    assert "no-interrupting  fail → pass  1 call\n" in ran.out.replace(" \n", "\n")
    assert "calls/call-001.wav" in ran.out
    assert "calls/call-000.wav" not in ran.out
    assert "1 of 3 calls would get another verdict or score" in ran.out
    found = cli("standard", "diff", "documented", file, str(run_folder), "--json").document
    assert found["rules"] == [{"rule": "no-interrupting", "before": "fail", "after": "pass", "calls": 1}]
    assert (found["calls_judged"], found["calls_changed"], found["errors"]) == (3, 1, [])
    assert found["after"]["name"] == "stricter"
    assert found["calls"][0]["call"] == {"id": "call-001", "path": "calls/call-001.wav"}
    assert found["calls"][0]["score"]["before"] < found["calls"][0]["score"]["after"]


def test_rules_of_one_standard_alone_are_told_once(cli: Cli, run_folder: Path, tmp_path: Path) -> None:
    without = str(stricter(tmp_path, rule="articulation", text="enabled = false"))
    ran = cli("standard", "diff", "documented", without, str(run_folder))
    assert "articulation  not measurable → switched off  3 calls" in ran.out
    assert "calls/call-000.wav" not in ran.out
    assert "0 of 3 calls would get another verdict or score" in ran.out
    found = cli("standard", "diff", "documented", without, str(run_folder), "--json").document
    assert found["calls_changed"] == 3
    assert (found["before"]["switched_off"], found["after"]["switched_off"]) == ([], ["articulation"])


def test_a_rule_that_only_one_standard_knows_is_no_such_rule(
    cli: Cli, run_folder: Path, tmp_path: Path
) -> None:
    more = tmp_path / "more.toml"
    more.write_text(NEW_RULE, encoding="utf-8")
    ran = cli("standard", "diff", "documented", str(more), str(run_folder))
    assert "no-weather  no such rule → pass  3 calls" in ran.out
    back = cli("standard", "diff", str(more), "documented", str(run_folder), "--lang", "zh")
    assert "no-weather  通过 → 无此规则  3 通" in back.out


def test_diff_tells_what_becomes_critical_and_which_calls_newly_fail(
    cli: Cli, run_folder: Path, tmp_path: Path
) -> None:
    critical = str(stricter(tmp_path, text="critical = true"))
    ran = cli("standard", "diff", "documented", critical, str(run_folder))
    assert "no-interrupting  becomes critical\n" in ran.out
    assert "1 call would newly fail a critical rule\n" in ran.out
    assert "critical rule failed: no-interrupting" in ran.out
    assert "calls/call-000.wav" not in ran.out
    found = cli("standard", "diff", "documented", critical, str(run_folder), "--json").document
    assert (found["rules"], found["calls_changed"], found["calls_newly_critical"]) == ([], 1, 1)
    assert (found["made_critical"], found["no_longer_critical"]) == (["no-interrupting"], [])
    assert found["calls"][0]["critical_failed"] == {"before": [], "after": ["no-interrupting"]}
    back = cli("standard", "diff", critical, "documented", str(run_folder), "--lang", "zh")
    assert "no-interrupting  不再是关键规则\n" in back.out
    assert "新增关键规则未通过" not in back.out


def test_diff_of_a_standard_with_itself(cli: Cli, run_folder: Path) -> None:
    ran = cli("standard", "diff", "documented", "documented", str(run_folder))
    assert "no verdict would change" in ran.out
    assert (
        "没有判定会改变"
        in cli("standard", "diff", "documented", "documented", str(run_folder), "--lang", "zh").out
    )


def test_diff_names_damaged_calls(cli: Cli, run_folder: Path) -> None:
    with closing(sqlite3.connect(run_folder / "ledger.sqlite", isolation_level=None)) as ledger:
        ledger.execute("UPDATE timelines SET record = zeroblob(9) WHERE call = 2")
    ran = cli("standard", "diff", "documented", "hotline", str(run_folder), "--json")
    assert ran.code == 3
    assert "calls/call-001.wav: expected stored measurements" in ran.err
    assert ran.document["errors"][0]["call"] == {"path": "calls/call-001.wav"}

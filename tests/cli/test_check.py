"""`check`: exit codes, what goes to which stream, and that one broken call costs itself alone."""

from __future__ import annotations

import json
import signal
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

from tests.cli.conftest import Cli, drawn_result
from voicecheck.asr import models
from voicecheck.asr.models import ModelFolder
from voicecheck.audio.metadata import CallFacts
from voicecheck.cli import calls
from voicecheck.errors import AudioError, ModelError
from voicecheck.report.result import CallResult
from voicecheck.report.schema import result_schema
from voicecheck.rules.standard import Standard

Judged = dict[str, CallResult | BaseException]
BROKEN = AudioError("b.wav: expected audio, found zero bytes only; export the recording again")


def test_one_call_is_an_object_and_several_are_an_array_in_their_order(cli: Cli, judged: Judged) -> None:
    one = cli("check", "a.wav", "--json")
    assert (one.code, one.document["call"]["path"]) == (0, "a.wav")
    several = cli("check", "c.wav", "a.wav", "b.wav", "--json")
    assert [entry["call"]["path"] for entry in several.document] == ["c.wav", "a.wav", "b.wav"]
    jsonschema.validate(one.document, result_schema(), cls=jsonschema.Draft202012Validator)


def test_a_broken_recording_costs_itself_alone(cli: Cli, judged: Judged) -> None:
    judged["b.wav"] = BROKEN
    ran = cli("check", "a.wav", "b.wav", "c.wav", "--json")
    assert ran.code == 3
    assert ran.document[1] == {"call": {"path": "b.wav"}, "error": {"kind": "audio", "message": str(BROKEN)}}
    assert ran.document[0]["score"]["value"] == ran.document[2]["score"]["value"] == 62.5
    assert f"voicecheck: {BROKEN}" in ran.err


def test_a_message_that_names_no_recording_gets_its_name(cli: Cli, judged: Judged) -> None:
    judged["b.wav"] = ModelError("the model ran out of memory; take a smaller one")
    ran = cli("check", "calls/b.wav", "--json")
    assert ran.document["error"]["message"] == "calls/b.wav: the model ran out of memory; take a smaller one"


def test_a_single_broken_recording_is_an_error_entry(cli: Cli, judged: Judged) -> None:
    judged["b.wav"] = BROKEN
    ran = cli("check", "b.wav", "--json")
    assert (ran.code, ran.document["error"]["kind"]) == (3, "audio")


def test_a_defect_in_one_call_is_reported_without_a_traceback(cli: Cli, judged: Judged) -> None:
    judged["b.wav"] = ZeroDivisionError("division by zero")
    ran = cli("check", "a.wav", "b.wav", "--json")
    assert ran.code == 3
    assert ran.document[1]["error"]["kind"] == "internal"
    assert "please report it" in ran.document[1]["error"]["message"]
    assert "Traceback" not in ran.err + ran.out


def test_the_traceback_of_a_defect_is_there_for_those_who_ask(
    cli: Cli, judged: Judged, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VOICECHECK_DEBUG", "1")
    judged["b.wav"] = ZeroDivisionError("division by zero")
    assert "Traceback" in cli("check", "b.wav").err


@pytest.mark.parametrize(
    ("arguments", "score", "critical", "code"),
    [
        (["--fail-under", "62.6"], 62.5, (), 1),
        (["--fail-under", "62.5"], 62.5, (), 0),
        (["--fail-under", "62.5"], None, (), 0),
        (["--strict"], 100.0, ("pace",), 1),
        (["--strict"], 0.0, (), 0),
        ([], 0.0, ("pace",), 0),
    ],
)
def test_limits_on_the_score_and_critical_rules_set_the_exit_code(
    cli: Cli, judged: Judged, arguments: list[str], score: float | None, critical: tuple[str, ...], code: int
) -> None:
    judged["a.wav"] = drawn_result(score, critical)
    assert cli("check", "a.wav", *arguments).code == code


def test_an_unjudged_call_outranks_a_low_score(cli: Cli, judged: Judged) -> None:
    judged["b.wav"] = BROKEN
    assert cli("check", "a.wav", "b.wav", "--fail-under", "90").code == 3


def test_an_interruption_keeps_what_was_finished(cli: Cli, judged: Judged) -> None:
    judged["c.wav"] = KeyboardInterrupt()
    judged["a.wav"] = BROKEN
    ran = cli("check", "a.wav", "b.wav", "c.wav", "d.wav", "--json")
    assert ran.code == 130
    assert [entry["call"]["path"] for entry in ran.document] == ["a.wav", "b.wav"]
    assert "interrupted after 2 of 4 calls" in ran.err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--channels", "1,1"], "--channels: expected two different channel numbers"),
        (["--channels", "left,right"], "--channels: expected two different channel numbers"),
        (["--transcript", "t.json", "b.wav"], "--transcript: expected one recording, found 2"),
        (["--standard", "documentd"], "did you mean 'documented'?"),
        (["--standard", "missing.toml"], "missing.toml: expected a standard"),
        (["--model", "no-such-model"], "model 'no-such-model': expected a folder with model.bin"),
        (["--metadata", "missing.csv"], "missing.csv: expected a metadata table"),
        (["--name-pattern", "("], "--name-pattern: expected a regular expression"),
        (["--compute-type", "int7"], "compute type: expected one of"),
        (["--beam-size", "0"], "--beam-size"),
        (["--fail-under", "101"], "--fail-under"),
        (["--agent-channel", "middle"], "--agent-channel"),
        (["--no-such-option"], "No such option"),
    ],
)
def test_what_cannot_start_exits_with_two_and_says_why(
    cli: Cli, judged: Judged, arguments: list[str], message: str
) -> None:
    ran = cli("check", "a.wav", *arguments)
    assert ran.code == 2
    assert message in ran.err
    assert ran.out == ""


def test_an_empty_folder_cannot_be_judged(cli: Cli, tmp_path: Path) -> None:
    ran = cli("check", str(tmp_path))
    assert (ran.code, ran.out) == (2, "")
    assert "found no file of a known kind" in ran.err


def test_several_pages_end_in_a_table_and_a_piped_page_has_no_colour(cli: Cli, judged: Judged) -> None:
    judged["b.wav"] = BROKEN
    ran = cli("check", "a.wav", "b.wav", "c.wav", "--lang", "zh")
    assert ran.out.count("未通过 (4)") == 2
    assert "3 通：已判定 2，未能判定 1" in ran.out
    assert "\x1b" not in ran.out + ran.err
    assert "b.wav" not in ran.out


def test_messages_follow_the_locale_unless_told(
    cli: Cli, judged: Judged, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert cli("check", "a.wav", "--json").document["text_language"] == "zh"
    assert cli("check", "a.wav", "--json", "--lang", "en").document["text_language"] == "en"


def test_two_runs_differ_in_created_at_only(cli: Cli, judged: Judged) -> None:
    first, second = (cli("check", "a.wav", "b.wav", "--json").out for _ in range(2))
    differing = [
        one
        for one, other in zip(first.splitlines(), second.splitlines(), strict=True)
        if one != other and '"created_at"' not in one
    ]
    assert differing == []
    assert json.loads(first)


def test_the_demo_model_is_named_once_for_what_it_is(
    cli: Cli, judged: Judged, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    demo = ModelFolder(name="demo", path=tmp_path, is_demo=True)
    monkeypatch.setattr(models, "find_model", lambda name: demo)
    monkeypatch.setattr(calls, "_load", lambda plan: None)
    monkeypatch.setattr(calls, "_transcriber", lambda model, settings: None)
    ran = cli("check", "a.wav", "b.wav", "--model", "demo", "--json")
    assert ran.code == 0
    assert ran.err.count("demo model") == 1
    assert "sample calls" in ran.err


def test_a_call_without_words_is_said_once_with_what_to_do(cli: Cli, judged: Judged) -> None:
    judged["a.wav"] = judged["b.wav"] = replace(
        drawn_result(), provenance=replace(drawn_result().provenance, transcript=None, model=None)
    )
    ran = cli("check", "a.wav", "b.wav", "c.wav", "--json")
    assert ran.err.count("no words were recognised in 2 of 3 calls") == 1
    assert "--model" in ran.err
    assert "no words" not in cli("check", "c.wav").err


def test_the_options_reach_the_measurement(cli: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    seen: dict[str, object] = {}

    def check(path: Path, **how: object) -> CallResult:
        seen.update(how)
        return drawn_result()

    monkeypatch.setattr(calls, "check", check)
    table = tmp_path / "calls.csv"
    table.write_text("recording,agent_id,direction\n307_a.wav,9,outbound\n", encoding="utf-8")
    ran = cli(
        "check", "307_a.wav", "--agent-channel", "right", "--channels", "2,0", "--language", "zh",
        "--transcript", "t.json", "--metadata", str(table), "--standard", "hotline",
        "--name-pattern", r"(?P<agent_id>\d+)_(?P<queue>\w)", "--json",
    )  # fmt: skip
    assert ran.code == 0
    facts, standard = seen["facts"], seen["standard"]
    assert isinstance(facts, CallFacts)
    assert isinstance(standard, Standard)
    assert (facts.agent_id, facts.direction, facts.queue) == ("9", "outbound", "a")
    assert standard.name == "hotline"
    assert seen["agent_channel"] == 1
    assert seen["channels"] == (2, 0)
    assert seen["language"] == "zh"
    assert seen["transcript"] == Path("t.json")


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_being_told_to_end_keeps_what_was_finished(
    cli: Cli, judged: Judged, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    number = getattr(signal, name)
    before = signal.signal(number, signal.SIG_DFL)
    judge = calls.check

    def told_to_end(path: Path, **how: object) -> object:
        if path.name == "b.wav":
            assert signal.getsignal(number) is not signal.SIG_DFL
            signal.raise_signal(number)
        return judge(path, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(calls, "check", told_to_end)
    try:
        ran = cli("check", "a.wav", "b.wav", "--model", "none", "--json")
    finally:
        signal.signal(number, before)
    assert ran.code == 130
    assert [entry["call"]["path"] for entry in ran.document] == ["a.wav"]
    assert "interrupted after 1 of 2 calls" in ran.err

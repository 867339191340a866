"""`standard` and `models`."""

from __future__ import annotations

import tomllib
from pathlib import Path

from tests.cli.conftest import Cli
from voicecheck.rules.load import load_standard


def test_list_shows_every_rule_with_what_is_judged(cli: Cli) -> None:
    out = cli("standard", "list").out
    for rule in load_standard().rules:
        assert f"\n{rule.id} " in out
    assert "not yet judged" not in out
    assert "三声" in cli("standard", "list", "--lang", "zh").out


def test_show_prints_a_file_that_validates(cli: Cli, tmp_path: Path) -> None:
    shown = cli("standard", "show").out
    assert tomllib.loads(shown)["name"] == "documented"
    copy = tmp_path / "mine.toml"
    copy.write_text(shown, encoding="utf-8")
    ran = cli("standard", "validate", str(copy))
    assert ran.code == 0
    assert "documented" in ran.out


def test_show_effective_prints_the_limits_in_force(cli: Cli, tmp_path: Path) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text(
        'extends = "documented"\nname = "mine"\nversion = "1"\n[rules.no-interrupting]\nweight = 7\n',
        encoding="utf-8",
    )
    out = cli("standard", "show", str(mine), "--effective").out
    assert next(line for line in out.splitlines() if line.startswith("no-interrupting ")).endswith("weight 7")


def test_validate_names_the_line_and_exits_with_two(cli: Cli, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.toml"
    wrong.write_text(
        'extends = "documented"\nname = "w"\nversion = "1"\n[rules.paace]\nweight = 1\n', encoding="utf-8"
    )
    ran = cli("standard", "validate", str(wrong))
    assert ran.code == 2
    assert "wrong.toml, line 4" in ran.err
    assert "pace" in ran.err


def test_explain_tells_what_why_and_where(cli: Cli) -> None:
    rule = load_standard().rule("answer-within-three-rings")
    assert rule is not None
    ran = cli("standard", "explain", rule.id, "--lang", "zh")
    assert rule.title["zh"] in ran.out
    assert "D0" in ran.out
    assert "3" in ran.out


def test_explain_offers_the_nearest_rule(cli: Cli) -> None:
    ran = cli("standard", "explain", "dead-are")
    assert ran.code == 2
    assert "did you mean 'dead-air'?" in ran.err


def test_models_that_are_no_models_are_refused(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "model.bin").write_bytes(b"no model")
    ran = cli("models", "verify", str(tmp_path))
    assert ran.code == 2
    assert "expected a file config.json" in ran.err

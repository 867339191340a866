"""What the README shows is what happens."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from voicecheck import load_standard
from voicecheck.errors import StandardError

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def commands() -> list[str]:
    lines = [line.split("#")[0].strip() for block in blocks("sh") for line in block.splitlines()]
    return [line for line in lines if "voicecheck" in line and not line.startswith("pip ")]


def test_the_example_of_a_standard_is_one(tmp_path: Path) -> None:
    (text,) = blocks("toml")
    path = tmp_path / "ours.toml"
    path.write_text(text, encoding="utf-8")
    ours, documented = load_standard(path), load_standard("documented")
    changed = {rule.id for rule in ours.rules} ^ {rule.id for rule in documented.rules}
    assert changed == {"brevity", "refund-steps"}
    assert [rule.id for rule in ours.rules if rule.critical] == ["no-shouting-back", "no-interrupting"]


def test_mistakes_look_as_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (text,) = blocks("toml")
    wrong = text.replace("max = 240", "maximum = 240").replace("[rules.brevity]", "[rules.brevty]")
    (tmp_path / "ours.toml").write_text(wrong, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(StandardError) as caught:
        load_standard("ours.toml")
    assert f"```\n{caught.value}\n```" in README


def test_the_python_example_runs() -> None:
    (code,) = blocks("python")
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr


@pytest.mark.parametrize("line", commands())
def test_every_command_and_option_shown_exists(line: str) -> None:
    words = shlex.split(line)
    depth = 3 if words[1] in {"standard", "models"} else 2
    helped = subprocess.run(
        [sys.executable, "-m", "voicecheck", *words[1:depth], "--help"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert helped.returncode == 0, helped.stderr
    options = [word for word in words if word.startswith("--")]
    assert [option for option in options if option not in helped.stdout] == []


def test_both_commands_of_a_newcomer_are_there() -> None:
    targets = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in ("demo", "test", "install", "lint", "samples", "demo-model"):
        assert f"make {target}" in README
        assert f"\n{target}:" in targets

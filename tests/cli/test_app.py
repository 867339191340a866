"""The other commands, the help, and what they import."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

import voicecheck
from tests.cli.conftest import Cli
from voicecheck._version import __version__
from voicecheck.cli.exits import ExitCode, worst

COMMANDS = (
    ("check",),
    ("report",),
    ("practice",),
    ("standard", "list"),
    ("standard", "show"),
    ("standard", "validate"),
    ("standard", "explain"),
    ("models", "list"),
    ("models", "verify"),
    ("doctor",),
    ("schema",),
)
# The package under test, installed or not.
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(Path(voicecheck.__file__).parents[1])}
HEAVY = "numpy scipy librosa soundfile soxr av ctranslate2 faster_whisper msgspec"


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_has_an_example_in_its_help(cli: Cli, command: tuple[str, ...]) -> None:
    ran = cli(*command, "--help")
    assert ran.code == 0
    assert f"    voicecheck {' '.join(command)}" in ran.out


def test_help_lists_every_command_in_full(cli: Cli) -> None:
    top = cli("--help").out
    for name in {command[0] for command in COMMANDS}:
        assert f"\n  {name} " in top
    assert "..." not in top.split("Commands:")[1]


def test_version(cli: Cli) -> None:
    assert cli("--version").out == f"voicecheck {__version__}\n"


def test_no_command_shows_the_help_and_is_a_usage_error(cli: Cli) -> None:
    ran = cli()
    assert ran.code == 2
    assert "Usage: voicecheck" in ran.out + ran.err


@pytest.mark.parametrize("statement", ["import voicecheck", "main(['--help'])"])
def test_the_help_and_the_package_are_quick_and_import_nothing_heavy(statement: str) -> None:
    program = (
        "import sys\nfrom voicecheck.cli.app import main\n"
        f"try:\n    {statement}\nexcept SystemExit:\n    pass\n"
        f"sys.stderr.write(' '.join(name for name in '{HEAVY}'.split() if name in sys.modules))"
    )
    started = time.perf_counter()
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, env=ENVIRONMENT
    )
    assert ran.stderr == ""
    # Half a second on an idle machine; a busy one gets some more.
    assert time.perf_counter() - started < 2.0


@pytest.mark.parametrize("words", [("schema",), ("standard", "list")])
def test_a_reader_that_goes_away_is_no_error(words: tuple[str, ...]) -> None:
    command = [sys.executable, "-m", "voicecheck", *words]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENVIRONMENT
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


def test_schema_is_one_json_document(cli: Cli) -> None:
    ran = cli("schema")
    assert ran.err == ""
    assert json.loads(ran.out)["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        ((), 0),
        ((ExitCode.DONE, ExitCode.BELOW), 1),
        ((ExitCode.BELOW, ExitCode.SOME_FAILED), 3),
        ((ExitCode.SOME_FAILED, ExitCode.INTERRUPTED, ExitCode.BELOW), 130),
        ((ExitCode.INTERRUPTED, ExitCode.NOT_STARTED), 2),
    ],
)
def test_the_order_of_exit_codes(codes: tuple[ExitCode, ...], expected: int) -> None:
    assert worst(*codes) == expected


def test_doctor_examines_libraries_models_and_a_call(cli: Cli) -> None:
    ran = cli("doctor")
    for name in ("python", "ctranslate2", "devices", "models", "standards"):
        assert f"✓ {name}  " in ran.out
    assert "✓ self-test: judge two seconds  2 turns" in ran.out
    assert ran.code == (2 if "✗" in ran.out else 0)

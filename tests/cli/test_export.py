"""`voicecheck export` from the outside."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Cli
from tests.store.calls import filled


def test_the_files_are_named_on_standard_output(cli: Cli, tmp_path: Path) -> None:
    filled(tmp_path / "run").close()
    ran = cli("export", str(tmp_path / "run"), "--format", "csv", "--lang", "zh")
    assert ran.code == 0
    files = [Path(line) for line in ran.out.splitlines()]
    assert [file.name for file in files] == ["calls.csv", "findings.csv", "agents.csv"]
    assert all(file.parent == tmp_path / "run" / "export" and file.is_file() for file in files)
    assert "3 calls written" in ran.err


def test_a_folder_of_ones_own_and_a_run_that_is_none(cli: Cli, tmp_path: Path) -> None:
    filled(tmp_path / "run").close()
    ran = cli("export", str(tmp_path / "run"), "--format", "jsonl", "--out", str(tmp_path / "deep" / "out"))
    assert ran.out == f"{tmp_path / 'deep' / 'out' / 'results.jsonl'}\n"
    assert cli("export", str(tmp_path), "--format", "csv").code == 2
    assert cli("export", str(tmp_path / "run"), "--format", "pdf").code == 2


def test_the_help_documents_the_columns(cli: Cli) -> None:
    told = cli("export", "--help").out
    for column in ("recording", "measurable_share", "agent_METRIC", "evidence_count", "fail_share_RULE"):
        assert column in told

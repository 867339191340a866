from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Cli
from voicecheck.errors import AudioError
from voicecheck.report.labels import LABEL_FORMATS
from voicecheck.report.result import CallResult

Judged = dict[str, CallResult | BaseException]


def test_every_judged_call_gets_its_files(cli: Cli, judged: Judged, tmp_path: Path) -> None:
    calls, labels = tmp_path / "calls", tmp_path / "labels"
    calls.mkdir()
    for name in ("a.wav", "b.wav"):
        (calls / name).write_bytes(b"RIFF")
    judged["b.wav"] = AudioError("b.wav: expected a recording, found none; look")
    ran = cli("check", str(calls), "--model", "none", "--labels", str(labels), "--json")
    assert ran.code == 3
    assert {file.name for file in labels.iterdir()} == {f"a{suffix}" for suffix in LABEL_FORMATS}
    assert len(ran.document) == 2
    assert f"labels of 1 call written: {labels}" in ran.err


def test_labels_never_lie_where_they_would_be_taken_for_transcripts(
    cli: Cli, judged: Judged, tmp_path: Path
) -> None:
    (tmp_path / "a.wav").write_bytes(b"RIFF")
    ran = cli("check", str(tmp_path / "a.wav"), "--model", "none", "--labels", str(tmp_path))
    assert ran.code == 2
    assert "given transcripts" in ran.err
    assert [file.name for file in tmp_path.iterdir()] == ["a.wav"]

"""`--redact` from the outside: what check, batch, practice and recheck write holds nothing private."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import Cli
from voicecheck.audio.metadata import load_metadata
from voicecheck.pipeline import judge, measure
from voicecheck.rules.load import load_standard
from voicecheck.store import Run

SAMPLE = Path(__file__).parents[2] / "samples" / "good-call.wav"
PRIVATE = ("马强", "马先生", "13800138000", "幺三八", "李静", "secret@example")
TURNS = [
    ("agent", 8.0, 12.0, "您好星河客服我是李静请问怎么称呼您电话多少"),
    ("customer", 13.0, 20.0, "我叫马强手机号一三八零零"),
    ("customer", 21.0, 26.0, "幺三八零零零"),
    ("agent", 27.0, 32.0, "好的马先生我重复一遍13800138000邮箱是secret@example.com对吗"),
]


@pytest.fixture
def calls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one call, its transcript, its facts, and a list of names."""
    folder = tmp_path / "calls"
    folder.mkdir()
    shutil.copy(SAMPLE, folder / "call.wav")
    turns = [
        {"speaker": speaker, "start_s": start_s, "end_s": end_s, "text": text}
        for speaker, start_s, end_s, text in TURNS
    ]
    (folder / "call.transcript.json").write_text(
        json.dumps({"language": "zh", "turns": turns}), encoding="utf-8"
    )
    (tmp_path / "facts.csv").write_text(
        "recording,customer_name,phone,agent_name\ncall.wav,马强,13800138000,李静\n", encoding="utf-8"
    )
    (tmp_path / "names.txt").write_text("# the team\n李静\n\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return folder


REDACT = ("--redact", "--redact-names", "names.txt")


def private_in(*places: Path) -> list[tuple[str, str]]:
    files = [file for place in places for file in ([place] if place.is_file() else place.rglob("*"))]
    return [
        (file.name, private)
        for file in files
        if file.is_file() and file.suffix != ".wav"
        for private in PRIVATE
        if private.encode() in file.read_bytes()
    ]


def test_check_writes_nothing_private(cli: Cli, calls: Path, tmp_path: Path) -> None:
    arguments = ("check", str(calls), "--metadata", "facts.csv", "--html", "page.html", "--labels", "labels")
    ran = cli(*arguments, *REDACT, "--json")
    assert ran.code == 0
    assert [private for private in PRIVATE if private in ran.out + ran.err] == []
    assert private_in(tmp_path / "page.html", tmp_path / "labels") == []
    assert ran.document["timeline"]["redacted"]
    assert ran.document["call"]["metadata"]["agent_name"] == "[姓名]"


def test_a_batch_keeps_nothing_private_and_stays_so(cli: Cli, calls: Path, tmp_path: Path) -> None:
    batch = ("batch", str(calls), "--out", "run", "--metadata", "facts.csv", "--model", "none", "--jobs", "1")
    assert cli(*batch, *REDACT).code == 0
    refused = cli(*batch)
    assert refused.code == 2
    assert "run: expected --redact, since private data were taken out of this run, found none" in refused.err
    assert cli("report", "run", "--calls", "all").code == 0
    for form in ("csv", "jsonl"):
        assert cli("export", "run", "--format", form).code == 0
    assert private_in(tmp_path / "run") == []
    with Run.open(tmp_path / "run") as run:
        (timeline,) = [timeline for _, timeline in run.timelines()]
    assert [private for private in PRIVATE if private in repr(timeline)] == []


def test_a_run_that_was_measured_whole_is_redacted_by_recheck(cli: Cli, calls: Path, tmp_path: Path) -> None:
    facts = load_metadata("facts.csv").facts_for(calls / "call.wav")
    timeline = measure(calls / "call.wav", facts=facts)
    with Run.create("run", {}, load_standard("documented")) as run:
        run.put(timeline, judge(timeline))
    assert cli("report", "run", "--calls", "all", "--no-audio").code == 0
    assert private_in(tmp_path / "run")
    assert cli("recheck", "run", *REDACT).code == 0
    assert not (tmp_path / "run" / "pages").exists()
    assert cli("report", "run", "--calls", "all", "--no-audio").code == 0
    assert cli("export", "run", "--format", "jsonl").code == 0
    assert private_in(tmp_path / "run") == []


def test_practice_writes_nothing_private(cli: Cli, calls: Path, tmp_path: Path) -> None:
    names = tmp_path / "all-names.txt"
    names.write_text("李静\n马强\n", encoding="utf-8")
    ran = cli("practice", "calls/call.wav", "--model", "none", "--redact", "--redact-names", str(names))
    assert ran.code == 0
    assert [private for private in PRIVATE if private in ran.out + ran.err] == []
    assert private_in(tmp_path / "call.practice.html") == []


def test_names_of_files_are_kept_and_told(cli: Cli, calls: Path) -> None:
    (calls / "call.wav").rename(calls / "20240516_13800138000.wav")
    ran = cli("check", str(calls), "--model", "none", "--redact")
    assert "1 file names hold what looks like private data, 20240516_13800138000.wav among them" in ran.err


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (("--redact-names", "names.txt"), "--redact-names: expected --redact with it, found none"),
        (("--redact", "--redact-names", "gone.txt"), "expected a text file in UTF-8 with a name a line"),
        (("--redact", "--redact-names", "bytes.txt"), "found other bytes than UTF-8 in bytes.txt"),
    ],
)
def test_lists_that_cannot_be_used_are_named(
    cli: Cli, calls: Path, tmp_path: Path, options: tuple[str, ...], expected: str
) -> None:
    (tmp_path / "bytes.txt").write_bytes(b"\xff\xfe\xff")
    ran = cli("check", str(calls), *options)
    assert ran.code == 2
    assert expected in ran.err

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.cli.conftest import Cli
from voicecheck.errors import AudioError
from voicecheck.report.result import CallResult

Judged = dict[str, CallResult | BaseException]


@pytest.fixture
def calls(tmp_path: Path) -> Path:
    folder = tmp_path / "calls"
    (folder / "more").mkdir(parents=True)
    noise = np.random.default_rng(1).normal(0.0, 0.05, (65 * 8000, 2))
    for name in ("a.wav", "b.wav", "more/a.wav"):
        soundfile.write(folder / name, noise, 8000, subtype="PCM_16")
    return folder


def test_one_call_gives_one_file(cli: Cli, judged: Judged, calls: Path, tmp_path: Path) -> None:
    page = tmp_path / "new" / "page.html"
    ran = cli("check", str(calls / "a.wav"), "--model", "none", "--html", str(page), "--lang", "zh")
    assert ran.code == 0
    assert f"page written: {page}" in ran.err
    assert "data:audio/ogg" in page.read_text(encoding="utf-8")
    assert 'data-lang="zh"' in page.read_text(encoding="utf-8")
    assert [file.name for file in page.parent.iterdir()] == ["page.html"]


def test_several_calls_give_a_folder_with_an_index(
    cli: Cli, judged: Judged, calls: Path, tmp_path: Path
) -> None:
    judged["b.wav"] = AudioError("b.wav: expected a recording, found none; look")
    pages = tmp_path / "pages"
    ran = cli(
        "check",
        str(calls),
        str(calls / "more" / "a.wav"),
        "--model",
        "none",
        "--html",
        str(pages),
        "--no-audio",
    )
    assert ran.code == 3
    assert sorted(file.name for file in pages.iterdir()) == ["a-2.html", "a.html", "index.html"]
    index = (pages / "index.html").read_text(encoding="utf-8")
    assert 'href="a-2.html"' in index
    assert "expected a recording, found none" in index
    assert "<audio" not in (pages / "a.html").read_text(encoding="utf-8")


def test_a_call_that_cannot_be_judged_leaves_no_page(
    cli: Cli, judged: Judged, calls: Path, tmp_path: Path
) -> None:
    judged["a.wav"] = AudioError("a.wav: expected a recording, found none; look")
    ran = cli("check", str(calls / "a.wav"), "--model", "none", "--html", str(tmp_path / "page.html"))
    assert ran.code == 3
    assert not (tmp_path / "page.html").exists()
    assert "page written" not in ran.err


def test_a_recording_that_is_gone_leaves_a_page_without_sound(
    cli: Cli, judged: Judged, calls: Path, tmp_path: Path
) -> None:
    (calls / "a.wav").write_bytes(b"RIFF")
    page = tmp_path / "page.html"
    ran = cli("check", str(calls / "a.wav"), "--model", "none", "--html", str(page))
    assert ran.code == 0
    assert "neither sound nor curves" in ran.err
    assert "<audio" not in page.read_text(encoding="utf-8")


@pytest.mark.parametrize("options", [["--no-audio"], ["--html", "taken/page.html"]])
def test_what_makes_no_sense_stops_before_the_first_call(
    cli: Cli, judged: Judged, calls: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("taken").write_text("a file where a folder is needed", encoding="utf-8")
    ran = cli("check", str(calls / "a.wav"), "--model", "none", *options)
    assert ran.code == 2
    assert ran.out == ""
    assert options[0] in ran.err

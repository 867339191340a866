from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.cli.conftest import Cli
from tests.store.calls import call, filled, judged, stricter
from voicecheck.errors import AudioError
from voicecheck.rules.load import load_standard
from voicecheck.store import Run, recheck


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """A run of three calls, one of them with an interruption, and a recording that could not be judged."""
    with filled(tmp_path / "night-42") as opened:
        opened.fail("calls/broken.wav", AudioError("calls/broken.wav: expected sound, found none; look"))
    return tmp_path / "night-42"


def pages(run: Path) -> list[str]:
    return sorted(file.name.rsplit("-", 1)[0] for file in (run / "pages" / "calls").iterdir())


def test_a_run_gets_its_page_and_those_of_the_calls_to_hear_first(cli: Cli, run: Path) -> None:
    ran = cli("report", str(run))
    assert ran.code == 0
    index = (run / "pages" / "index.html").read_text(encoding="utf-8")
    assert "calls/broken.wav" in index
    assert pages(run)
    for file in (run / "pages" / "calls").iterdir():
        assert f"calls/{file.name}" in index
    assert "neither sound nor curves" in ran.err
    assert "3  calls judged" in ran.out
    assert "Rules missed most often" in ran.out
    assert (run / "pages").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("calls", "expected"),
    [("none", []), ("all", ["call-000", "call-001", "call-002"]), ("call-001", ["call-001"])],
)
def test_calls_get_pages_as_asked(cli: Cli, run: Path, calls: str, expected: list[str]) -> None:
    assert cli("report", str(run), "--calls", calls, "--no-audio").code == 0
    assert pages(run) == expected


def test_every_call_of_a_small_run_gets_its_page(cli: Cli, run: Path) -> None:
    assert cli("report", str(run), "--no-audio").code == 0
    assert pages(run) == ["call-000", "call-001", "call-002"]


def test_pages_are_made_once_and_kept(cli: Cli, run: Path) -> None:
    cli("report", str(run), "--calls", "call-001")
    (page,) = (run / "pages" / "calls").iterdir()
    page.write_text("kept", encoding="utf-8")
    cli("report", str(run), "--calls", "all")
    assert page.read_text(encoding="utf-8") == "kept"
    assert len(pages(run)) == 3


def test_a_page_goes_when_its_call_is_judged_anew(cli: Cli, run: Path, tmp_path: Path) -> None:
    cli("report", str(run), "--calls", "all")
    before = {file.name for file in (run / "pages" / "calls").iterdir()}
    with Run.open(run, write=True) as opened:
        list(recheck(opened, load_standard(stricter(tmp_path))))
    cli("report", str(run), "--calls", "none")
    assert pages(run) == []
    cli("report", str(run), "--calls", "all")
    assert not before & {file.name for file in (run / "pages" / "calls").iterdir()}


def test_a_damaged_call_costs_its_own_page_alone(cli: Cli, run: Path) -> None:
    with Run.open(run, write=True) as opened, opened.transaction():
        opened._ledger.execute("UPDATE timelines SET record = x'00' WHERE call = 1")
    ran = cli("report", str(run), "--calls", "all")
    assert ran.code == 3
    assert len(pages(run)) == 2
    assert (run / "pages" / "index.html").exists()


def test_a_name_that_is_nowhere_is_told(cli: Cli, run: Path) -> None:
    ran = cli("report", str(run), "--calls", "nobody")
    assert ran.code == 2
    assert "found 'nobody'" in ran.err


def test_a_folder_without_a_run_is_told(cli: Cli, tmp_path: Path) -> None:
    ran = cli("report", str(tmp_path))
    assert ran.code == 2
    assert "expected a run" in ran.err


def test_the_page_speaks_the_language_asked_for(cli: Cli, run: Path) -> None:
    ran = cli("report", str(run), "--calls", "none", "--lang", "zh")
    assert "已判定的通话" in ran.out
    assert 'data-lang="zh"' in (run / "pages" / "index.html").read_text(encoding="utf-8")


def test_sound_is_found_where_the_run_found_it(cli: Cli, tmp_path: Path) -> None:
    timeline = call(0)
    recording = tmp_path / "call-000.wav"
    noise = np.random.default_rng(1).normal(0.0, 0.05, (int(timeline.call.duration_s * 8000), 2))
    soundfile.write(recording, noise, 8000, subtype="PCM_16")
    timeline = replace(timeline, call=replace(timeline.call, path=str(recording)))
    with filled(tmp_path / "run", calls=0) as opened:
        opened.put(timeline, judged(timeline))
    assert cli("report", str(tmp_path / "run"), "--calls", "all").code == 0
    (page,) = (tmp_path / "run" / "pages" / "calls").iterdir()
    assert "data:audio/ogg" in page.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["pages", "pages/calls"])
def test_a_link_in_place_of_the_pages_is_not_followed(cli: Cli, run: Path, tmp_path: Path, name: str) -> None:
    elsewhere = tmp_path / "site"
    (elsewhere / "calls").mkdir(parents=True)
    kept = [elsewhere / "mine.html", elsewhere / "calls" / "mine.html"]
    for file in kept:
        file.write_text("mine", encoding="utf-8")
    elsewhere.chmod(0o755)
    (run / name).parent.mkdir(exist_ok=True)
    (run / name).symlink_to(elsewhere)
    for command in (("report", str(run)), ("purge", str(run), "--older-than", "0d", "--yes")):
        if name == "pages" or command[0] == "report":
            ran = cli(*command)
            assert ran.code == 2
            assert "expected a folder of the run's own, found a link" in ran.err
    assert sorted(elsewhere.rglob("*.html")) == sorted(kept)
    assert elsewhere.stat().st_mode & 0o777 == 0o755

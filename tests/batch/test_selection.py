"""Which calls a batch finds, and which of them are still to be done."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.store.calls import documented
from voicecheck.asr.models import ModelFolder
from voicecheck.asr.settings import AsrSettings
from voicecheck.audio.metadata import compile_name_pattern, load_metadata
from voicecheck.batch.inputs import Input, find_inputs, moment_of, read_list
from voicecheck.batch.plan import BatchPlan, Selection, select
from voicecheck.batch.remote import fetched
from voicecheck.errors import AudioError, UsageError
from voicecheck.store import Known

ROOT = Path(__file__).parents[2]
PLAN = BatchPlan(standard=documented(), model=None, recognition=AsrSettings())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three files with the names of recordings, one with a transcript beside it."""
    calls = tmp_path / "calls"
    (calls / "deep").mkdir(parents=True)
    for name in ("a.wav", "b.wav", "deep/c.flac", "b.srt", "notes.txt"):
        (calls / name).write_bytes(name.encode())
    return calls


def known_of(selection: Selection, state: str = "done") -> dict[str, Known]:
    """The same calls as a run would know them."""
    return {
        task.input.name: Known(state, task.source, f"hash of {task.input.name}")  # type: ignore[arg-type]
        for task in selection.tasks
    }


def names(selection: Selection) -> list[str]:
    return [Path(task.input.name).name for task in selection.tasks]


def test_recordings_are_found_by_absolute_path_with_their_transcripts(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder.parent)
    found = find_inputs(["calls", "calls/a.wav", str(folder / "gone.wav")])
    assert [one.name for one in found] == [
        str(folder / name) for name in ("a.wav", "b.wav", "deep/c.flac", "gone.wav")
    ]
    assert [one.transcript for one in found] == [None, str(folder / "b.srt"), None, None]
    assert (found[0].size_bytes, found[0].modified_ns) == (5, (folder / "a.wav").stat().st_mtime_ns)
    assert (found[3].size_bytes, found[3].modified_ns) == (None, None)


def test_a_list_names_recordings(folder: Path) -> None:
    listed = folder / "tonight.txt"
    listed.write_text(f"\ufeff# tonight\n\n{folder / 'b.wav'}\n  {folder / 'a.wav'}  \n", encoding="utf-8")
    assert read_list(listed) == (str(folder / "b.wav"), str(folder / "a.wav"))
    listed.write_text("# nothing\n", encoding="utf-8")
    with pytest.raises(UsageError, match="expected one recording a line, found none"):
        read_list(listed)
    with pytest.raises(UsageError, match="found No such file or directory"):
        read_list(folder / "none.txt")


def test_since_takes_dates_times_and_ages() -> None:
    now = datetime(2026, 5, 2, 12, tzinfo=UTC)
    for text, moment in (
        ("24h", datetime(2026, 5, 1, 12, tzinfo=UTC)),
        ("2w", datetime(2026, 4, 18, 12, tzinfo=UTC)),
        ("2026-05-01T22:00+00:00", datetime(2026, 5, 1, 22, tzinfo=UTC)),
        ("2026-05-01", datetime(2026, 5, 1).astimezone()),
    ):
        assert moment_of(text, "--since", now) == round(moment.timestamp() * 1e9)
    ends = ("0001-01-01T00:00+14:00", "9999-12-31T23:59-14:00")
    for text in ("yesterday", "", "h", "-3h", "9" * 30 + "w", "9" * 5000 + "d", *ends):
        with pytest.raises(UsageError, match="--since: expected a date, a time or an age"):
            moment_of(text, "--since", now)


def test_what_is_done_is_not_done_again_until_something_changes(folder: Path, tmp_path: Path) -> None:
    settings = PLAN.settings()
    first = select(find_inputs([str(folder)]), {}, settings)
    assert names(first) == ["a.wav", "b.wav", "c.flac"]
    known = known_of(first)

    def again(**changes: object) -> Selection:
        return select(find_inputs([str(folder)]), known, **{"settings": settings, **changes})  # type: ignore[arg-type]

    assert (again().tasks, again().done) == ((), 3)
    english = again(settings=replace(PLAN, language="en").settings())
    assert names(english) == ["a.wav", "b.wav", "c.flac"]
    (folder / "a.wav").write_bytes(b"longer than before")
    assert names(again()) == ["a.wav"]
    assert again().tasks[0].known_sha256 is None
    (folder / "b.srt").write_bytes(b"other words")
    assert names(again()) == ["a.wav", "b.wav"]
    table = tmp_path / "calls.csv"
    table.write_text("recording,agent_id\ndeep/c.flac,7\n", encoding="utf-8")
    assert names(again(metadata=load_metadata(table))) == ["a.wav", "b.wav", "c.flac"]
    by_name = again(name_pattern=compile_name_pattern("(?P<agent_id>c)"))
    assert [task.facts.agent_id for task in by_name.tasks] == [None, None, "c"]


def test_a_file_that_was_only_touched_may_be_known_by_its_bytes(folder: Path) -> None:
    known = known_of(select(find_inputs([str(folder)]), {}, PLAN.settings()))
    os.utime(folder / "a.wav", ns=(1, 1))
    (task,) = select(find_inputs([str(folder)]), known, PLAN.settings()).tasks
    assert task.known_sha256 == f"hash of {folder / 'a.wav'}"


def test_another_model_redoes_only_calls_without_a_transcript(folder: Path, tmp_path: Path) -> None:
    known = known_of(select(find_inputs([str(folder)]), {}, PLAN.settings()))
    model = ModelFolder(name="m", path=tmp_path)
    found = select(find_inputs([str(folder)]), known, replace(PLAN, model=model).settings())
    assert names(found) == ["a.wav", "c.flac"]


def test_the_device_and_the_threads_redo_nothing(tmp_path: Path) -> None:
    model = ModelFolder(name="m", path=tmp_path)
    plans = [
        replace(PLAN, model=model, recognition=AsrSettings(device=device, cpu_threads=threads))
        for device, threads in (("cpu", 1), ("auto", 4))
    ]
    assert plans[0].settings() == plans[1].settings()
    other = replace(PLAN, model=model, recognition=AsrSettings(beam_size=1))
    assert other.settings() != plans[0].settings()


def test_failed_calls_wait_until_they_change_or_are_asked_for(folder: Path) -> None:
    known = known_of(select(find_inputs([str(folder)]), {}, PLAN.settings()), "failed")
    inputs = find_inputs([str(folder)])
    again = select(inputs, known, PLAN.settings())
    assert (again.tasks, again.failed) == ((), 3)
    assert len(select(inputs, known, PLAN.settings(), retry_failed=True).tasks) == 3


def test_what_was_measured_of_a_file_that_is_gone_is_kept(folder: Path) -> None:
    names_of = [str(folder / "a.wav"), str(folder / "b.wav")]
    known = known_of(select(find_inputs(names_of), {}, PLAN.settings()))
    (folder / "a.wav").unlink()
    again = select(find_inputs(names_of), known, PLAN.settings())
    assert (again.tasks, again.done) == ((), 2)
    assert names(select(find_inputs(names_of), {}, PLAN.settings())) == ["a.wav", "b.wav"]


def test_a_limit_leaves_the_rest_for_later(folder: Path) -> None:
    inputs = find_inputs([str(folder)])
    first = select(inputs, {}, PLAN.settings(), limit=2)
    assert (names(first), first.later) == (["a.wav", "b.wav"], 1)
    then = select(inputs, known_of(first), PLAN.settings(), limit=2)
    assert (names(then), then.done, then.later) == (["c.flac"], 2, 0)


def test_facts_that_cannot_be_used_cost_their_call(folder: Path) -> None:
    pattern = compile_name_pattern("^(?P<ring_count>[ab])")
    found = select(find_inputs([str(folder)]), {}, PLAN.settings(), name_pattern=pattern)
    assert names(found) == ["c.flac"]
    assert [Path(task.input.name).name for task, _ in found.errors] == ["a.wav", "b.wav"]


def test_addresses_are_found_and_fetched(folder: Path) -> None:
    address = f"file://{folder}"
    found = find_inputs([address])
    assert [one.name for one in found] == [f"{address}/{name}" for name in ("a.wav", "b.wav", "deep/c.flac")]
    assert all(one.remote for one in found)
    assert found[0].modified_ns is not None
    assert abs(found[0].modified_ns - (folder / "a.wav").stat().st_mtime_ns) < 1000
    assert [one.name for one in find_inputs([f"{address}/*.wav"])] == [one.name for one in found[:2]]
    with fetched(found[1].place, found[1].transcript) as (sound, transcript):
        assert Path(sound).read_bytes() == b"b.wav"
        assert transcript is not None
        assert Path(transcript).read_bytes() == b"b.srt"
    assert not Path(sound).exists()


def test_addresses_that_lead_nowhere_are_named(folder: Path) -> None:
    with pytest.raises(UsageError, match="expected recordings, found no file of a known kind"):
        find_inputs([f"file://{folder / 'empty'}"])
    with pytest.raises(UsageError, match="expected a store that can be read"):
        find_inputs(["nosuchstore://bucket/calls"])
    with (
        pytest.raises(AudioError, match=r"gone.wav: expected a recording that can be fetched"),
        fetched(f"file://{folder}/gone.wav", None),
    ):
        pass


def test_every_field_of_a_remote_file_is_one_of_an_input(folder: Path) -> None:
    (one, *_) = find_inputs([f"file://{folder}"])
    assert isinstance(one, Input)
    assert one.place.startswith("file://")


def test_a_folder_that_cannot_be_listed_may_still_hold_transcripts(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def deny(path: object) -> list[str]:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("os.listdir", deny)
    (found,) = find_inputs([str(folder / "b.wav")])
    assert found.transcript == str(folder / "b.srt")


def test_what_is_done_is_seen_without_the_libraries_of_measuring() -> None:
    code = "import sys, voicecheck.batch.plan, voicecheck.batch.status; print(*sys.modules)"
    environment = {**os.environ, "PYTHONPATH": "src"}
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment, cwd=ROOT
    )
    assert not {"voicecheck.pipeline", "librosa", "ctranslate2"} & set(ran.stdout.split())

"""The engine: every call that can be done is done, whatever the others do to the processes."""

from __future__ import annotations

import queue
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.batch import faulty
from tests.store.calls import documented
from voicecheck.asr.models import ModelFolder
from voicecheck.asr.settings import AsrSettings
from voicecheck.audio.metadata import CallFacts
from voicecheck.batch import crew
from voicecheck.batch.child import Child, Events
from voicecheck.batch.engine import Engine
from voicecheck.batch.inputs import find_inputs
from voicecheck.batch.messages import Heard, Recognise
from voicecheck.batch.plan import BatchPlan, Task, select
from voicecheck.batch.stages import Failure
from voicecheck.batch.status import BatchStatus
from voicecheck.errors import ModelError, StoredDataError, VoicecheckError
from voicecheck.store import PreparedCall, Run, Source

PLAN = BatchPlan(standard=documented(), model=None, recognition=AsrSettings())
MODEL = ModelFolder(name="scripted", path=Path("scripted"))


class Watching:
    """A watcher that remembers."""

    def __init__(self) -> None:
        self.failures: dict[str, Failure] = {}
        self.seen: list[int] = []

    def progress(self, status: BatchStatus) -> None:
        self.seen.append(status.finished)

    def failed(self, name: str, failure: Failure) -> None:
        self.failures[Path(name).stem] = failure


@pytest.fixture(autouse=True)
def _faulty_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crew, "work", faulty.faulty_work)
    monkeypatch.setattr(crew, "recognise_for_ever", faulty.faulty_recognise)


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    with Run.create(tmp_path / "run", PLAN.settings(), documented()) as opened:
        yield opened


def tasks_of(folder: Path, *names: str) -> tuple[Task, ...]:
    """Files of these names, to be done."""
    folder.mkdir(exist_ok=True)
    for name in names:
        (folder / f"{name}.wav").write_bytes(name.encode())
    return select(find_inputs([str(folder)]), {}, PLAN.settings()).tasks


def done(
    run: Run, tasks: tuple[Task, ...], plan: BatchPlan = PLAN, *, jobs: int = 2, time_limit_s: float = 60.0
) -> tuple[BatchStatus, Watching]:
    """Run the engine to its end."""
    watching = Watching()
    status = Engine(
        run, plan, tasks, watching, site=crew.ThisMachine(), jobs=jobs, time_limit_s=time_limit_s
    ).run()
    return status, watching


def begun(folder: Path) -> Counter[str]:
    """How often each call was begun."""
    return Counter((folder / "begun.log").read_text(encoding="utf-8").split())


def test_each_misfortune_costs_its_own_call_alone_and_is_tried_twice(tmp_path: Path, run: Run) -> None:
    unlucky = ("bad-1", "defect-1", "memoryerror-1", "outofmemory-1", "segfault-1")
    lucky = tuple(f"good-{number:02d}" for number in range(12))
    tasks = tasks_of(tmp_path / "calls", *unlucky, *lucky, "once-1")
    status, watching = done(run, tasks)
    assert (status.done, status.failed, status.finished) == (13, 5, 18)
    assert {name: failure.kind for name, failure in watching.failures.items()} == {
        "bad-1": "audio",
        "defect-1": "internal",
        "memoryerror-1": "memory",
        "outofmemory-1": "crash",
        "segfault-1": "crash",
    }
    assert "signal 11: segmentation fault" in watching.failures["segfault-1"].message
    assert "perhaps for want of memory" in watching.failures["outofmemory-1"].message
    kept = {Path(one.path).stem: one for one in run.calls()}
    assert {name for name, one in kept.items() if one.state == "failed"} == set(unlucky)
    assert all(one.message and str(tmp_path) in one.message for one in kept.values() if one.state == "failed")
    assert all(kept[name].source == task.source for name, task in zip(sorted(kept), tasks, strict=True))
    times = begun(tmp_path / "calls")
    assert {times[name] for name in (*unlucky, "once-1")} == {2}
    assert {times[name] for name in lucky} == {1}
    assert watching.seen[-1] == 18


@pytest.fixture
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A minute more for every call whose file is not empty: on a busy machine anything may take seconds."""
    monkeypatch.setattr("voicecheck.batch.engine._BYTES_IN_A_SECOND", 0.1)


@pytest.mark.usefixtures("patience")
def test_a_call_that_hangs_is_given_up_after_its_time(tmp_path: Path, run: Run) -> None:
    tasks_of(tmp_path / "calls", "hang-1", "good-1", "good-2", "good-3")
    (tmp_path / "calls" / "hang-1.wav").write_bytes(b"")
    tasks = tasks_of(tmp_path / "calls")
    status, watching = done(run, tasks, time_limit_s=2.0)
    assert (status.done, status.failed, status.retried) == (3, 1, 1)
    assert watching.failures["hang-1"].kind == "time-limit"
    assert "found none after 2 s" in watching.failures["hang-1"].message
    assert begun(tmp_path / "calls")["hang-1"] == 2


def test_workers_that_cannot_start_end_the_batch(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crew, "work", faulty.stillborn_work)
    with pytest.raises(VoicecheckError, match=r"found that they end at once \(exit code 7\)"):
        done(run, tasks_of(tmp_path / "calls", "good-1"))


def test_words_go_to_their_calls_and_a_deadly_one_costs_itself(tmp_path: Path, run: Run) -> None:
    plan = replace(PLAN, model=MODEL)
    lucky = tuple(f"good-{number:02d}" for number in range(9))
    tasks = tasks_of(tmp_path / "calls", "die-1", "fail-1", *lucky)
    status, watching = done(run, tasks, plan)
    assert (status.done, status.failed) == (9, 2)
    assert {name: failure.kind for name, failure in watching.failures.items()} == {
        "die-1": "crash",
        "fail-1": "internal",
    }
    assert "no room on the device" in watching.failures["fail-1"].message
    heard = [timeline.limits for _, timeline in run.timelines() if not isinstance(timeline, StoredDataError)]
    assert len(heard) == 9
    assert {limits[0].split(" with ")[0].strip() for limits in heard} == {"heard"}


def test_recognisers_share_the_calls_and_one_that_dies_harms_no_other(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("voicecheck.batch.crew.recognition_shares", lambda _m, asked, _n: (asked,) * 3)
    plan = replace(PLAN, model=MODEL)
    lucky = tuple(f"good-{number:02d}" for number in range(12))
    status, watching = done(run, tasks_of(tmp_path / "calls", "die-1", *lucky), plan)
    assert (status.done, set(watching.failures)) == (12, {"die-1"})


def test_a_call_goes_to_the_recogniser_with_the_least_to_do() -> None:
    class Listed(Child):
        def __init__(self) -> None:
            super().__init__()
            self.heard: list[int] = []

        def tell(self, message: Recognise) -> None:
            self.heard.append(message.number)

        def kill(self) -> None:
            pass

    class Desk(crew.ThisMachine):
        def shares(self, plan: BatchPlan, calls: int) -> tuple[AsrSettings, ...]:
            return (plan.recognition,) * 2

        def start_recogniser(self, plan: BatchPlan, settings: AsrSettings, events: Events) -> Child:
            return Listed()

    recognisers = crew.Recognisers(Desk(), PLAN, 5, queue.SimpleQueue())
    first, second = (recognisers.of(child) for child in recognisers.children)
    assert first is not None
    assert second is not None
    assert not recognisers.are_loaded
    first.choices = second.choices = {}
    for number, speech_s in enumerate((90.0, 30.0, 40.0, 10.0)):
        recognisers.begin(Heard(number, 100.0, speech_s, b""), alone=False)
    recognisers.give()
    recognisers.end(0)
    recognisers.begin(Heard(4, 100.0, 5.0, b""), alone=False)
    recognisers.give()
    assert [one.child.heard for one in (first, second)] == [[0, 4], [1, 2, 3]]  # type: ignore[attr-defined]


@pytest.mark.usefixtures("patience")
def test_recognition_that_hangs_is_given_up_after_its_time(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crew, "_SLOWEST_RECOGNITION", 0.1)
    plan = replace(PLAN, model=MODEL)
    status, watching = done(run, tasks_of(tmp_path / "calls", "stop-1", "good-1"), plan, time_limit_s=3.0)
    assert (status.done, status.failed) == (1, 1)
    assert watching.failures["stop-1"].kind == "time-limit"


@pytest.mark.parametrize(
    ("name", "message"),
    [("broken", "expected weights, found none"), ("deadly", "found that it ended .*; free some memory")],
)
def test_a_model_that_does_not_load_ends_the_batch_before_the_first_call(
    tmp_path: Path, run: Run, name: str, message: str
) -> None:
    plan = replace(PLAN, model=replace(MODEL, name=name))
    with pytest.raises(ModelError, match=message):
        done(run, tasks_of(tmp_path / "calls", "good-1"), plan)
    assert not (tmp_path / "calls" / "begun.log").exists()
    assert run.counts().failed == 0


def test_a_recogniser_that_is_ended_while_it_loads_is_started_again(tmp_path: Path, run: Run) -> None:
    plan = replace(PLAN, model=replace(MODEL, name="deadly-once", path=tmp_path))
    status, watching = done(run, tasks_of(tmp_path / "calls", "good-1", "good-2"), plan)
    assert (tmp_path / "died").exists()
    assert (status.done, status.failed, watching.failures) == (2, 0, {})


def test_an_interruption_keeps_what_is_finished(tmp_path: Path, run: Run) -> None:
    tasks = tasks_of(tmp_path / "calls", *(f"good-{number:02d}" for number in range(20)))

    class Impatient(Watching):
        def progress(self, status: BatchStatus) -> None:
            if status.done >= 5:
                raise KeyboardInterrupt

    engine = Engine(run, PLAN, tasks, Impatient(), site=crew.ThisMachine(), jobs=2, time_limit_s=60.0)
    with pytest.raises(KeyboardInterrupt):
        engine.run()
    finished = run.counts().done
    assert 5 <= finished <= 20
    assert finished == engine.status.done
    rest = select(find_inputs([str(tmp_path / "calls")]), run.known(), PLAN.settings()).tasks
    done(run, rest)
    assert run.counts().done == 20
    assert len(rest) == 20 - finished


def test_a_run_that_cannot_be_written_ends_the_batch(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = []
    keep = Run.keep

    def full_after_three(self: Run, prepared: PreparedCall, source: Source | None = None) -> None:
        if len(kept) == 3:
            raise StoredDataError("run: expected a disk with room, found none; free some space")
        kept.append(prepared.path)
        keep(self, prepared, source)

    monkeypatch.setattr(Run, "keep", full_after_three)
    monkeypatch.setattr("voicecheck.batch.engine._WRITTEN_AT_ONCE", 1)
    tasks = tasks_of(tmp_path / "calls", *(f"good-{number}" for number in range(8)))
    with pytest.raises(StoredDataError, match="free some space"):
        done(run, tasks)
    assert sorted(one.path for one in run.calls("done")) == sorted(kept)


def test_a_file_that_vanishes_takes_nothing_with_it(tmp_path: Path, run: Run) -> None:
    tasks = tasks_of(tmp_path / "calls", "good-1", "vanish-1", "vanish-2")
    measured = faulty.prepared_of(tasks[1])
    run.keep(measured, tasks[1].source)
    status, watching = done(run, tasks)
    assert (status.done, status.failed) == (1, 2)
    assert "found nothing there" in watching.failures["vanish-1"].message
    kept = {Path(one.path).stem: one for one in run.calls()}
    assert {name: one.state for name, one in kept.items()} == {
        "good-1": "done",
        "vanish-1": "done",
        "vanish-2": "failed",
    }
    assert kept["vanish-1"].key == measured.key


def test_nothing_to_do_starts_nothing(run: Run) -> None:
    status, watching = done(run, ())
    assert status.finished == 0
    assert not watching.seen


def test_a_lost_file_is_a_task_of_its_own(tmp_path: Path) -> None:
    (lost,) = select(find_inputs([str(tmp_path / "gone.wav")]), {}, PLAN.settings()).tasks
    assert lost.source is None
    assert lost.facts == CallFacts()

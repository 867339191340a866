"""`voicecheck batch` from the outside: whatever ends it, the same command goes on, and does nothing twice."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path

import pytest
from threadpoolctl import threadpool_limits

from benchmarks.short_calls import write_short_calls
from tests.cli.conftest import Cli, Ran
from tests.store.calls import filled, stricter
from voicecheck.asr.engine import load_transcriber
from voicecheck.errors import StoredDataError
from voicecheck.pipeline import measure
from voicecheck.store import Run
from voicecheck.store.record import pack, unpack
from voicecheck.store.view import view_run
from voicecheck.timeline.types import CallTimeline

ROOT = Path(__file__).parents[2]
CALLS = 6


@pytest.fixture(scope="module")
def sounds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six calls of three seconds."""
    folder = tmp_path_factory.mktemp("sounds")
    write_short_calls(folder, CALLS, seconds=3.0)
    return folder


@pytest.fixture
def calls(sounds: Path, tmp_path: Path) -> Path:
    """A folder of one's own with the six calls."""
    return Path(shutil.copytree(sounds, tmp_path / "calls"))


def started(*arguments: str, setup: str = "") -> subprocess.Popen[str]:
    """The command in a process group of its own."""
    script = (
        f"import sys; sys.path[:0] = ['src', '.']\n{setup}\nfrom voicecheck.cli.app import main\n"
        "if __name__ == '__main__':\n    main(sys.argv[1:])\n"
    )
    return subprocess.Popen(
        [sys.executable, "-c", script, "batch", *arguments, "--model", "none", "--lang", "en"],
        cwd=ROOT,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def batch(cli: Cli, calls: Path, run: Path, *options: str, model: str = "none") -> Ran:
    """The command within this process, with one worker, since starting workers is what takes time here."""
    return cli("batch", str(calls), "--out", str(run), "--model", model, "--jobs", "1", *options)


def done_in(run: Path) -> int:
    """How many calls are done by now."""
    with suppress(StoredDataError), Run.open(run) as opened:
        return opened.counts().done
    return 0


def wait_for(run: Path, calls: int, process: subprocess.Popen[str]) -> None:
    """Until so many calls are done, or the process has ended."""
    deadline = time.monotonic() + 60
    while done_in(run) < calls and process.poll() is None:
        assert time.monotonic() < deadline
        time.sleep(0.02)


def content(run: Path) -> dict[str, tuple[bytes, object]]:
    """Timelines and verdicts by the name of the recording."""
    with Run.open(run) as opened:
        verdicts = {one.call.path: one.verdicts for one in opened.verdicts()}
        return {
            Path(call.path).name: (packed(timeline, call.path), verdicts[call.path])
            for call, timeline in opened.timelines()
            if not isinstance(timeline, StoredDataError)
        }


def packed(timeline: CallTimeline, path: str) -> bytes:
    return pack(replace(timeline, call=replace(timeline.call, path=Path(path).name)))


def numbers(run: Path) -> dict[str, int]:
    """The ledger's number of each call: a call that is done again gets another one."""
    with Run.open(run) as opened:
        return {call.path: call.number for call in opened.calls("done")}


def test_a_batch_judges_lists_failures_and_does_nothing_twice(cli: Cli, calls: Path, tmp_path: Path) -> None:
    (calls / "zz.wav").write_bytes(b"no audio")
    run = tmp_path / "run"
    ran = cli("batch", str(calls), str(calls / "gone.wav"), "--out", str(run), "--model", "none", "--json")
    assert ran.code == 3
    assert (ran.document["judged"], ran.document["failed"]) == (CALLS, 2)
    assert [Path(one["call"]["path"]).name for one in ran.document["errors"]] == ["gone.wav", "zz.wav"]
    assert {rule["rule"] for rule in ran.document["rules"]} >= {"pace", "volume"}
    assert "found nothing there" in ran.err
    assert "8 calls in" in ran.err
    assert ran.err.count("zz.wav: ") == 1
    before, kept = numbers(run), content(run)
    again = batch(cli, calls, run)
    assert again.code == 3
    assert "7 calls: 6 done before, 1 failed before, 0 to do" in again.err
    assert "8 calls: 6 judged, 2 could not be judged" in again.out
    assert numbers(run) == before
    for path in calls.glob("call-*.wav"):
        os.utime(path)
    assert (
        "0 done before, 1 failed before, 6 to do"
        in batch(cli, calls, run, "--strict", "--fail-under", "1").err
    )
    assert (numbers(run), content(run)) == (before, kept)


def test_facts_are_those_of_the_last_time_where_none_are_named(cli: Cli, calls: Path, tmp_path: Path) -> None:
    table, run = tmp_path / "facts.csv", tmp_path / "run"
    names = sorted(file.name for file in calls.iterdir())
    table.write_text("recording,agent_id\n" + "".join(f"{name},7\n" for name in names), encoding="utf-8")
    assert batch(cli, calls, run, "--limit", "1", "--metadata", str(table)).code == 0
    again = batch(cli, calls, run, "--limit", "1")
    assert f"facts of the calls as before: --metadata {table}" in again.err
    with Run.open(run) as opened:
        assert [view.agent for view in view_run(opened).calls] == ["7", "7"]
    table.unlink()
    gone = batch(cli, calls, run)
    assert gone.code == 2
    assert "name it with --metadata" in gone.err
    with Run.open(run) as opened:
        assert [view.agent for view in view_run(opened).calls] == ["7", "7"]


def test_another_standard_needs_no_audio(cli: Cli, calls: Path, tmp_path: Path) -> None:
    run = tmp_path / "run"
    assert batch(cli, calls, run, "--limit", "3").code == 0
    before = numbers(run)
    file = stricter(tmp_path, "volume", "critical = true\nweight = 9")
    ran = batch(cli, calls, run, "--standard", str(file))
    assert ran.code == 0
    assert "judging the 3 finished calls by stricter 1, without audio" in ran.err
    assert "6 calls: 3 done before, 0 failed before, 3 to do" in ran.err
    assert numbers(run).items() >= before.items()
    with Run.open(run) as opened:
        assert opened.standard.name == "stricter"
        assert len(list(opened.verdicts())) == CALLS
    # Without --standard the run keeps its own.
    assert "0 to do" in batch(cli, calls, run).err
    with Run.open(run) as opened:
        assert opened.standard.name == "stricter"


def test_a_batch_with_recognition_measures_what_check_would(cli: Cli, calls: Path, tmp_path: Path) -> None:
    run = tmp_path / "run"
    assert batch(cli, calls, run, "--limit", "4", model="demo").code == 0
    transcriber = load_transcriber("demo")
    with Run.open(run) as opened:
        found = dict(opened.timelines())
    assert len(found) == 4
    for call, timeline in found.items():
        with threadpool_limits(1, user_api="blas"):  # as in a worker: threads change the last digits
            alone = measure(call.path, model=transcriber)
        assert timeline == unpack(pack(alone), where="")
        assert timeline.has_words


def test_killed_at_any_moment_the_next_one_goes_on(cli: Cli, calls: Path, tmp_path: Path) -> None:
    run = tmp_path / "run"
    done_before: dict[str, int] = {}
    for finished in (0, 2, 4):
        with started(str(calls), "--out", str(run), "--jobs", "1") as process:
            wait_for(run, finished, process)
            os.killpg(process.pid, signal.SIGKILL)
        if not run.exists() or done_in(run) == 0:
            continue
        now = numbers(run)
        assert now.items() >= done_before.items()
        done_before = now
    assert done_before
    assert batch(cli, calls, run).code == 0
    assert numbers(run).items() >= done_before.items()
    assert batch(cli, calls, tmp_path / "calm").code == 0
    assert content(run) == content(tmp_path / "calm")
    assert len(content(run)) == CALLS


def test_ctrl_c_keeps_what_is_finished(calls: Path, tmp_path: Path) -> None:
    run = tmp_path / "run"
    with started(str(calls), "--out", str(run), "--jobs", "1") as process:
        wait_for(run, 1, process)
        os.killpg(process.pid, signal.SIGINT)
        _, err = process.communicate(timeout=60)
    if done_in(run) < CALLS:
        assert process.returncode == 130
        assert "finished calls are kept; the same command goes on" in err
    assert "Traceback" not in err
    assert done_in(run) >= 1


@pytest.mark.parametrize("where", ["voicecheck.batch.plan.select", "voicecheck.batch.engine.Engine"])
def test_ctrl_c_before_the_first_call_is_begun(
    cli: Cli, calls: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    def interrupt(*_arguments: object, **_how: object) -> None:
        raise KeyboardInterrupt

    run = tmp_path / "run"
    with monkeypatch.context() as patch:
        patch.setattr(where, interrupt)
        ran = batch(cli, calls, run)
    assert (ran.code, ran.out) == (130, "")
    assert "interrupted; the same command goes on" in ran.err
    assert batch(cli, calls, run, "--limit", "1").code == 0
    assert done_in(run) == 1


def test_a_run_of_an_older_format_is_left_as_it_is(cli: Cli, calls: Path, tmp_path: Path) -> None:
    run = tmp_path / "run"
    filled(run).close()
    with closing(sqlite3.connect(run / "ledger.sqlite", isolation_level=None)) as ledger:
        ledger.execute("PRAGMA user_version = 1")
    before = (run / "ledger.sqlite").read_bytes()
    ran = batch(cli, calls, run)
    assert ran.code == 2
    assert "expected a run of format 2, found 1; measure the calls again, into a new folder" in ran.err
    assert (run / "ledger.sqlite").read_bytes() == before


def test_two_batches_on_one_run(cli: Cli, calls: Path, tmp_path: Path) -> None:
    run = tmp_path / "run"
    assert batch(cli, calls, run, "--limit", "1").code == 0
    with Run.open(run, write=True):
        ran = batch(cli, calls, run)
    assert ran.code == 2
    assert f"found another command at work on it (process {os.getpid()})" in ran.err
    assert done_in(run) == 1


def test_a_full_disk_ends_in_a_message_and_the_next_one_goes_on(
    cli: Cli, calls: Path, tmp_path: Path
) -> None:
    run = tmp_path / "run"
    # A limit on the size of a file stands for the disk's end: the ledger is made, and two calls fit.
    setup = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, 150_000))"
    with started(str(calls), "--out", str(run), "--jobs", "1", setup=setup) as process:
        _, err = process.communicate(timeout=120)
    assert process.returncode == 2
    assert "free some space and start again" in err
    assert "Traceback" not in err
    kept = done_in(run)
    assert kept < CALLS
    assert batch(cli, calls, run).code == 0
    assert done_in(run) == CALLS


def test_a_run_that_cannot_be_begun(cli: Cli, calls: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    for out, message in (
        (tmp_path / "file" / "run", "expected a folder that can be written to, found Not a directory"),
        (calls, "expected a new or an empty folder, found 'call-00000.wav' in it"),
    ):
        ran = cli("batch", str(calls), "--out", str(out), "--model", "none")
        assert ran.code == 2
        assert message in ran.err
    assert cli("batch", "--out", str(tmp_path / "run")).code == 2
    assert cli("batch", str(tmp_path / "none*.wav"), "--out", str(tmp_path / "run")).code == 2
    assert not (tmp_path / "run").exists()

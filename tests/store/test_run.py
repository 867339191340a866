"""Runs on disk: what was put is there, for everybody who may read it, whatever happens to the writer."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import stat
import subprocess
import sys
import tempfile
import time
import tomllib
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from tests.store.calls import call, documented, filled, judged, stricter
from voicecheck.errors import AudioError, StoredDataError, UsageError
from voicecheck.report.encode import result_json
from voicecheck.rules.load import load_standard
from voicecheck.store import Counts, Run, key_of
from voicecheck.store.record import pack

ROOT = Path(__file__).parents[2]


def test_what_was_put_is_there(tmp_path: Path) -> None:
    result = judged(call(0))
    with filled(tmp_path / "run") as run:
        run.fail("calls/broken.wav", AudioError("calls/broken.wav: expected audio, found none; export it"))
    with Run.open(tmp_path / "run") as run:
        assert run.settings == {"language": "auto"}
        assert run.standard == documented()
        assert run.counts() == Counts(done=3, failed=1)
        names = [one.path for one in run.calls()]
        assert names == ["calls/broken.wav", *(f"calls/call-{number:03d}.wav" for number in range(3))]
        assert run.timeline("calls/call-001.wav") == call(1, cuts_in=True)
        assert dict(run.timelines())[next(run.calls("done"))] == call(0)
        first = run.call("calls/call-000.wav")
        assert first is not None
        assert (first.state, first.key, first.score) == ("done", key_of(call(0)), result.score.value)
        assert (first.duration_s, first.sha256) == (26.0, "0" * 64)
        (broken,) = run.calls("failed")
        assert (broken.kind, broken.message) == (
            "audio",
            "calls/broken.wav: expected audio, found none; export it",
        )
        assert run.call("calls/nowhere.wav") is None
        assert [one.id for one in run.calls_of_key(key_of(call(2)))] == ["call-002"]


def test_verdicts_are_those_of_the_result(tmp_path: Path) -> None:
    with filled(tmp_path / "run") as run:
        stored = {one.call.path: one.verdicts for one in run.verdicts()}
    for number in range(3):
        result = judged(call(number, cuts_in=number % 2 == 1))
        rows = stored[result.call.path]
        assert list(rows) == [finding.rule for finding in result.findings]
        assert all(rows[one.rule] == (one.verdict, one.value) for one in result.findings)


def test_a_result_made_anew_has_the_bytes_of_the_first_one(tmp_path: Path) -> None:
    with Run.create(tmp_path / "run", {}, documented()) as run:
        first = judged(call(0))
        run.put(call(0), first)
        time.sleep(1.1)  # a later second must not show
        ((_, again),) = run.results()
        assert not isinstance(again, StoredDataError)
        assert result_json(again, "zh") == result_json(first, "zh")
        assert result_json(run.result(first.call.path), "zh") == result_json(first, "zh")


def test_a_recording_measured_again_takes_its_own_place(tmp_path: Path) -> None:
    with filled(tmp_path / "run", calls=1) as run:
        other = replace(call(0, cuts_in=True), call=replace(call(0).call, sha256="f" * 64))
        run.put(other, judged(other))
        assert run.counts() == Counts(done=1, failed=0)
        assert run.timeline("calls/call-000.wav") == other
        assert run.calls_of_key(key_of(call(0))) == ()
        run.fail("calls/call-000.wav", AudioError("gone"))
        assert run.counts() == Counts(done=0, failed=1)
        assert list(run.timelines()) == list(run.verdicts()) == []
        run.put(other, judged(other))
        assert [one.state for one in run.calls()] == ["done"]


def test_more_calls_than_are_read_at_once(tmp_path: Path) -> None:
    timeline, result = call(0), judged(call(0))
    with Run.create(tmp_path / "run", {}, documented()) as run:
        with run.transaction():
            for number in random.Random(1).sample(range(200), 200):
                info = replace(timeline.call, path=f"{number:03d}.wav")
                run.put(replace(timeline, call=info), result)
        assert [one.path for one in run.calls()] == [f"{number:03d}.wav" for number in range(200)]
        assert sum(1 for _ in run.timelines()) == 200


def test_only_the_owner_may_read(tmp_path: Path) -> None:
    with filled(tmp_path / "deep" / "run") as run:
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in run.path.iterdir()}
        assert stat.S_IMODE(run.path.stat().st_mode) == 0o700
    assert {"ledger.sqlite", "ledger.sqlite-wal", "run.toml"} <= set(modes)
    assert set(modes.values()) == {0o600}


def test_the_run_file_tells_a_person(tmp_path: Path) -> None:
    settings = {
        "language": "auto",
        "none": None,
        "deep": {"a b": [1, 2.5, "\x7f😀"], "t": True},
        "l": [{"x": 1}],
    }
    with Run.create(tmp_path / "run", settings, documented()) as run:
        told = tomllib.loads((run.path / "run.toml").read_text(encoding="utf-8"))
        assert told["settings"] == {key: value for key, value in settings.items() if value is not None}
        assert told["standard"] == {
            "name": "documented",
            "version": documented().version,
            "sha256": documented().sha256,
        }
        assert told["run"]["created_at"] == run.created_at
        assert run.settings == settings


def test_a_run_is_not_begun_where_something_is(tmp_path: Path) -> None:
    filled(tmp_path / "run").close()
    with pytest.raises(UsageError, match=r"expected a new or an empty folder, found 'ledger.sqlite' in it"):
        Run.create(tmp_path / "run", {}, documented())
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(UsageError, match="expected a folder that can be written to, found File exists"):
        Run.create(tmp_path / "file", {}, documented())


def test_what_a_killed_start_left_does_not_stand_in_the_way(tmp_path: Path) -> None:
    for end in ("", "-wal", "-shm", "-journal"):
        (tmp_path / f"ledger.sqlite.part{end}").write_bytes(b"half")
    with Run.create(tmp_path, {}, documented()) as run:
        assert run.counts() == Counts(done=0, failed=0)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "ledger.lock",
        "ledger.sqlite",
        "run.toml",
    ]


def test_readers_cannot_write(tmp_path: Path) -> None:
    filled(tmp_path / "run").close()
    with (
        Run.open(tmp_path / "run") as run,
        pytest.raises(UsageError, match="expected a run opened for writing"),
    ):
        run.fail("x.wav", AudioError("x"))


def test_readers_read_while_one_writes(tmp_path: Path) -> None:
    with filled(tmp_path / "run") as writer, Run.open(tmp_path / "run") as reader:
        with writer.transaction():
            writer.fail("calls/zzz.wav", AudioError("broken"))
            assert reader.counts() == Counts(done=3, failed=0)
        assert reader.counts() == Counts(done=3, failed=1)


def test_results_by_another_standard_do_not_mix(tmp_path: Path) -> None:
    other = load_standard(stricter(tmp_path))
    with filled(tmp_path / "run") as run:
        with pytest.raises(StoredDataError, match=r"expected results by documented .*, found stricter "):
            run.put(call(9), judged(call(9), other))
        assert run.counts().done == 3


def give_up_in_the_middle(run: Run) -> None:
    with run.transaction():
        run.fail("calls/call-000.wav", AudioError("x"))
        raise KeyboardInterrupt


def test_half_a_transaction_is_none(tmp_path: Path) -> None:
    with filled(tmp_path / "run") as run:
        with pytest.raises(KeyboardInterrupt):
            give_up_in_the_middle(run)
        assert run.counts() == Counts(done=3, failed=0)


def test_a_folder_without_a_run_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoredDataError, match=r"expected a run with ledger.sqlite in it, found none"):
        Run.open(tmp_path)


def test_a_folder_that_may_not_be_entered_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoredDataError, match=r"expected a run that may be read, found File name too long"):
        Run.open(tmp_path / ("x" * 300))


def damage(folder: Path, statement: str) -> None:
    """Change a ledger behind the run's back."""
    with closing(sqlite3.connect(folder / "ledger.sqlite", isolation_level=None)) as ledger:
        ledger.execute(statement)


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("PRAGMA user_version = 99", "expected a run of format 2, found 99; use a newer voicecheck"),
        ("PRAGMA user_version = 1", "expected a run of format 2, found 1; measure the calls again, into a"),
        ("PRAGMA application_id = 7", "found another program's ledger.sqlite"),
        ("DELETE FROM facts", "expected the facts of a run, found a ledger without"),
        ("DROP TABLE facts", "found a damaged one"),
        ("UPDATE facts SET value = '{}' WHERE name = 'standard'", "expected the standard of the run"),
    ],
)
def test_a_ledger_of_another_kind_is_refused(tmp_path: Path, statement: str, message: str) -> None:
    filled(tmp_path / "run").close()
    damage(tmp_path / "run", statement)
    with pytest.raises(StoredDataError, match=message):
        Run.open(tmp_path / "run")


def test_a_ledger_that_is_no_database_is_refused(tmp_path: Path) -> None:
    filled(tmp_path / "run").close()
    (tmp_path / "run" / "ledger.sqlite").write_bytes(b"not a database at all" * 100)
    for write in (False, True):
        with pytest.raises(StoredDataError, match="found a damaged one"):
            Run.open(tmp_path / "run", write=write)


def test_a_damaged_record_costs_its_call_alone(tmp_path: Path) -> None:
    with filled(tmp_path / "run") as run:
        damage(
            run.path, "UPDATE timelines SET record = CAST(x'00' || substr(record, 2) AS BLOB) WHERE call = 2"
        )
        found = [(one.id, isinstance(timeline, StoredDataError)) for one, timeline in run.timelines()]
        assert found == [("call-000", False), ("call-001", True), ("call-002", False)]
        with pytest.raises(StoredDataError, match=r"run: calls/call-001.wav: expected stored measurements"):
            run.timeline("calls/call-001.wav")
        with pytest.raises(StoredDataError, match=r"expected measurements of calls/none.wav, found none"):
            run.result("calls/none.wav")


def test_a_lost_page_of_the_file_costs_its_call_alone(tmp_path: Path) -> None:
    long_call = replace(call(1), limits=tuple(f"{random.Random(n).random()}" for n in range(2000)))
    with filled(tmp_path / "run", calls=3) as run:
        run.put(long_call, judged(long_call))
    ledger = (tmp_path / "run" / "ledger.sqlite").read_bytes()
    middle = pack(long_call)[8000:8040]
    page = ledger.index(middle) // 4096
    (tmp_path / "run" / "ledger.sqlite").write_bytes(
        ledger[: page * 4096] + bytes(4096) + ledger[(page + 1) * 4096 :]
    )
    with Run.open(tmp_path / "run") as run:
        found = {one.id: timeline for one, timeline in run.timelines()}
    assert [isinstance(found[f"call-{number:03d}"], StoredDataError) for number in range(3)] == [
        False, True, False,
    ]  # fmt: skip
    assert "damaged record" in str(found["call-001"])


def test_damaged_verdicts_are_named(tmp_path: Path) -> None:
    with filled(tmp_path / "run") as run:
        damage(run.path, "UPDATE verdicts SET verdicts = 'x' WHERE call = 2")
        with pytest.raises(StoredDataError, match=r"calls/call-001.wav: expected verdicts.*recheck"):
            list(run.verdicts())


def test_a_folder_that_may_only_be_read_can_be_read(tmp_path: Path) -> None:
    # A privileged user may write anywhere: an unprivileged one opens the run.
    filled(tmp_path / "run").close()
    script = (
        "import os, sys\n"
        "import voicecheck.pipeline\n"
        "from voicecheck.store import Run\n"
        "from voicecheck.errors import StoredDataError\n"
        "folder = sys.argv[1]\n"
        "os.chmod(folder, 0o555); os.chmod(folder + '/ledger.sqlite', 0o444)\n"
        "if os.geteuid() == 0:\n"
        "    os.setgid(65534); os.setuid(65534)\n"
        "with Run.open(folder) as run:\n"
        "    print(run.counts(), sum(1 for _ in run.timelines()))\n"
        "try:\n"
        "    Run.open(folder, write=True).fail('x', StoredDataError('x'))\n"
        "except StoredDataError as error:\n"
        "    print(error)\n"
    )
    shared = Path(tempfile.gettempdir())
    for folder in (tmp_path, *tmp_path.parents):
        if folder != shared and shared in folder.parents:
            folder.chmod(0o755)
    told = run_python(script, str(tmp_path / "run")).splitlines()
    assert told[0] == "Counts(done=3, failed=0) 3"
    assert "may be written to" in told[1] or "can be written to" in told[1]
    assert "copy the run to a folder of your own" in told[1]


def test_a_full_disk_costs_the_last_call_alone(tmp_path: Path) -> None:
    # A limit on the size of a file stands for the disk's end.
    script = (
        "import resource, sys\n"
        "from tests.store.calls import call, documented, judged\n"
        "from voicecheck.errors import StoredDataError\n"
        "from voicecheck.store import Run\n"
        "run = Run.create(sys.argv[1], {}, documented())\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))\n"
        "result = judged(call(0))\n"
        "for number in range(1000):\n"
        "    try:\n"
        "        run.put(call(number), result)\n"
        "    except StoredDataError as error:\n"
        "        print(number, error)\n"
        "        break\n"
    )
    number, _, message = run_python(script, str(tmp_path / "run")).partition(" ")
    assert "free some space" in message
    with Run.open(tmp_path / "run") as run:
        assert run.counts() == Counts(done=int(number), failed=0)
        assert all(timeline == call(index) for index, (_, timeline) in enumerate(run.timelines()))
    assert int(number) > 5


def run_python(script: str, *arguments: str) -> str:
    """Standard output of a fresh interpreter in the repository."""
    return subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path[:0] = ['src', '.']\n{script}", *arguments],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        cwd=ROOT,
    ).stdout


WRITE_FOR_EVER = """
import sys
sys.path[:0] = ["src", "."]
from itertools import count
from tests.store.calls import call, documented, judged
from voicecheck.store import Run
run = Run.create(sys.argv[1], {}, documented())
result = judged(call(0))
for number in count():
    run.put(call(number), result)
    print(number, flush=True)
"""


@pytest.mark.parametrize("seed", range(3))
def test_a_killed_writer_loses_nothing_that_was_put(tmp_path: Path, seed: int) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", WRITE_FOR_EVER, str(tmp_path / "run")],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    ) as writer:
        if writer.stdout is None:
            pytest.fail("no pipe")
        put = writer.stdout.readline()
        time.sleep(random.Random(seed).uniform(0.0, 0.1))
        writer.send_signal(signal.SIGKILL)
        told = [int(line) for line in (put + writer.stdout.read()).split() if line]
    with Run.open(tmp_path / "run", write=True) as run:
        kept = run.counts().done
        assert kept - 1 in (told[-1], told[-1] + 1)  # put, and perhaps not told any more
        assert all(timeline == call(number) for number, (_, timeline) in enumerate(run.timelines()))
        run.put(call(kept), judged(call(kept)))
        assert run.counts().done == kept + 1


def test_a_pipe_in_place_of_the_ledger_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "ledger.sqlite")
    for write in (False, True):
        with pytest.raises(StoredDataError, match=r"expected a run with ledger.sqlite in it, found none"):
            Run.open(tmp_path, write=write)

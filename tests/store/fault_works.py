"""What is done to a run, and to its exports, while the disk fails; and what must be there afterwards."""

from __future__ import annotations

import os
import shutil
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from tests.store.calls import call, documented, judged, stricter
from tests.store.faulty_disk import Fault, Happened, happened
from voicecheck.cli.app import main
from voicecheck.errors import AudioError, UsageError, VoicecheckError
from voicecheck.rules.load import load_standard
from voicecheck.store import PreparedCall, Run, Source, prepare, recheck

__all__ = ["WORKS", "Injected"]

Step = Callable[[Run], object]
_NO_RUN = "no run"


@dataclass(frozen=True, slots=True, kw_only=True)
class Injected:
    """One fault that was injected, and what was wrong afterwards: nothing, or why."""

    fault: Fault
    point: str
    end: str
    wrong: str | None


class RunWork:
    """A run that is begun, filled, judged anew; every step is acknowledged when it has returned.

    Afterwards the run must be as it was after the last acknowledged step, or after the next one, and going on
    from there must end where nothing failed.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._ours = load_standard(stricter(folder))
        self._sittings = tuple(self._all_sittings())
        self._steps = tuple(step for sitting in self._sittings for step in sitting)
        calm = folder / "calm"
        begin(calm)
        self._states: list[Any] = [_NO_RUN, state_of(calm)]
        with Run.open(calm, write=True) as run:
            for step in self._steps:
                step(run)
                self._states.append(state_of(calm))
        self._files = names_in(calm)

    def begin(self, run: Path) -> None:
        """Nothing there."""
        shutil.rmtree(run, ignore_errors=True)

    def work(self, folder: Path, acknowledge: Callable[[str], None]) -> None:
        """All steps."""
        begin(folder)
        acknowledge("begun")
        for sitting in self._sittings:
            with Run.open(folder, write=True) as run:
                for step in sitting:
                    step(run)
                    acknowledge("done")

    def inject(self, fault: Fault, at: int) -> Injected:
        """Let one fault befall the work, then look."""
        run = self._folder / "run"
        self.begin(run)
        found = happened(self.work, run, fault, at)
        point = found.points[at] if at < len(found.points) else "nowhere"
        return Injected(fault=fault, point=point, end=found.end, wrong=self._wrong(run, found))

    def _wrong(self, run: Path, found: Happened) -> str | None:
        if (odd := odd_end(found)) is not None:
            return odd
        acknowledged = len(found.acknowledged)
        state = state_of(run)
        going_on = next(
            (n for n in (acknowledged, acknowledged + 1) if self._states[n : n + 1] == [state]), None
        )
        if going_on is None:
            return (
                f"after {acknowledged} steps the run is neither as before nor as after the next: {state!r}"[
                    :2000
                ]
            )
        try:
            if going_on == 0:
                begin(run)
            with Run.open(run, write=True) as opened:
                for step in self._steps[max(going_on - 1, 0) :]:
                    step(opened)
        except VoicecheckError as error:
            return f"going on after {going_on} steps: {error}"
        if state_of(run) != self._states[-1]:
            return f"going on after {going_on} steps did not end as it should"
        return None if names_in(run) == self._files else f"files are left: {sorted(names_in(run))}"

    def _all_sittings(self) -> Iterator[tuple[Step, ...]]:
        """Steps between an opening and a closing of the run."""
        yield (
            lambda run: run.keep(prepared(0), Source(1, 1, "asked")),
            lambda run: run.keep(prepared(1), Source(2, 2, "asked")),
            lambda run: run.fail("calls/broken.wav", AudioError("calls/broken.wav: no sound")),
            keep_together,
            lambda run: run.set_settings({"language": "zh"}),
        )
        yield (
            lambda run: run.keep_source("calls/call-001.wav", Source(1, 99, "asked")),
            lambda run: [*recheck(run, self._ours)],
            lambda run: run.fail("calls/call-001.wav", AudioError("gone")),
        )


def begin(run: Path) -> None:
    """A new run, or the one that a start which failed has left."""
    opened = (
        Run.open(run, write=True)
        if Run.is_begun(run)
        else Run.create(run, {"language": "auto"}, documented())
    )
    opened.close()


def keep_together(run: Run) -> None:
    """Two calls in one transaction, one of them measured before."""
    with run.transaction():
        run.keep(prepared(0, cuts_in=True), Source(7, 7, "asked"))
        run.keep(prepared(2))


@cache
def prepared(number: int, *, cuts_in: bool = False) -> PreparedCall:
    """A call as it is kept, always measured in the same second."""
    timeline = call(number, cuts_in=cuts_in)
    return prepare(timeline, replace(judged(timeline), created_at="2026-01-01T00:00:00Z"))


def state_of(run: Path) -> Any:
    """All that a reader is told, except when a call failed; reading must find no damage."""
    if not Run.is_begun(run):
        return _NO_RUN
    with closing(sqlite3.connect(f"file:{run}/ledger.sqlite?mode=ro", uri=True)) as ledger:
        ((sound,),) = ledger.execute("PRAGMA integrity_check").fetchall()
    with Run.open(run) as opened:
        calls = [
            replace(one, number=0, measured_at="" if one.state == "failed" else one.measured_at)
            for one in opened.calls()
        ]
        return (
            (sound, opened.settings, opened.standard.sha256, calls),
            [(one.call.path, one.verdicts) for one in opened.verdicts()],
            [(one.call.path, one.summary, one.by_group) for one in opened.overviews()],
            [(one.path, timeline) for one, timeline in opened.timelines()],
        )


def names_in(folder: Path) -> frozenset[str]:
    """Names of all files in a folder, save those that a writer leaves for the next one."""
    files = (file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file())
    return frozenset(name for name in files if not name.endswith(("-wal", "-shm")))


class FilesWork:
    """A command that writes files for others: each is the old one or the new one, whole, at any moment."""

    def __init__(self, folder: Path, *command: str, within_run: bool = False) -> None:
        self._command = command
        self._folder = folder
        self._within_run = within_run
        self._run = folder / "run"
        begin(self._run)
        with Run.open(self._run, write=True) as run:
            for number in range(2):
                run.keep(prepared(number))
        calm = folder / "out"
        self.begin(calm)
        self.work(calm, print)
        self._new = contents(calm)

    def begin(self, out: Path) -> None:
        """The folder that the command is to write into, which may be a run itself."""
        shutil.rmtree(out, ignore_errors=True)
        if self._within_run:
            shutil.copytree(self._run, out)

    def work(self, out: Path, _acknowledge: Callable[[str], None]) -> None:
        """The command, which speaks to nobody; its exit code counts as an error of its own."""
        quiet = os.open(os.devnull, os.O_WRONLY)
        kept = os.dup(1), os.dup(2)
        os.dup2(quiet, 1)
        try:
            main([part.format(run=self._run, out=out) for part in self._command])
        except SystemExit as ended:
            if ended.code:
                raise UsageError(f"exit code {ended.code}") from None
        finally:
            os.dup2(kept[0], 1)
            for one in (quiet, *kept):
                os.close(one)

    def inject(self, fault: Fault, at: int) -> Injected:
        """Let one fault befall the command over old files, then look."""
        out = self._folder / "out"
        self.begin(out)
        for name in self._new:
            if name.startswith("pages/calls/"):
                continue  # a page that is there is not written again
            (out / name).parent.mkdir(parents=True, exist_ok=True)
            (out / name).write_bytes(b"old")
        found = happened(self.work, out, fault, at)
        point = found.points[at] if at < len(found.points) else "nowhere"
        wrong = odd_end(found)
        for name, content in contents(out).items():
            if name in self._new and content not in (b"old", self._new[name]):
                wrong = wrong or f"{name} is neither the old nor the new one"
            if name not in self._new and ".part" not in name:
                wrong = wrong or f"{name} is left"
            if ".part" in name and found.end == "told" and fault == "full once":
                wrong = wrong or f"{name} is left although there was room again"
        return Injected(fault=fault, point=point, end=found.end, wrong=wrong)


def contents(folder: Path) -> dict[str, Any]:
    """Every file's bytes; of a workbook its parts, since it names the second in which it was made."""
    return {
        file.relative_to(folder).as_posix(): workbook(file) if file.suffix == ".xlsx" else file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file() and not file.name.startswith(("ledger.", "run.toml"))
    }


def workbook(file: Path) -> Any:
    """The sheets of a workbook; its bytes where it is none."""
    try:
        with zipfile.ZipFile(file) as book:
            return {name: book.read(name) for name in book.namelist() if "sheet" in name}
    except zipfile.BadZipFile:
        return file.read_bytes()


def odd_end(found: Happened) -> str | None:
    """What is wrong with the way in which the work ended."""
    if found.end == "defect" or "defect of voicecheck" in found.told:
        return f"no message but: {found.told}"
    return None


WORKS: dict[str, Callable[[Path], RunWork | FilesWork]] = {
    "run": RunWork,
    "csv": lambda folder: FilesWork(folder, "export", "{run}", "--format", "csv", "--out", "{out}"),
    "xlsx": lambda folder: FilesWork(folder, "export", "{run}", "--format", "xlsx", "--out", "{out}"),
    "pages": lambda folder: FilesWork(
        folder, "report", "{out}", "--no-audio", "--calls", "all", within_run=True
    ),
    "jsonl": lambda folder: FilesWork(folder, "export", "{run}", "--format", "jsonl", "--out", "{out}"),
}

"""A run: the measurements and verdicts of many calls in one folder.

    with Run.create("night-42", settings, standard) as run:     # one writer ...
        run.put(timeline, result)
        run.fail("calls/broken.wav", error)

    with Run.open("night-42") as run:                           # ... many readers
        for call in run.calls(): ...
        for call, timeline in run.timelines(): ...

`run.toml` tells a person what the run is; `ledger.sqlite` holds everything. Whatever was put is kept when the
process is killed. The verdicts of a run are always those of one standard. Only the verdicts are stored: a
whole result is made again from timeline and standard when it is asked for, and comes out the same.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import msgspec

from voicecheck._version import __version__
from voicecheck.errors import StoredDataError, UsageError, VoicecheckError
from voicecheck.owner_only import make_folder
from voicecheck.report.result import CallResult
from voicecheck.rules.standard import Standard
from voicecheck.rules.types import Score
from voicecheck.rules.unchanged import judging_code
from voicecheck.store.key import key_of
from voicecheck.store.ledger import UNFINISHED, create_ledger, explained, open_ledger
from voicecheck.store.lock import LOCK_NAME, RunLock
from voicecheck.store.prepared import PreparedCall, encode_verdicts, prepare
from voicecheck.store.record import pack, storable
from voicecheck.store.rows import CallRows
from voicecheck.store.run_file import write_run_file
from voicecheck.store.run_reading import RunReading
from voicecheck.store.stored_standard import decode_standard, encode_standard
from voicecheck.store.traces import overwrite_freed
from voicecheck.store.types import (
    CallRecord,
    CallSummary,
    Source,
    VerdictRow,
)
from voicecheck.timeline.types import CallTimeline

__all__ = ["Run"]

_LEDGER = "ledger.sqlite"

_encode = msgspec.json.Encoder().encode
_summary_decoder = msgspec.json.Decoder(CallSummary)


class Run(RunReading):
    """A folder of measured calls; made by `create` or `open`, closed by `close` or a `with` block.

    Attributes
    ----------
    path
        The folder.
    created_at
        ISO 8601 in UTC.
    settings
        What the calls are measured with, as plain JSON values.
    standard
        What the calls are judged by.
    """

    def __init__(self, path: Path, ledger: sqlite3.Connection, lock: RunLock | None = None) -> None:
        self.writable = lock is not None
        self._lock = lock
        self._ledger = ledger
        with explained(path):
            facts: dict[str, str] = dict(ledger.execute("SELECT name, value FROM facts").fetchall())
        try:
            self.created_at = facts["created_at"]
            self.voicecheck = facts["voicecheck"]
            self.settings: dict[str, Any] = msgspec.json.decode(facts["settings"], type=dict[str, Any])
            stored = facts["standard"]
            msgspec.convert(facts, dict[str, str])
        except (KeyError, TypeError, msgspec.MsgspecError) as error:
            raise StoredDataError(
                f"{path}: expected the facts of a run, found a ledger without ({error}); "
                "restore it from a copy, or measure the calls again"
            ) from error
        super().__init__(path, CallRows(ledger), decode_standard(stored, where=str(path)))

    @classmethod
    def create(cls, path: str | os.PathLike[str], settings: Mapping[str, Any], standard: Standard) -> Self:
        """Begin a run in a new or an empty folder, open for writing; only its owner may read it.

        Raises
        ------
        UsageError
            When there is a run or anything else in the folder already, or it cannot be written to.
        """
        folder = Path(path)
        lock = None
        facts = {
            "created_at": _now(),
            "voicecheck": __version__,
            "settings": _encode(dict(settings)).decode(),
            "standard": encode_standard(standard),
        }
        try:
            make_folder(folder)
            _require_empty(folder)
            lock = RunLock(folder)
            _require_empty(folder)
            with explained(folder):
                create_ledger(folder / _LEDGER, facts)
        except OSError as error:
            raise UsageError(
                f"{folder}: expected a folder that can be written to, found {error.strerror}; "
                "name another folder"
            ) from error
        finally:
            if lock is not None:
                lock.release()
        return cls.open(folder, write=True)

    @classmethod
    def open(cls, path: str | os.PathLike[str], *, write: bool = False) -> Self:
        """Open an existing run, for reading unless told otherwise.

        Raises
        ------
        StoredDataError
            When the folder holds no run, or a damaged one, or one of a newer version; or it is to be written
            to and somebody else is writing to it.
        """
        folder = Path(path)
        ledger = open_ledger(folder / _LEDGER, write=write)
        lock = None
        try:
            lock = RunLock(folder) if write else None
            run = cls(folder, ledger, lock)
            if write:
                run._write_run_file()
        except BaseException:
            ledger.close()
            if lock is not None:
                lock.release()
            raise
        return run

    @classmethod
    def is_begun(cls, path: str | os.PathLike[str]) -> bool:
        """Whether there is a run in the folder, to be opened rather than created."""
        return (Path(path) / _LEDGER).exists()

    def close(self) -> None:
        """Let go of the ledger; nothing put is lost without it."""
        self._ledger.close()
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def put(self, timeline: CallTimeline, result: CallResult) -> None:
        """Keep a measured and judged call, in place of what was known of its recording before.

        Raises
        ------
        StoredDataError
            When it was judged by another standard than the run's, or cannot be written.
        """
        self.keep(prepare(timeline, result))

    def keep(self, call: PreparedCall, source: Source | None = None) -> None:
        """Keep a call that was prepared elsewhere, as `put` does.

        Raises
        ------
        StoredDataError
            As `put` raises it.
        """
        if call.standard_sha256 != self.standard.sha256:
            raise StoredDataError(
                f"{self.path}: expected results by {self.standard.name} {self.standard.sha256[:12]}, found "
                f"{call.standard_name} {call.standard_sha256[:12]}; "
                "judge with the run's standard, or `voicecheck recheck` the run by the other one first"
            )
        with self.transaction():
            number = self._rows.replace(
                path=call.path,
                id=call.id,
                key=call.key,
                sha256=call.sha256,
                measured_at=call.measured_at,
                duration_s=call.duration_s,
                source=source,
            )
            self._rows.add_timeline(number, call.record)
            self._rows.add_summary(number, call.summary)
            self._rows.set_verdicts(number, call.verdicts, call.score, call.judged_by)

    def fail(
        self,
        path: str | os.PathLike[str],
        error: VoicecheckError,
        *,
        id: str | None = None,
        source: Source | None = None,
    ) -> None:
        """Note that a recording could not be measured, and why; an earlier measurement of it is given up."""
        shown = storable(os.fspath(path))
        with self.transaction():
            self._rows.replace(
                path=shown,
                id=storable(id or Path(path).stem),
                measured_at=_now(),
                failure=(error.kind, storable(str(error))),
                source=source,
            )

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything written inside is kept together or not at all; inside another one, part of that.

        Raises
        ------
        UsageError
            When the run was opened for reading.
        StoredDataError
            When another command is writing, the disk is full, or the run was taken away meanwhile.
        """
        if not self.writable:
            raise UsageError(
                f"{self.path}: expected a run opened for writing, found one for reading; open it anew"
            )
        with explained(self.path):
            if self._ledger.in_transaction:
                yield
                return
            self._require_in_place()
            self._ledger.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._ledger.execute("COMMIT")
            finally:
                if self._ledger.in_transaction:
                    self._ledger.execute("ROLLBACK")

    def keep_source(self, path: str, source: Source) -> None:
        """Note that the file of a call has another time and still the same bytes."""
        with self.transaction():
            self._rows.set_source(path, source)

    def set_settings(self, settings: Mapping[str, Any]) -> None:
        """What calls are measured with from now on."""
        if dict(settings) == self.settings:
            return
        with self.transaction():
            self._rows.set_fact("settings", _encode(dict(settings)).decode())
        self.settings = dict(settings)
        self._write_run_file()

    def keep_timeline(self, call: CallRecord, timeline: CallTimeline) -> None:
        """Put this timeline in place of the call's old one; its measures are the same."""
        with self.transaction():
            summary = _summary_decoder.decode(self._rows.summary_of(call.number))
            summary = replace(summary, metadata=timeline.call.metadata)
            self._rows.set_timeline(call.number, key_of(timeline), pack(timeline), _encode(summary).decode())

    def remove(self, calls: Iterable[CallRecord]) -> None:
        """Take calls out of the run; `voicecheck.store.purge` takes out what was made from them too."""
        with self.transaction():
            for call in calls:
                self._rows.remove(call.number)

    def overwrite_freed(self) -> None:
        """Leave no byte of what was removed or replaced in the ledger.

        Raises
        ------
        StoredDataError
            When another command is reading the run.
        """
        with explained(self.path):
            overwrite_freed(self._ledger)

    def keep_verdicts(self, call: CallRecord, verdicts: Mapping[str, VerdictRow], score: Score) -> None:
        """Put these verdicts in place of the call's old ones."""
        with self.transaction():
            self._rows.set_verdicts(call.number, encode_verdicts(verdicts), score, judging_code())

    def keep_damage(self, call: CallRecord, error: StoredDataError) -> None:
        """Note that a call's measurements cannot be read; they are left as they are."""
        with self.transaction():
            self._rows.set_failure(call.number, error.kind, storable(str(error)))

    @contextmanager
    def judging_by(self, standard: Standard) -> Iterator[None]:
        """A transaction in which all calls are judged anew; at its end the run's standard is this one."""
        before = self.standard
        with self.transaction():
            self.standard = standard
            try:
                yield
                self._rows.set_fact("standard", encode_standard(standard))
            except BaseException:
                self.standard = before
                raise
        self._write_run_file()

    def _require_in_place(self) -> None:
        """A file that was removed can still be written to, but nobody will ever find it."""
        if self._lock is not None and not self._lock.is_in_place():
            raise StoredDataError(
                f"{self.path}: expected the run where it was opened, found it moved or removed; "
                "put it back, or start a new one"
            )

    def _write_run_file(self) -> None:
        try:
            write_run_file(
                self.path,
                version=self.voicecheck,
                created_at=self.created_at,
                settings=self.settings,
                standard=self.standard,
            )
        except OSError as error:
            raise StoredDataError(
                f"{self.path}: expected a folder that can be written to, found {error.strerror}; "
                "free some space, or copy the run to a folder of your own"
            ) from error


def _require_empty(folder: Path) -> None:
    """What a killed start has left behind does not stand in the way."""
    found = sorted(entry.name for entry in folder.iterdir() if not _is_left(entry.name))
    if found:
        raise UsageError(
            f"{folder}: expected a new or an empty folder, found {found[0]!r} in it; "
            "name another folder, or open the run that is there"
        )


def _is_left(name: str) -> bool:
    return name == LOCK_NAME or name.startswith(UNFINISHED) or name.endswith(".part")


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

"""The ledger of a run: one SQLite file that survives a killed process, read by many and written by one.

Timelines stand in a table of their own, so that listing calls never touches them; so do the summaries, which
do not change when calls are judged again. Every change is a
transaction; the write-ahead log lets readers go on meanwhile.
"""

from __future__ import annotations

import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from voicecheck.errors import StoredDataError
from voicecheck.owner_only import create_file

__all__ = ["FORMAT", "UNFINISHED", "create_ledger", "explained", "open_ledger"]

FORMAT = 2
"""Moves whenever the tables change."""

_APPLICATION_ID = 0x766F6963  # "voic"
_PATIENCE_S = 60.0
UNFINISHED = "ledger.sqlite.part"
"""How the names of files begin that a start which ended early may leave."""

_TABLES = """
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE calls (
    number INTEGER PRIMARY KEY,
    path TEXT NOT NULL UNIQUE,
    id TEXT NOT NULL,
    key TEXT,
    sha256 TEXT,
    state TEXT NOT NULL CHECK (state IN ('done', 'failed')),
    measured_at TEXT NOT NULL,
    duration_s REAL,
    kind TEXT,
    message TEXT,
    score REAL,
    measurable_share REAL,
    critical_failed TEXT NOT NULL DEFAULT '[]',
    size_bytes INTEGER,
    modified_ns INTEGER,
    asked TEXT
);
CREATE INDEX calls_by_key ON calls (key);
CREATE INDEX calls_by_state ON calls (state, path);
CREATE TABLE timelines (call INTEGER PRIMARY KEY REFERENCES calls ON DELETE CASCADE, record BLOB NOT NULL);
CREATE TABLE summaries (call INTEGER PRIMARY KEY REFERENCES calls ON DELETE CASCADE, summary TEXT NOT NULL);
CREATE TABLE verdicts (
    call INTEGER PRIMARY KEY REFERENCES calls ON DELETE CASCADE,
    verdicts TEXT NOT NULL,
    by_group TEXT NOT NULL,
    judged_by TEXT NOT NULL
);
"""


def create_ledger(file: Path, facts: dict[str, str]) -> None:
    """Write a new ledger aside, then give it its name; only its owner may read it."""
    aside = file.with_name(UNFINISHED)
    for left in file.parent.glob(f"{UNFINISHED}*"):
        left.unlink()
    create_file(aside)
    with closing(sqlite3.connect(aside, isolation_level=None)) as ledger:
        # A file aside needs no journal: where writing fails it is thrown away.
        ledger.executescript(
            "PRAGMA journal_mode = MEMORY; "
            f"PRAGMA application_id = {_APPLICATION_ID}; PRAGMA user_version = {FORMAT}; BEGIN; {_TABLES}"
        )
        ledger.executemany("INSERT INTO facts VALUES (?, ?)", facts.items())
        ledger.execute("COMMIT")
        # Only now, since SQLite would move the log's content into the file as it is closed, and tell nobody
        # where that fails; and not later, since for a moment the file would be one that readers cannot open.
        ledger.execute("PRAGMA journal_mode = WAL")
    aside.replace(file)


def open_ledger(file: Path, *, write: bool) -> sqlite3.Connection:
    """A connection to an existing ledger; transactions are begun by whoever writes.

    Raises
    ------
    StoredDataError
        When the file is missing, no ledger, or one of a newer format.
    """
    if not _is_there(file):
        raise StoredDataError(
            f"{file.parent}: expected a run with {file.name} in it, found none; name the folder of a run"
        )
    with explained(file.parent):
        ledger = _connect(file, write)
        try:
            _check_format(ledger, file.parent)
            if write:
                ledger.execute("PRAGMA journal_mode = WAL")
                # A killed process loses nothing; a power cut may lose the last calls, never the file.
                ledger.execute("PRAGMA synchronous = NORMAL")
                ledger.execute("PRAGMA foreign_keys = ON")
                # What is deleted or replaced is overwritten with zeros.
                ledger.execute("PRAGMA secure_delete = ON")
        except BaseException:
            ledger.close()
            raise
    return ledger


@contextmanager
def explained(run: Path) -> Iterator[None]:
    """Errors of SQLite as errors of the run, with what to do about them."""
    try:
        yield
    except sqlite3.Error as error:
        found, remedy = _found(error)
        raise StoredDataError(f"{run}: expected a run's ledger {found} ({error}); {remedy}") from error


def _found(error: sqlite3.Error) -> tuple[str, str]:
    code = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return "that is free, found another command at work on it", "wait until that has ended"
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return "that may be written to, found one that may not", "copy the run to a folder of your own"
    if code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR):
        return "on a disk with room, found that it cannot be written", "free some space and start again"
    return "that can be read, found a damaged one", "restore it from a copy, or measure the calls again"


def _is_there(file: Path) -> bool:
    try:
        # A pipe would keep SQLite waiting for ever.
        return stat.S_ISREG(file.stat().st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        raise StoredDataError(
            f"{file.parent}: expected a run that may be read, found {error.strerror}; "
            "ask its owner for a copy, or correct the name"
        ) from error


def _connect(file: Path, write: bool) -> sqlite3.Connection:
    address = file.resolve().as_uri()
    if write:
        return sqlite3.connect(f"{address}?mode=rw", uri=True, isolation_level=None, timeout=_PATIENCE_S)
    ledger = sqlite3.connect(f"{address}?mode=ro", uri=True, isolation_level=None, timeout=_PATIENCE_S)
    try:
        ledger.execute("SELECT 1 FROM facts").fetchone()
    except sqlite3.OperationalError as error:
        ledger.close()
        if (error.sqlite_errorcode & 0xFF) not in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY):
            raise
        _require_finished(file)
        # A folder that may not be written to cannot hold the reader's marks; nobody writes there either.
        return sqlite3.connect(f"{address}?mode=ro&immutable=1", uri=True, isolation_level=None)
    return ledger


def _require_finished(file: Path) -> None:
    """What a killed writer has left in its log can only be read where the log may be taken over."""
    logs = (file.with_name(f"{file.name}{end}") for end in ("-wal", "-journal"))
    if any(log.exists() and log.stat().st_size for log in logs):
        raise StoredDataError(
            f"{file.parent}: expected a run whose last writer has ended in its time, or a folder that may be "
            "written to, found neither: some calls would not be seen; copy the run to a folder of your own"
        )


def _check_format(ledger: sqlite3.Connection, run: Path) -> None:
    (application,) = ledger.execute("PRAGMA application_id").fetchone()
    (version,) = ledger.execute("PRAGMA user_version").fetchone()
    if application != _APPLICATION_ID:
        raise StoredDataError(
            f"{run}: expected a run of voicecheck, found another program's ledger.sqlite; "
            "name the folder of a run"
        )
    if version != FORMAT:
        raise StoredDataError(
            f"{run}: expected a run of format {FORMAT}, found {version}; "
            + ("use a newer voicecheck" if version > FORMAT else "measure the calls again, into a new folder")
        )

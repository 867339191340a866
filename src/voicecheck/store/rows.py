"""The rows of a ledger: every statement on calls, timelines and verdicts stands here.

Rows are read by path in pieces, so that no reader stands in the writer's way for longer than a piece takes,
and the reader itself may write in between.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any, TypeAlias

import msgspec

from voicecheck.errors import StoredDataError
from voicecheck.rules.types import Score
from voicecheck.store.types import CallRecord, CallState, Source

__all__ = ["CallRows", "call_record"]

_ROWS_AT_ONCE = 64

_ALL = "SELECT * FROM calls WHERE path > ? ORDER BY path LIMIT ?"
_OF_STATE = "SELECT * FROM calls WHERE state = ? AND path > ? ORDER BY path LIMIT ?"
_WITH_TIMELINE = (
    "SELECT calls.*, verdicts, judged_by, record FROM calls JOIN timelines ON timelines.call = number "
    "LEFT JOIN verdicts ON verdicts.call = number WHERE path > ? ORDER BY path LIMIT ?"
)
_HAS_TIMELINE = (
    "SELECT calls.*, verdicts, judged_by FROM calls LEFT JOIN verdicts ON verdicts.call = number "
    "WHERE number IN (SELECT call FROM timelines) AND path > ? ORDER BY path LIMIT ?"
)
_WITH_VERDICTS = (
    "SELECT calls.*, verdicts FROM calls JOIN verdicts ON call = number WHERE path > ? ORDER BY path LIMIT ?"
)
_OVERVIEWS = (
    "SELECT calls.*, summary, verdicts, by_group FROM calls JOIN summaries ON summaries.call = number "
    "JOIN verdicts ON verdicts.call = number WHERE path > ? ORDER BY path LIMIT ?"
)
_PATH_COLUMN = 1

_names_decoder = msgspec.json.Decoder(tuple[str, ...])
_encode = msgspec.json.Encoder().encode

Row = tuple[Any, ...]
_Text: TypeAlias = str | None
_Number: TypeAlias = float | None
_Count: TypeAlias = int | None
_CallRow: TypeAlias = tuple[
    int, str, str, _Text, _Text, CallState, str, _Number, _Text, _Text, _Number, _Number, str, _Count, _Count,
    _Text,
]  # fmt: skip
"""The columns of the table `calls`, in their order."""


class CallRows:
    """The calls of one ledger. Errors of SQLite are left to the caller to explain."""

    def __init__(self, ledger: sqlite3.Connection) -> None:
        self._ledger = ledger

    def all(self) -> Iterator[Row]:
        """Every call's row."""
        return self._pages(_ALL, ())

    def sources(self) -> list[Row]:
        """Path, state, source and hash of every call, in one piece."""
        found = self._ledger.execute(
            "SELECT path, state, size_bytes, modified_ns, asked, sha256 FROM calls"
        ).fetchall()
        rows: list[Row] = _typed(found, list[tuple[str, CallState, _Count, _Count, _Text, _Text]])
        return rows

    def scores(self) -> list[Row]:
        """Score and failed critical rules (JSON) of every call that is done, in one piece."""
        found = self._ledger.execute(
            "SELECT score, critical_failed FROM calls WHERE state = 'done'"
        ).fetchall()
        rows: list[Row] = _typed(found, list[tuple[_Number, str]])
        return rows

    def of_state(self, state: str) -> Iterator[Row]:
        """The rows of calls in this state."""
        return self._pages(_OF_STATE, (state,))

    def with_timeline(self) -> Iterator[Row]:
        """Rows of the calls that have a timeline: the call, its verdicts and what gave them (None where it
        has none), the record.

        Where the file is damaged, the error of reading it stands in the record's place.
        """
        after = ""
        while True:
            try:
                rows = self._page(_WITH_TIMELINE, (after,))
            except sqlite3.DatabaseError:
                rows = [self._with_record(row) for row in self._page(_HAS_TIMELINE, (after,))]
            yield from rows
            if len(rows) < _ROWS_AT_ONCE:
                return
            after = rows[-1][_PATH_COLUMN]

    def with_verdicts(self) -> Iterator[Row]:
        """Rows of the calls that have verdicts, in the last column."""
        return self._pages(_WITH_VERDICTS, ())

    def overviews(self) -> Iterator[Row]:
        """Rows of the calls that are judged; summary, verdicts and scores by group are the last columns."""
        return self._pages(_OVERVIEWS, ())

    def of_path(self, path: str) -> Row | None:
        """The row of one recording."""
        row: Row | None = self._ledger.execute("SELECT * FROM calls WHERE path = ?", (path,)).fetchone()
        return row

    def of_key(self, key: str) -> list[Row]:
        """The rows of the recordings with this key."""
        return self._ledger.execute("SELECT * FROM calls WHERE key = ? ORDER BY path", (key,)).fetchall()

    def count_by_state(self) -> dict[str, int]:
        """Number of calls by state."""
        return dict(self._ledger.execute("SELECT state, count(*) FROM calls GROUP BY state").fetchall())

    def record_of(self, path: str) -> bytes | None:
        """The record of one recording's timeline."""
        row = self._ledger.execute(
            "SELECT record FROM timelines JOIN calls ON call = number WHERE path = ?", (path,)
        ).fetchone()
        return None if row is None else row[0]

    def verdicts_of(self, number: int) -> str | None:
        """The verdicts of a call, as JSON."""
        row = self._ledger.execute("SELECT verdicts FROM verdicts WHERE call = ?", (number,)).fetchone()
        return None if row is None else row[0]

    def summary_of(self, number: int) -> str:
        """What was measured of a call, as JSON."""
        row = self._ledger.execute("SELECT summary FROM summaries WHERE call = ?", (number,)).fetchone()
        return str(row[0])

    def replace(
        self,
        *,
        path: str,
        id: str,
        measured_at: str,
        key: str | None = None,
        sha256: str | None = None,
        duration_s: float | None = None,
        failure: tuple[str, str] | None = None,
        source: Source | None = None,
    ) -> int:
        """A new row in place of all that is known of a recording; its number."""
        kind, message = failure or (None, None)
        self._ledger.execute("DELETE FROM calls WHERE path = ?", (path,))
        added = self._ledger.execute(
            "INSERT INTO calls (path, id, key, sha256, state, measured_at, duration_s, kind, message, "
            "size_bytes, modified_ns, asked) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(path, id, key, sha256, "failed" if failure else "done"),
                *(measured_at, duration_s, kind, message, *(source or (None, None, None))),
            ),
        )
        return int(added.lastrowid or 0)

    def add_timeline(self, number: int, record: bytes) -> None:
        """The record of a new call's timeline."""
        self._ledger.execute("INSERT INTO timelines VALUES (?, ?)", (number, record))

    def add_summary(self, number: int, summary: str) -> None:
        """What was measured of a new call, as JSON."""
        self._ledger.execute("INSERT INTO summaries VALUES (?, ?)", (number, summary))

    def set_timeline(self, number: int, key: str, record: bytes, summary: str) -> None:
        """The record of a call's timeline and its summary in place of the old ones."""
        self._ledger.execute("UPDATE calls SET key = ? WHERE number = ?", (key, number))
        self._ledger.execute("UPDATE timelines SET record = ? WHERE call = ?", (record, number))
        self._ledger.execute("UPDATE summaries SET summary = ? WHERE call = ?", (summary, number))

    def remove(self, number: int) -> None:
        """Everything about a call; its timeline, summary and verdicts go with it."""
        self._ledger.execute("DELETE FROM calls WHERE number = ?", (number,))

    def set_source(self, path: str, source: Source) -> None:
        """By what a call is known again."""
        self._ledger.execute(
            "UPDATE calls SET size_bytes = ?, modified_ns = ?, asked = ? WHERE path = ?", (*source, path)
        )

    def set_verdicts(self, number: int, verdicts: str, score: Score, judged_by: str) -> None:
        """The verdicts of a call that is done, as JSON, and the digest of the code that judged it."""
        self._ledger.execute(
            "INSERT OR REPLACE INTO verdicts VALUES (?, ?, ?, ?)",
            (number, verdicts, _encode(score.by_group).decode(), judged_by),
        )
        self._ledger.execute(
            "UPDATE calls SET state = 'done', kind = NULL, message = NULL, score = ?, measurable_share = ?, "
            "critical_failed = ? WHERE number = ?",
            (score.value, score.measurable_share, _encode(score.critical_failed).decode(), number),
        )

    def set_failure(self, number: int, kind: str, message: str) -> None:
        """A call that has no verdicts any more, and why."""
        self._ledger.execute("DELETE FROM verdicts WHERE call = ?", (number,))
        self._ledger.execute(
            "UPDATE calls SET state = 'failed', kind = ?, message = ?, score = NULL, "
            "measurable_share = NULL, critical_failed = '[]' WHERE number = ?",
            (kind, message, number),
        )

    def set_fact(self, name: str, value: str) -> None:
        """A fact about the run in place of the old one."""
        self._ledger.execute("UPDATE facts SET value = ? WHERE name = ?", (value, name))

    def _with_record(self, row: Row) -> Row:
        try:
            return (*row, self.record_of(row[_PATH_COLUMN]))
        except sqlite3.DatabaseError as error:
            return (*row, error)

    def _page(self, query: str, narrowed_by: tuple[str, ...]) -> list[Row]:
        return self._ledger.execute(query, (*narrowed_by, _ROWS_AT_ONCE)).fetchall()

    def _pages(self, query: str, narrowed_by: tuple[str, ...]) -> Iterator[Row]:
        after = ""
        while True:
            rows = self._page(query, (*narrowed_by, after))
            yield from rows
            if len(rows) < _ROWS_AT_ONCE:
                return
            after = rows[-1][_PATH_COLUMN]


def call_record(row: Sequence[Any]) -> CallRecord:
    """The call of a row of the table `calls`.

    Raises
    ------
    StoredDataError
        When a value is of another kind than was written.
    """
    values = _typed(tuple(row), _CallRow)
    try:
        critical = _names_decoder.decode(values[12])
    except msgspec.MsgspecError as error:
        raise _foreign(error) from error
    number, path, id_, key, sha256, state, measured_at, duration_s, kind, message, score, share = values[:12]
    size_bytes, modified_ns, asked = values[13:]
    return CallRecord(
        number=number,
        path=path,
        id=id_,
        key=key,
        sha256=sha256,
        state=state,
        measured_at=measured_at,
        duration_s=duration_s,
        kind=kind,
        message=message,
        score=score,
        measurable_share=share,
        critical_failed=critical,
        source=None
        if asked is None or size_bytes is None or modified_ns is None
        else Source(size_bytes, modified_ns, asked),
    )


def _typed(values: Any, kind: Any) -> Any:
    """The same values, once it is sure that they are of this kind: SQLite lets anything stand anywhere."""
    try:
        return msgspec.convert(values, kind)
    except msgspec.ValidationError as error:
        raise _foreign(error) from error


def _foreign(error: Exception) -> StoredDataError:
    return StoredDataError(
        f"ledger.sqlite: expected calls as voicecheck writes them, found a value of another kind ({error}); "
        "restore it from a copy, or measure the calls again"
    )

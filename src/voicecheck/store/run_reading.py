"""What a run tells its readers: calls, verdicts, overviews, timelines and whole results, each by path."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import msgspec

from voicecheck.errors import StoredDataError
from voicecheck.report.result import CallResult
from voicecheck.rules.standard import Standard
from voicecheck.store.ledger import explained
from voicecheck.store.record import damaged_record, decompressed, storable, timeline_of
from voicecheck.store.rows import CallRows, call_record
from voicecheck.store.stored_call import StoredCall
from voicecheck.store.stored_result import stored_result
from voicecheck.store.types import (
    CallOverview,
    CallRecord,
    CallState,
    CallSummary,
    CallVerdicts,
    Counts,
    Known,
    Source,
    VerdictRow,
)
from voicecheck.timeline.types import CallTimeline

__all__ = ["RunReading"]

_T = TypeVar("_T")

_verdicts_decoder = msgspec.json.Decoder(dict[str, VerdictRow])
_summary_decoder = msgspec.json.Decoder(CallSummary)
_groups_decoder = msgspec.json.Decoder(dict[str, float | None])


class RunReading:
    """The half of a `Run` that changes nothing."""

    def __init__(self, path: Path, rows: CallRows, standard: Standard) -> None:
        self.path = path
        self.standard = standard
        self._rows = rows

    def counts(self) -> Counts:
        """How many calls are done and how many failed."""
        with explained(self.path):
            found = self._rows.count_by_state()
        return Counts(done=found.get("done", 0), failed=found.get("failed", 0))

    def known(self) -> dict[str, Known]:
        """By what all calls are known again, by path, read in one go: 100,000 calls take half a second."""
        with explained(self.path):
            return {
                path: Known(state, None if asked is None else Source(size_bytes, modified_ns, asked), sha256)
                for path, state, size_bytes, modified_ns, asked, sha256 in self._rows.sources()
            }

    def scores(self) -> list[tuple[float | None, bool]]:
        """Score of every call that is done, and whether a critical rule failed in it; in no order."""
        with explained(self.path):
            return [(score, critical != "[]") for score, critical in self._rows.scores()]

    def call(self, path: str | os.PathLike[str]) -> CallRecord | None:
        """What is known of the recording of this path, or None."""
        with explained(self.path):
            row = self._rows.of_path(storable(os.fspath(path)))
        return None if row is None else call_record(row)

    def calls_of_key(self, key: str) -> tuple[CallRecord, ...]:
        """The calls that were measured from the same audio with the same settings and model."""
        with explained(self.path):
            return tuple(call_record(row) for row in self._rows.of_key(key))

    def calls(self, state: CallState | None = None) -> Iterator[CallRecord]:
        """All calls, or those of one state, by path."""
        with explained(self.path):
            for row in self._rows.all() if state is None else self._rows.of_state(state):
                yield call_record(row)

    def verdicts(self) -> Iterator[CallVerdicts]:
        """The verdicts of all calls that are done, by path; no timeline is opened."""
        with explained(self.path):
            for *row, verdicts in self._rows.with_verdicts():
                call = call_record(row)
                yield CallVerdicts(call=call, verdicts=self._decoded(call, _verdicts_decoder, verdicts))

    def overviews(self) -> Iterator[CallOverview]:
        """What tables say of all calls that are done, by path; no timeline is opened."""
        with explained(self.path):
            for *row, summary, verdicts, by_group in self._rows.overviews():
                call = call_record(row)
                yield CallOverview(
                    call=call,
                    summary=self._decoded(call, _summary_decoder, summary),
                    verdicts=self._decoded(call, _verdicts_decoder, verdicts),
                    by_group=self._decoded(call, _groups_decoder, by_group),
                )

    def timelines(self) -> Iterator[tuple[CallRecord, CallTimeline | StoredDataError]]:
        """Every stored timeline by path; in place of one that cannot be read, the error that says why."""
        with explained(self.path):
            for *row, _, _, record in self._rows.with_timeline():
                call = call_record(row)
                yield call, self._unpacked(call.path, record)

    def stored(self) -> Iterator[StoredCall]:
        """Every measured call by path, with its verdicts; its timeline is not yet decoded."""
        with explained(self.path):
            for *row, verdicts, judged_by, record in self._rows.with_timeline():
                call = call_record(row)
                yield StoredCall(
                    call=call,
                    content=self._content(call.path, record),
                    verdicts=None if verdicts is None else self._decoded(call, _verdicts_decoder, verdicts),
                    judged_by=judged_by,
                )

    def timeline(self, path: str | os.PathLike[str]) -> CallTimeline:
        """The timeline of one recording.

        Raises
        ------
        StoredDataError
            When there is none, or it cannot be read.
        """
        shown = storable(os.fspath(path))
        with explained(self.path):
            record = self._rows.record_of(shown)
        if record is None:
            raise StoredDataError(
                f"{self.path}: expected measurements of {shown}, found none; "
                "name a recording as the run lists it"
            )
        timeline = self._unpacked(shown, record)
        if isinstance(timeline, StoredDataError):
            raise timeline
        return timeline

    def results(self) -> Iterator[tuple[CallRecord, CallResult | StoredDataError]]:
        """The result of every stored timeline under the run's standard, made anew, by path."""
        for one in self.stored():
            try:
                timeline = one.timeline
            except StoredDataError as error:
                yield one.call, error
            else:
                yield one.call, stored_result(one.call, timeline, one.verdicts, self.standard)

    def result(self, path: str | os.PathLike[str]) -> CallResult:
        """The result of one recording under the run's standard, made anew.

        Raises
        ------
        StoredDataError
            When there are no measurements of it, or they cannot be read.
        """
        timeline = self.timeline(path)
        call = self.call(path)
        if call is None:
            raise StoredDataError(
                f"{self.path}: expected {os.fspath(path)}, found that it was taken out; try again"
            )
        with explained(self.path):
            stored = self._rows.verdicts_of(call.number)
        verdicts = None if stored is None else self._decoded(call, _verdicts_decoder, stored)
        return stored_result(call, timeline, verdicts, self.standard)

    def _unpacked(self, path: str, record: bytes | sqlite3.Error) -> CallTimeline | StoredDataError:
        content = self._content(path, record)
        if isinstance(content, StoredDataError):
            return content
        try:
            return timeline_of(content, where=f"{self.path}: {path}")
        except StoredDataError as error:
            return error

    def _content(self, path: str, record: bytes | sqlite3.Error) -> bytes | StoredDataError:
        where = f"{self.path}: {path}"
        if isinstance(record, sqlite3.Error):
            return damaged_record(where, record)
        try:
            return decompressed(record, where=where)
        except StoredDataError as error:
            return error

    def _decoded(self, call: CallRecord, decoder: msgspec.json.Decoder[_T], stored: str) -> _T:
        try:
            return decoder.decode(stored)
        except (msgspec.MsgspecError, TypeError, UnicodeDecodeError) as error:
            raise StoredDataError(
                f"{self.path}: {call.path}: expected verdicts and figures, found {error}; "
                "`voicecheck recheck` the run, or measure the call again"
            ) from error

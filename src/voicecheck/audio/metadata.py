"""Call facts that the audio cannot show: from a table beside the recordings, or from their file names."""

from __future__ import annotations

import csv
import io
import os
import re
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Any, Literal
from unicodedata import normalize

from voicecheck.audio.fact_values import FACT_PARSERS
from voicecheck.audio.opening import printable_path
from voicecheck.bounded_file import read_at_most
from voicecheck.errors import MetadataError, UsageError
from voicecheck.text.repetition import loose_repetitions, shares_endlessly

__all__ = ["CallFacts", "MetadataTable", "NamePattern", "compile_name_pattern", "load_metadata"]

# The worst name of 255 characters takes two loose repetitions a tenth of a second.
_MOST_LOOSE = 2
_LONGEST_NAME = 255
_LARGEST_BYTES = 128 << 20  # a million calls


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFacts:
    """What is known about a call besides its sound; None where nothing was said.

    `started_at` is local time where the source gives no zone; `agent_channel` counts from 0 (left);
    `language` is the primary subtag, such as ``zh``; `extra` holds the columns that have no meaning here, in
    their order.
    """

    agent_id: str | None = None
    agent_name: str | None = None
    customer_name: str | None = None
    queue: str | None = None
    direction: Literal["inbound", "outbound"] | None = None
    started_at: datetime | None = None
    ring_count: int | None = None
    ring_s: float | None = None
    hangup_party: Literal["agent", "customer"] | None = None
    agent_channel: int | None = None
    language: str | None = None
    extra: tuple[tuple[str, str], ...] = ()

    def as_metadata(self) -> dict[str, Any]:
        """The known facts as plain JSON values by column name, extra columns last."""
        known: dict[str, Any] = {}
        for field in fields(self):
            value = getattr(self, field.name)
            if field.name != "extra" and value is not None:
                known[field.name] = value.isoformat() if isinstance(value, datetime) else value
        return known | dict(self.extra)

    def or_else(self, other: CallFacts) -> CallFacts:
        """These facts, and those of `other` where nothing is known here."""
        merged: dict[str, Any] = {}
        for field in fields(self):
            mine = getattr(self, field.name)
            merged[field.name] = getattr(other, field.name) if mine is None else mine
        merged["extra"] = tuple((dict(other.extra) | dict(self.extra)).items())
        return CallFacts(**merged)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    recording: str
    line: int
    facts: CallFacts


class MetadataTable:
    """Call facts by recording.

    A row belongs to a recording when it names the file's path, or the end of it; failing that, when it names
    only the same file name and no other file that exists.
    """

    def __init__(self, rows: tuple[_Row, ...], path: Path) -> None:
        self._path = path
        self._by_name: dict[str, list[_Row]] = {}
        for row in rows:
            self._by_name.setdefault(_parts(row.recording)[-1], []).append(row)

    def __len__(self) -> int:
        return sum(len(rows) for rows in self._by_name.values())

    def facts_for(self, recording: str | os.PathLike[str]) -> CallFacts:
        """The facts of one recording; all None where the table does not name it.

        Raises
        ------
        MetadataError
            When several rows could mean it.
        """
        parts = _parts(os.path.abspath(recording))
        rows = self._by_name.get(parts[-1], [])
        here = os.path.realpath(recording)
        for candidates in (
            [row for row in rows if here in self._places(row)],
            [row for row in rows if _ends_with(parts, _parts(row.recording))],
            [row for row in rows if not any(os.path.exists(place) for place in self._places(row))],
        ):
            if len(candidates) == 1:
                return candidates[0].facts
            if candidates:
                lines = ", ".join(str(row.line) for row in candidates)
                raise MetadataError(
                    f"{printable_path(self._path)}, lines {lines}: expected one row "
                    f"for {printable_path(recording)}, found {len(candidates)} that may mean it; "
                    "write the path in the column recording"
                )
        return CallFacts()

    def _places(self, row: _Row) -> set[str]:
        """Where a row's relative path may lie: beside the table, or in the working folder."""
        return {os.path.realpath(self._path.parent / row.recording), os.path.realpath(row.recording)}


def load_metadata(path: str | os.PathLike[str]) -> MetadataTable:
    """Read a table in CSV: UTF-8 with or without a byte order mark, else GB18030 (Excel in Chinese).

    Raises
    ------
    MetadataError
        When the file cannot be read, has no column `recording`, names a recording twice, or holds a bad
        value.
    """
    where = printable_path(path)
    reader = csv.reader(io.StringIO(_read_text(path, where), newline=""), strict=True)
    rows: list[_Row] = []
    first_lines: dict[str, int] = {}
    try:
        header = _read_header(next(reader, []), where)
        end = reader.line_num
        for cells in reader:
            line, end = end + 1, reader.line_num
            if any(cell.strip() for cell in cells):
                row = _read_row(header, cells, where, line)
                if (first := first_lines.setdefault(normalize("NFC", row.recording), line)) != line:
                    raise MetadataError(
                        f"{where}, line {line}, column recording: expected every recording once, "
                        f"found {printable_path(row.recording)} in line {first} too; remove one of them"
                    )
                rows.append(row)
    except csv.Error as error:
        raise MetadataError(
            f"{where}, line {reader.line_num}: expected comma-separated values, "
            f"found {error}; mend the quotes"
        ) from error
    return MetadataTable(tuple(rows), Path(path))


@dataclass(frozen=True, slots=True)
class NamePattern:
    """A pattern that reads facts out of file names."""

    pattern: re.Pattern[str]

    def facts_for(self, recording: str | os.PathLike[str]) -> CallFacts:
        """The facts in the file name; all None where the pattern does not match.

        Raises
        ------
        MetadataError
            When a group matched something that its fact cannot be.
        """
        where = printable_path(recording)
        found = self.pattern.search(printable_path(Path(recording).name)[:_LONGEST_NAME])
        cells = found.groupdict() if found else {}
        return _facts({name: text or "" for name, text in cells.items()}, f"{where}, name pattern", "group")


def compile_name_pattern(pattern: str) -> NamePattern:
    r"""Compile a pattern with named groups, such as ``(?P<agent_id>\d+)_(?P<started_at>\d{14})``.

    Raises
    ------
    UsageError
        When it is no regular expression, or has no named group.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # what Python only doubts, it will read in another way some day
            compiled = re.compile(pattern)
    except (re.error, ValueError, OverflowError, RecursionError, Warning) as error:
        raise UsageError(
            f"--name-pattern: expected a regular expression, found {error} in {pattern!r}; mend it"
        ) from error
    if shares_endlessly(pattern) or loose_repetitions(pattern) > _MOST_LOOSE:
        raise UsageError(
            "--name-pattern: expected an expression that cannot search for hours, found repetitions that may "
            f"share out a name in too many ways in {pattern!r}; bound them: [0-9]{{1,20}} for .*, and no "
            "repetition of a repeated group"
        )
    if not compiled.groupindex:
        raise UsageError(
            f"--name-pattern: expected named groups, found none in {pattern!r}; "
            "write (?P<agent_id>...) and the like"
        )
    return NamePattern(compiled)


def _read_text(path: str | os.PathLike[str], where: str) -> str:
    try:
        raw = read_at_most(Path(path), _LARGEST_BYTES)
    except OSError as error:
        raise MetadataError(
            f"{where}: expected a metadata table, found {error.strerror or error}; check the path"
        ) from error
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise MetadataError(
        f"{where}: expected text in UTF-8 or GB18030, found another encoding; save it as CSV in UTF-8"
    )


def _read_header(cells: list[str], where: str) -> list[str]:
    header = [cell.strip() for cell in cells]
    while header and not header[-1]:
        header.pop()
    if "recording" not in header:
        raise MetadataError(
            f"{where}, line 1: expected a column recording, found {', '.join(header) or 'nothing'}; "
            "add it, with commas between the columns"
        )
    for number, name in enumerate(header, start=1):
        if not name or header.index(name) != number - 1:
            problem = f"a second column {name}" if name else "a column without a name"
            raise MetadataError(
                f"{where}, line 1, column {number}: expected one name for each column, found {problem}; "
                "rename it"
            )
    return header


def _read_row(header: list[str], cells: list[str], where: str, line: int) -> _Row:
    if any(cell.strip() for cell in cells[len(header) :]):
        raise MetadataError(
            f"{where}, line {line}: expected {len(header)} values, found {len(cells)}; "
            "put quotes around values with commas in them"
        )
    values = {name: cell.strip() for name, cell in zip(header, cells, strict=False)}
    recording = values.pop("recording", "")
    if not _parts(recording):
        raise MetadataError(
            f"{where}, line {line}, column recording: expected a file name or path, "
            f"found {recording!r}; fill it in"
        )
    return _Row(recording=recording, line=line, facts=_facts(values, f"{where}, line {line}", "column"))


def _facts(values: Mapping[str, str], where: str, place: str) -> CallFacts:
    known: dict[str, Any] = {}
    extra: list[tuple[str, str]] = []
    for name, text in values.items():
        parse = FACT_PARSERS.get(name)
        if parse is None:
            extra.append((name, text))
        elif text:
            try:
                known[name] = parse(text)
            except ValueError as error:
                raise MetadataError(
                    f"{where}, {place} {name}: expected {error}, found {text!r}; correct it or leave it empty"
                ) from error
    return CallFacts(**known, extra=tuple(extra))


def _parts(path: str) -> tuple[str, ...]:
    """Components of a path of either system; accents composed, since macOS stores them apart."""
    pieces = re.split(r"[/\\]+", normalize("NFC", path))
    return tuple(piece for piece in pieces if piece not in ("", "."))


def _ends_with(parts: tuple[str, ...], ending: tuple[str, ...]) -> bool:
    return parts[-len(ending) :] == ending

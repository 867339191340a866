"""Writing the tables of a run. Every file is for its owner alone and gets its name when it is whole."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from types import MappingProxyType
from typing import IO, Literal

from voicecheck.errors import StoredDataError, UsageError
from voicecheck.owner_only import make_folder, written_aside
from voicecheck.report.encode import error_entry, result_dict
from voicecheck.report.i18n import Lang
from voicecheck.store.export.agents import agents_table
from voicecheck.store.export.calls import calls_table
from voicecheck.store.export.findings import findings_table
from voicecheck.store.export.table import Cell, Table
from voicecheck.store.run import Run

__all__ = ["FORMATS", "Format", "defused", "export_run"]

Format = Literal["csv", "xlsx", "parquet", "jsonl"]

# What makes a spreadsheet take a text for a formula, the wide forms of East Asian keyboards included
# (OWASP, "CSV Injection").
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def export_run(run: Run, form: Format, folder: Path, lang: Lang) -> list[Path]:
    """Write a run's tables, or its results, into a folder; the files that were written.

    Raises
    ------
    UsageError
        When they cannot be written, or the format's library is not installed.
    StoredDataError
        When the run cannot be read.
    """
    try:
        make_folder(folder)
        return FORMATS[form](run, folder, lang)
    except OSError as error:
        raise UsageError(
            f"{folder}: expected a folder that can be written to, found {error.strerror}; "
            "name another with --out, or free some space"
        ) from error


def defused(cell: Cell) -> Cell:
    """A text that no spreadsheet takes for a formula: an apostrophe stands before one that it would."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA_SIGNS) else cell


def _tables(run: Run, lang: Lang) -> Iterator[Table]:
    yield calls_table(run)
    yield findings_table(run, lang)
    yield agents_table(run)


def _aside(file: Path) -> AbstractContextManager[Path]:
    return written_aside(file, file.with_name(f".{file.name}.part"))


def _csv(run: Run, folder: Path, lang: Lang) -> list[Path]:
    written = []
    for table in _tables(run, lang):
        file = folder / f"{table.name}.csv"
        # The byte order mark is what makes Excel read UTF-8.
        with _aside(file) as aside, aside.open("w", encoding="utf-8-sig", newline="") as opened:
            _write_csv(table, opened)
        written.append(file)
    return written


def _write_csv(table: Table, opened: IO[str]) -> None:
    writer = csv.writer(opened)
    writer.writerow(column.name for column in table.columns)
    writer.writerows([defused(cell) for cell in row] for row in table.rows)


def _xlsx(run: Run, folder: Path, lang: Lang) -> list[Path]:
    from voicecheck.store.export.workbook import write_workbook

    file = folder / "run.xlsx"
    with _aside(file) as aside:
        write_workbook(aside, _tables(run, lang), is_formula=lambda text: text.startswith(_FORMULA_SIGNS))
    return [file]


def _parquet(run: Run, folder: Path, lang: Lang) -> list[Path]:
    from voicecheck.store.export.parquet import write_parquet

    written = []
    for table in _tables(run, lang):
        file = folder / f"{table.name}.parquet"
        with _aside(file) as aside:
            write_parquet(aside, table)
        written.append(file)
    return written


def _jsonl(run: Run, folder: Path, lang: Lang) -> list[Path]:
    """Whole results, each as `check --json` prints it, then the recordings that could not be judged."""
    import msgspec

    encode = msgspec.json.Encoder().encode
    file = folder / "results.jsonl"
    with _aside(file) as aside, aside.open("wb") as opened:
        for call, result in run.results():
            if isinstance(result, StoredDataError):
                opened.write(encode(error_entry(call.path, result.kind, str(result))) + b"\n")
            else:
                opened.write(encode(result_dict(result, lang)) + b"\n")
        for call in run.calls("failed"):
            opened.write(encode(error_entry(call.path, call.kind or "internal", call.message or "")) + b"\n")
    return [file]


FORMATS: Mapping[Format, Callable[[Run, Path, Lang], list[Path]]] = MappingProxyType(
    {"csv": _csv, "xlsx": _xlsx, "parquet": _parquet, "jsonl": _jsonl}
)

"""Tables as sheets of one Excel workbook, written row by row so that its size needs no memory."""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from voicecheck.store.export.table import Cell, Column, Table

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

__all__ = ["write_workbook"]

# Limits of the format.
_MOST_ROWS = 1_048_576
_LONGEST_TEXT = 32_767
_WIDTHS = {"text": 18, "number": 11, "integer": 9}
_WIDE = {"recording": 48, "message": 60, "suggestion": 40, "title": 32, "quote": 40, "error": 60}


def write_workbook(file: Path, tables: Iterable[Table], *, is_formula: Callable[[str], bool]) -> None:
    """Write every table to a sheet of its name; one that is too long for a sheet goes on in the next.

    Texts are written as texts, whatever they look like; those that `is_formula` would turn into a formula
    when somebody edits the cell carry Excel's own mark of a text.

    Raises
    ------
    OSError
        When the file, or the parts of which it is made in a folder beside it, cannot be written.
    """
    from xlsxwriter import Workbook
    from xlsxwriter.exceptions import FileCreateError

    # Not in the system's folder for such files: a killed process would leave parts of calls there.
    with TemporaryDirectory(prefix=file.name, dir=file.parent, ignore_cleanup_errors=True) as parts:
        options = {"constant_memory": True, "default_date_format": "yyyy-mm-dd", "tmpdir": parts}
        try:
            with Workbook(str(file), options) as book:
                head = book.add_format({"bold": True, "bottom": 1})
                marked = book.add_format()
                marked.set_quote_prefix()
                for table in tables:
                    _Sheets(book, table, head, marked, is_formula).write()
        except FileCreateError as error:
            cause = error.args[0] if error.args else None
            raise cause if isinstance(cause, OSError) else OSError(errno.EIO, str(error)) from error


class _Sheets:
    """The sheets of one table."""

    def __init__(
        self, book: Workbook, table: Table, head: Any, marked: Any, is_formula: Callable[[str], bool]
    ) -> None:
        self._book, self._table, self._head, self._marked = book, table, head, marked
        self._is_formula = is_formula
        self._sheet: Worksheet
        self._begun = 0
        self._line = _MOST_ROWS

    def write(self) -> None:
        for row in self._table.rows:
            if self._line >= _MOST_ROWS:
                self._begin()
            for place, cell in enumerate(row):
                self._cell(place, cell)
            self._line += 1
        if not self._begun:
            self._begin()

    def _begin(self) -> None:
        self._begun += 1
        name = self._table.name if self._begun == 1 else f"{self._table.name} {self._begun}"
        self._sheet = self._book.add_worksheet(name)
        columns = self._table.columns
        for place, column in enumerate(columns):
            self._sheet.set_column(place, place, _width(column))
        self._sheet.freeze_panes(1, 1)
        self._sheet.autofilter(0, 0, _MOST_ROWS - 1, len(columns) - 1)
        for place, column in enumerate(columns):
            self._sheet.write_string(0, place, column.name, self._head)
        self._line = 1

    def _cell(self, place: int, cell: Cell) -> None:
        if isinstance(cell, str):
            text = cell if len(cell) <= _LONGEST_TEXT else cell[: _LONGEST_TEXT - 1] + "…"
            self._sheet.write_string(
                self._line, place, text, self._marked if self._is_formula(text) else None
            )
        elif cell is not None:
            self._sheet.write_number(self._line, place, cell)


def _width(column: Column) -> int:
    return _WIDE.get(column.name, _WIDTHS[column.kind])

"""A table to be written: named columns of one kind each, and rows that come one at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

__all__ = ["Cell", "Column", "Table"]

Cell = str | float | int | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column; None in a cell is an empty one."""

    name: str
    kind: Literal["text", "number", "integer"] = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table; every row has a cell for each column. `rows` can be gone through once."""

    name: Literal["calls", "findings", "agents"]
    columns: tuple[Column, ...]
    rows: Iterator[Sequence[Cell]]

"""Wrapped text in two scripts: English breaks at spaces, Chinese between any two characters."""

from __future__ import annotations

from dataclasses import dataclass

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.measure import Measurement
from rich.text import Text

__all__ = ["Paragraph", "break_points"]

# Punctuation that ends a clause or a quotation never begins a line, one that opens never ends it.
_NEVER_FIRST = frozenset("，。、；：？！」』）”’…—,.;:?!)%")
_NEVER_LAST = frozenset("「『（“‘(")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A text `margin` cells from the left edge on every line, without spaces at the ends of lines."""

    text: Text
    margin: int = 0

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        points = break_points(self.text.plain, max(2, options.max_width - self.margin))
        for number, line in enumerate(self.text.divide(points)):
            line.rstrip()
            if number:
                line = line[len(line.plain) - len(line.plain.lstrip()) :]
            yield Text(" " * self.margin) + line

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        return Measurement(1, options.max_width)


def break_points(text: str, cells: int) -> list[int]:
    """Offsets at which lines of at most `cells` cells begin, the first one left out."""
    points: list[int] = []
    start = possible = 0
    used = 0
    for at, char in enumerate(text):
        if at > start and _may_break(text[at - 1], char):
            possible = at
        used += cell_len(char)
        while used > cells and char != " " and start < at:
            # What goes down may be too wide itself, where no break is allowed in it: then it is broken here.
            start = possible if possible > start else at
            points.append(start)
            used = cell_len(text[start : at + 1].lstrip())
    return points


def _may_break(before: str, after: str) -> bool:
    if before in _NEVER_LAST or after in _NEVER_FIRST or after == " ":
        return False
    return before == " " or cell_len(before) == 2 or cell_len(after) == 2

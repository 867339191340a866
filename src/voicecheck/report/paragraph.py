"""Wrapped text with a margin and without spaces at the ends of its lines."""

from __future__ import annotations

from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, RenderResult
from rich.measure import Measurement
from rich.text import Text

__all__ = ["Paragraph"]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A text that stands `margin` cells from the left edge on every line."""

    text: Text
    margin: int = 0

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for line in self.text.wrap(console, max(1, options.max_width - self.margin)):
            line.rstrip()
            yield Text(" " * self.margin) + line

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        return Measurement(1, options.max_width)

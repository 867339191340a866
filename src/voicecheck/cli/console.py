"""Standard output and standard error: the result goes to one, all else to the other."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

from voicecheck.errors import UsageError
from voicecheck.report.i18n import Lang, default_lang

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

    from voicecheck.report.terminal import View

__all__ = ["Output", "Stages", "colours", "open_output", "say", "write_json", "write_text"]

_WIDTH_PIPED = 100
_SAMPLE = "█▄♪░✓✗●━┈→“”各"


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """Where a command prints, in which language, with which characters."""

    console: Console
    view: View

    @property
    def lang(self) -> Lang:
        """The language of pages and messages."""
        return self.view.lang

    def show(self, *parts: RenderableType) -> None:
        """Print parts of the result on standard output."""
        with _quiet_pipe():
            for part in parts:
                self.console.print(part)
            sys.stdout.flush()


class Stages:
    """Progress of calls on standard error; nothing at all where that is no terminal."""

    def __init__(self, total: int) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=Console(file=sys.stderr, color_system=colours()),
            transient=True,
            disable=not sys.stderr.isatty(),
        )
        self._task = self._progress.add_task("", total=total)

    def __enter__(self) -> Stages:
        self._progress.start()
        return self

    def __exit__(self, *_exc: object) -> None:
        self._progress.stop()

    def stage(self, call: str, stage: str, share: float) -> None:
        """Show what is being done with which call; `share` is the part of the stage that is done, 0..1."""
        self._progress.update(self._task, description=f"{call}  {stage} {share:4.0%}")

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Take the bar away while something else is printed; one more call is done afterwards."""
        self._progress.stop()
        yield
        self._progress.advance(self._task)
        self._progress.start()


def open_output(lang: Lang | None = None) -> Output:
    """Standard output as it is: language by locale, plain characters without UTF-8, no colour when piped."""
    from voicecheck.report.glyphs import ASCII, UNICODE
    from voicecheck.report.terminal import View

    for stream in (sys.stdout, sys.stderr):
        _never_fail_to_encode(stream)
    terminal = sys.stdout.isatty()
    width = None if terminal or os.environ.get("COLUMNS") else _WIDTH_PIPED
    console = _console(width)
    glyphs = UNICODE if _can_encode(sys.stdout.encoding) else ASCII
    return Output(console=console, view=View(lang=lang or default_lang(), glyphs=glyphs, width=console.width))


def say(message: str) -> None:
    """One line for the user on standard error; where that cannot be written to, nobody is to be told."""
    with suppress(OSError):
        _never_fail_to_encode(sys.stderr)
        sys.stderr.write(f"voicecheck: {message}\n")
        sys.stderr.flush()


def write_json(document: object) -> None:
    """A JSON document on standard output, in UTF-8 whatever the terminal speaks."""
    write_text(json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False) + "\n")


def write_text(text: str) -> None:
    """Text on standard output, in UTF-8."""
    with _quiet_pipe():
        sys.stdout.flush()
        sys.stdout.buffer.write(text.encode("utf-8", "replace"))
        sys.stdout.buffer.flush()


def colours() -> Any:
    """Rich's choice of colours, or none at all where the user wants none."""
    return None if os.environ.get("NO_COLOR") else "auto"


def _console(width: int | None) -> Console:
    from rich.console import Console

    class ConsoleOnPipe(Console):
        """Rich ends the process with 1 where its reader has gone; that is the code of a call that failed."""

        def on_broken_pipe(self) -> None:
            raise BrokenPipeError

    return ConsoleOnPipe(
        file=sys.stdout, width=width, color_system=colours(), highlight=False, emoji=False, markup=False
    )


def _can_encode(encoding: str | None) -> bool:
    try:
        _SAMPLE.encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def _never_fail_to_encode(stream: IO[str]) -> None:
    """A name or a quoted word that the terminal cannot show becomes a question mark, not an error."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="replace")


@contextmanager
def _quiet_pipe() -> Iterator[None]:
    """A reader that went away (`| head`) ends the output, not the command.

    Raises
    ------
    UsageError
        When standard output cannot be written to for another reason.
    """
    try:
        yield
    except OSError as error:
        # What is still to be written goes nowhere: Python would try again at its end, and complain.
        with open(os.devnull, "w", encoding="utf-8") as nowhere:
            os.dup2(nowhere.fileno(), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):
            raise UsageError(
                f"standard output: expected to write the result, found {error.strerror}; "
                "free some space, or send it elsewhere"
            ) from error

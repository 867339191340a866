"""Reading a standard's tables strictly: every mistake is answered with its place and the nearest name.

A wrong value is noted and reading goes on, so that one look at a file tells all its mistakes. Only what
keeps a table from being understood at all ends the reading of that table.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NoReturn, TypeVar

from voicecheck.errors import StandardError
from voicecheck.rules.source_lines import Path, line_of, scan_lines
from voicecheck.rules.types import Text

__all__ = ["LANGUAGES", "Mistake", "Source", "Table", "nearest", "printable", "raise_mistakes"]

LANGUAGES = ("zh", "en")
_MAX_SHOWN = 20
_MAX_LISTED = 40
# What a terminal obeys or a page turns round; TOML takes them as escapes. Long texts have lines and tabs.
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
Choice = TypeVar("Choice", bound=str)


def nearest(name: str, valid: Iterable[str]) -> str:
    """A hint for a misspelt name: the nearest valid one, or all of a short list, or nothing."""
    names = sorted(valid)
    close = difflib.get_close_matches(name, names, n=1, cutoff=0.6)
    if close:
        return f"did you mean {close[0]!r}?"
    return f"use one of: {', '.join(names)}" if 0 < len(names) <= 12 else "see `voicecheck standard show`"


def printable(text: str) -> str:
    """The text on one line: what would not show, or break the line, as its number."""
    return "".join(one if one.isprintable() else f"\\u{ord(one):04x}" for one in text)


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake: the number of its file (the nearest is 0), its line, the path of the key, the message."""

    file: int
    line: int
    path: Path
    text: str

    def in_next_file(self) -> Mistake:
        """The same mistake seen from a file that extends this one."""
        return replace(self, file=self.file + 1)


def raise_mistakes(mistakes: Iterable[Mistake]) -> None:
    """Raise a StandardError that tells all mistakes, each in a line of its own, in the order of the file."""
    told = list(dict.fromkeys(one.text for one in sorted(mistakes, key=lambda one: (one.file, one.line))))
    if len(told) > _MAX_SHOWN:
        told = [*told[:_MAX_SHOWN], f"... and {len(told) - _MAX_SHOWN} more"]
    if told:
        raise StandardError("\n".join(told))


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The name and text of a standard file and of those that it extends, nearest first; mistakes so far."""

    files: tuple[tuple[str, str], ...]
    mistakes: list[Mistake] = field(default_factory=list)

    def where(self, path: Path) -> str:
        """File, line and key of a path: the nearest file that sets it, else that holds its table."""
        file, line = self._place(path)
        name = self.files[file][0]
        return f"{name}, line {line}, {printable('.'.join(path))}" if line else name

    def note(self, path: Path, expected: str, found: str, remedy: str) -> str:
        """Note a mistake; the message."""
        # What is found may quote anything, also what would break the line.
        text = printable(f"{self.where(path)}: expected {expected}, found {found}; {remedy}")
        file, line = self._place(path)
        self.mistakes.append(Mistake(file, line, path, text))
        return text

    def is_wrong(self, path: Path) -> bool:
        """Whether a mistake was noted in the table of this path."""
        return any(one.path[: len(path)] == path for one in self.mistakes)

    def file_of(self, path: Path) -> int:
        """The number of the file that sets this very path, or one more than there are."""
        holding = (n for n, (_, text) in enumerate(self.files) if path in scan_lines(text))
        return next(holding, len(self.files))

    def _place(self, path: Path) -> tuple[int, int]:
        for length in range(len(path), 0, -1):
            for number, (_, text) in enumerate(self.files):
                lines = scan_lines(text)
                if path[:length] in lines:
                    return number, line_of(lines, path) or 0
        # What is missing at the top of a standard belongs at the top of the file.
        return 0, 1 if path else 0


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the file. Reading a key removes it; `done` complains about what is left.

    A value that is wrong is noted in the source, and something harmless is returned in its place: what was
    read of a table in which `source.is_wrong` must not be used.
    """

    values: dict[str, Any]
    path: Path
    source: Source

    def note(self, key: str | None, expected: str, found: str, remedy: str) -> str:
        """Note a mistake and go on; the message."""
        return self.source.note(self._place(key), expected, found, remedy)

    def check(self, keys: tuple[str, ...], expected: str, found: str, remedy: str) -> None:
        """Note that keys do not go together, at the one that the nearest file sets.

        Where one of the table's keys is wrong by itself, what follows from it is not told.
        """
        if not self.source.is_wrong(self.path):
            self.note(
                min(keys, key=lambda key: self.source.file_of(self._place(key))), expected, found, remedy
            )

    def fail(self, key: str | None, expected: str, found: str, remedy: str) -> NoReturn:
        """Give the table up. What may follow from a mistake that was noted in it is not told."""
        if self.source.is_wrong(self.path):
            raise StandardError(f"{self.source.where(self.path)}: a mistake that was noted before")
        raise StandardError(self.note(key, expected, found, remedy))

    def take(self, key: str) -> Any:
        """The raw value, or None where the key is missing."""
        return self.values.pop(key, None)

    def done(self, valid: Iterable[str]) -> None:
        """Complain about the keys that nobody asked for."""
        known = tuple(valid)
        for key in self.values:
            self.note(key, "a known key", repr(key), nearest(key, known))

    def string(self, key: str, default: str | None = None) -> str:
        """A text that is not empty."""
        value = self.take(key)
        if value is None:
            value = default
        if _is_text(value):
            return str(value)
        self.note(key, "a text in quotes", _shown(value), f'write {key} = "..."')
        return "?"

    def number(
        self, key: str, default: float | None = None, *, lowest: float | None = None, highest: float = 1e12
    ) -> float:
        """A finite number, at least `lowest` and at most `highest`."""
        value = self.take(key)
        if value is None:
            value = default
        low = -1e12 if lowest is None else lowest
        if _is_number(value) and low <= value <= highest:
            return float(value)
        expected = "a number" if lowest is None else f"a number of at least {lowest:g}"
        if highest < 1e12:
            expected = f"a number from {low:g} to {highest:g}"
        example = min(max(low, 1.0), highest) if default is None else default
        self.note(key, expected, _shown(value), f"write {key} = {example:g}, for example")
        return example

    def optional_number(self, key: str, *, lowest: float | None = None) -> float | None:
        """A finite number, at least `lowest`, or None."""
        return self.number(key, lowest=lowest) if self.values.get(key) is not None else None

    def count(self, key: str, default: int, *, lowest: int = 0) -> int:
        """A whole number from `lowest`."""
        found = self.optional_count(key, lowest=lowest)
        return default if found is None else found

    def optional_count(self, key: str, *, lowest: int = 0) -> int | None:
        """A whole number from `lowest`, or None."""
        value = self.take(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not lowest <= value < 1e12:
            expected = f"a whole number from {lowest}"
            self.note(key, expected, _shown(value), f"write {key} = 2, for example")
            return None
        return value

    def flag(self, key: str, default: bool) -> bool:
        """True or false."""
        value = self.optional_flag(key)
        return default if value is None else value

    def optional_flag(self, key: str) -> bool | None:
        """True, false or None."""
        value = self.take(key)
        if value is None or isinstance(value, bool):
            return value
        self.note(key, "true or false", _shown(value), f"write {key} = true, without quotes")
        return None

    def choice(self, key: str, valid: Mapping[str, Choice], default: Choice | None = None) -> Choice:
        """One of several words."""
        missing = self.values.get(key) is None
        found = self.optional_choice(key, valid)
        if found is not None:
            return found
        if default is not None:
            return default
        if missing:
            few = f"one of {', '.join(valid)}" if len(valid) <= _MAX_LISTED else "a known name"
            self.note(key, few, "nothing", f"add {key}")
        if not valid:
            self.fail(key, "one of several words", "none to choose from", f"add [{key}s]")
        return next(iter(valid.values()))

    def optional_choice(self, key: str, valid: Mapping[str, Choice]) -> Choice | None:
        """One of several words, or None."""
        value = self.take(key)
        if value is None:
            return None
        if isinstance(value, str) and value in valid:
            return valid[value]
        few = f"one of {', '.join(valid)}" if len(valid) <= _MAX_SHOWN else "a known name"
        self.note(key, few, _shown(value), nearest(str(value), valid))
        return None

    def strings(self, key: str, *, valid: Iterable[str] | None = None, what: str = "") -> tuple[str, ...]:
        """A list of texts, empty where the key is missing; each one of `valid`, which are `what`."""
        value = self.take(key)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(map(_is_text, value)):
            self.note(key, "a list of texts in quotes", _shown(value), f'write {key} = ["..."]')
            return ()
        if valid is None:
            return tuple(value)
        known = frozenset(valid)
        for name in value:
            if name not in known:
                self.note(key, what, repr(name), nearest(name, known))
        return tuple(name for name in value if name in known)

    def texts(self, key: str) -> Text:
        """A text in both languages."""
        value = self.take(key)
        if isinstance(value, dict) and set(value) == set(LANGUAGES) and all(map(_is_text, value.values())):
            return {language: value[language] for language in LANGUAGES}
        remedy = f'write {key}.zh = "..." and {key}.en = "..."'
        self.note(key, "a text in zh and in en", _shown(value), remedy)
        return dict.fromkeys(LANGUAGES, "?")

    def table(self, key: str) -> Table | None:
        """A table below this one, or None."""
        value = self.take(key)
        if value is None:
            return None
        if isinstance(value, dict):
            return Table(dict(value), (*self.path, key), self.source)
        self.note(key, "a table", _shown(value), f"write [{'.'.join((*self.path, key))}]")
        return None

    def tables(self, key: str) -> tuple[tuple[str, Table], ...]:
        """All tables below a table of this one, by name, in the order of the file."""
        holder = self.table(key)
        if holder is None:
            return ()
        return tuple(
            (name, below) for name in list(holder.values) if (below := holder.table(name)) is not None
        )

    def _place(self, key: str | None) -> Path:
        return self.path if key is None else (*self.path, key)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip()) and not _CONTROLS.search(value)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _shown(value: object) -> str:
    if value is None:
        return "nothing"
    shown = str(value).lower() if isinstance(value, bool) else repr(value)
    return shown if len(shown) <= 60 else shown[:57] + "..."

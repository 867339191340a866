"""Reading a standard's tables strictly: a mistake is answered with its place and the nearest name."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn, TypeVar

from voicecheck.errors import StandardError
from voicecheck.rules.source_lines import Path, line_of, scan_lines
from voicecheck.rules.types import Text

__all__ = ["Source", "Table", "nearest"]

LANGUAGES = ("zh", "en")
Choice = TypeVar("Choice", bound=str)


def nearest(name: str, valid: Iterable[str]) -> str:
    """A hint for a misspelt name: the nearest valid one, or all of a short list, or nothing."""
    names = sorted(valid)
    close = difflib.get_close_matches(name, names, n=1, cutoff=0.6)
    if close:
        return f"did you mean {close[0]!r}?"
    return f"use one of: {', '.join(names)}" if 0 < len(names) <= 12 else "see `voicecheck standard show`"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The name and text of a standard file and of those that it extends, nearest first."""

    files: tuple[tuple[str, str], ...]

    def where(self, path: Path) -> str:
        """File, line and key of a path: the nearest file that sets it, else that holds its table."""
        for length in range(len(path), 0, -1):
            for name, text in self.files:
                lines = scan_lines(text)
                if path[:length] in lines:
                    return f"{name}, line {line_of(lines, path)}, {'.'.join(path)}"
        return self.files[0][0]


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the file. Reading a key removes it; `done` complains about what is left."""

    values: dict[str, Any]
    path: Path
    source: Source

    def fail(self, key: str | None, expected: str, found: str, remedy: str) -> NoReturn:
        """Raise a StandardError that names the place."""
        place = self.path if key is None else (*self.path, key)
        raise StandardError(f"{self.source.where(place)}: expected {expected}, found {found}; {remedy}")

    def take(self, key: str) -> Any:
        """The raw value, or None where the key is missing."""
        return self.values.pop(key, None)

    def done(self, valid: Iterable[str]) -> None:
        """Complain about the first key that nobody asked for."""
        for key in self.values:
            self.fail(key, "a known key", repr(key), nearest(key, valid))

    def string(self, key: str, default: str | None = None) -> str:
        """A text that is not empty."""
        value = self.take(key)
        if value is None:
            value = default
        if not isinstance(value, str) or not value:
            self.fail(key, "a text in quotes", _shown(value), f'write {key} = "..."')
        return value

    def number(self, key: str, default: float | None = None, *, lowest: float | None = None) -> float:
        """A finite number, at least `lowest`."""
        value = self.optional_number(key)
        if value is None:
            value = default
        if value is None or (lowest is not None and value < lowest):
            expected = "a number" if lowest is None else f"a number of at least {lowest:g}"
            self.fail(key, expected, _shown(value), f"write {key} = {max(lowest or 0.0, 1.0):g}, for example")
        return value

    def optional_number(self, key: str) -> float | None:
        """A finite number or None."""
        value = self.take(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < 1e12:
            self.fail(key, "a number", _shown(value), "write digits without quotes")
        return float(value)

    def count(self, key: str, default: int) -> int:
        """A whole number from 0."""
        found = self.optional_count(key)
        return default if found is None else found

    def optional_count(self, key: str) -> int | None:
        """A whole number from 0, or None."""
        value = self.take(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            self.fail(key, "a whole number from 0", _shown(value), f"write {key} = 2, for example")
        return value

    def flag(self, key: str, default: bool) -> bool:
        """True or false."""
        value = self.optional_flag(key)
        return default if value is None else value

    def optional_flag(self, key: str) -> bool | None:
        """True, false or None."""
        value = self.take(key)
        if value is not None and not isinstance(value, bool):
            self.fail(key, "true or false", _shown(value), "write it without quotes")
        return value

    def choice(self, key: str, valid: Mapping[str, Choice], default: Choice | None = None) -> Choice:
        """One of several words."""
        found = self.optional_choice(key, valid)
        if found is None:
            found = default
        if found is None:
            self.fail(key, f"one of {', '.join(valid)}", "nothing", f"add {key}")
        return found

    def optional_choice(self, key: str, valid: Mapping[str, Choice]) -> Choice | None:
        """One of several words, or None."""
        value = self.take(key)
        if value is None:
            return None
        if not isinstance(value, str) or value not in valid:
            self.fail(key, f"one of {', '.join(valid)}", _shown(value), nearest(str(value), valid))
        return valid[value]

    def strings(self, key: str) -> tuple[str, ...]:
        """A list of texts, empty where the key is missing."""
        value = self.take(key)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
            self.fail(key, "a list of texts in quotes", _shown(value), f'write {key} = ["..."]')
        return tuple(value)

    def texts(self, key: str) -> Text:
        """A text in both languages."""
        value = self.take(key)
        if (
            not isinstance(value, dict)
            or set(value) != set(LANGUAGES)
            or not all(map(_is_text, value.values()))
        ):
            self.fail(
                key, "a text in zh and in en", _shown(value), f'write {key}.zh = "..." and {key}.en = "..."'
            )
        return {language: value[language] for language in LANGUAGES}

    def table(self, key: str) -> Table | None:
        """A table below this one, or None."""
        value = self.take(key)
        if value is None:
            return None
        if not isinstance(value, dict):
            self.fail(key, "a table", _shown(value), f"write [{'.'.join((*self.path, key))}]")
        return Table(dict(value), (*self.path, key), self.source)

    def tables(self, key: str) -> tuple[tuple[str, Table], ...]:
        """All tables below a table of this one, by name, in the order of the file."""
        holder = self.table(key)
        if holder is None:
            return ()
        return tuple(
            (name, below) for name in list(holder.values) if (below := holder.table(name)) is not None
        )


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _shown(value: object) -> str:
    if value is None:
        return "nothing"
    shown = repr(value)
    return shown if len(shown) <= 60 else shown[:57] + "..."

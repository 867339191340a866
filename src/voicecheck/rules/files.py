"""Standard files as they lie on the disk: found, decoded, parsed."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from voicecheck.bounded_file import read_at_most
from voicecheck.errors import StandardError
from voicecheck.rules.reading import nearest, printable

__all__ = ["DEFAULT_STANDARD", "available_standards", "find_standard", "parse_standard"]

DEFAULT_STANDARD = "documented"

# Twenty times the bundled standard: a file beyond it is no standard, and would keep the reader busy.
_MAX_BYTES = 4_000_000
_MAX_SHOWN = 60
# What an editor or an input method writes in place of TOML's own characters.
_LOOKALIKES = dict(zip("“”„‟＂＝［］｛｝，＃‘’＇：。．", '"""""=[]{},#\'\'\':..', strict=True))
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"|\'[^\']*\'')


def available_standards() -> tuple[str, ...]:
    """Names of the bundled standards, the default first."""
    names = {
        entry.name.removesuffix(".toml") for entry in _bundled().iterdir() if entry.name.endswith(".toml")
    }
    return (DEFAULT_STANDARD, *sorted(names - {DEFAULT_STANDARD}))


def _bundled() -> Traversable:
    return resources.files("voicecheck.rules") / "standards"


def find_standard(name_or_path: str, beside: Path, asked: str) -> tuple[str, str]:
    """Shown name and text of a standard; `asked` is the place that asks for it, or empty.

    Raises
    ------
    StandardError
        When there is none, or it is no text.
    """
    if not name_or_path.endswith(".toml") and name_or_path in available_standards():
        return name_or_path, (_bundled() / f"{name_or_path}.toml").read_text(encoding="utf-8")
    what = "a standard's name or a TOML file"
    shown = f": {name_or_path!r}" if asked else ""
    try:
        path = Path(name_or_path).expanduser()
        path = path if path.is_absolute() else beside / path
        if path.stat().st_size > _MAX_BYTES:
            raise _no(asked or name_or_path, what, f"a file of more than 4 MB{shown}", "choose another file")
        content = read_at_most(path, _MAX_BYTES)
    except (FileNotFoundError, NotADirectoryError, ValueError, RuntimeError):
        hint = nearest(name_or_path, available_standards())
        raise _no(asked or name_or_path, what, f"no such file{shown}", hint) from None
    except IsADirectoryError:
        hint = "name the file in it" if name_or_path else 'write a name, as extends = "documented"'
        raise _no(asked or name_or_path, what, f"a folder{shown}", hint) from None
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise _no(asked or name_or_path, what, f"{reason}{shown}", "make the file readable") from None
    return str(path), _decoded(str(path), content)


def _decoded(name: str, content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        kind = "UTF-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "not UTF-8"
        found = f"text that is {kind}" + ("" if kind == "UTF-16" else " (perhaps GBK)")
        raise _no(f"{name}, line {line}", "text in UTF-8", found, "save the file as UTF-8") from None
    return text.replace("\r\n", "\n")


@lru_cache(maxsize=4)
def parse_standard(name: str, text: str) -> dict[str, Any]:
    """The values of a file. They are kept for the next who asks and must not be changed.

    Raises
    ------
    StandardError
        When it is no TOML; the line is named and shown.
    """
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        mistake, _, place = str(error).partition(" (at ")
        # The parser names the line, or the end of the document.
        found = re.match(r"line (\d+)", place)
        lines = text.split("\n")
        line = int(found[1]) if found else max(len(text.rstrip("\n").split("\n")), 1)
        raise _no(
            f"{name}, line {line}", "TOML", _shown(lines[line - 1], mistake), _hint(lines, line)
        ) from None
    except (ValueError, RecursionError) as error:
        reason = "tables too deep" if isinstance(error, RecursionError) else "a number with too many digits"
        raise _no(name, "TOML of reasonable size", reason, "remove them") from None


def _shown(line: str, mistake: str) -> str:
    bare = printable(line.strip())
    short = bare if len(bare) <= _MAX_SHOWN else bare[: _MAX_SHOWN - 3] + "..."
    return f"a mistake: {mistake}{f', in: {short}' if short else ''}"


def _hint(lines: list[str], line: int) -> str:
    """What to do; characters that only look like TOML's own are named, in this line or the one before."""
    for text in (lines[line - 1], *lines[max(line - 2, 0) : line - 1]):
        outside = _STRING.sub("", text.split("#", 1)[0])
        wrong = next((character for character in outside if character in _LOOKALIKES), None)
        if wrong is not None:
            return f"write {_LOOKALIKES[wrong]} in place of {wrong}"
    return "correct that line, or the one before it"


def _no(place: str, expected: str, found: str, remedy: str) -> StandardError:
    return StandardError(f"{place}: expected {expected}, found {found}; {remedy}")

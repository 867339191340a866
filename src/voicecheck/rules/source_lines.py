"""On which line of a TOML file a table or key stands, for error messages.

The TOML parser of the standard library keeps no positions. This scan is only ever asked about files that it
has accepted, so it may be simple: headers, keys, and skipping what stands inside brackets or long strings.
"""

from __future__ import annotations

import re
from functools import lru_cache

__all__ = ["line_of", "scan_lines"]

Path = tuple[str, ...]

_HEADER = re.compile(r"^\s*\[\[?\s*([^\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"""^\s*((?:"[^"]*"|'[^']*'|[\w-]+)(?:\s*\.\s*(?:"[^"]*"|'[^']*'|[\w-]+))*)\s*=(.*)$""")
_PART = re.compile(r""""([^"]*)"|'([^']*)'|([\w-]+)""")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"|\'[^\']*\'')


@lru_cache(maxsize=8)
def scan_lines(text: str) -> dict[Path, int]:
    """Line number, from 1, of every table and key by its path."""
    lines: dict[Path, int] = {}
    table: Path = ()
    depth = 0
    fence: str | None = None
    for number, line in enumerate(text.split("\n"), start=1):
        if fence is not None:
            fence = None if fence in line else fence
            continue
        if depth == 0 and (header := _HEADER.match(line)):
            table = _parts(header[1])
            _remember(lines, table, number)
            continue
        value = line
        if depth == 0 and (key := _KEY.match(line)):
            _remember(lines, table + _parts(key[1]), number)
            value = key[2]
        fence = _opened_fence(value)
        bare = _STRING.sub("", value).split("#", 1)[0]
        depth += sum(bare.count(bracket) for bracket in "[{") - sum(bare.count(bracket) for bracket in "]}")
    return lines


def line_of(lines: dict[Path, int], path: Path) -> int | None:
    """The line of a path, or of the nearest table above it; None where even its first part is unknown."""
    while path:
        if path in lines:
            return lines[path]
        path = path[:-1]
    return None


def _remember(lines: dict[Path, int], path: Path, number: int) -> None:
    for length in range(1, len(path) + 1):
        lines.setdefault(path[:length], number)


def _parts(dotted: str) -> Path:
    return tuple(quoted or literal or bare for quoted, literal, bare in _PART.findall(dotted))


def _opened_fence(value: str) -> str | None:
    for fence in ('"""', "'''"):
        if value.count(fence) % 2:
            return fence
    return None

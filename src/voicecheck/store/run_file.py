"""`run.toml`: what a person wants to know about a run. The ledger holds the same facts and is what counts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from voicecheck.owner_only import written_aside
from voicecheck.rules.standard import Standard
from voicecheck.store.record import storable

__all__ = ["write_run_file"]

_NAME = "run.toml"
_BARE_KEY = re.compile("[A-Za-z0-9_-]+")
_NOTE = (
    "# Written by voicecheck. For reading: the ledger beside it holds the same facts and is what counts.\n"
)


def write_run_file(
    folder: Path, *, version: str, created_at: str, settings: Mapping[str, Any], standard: Standard
) -> None:
    """Write the file aside, then put it in place; nothing is touched where it already says the same."""
    tables: dict[str, Mapping[str, Any]] = {
        "run": {"voicecheck": version, "created_at": created_at},
        "standard": {"name": standard.name, "version": standard.version, "sha256": standard.sha256},
        "settings": settings,
    }
    text = _NOTE + "".join(line for name, table in tables.items() for line in _lines(name, table))
    file = folder / _NAME
    if file.is_file() and file.read_text(encoding="utf-8", errors="replace") == text:
        return
    with written_aside(file, folder / f"{_NAME}.part") as aside:
        aside.write_text(text, encoding="utf-8")


def _lines(name: str, table: Mapping[str, Any]) -> Iterator[str]:
    """A table and the tables in it; what is not set is left out, as TOML has no word for it."""
    yield f"\n[{name}]\n"
    for key, value in table.items():
        if value is not None and not isinstance(value, Mapping):
            yield f"{_key(key)} = {_value(value)}\n"
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from _lines(f"{name}.{_key(key)}", value)


def _key(key: str) -> str:
    return key if _BARE_KEY.fullmatch(key) else _quoted(key)


def _value(value: Any) -> str:
    if isinstance(value, bool | int | float):
        return json.dumps(value)
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_value(item) for item in value if item is not None) + "]"
    if isinstance(value, Mapping):
        pairs = (f"{_key(key)} = {_value(item)}" for key, item in value.items() if item is not None)
        return "{ " + ", ".join(pairs) + " }"
    return _quoted(str(value))


def _quoted(text: str) -> str:
    """TOML's quoted text is JSON's, save that it wants the delete character escaped as well."""
    return json.dumps(storable(text), ensure_ascii=False).replace("\x7f", "\\u007f")

"""What each meaning is called, for people."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources

__all__ = ["meaning_titles"]


@cache
def meaning_titles() -> dict[str, dict[str, str]]:
    """What sentences of each meaning do, by its name, in each language."""
    table = resources.files("voicecheck.meaning") / "titles.toml"
    return tomllib.loads(table.read_text(encoding="utf-8"))

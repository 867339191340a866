"""The wordings of the calls: lists by situation and language, halved into tuned-on and unseen."""

from __future__ import annotations

import random
import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any, Literal

__all__ = ["Language", "Split", "all_texts", "choose", "choose_story", "slots_for"]

Language = Literal["zh", "en"]
Split = Literal["tune", "unseen", "all"]
_FOLDER = Path(__file__).parent / "wordings"
_SLOT = re.compile(r"\{(\w+)\}")


@cache
def _table(language: Language) -> dict[str, list[Any]]:
    table: dict[str, list[Any]] = {}
    for path in sorted(_FOLDER.glob(f"{language}_*.toml")):
        table |= tomllib.loads(path.read_text(encoding="utf-8"))
    return table


def _variants(language: Language, situation: str, split: Split) -> list[Any]:
    """The half of a list that belongs to a split; a list of one serves both."""
    listed = _table(language)[situation]
    if split == "all" or len(listed) == 1:
        return listed
    return listed[0 if split == "tune" else 1 :: 2]


def choose(
    language: Language,
    situation: str,
    split: Split,
    slots: dict[str, str],
    rng: random.Random,
    used: set[str],
) -> str:
    """One wording for a situation, its blanks filled; one already `used` only where no other is left."""
    listed = _variants(language, situation, split)
    chosen: str = rng.choice([text for text in listed if text not in used] or listed)
    used.add(chosen)
    return _filled(chosen, slots)


def choose_story(
    language: Language, situation: str, split: Split, slots: dict[str, str], rng: random.Random
) -> list[str]:
    """The sentences of one story."""
    return [_filled(line, slots) for line in rng.choice(_variants(language, situation, split))]


def _filled(text: str, slots: dict[str, str]) -> str:
    return _SLOT.sub(lambda match: slots[match[1]], text)


def slots_for(language: Language, woman: bool, rng: random.Random) -> dict[str, str]:
    """What fills the blanks of one call; `n` is the customer's surname with the form of address."""
    table = tomllib.loads((_FOLDER / "slots.toml").read_text(encoding="utf-8"))[language]
    slots = {name: rng.choice(values) for name, values in table.items()}
    if language == "zh":
        slots["n"] = slots["s"] + ("女士" if woman else "先生")
    else:
        slots["n"] = ("Ms " if woman else "Mr ") + slots["s"]
    return slots


@cache
def all_texts(language: Language) -> str:
    """Every wording of a language in one text: the vocabulary that recognition errors draw from."""
    lines: list[str] = []
    for listed in _table(language).values():
        for entry in listed:
            lines.extend(entry if isinstance(entry, list) else [entry])
    return "\n".join(lines)

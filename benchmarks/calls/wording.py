"""The wordings of the calls: lists by situation and language, a set for tuning rules and an unseen one."""

from __future__ import annotations

import random
import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any, Literal

__all__ = ["Language", "Split", "all_texts", "answer", "choose", "choose_story", "slots_for", "wordings"]

Language = Literal["zh", "en"]
Split = Literal["tune", "unseen"]
_FOLDER = Path(__file__).parent / "wordings"
_FOLDERS: dict[Split, Path] = {"tune": _FOLDER / "tuning", "unseen": _FOLDER / "unseen"}
_SLOT = re.compile(r"\{(\w+)\}")


@cache
def wordings(language: Language, split: Split) -> dict[str, list[Any]]:
    """The lists of one language and split by situation: of texts, or of stories that are lists of texts.

    A situation that two files of a folder name is a ``ValueError``.
    """
    table: dict[str, list[Any]] = {}
    for path in sorted(_FOLDERS[split].glob(f"{language}_*.toml")):
        read = tomllib.loads(path.read_text(encoding="utf-8"))
        if twice := table.keys() & read.keys():
            raise ValueError(f"{path.name}: expected situations of its own, found {sorted(twice)} again")
        table |= read
    return table


def choose(
    language: Language,
    situation: str,
    split: Split,
    slots: dict[str, str],
    rng: random.Random,
    used: set[str],
) -> str:
    """One wording for a situation, its blanks filled; one already `used` only where no other is left."""
    listed = wordings(language, split)[situation]
    chosen: str = rng.choice([text for text in listed if text not in used] or listed)
    used.add(chosen)
    return _filled(chosen, slots)


def answer(
    language: Language, situation: str, question: str, asked: str, split: Split, slots: dict[str, str]
) -> str:
    """The wording of a situation at the place where its question, a list as long, has what was asked."""
    table = wordings(language, split)
    place = [_filled(text, slots) for text in table[question]].index(asked)
    return _filled(table[situation][place], slots)


def choose_story(
    language: Language, situation: str, split: Split, slots: dict[str, str], rng: random.Random
) -> list[str]:
    """The sentences of one story."""
    return [_filled(line, slots) for line in rng.choice(wordings(language, split)[situation])]


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
    for split in _FOLDERS:
        for listed in wordings(language, split).values():
            for entry in listed:
                lines.extend(entry if isinstance(entry, list) else [entry])
    return "\n".join(lines)

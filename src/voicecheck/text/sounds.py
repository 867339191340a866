"""How far apart two sayings sound: for words that a recogniser may have misheard.

Mandarin is compared syllable by syllable without tones: the same syllable is 0 apart, one that differs only
in a pair of sounds that accents and recognisers confuse (zh/z, n/l, an/ang, ...) half a syllable, any other a
whole one. Words of letters are compared by edit distance (Levenshtein 1966). The table of readings holds the
3 755 first-level characters of GB 2312 and the particles of speech, each with its commonest reading; it was
drawn from pypinyin (MIT).
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import resources

from voicecheck.text.tokens import is_cjk

__all__ = ["CONFUSED", "confusable", "edit_distance", "sound_distance", "syllable"]

CONFUSED = 0.5

_INITIAL = re.compile(r"(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?")
# Pairs that accents of Mandarin merge, or that differ by aspiration alone.
_INITIAL_PAIRS = frozenset(
    frozenset(pair.split("/"))
    for pair in ("zh/z", "ch/c", "sh/s", "n/l", "f/h", "r/l", "b/p", "d/t", "g/k", "j/q", "zh/ch", "z/c")
)
_FINAL_PAIRS = frozenset(
    frozenset(pair.split("/"))
    for pair in ("an/ang", "en/eng", "in/ing", "ian/iang", "uan/uang", "un/ong", "uo/ou", "ei/ai")
)


@lru_cache(maxsize=1)
def _readings() -> dict[str, str]:
    table = (resources.files("voicecheck.text") / "pinyin.txt").read_text(encoding="utf-8")
    return {
        character: reading
        for reading, characters in (line.split(" ") for line in table.splitlines())
        for character in characters
    }


def syllable(character: str) -> str | None:
    """The commonest reading of a character without its tone, or None where it is not in the table."""
    return _readings().get(character)


@lru_cache(maxsize=65_536)
def sound_distance(one: str, other: str) -> float:
    """Distance of two tokens: 0 (alike), 0.5 (easily confused) or 1; words of letters 0 or 1."""
    if one == other:
        return 0.0
    if not (is_cjk(one[0]) and is_cjk(other[0])):
        return 1.0
    first, second = syllable(one), syllable(other)
    if first is None or second is None:
        return 1.0
    return _syllable_distance(first, second)


def _syllable_distance(one: str, other: str) -> float:
    if one == other:
        return 0.0
    initial, final = _parts(one)
    other_initial, other_final = _parts(other)
    if final == other_final and frozenset((initial, other_initial)) in _INITIAL_PAIRS:
        return CONFUSED
    if initial == other_initial and frozenset((final, other_final)) in _FINAL_PAIRS:
        return CONFUSED
    return 1.0


def _parts(reading: str) -> tuple[str, str]:
    found = _INITIAL.match(reading)
    initial = found[0] if found else ""
    return initial, reading[len(initial) :]


@lru_cache(maxsize=1024)
def confusable(reading: str) -> tuple[str, ...]:
    """All syllables that are at most easily confused with this one, itself among them."""
    known = sorted(set(_readings().values()))
    return tuple(other for other in known if _syllable_distance(reading, other) <= CONFUSED)


def edit_distance(one: str, other: str, most: int) -> int:
    """Letters to insert, delete or replace; `most + 1` where more than `most` are needed."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    row = list(range(len(other) + 1))
    for number, letter in enumerate(one, start=1):
        above, row = row, [number]
        for position, against in enumerate(other):
            row.append(min(above[position] + (letter != against), above[position + 1] + 1, row[-1] + 1))
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)

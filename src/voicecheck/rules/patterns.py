"""Phrases and regular expressions: how they are written, and what they may be.

In a phrase `…` stands for up to eight tokens in between, `^` at its beginning for the beginning of a turn,
and `$` at its end for the end of one. Regular expressions are searched in the words closed up, in lower case
and without punctuation: Mandarin and digits without spaces, one space between words of letters.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from voicecheck.rules.standard_parts import PhraseList
from voicecheck.text import tokens
from voicecheck.text.repetition import shares_endlessly, ways

__all__ = ["GAP", "Phrases", "better_of", "check_regex", "gapped_pattern"]

GAP = "…"

MAX_GAP_TOKENS = 8
_GAP = rf"(?:[^ ]+ ){{0,{MAX_GAP_TOKENS}}}?"

_MAX_REGEX_LENGTH = 200
# Python's search has no time limit. The ways in which the repetitions of an expression can share out a text
# are counted instead; above this many a turn of 1000 characters could take more than a second.
_MAX_WAYS = 10_000


class Phrases:
    """Some phrase lists of a standard, looked for together.

    Compared by identity: a standard makes one for each choice of its lists (`Standard.phrases_of`).
    """

    def __init__(self, lists: Mapping[str, PhraseList]) -> None:
        self.names = tuple(lists)
        self.lists = tuple(lists.values())
        self.tolerant = tuple(name for name, one in lists.items() if one.tolerance > 0.0)
        self.meanings = tuple(one.meaning for one in lists.values() if one.meaning is not None)

    def __iter__(self) -> Iterator[PhraseList]:
        return iter(self.lists)

    def __bool__(self) -> bool:
        return bool(self.lists)


def better_of(lists: Iterable[PhraseList], said: str) -> str | None:
    """What the lists say instead of these words, by the longest phrase that they hold."""
    line = "".join(token + " " for token in tokens(said))
    found = [
        (len(bad), better) for one in lists for bad, better in one.better if gapped_pattern(bad).search(line)
    ]
    return max(found)[1] if found else None


@lru_cache(maxsize=8192)
def check_regex(regex: str) -> str | None:
    """What is wrong with a regular expression, or None where it can be used."""
    if len(regex) > _MAX_REGEX_LENGTH:
        return f"more than {_MAX_REGEX_LENGTH} characters"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # what Python only doubts, it will read in another way some day
            pattern = re.compile(regex)
    except (re.error, OverflowError, RecursionError, Warning) as error:
        return f"a mistake ({error})"
    if pattern.search("") is not None:
        return "an expression that matches nothing at all"
    if shares_endlessly(regex):
        return "a repetition or choices inside a repeated group, or a back reference, which can take forever"
    if ways(regex) > _MAX_WAYS:
        return "repetitions that can take forever"
    return None


@lru_cache(maxsize=2048)
def gapped_pattern(phrase: str) -> re.Pattern[str]:
    """A phrase, perhaps with gaps, as an expression for a line of tokens with a space after each."""
    bare = phrase.strip()
    parts = [
        "".join(re.escape(token) + " " for token in tokens(part)) for part in bare.strip("^$").split(GAP)
    ]
    start = r"\A" if bare.startswith("^") else "(?<![^ ])"
    return re.compile(start + _GAP.join(parts) + (r"\Z" if bare.endswith("$") else ""))

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

__all__ = ["GAP", "Phrases", "better_of", "check_regex", "gapped_pattern"]

GAP = "…"

MAX_GAP_TOKENS = 8
_GAP = rf"(?:[^ ]+ ){{0,{MAX_GAP_TOKENS}}}?"

_MAX_REGEX_LENGTH = 200
# Python's search has no time limit. The ways in which the repetitions of an expression can share out a text
# are counted instead; above this many a turn of 1000 characters could take more than a second.
_MAX_WAYS = 10_000
_UNBOUNDED_WAYS = 1_000
_LITERALS = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]")
_QUANTIFIER = re.compile(r"\*|\+|\{\d*(?:,(\d*))?\}|\?(?![:=!<P])")
# A repetition inside a group, not the mark of the group itself.
_INNER = re.compile(r"[*+{]|(?<!\()\?")


class Phrases:
    """Some phrase lists of a standard, looked for together.

    Compared by identity: a standard makes one for each choice of its lists (`Standard.phrases_of`).
    """

    def __init__(self, lists: Mapping[str, PhraseList]) -> None:
        self.names = tuple(lists)
        self.lists = tuple(lists.values())
        self.tolerant = tuple(name for name, one in lists.items() if one.tolerance > 0.0)

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
    bare = _LITERALS.sub("x", regex)
    if _shares_endlessly(bare) or re.search(r"\\[1-9]|\(\?P=", regex):
        return "a repetition or choices inside a repeated group, or a back reference, which can take forever"
    if _ways(bare) > _MAX_WAYS:
        return "repetitions that can take forever"
    return None


def _shares_endlessly(bare: str) -> bool:
    """Whether a group that may come several times holds another repetition, or too many choices."""
    opened: list[int] = []
    for place, character in enumerate(bare):
        if character == "(":
            opened.append(place)
        elif character == ")" and opened:
            body = bare[opened.pop() + 1 : place].removeprefix("?")
            repeated = _QUANTIFIER.match(bare, place + 1)
            if repeated is None or repeated[0] == "?":
                continue
            times = _times(repeated)
            if _INNER.search(body) or (body.count("|") + 1) ** min(times, 20) > _UNBOUNDED_WAYS:
                return True
    return False


def _times(quantifier: re.Match[str]) -> int:
    """How often the quantifier lets a thing come, at the most."""
    numbers = re.findall(r"\d+", quantifier[0])
    return int(numbers[-1]) if numbers and ",}" not in quantifier[0] else _UNBOUNDED_WAYS


def _ways(bare: str) -> int:
    ways = 1
    for found in _QUANTIFIER.finditer(bare):
        if found[0] == "?":
            ways *= 2 if bare[found.start() - 1] not in "*+?}" else 1
        elif found[0] in "*+" or found[1] == "":
            ways *= _UNBOUNDED_WAYS
        elif found[1]:
            ways *= 1 + int(found[1])
    return ways


@lru_cache(maxsize=2048)
def gapped_pattern(phrase: str) -> re.Pattern[str]:
    """A phrase, perhaps with gaps, as an expression for a line of tokens with a space after each."""
    bare = phrase.strip()
    parts = [
        "".join(re.escape(token) + " " for token in tokens(part)) for part in bare.strip("^$").split(GAP)
    ]
    start = r"\A" if bare.startswith("^") else "(?<![^ ])"
    return re.compile(start + _GAP.join(parts) + (r"\Z" if bare.endswith("$") else ""))

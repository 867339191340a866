"""What a text must hold for an expression to be found in it: a look before the search.

Most expressions match nowhere in most calls. A few tokens that any match must hold tell that at once. A
regular expression is read with Python's own parser; where that tells nothing, it is searched for everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise, product
from typing import Any

from voicecheck.text import is_cjk

__all__ = ["Needs", "alternatives", "regex_needs"]

# How often each stands in a text without the expression: two tokens seldom, a single character often.
_PAIR_COST, _LETTERS_COST, _TOKEN_COST, _COMMON_COST, _FEW_LETTERS_COST = 1, 2, 10, 200, 100
# The characters that stand in most turns of a call.
_COMMON = frozenset("的一是了我您你不在有这那就好吗呢们么个来到说要可以以请")
_MAX_COST = 2000
_MAX_CLASS = 24
_MIN_LETTERS = 3  # fewer stand in most words, and tell no more than that there are letters


@dataclass(frozen=True)
class Needs:
    """A text can hold a match only where it holds one of these.

    `keys` are single tokens, or two neighbouring ones with a space between; `letters` are stretches of
    words, in lower case.
    """

    keys: frozenset[str] = frozenset()
    letters: tuple[str, ...] = ()

    def __or__(self, other: Needs) -> Needs:
        return Needs(self.keys | other.keys, tuple(dict.fromkeys(self.letters + other.letters)))

    @cached_property
    def cost(self) -> int:
        """How little they narrow a search."""
        pairs = sum(" " in key for key in self.keys)
        common = len(self.keys & _COMMON)
        singles = len(self.keys) - pairs - common
        few = sum(len(run) < _MIN_LETTERS for run in self.letters)
        letters = (len(self.letters) - few) * _LETTERS_COST + few * _FEW_LETTERS_COST
        return pairs * _PAIR_COST + singles * _TOKEN_COST + common * _COMMON_COST + letters


@lru_cache(maxsize=8192)
def regex_needs(regex: str) -> tuple[Needs, ...]:
    """What any match of a regular expression must hold, each of these, the most telling first; empty where
    that cannot be told.
    """
    try:
        parsed: Any = re._parser.parse(regex)  # type: ignore[attr-defined]
    except AttributeError:
        return ()  # a Python whose parser has another name
    if parsed.state.flags & re.IGNORECASE:
        return ()
    return _needs(list(parsed))


def alternatives(regex: str) -> list[str]:
    """The alternatives of an expression, where it is nothing but alternatives: each is sought by itself."""
    found: list[str] = []
    begun = depth = class_begun = 0
    in_class = False
    for place in _plain_places(regex):
        character = regex[place]
        if in_class:
            in_class = character != "]" or place == class_begun + 1
        elif character == "[":
            # A bracket that closes at once stands for itself.
            in_class, class_begun = True, place + (regex[place + 1 : place + 2] == "^")
        elif character in "()":
            depth += 1 if character == "(" else -1
        elif character == "|" and depth == 0:
            found.append(regex[begun:place])
            begun = place + 1
    return [*found, regex[begun:]]


def _plain_places(regex: str) -> Iterator[int]:
    """The places of all characters that no backslash changes."""
    place = 0
    while place < len(regex):
        if regex[place] == "\\":
            place += 2
            continue
        yield place
        place += 1


def _needs(sequence: Iterable[tuple[Any, Any]]) -> tuple[Needs, ...]:
    """What the parts of a sequence need: each is needed."""
    items = list(_items(sequence))
    found = {one for one in (*_branches(items), *_neighbours(items), *_words(items)) if one is not None}
    return tuple(sorted((one for one in found if one.cost <= _MAX_COST), key=_order))


def _order(one: Needs) -> tuple[int, list[str], tuple[str, ...]]:
    return one.cost, sorted(one.keys), one.letters


def _items(sequence: Iterable[tuple[Any, Any]]) -> Iterator[tuple[str, Any]]:
    """The parts of a sequence: ("set", characters), ("any of", sequences), or ("other", None)."""
    for operation, value in sequence:
        name = str(operation)
        if name == "LITERAL":
            yield "set", (chr(value),)
        elif name == "IN":
            yield _class(value)
        elif name == "SUBPATTERN" and not value[1]:
            yield from _items(value[3])
        elif name == "BRANCH":
            yield "any of", value[1]
        elif name.endswith("REPEAT") and value[0] >= 1:
            yield "any of", (value[2],)
        else:
            yield "other", None


def _class(members: Iterable[tuple[Any, Any]]) -> tuple[str, Any]:
    characters: list[str] = []
    for operation, value in members:
        if str(operation) != "LITERAL":
            return "other", None
        characters.append(chr(value))
    return ("set", tuple(characters)) if len(characters) <= _MAX_CLASS else ("other", None)


def _branches(items: list[tuple[str, Any]]) -> Iterator[Needs | None]:
    for kind, value in items:
        if kind != "any of":
            continue
        needed: Needs | None = Needs()
        for branch in value:
            one = next(iter(_needs(branch)), None)
            needed = None if one is None or needed is None else needed | one
        yield needed


def _neighbours(items: list[tuple[str, Any]]) -> Iterator[Needs]:
    """Single characters that are tokens, and two of them side by side."""
    tokens_at = [value if kind == "set" and all(map(_is_token, value)) else None for kind, value in items]
    yield from (Needs(frozenset(value)) for value in tokens_at if value is not None)
    for one, other in pairwise(tokens_at):
        if one is not None and other is not None:
            yield Needs(frozenset(f"{a} {b}" for a, b in product(one, other)))


def _words(items: list[tuple[str, Any]]) -> Iterator[Needs]:
    """Stretches of letters."""
    run = ""
    for kind, value in (*items, ("other", None)):
        if kind == "set" and len(value) == 1 and value[0].isalpha() and not is_cjk(value[0]):
            run += value[0]
            continue
        if run:
            yield Needs(letters=(run,))
        run = ""


def _is_token(character: str) -> bool:
    return is_cjk(character) or character.isdecimal()

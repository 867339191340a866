"""All phrase lists of a standard as one tree over tokens: a call is gone through once for all of them.

A phrase is a path of the tree; `^` and `$` stand for the beginning and the end of a turn. Of a phrase with
gaps the first part is the path, and the others are looked for behind it. A regular expression cannot be a
path: the path of a few tokens that any match of it must hold says in which turns it is worth searching.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

from voicecheck.rules.alike import SoundLexicon
from voicecheck.rules.needs import Needs, alternatives, regex_needs
from voicecheck.rules.patterns import GAP, MAX_GAP_TOKENS
from voicecheck.rules.standard_parts import PhraseList
from voicecheck.text import tokens

__all__ = ["Hit", "Lexicon", "Seeker", "ToSeek", "exceptions_of"]

_START, _END = "^", "$"
_HERE = ""  # no token is empty: what is found at a node stands under it


class Hit(NamedTuple):
    """A phrase in turn number `turn`, from token `first` to before `end`."""

    turn: int
    first: int
    end: int


@dataclass(frozen=True, slots=True, eq=False)
class Seeker:
    """A regular expression of the list `of`, for the words of a turn closed up.

    `also` is what a turn must hold beside that which leads to the expression.
    """

    of: str
    regex: str
    also: tuple[Needs, ...] = ()

    @property
    def pattern(self) -> re.Pattern[str]:
        """The expression, compiled when it is first searched for: most never are."""
        return _compiled(self.regex)


ToSeek = dict[Seeker, list[int]]
"""Expressions with the numbers of the turns in which they are to be searched for."""


class _Leaf(NamedTuple):
    """A phrase that ends at a node, or goes on with `parts`, each behind a gap.

    `starts` and `ends` count the tokens that stand for the beginning and the end of the turn.
    """

    of: str
    starts: int
    ends: int
    parts: tuple[tuple[str, ...], ...]


class Lexicon:
    """The phrase lists of a standard, ready to be looked up in calls.

    Attributes
    ----------
    lists
        The lists by name.
    sounds
        The lists that tolerate words which only sound alike.
    """

    def __init__(self, lists: Mapping[str, PhraseList]) -> None:
        # A node: what may come next by token, and under `_HERE` the leaves and seekers that are found here.
        self._tree: dict[str, Any] = {}
        self._by_letters: list[tuple[tuple[str, ...], Seeker]] = []
        self._everywhere: list[Seeker] = []
        self.lists = lists
        self.sounds = SoundLexicon(lists)
        for name, one in lists.items():
            self._add(name, one.phrases)
            self._add(exceptions_of(name), one.exceptions)
            for regex in one.regexes:
                for alternative in alternatives(regex):
                    self._add_regex(name, alternative)

    def look_up(self, lines: Sequence[Sequence[str]]) -> tuple[dict[str, list[Hit]], dict[str, ToSeek]]:
        """The phrases in some turns, and what to search for in which turns, both by list.

        Parameters
        ----------
        lines
            The tokens of each turn.
        """
        hits: dict[str, list[Hit]] = {}
        led_to: dict[Seeker, set[int]] = {}
        for turn, line in enumerate(lines):
            units = (_START, *line, _END, _HERE)
            for first, place, found in self._walk(units):
                if type(found) is Seeker:
                    led_to.setdefault(found, set()).add(turn)
                    continue
                end: int | None = place
                if found.parts:
                    # Most gaps lead nowhere: what stands behind them is not in the turn at all.
                    end = _after_gaps(units, place, found.parts) if found.parts[0][0] in units else None
                if end is not None:
                    # The first unit of the turn is its beginning, which is no token.
                    hit = Hit(turn, first + found.starts - 1, end - found.ends - 1)
                    hits.setdefault(found.of, []).append(hit)
        self._add_elsewhere(led_to, lines)
        return hits, _worth_seeking(led_to, lines)

    def _walk(self, units: Sequence[str]) -> list[tuple[int, int, Any]]:
        """All that is found in a turn: its first unit, the one behind its last, the leaf or seeker."""
        passed = []
        following = self._tree.get
        for first, unit in enumerate(units[:-2]):
            node = following(unit)
            place = first
            while node is not None:
                place += 1
                found = node.get(_HERE)
                if found is not None:
                    passed += [(first, place, one) for one in found]
                # What ends the units leads to what is found at a node, which is no node.
                node = node.get(units[place]) if units[place] else None
        return passed

    def _add_elsewhere(self, led_to: dict[Seeker, set[int]], lines: Sequence[Sequence[str]]) -> None:
        """The expressions that need letters, in the turns that have them, and those that need nothing."""
        if self._by_letters:
            texts = [
                (turn, " ".join(line))
                for turn, line in enumerate(lines)
                if max(map(len, line), default=0) > 1
            ]
            whole = "\n".join([text for _, text in texts])  # most runs of letters are in no turn at all
            for runs, seeker in self._by_letters:
                here = [run for run in runs if run in whole]
                if here:
                    numbers = {turn for run in here for turn, text in texts if run in text}
                    led_to.setdefault(seeker, set()).update(numbers)
        for seeker in self._everywhere:
            led_to[seeker] = set(range(len(lines)))

    def _add(self, name: str, phrases: Iterable[str]) -> None:
        for phrase in phrases:
            bare = phrase.strip()
            starts, ends = bare.startswith(_START), bare.endswith(_END)
            parts = [tokens(part) for part in bare.strip(_START + _END).split(GAP)]
            parts[-1] += (_END,) * ends
            path, *others = (part for part in parts if part)
            leaf = _Leaf(name, int(starts), int(ends), tuple(others))
            self._put((_START,) * starts + path, leaf)

    def _add_regex(self, name: str, regex: str) -> None:
        first, *others = regex_needs(regex) or (None,)
        # More than two more seldom tell more.
        seeker = Seeker(name, regex, tuple(one for one in others[:2] if one is not None))
        if first is None:
            self._everywhere.append(seeker)
            return
        for key in first.keys:
            self._put(key.split(" "), seeker)
        if first.letters:
            self._by_letters.append((first.letters, seeker))

    def _put(self, path: Iterable[str], found: _Leaf | Seeker) -> None:
        node = self._tree
        for unit in path:
            node = node.setdefault(unit, {})
        here = node.setdefault(_HERE, [])
        if found not in here:
            here.append(found)


@lru_cache(maxsize=8192)
def _compiled(regex: str) -> re.Pattern[str]:
    return re.compile(regex)


def _worth_seeking(led_to: Mapping[Seeker, set[int]], lines: Sequence[Sequence[str]]) -> dict[str, ToSeek]:
    """The expressions with the turns that hold all that they need, by list."""
    keys: dict[int, frozenset[str]] = {}
    found: dict[str, ToSeek] = {}
    for seeker, numbers in led_to.items():
        kept = sorted(numbers)
        for needs in seeker.also:
            for number in kept:
                if number not in keys:
                    line = lines[number]
                    keys[number] = frozenset(line).union(map(" ".join, pairwise(line)))
            kept = [
                number
                for number in kept
                if not needs.keys.isdisjoint(keys[number])
                or (needs.letters and any(run in " ".join(lines[number]) for run in needs.letters))
            ]
        if kept:
            found.setdefault(seeker.of, {})[seeker] = kept
    return found


def _after_gaps(units: Sequence[str], place: int, parts: Sequence[tuple[str, ...]]) -> int | None:
    """Where the last of these parts ends, each at most so many tokens behind the one before; None without."""
    part = parts[0]
    for start in range(place, min(place + MAX_GAP_TOKENS + 1, len(units) - len(part))):
        if units[start] == part[0] and units[start : start + len(part)] == part:
            end = start + len(part)
            if len(parts) == 1:
                return end
            further = _after_gaps(units, end, parts[1:])
            if further is not None:
                return further
    return None


def exceptions_of(name: str) -> str:
    """The name under which the exceptions of a list are found."""
    return name + " except"

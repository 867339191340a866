"""All phrase lists of a standard as one tree over tokens: a call is gone through once for all of them.

A phrase is a path of the tree; `^` and `$` stand for the beginning and the end of a turn. A phrase with a gap
and a regular expression cannot be paths: the path of a few tokens that any match of them must hold says in
which turns it is worth searching.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from voicecheck.rules.alike import SoundLexicon
from voicecheck.rules.needs import Needs, phrase_needs, regex_needs
from voicecheck.rules.patterns import GAP, gapped_pattern
from voicecheck.rules.standard_parts import PhraseList
from voicecheck.text import tokens

__all__ = ["Hit", "Lexicon", "Seeker", "exceptions_of"]

_START, _END = "^", "$"
_HERE = ""  # no token is empty: what is found at a node stands under it


class Hit(NamedTuple):
    """A phrase in turn number `turn`, from token `first` to before `end`."""

    turn: int
    first: int
    end: int


class Seeker(NamedTuple):
    """An expression of the list `of`, for a line of tokens, or for the words closed up."""

    of: str
    pattern: re.Pattern[str]
    in_line: bool


class _Leaf(NamedTuple):
    """A phrase that ends at a node, less the tokens that stand for the beginning and the end of the turn."""

    of: str
    starts: int
    ends: int


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
                self._add_seeker(Seeker(name, re.compile(regex), in_line=False), regex_needs(regex))

    def look_up(self, lines: Sequence[Sequence[str]]) -> tuple[dict[str, list[Hit]], dict[Seeker, set[int]]]:
        """The phrases in some turns, by list; and what to search for in which turns.

        Parameters
        ----------
        lines
            The tokens of each turn.
        """
        hits: dict[str, list[Hit]] = {}
        seekers: dict[Seeker, set[int]] = {}
        tree = self._tree
        for turn, line in enumerate(lines):
            units = (_START, *line, _END, _HERE)
            for first in range(len(units) - 2):
                node = tree.get(units[first])
                place = first
                while node is not None:
                    place += 1
                    if _HERE in node:
                        for found in node[_HERE]:
                            if type(found) is _Leaf:
                                # The first unit of the turn is its beginning, which is no token.
                                hit = Hit(turn, first + found.starts - 1, place - found.ends - 1)
                                hits.setdefault(found.of, []).append(hit)
                            else:
                                seekers.setdefault(found, set()).add(turn)
                    following = units[place]
                    node = node.get(following) if following else None
        texts = [
            (turn, " ".join(line)) for turn, line in enumerate(lines) if max(map(len, line), default=0) > 1
        ]
        for runs, seeker in self._by_letters:
            numbers = {turn for run in runs for turn, text in texts if run in text}
            if numbers:
                seekers.setdefault(seeker, set()).update(numbers)
        for seeker in self._everywhere:
            seekers[seeker] = set(range(len(lines)))
        return hits, seekers

    def _add(self, name: str, phrases: Iterable[str]) -> None:
        for phrase in phrases:
            bare = phrase.strip()
            if GAP in bare:
                self._add_seeker(Seeker(name, gapped_pattern(bare), in_line=True), phrase_needs(bare))
                continue
            starts, ends = bare.startswith(_START), bare.endswith(_END)
            path = (_START,) * starts + tokens(bare.strip(_START + _END)) + (_END,) * ends
            self._put(path, _Leaf(name, int(starts), int(ends)))

    def _add_seeker(self, seeker: Seeker, needs: Needs | None) -> None:
        if needs is None:
            self._everywhere.append(seeker)
            return
        for key in needs.keys:
            self._put(key.split(" "), seeker)
        if needs.letters:
            self._by_letters.append((needs.letters, seeker))

    def _put(self, path: Iterable[str], found: _Leaf | Seeker) -> None:
        node = self._tree
        for unit in path:
            node = node.setdefault(unit, {})
        here = node.setdefault(_HERE, [])
        if found not in here:
            here.append(found)


def exceptions_of(name: str) -> str:
    """The name under which the exceptions of a list are found."""
    return name + " except"

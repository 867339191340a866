"""Words that sound like a phrase, for what the recogniser may have misheard.

Only plain phrases are looked for, of at least two characters or eight letters: shorter ones sound like too
much else. Mandarin: every syllable must be the same or one that is easily confused with it, of two both the
same. English: the same number of words, one of them right (or the only one), within the tolerated share of
letters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise, product
from typing import NamedTuple

from voicecheck.rules.standard_parts import PhraseList
from voicecheck.text import is_cjk, tokens
from voicecheck.text.sounds import confusable, edit_distance, sound_distance, syllable

__all__ = ["Alike", "SoundLexicon"]

_MIN_CHARACTERS = 2
_MIN_LETTERS = 8
_MAX_REMEMBERED = 100_000


class Alike(NamedTuple):
    """Tokens `first` to before `end` of a turn sound like `phrase`; `distance` is 0 (alike) to 1."""

    first: int
    end: int
    distance: float
    phrase: str


class _Mandarin(NamedTuple):
    """A phrase, its number in its list, and the syllables that each of its characters may sound like."""

    of: str
    number: int
    phrase: str
    characters: tuple[str, ...]
    syllables: tuple[frozenset[str], ...]
    most: float


class _Letters(NamedTuple):
    """A phrase of words, its number in its list, and how many of its letters may be wrong."""

    of: str
    number: int
    phrase: str
    words: tuple[str, ...]
    most: int


class _Heard(NamedTuple):
    """Something alike, ordered as it is chosen: the nearest, the phrase listed first, the earliest place."""

    distance: float
    number: int
    first: int
    alike: Alike
    of: str


class SoundLexicon:
    """The phrases of the lists that tolerate what only sounds alike."""

    def __init__(self, lists: Mapping[str, PhraseList]) -> None:
        self._mandarin: dict[tuple[str, str], list[_Mandarin]] = {}
        self._by_characters: dict[tuple[str, str], tuple[_Mandarin, ...]] = {}
        self._letters: list[_Letters] = []
        for name, one in lists.items():
            if one.tolerance > 0.0:
                for number, phrase in enumerate(one.phrases):
                    if not set(phrase) & set("…^$"):
                        self._add(name, number, phrase, one.tolerance)

    def _add(self, name: str, number: int, phrase: str, tolerance: float) -> None:
        units = tokens(phrase)
        readings = [reading for unit in units if (reading := syllable(unit)) is not None]
        length = sum(map(len, units))
        if len(units) >= _MIN_CHARACTERS and len(readings) == len(units):
            # Of two syllables both must be the same.
            most = 0.0 if len(units) == _MIN_CHARACTERS else tolerance * len(units) + 1e-9
            known = tuple(frozenset(confusable(reading)) for reading in readings)
            entry = _Mandarin(name, number, phrase, units, known, most)
            for pair in product(known[0], known[1]):
                self._mandarin.setdefault(pair, []).append(entry)
        elif not is_cjk(units[0][0]) and length >= _MIN_LETTERS:
            self._letters.append(_Letters(name, number, phrase, units, int(tolerance * length)))

    def look_up(
        self, lines: Sequence[Sequence[str]], is_excepted: Callable[[str, int, int, int], bool]
    ) -> dict[str, dict[int, Alike]]:
        """What sounds most like a phrase, by list and by number of the turn; the first of equals.

        Parameters
        ----------
        lines
            The tokens of each turn.
        is_excepted
            Of a list, a turn, and tokens from the first to before the end: do they stand within an exception
            of the list? What is excepted word for word does not come back as something that sounds alike.
        """
        best: dict[str, dict[int, _Heard]] = {}
        for turn, line in enumerate(lines):
            for heard in (*self._in_mandarin(line), *self._in_letters(line)):
                if is_excepted(heard.of, turn, heard.alike.first, heard.alike.end):
                    continue
                by_turn = best.setdefault(heard.of, {})
                if turn not in by_turn or heard < by_turn[turn]:
                    by_turn[turn] = heard
        return {
            name: {turn: heard.alike for turn, heard in by_turn.items()} for name, by_turn in best.items()
        }

    def _in_mandarin(self, line: Sequence[str]) -> list[_Heard]:
        found = []
        for first, pair in enumerate(pairwise(line)):
            entries = self._by_characters.get(pair)
            if entries is None:
                entries = self._remember(pair)
            for entry in entries:
                end = first + len(entry.characters)
                if end > len(line) or not all(map(_may_be, line[first + 2 : end], entry.syllables[2:])):
                    continue
                total = sum(map(sound_distance, line[first:end], entry.characters))
                if total <= entry.most:
                    alike = Alike(first, end, total / len(entry.characters), entry.phrase)
                    found.append(_Heard(alike.distance, entry.number, first, alike, entry.of))
        return found

    def _in_letters(self, line: Sequence[str]) -> list[_Heard]:
        if max(map(len, line), default=0) == 1:
            return []
        places: dict[str, list[int]] = {}
        for place, unit in enumerate(line):
            places.setdefault(unit, []).append(place)
        found = []
        for entry in self._letters:
            wanted = "".join(entry.words)
            for first in self._firsts(entry.words, len(line), places):
                end = first + len(entry.words)
                edits = edit_distance("".join(line[first:end]), wanted, entry.most)
                if edits <= entry.most:
                    alike = Alike(first, end, edits / len(wanted), entry.phrase)
                    found.append(_Heard(alike.distance, entry.number, first, alike, entry.of))
        return found

    def _remember(self, pair: tuple[str, str]) -> tuple[_Mandarin, ...]:
        """The phrases that may begin with what sounds like two characters; kept for the next call."""
        if len(self._by_characters) >= _MAX_REMEMBERED:
            self._by_characters.clear()
        one, other = map(syllable, pair)
        entries = () if one is None or other is None else tuple(self._mandarin.get((one, other), ()))
        self._by_characters[pair] = entries
        return entries

    @staticmethod
    def _firsts(words: Sequence[str], length: int, places: Mapping[str, Sequence[int]]) -> Iterable[int]:
        """Where some words may begin in a line: of several one must be right."""
        if len(words) == 1:
            return range(length)
        return sorted(
            {
                place - offset
                for offset, word in enumerate(words)
                for place in places.get(word, ())
                if 0 <= place - offset <= length - len(words)
            }
        )


def _may_be(character: str, known: frozenset[str]) -> bool:
    return syllable(character) in known

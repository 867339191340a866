"""What was said in a call, turn by turn, ready to be searched, and the phrases found in it.

A phrase matches token by token (a Chinese character, a digit, a word), so punctuation, spaces, width and
case never matter. A match never runs over the end of a turn. Whatever was searched for is kept for the next
rule that asks for it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import NamedTuple

from voicecheck.asr.types import Word
from voicecheck.meaning.clauses import clauses_of
from voicecheck.meaning.model import Windows, load_meanings
from voicecheck.rules.alike import Alike
from voicecheck.rules.lexicon import Hit, Lexicon, Seeker, ToSeek, exceptions_of
from voicecheck.rules.patterns import Phrases
from voicecheck.rules.standard_parts import Meaning
from voicecheck.rules.types import Evidence
from voicecheck.text import are_tokens, is_cjk, tokens
from voicecheck.timeline.types import Speaker, Turn

__all__ = ["Match", "Said", "SpokenTurn", "mean_probability"]


class Match(NamedTuple):
    """A phrase that was said: its words, and the index of their turn.

    `meant` is the phrase that the words only sound like, `distance` how far from it they are (0 to 1).
    `meaning` is what other words than the phrases do, `distance` then how improbable that is. `unsure` says
    whether either makes them uncertain, `shared` that they do because other things are said in these words.
    """

    start_s: float
    end_s: float
    speaker: Speaker | None
    turn: int
    words: tuple[Word, ...]
    meant: str | None = None
    meaning: str | None = None
    distance: float = 0.0
    unsure: bool = False
    shared: bool = False

    def overlaps(self, other: Match) -> bool:
        """Whether two matches of one turn share a stretch of time."""
        return self.start_s < other.end_s and other.start_s < self.end_s

    @property
    def text(self) -> str:
        """The words as one line: Mandarin closed up, other words apart."""
        return _closed_up(self.words)

    @property
    def probability(self) -> float | None:
        """Mean probability of the words, None where none is known."""
        return mean_probability(self.words)

    @property
    def evidence(self) -> Evidence:
        """The match as a place in the call."""
        return Evidence(start_s=self.start_s, end_s=self.end_s, speaker=self.speaker, text=self.text)


class SpokenTurn:
    """A turn as one line of tokens, each followed by a space, with the word that each token came from."""

    def __init__(self, turn: Turn) -> None:
        self.turn = turn
        self.line, self.offsets, self.words = _tokenised(turn.words)

    def between(self, first: int, end: int) -> Match:
        """The tokens from `first` to before `end` as a match."""
        words = self.words[first:end]
        return Match(words[0].start_s, words[-1].end_s, self.turn.speaker, self.turn.index, words)

    @cached_property
    def clauses(self) -> tuple[tuple[str, ...], ...]:
        """The tokens clause by clause."""
        return tuple([self.units[first:end] for first, end in self._clause_places])

    def clauses_in(self, match: Match) -> tuple[Match, ...]:
        """The clauses that a match covers, each as a match of its own."""
        clauses = [self.between(first, end) for first, end in self._clause_places]
        return tuple([one for one in clauses if match.start_s <= one.start_s and one.end_s <= match.end_s])

    @cached_property
    def _clause_places(self) -> tuple[tuple[int, int], ...]:
        return clauses_of(self.words)

    @cached_property
    def units(self) -> tuple[str, ...]:
        """The tokens."""
        return tuple(self.line.split())

    def seek(self, seeker: Seeker) -> list[tuple[int, int]]:
        """Where an expression matches, in tokens: from the first to before the end of each match."""
        text, offsets = self._closed
        places = [
            (offsets[found.start()], offsets[found.end() - 1] + 1)
            for found in seeker.pattern.finditer(text)
            if found.end() > found.start()
        ]
        return [
            (bisect_right(self.offsets, start) - 1, bisect_right(self.offsets, end - 1))
            for start, end in places
        ]

    @cached_property
    def _closed(self) -> tuple[str, tuple[int, ...] | range]:
        """The line closed up, with the place of each of its characters in the line."""
        characters = self.line.replace(" ", "")
        if 2 * len(characters) == len(self.line) and are_tokens(characters):
            return characters, range(0, len(self.line), 2)
        text: list[str] = []
        offsets: list[int] = []
        for place, character in enumerate(self.line[:-1]):
            if character == " " and not (
                _is_letter(self.line[place - 1]) and _is_letter(self.line[place + 1])
            ):
                continue
            text.append(character)
            offsets.append(place)
        return "".join(text), tuple(offsets)


class Said:
    """All turns of a call in one language, and what is found in them."""

    def __init__(self, turns: Iterable[Turn], lexicon: Lexicon, language: str) -> None:
        self.turns = tuple([SpokenTurn(turn) for turn in turns])
        self._lexicon = lexicon
        self._language = language
        self._found: dict[Phrases, dict[int, tuple[Match, ...]]] = {}
        self._found_alike: dict[str, dict[int, Match]] = {}
        self._found_perhaps: dict[Phrases, dict[int, tuple[Match, ...]]] = {}
        self._found_meant: dict[Meaning, dict[int, tuple[Match, ...]]] = {}

    def find(self, phrases: Phrases) -> dict[int, tuple[Match, ...]]:
        """All matches of some phrase lists, by the number of their turn: the longest at each place, none
        overlapping another. Turns without any are left out.
        """
        known = self._found.get(phrases)
        if known is None:
            known = self._found[phrases] = self._matches(phrases)
        return known

    def find_alike(self, name: str) -> dict[int, Match]:
        """What sounds most like a phrase of a list, by the number of its turn."""
        known = self._found_alike.get(name)
        if known is None:
            unsure = self._lexicon.lists[name].alike == "review"
            known = self._found_alike[name] = {
                number: self.turns[number]
                .between(alike.first, alike.end)
                ._replace(meant=alike.phrase, distance=alike.distance, unsure=unsure)
                for number, alike in self._alike.get(name, {}).items()
            }
        return known

    def find_perhaps(self, phrases: Phrases) -> dict[int, tuple[Match, ...]]:
        """What perhaps carries the meaning of one of some lists, by the number of its turn."""
        known = self._found_perhaps.get(phrases)
        if known is None:
            known = self._found_perhaps[phrases] = self._perhaps_meant(phrases)
        return known

    def _perhaps_meant(self, phrases: Phrases) -> dict[int, tuple[Match, ...]]:
        left_out = self._places(map(exceptions_of, phrases.names))
        found: dict[int, tuple[Match, ...]] = {}
        for meaning in phrases.meanings:
            for number, matches in self._meant(meaning).items():
                excepted = left_out.get(number, ())
                unsure = [one for one in matches if one.unsure and not self._overlaps(one, excepted)]
                found[number] = (*found.get(number, ()), *unsure)
        return found

    def _matches(self, phrases: Phrases) -> dict[int, tuple[Match, ...]]:
        places = self._places(phrases.names)
        numbers = places.keys() | {number for one in phrases.meanings for number in self._meant(one)}
        if not numbers:
            return {}
        left_out = self._places(map(exceptions_of, phrases.names))
        found = {}
        for number in sorted(numbers):
            spoken = self.turns[number]
            excepted = left_out.get(number, ())
            said = tuple(
                [
                    spoken.between(first, end)
                    for first, end in _apart(places.get(number, []))
                    if not any(low <= first and end <= high for low, high in excepted)
                ]
            )
            meant = self._surely_meant(phrases, number, said, excepted)
            if said or meant:
                found[number] = tuple(sorted(said + meant, key=_start)) if meant else said
        return found

    def _surely_meant(
        self, phrases: Phrases, number: int, said: tuple[Match, ...], excepted: Sequence[tuple[int, int]]
    ) -> tuple[Match, ...]:
        """What surely carries the meaning of one of some lists in a turn. Words that somebody wrote down go
        before what was learned, and so do exceptions.
        """
        taken = list(said)
        for meaning in phrases.meanings:
            for one in self._meant(meaning).get(number, ()):
                if not (one.unsure or self._overlaps(one, excepted) or any(map(one.overlaps, taken))):
                    taken.append(one)
        return tuple(taken[len(said) :])

    def _meant(self, meaning: Meaning) -> dict[int, tuple[Match, ...]]:
        """What carries a meaning, at least perhaps, by the number of its turn."""
        known = self._found_meant.get(meaning)
        if known is None:
            known = self._found_meant[meaning] = {}
            for meant in self._windows.find(meaning.name, meaning.perhaps) if self._windows else ():
                match = self.turns[meant.turn].between(meant.first, meant.end)
                match = match._replace(
                    meaning=meaning.name,
                    distance=1.0 - meant.probability,
                    unsure=meant.probability < meaning.sure,
                )
                known[meant.turn] = (*known.get(meant.turn, ()), match)
        return known

    def _overlaps(self, match: Match, places: Sequence[tuple[int, int]]) -> bool:
        """Whether a match overlaps any of some places of its turn."""
        spoken = self.turns[match.turn]
        return any(match.overlaps(spoken.between(first, end)) for first, end in places)

    def _places(self, names: Iterable[str]) -> dict[int, list[tuple[int, int]]]:
        """Where phrases of these lists stand, by the number of the turn."""
        places: dict[int, list[tuple[int, int]]] = {}
        for name in names:
            for number, first, end in self._hits_of(name):
                places.setdefault(number, []).append((first, end))
        return places

    def _hits_of(self, name: str) -> list[Hit]:
        """All that is found of one list; its expressions are searched for when it is first asked for."""
        hits, seekers = self._looked_up
        found = hits.setdefault(name, [])
        for seeker, numbers in seekers.pop(name, {}).items():
            for number in numbers:
                places = self.turns[number].seek(seeker)
                found.extend([Hit(number, *place) for place in places if self._can_be(name, number, *place)])
        return found

    def _can_be(self, name: str, number: int, first: int, end: int) -> bool:
        """Whether tokens that an expression of a list found can mean what the list is for."""
        phrases = self._lexicon.lists.get(name)
        meaning = None if phrases is None else phrases.meaning
        if meaning is None or meaning.least <= 0.0 or self._windows is None:
            return True
        return self._windows.can_mean(meaning.name, number, first, end, meaning.least)

    @cached_property
    def _lines(self) -> tuple[tuple[str, ...], ...]:
        return tuple([one.units for one in self.turns])

    @cached_property
    def _windows(self) -> Windows | None:
        model = load_meanings(self._language)
        return None if model is None else model.look_up([one.clauses for one in self.turns])

    @cached_property
    def _looked_up(self) -> tuple[dict[str, list[Hit]], dict[str, ToSeek]]:
        return self._lexicon.look_up(self._lines)

    @cached_property
    def _alike(self) -> dict[str, dict[int, Alike]]:
        return self._lexicon.sounds.look_up(self._lines, self._is_excepted)

    def _is_excepted(self, name: str, number: int, first: int, end: int) -> bool:
        """Do some tokens of a turn stand within an exception of a list?"""
        hits, _ = self._looked_up
        excepted = hits.get(exceptions_of(name), ())
        return any(turn == number and low <= first and end <= high for turn, low, high in excepted)


def mean_probability(words: Iterable[Word]) -> float | None:
    """Mean probability of some words; None where there are none or they carry none."""
    known = [word.probability for word in words if word.probability is not None]
    return sum(known) / len(known) if known else None


def _tokenised(words: tuple[Word, ...]) -> tuple[str, tuple[int, ...] | range, tuple[Word, ...]]:
    """The line of a turn's tokens, where each begins in it, and the word of each."""
    texts = [word.text for word in words]
    characters = "".join(texts)
    # Mandarin comes a character a word, and most of it is a token as it stands.
    if len(characters) == len(texts) and "" not in texts and are_tokens(characters):
        return " ".join([*texts, ""]), range(0, 2 * len(texts), 2), words
    pieces: list[str] = []
    parts: list[Word] = []
    for word in words:
        for part, token in _parts(word):
            pieces.append(token)
            parts.append(part)
    offsets = []
    position = 0
    for piece in pieces:
        offsets.append(position)
        position += len(piece) + 1
    return "".join([piece + " " for piece in pieces]), tuple(offsets), tuple(parts)


def _parts(word: Word) -> list[tuple[Word, str]]:
    """A word token by token; its time is shared out evenly."""
    found = tokens(word.text)
    if len(found) == 1:
        return [(word, found[0])]
    step_s = (word.end_s - word.start_s) / max(1, len(found))
    return [
        (
            Word(
                start_s=word.start_s + step_s * number,
                end_s=word.start_s + step_s * (number + 1),
                text=token,
                probability=word.probability,
            ),
            token,
        )
        for number, token in enumerate(found)
    ]


def _apart(places: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Places in order; of those that overlap the first, of those that begin together the longest."""
    if len(places) == 1:
        return places
    kept: list[tuple[int, int]] = []
    for place in sorted(places, key=lambda place: (place[0], -place[1])):
        if not kept or place[0] >= kept[-1][1]:
            kept.append(place)
    return kept


def _start(match: Match) -> float:
    return match.start_s


def _is_letter(character: str) -> bool:
    return character.isalpha() and not is_cjk(character)


def _closed_up(words: Iterable[Word]) -> str:
    """The words as one line: Mandarin closed up, other words apart."""
    line = ""
    for word in words:
        text = word.text.strip()
        apart = line and text and not is_cjk(line[-1]) and not is_cjk(text[0])
        line += " " + text if apart else text
    return line

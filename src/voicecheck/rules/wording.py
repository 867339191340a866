"""Looking for phrases in what was said, with their times and how sure the recogniser was of them.

A phrase matches token by token (a Chinese character, a digit, a word), so punctuation, spaces, width and
case never matter. A match never runs over the end of a turn.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate
from math import inf

from voicecheck.asr.types import Word
from voicecheck.intervals import Interval
from voicecheck.rules.alike import find_alike, sounds_of
from voicecheck.rules.patterns import Prepared, prepared
from voicecheck.rules.standard import PhraseList, Standard, Window
from voicecheck.rules.types import Evidence
from voicecheck.text import are_tokens, is_cjk, tokens
from voicecheck.timeline.types import CallTimeline, Speaker, Turn

__all__ = ["Excerpt", "Match", "SpokenTurn", "Wording"]

_EVERYTHING = Window()


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A phrase that was said. `probability` is the mean of its words', None where none is known.

    `meant` is the phrase that the words only sound like, `distance` how far from it they are (0 to 1);
    `unsure` says whether that makes them uncertain.
    """

    start_s: float
    end_s: float
    speaker: Speaker | None
    text: str
    probability: float | None
    turn: int
    meant: str | None = None
    distance: float = 0.0
    unsure: bool = False

    @property
    def evidence(self) -> Evidence:
        """The match as a place in the call."""
        return Evidence(start_s=self.start_s, end_s=self.end_s, speaker=self.speaker, text=self.text)


@dataclass(frozen=True)
class SpokenTurn:
    """A turn as one line of tokens, each followed by a space, with the word that each token came from."""

    turn: Turn
    line: str
    offsets: tuple[int, ...]
    words: tuple[Word, ...]

    def matches(self, search: Prepared) -> list[Match]:
        """All matches in the turn, the longest at each place, none overlapping another."""
        places = list(self._places(search))
        if len(places) > 1 and search.regexes:
            places = _apart(places)
        if not places:
            return []
        left_out = (
            [] if search.exceptions is None else [m.span() for m in search.exceptions.finditer(self.line)]
        )
        return [
            self._match(start, end)
            for start, end in places
            if not any(low <= start and end <= high for low, high in left_out)
        ]

    def between(self, first: int, end: int) -> Match:
        """The tokens from `first` to before `end` as a match."""
        return self._said(self.words[first:end])

    def alike(self, one: PhraseList) -> Match | None:
        """The place that sounds most like a phrase of the list, or None."""
        found = find_alike(*self._heard, one)
        if found is None:
            return None
        words = self.words[found.first : found.end]
        return replace(
            self._said(words),
            meant=found.phrase,
            distance=found.distance,
            unsure=one.alike == "review",
        )

    def _places(self, search: Prepared) -> Iterator[tuple[int, int]]:
        if search.phrases is not None:
            yield from (found.span() for found in search.phrases.finditer(self.line))
        for regex in search.regexes:
            text, offsets = self._closed
            yield from (
                (offsets[found.start()], offsets[found.end() - 1] + 1)
                for found in regex.finditer(text)
                if found.end() > found.start()
            )

    @cached_property
    def _heard(self) -> tuple[tuple[str, ...], str]:
        """The tokens, and how they sound."""
        said = tuple(self.line.split())
        return said, sounds_of(said)

    @cached_property
    def _closed(self) -> tuple[str, tuple[int, ...]]:
        """The line closed up (spaces only between words of letters), with the place of each character."""
        characters = self.line.replace(" ", "")
        if 2 * len(characters) == len(self.line) and are_tokens(characters):
            return characters, tuple(range(0, len(self.line), 2))
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

    def _match(self, start: int, end: int) -> Match:
        first = bisect_right(self.offsets, start) - 1
        last = bisect_right(self.offsets, end - 1) - 1
        return self._said(self.words[first : last + 1])

    def _said(self, words: tuple[Word, ...]) -> Match:
        return Match(
            start_s=words[0].start_s,
            end_s=words[-1].end_s,
            speaker=self.turn.speaker,
            text=_closed_up(words),
            probability=_mean_probability(words),
            turn=self.turn.index,
        )


@dataclass(frozen=True)
class Excerpt:
    """The part of a party's words that a rule looks at."""

    turns: tuple[SpokenTurn, ...]
    start_s: float
    end_s: float

    def matches(self, lists: tuple[PhraseList, ...]) -> tuple[Match, ...]:
        """All matches of any of the lists, in order of time."""
        if not lists:
            return ()
        key = tuple(map(id, lists))
        known = self._found.get(key)
        if known is None:
            known = self._found[key] = self._search(prepared(lists))
        return known

    def heard(self, lists: tuple[PhraseList, ...]) -> tuple[Match, ...]:
        """The matches; without any, what sounds alike, where the lists tolerate it."""
        found = self.matches(lists)
        if found:
            return found
        return tuple(
            match
            for turn in self.turns
            for one in lists
            if one.tolerance > 0.0 and (match := turn.alike(one)) is not None and self._holds(match)
        )

    def _search(self, search: Prepared) -> tuple[Match, ...]:
        turns = self.turns if search.regexes else self._turns_with(search)
        return tuple([match for turn in turns for match in turn.matches(search) if self._holds(match)])

    def _turns_with(self, search: Prepared) -> list[SpokenTurn]:
        """The turns in which a phrase is, found in one pass over the text of all of them."""
        if search.lines is None:
            return []
        text, starts = self._lines
        places = [found.start() for found in search.lines.finditer(text)]
        return [
            self.turns[number] for number in sorted({bisect_right(starts, place) - 1 for place in places})
        ]

    @cached_property
    def _found(self) -> dict[tuple[int, ...], tuple[Match, ...]]:
        """What was searched for before, by the identity of the lists; they live as long as the standard."""
        return {}

    @cached_property
    def _lines(self) -> tuple[str, list[int]]:
        """All turns, a line each with a break before it, and where each line begins."""
        lines = [turn.line for turn in self.turns]
        starts = list(accumulate([len(line) + 1 for line in lines[:-1]], initial=1))
        return "".join(["\n" + line for line in lines]), starts

    def _holds(self, match: Match) -> bool:
        return self.start_s - 1e-9 <= match.start_s and match.end_s <= self.end_s + 1e-9

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """The words inside, one for each token."""
        first_s, last_s = self.start_s - 1e-9, self.end_s + 1e-9
        said = [word for turn in self.turns for word in turn.words]
        if first_s == -inf and last_s == inf:
            return tuple(said)
        return tuple([word for word in said if first_s <= word.start_s and word.end_s <= last_s])

    @cached_property
    def mean_probability(self) -> float | None:
        """Mean probability of the words inside; None where there are none or they carry none."""
        return _mean_probability(self.words)

    @property
    def span(self) -> tuple[Evidence, ...]:
        """The stretch that was looked at, from its first to its last turn."""
        if not self.turns:
            return ()
        first, last = self.turns[0].turn, self.turns[-1].turn
        end_s = max(min(last.end_s, self.end_s), first.start_s)
        return (Evidence(start_s=first.start_s, end_s=end_s, speaker=first.speaker),)


class Wording:
    """All words of a call, ready to be searched; made once for each judgement."""

    def __init__(self, timeline: CallTimeline, standard: Standard) -> None:
        self._timeline = timeline
        self._phrases = standard.phrases
        self._spoken = tuple([_spoken(turn) for turn in timeline.turns])
        self._excerpts: dict[tuple[Speaker | None, Window], Excerpt] = {}

    def phrases(self, lists: Iterable[str]) -> tuple[PhraseList, ...]:
        """The phrase lists of these names."""
        return tuple(self._phrases[name] for name in lists)

    @property
    def spoken(self) -> tuple[SpokenTurn, ...]:
        """All turns with their tokens, in order."""
        return self._spoken

    def excerpt(self, speaker: Speaker | None, window: Window | None = None) -> Excerpt:
        """What a party (None: anybody) said in a window of the call."""
        key = (speaker, window or _EVERYTHING)
        known = self._excerpts.get(key)
        if known is None:
            known = self._excerpts[key] = self._cut(*key)
        return known

    def _cut(self, speaker: Speaker | None, window: Window) -> Excerpt:
        if window == _EVERYTHING:
            own = [spoken for spoken in self._spoken if speaker is None or spoken.turn.speaker == speaker]
            return Excerpt(tuple(own), -inf, inf)
        whole = self.excerpt(speaker)
        # Open at both ends: a recogniser's word may stray past the end of the call.
        start_s = -inf if window.last_s is None else self._timeline.call.duration_s - window.last_s
        end_s = inf if window.first_s is None else (self._timeline.answer_s or 0.0) + window.first_s
        if window.after is not None:
            anchors = whole.matches(self.phrases((window.after,)))
            start_s = max(start_s, anchors[0].start_s) if anchors else inf
        if window.before is not None:
            anchors = whole.matches(self.phrases((window.before,)))
            end_s = min(end_s, anchors[0].start_s) if anchors else end_s
        return Excerpt(_some_turns(whole.turns, window), start_s, end_s)

    def unrecognised(self, speaker: Speaker | None, excerpt: Excerpt) -> tuple[Interval, ...]:
        """Speech inside an excerpt whose words are not known."""
        if not excerpt.turns:
            return ()
        start_s = max(excerpt.start_s, excerpt.turns[0].turn.start_s)
        end_s = min(excerpt.end_s, excerpt.turns[-1].turn.end_s)
        return tuple(
            Interval(max(lost.start_s, start_s), min(lost.end_s, end_s))
            for lost in self._timeline.unrecognised
            if (speaker is None or lost.speaker in (None, speaker))
            and max(lost.start_s, start_s) < min(lost.end_s, end_s)
        )


def _some_turns(own: tuple[SpokenTurn, ...], window: Window) -> tuple[SpokenTurn, ...]:
    # Signs of listening do not count as turns, and what is said in them is not looked for in a count of
    # turns.
    if window.first_turns is None and window.last_turns is None:
        return own
    floor = tuple(spoken for spoken in own if not spoken.turn.backchannel)
    if window.first_turns is not None:
        floor = floor[: window.first_turns]
    if window.last_turns is not None:
        floor = floor[-window.last_turns :] if window.last_turns else ()
    return floor


def _spoken(turn: Turn) -> SpokenTurn:
    texts = [word.text for word in turn.words]
    characters = "".join(texts)
    # Mandarin comes a character a word, and most of it is a token as it stands.
    if len(characters) == len(texts) and "" not in texts and are_tokens(characters):
        return SpokenTurn(turn, " ".join([*texts, ""]), tuple(range(0, 2 * len(texts), 2)), turn.words)
    pieces: list[str] = []
    words: list[Word] = []
    for word in turn.words:
        for part, token in _parts(word):
            pieces.append(token)
            words.append(part)
    offsets = []
    position = 0
    for piece in pieces:
        offsets.append(position)
        position += len(piece) + 1
    return SpokenTurn(turn, "".join(piece + " " for piece in pieces), tuple(offsets), tuple(words))


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
    """Places in order, the longest of those that overlap."""
    kept: list[tuple[int, int]] = []
    for place in sorted(places, key=lambda place: (place[0], -place[1])):
        if not kept or place[0] >= kept[-1][1]:
            kept.append(place)
    return kept


def _is_letter(character: str) -> bool:
    return character.isalpha() and not is_cjk(character)


def _mean_probability(words: Iterable[Word]) -> float | None:
    known = [word.probability for word in words if word.probability is not None]
    return sum(known) / len(known) if known else None


def _closed_up(words: Iterable[Word]) -> str:
    """The words as one line: Mandarin closed up, other words apart."""
    line = ""
    for word in words:
        text = word.text.strip()
        apart = line and text and not is_cjk(line[-1]) and not is_cjk(text[0])
        line += " " + text if apart else text
    return line

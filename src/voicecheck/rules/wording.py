"""Looking for phrases in what was said, with their times and how sure the recogniser was of them.

A phrase matches token by token (a Chinese character, a digit, a word), so punctuation, spaces, width and
case never matter. In a phrase `…` stands for up to eight tokens in between, `^` at its beginning for the
beginning of a turn, and `$` at its end for the end of one. A match never runs over the end of a turn.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import inf

from voicecheck.asr.types import Word
from voicecheck.intervals import Interval
from voicecheck.rules.standard import Standard, Window
from voicecheck.rules.types import Evidence
from voicecheck.text import is_cjk, tokens
from voicecheck.timeline.types import CallTimeline, Speaker, Turn

__all__ = ["Excerpt", "Match", "SpokenTurn", "Wording"]

MAX_GAP_TOKENS = 8
_GAP = rf"(?:[^ ]+ ){{0,{MAX_GAP_TOKENS}}}?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A phrase that was said. `probability` is the mean of its words', None where none is known."""

    start_s: float
    end_s: float
    speaker: Speaker | None
    text: str
    probability: float | None
    turn: int

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

    def matches(self, pattern: re.Pattern[str]) -> list[Match]:
        """All matches in the turn, the longest at each place, none overlapping another."""
        return [self._match(found.start(), found.end()) for found in pattern.finditer(self.line)]

    def _match(self, start: int, end: int) -> Match:
        first = bisect_right(self.offsets, start) - 1
        last = bisect_right(self.offsets, end - 1) - 1
        words = self.words[first : last + 1]
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

    def matches(self, phrases: tuple[str, ...]) -> tuple[Match, ...]:
        """All matches of any of the phrases, in order of time."""
        if not phrases:
            return ()
        pattern = _compiled(phrases)
        return tuple(
            match
            for turn in self.turns
            for match in turn.matches(pattern)
            if self.start_s - 1e-9 <= match.start_s and match.end_s <= self.end_s + 1e-9
        )

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """The words inside, one for each token."""
        return tuple(
            word
            for turn in self.turns
            for word in turn.words
            if self.start_s - 1e-9 <= word.start_s and word.end_s <= self.end_s + 1e-9
        )

    @property
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
        self._spoken = tuple(_spoken(turn) for turn in timeline.turns)

    def phrases(self, lists: Iterable[str]) -> tuple[str, ...]:
        """The phrases of several lists."""
        return tuple(phrase for name in lists for phrase in self._phrases[name])

    def excerpt(self, speaker: Speaker | None, window: Window | None = None) -> Excerpt:
        """What a party (None: anybody) said in a window of the call."""
        window = window or Window()
        own = tuple(spoken for spoken in self._spoken if speaker is None or spoken.turn.speaker == speaker)
        # Open at both ends: a recogniser's word may stray past the end of the call.
        start_s = -inf if window.last_s is None else self._timeline.call.duration_s - window.last_s
        end_s = inf if window.first_s is None else (self._timeline.answer_s or 0.0) + window.first_s
        whole = Excerpt(own, -inf, inf)
        if window.after is not None:
            anchors = whole.matches(self.phrases((window.after,)))
            start_s = max(start_s, anchors[0].start_s) if anchors else inf
        if window.before is not None:
            anchors = whole.matches(self.phrases((window.before,)))
            end_s = min(end_s, anchors[0].start_s) if anchors else end_s
        return Excerpt(_some_turns(own, window), start_s, end_s)

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


@lru_cache(maxsize=512)
def _compiled(phrases: tuple[str, ...]) -> re.Pattern[str]:
    alternatives = sorted({_expression(phrase) for phrase in phrases}, key=lambda text: (-len(text), text))
    return re.compile(r"(?<![^ ])(?:" + "|".join(alternatives) + ")")


def _expression(phrase: str) -> str:
    bare = phrase.strip()
    parts = [
        "".join(re.escape(token) + " " for token in tokens(part)) for part in bare.strip("^$").split("…")
    ]
    start = r"\A" if bare.startswith("^") else ""
    end = r"\Z" if bare.endswith("$") else ""
    return start + _GAP.join(parts) + end


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

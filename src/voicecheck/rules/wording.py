"""What a party said in a part of the call, and what is found in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from math import inf

from voicecheck.asr.types import Word
from voicecheck.intervals import Interval
from voicecheck.rules.patterns import Phrases
from voicecheck.rules.said import Match, Said, SpokenTurn, mean_probability
from voicecheck.rules.standard import Standard, Window
from voicecheck.rules.types import Evidence
from voicecheck.timeline.types import CallTimeline, Speaker

__all__ = ["Excerpt", "Match", "SpokenTurn", "Wording"]

_EVERYTHING = Window()


@dataclass(frozen=True)
class Excerpt:
    """The part of a party's words that a rule looks at."""

    said: Said
    turns: tuple[SpokenTurn, ...]
    start_s: float
    end_s: float

    def matches(self, phrases: Phrases) -> tuple[Match, ...]:
        """All matches of any of the lists, in order of time."""
        found = self.said.find(phrases) if phrases else None
        if not found:
            return ()
        return tuple(
            [
                match
                for one in self.turns
                if one.turn.index in found
                for match in found[one.turn.index]
                if self._holds(match)
            ]
        )

    def heard(self, phrases: Phrases) -> tuple[Match, ...]:
        """The matches; without any, what sounds alike or is perhaps meant, where the lists tolerate it."""
        found = self.matches(phrases)
        if found or not (phrases.tolerant or phrases.meanings):
            return found
        alike = [self.said.find_alike(name) for name in phrases.tolerant]
        meant = self.said.find_perhaps(phrases)
        heard = []
        for one in self.turns:
            number = one.turn.index
            heard += [by_turn[number] for by_turn in alike if number in by_turn]
            heard += meant.get(number, ())
        return tuple([match for match in heard if self._holds(match)])

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
        return mean_probability(self.words)

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

    def __init__(self, timeline: CallTimeline, standard: Standard, language: str) -> None:
        self._timeline = timeline
        self._standard = standard
        self._said = Said(timeline.turns, standard.lexicon, language)
        self._excerpts: dict[tuple[Speaker | None, Window], Excerpt] = {}

    def phrases(self, names: Iterable[str]) -> Phrases:
        """The phrase lists of these names."""
        return self._standard.phrases_of(names)

    @property
    def spoken(self) -> tuple[SpokenTurn, ...]:
        """All turns with their tokens, in order."""
        return self._said.turns

    def part(self, turns: Iterable[SpokenTurn], start_s: float, end_s: float) -> Excerpt:
        """What was said in some turns between two moments, in seconds."""
        return Excerpt(self._said, tuple(turns), start_s, end_s)

    def excerpt(self, speaker: Speaker | None, window: Window | None = None) -> Excerpt:
        """What a party (None: anybody) said in a window of the call."""
        key = (speaker, window or _EVERYTHING)
        known = self._excerpts.get(key)
        if known is None:
            known = self._excerpts[key] = self._cut(*key)
        return known

    def _cut(self, speaker: Speaker | None, window: Window) -> Excerpt:
        if window == _EVERYTHING:
            own = [spoken for spoken in self.spoken if speaker is None or spoken.turn.speaker == speaker]
            return self.part(own, -inf, inf)
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
        turns = whole.turns
        if window.until_reply_s is not None:
            turns = _until_reply(self.spoken, turns, window.until_reply_s)
        return self.part(_some_turns(turns, window), start_s, end_s)

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


def _until_reply(
    spoken: tuple[SpokenTurn, ...], own: tuple[SpokenTurn, ...], longer_than_s: float
) -> tuple[SpokenTurn, ...]:
    """A party's turns up to where another has the floor for longer than this."""
    begun = next((one.turn for one in own if not one.turn.backchannel), None)
    if begun is None:
        return own
    replies = (
        one.turn.start_s
        for one in spoken
        if one.turn.start_s > begun.start_s
        and one.turn.speaker != begun.speaker
        and not one.turn.backchannel
        and one.turn.duration_s > longer_than_s
    )
    reply_s = min(replies, default=inf)
    return tuple(one for one in own if one.turn.start_s < reply_s)


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

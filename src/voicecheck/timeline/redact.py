"""Private data taken out of a timeline: out of its words and facts, and, as times, out of the sound.

Measures are left as they were taken: turns, times, counts and rates do not change. Every word keeps its
place; of the words that tell a number the first becomes a placeholder, and the others lose their text.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import msgspec

from voicecheck.asr.types import Word
from voicecheck.intervals import Interval
from voicecheck.private.find import Private, find_private, without_private
from voicecheck.private.placeholders import PLACEHOLDER, Kind, placeholder
from voicecheck.text import count_words
from voicecheck.timeline.types import SPEAKERS, CallTimeline, Redacted, Speaker, Turn
from voicecheck.timeline.words import NEAR_S, are_timed, words_line, words_text

__all__ = ["NO_WORDS_LIMIT", "Redaction", "redact_timeline"]

NO_WORDS_LIMIT = "private data: the words are not known, so all speech is taken out of the sound"
# By what a call is found again and put in order.
_KEPT_FACTS = frozenset({"agent_id", "started_at"})
_CUSTOMER = "customer_name"


@dataclass(frozen=True, slots=True, kw_only=True)
class Redaction:
    """That private data are to be taken out of a call. `names` are private besides the customer's own."""

    names: tuple[str, ...] = ()

    def as_settings(self) -> dict[str, str]:
        """What is taken out, for the settings of a run: a digest, since the names are private."""
        listed = "\n".join(sorted(self.names))
        return {"redaction": hashlib.sha256(listed.encode()).hexdigest()}

    def names_in(self, metadata: Mapping[str, Any]) -> tuple[str, ...]:
        """The names that are private in a call with these facts."""
        customer = metadata.get(_CUSTOMER)
        is_known = isinstance(customer, str) and PLACEHOLDER.sub("", customer).strip()
        return (*self.names, str(customer)) if is_known else self.names


def redact_timeline(timeline: CallTimeline, redaction: Redaction) -> CallTimeline:
    """The timeline without private data; `redacted` says when they were said."""
    names = redaction.names_in(timeline.call.metadata)
    found = _find(timeline, names)
    turns, taken = [], list(timeline.redacted or ())
    for turn in timeline.turns:
        pieces = found.get(turn.index, [])
        turns.append(_without(turn, pieces, timeline.language) if pieces else turn)
        taken += (
            Redacted(start_s=span.start_s, end_s=span.end_s, speaker=turn.speaker, kind=kind)
            for span, kind in _times(turn, pieces)
        )
    if timeline.redacted is None:
        taken += _unknown_words(timeline)
    wordless = () if timeline.has_words or NO_WORDS_LIMIT in timeline.limits else (NO_WORDS_LIMIT,)
    return replace(
        timeline,
        call=replace(timeline.call, metadata=_facts(timeline, names)),
        turns=tuple(turns),
        limits=(*timeline.limits, *wordless),
        measured=replace(timeline.measured, settings={**timeline.measured.settings, "redacted": True}),
        redacted=tuple(sorted(taken, key=lambda one: (one.start_s, one.end_s, one.kind))),
    )


def _find(timeline: CallTimeline, names: Sequence[str]) -> dict[int, list[Private]]:
    """By index of the turn what is private in it; places are those in the line of its words.

    A party's turns are read as one text, since a number may be told in several; then once more, for parts
    of numbers that are found elsewhere, such as those that the other party says again.
    """
    parties = [[turn for turn in timeline.turns if turn.speaker == speaker] for speaker in (*SPEAKERS, None)]
    texts = ["\n".join(_line(turn) for turn in turns) for turns in parties]
    questions = [_questions(timeline, turns) for turns in parties]
    known: dict[str, Kind] = {
        one.digits: one.kind
        for text, asked in zip(texts, questions, strict=True)
        for one in find_private(text, asked=asked)
        if one.digits
    }
    found: dict[int, list[Private]] = {}
    for turns, text, asked in zip(parties, texts, questions, strict=True):
        for number, piece in _by_line(text, find_private(text, names, asked=asked, known=known)):
            found.setdefault(turns[number].index, []).append(piece)
    return found


def _questions(timeline: CallTimeline, turns: Sequence[Turn]) -> list[str]:
    """What the other party said last before each turn, signs of listening left out."""
    asked = []
    for turn in turns:
        before = (
            other
            for other in reversed(timeline.turns)
            if other.speaker != turn.speaker and other.start_s < turn.start_s and not other.backchannel
        )
        other = next(before, None)
        asked.append(_line(other) if other else "")
    return asked


def _line(turn: Turn) -> str:
    """The words of a turn on one line, each character in its place."""
    text = words_line(turn.words)[0] if turn.words else turn.text
    return "".join(" " if character.isspace() else character for character in text)


def _by_line(text: str, pieces: Iterable[Private]) -> Iterator[tuple[int, Private]]:
    """Each piece in the lines that it lies in, by number; places are those in the line."""
    for piece in pieces:
        start = piece.start
        while start < piece.end:
            line_start = text.rfind("\n", 0, start) + 1
            line_end = text.find("\n", start)
            end = piece.end if line_end < 0 else min(piece.end, line_end)
            if end > start:
                number = text.count("\n", 0, start)
                yield number, Private(piece.kind, start - line_start, end - line_start, piece.digits)
            start = end + 1


def _without(turn: Turn, pieces: Sequence[Private], language: str | None) -> Turn:
    """The turn with a placeholder for each piece."""
    count = count_words(turn.text) if turn.word_count is None else turn.word_count
    if not turn.words:
        return replace(turn, text=_cut(turn.text, 0, pieces, language), word_count=count)
    spans = words_line(turn.words)[1]
    words = tuple(
        msgspec.structs.replace(word, text=_cut(word.text.strip(), start, pieces, language))
        for word, (start, _) in zip(turn.words, spans, strict=True)
    )
    return replace(turn, words=words, text=words_text(words), word_count=count)


def _cut(text: str, offset: int, pieces: Sequence[Private], language: str | None) -> str:
    """A word that begins at `offset` of the line, without what of the pieces lies in it."""
    for piece in sorted(pieces, key=lambda one: one.start, reverse=True):
        start, end = max(0, piece.start - offset), min(len(text), piece.end - offset)
        if start < end:
            shown = placeholder(piece.kind, language) if piece.start >= offset else ""
            text = text[:start] + shown + text[end:]
    return text


def _times(turn: Turn, pieces: Sequence[Private]) -> Iterator[tuple[Interval, Kind]]:
    """When the pieces were said, with a margin for times that stray.

    Where the words have no times of their own, it may have been at any time of the turn.
    """
    spans = words_line(turn.words)[1]
    for piece in pieces:
        said = [
            word
            for word, (start, end) in zip(turn.words, spans, strict=True)
            if start < piece.end and end > piece.start
        ]
        start_s = min((word.start_s for word in said), default=turn.start_s)
        end_s = max((word.end_s for word in said), default=turn.end_s)
        if not are_timed(turn.words):
            start_s, end_s = min(start_s, turn.start_s), max(end_s, turn.end_s)
        yield _with_margin(start_s, end_s), piece.kind


def _with_margin(start_s: float, end_s: float) -> Interval:
    return Interval(max(0.0, start_s - NEAR_S), end_s + NEAR_S)


def _unknown_words(timeline: CallTimeline) -> Iterator[Redacted]:
    """Speech of which no word is known: nobody can say that it holds nothing private."""
    for lost in timeline.unrecognised:
        yield _unknown(lost.start_s, lost.end_s, lost.speaker)
    for turn in timeline.turns:
        for ipu in turn.ipus:
            if not any(_near(word, ipu) for word in turn.words):
                yield _unknown(ipu.start_s, ipu.end_s, turn.speaker)


def _near(word: Word, ipu: Interval) -> bool:
    return word.start_s < ipu.end_s + NEAR_S and word.end_s > ipu.start_s - NEAR_S


def _unknown(start_s: float, end_s: float, speaker: Speaker | None) -> Redacted:
    span = _with_margin(start_s, end_s)
    return Redacted(start_s=span.start_s, end_s=span.end_s, speaker=speaker, kind="unrecognised")


def _facts(timeline: CallTimeline, names: Sequence[str]) -> dict[str, Any]:
    """The metadata without private data; who the customer is goes whole."""
    language = timeline.language
    facts = dict(timeline.call.metadata)
    for name, value in facts.items():
        if name == _CUSTOMER and value:
            facts[name] = placeholder("name", language)
        elif isinstance(value, str) and name not in _KEPT_FACTS:
            facts[name] = without_private(value, names, language)
    return facts

"""What the readers of given transcripts share: speakers, times, and words without times."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Literal
from unicodedata import category

from voicecheck.asr.align import spread_evenly
from voicecheck.asr.types import Transcript, Utterance, Word
from voicecheck.asr.words import split_words
from voicecheck.errors import TranscriptError
from voicecheck.text.tokens import is_cjk

__all__ = [
    "LONGEST_S",
    "checked_span",
    "guess_language",
    "speaker_of",
    "transcript_of",
    "utterance_of",
    "visible",
]

Speaker = Literal["agent", "customer"]
LONGEST_S = 86_400.0
MOST_TURNS = 100_000
_UNSEEN = ("Cc", "Cf")
_SPEAKERS: dict[str, Speaker] = {
    "agent": "agent", "operator": "agent", "rep": "agent", "representative": "agent",
    "客服": "agent", "坐席": "agent", "座席": "agent", "客服人员": "agent", "话务员": "agent",
    "customer": "customer", "caller": "customer", "client": "customer", "user": "customer",
    "客户": "customer", "顾客": "customer", "用户": "customer", "来电人": "customer",
}  # fmt: skip


def speaker_of(label: str) -> Speaker | None:
    """The party that a label names, None when it names neither."""
    return _SPEAKERS.get(label.strip().casefold())


def known_speakers() -> str:
    """The labels understood, for messages."""
    return ", ".join(_SPEAKERS)


def checked_span(where: str, start_s: float, end_s: float) -> tuple[float, float]:
    """Start and end, after a check that they follow each other inside a day.

    Raises
    ------
    TranscriptError
        When they do not.
    """
    for name, value in (("start", start_s), ("end", end_s)):
        if not math.isfinite(value) or not 0.0 <= value <= LONGEST_S:
            raise TranscriptError(
                f"{where}: expected the {name} from 0 to {LONGEST_S:.0f} s, found {value} s; correct the time"
            )
    if start_s >= end_s:
        raise TranscriptError(
            f"{where}: expected an end after the start, found {start_s} to {end_s} s; correct the times"
        )
    return start_s + 0.0, end_s  # JSON knows a zero with a sign


def guess_language(texts: Iterable[str]) -> str:
    """`zh` where ideographs are at least a fifth of the letters, else `en`."""
    letters = ideographs = 0
    for text in texts:
        letters += sum(map(str.isalpha, text))
        ideographs += sum(map(is_cjk, text))
    return "zh" if ideographs and ideographs * 5 >= letters else "en"


def utterance_of(
    speaker: Speaker, start_s: float, end_s: float, text: str, language: str, words: tuple[Word, ...] = ()
) -> Utterance:
    """A turn; without `words` of its own they are spread evenly, one Mandarin character or English word
    each.
    """
    written = visible(text)
    if not words:
        parts = split_words(written, language)
        spans = spread_evenly(start_s, end_s, len(parts)) if parts else []
        words = tuple(
            Word(start_s=begin_s, end_s=finish_s, text=part)
            for part, (begin_s, finish_s) in zip(parts, spans, strict=True)
        )
    return Utterance(
        start_s=start_s, end_s=end_s, text=written if words else "", words=words, speaker=speaker
    )


def visible(text: str) -> str:
    """Text with single spaces, without controls and marks of no width: nobody said them."""
    return " ".join("".join(one for one in text if one.isspace() or category(one) not in _UNSEEN).split())


def transcript_of(where: str, language: str, utterances: Iterable[Utterance]) -> Transcript:
    """The transcript of these turns in order of time.

    Raises
    ------
    TranscriptError
        When there are more turns than a call can have.
    """
    turns = tuple(sorted(utterances, key=lambda turn: (turn.start_s, turn.end_s, turn.speaker or "")))
    if len(turns) > MOST_TURNS:
        raise TranscriptError(
            f"{where}: expected at most {MOST_TURNS} turns, found {len(turns)}; give a transcript of one call"
        )
    return Transcript(language=language, source="given", utterances=turns)

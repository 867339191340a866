"""Words and the parties who said them.

Conventions: a party is 0 (agent) or 1 (customer) once roles are known. A word belongs to the turn of its
own party that holds most of it; a recogniser's times are good to a few tenths of a second, so a word
outside every turn goes to the nearest one.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from voicecheck.asr.types import Transcript, Word
from voicecheck.intervals import Interval, intersection
from voicecheck.timeline.listening import is_listening
from voicecheck.timeline.turns import FloorTurn, IsBackchannel
from voicecheck.timeline.types import SPEAKERS, Unrecognised

__all__ = [
    "NEAR_S",
    "PartyWords",
    "are_timed",
    "attach_words",
    "given_speech",
    "listening_words",
    "party_words",
    "words_line",
    "words_text",
]

NEAR_S = 0.3  # a recogniser's word times stray by about this much
# Of fewer words nobody can say; and nothing stands out from so short a turn.
_MIN_TIMED_WORDS = 4
_MAX_EQUAL_SHARE = 0.7


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyWords:
    """All words of one party in order of time, and where its words could not be recognised."""

    words: tuple[Word, ...]
    unrecognised: tuple[Unrecognised, ...]


def party_words(transcript: Transcript, agent_channel: int | None) -> tuple[PartyWords, PartyWords]:
    """The words of agent and customer.

    `agent_channel` is needed for recognised words, which know their channel; given ones know their speaker.
    """
    collected: tuple[list[Word], list[Word]] = ([], [])
    lost: tuple[list[Unrecognised], list[Unrecognised]] = ([], [])
    for utterance in transcript.utterances:
        if utterance.speaker is not None:
            party = SPEAKERS.index(utterance.speaker)
        elif utterance.channel is not None and agent_channel is not None:
            party = 0 if utterance.channel == agent_channel else 1
        else:
            continue
        collected[party].extend(utterance.words)
        if utterance.failure is not None:
            lost[party].append(
                Unrecognised(
                    start_s=utterance.start_s,
                    end_s=utterance.end_s,
                    speaker=SPEAKERS[party],
                    reason=utterance.failure,
                )
            )
    agent, customer = (
        PartyWords(
            words=tuple(sorted(collected[party], key=lambda word: (word.start_s, word.end_s))),
            unrecognised=tuple(lost[party]),
        )
        for party in (0, 1)
    )
    return agent, customer


def given_speech(
    transcript: Transcript, activity: Sequence[Interval], party: int
) -> tuple[tuple[Interval, ...], int]:
    """Speech of one party by a given transcript: what the audio shows inside its utterances.

    Returns the speech and the number of utterances in which the audio shows none; those count whole, since
    who wrote the transcript heard something there.
    """
    pieces: list[Interval] = []
    unheard = 0
    for utterance in transcript.utterances:
        if utterance.speaker != SPEAKERS[party] or utterance.start_s >= utterance.end_s:
            continue
        span = Interval(utterance.start_s, utterance.end_s)
        heard = intersection([span], activity)
        unheard += not heard
        pieces.extend(heard or (span,))
    return tuple(pieces), unheard


def listening_words(words: tuple[Sequence[Word], Sequence[Word]]) -> IsBackchannel:
    """A predicate for turn taking: are an IPU's words nothing but a sign of listening?"""
    starts = tuple([word.start_s for word in party] for party in words)

    def is_backchannel(party: int, ipu: Interval) -> bool | None:
        first = bisect_left(starts[party], ipu.start_s - NEAR_S)
        inside = []
        for word in words[party][first:]:
            if word.start_s >= ipu.end_s + NEAR_S:
                break
            if ipu.start_s - NEAR_S <= (word.start_s + word.end_s) / 2 <= ipu.end_s + NEAR_S:
                inside.append(word)
        return is_listening(" ".join(word.text for word in inside)) if inside else None

    return is_backchannel


def attach_words(
    words: Sequence[Word], turns: Sequence[FloorTurn], party: int
) -> dict[int, tuple[Word, ...]]:
    """Words by index of the party's turn in `turns`."""
    own = [index for index, turn in enumerate(turns) if turn.party == party]
    if not own:
        return {}
    starts = [turns[index].start_s for index in own]
    attached: dict[int, list[Word]] = {}
    for word in words:
        middle_s = (word.start_s + word.end_s) / 2
        following = bisect_left(starts, middle_s)
        # A party's turns follow one another, save a sign of listening between two of them: three
        # neighbours suffice.
        near = own[max(0, following - 2) : following + 1]
        nearest = min((_distance_s(middle_s, turns[index]), index) for index in near)[1]
        attached.setdefault(nearest, []).append(word)
    return {index: tuple(found) for index, found in attached.items()}


def are_timed(words: Sequence[Word]) -> bool:
    """Whether words were timed one by one: those of a text without times are spread evenly, all as long."""
    lengths = Counter(round(word.end_s - word.start_s, 3) for word in words)
    return len(words) >= _MIN_TIMED_WORDS and max(lengths.values()) <= _MAX_EQUAL_SHARE * len(words)


def words_text(words: Sequence[Word]) -> str:
    """The words as one line: Mandarin and digits closed up, other words apart."""
    return words_line(words)[0]


def words_line(words: Sequence[Word]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The same line, and where in it each word begins and ends."""
    line = ""
    spans = []
    for word in words:
        text = word.text.strip()
        if line and text and _apart(line[-1], text[0]):
            line += " "
        spans.append((len(line), len(line) + len(text)))
        line += text
    return line, tuple(spans)


def _apart(last: str, following: str) -> bool:
    """Whether a space belongs between two words: both Latin, and not two digits of one number."""
    return last.isascii() and following.isascii() and not (last.isdigit() and following.isdigit())


def _distance_s(time_s: float, turn: FloorTurn) -> float:
    return max(turn.start_s - time_s, time_s - turn.end_s, 0.0)

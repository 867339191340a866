"""From the decoder's attention to words with times, and from window times to recording times.

Whisper's own method: dynamic time warping over the attention of chosen heads gives the frame where each token
begins (https://arxiv.org/abs/2212.04356, and `timing.py` of the original program). A word
belongs to the part of its window that holds most of it, never to the silence between parts, and is cut at
the ends of its piece. Whisper's own shortening of long words is left out: pieces hold no long pauses, and on
synthetic calls it put more words into the wrong piece and worsened their times.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from voicecheck.asr.types import PIECE_RATE_HZ, SpeechPiece, Word
from voicecheck.asr.windows import Part, Window
from voicecheck.asr.words import written_words

__all__ = ["TimedWord", "place_words", "spread_evenly", "timed_words", "token_starts"]

FRAME_S = 0.02  # one position of the encoder's output


@dataclass(frozen=True, slots=True, kw_only=True)
class TimedWord:
    """A word with its time in seconds from the start of its window."""

    text: str
    start_s: float
    end_s: float
    probability: float


def token_starts(pairs: Sequence[tuple[int, int]], token_count: int) -> NDArray[np.float64]:
    """Start of every token in seconds, shape (token_count + 1,); the last one is where the text ends.

    `pairs` is the warping path as (token, frame).
    """
    path = np.asarray(pairs, dtype=np.int64).reshape(-1, 2)
    jumps = np.flatnonzero(np.diff(path[:, 0], prepend=-1))
    starts = path[jumps, 1] * FRAME_S
    last = starts[-1] if len(starts) else 0.0
    missing = max(0, token_count + 1 - len(starts))
    return np.concatenate([starts, np.full(missing, last)])[: token_count + 1]


def timed_words(
    units: Sequence[tuple[str, int]],
    starts_s: NDArray[np.float64],
    token_probabilities: Sequence[float],
    language: str,
) -> tuple[TimedWord, ...]:
    """Words of a decoded text.

    `units` are the shortest runs of tokens that decode to whole characters: their text and their number of
    tokens.
    """
    text: list[str] = []
    begins: list[float] = []
    ends: list[float] = []
    probabilities: list[float] = []
    token = 0
    for written, count in units:
        start_s, end_s = float(starts_s[token]), float(starts_s[token + count])
        probability = float(np.mean(token_probabilities[token : token + count]))
        spoken = max(1, sum(map(str.isalnum, written)))
        told = 0
        for character in written:
            begins.append(start_s + (end_s - start_s) * told / spoken)
            told = min(spoken, told + character.isalnum())
            ends.append(start_s + (end_s - start_s) * told / spoken)
            probabilities.append(probability)
            text.append(character)
        token += count
    return tuple(
        TimedWord(
            text=written,
            start_s=begins[first],
            end_s=max(ends[last - 1], begins[first]),
            probability=float(np.mean(probabilities[first:last])),
        )
        for written, (first, last) in written_words("".join(text), language)
    )


def place_words(
    words: Sequence[TimedWord], window: Window, pieces: Sequence[SpeechPiece]
) -> dict[int, list[Word]]:
    """Words by piece, with times in the recording; each lies inside its piece, lasts, and follows the one
    before.
    """
    owners = _owners(words, window.parts)
    placed: dict[int, list[Word]] = {}
    for index, group in itertools.groupby(range(len(words)), key=owners.__getitem__):
        part = window.parts[index]
        piece = pieces[part.piece]
        members = [words[i] for i in group]
        begin_s = part.window_offset / PIECE_RATE_HZ
        spans = _in_order(
            np.array([word.start_s - begin_s for word in members]),
            np.array([word.end_s - begin_s for word in members]),
            part.length / PIECE_RATE_HZ,
        )
        origin_s = piece.start_s + part.piece_offset / PIECE_RATE_HZ
        placed.setdefault(part.piece, []).extend(
            Word(
                start_s=max(piece.start_s, origin_s + start_s),
                end_s=min(piece.end_s, origin_s + end_s),
                text=word.text,
                probability=round(word.probability, 4),
            )
            for word, (start_s, end_s) in zip(members, spans, strict=True)
        )
    return placed


def spread_evenly(start_s: float, end_s: float, count: int) -> list[tuple[float, float]]:
    """`count` spans of equal length that fill [start_s, end_s)."""
    marks = [start_s + (end_s - start_s) * i / count for i in range(count)] + [end_s]
    return list(itertools.pairwise(marks))


def _owners(words: Sequence[TimedWord], parts: Sequence[Part]) -> list[int]:
    """Index of the part that holds most of each word, never falling from word to word."""
    begins = np.array([part.window_offset for part in parts]) / PIECE_RATE_HZ
    ends = np.array([part.window_end for part in parts]) / PIECE_RATE_HZ
    owners: list[int] = []
    for word in words:
        shared = np.minimum(ends, word.end_s) - np.maximum(begins, word.start_s)
        # Apart from all parts, the shares are negative and the greatest belongs to the nearest part.
        owner = int(np.argmax(shared))
        owners.append(max(owner, owners[-1] if owners else 0))
    return owners


def _in_order(
    starts: NDArray[np.float64], ends: NDArray[np.float64], duration_s: float
) -> list[tuple[float, float]]:
    """Spans inside [0, duration_s] that do not overlap and last at least one frame where there is room."""
    count = len(starts)
    least_s = min(FRAME_S, duration_s / count)
    spans = []
    free_s = 0.0
    for i in range(count):
        latest_s = duration_s - least_s * (count - i)
        start_s = min(max(float(starts[i]), free_s), latest_s)
        end_s = min(max(float(ends[i]), start_s + least_s), duration_s - least_s * (count - 1 - i))
        spans.append((start_s, end_s))
        free_s = end_s
    return spans

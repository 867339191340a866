"""Texts cut into clauses: at punctuation, at short pauses, and where neither comes for long."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from voicecheck.asr.types import Word
from voicecheck.text import tokens

__all__ = ["LONGEST_CLAUSE", "clauses_of", "clauses_of_text"]

LONGEST_CLAUSE = 16
"""Tokens; what goes on for longer is cut into equal parts."""

_PAUSE_S = 0.3
_PUNCTUATION = "。,,、;;::!!??…—"
_ENDS_CLAUSE = re.compile(rf"(?:[{_PUNCTUATION}]|\.(?!\d))[^\w]*$")
_BETWEEN = re.compile(rf"[{_PUNCTUATION}]|\.(?!\d)")


def clauses_of(words: Sequence[Word]) -> tuple[tuple[int, int], ...]:
    """The clauses of a turn, each from its first word to before its end.

    Parameters
    ----------
    words
        The words of a turn, one for each token, with their punctuation where there is any.
    """
    starts = [0] + [
        place
        for place, (before, word) in enumerate(pairwise(words), 1)
        if word.start_s - before.end_s > _PAUSE_S or _ENDS_CLAUSE.search(before.text)
    ]
    return tuple(
        part
        for first, end in zip(starts, [*starts[1:], len(words)], strict=True)
        for part in _parts(first, end)
    )


def clauses_of_text(text: str) -> tuple[tuple[str, ...], ...]:
    """The tokens of a written text, clause by clause."""
    clauses = [tokens(clause) for clause in _BETWEEN.split(text)]
    return tuple(clause[a:b] for clause in clauses for a, b in _parts(0, len(clause)))


def _parts(first: int, end: int) -> Iterator[tuple[int, int]]:
    """A clause in as few equal parts as are short enough."""
    length = end - first
    count = -(-length // LONGEST_CLAUSE)
    for number in range(count):
        yield first + length * number // count, first + length * (number + 1) // count

"""Sentences as features: every token with the two or three before it, as it is and by its sound or stem.

A feature is a number, the hash of its tokens and of its kind. What a model has never seen weighs nothing.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from voicecheck.text import is_cjk
from voicecheck.text.sounds import syllable

__all__ = ["APART", "BREAK", "KINDS", "features", "known_rows", "stream_of"]

BREAK = "|"
"""Stands in a stream of tokens wherever a clause begins or ends."""
APART = ("", "", "")
"""Stands in a stream between turns: no feature reaches over it, so each turn is like a stream of its own."""
KINDS = 8
"""Features of each token: it alone, with the one, two and three before it, with the second before it; its
sound or stem alone, with the one and the two before it."""

# Odd numbers without a pattern in their bits, as well-known hashes (splitmix64, xxHash64) use them.
_MIX = np.uint64(0x9E3779B97F4A7C15)
_STIR = np.uint64(0xC2B2AE3D27D4EB4F)
# One for each kind, so that a word and a sound that are written alike are two features.
_SALTS = np.arange(1, KINDS + 1, dtype=np.uint64) * _STIR
_STEM_LETTERS = 4


def features(stream: Sequence[str]) -> NDArray[np.uint32]:
    """The features of a stream of tokens, shape (tokens, KINDS).

    Parameters
    ----------
    stream
        Tokens as `voicecheck.text.tokens` gives them, `BREAK` at the edges of clauses, `APART` between turns.
    """
    numbers = np.array([_numbers(token) for token in stream], dtype=np.uint64).reshape(-1, 2)
    forms = np.concatenate([np.zeros(3, np.uint64), numbers[:, 0]])
    sounds = np.concatenate([np.zeros(2, np.uint64), numbers[:, 1]])
    one, two, three, four = forms[3:], forms[2:-1], forms[1:-2], forms[:-3]
    pair = one + _MIX * two
    triple = pair + _STIR * three
    sound_pair = sounds[2:] + _MIX * sounds[1:-1]
    kinds = (
        one,
        pair,
        triple,
        triple * _STIR + four,
        one * _STIR + three,
        sounds[2:],
        sound_pair,
        sound_pair + _STIR * sounds[:-2],
    )
    found = np.empty((len(stream), KINDS), dtype=np.uint32)
    for kind, values in enumerate(kinds):
        found[:, kind] = _mixed(values ^ _SALTS[kind])
    return found


def stream_of(clauses: Iterable[Sequence[str]]) -> list[str]:
    """The tokens of clauses that follow each other as one stream, `BREAK` at all their edges."""
    stream = [BREAK]
    for clause in clauses:
        stream += [*clause, BREAK]
    return stream


def known_rows(
    known: NDArray[np.uint32], found: NDArray[np.uint32]
) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    """Which features a model knows, whose own are `known`, in order; and the row of each, where it does."""
    rows = np.minimum(np.searchsorted(known, found), len(known) - 1)
    return known[rows] == found, rows


def _mixed(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    values = (values ^ (values >> np.uint64(31))) * _MIX
    return (values ^ (values >> np.uint64(29))) * _STIR >> np.uint64(32)


@lru_cache(maxsize=16_384)
def _numbers(token: str) -> tuple[int, int]:
    """A token, and its sound (a character) or stem (a word), as numbers above 0; 0 where there is none."""
    if not token:
        return 0, 0
    root = syllable(token) or token if is_cjk(token[0]) else token[:_STEM_LETTERS]
    return zlib.crc32(token.encode()) + 1, zlib.crc32(root.encode()) + 1

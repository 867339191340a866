"""Texts in one form for comparing, character by character: a place in it is the same place in the text."""

from __future__ import annotations

from functools import lru_cache
from unicodedata import normalize

from voicecheck.text.simplified import simplified

__all__ = ["folded"]


def folded(text: str) -> str:
    """Small letters, half width, simplified script; as long as the text itself.

    The wide comma stays: a pause in Chinese, where a narrow one may stand for thousands.
    """
    return simplified("".join(map(_folded_character, text)))


@lru_cache(maxsize=16_384)
def _folded_character(character: str) -> str:
    form = normalize("NFKC", character).lower()
    return form if len(form) == 1 and character != "，" else character

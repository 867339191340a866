"""Texts in one form for comparing, character by character: a place in it is the same place in the text."""

from __future__ import annotations

from functools import lru_cache
from unicodedata import category, normalize

from voicecheck.text.simplified import simplified

__all__ = ["folded"]

_UNSEEN = ("Cc", "Cf")  # controls; marks of no width, which would break a number in two


def folded(text: str) -> str:
    """Small letters, half width, simplified script, spaces for what does not show; as long as the text.

    The wide comma stays: a pause in Chinese, where a narrow one may stand for thousands.
    """
    return simplified("".join(map(_folded_character, text)))


@lru_cache(maxsize=16_384)
def _folded_character(character: str) -> str:
    if category(character) in _UNSEEN:
        return " "
    form = normalize("NFKC", character).lower()
    return form if len(form) == 1 and character != "，" else character

"""Texts as people speak them: without punctuation, width or case, cut into the units that are said.

A token is one Chinese character, one digit, or one word of another script. Phrases are looked for token by
token, so that "hi" is never found inside "this".
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from voicecheck.private.placeholders import PLACEHOLDER
from voicecheck.text.simplified import TRADITIONAL, simplified

__all__ = ["are_tokens", "is_cjk", "normalise", "tokens"]

# Unified ideographs with extension A, compatibility ideographs, and the planes beyond the first.
_CJK = r"㐀-䶿一-鿿豈-﫿\U00020000-\U0003134F"
_CJK_CHARACTER = re.compile(f"[{_CJK}]")
_TOKEN = re.compile(rf"[{_CJK}]|\d|[^\W\d_{_CJK}]+")
# Whatever is no token as it stands: all but unified ideographs in their simplified form, and digits.
_TO_BE_FOLDED = re.compile(f"[^㐀-䶿一-鿿0-9]|[{TRADITIONAL}]")
_APOSTROPHES = re.compile(r"(?<=\w)['’ʼ`](?=\w)")


def is_cjk(character: str) -> bool:
    """Whether a character is a Chinese ideograph."""
    return _CJK_CHARACTER.fullmatch(character) is not None


def are_tokens(characters: str) -> bool:
    """Whether every single character is a token as it stands; false where that is not plain to see."""
    return _TO_BE_FOLDED.search(characters) is None


@lru_cache(maxsize=16_384)
def tokens(text: str) -> tuple[str, ...]:
    """The spoken units of a text: characters, single digits, words; full width and traditional script
    folded, lower case.

    Kept for texts seen before, since a transcript's words are few and come back in every call. An
    apostrophe inside a word is dropped with nothing in its place ("don't" is one token). What stands for
    private data is no word.
    """
    if "[" in text:
        text = PLACEHOLDER.sub(" ", text)
    folded = simplified(unicodedata.normalize("NFKC", text).casefold())
    return tuple(_TOKEN.findall(_APOSTROPHES.sub("", folded)))


def normalise(text: str) -> str:
    """The text as its tokens, closed up; a space stays only between two words of letters."""
    pieces: list[str] = []
    for token in tokens(text):
        if pieces and _is_word(pieces[-1]) and _is_word(token):
            pieces.append(" ")
        pieces.append(token)
    return "".join(pieces)


def _is_word(token: str) -> bool:
    return not is_cjk(token[0]) and not token[0].isdigit()

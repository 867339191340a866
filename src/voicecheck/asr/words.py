"""What counts as a word, in recognised and in given text alike.

Mandarin has no spaces: every character is a word of its own, every digit too, and a run of Latin letters is
one. Elsewhere a word is what stands between spaces. Punctuation belongs to the word before it, at the very
start to the one after it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

__all__ = ["is_spaced", "join_words", "split_words", "written_words"]

# Ideographs with their extensions, the ideographic zero, kana. Hangul is written with spaces.
_IDEOGRAPH = "\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
_UNSPACED_WORD = re.compile(rf"[{_IDEOGRAPH}]|\d|(?:(?![{_IDEOGRAPH}\d])\w)+(?:['’](?![{_IDEOGRAPH}\d])\w+)*")
_SPACED_WORD = re.compile(rf"[{_IDEOGRAPH}]|(?:(?![{_IDEOGRAPH}])\w)+(?:['’.,:\-](?:(?![{_IDEOGRAPH}])\w)+)*")
_UNSPACED_LANGUAGES = frozenset({"zh", "yue", "ja"})


def is_spaced(language: str) -> bool:
    """Whether the language is written with spaces between words."""
    return language.split("-")[0].lower() not in _UNSPACED_LANGUAGES


def word_spans(text: str, language: str) -> list[tuple[int, int]]:
    """First and past-the-last index of every word's core (without punctuation), in order."""
    pattern = _SPACED_WORD if is_spaced(language) else _UNSPACED_WORD
    return [match.span() for match in pattern.finditer(text)]


def split_words(text: str, language: str) -> list[str]:
    """The words of `text`, punctuation kept, white space dropped; empty when nothing in it is spoken."""
    return [written for written, _ in written_words(text, language)]


def written_words(text: str, language: str) -> list[tuple[str, tuple[int, int]]]:
    """Every word as written, with the span of its core."""
    spans = word_spans(text, language)
    words = []
    for i, (first, last) in enumerate(spans):
        # Punctuation after a core belongs to its word; the first word also takes what leads.
        begin = first if i else 0
        end = spans[i + 1][0] if i + 1 < len(spans) else len(text)
        words.append(("".join(text[begin:end].split()), (first, last)))
    return words


def join_words(words: Sequence[str], language: str) -> str:
    """The sentence that `words` make, with spaces where the language writes them."""
    if is_spaced(language):
        return " ".join(words)
    joined: list[str] = []
    for word in words:
        if joined and _latin_end(joined[-1]) and word[:1].isascii() and word[:1].isalpha():
            joined.append(" ")
        joined.append(word)
    return "".join(joined)


def _latin_end(word: str) -> bool:
    return word[-1:].isascii() and not word[-1:].isdigit()

"""Counting syllables and words of a written text.

Mandarin: one character is one syllable, one digit one more (a number read as an amount has a few more than
it has digits). English: vowel groups of the spelling with the commonest exceptions; good enough for a rate,
not for phonetics.
"""

from __future__ import annotations

import re

from voicecheck.text.tokens import is_cjk, tokens

__all__ = ["count_syllables", "count_words"]

_CAPITALS = re.compile(r"(?<![A-Za-z])[A-Z]{2,6}(?![A-Za-z])")
_VOWELS = re.compile(r"[aeiouy]+")
_SILENT_ENDING = re.compile(r"(?:[^aeiouylr]|[aeiouy][lr])(?:e|es|ed)$")
_SOUNDED_ENDING = re.compile(r"(?:[td]ed|(?:[sxz]|ch|sh|c|g)es)$")
_SPLIT_VOWELS = re.compile(r"(?<![ct])i(?:a|ou)|(?:[ei]o|[^st]ea)s?$|(?<![qg])ua|uie|[ey]ing$|creat|iet")
_DIGITS = {"zh": (1,) * 10, "en": (2, 1, 1, 1, 1, 1, 1, 2, 1, 1)}
_LETTER_W_SYLLABLES = 3


def count_words(text: str) -> int:
    """Number of spoken units: words, single digits, Chinese characters."""
    return len(tokens(text))


def count_syllables(text: str, language: str | None) -> int:
    """Number of syllables in a text.

    `language` says how digits are read ("zh" one syllable each, else English); words in capitals are spelt
    out.
    """
    digit_syllables = _DIGITS["zh" if (language or "zh").startswith("zh") else "en"]
    spelt = sum(_spelt_syllables(word) for word in _CAPITALS.findall(text))
    return spelt + sum(_token_syllables(token, digit_syllables) for token in tokens(_CAPITALS.sub(" ", text)))


def _spelt_syllables(capitals: str) -> int:
    return sum(_LETTER_W_SYLLABLES if letter == "W" else 1 for letter in capitals)


def _token_syllables(token: str, digit_syllables: tuple[int, ...]) -> int:
    if is_cjk(token):
        return 1
    if token.isdigit():
        return digit_syllables[int(token)]
    return _english_syllables(token)


def _english_syllables(word: str) -> int:
    groups = len(_VOWELS.findall(word))
    if groups > 1 and _SILENT_ENDING.search(word) and not _SOUNDED_ENDING.search(word):
        groups -= 1
    if _SPLIT_VOWELS.search(word):
        groups += 1
    return max(1, groups)

"""Texts: normal form, spoken units, syllables."""

from voicecheck.text.syllables import count_syllables, count_words
from voicecheck.text.tokens import are_tokens, is_cjk, normalise, tokens

__all__ = ["are_tokens", "count_syllables", "count_words", "is_cjk", "normalise", "tokens"]

"""Words to say, quoted in an advice: in the language of the call, whatever the language of the page.

A tip quotes what to say in both languages, pair by pair: 「我理解您的心情」 in Chinese, "I understand how you
feel" in English. A reader of the English tip of a Chinese call is told the Chinese words, with the English
ones beside them.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from voicecheck.rules.types import Text

__all__ = ["examples_in", "quoted"]

_QUOTED = {"zh": re.compile("「([^」]+)」"), "en": re.compile('"([^"]+)"')}
_BESIDE: dict[str, Callable[[str, str], str]] = {
    "zh": lambda said, meant: f"“{said}”（{meant}）",
    "en": lambda said, meant: f"“{said}” ({meant})",
}


def quoted(tip: Text, language: str) -> list[str]:
    """The words to say that a tip quotes."""
    return _QUOTED[language].findall(tip[language])


def examples_in(tip: Text, spoken: str) -> Text:
    """The tip with its quoted words in the spoken language; as it is where its quotes are no pairs."""
    if spoken not in _QUOTED:
        return tip
    said = quoted(tip, spoken)
    return {language: _with_words(text, language, spoken, said) for language, text in tip.items()}


def _with_words(text: str, language: str, spoken: str, said: list[str]) -> str:
    if language == spoken or language not in _QUOTED or len(_QUOTED[language].findall(text)) != len(said):
        return text
    words = iter(said)
    return _QUOTED[language].sub(lambda found: _BESIDE[language](next(words), found[1]), text)

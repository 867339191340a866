"""Recognition errors in a transcript: what a recogniser might have written instead, and how sure it was."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from pypinyin import Style, lazy_pinyin

from benchmarks.calls.wording import Language, all_texts

__all__ = ["HeardWord", "mishear"]

_HAN = re.compile(r"[㐀-鿿]")
_MARKS = ",.!?"
# Pairs that speakers and recognisers confuse, folded to one of them.
_NEAR = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ang", "an"), ("eng", "en"), ("ing", "in"))
_SUBSTITUTED, _DELETED = 0.6, 0.85  # the rest is inserted
# How sure recognition is of right and of wrong words: quantiles of the demo model's word probabilities on
# six sample calls (1117 right words on the clean lines; 616 wrong ones, most of them in noise added at 12, 8
# and 5 dB). Shares, and the values at them.
_RIGHT = ((0.0, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0),
          (0.2, 0.45, 0.78, 0.88, 0.95, 0.97, 0.98, 0.99, 1.0))  # fmt: skip
_WRONG = ((0.0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0),
          (0.02, 0.11, 0.15, 0.22, 0.29, 0.36, 0.46, 0.56, 0.65, 0.78, 0.87, 0.93, 0.99))  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardWord:
    """A word of the transcript; `wrong` where it is not what was said."""

    start_s: float
    end_s: float
    text: str
    probability: float
    wrong: bool = False


def mishear(
    words: list[tuple[float, float, str]], language: Language, error_rate: float, rng: random.Random
) -> tuple[list[HeardWord], int]:
    """The words as recognised, and how many errors were made; each word as sure as it was measured."""
    heard: list[HeardWord] = []
    errors = 0
    for start_s, end_s, text in words:
        sure = HeardWord(start_s=start_s, end_s=end_s, text=text, probability=_drawn(_RIGHT, rng))
        if rng.random() >= error_rate:
            heard.append(sure)
            continue
        errors += 1
        kind = rng.random()
        wrong = replace(sure, wrong=True, probability=_drawn(_WRONG, rng))
        if kind < _SUBSTITUTED:
            heard.append(replace(wrong, text=_instead(text, language, rng)))
        elif kind >= _DELETED:
            middle_s = (start_s + end_s) / 2.0
            heard.append(replace(sure, end_s=middle_s, text=text.rstrip(_MARKS)))
            heard.append(replace(wrong, start_s=middle_s, text=_any_word(language, rng) + _marks(text)))
    return heard, errors


def _drawn(quantiles: tuple[tuple[float, ...], tuple[float, ...]], rng: random.Random) -> float:
    """A probability as often as it was measured."""
    return round(float(np.interp(rng.random(), *quantiles)), 3)


def _marks(text: str) -> str:
    return text[len(text.rstrip(_MARKS)) :]


def _instead(text: str, language: Language, rng: random.Random) -> str:
    """A word that sounds or looks like this one."""
    core = text.rstrip(_MARKS)
    if language == "zh" and _HAN.fullmatch(core):
        alike = [character for character in _sounds_alike()[_sound(core)] if character != core]
        return (rng.choice(alike) if alike else _any_word(language, rng)) + _marks(text)
    near = [word for word in _vocabulary("en") if word != core.lower() and _one_edit(word, core.lower())]
    return (rng.choice(near) if near else _bent(core, rng)) + _marks(text)


def _bent(word: str, rng: random.Random) -> str:
    """The word with a letter lost or doubled."""
    at = rng.randrange(len(word))
    return word[:at] + word[at + 1 :] if len(word) > 3 else word + word[-1]


def _any_word(language: Language, rng: random.Random) -> str:
    return rng.choice(_vocabulary(language))


@cache
def _vocabulary(language: Language) -> tuple[str, ...]:
    pattern = _HAN if language == "zh" else re.compile(r"[a-z']+")
    return tuple(sorted(set(pattern.findall(all_texts(language).lower()))))


@cache
def _sound(character: str) -> str:
    """Pinyin without tone, with what is often confused made one."""
    sound = lazy_pinyin(character, style=Style.NORMAL)[0]
    for long, short in _NEAR:
        sound = sound.replace(long, short)
    return "l" + sound[1:] if sound.startswith("n") else sound


@cache
def _sounds_alike() -> dict[str, list[str]]:
    """The common characters (level 1 of GB 2312) by their folded sound."""
    table: dict[str, list[str]] = defaultdict(list)
    for row in range(0xB0, 0xD8):
        for cell in range(0xA1, 0xFF):
            try:
                character = bytes((row, cell)).decode("gb2312")
            except UnicodeDecodeError:
                continue
            table[_sound(character)].append(character)
    return table


@cache
def _one_edit(left: str, right: str) -> bool:
    """Whether one letter changed, lost or gained makes one word of the other."""
    if abs(len(left) - len(right)) > 1:
        return False
    prefix = next(
        (i for i, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right))
    )
    return any(
        left[prefix + cut_left :] == right[prefix + cut_right :]
        for cut_left, cut_right in ((1, 1), (1, 0), (0, 1))
    )

"""Words that sound like a phrase, for what the recogniser may have misheard.

Only plain phrases are looked for, of at least two characters or eight letters: shorter ones sound like too
much else. Mandarin: every syllable must be the same or one that is easily confused with it, of two both the
same. English: the same number of words, one of them right (or the only one), within the tolerated share of
letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from voicecheck.rules.standard_parts import PhraseList
from voicecheck.text import is_cjk, tokens
from voicecheck.text.sounds import confusable, edit_distance, sound_distance, syllable

__all__ = ["Alike", "find_alike", "sounds_of"]

_MIN_CHARACTERS = 2
_MIN_LETTERS = 8


class Alike(NamedTuple):
    """Tokens `first` to before `end` sound like `phrase`; `distance` is 0 (alike) to 1."""

    first: int
    end: int
    distance: float
    phrase: str


class _Plain(NamedTuple):
    """The phrases of a list that can be looked for, Mandarin as an expression over syllables."""

    mandarin: tuple[tuple[str, tuple[str, ...], re.Pattern[str]], ...]
    letters: tuple[tuple[str, tuple[str, ...]], ...]


def sounds_of(said: tuple[str, ...]) -> str:
    """A line of syllables, each followed by a space; "-" for what has none."""
    return "".join((syllable(token) or "-") + " " for token in said)


def find_alike(said: tuple[str, ...], sounds: str, one: PhraseList) -> Alike | None:
    """The place in a line of tokens that sounds most like a phrase of the list, within its tolerance.

    `sounds` is `sounds_of(said)`.
    """
    plain = _plain(one.phrases)
    found = [*_mandarin(said, sounds, plain, one.tolerance), *_letters(said, plain, one.tolerance)]
    return min(found, key=lambda place: place.distance, default=None)


def _mandarin(said: tuple[str, ...], sounds: str, plain: _Plain, tolerance: float) -> Iterator[Alike]:
    for phrase, wanted, pattern in plain.mandarin:
        for place in pattern.finditer(sounds):
            first = sounds.count(" ", 0, place.start())
            heard = said[first : first + len(wanted)]
            total = sum(sound_distance(one, other) for one, other in zip(heard, wanted, strict=True))
            most = 0.0 if len(wanted) == _MIN_CHARACTERS else tolerance * len(wanted) + 1e-9
            if total <= most:
                yield Alike(first, first + len(wanted), total / len(wanted), phrase)


def _letters(said: tuple[str, ...], plain: _Plain, tolerance: float) -> Iterator[Alike]:
    if not plain.letters or all(is_cjk(token) for token in said):
        return
    for phrase, wanted in plain.letters:
        length = sum(map(len, wanted))
        most = int(tolerance * length)
        for first in range(len(said) - len(wanted) + 1):
            heard = said[first : first + len(wanted)]
            if len(wanted) > 1 and not any(map(str.__eq__, heard, wanted)):
                continue
            edits = edit_distance("".join(heard), "".join(wanted), most)
            if edits <= most:
                yield Alike(first, first + len(wanted), edits / length, phrase)


@lru_cache(maxsize=256)
def _plain(phrases: tuple[str, ...]) -> _Plain:
    units = [(phrase, tokens(phrase)) for phrase in phrases if not set(phrase) & set("…^$")]
    return _Plain(
        tuple(
            (phrase, wanted, _expression(wanted))
            for phrase, wanted in units
            if len(wanted) >= _MIN_CHARACTERS and all(syllable(unit) for unit in wanted)
        ),
        tuple(
            (phrase, wanted)
            for phrase, wanted in units
            if not is_cjk(wanted[0][0]) and sum(map(len, wanted)) >= _MIN_LETTERS
        ),
    )


def _expression(wanted: tuple[str, ...]) -> re.Pattern[str]:
    """Any line of syllables that are the same as the phrase's or easily confused with them."""
    parts = (f"(?:{'|'.join(confusable(syllable(unit) or ''))}) " for unit in wanted)
    return re.compile("(?<![a-z])" + "".join(parts))

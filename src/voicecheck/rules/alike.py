"""Words that sound like a phrase, for what the recogniser may have misheard.

Only plain phrases are looked for, of at least three characters or eight letters: shorter ones sound like too
much else.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from voicecheck.rules.standard_parts import PhraseList
from voicecheck.text import is_cjk, tokens
from voicecheck.text.sounds import edit_distance, sound_distance

__all__ = ["Alike", "find_alike"]

_MIN_CHARACTERS = 3
_MIN_LETTERS = 8


class Alike(NamedTuple):
    """Tokens `first` to before `end` sound like `phrase`; `distance` is 0 (alike) to 1."""

    first: int
    end: int
    distance: float
    phrase: str


def find_alike(said: tuple[str, ...], one: PhraseList) -> Alike | None:
    """The place in a line of tokens that sounds most like a phrase of the list, within its tolerance."""
    best: Alike | None = None
    for phrase, wanted in _plain(one.phrases):
        for first in range(len(said) - len(wanted) + 1):
            distance = _distance(said[first : first + len(wanted)], wanted, one.tolerance)
            if distance is not None and (best is None or distance < best.distance):
                best = Alike(first, first + len(wanted), distance, phrase)
    return best


@lru_cache(maxsize=256)
def _plain(phrases: tuple[str, ...]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    plain = [(phrase, tokens(phrase)) for phrase in phrases if not set(phrase) & set("…^$")]
    return tuple((phrase, units) for phrase, units in plain if _is_long_enough(units))


def _is_long_enough(units: tuple[str, ...]) -> bool:
    if all(is_cjk(unit[0]) for unit in units):
        return len(units) >= _MIN_CHARACTERS
    return sum(map(len, units)) >= _MIN_LETTERS


def _distance(said: tuple[str, ...], wanted: tuple[str, ...], tolerance: float) -> float | None:
    if not is_cjk(wanted[0][0]):
        letters = "".join(wanted)
        most = int(tolerance * len(letters))
        edits = edit_distance("".join(said), letters, most)
        return edits / len(letters) if edits <= most else None
    total, most_total = 0.0, tolerance * len(wanted) + 1e-9
    for one, other in zip(said, wanted, strict=True):
        total += sound_distance(one, other)
        if total > most_total:
            return None
    return total / len(wanted)

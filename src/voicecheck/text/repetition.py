"""How long a regular expression may search: there is no time limit, so its repetitions are counted."""

from __future__ import annotations

import re
from itertools import pairwise

__all__ = ["loose_repetitions", "shares_endlessly", "ways"]

_UNBOUNDED_WAYS = 1_000
_LITERALS = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]")
_BACK_REFERENCE = re.compile(r"\\[1-9]|\(\?P=")
_QUANTIFIER = re.compile(r"\*|\+|\{\d*(?:,(\d*))?\}|\?(?![:=!<P])")
# A repetition inside a group, not the mark of the group itself.
_INNER = re.compile(r"[*+{]|(?<!\()\?")
_UNBOUNDED = re.compile(r"(\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|.)(?:\*|\+|\{\d*,\})", re.DOTALL)
_WIDE = (".", ")", r"\w", r"\W", r"\S", r"\D")


def shares_endlessly(regex: str) -> bool:
    """Whether a group that may come several times holds another repetition or too many choices, or a part is
    to be found again: then the time may double with every character.
    """
    bare = _LITERALS.sub("x", regex)
    opened: list[int] = []
    for place, character in enumerate(bare):
        if character == "(":
            opened.append(place)
        elif character == ")" and opened:
            body = bare[opened.pop() + 1 : place].removeprefix("?")
            repeated = _QUANTIFIER.match(bare, place + 1)
            if repeated is None or repeated[0] == "?":
                continue
            times = _times(repeated)
            if _INNER.search(body) or (body.count("|") + 1) ** min(times, 20) > _UNBOUNDED_WAYS:
                return True
    return _BACK_REFERENCE.search(regex) is not None


def ways(regex: str) -> int:
    """In how many ways the repetitions can share out a text of a thousand characters, at the most."""
    bare = _LITERALS.sub("x", regex)
    found_ways = 1
    for found in _QUANTIFIER.finditer(bare):
        if found[0] == "?":
            found_ways *= 2 if bare[found.start() - 1] not in "*+?}" else 1
        elif found[0] in "*+" or found[1] == "":
            found_ways *= _UNBOUNDED_WAYS
        elif found[1]:
            found_ways *= 1 + int(found[1])
    return found_ways


def loose_repetitions(regex: str) -> int:
    """Number of the repetitions without a limit that may take a text from the next one: those of nearly any
    character, and those that stand side by side. `[0-9]+_[a-z]+` has none.
    """
    repetitions = list(_UNBOUNDED.finditer(regex))
    loose = {at for at, one in enumerate(repetitions) if one[1] in _WIDE or one[1].startswith("[^")}
    for at, (one, other) in enumerate(pairwise(repetitions)):
        if not regex[one.end() : other.start()].strip("()?+"):
            loose |= {at, at + 1}
    return len(loose)


def _times(quantifier: re.Match[str]) -> int:
    """How often the quantifier lets a thing come, at the most."""
    numbers = re.findall(r"\d+", quantifier[0])
    return int(numbers[-1]) if numbers and ",}" not in quantifier[0] else _UNBOUNDED_WAYS

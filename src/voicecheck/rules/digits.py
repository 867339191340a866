"""Numbers said again: what one party repeats of the other's digits."""

from __future__ import annotations

import re

from voicecheck.rules.case import Case
from voicecheck.rules.wording import Excerpt, Match
from voicecheck.timeline.types import Speaker

__all__ = ["repeated_digits"]

# Recognisers write spoken digits as numerals or as characters; 幺 and 两 are said on the telephone.
_ENGLISH = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "oh")
_DIGITS = {
    **{str(digit): str(digit) for digit in range(10)},
    **dict(zip("零一二三四五六七八九幺两〇", "0123456789120", strict=True)),
    **dict(
        zip(
            ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "oh"],
            "01234567890",
            strict=True,
        )
    ),
}


def repeated_digits(case: Case, speaker: Speaker, excerpt: Excerpt, least: int) -> Match | None:
    """The first place where a party says `least` digits that the other has said before it, or None."""
    run = re.compile(rf"\d{{{least},}}")
    for spoken in excerpt.turns:
        said = _as_digits(spoken.line.split())
        if run.search(said) is None:
            continue
        earlier = [
            _as_digits(other.line.split())
            for other in case.wording.spoken
            if other.turn.speaker not in (None, speaker) and other.turn.start_s < spoken.turn.start_s
        ]
        for found in run.finditer(said):
            for first in range(found.start(), found.end() - least + 1):
                if any(said[first : first + least] in heard for heard in earlier):
                    return spoken.between(first, first + least)
    return None


def _as_digits(line: list[str]) -> str:
    """One character a token: its digit, or a space."""
    return "".join(_DIGITS.get(token, " ") for token in line)

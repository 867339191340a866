"""Numbers said again: one party's digits by the other, or by the same party once more."""

from __future__ import annotations

import re
from collections.abc import Iterable

from voicecheck.rules.case import Case
from voicecheck.rules.wording import Excerpt, Match, SpokenTurn
from voicecheck.timeline.types import Speaker

__all__ = ["numbers_given_again", "repeated_digits"]

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
    others = [one for one in case.wording.spoken if one.turn.speaker not in (None, speaker)]
    for spoken in excerpt.turns:
        again = _said_before(spoken, others, least)
        if again is not None:
            return again[1]
    return None


def numbers_given_again(excerpt: Excerpt, least: int) -> list[tuple[Match, Match]]:
    """Where a party says `least` digits that it has said before: the first time and the second."""
    found = (_said_before(spoken, excerpt.turns, least) for spoken in excerpt.turns)
    return [places for places in found if places is not None]


def _said_before(spoken: SpokenTurn, others: Iterable[SpokenTurn], least: int) -> tuple[Match, Match] | None:
    """Digits of a turn that an earlier one of the others holds: the place there, and the place here."""
    said = _as_digits(spoken.line.split())
    runs = list(re.finditer(rf"\d{{{least},}}", said))
    if not runs:
        return None
    for other in others:
        if other.turn.start_s >= spoken.turn.start_s:
            continue
        heard = _as_digits(other.line.split())
        for run in runs:
            for first in range(run.start(), run.end() - least + 1):
                before = heard.find(said[first : first + least])
                if before >= 0:
                    return other.between(before, before + least), spoken.between(first, first + least)
    return None


def _as_digits(line: list[str]) -> str:
    """One character a token: its digit, or a space."""
    return "".join(_DIGITS.get(token, " ") for token in line)

"""Names in a call: how the customer is called, and how the agent calls the customer."""

from __future__ import annotations

from dataclasses import dataclass

from voicecheck.rules.case import Case
from voicecheck.rules.standard import NameCheck
from voicecheck.rules.wording import Match, SpokenTurn
from voicecheck.text import is_cjk, tokens
from voicecheck.text.sounds import sound_distance

__all__ = ["Address", "addresses", "given_names", "metadata_name", "same_name"]

# What stands before a title without being a name: 请问先生, 这位女士, 好的小姐.
_NO_NAME = frozenset("请问位的是这那好您你叫了呢吗啊和跟个该这本各老对")
_MAX_GIVEN_TOKENS = 2


@dataclass(frozen=True, slots=True)
class Address:
    """A surname said with a title."""

    surname: str
    match: Match


def metadata_name(case: Case, check: NameCheck) -> str | None:
    """The surname that the metadata give, or None."""
    units = tokens(str(case.timeline.call.metadata.get("customer_name") or ""))
    if not units:
        return None
    if is_cjk(units[0]):
        return _surname_at(units, 0, _surnames(case, check)) or units[0]
    return units[-1]


def given_names(case: Case, check: NameCheck) -> list[tuple[str, Match]]:
    """Surnames (Mandarin) or names (English) that the customer tells, with the words that tell them."""
    excerpt = case.wording.excerpt("customer")
    by_turn = {one.turn.index: one for one in excerpt.turns}
    surnames = _surnames(case, check)
    found: list[tuple[str, Match]] = []
    for match in excerpt.matches(case.wording.phrases(check.given)):
        spoken = by_turn[match.turn]
        units = tuple(spoken.line.split())
        first = next(
            (number for number, word in enumerate(spoken.words) if word.start_s >= match.end_s - 1e-9),
            len(units),
        )
        if first >= len(units):
            continue
        if is_cjk(units[first][0]):
            surname = _surname_at(units, first, surnames)
            if surname is not None:
                found.append((surname, match))
        else:
            names = units[first : first + _MAX_GIVEN_TOKENS]
            found.extend((name, match) for name in names if not name[0].isdigit())
    return found


def addresses(case: Case, check: NameCheck, known: frozenset[str]) -> list[Address]:
    """The agent's forms of address that hold a name."""
    excerpt = case.wording.excerpt("agent")
    by_turn = {one.turn.index: one for one in excerpt.turns}
    surnames = _surnames(case, check) | known
    found = []
    for title in excerpt.matches(case.wording.phrases(check.titles)):
        spoken = by_turn[title.turn]
        first = next(n for n, word in enumerate(spoken.words) if word.start_s >= title.start_s - 1e-9)
        address = _around_title(spoken, first, title, surnames, known)
        if address is not None:
            found.append(address)
    return found


def _around_title(
    spoken: SpokenTurn, first: int, title: Match, surnames: frozenset[str], known: frozenset[str]
) -> Address | None:
    units = tuple(spoken.line.split())
    length = len(tokens(title.text))
    if not is_cjk(units[first][0]):
        after = units[first + length : first + length + 1]
        if not after or after[0][0].isdigit() or is_cjk(after[0][0]):
            return None
        return Address(after[0], spoken.between(first, first + length + 1))
    return _before_title(spoken, units, first, length, surnames, known)


def _before_title(
    spoken: SpokenTurn,
    units: tuple[str, ...],
    first: int,
    length: int,
    surnames: frozenset[str],
    known: frozenset[str],
) -> Address | None:
    # The surname alone, of one or two characters, or with one or two of the given name behind it.
    for start in range(first - 1, max(first - 5, -1), -1):
        if not is_cjk(units[start][0]) or units[start] in _NO_NAME:
            return None
        surname = _surname_at(units, start, surnames) or _homophone(units[start], known)
        if surname is not None and first - start <= len(surname) + 2:
            compound = _surname_at(units, start - 1, surnames) if start else None
            if compound is not None and len(compound) == 2:
                start, surname = start - 1, compound
            return Address(surname, spoken.between(start, first + length))
    return None


def _surname_at(units: tuple[str, ...], place: int, surnames: frozenset[str]) -> str | None:
    for length in (2, 1):
        name = "".join(units[place : place + length])
        if name in surnames:
            return name
    return None


def _homophone(character: str, known: frozenset[str]) -> str | None:
    """A character that a recogniser may have written for a name that is known."""
    return next((name for name in sorted(known) if same_name(character, name)), None)


def same_name(one: str, other: str) -> bool:
    """Whether two names sound alike."""
    if len(one) != len(other) or not is_cjk(one[0]):
        return one == other
    return all(sound_distance(a, b) == 0.0 for a, b in zip(one, other, strict=True))


def _surnames(case: Case, check: NameCheck) -> frozenset[str]:
    return frozenset(
        "".join(tokens(name)) for one in case.wording.phrases(check.surnames) for name in one.phrases
    )

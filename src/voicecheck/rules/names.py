"""Names in a call: how the customer is called, and how the agent calls the customer."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

from voicecheck.rules.case import Case
from voicecheck.rules.name_words import names_at, names_in_answer, same_name, surname_at
from voicecheck.rules.standard import NameCheck
from voicecheck.rules.wording import Match, SpokenTurn
from voicecheck.text import is_cjk, tokens

__all__ = ["Address", "addresses", "given_names", "metadata_name"]

# What stands before a title without being a name: 请问先生, 这位女士, 好的小姐.
_NO_NAME = frozenset("请问位的是这那好您你叫了呢吗啊和跟个该这本各老对")


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
        return surname_at(units, 0, _surnames(case, check)) or units[0]
    return units[-1]


def given_names(case: Case, check: NameCheck) -> list[tuple[str, Match]]:
    """Surnames (Mandarin) or names (English) that the customer tells, with the words that tell them.

    They follow a phrase of `given`, or are the answer to a question for the name.
    """
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
        found.extend((name, match) for name in names_at(units, first, surnames, told=match.text))
    told = {match.turn for _, match in found}
    for spoken in _answers(case, check):
        if spoken.turn.index not in told:
            whole = spoken.between(0, len(spoken.words))
            units = tuple(spoken.line.split())
            found.extend((name, whole) for name in names_in_answer(units, surnames))
    return found


def _answers(case: Case, check: NameCheck) -> list[SpokenTurn]:
    """The customer's first turn after each question for the name."""
    asked = case.wording.excerpt("agent").heard(case.wording.phrases(check.ask))
    own = [one for one in case.wording.excerpt("customer").turns if one.words]
    answers = [next((one for one in own if one.turn.start_s >= match.start_s), None) for match in asked]
    return list({one.turn.index: one for one in answers if one is not None}.values())


def addresses(case: Case, check: NameCheck, known: frozenset[str]) -> list[Address]:
    """The agent's forms of address that hold a name."""
    titles = case.wording.phrases(check.titles)
    surnames = _surnames(case, check) | known
    turns = case.wording.excerpt("agent").turns
    alone = [(one, case.wording.part((one,), -inf, inf)) for one in turns]
    found = [
        address
        for spoken, excerpt in alone
        for title in excerpt.matches(titles)
        if (address := _around_title(spoken, title, surnames, known)) is not None
    ]
    if found or not known:
        return found
    # A title that was misheard still shows that the name was used; that is for a person to hear.
    return [
        address
        for spoken, excerpt in alone
        for title in excerpt.heard(titles)
        if (address := _around_title(spoken, title, surnames, known)) is not None
        and any(same_name(address.surname, name) for name in known)
    ]


def _around_title(
    spoken: SpokenTurn, title: Match, surnames: frozenset[str], known: frozenset[str]
) -> Address | None:
    units = tuple(spoken.line.split())
    first = next(n for n, word in enumerate(spoken.words) if word.start_s >= title.start_s - 1e-9)
    length = len(tokens(title.text))
    if not is_cjk(units[first][0]):
        after = units[first + length : first + length + 1]
        if not after or after[0][0].isdigit() or is_cjk(after[0][0]):
            return None
        return Address(after[0], _kept_doubt(spoken.between(first, first + length + 1), title))
    return _before_title(spoken, units, first, title, surnames, known)


def _before_title(
    spoken: SpokenTurn,
    units: tuple[str, ...],
    first: int,
    title: Match,
    surnames: frozenset[str],
    known: frozenset[str],
) -> Address | None:
    length = len(tokens(title.text))
    # The surname alone, of one or two characters, or with one or two of the given name behind it.
    for start in range(first - 1, max(first - 5, -1), -1):
        if not is_cjk(units[start][0]) or units[start] in _NO_NAME:
            return None
        surname = surname_at(units, start, surnames) or _homophone(units[start], known)
        if surname is not None and first - start <= len(surname) + 2:
            compound = surname_at(units, start - 1, surnames) if start else None
            if compound is not None and len(compound) == 2:
                start, surname = start - 1, compound
            return Address(surname, _kept_doubt(spoken.between(start, first + length), title))
    return None


def _kept_doubt(address: Match, title: Match) -> Match:
    """The form of address, as unsure as its title."""
    return address._replace(meant=title.meant, distance=title.distance, unsure=title.unsure)


def _homophone(character: str, known: frozenset[str]) -> str | None:
    """A character that a recogniser may have written for a name that is known."""
    return next((name for name in sorted(known) if same_name(character, name)), None)


def _surnames(case: Case, check: NameCheck) -> frozenset[str]:
    return frozenset(
        "".join(tokens(name)) for one in case.wording.phrases(check.surnames) for name in one.phrases
    )

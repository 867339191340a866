"""How the kinds about leading a conversation are read from their tables."""

from __future__ import annotations

from typing import Literal

from voicecheck.rules.kinds_common import DOUBT, RULE_KEYS, SPEAKER, Known, required_lists
from voicecheck.rules.reading import Table
from voicecheck.rules.standard_talk import (
    EndingCheck,
    LanguageCheck,
    NameCheck,
    RepeatCheck,
    RepeatItem,
    StretchCheck,
    WaitCheck,
)

__all__ = ["read_ending", "read_language", "read_name", "read_repeats", "read_stretches", "read_waits"]

NAME_PART: dict[str, Literal["identified", "used"]] = {"identified": "identified", "used": "used"}
ENDING_PART: dict[str, Literal["who", "abrupt"]] = {"who": "who", "abrupt": "abrupt"}


def read_name(table: Table, known: Known) -> NameCheck:
    """The kind "name"."""
    check = NameCheck(
        part=table.choice("part", NAME_PART),
        ask=required_lists(table, known, "ask"),
        given=required_lists(table, known, "given"),
        titles=required_lists(table, known, "titles"),
        surnames=required_lists(table, known, "surnames"),
        min_count=table.count("min_count", 1, lowest=1),
        outside=table.choice("outside", DOUBT, "fail"),
    )
    table.done((*RULE_KEYS, "part", "ask", "given", "titles", "surnames", "min_count", "outside"))
    return check


def read_waits(table: Table, known: Known) -> WaitCheck:
    """The kind "waits"."""
    check = WaitCheck(
        hold=required_lists(table, known, "hold"),
        thanks=required_lists(table, known, "thanks"),
        longer_than_s=table.number("longer_than_s", lowest=0.0),
        max_s=table.number("max_s", lowest=0.0),
        within_turns=table.count("within_turns", 1),
        max_count=table.count("max_count", 0),
        outside=table.choice("outside", DOUBT, "fail"),
    )
    valid = ("hold", "thanks", "longer_than_s", "max_s", "within_turns", "max_count", "outside")
    table.done((*RULE_KEYS, *valid))
    return check


def read_repeats(table: Table, known: Known) -> RepeatCheck:
    """The kind "repeats"."""
    check = RepeatCheck(
        items=tuple(_read_item(name, below, known) for name, below in table.tables("items")),
        questions=required_lists(table, known, "questions"),
        allowed=known.phrase_lists(table, "allowed"),
        repeat_please=known.phrase_lists(table, "repeat_please"),
        numbers=known.phrase_lists(table, "numbers"),
        repeated_digits=table.count("repeated_digits", 0),
        min_similarity=table.number("min_similarity", 0.8, lowest=0.0, highest=1.0),
        min_tokens=table.count("min_tokens", 6),
        max_count=table.count("max_count", 0),
        outside=table.choice("outside", DOUBT, "fail"),
    )
    if bool(check.numbers) != bool(check.repeated_digits):
        found = "one of them"
        table.check(("numbers", "repeated_digits"), "both or neither", found, "write both")
    valid = (
        "items",
        "questions",
        "allowed",
        "repeat_please",
        "numbers",
        "repeated_digits",
        "min_similarity",
        "min_tokens",
    )
    table.done((*RULE_KEYS, *valid, "max_count", "outside"))
    return check


def _read_item(name: str, table: Table, known: Known) -> RepeatItem:
    item = RepeatItem(
        id=name,
        title=table.texts("title"),
        ask=required_lists(table, known, "ask"),
        given=known.phrase_lists(table, "given"),
    )
    table.done(("title", "ask", "given"))
    return item


def read_stretches(table: Table, known: Known) -> StretchCheck:
    """The kind "stretches"."""
    check = StretchCheck(
        speaker=table.choice("speaker", SPEAKER, "agent"),
        longer_than_s=table.number("longer_than_s", lowest=0.0),
        max_count=table.count("max_count", 0),
        outside=table.choice("outside", DOUBT, "fail"),
    )
    table.done((*RULE_KEYS, "speaker", "longer_than_s", "max_count", "outside"))
    return check


def read_language(table: Table, known: Known) -> LanguageCheck:
    """The kind "language"."""
    check = LanguageCheck(
        language=table.choice("language", {language: language for language in known.languages}),
        dialect=known.phrase_lists(table, "dialect"),
        speaker=table.choice("speaker", SPEAKER, "agent"),
        min_tokens=table.count("min_tokens", 4),
        max_count=table.count("max_count", 0),
        outside=table.choice("outside", DOUBT, "review"),
    )
    table.done((*RULE_KEYS, "language", "dialect", "speaker", "min_tokens", "max_count", "outside"))
    return check


def read_ending(table: Table, known: Known) -> EndingCheck:
    """The kind "ending"."""
    check = EndingCheck(
        part=table.choice("part", ENDING_PART),
        closing=required_lists(table, known, "closing"),
        last_turns=table.count("last_turns", 3, lowest=1),
        tail_s=table.number("tail_s", 1.0, lowest=0.0),
    )
    table.done((*RULE_KEYS, "part", "closing", "last_turns", "tail_s"))
    return check

"""The kinds about leading a conversation in plain words."""

from __future__ import annotations

from voicecheck.rules.explain_words import listed
from voicecheck.rules.messages import say
from voicecheck.rules.standard import Standard
from voicecheck.rules.standard_talk import (
    EndingCheck,
    LanguageCheck,
    NameCheck,
    RepeatCheck,
    StretchCheck,
    WaitCheck,
)
from voicecheck.rules.types import Text

__all__ = ["tell_ending", "tell_language", "tell_name", "tell_repeats", "tell_stretches", "tell_waits"]


def tell_name(standard: Standard, check: NameCheck) -> list[Text]:
    """The kind "name"."""
    return [
        say(
            f"explain.name_{check.part}",
            count=check.min_count,
            ask=listed(standard, check.ask),
            titles=listed(standard, check.titles),
        )
    ]


def tell_waits(standard: Standard, check: WaitCheck) -> list[Text]:
    """The kind "waits"."""
    return [
        say(
            "explain.waits",
            longer=check.longer_than_s,
            hold=listed(standard, check.hold),
            most=check.max_s,
            thanks=listed(standard, check.thanks),
        )
    ]


def tell_repeats(standard: Standard, check: RepeatCheck) -> list[Text]:
    """The kind "repeats"."""
    items = [
        say("explain.part", title=item.title, phrases=listed(standard, item.ask)) for item in check.items
    ]
    return [say("explain.repeats", high=check.max_count, share=100.0 * check.min_similarity), *items]


def tell_stretches(standard: Standard, check: StretchCheck) -> list[Text]:
    """The kind "stretches"."""
    return [say("explain.stretches", longer=check.longer_than_s, high=check.max_count)]


def tell_language(standard: Standard, check: LanguageCheck) -> list[Text]:
    """The kind "language"."""
    return [say("explain.language", language=check.language, dialect=listed(standard, check.dialect))]


def tell_ending(standard: Standard, check: EndingCheck) -> list[Text]:
    """The kind "ending"."""
    closing = listed(standard, check.closing)
    return [say(f"explain.ending_{check.part}", tail=check.tail_s, closing=closing, turns=check.last_turns)]

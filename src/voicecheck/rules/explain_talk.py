"""The kinds about leading a conversation in plain words."""

from __future__ import annotations

from voicecheck.rules.explain_words import (
    allowance,
    hint,
    language_names,
    listed,
    party,
    turns_text,
)
from voicecheck.rules.messages import say, sentence_case
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
    line = say(
        f"explain.name_{check.part}",
        times=say("explain.times" if check.min_count > 1 else "explain.once_at_least", count=check.min_count),
        ask=listed(standard, check.ask),
        titles=listed(standard, check.titles),
    )
    return [line, *hint(check.outside)]


def tell_waits(standard: Standard, check: WaitCheck) -> list[Text]:
    """The kind "waits"."""
    line = say(
        "explain.waits",
        longer=check.longer_than_s,
        hold=listed(standard, check.hold),
        most=check.max_s,
        turns=turns_text(check.within_turns),
        thanks=listed(standard, check.thanks),
        allow=allowance(check.max_count),
    )
    return [line, *hint(check.outside)]


def tell_repeats(standard: Standard, check: RepeatCheck) -> list[Text]:
    """The kind "repeats"."""
    share = 100.0 * check.min_similarity
    items = [
        sentence_case(say("explain.item", title=item.title, phrases=listed(standard, item.ask)))
        for item in check.items
    ]
    line = say("explain.repeats", share=share, allow=allowance(check.max_count))
    if check.repeated_digits:
        numbers = listed(standard, check.numbers)
        items.append(say("explain.repeats_number", count=check.repeated_digits, phrases=numbers))
    return [line, *items, *hint(check.outside)]


def tell_stretches(standard: Standard, check: StretchCheck) -> list[Text]:
    """The kind "stretches"."""
    allow = allowance(check.max_count)
    line = say("explain.stretches", **party(check.speaker), longer=check.longer_than_s, allow=allow)
    return [line, *hint(check.outside)]


def tell_language(standard: Standard, check: LanguageCheck) -> list[Text]:
    """The kind "language"."""
    line = say(
        "explain.language",
        **party(check.speaker),
        language=language_names((check.language,)),
        dialect=listed(standard, check.dialect),
        least=check.min_tokens,
        allow=allowance(check.max_count),
    )
    return [line, *hint(check.outside)]


def tell_ending(standard: Standard, check: EndingCheck) -> list[Text]:
    """The kind "ending"."""
    closing = listed(standard, check.closing)
    return [
        say(
            f"explain.ending_{check.part}",
            tail=check.tail_s,
            closing=closing,
            turns=turns_text(check.last_turns),
        )
    ]

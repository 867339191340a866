"""What must and must not be said, in plain words."""

from __future__ import annotations

from voicecheck.rules.messages import say
from voicecheck.rules.standard import Anchor, ComponentsCheck, PhraseCheck, Standard
from voicecheck.rules.types import Text
from voicecheck.text import is_cjk

__all__ = ["listed", "tell_components", "tell_phrases"]

_MAX_PHRASES = 12


def tell_phrases(standard: Standard, check: PhraseCheck) -> list[Text]:
    """The kind "phrases"."""
    lines = [] if check.anchor is None else [_anchor(standard, check.anchor)]
    lines.append(say(f"explain.{check.mode}", phrases=listed(standard, check.phrases), count=check.min_lists))
    if check.repeated_digits:
        lines.append(say("explain.digits", count=check.repeated_digits))
    if check.allowed:
        lines.append(say("explain.allowed", phrases=listed(standard, check.allowed)))
    return lines


def tell_components(standard: Standard, check: ComponentsCheck) -> list[Text]:
    """The kind "components"."""
    parts = [
        say("explain.part", title=part.title, phrases=listed(standard, part.phrases))
        for part in check.components
    ]
    needed = check.min_components
    return parts if needed is None else [say("explain.needed", count=needed), *parts]


def listed(standard: Standard, lists: tuple[str, ...]) -> Text:
    """The first phrases of the lists in each language; the rest stands in the standard file."""
    phrases = list(dict.fromkeys(phrase for name in lists for phrase in standard.phrases[name].phrases))
    regexes = [f"/{regex}/" for name in lists for regex in standard.phrases[name].regexes]
    mandarin = [phrase for phrase in phrases if _is_mandarin(phrase)]
    english = [phrase for phrase in phrases if not _is_mandarin(phrase)]
    return {
        "zh": _first("、", mandarin or phrases or regexes),
        "en": _first(", ", english or phrases or regexes),
    }


def _is_mandarin(phrase: str) -> bool:
    return any(map(is_cjk, phrase))


def _first(separator: str, phrases: list[str]) -> str:
    return separator.join(phrases[:_MAX_PHRASES]) + (" …" if len(phrases) > _MAX_PHRASES else "")


def _anchor(standard: Standard, anchor: Anchor) -> Text:
    events = [
        say(
            f"explain.event_{event}",
            party=say(f"explain.{anchor.speaker or 'either'}"),
            phrases=listed(standard, anchor.phrases),
            longer=anchor.longer_than_s,
        )
        for event in anchor.events
    ]
    joined = {"zh": "，或".join(event["zh"] for event in events), "en": ", or ".join(e["en"] for e in events)}
    near = say(f"explain.relation_{anchor.relation}")
    turns = "" if anchor.within_turns is None else say("explain.within_turns", count=anchor.within_turns)
    seconds = "" if anchor.within_s is None else say("explain.within_s", within=anchor.within_s)
    until = say("explain.until", phrases=listed(standard, anchor.until)) if anchor.until else ""
    return say("explain.anchor", events=joined, near=near, turns=turns, seconds=seconds, until=until)

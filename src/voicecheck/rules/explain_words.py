"""What must and must not be said, in plain words."""

from __future__ import annotations

import re
from collections.abc import Iterable

from voicecheck.rules.messages import has_sentence, say, sentence_case
from voicecheck.rules.standard import (
    WHOLE_CALL,
    Anchor,
    ComponentsCheck,
    Doubt,
    PhraseCheck,
    Standard,
    Window,
)
from voicecheck.rules.types import Text
from voicecheck.text import is_cjk

__all__ = [
    "allowance",
    "hint",
    "language_names",
    "listed",
    "party",
    "spaced",
    "tell_components",
    "tell_phrases",
    "turns_text",
]

_MAX_PHRASES = 6
_MAX_MARKS = 3  # of what only marks a place
# Lists hold words without apostrophes; those that are no words of their own are shown with them.
_APOSTROPHES = {
    **{
        f"{word}t": f"{word}'t"
        for word in ("can", "don", "doesn", "didn", "isn", "aren", "wasn", "couldn", "wouldn", "won")
    },
    **{f"{word}re": f"{word}'re" for word in ("you", "they")},
    **{f"{word}ve": f"{word}'ve" for word in ("i", "you", "we", "they")},
    **{f"{word}s": f"{word}'s" for word in ("that", "what", "who", "she", "he", "there")},
    "im": "I'm",
    "ill": "I'll",
    "ive": "I've",
    "i": "I",
    "youll": "you'll",
    **{word: word.capitalize() for word in ("mr", "mrs", "ms", "miss", "mandarin", "english")},
    **{
        f"{day}day": f"{day.capitalize()}day"
        for day in ("mon", "tues", "wednes", "thurs", "fri", "satur", "sun")
    },
}


def tell_phrases(standard: Standard, check: PhraseCheck) -> list[Text]:
    """The kind "phrases"."""
    lines = [] if check.anchor is None else [_anchor(standard, check.anchor)]
    phrases = listed(standard, check.phrases)
    lines.append(say(f"explain.{check.mode}", **party(check.speaker), phrases=phrases, count=check.min_lists))
    if check.repeated_digits:
        lines.append(say("explain.digits", count=check.repeated_digits))
    if check.allowed:
        lines.append(say("explain.allowed", phrases=listed(standard, check.allowed)))
    return [*lines, *_window(standard, check.window, check.speaker), *hint(check.found)]


def tell_components(standard: Standard, check: ComponentsCheck) -> list[Text]:
    """The kind "components"."""
    directed = any(part.direction is not None for part in check.components)
    if check.min_components is not None:
        head = say("explain.needed", **party(check.speaker), count=check.min_components)
    else:
        head = say("explain.parts_by_direction" if directed else "explain.parts", **party(check.speaker))
    parts = [
        sentence_case(
            say(
                "explain.part",
                mark=say(f"explain.mark_{part.direction}") if part.direction else "",
                title=part.title,
                phrases=listed(standard, part.phrases),
            )
        )
        for part in check.components
    ]
    names = [name for part in check.components for name in part.phrases]
    meant = any(one.meaning is not None for one in standard.phrases_of(names))
    shared = [say("explain.shared")] if meant else []
    return [head, *parts, *shared, *_window(standard, check.window, check.speaker), *hint(check.outside)]


def hint(outside: Doubt) -> list[Text]:
    """That nothing fails by this rule, where that is so."""
    return [say("explain.only_hint")] if outside == "review" else []


def allowance(max_count: int) -> Text | str:
    """How often it may happen all the same, where it may."""
    return say("explain.allow", high=max_count) if max_count else ""


def party(speaker: str) -> dict[str, Text]:
    """A party's name, as {party}, and as {Party} at the beginning of a sentence."""
    name = say(f"explain.{speaker}")
    return {"party": name, "Party": sentence_case(name)}


def language_names(languages: Iterable[str]) -> Text:
    """Languages by their names in each language."""
    names = [
        say(f"explain.{one}") if has_sentence(f"explain.{one}") else {"zh": one, "en": one}
        for one in languages
    ]
    return {"zh": "、".join(one["zh"] for one in names), "en": " and ".join(one["en"] for one in names)}


def turns_text(count: float) -> Text:
    """So many turns."""
    return say("explain.one_turn") if count == 1 else say("explain.turns", count=count)


def spaced(text: Text) -> Text:
    """The text set apart from Chinese characters that follow it, where it ends in letters or figures."""
    last = text["zh"][-1:]
    return {**text, "zh": text["zh"] + " " * (last.isascii() and last.isalnum())}


def listed(standard: Standard, lists: tuple[str, ...], most: int = _MAX_PHRASES) -> Text:
    """The first phrases of the lists in each language, how many there are, and whether other words count."""
    phrases = list(dict.fromkeys(phrase for name in lists for phrase in standard.phrases[name].phrases))
    regexes = [f"/{regex}/" for name in lists for regex in standard.phrases[name].regexes]
    mandarin = [_shown(phrase, "zh") for phrase in phrases if _is_mandarin(phrase)]
    english = [_shown(phrase, "en") for phrase in phrases if not _is_mandarin(phrase)]
    chosen = {"zh": mandarin or english or regexes, "en": english or mandarin or regexes}
    meanings = [one.meaning for name in lists if (one := standard.phrases[name]).meaning is not None]
    others = any(meaning is not None and meaning.perhaps < 1.0 for meaning in meanings)
    meant = say("explain.meant") if others else {"zh": "", "en": ""}
    return {
        "zh": "".join(chosen["zh"][:most]) + _rest(len(chosen["zh"]), most)["zh"] + meant["zh"],
        "en": ", ".join(chosen["en"][:most]) + _rest(len(chosen["en"]), most)["en"] + meant["en"],
    }


def _rest(there_are: int, told: int) -> Text:
    """Mandarin says how many ways there are, English how many more."""
    if there_are <= told:
        return {"zh": "", "en": ""}
    return {
        "zh": say("explain.more", count=there_are)["zh"],
        "en": say("explain.more", count=there_are - told)["en"],
    }


def _shown(phrase: str, language: str) -> str:
    """A phrase in quotes, its marks of beginning and end in words."""
    bare = phrase.strip()
    key = {
        (True, True): "on_its_own",
        (True, False): "at_start",
        (False, True): "at_end",
    }.get((bare.startswith("^"), bare.endswith("$")))
    words = bare.strip("^$")
    if language == "zh":
        quoted = f"「{words}」"
    else:
        quoted = f"“{re.sub(r'[a-z]+', lambda word: _APOSTROPHES.get(word[0], word[0]), words)}”"
    return quoted + (say(f"explain.{key}")[language] if key else "")


def _is_mandarin(phrase: str) -> bool:
    return any(map(is_cjk, phrase))


def _window(standard: Standard, window: Window, speaker: str) -> list[Text]:
    if window == WHOLE_CALL:
        return []
    parts = [
        say(f"explain.{name}", count=count, turns=turns_text(count))
        for name in ("first_turns", "last_turns", "until_reply_s", "first_s", "last_s")
        if (count := getattr(window, name)) is not None
    ]
    parts += [
        say(f"explain.{name}", phrases=listed(standard, (phrases,), _MAX_MARKS))
        for name, phrases in (("before", window.before), ("after", window.after))
        if phrases is not None
    ]
    joined = {"zh": "、".join(part["zh"] for part in parts), "en": ", ".join(part["en"] for part in parts)}
    return [say("explain.window", **party(speaker), parts=joined)]


def _anchor(standard: Standard, anchor: Anchor) -> Text:
    events = [
        say(
            f"explain.event_{event}",
            **party(anchor.speaker or "either"),
            phrases=listed(standard, anchor.phrases),
            longer=anchor.longer_than_s,
        )
        for event in anchor.events
    ]
    joined = {"zh": "，或".join(event["zh"] for event in events), "en": ", or ".join(e["en"] for e in events)}
    if anchor.within_turns is None:
        near = say(f"explain.near_{anchor.relation}")
    elif anchor.within_turns == 0:
        near = say(f"explain.turns_0_{anchor.relation}")
    else:
        near = say(f"explain.turns_{anchor.relation}", turns=turns_text(anchor.within_turns))
    return say(
        "explain.anchor",
        which=say(f"explain.which_{anchor.which}"),
        events=joined,
        near=near,
        opening=say("explain.after_matter") if anchor.after_matter else "",
        seconds="" if anchor.within_s is None else say("explain.within_s", within=anchor.within_s),
        once=say("explain.once") if anchor.which == "any" else "",
        farther=say("explain.farther", turns=turns_text(anchor.review_turns)) if anchor.review_turns else "",
        until=say("explain.until", phrases=listed(standard, anchor.until, _MAX_MARKS))
        if anchor.until
        else "",
    )

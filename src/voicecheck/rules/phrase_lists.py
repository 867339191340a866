"""Reading a list of phrases from its table."""

from __future__ import annotations

import re
from typing import Literal

from voicecheck.meaning.titles import meaning_titles
from voicecheck.rules.patterns import check_regex
from voicecheck.rules.reading import LANGUAGES, Table
from voicecheck.rules.standard_parts import Meaning, PhraseList
from voicecheck.text import tokens

__all__ = ["read_phrase_list"]

ALIKE: dict[str, Literal["review", "accept"]] = {"review": "review", "accept": "accept"}
_OTHER_KEYS = ("regex", "except", "tolerance", "alike", "meaning", "better")
# Above half a syllable's distance on average anything sounds like anything.
_MAX_TOLERANCE = 0.5


def read_phrase_list(table: Table, languages: tuple[str, ...]) -> PhraseList:
    """Phrases by language, regular expressions, exceptions, tolerance, meaning, better words.

    Mistakes are noted in the table: a phrase without words, a regular expression that is wrong or could take
    forever, an unknown key.
    """
    # A standard for one language alone may extend one for two: the other's phrases are left out.
    left_out = [table.take(other) for other in LANGUAGES if other not in languages]
    phrases = {language: _phrases(table, language) for language in languages}
    regexes = _regexes(table)
    found = PhraseList(
        phrases=tuple(phrase for listed in phrases.values() for phrase in listed),
        regexes=regexes,
        exceptions=_phrases(table, "except"),
        tolerance=table.number("tolerance", 0.0, lowest=0.0, highest=_MAX_TOLERANCE),
        alike=table.choice("alike", ALIKE, "review"),
        meaning=_meaning(table.table("meaning")),
        better=_better(table.table("better")),
        languages=() if regexes else tuple(language for language, listed in phrases.items() if listed),
    )
    table.done((*languages, *_OTHER_KEYS))
    if not (found.phrases or found.regexes or found.exceptions or any(left_out)):
        keys = (*languages, "regex")
        table.check(keys, "at least one phrase", "none", "or switch off the rules that name the list")
    return found


def _phrases(table: Table, key: str) -> tuple[str, ...]:
    phrases = table.strings(key)
    for phrase in phrases:
        if not tokens(phrase):
            table.note(key, "phrases with words in them", repr(phrase), "remove it or write its words")
        elif "..." in phrase or "。。" in phrase:
            table.note(key, "words, or … for a gap", repr(phrase), "write one … in place of the dots")
        elif not all(tokens(part) for part in re.split("…+", phrase.strip().strip("^$"))):
            table.note(key, "words on both sides of …", repr(phrase), "remove the … at the edge")
        elif re.search(r".\^|\$.", phrase.strip()):
            table.note(key, "^ at the beginning or $ at the end", repr(phrase), "move it or remove it")
    return phrases


def _regexes(table: Table) -> tuple[str, ...]:
    regexes = table.strings("regex")
    for regex in regexes:
        if (wrong := check_regex(regex)) is not None:
            found = f"{wrong} in {regex!r}"
            remedy = "correct it" if wrong.startswith("a mistake") else "bound it: .{0,20} in place of .*"
            table.note("regex", "a regular expression", found, remedy)
    return regexes


def _meaning(table: Table | None) -> Meaning | None:
    if table is None:
        return None
    names = {name: name for name in meaning_titles()}
    found = Meaning(
        name=table.choice("name", names),
        sure=table.number("sure", 0.9, lowest=0.0, highest=1.0),
        perhaps=table.number("perhaps", 0.5, lowest=0.0, highest=1.0),
        least=table.number("least", 0.0, lowest=0.0, highest=1.0),
    )
    table.done(("name", "sure", "perhaps", "least"))
    if found.perhaps > found.sure:
        expected = f"at most {found.sure:g}, the probability that is sure"
        table.check(("perhaps", "sure"), expected, f"{found.perhaps:g}", "swap the two")
    return found


def _better(table: Table | None) -> tuple[tuple[str, str], ...]:
    if table is None:
        return ()
    pairs = tuple((bad, table.string(bad)) for bad in list(table.values))
    for bad, _ in pairs:
        if not tokens(bad):
            table.note(bad, "a phrase with words in it", repr(bad), "write the words to avoid")
    return pairs

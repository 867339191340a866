"""What a standard changes in the one that it extends: names that the other lacks are mostly misspelt ones."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from typing import Any

from voicecheck.rules.kinds_common import RULE_KEYS
from voicecheck.rules.reading import Source, nearest
from voicecheck.rules.standard_parts import PhraseList
from voicecheck.text import tokens

__all__ = ["check_overrides", "check_unused", "merged"]

# Tables of a rule that hold named tables, with a key without which such a table cannot be a new one.
_PARTS = {"bounds": "metric", "components": "title", "steps": "title", "items": "title"}


def check_overrides(values: dict[str, Any], parent: dict[str, Any], source: Source) -> dict[str, Any]:
    """The values without the rules and parts that are no changes of the extended ones; these are noted."""
    rules, known = values.get("rules"), _tables(parent, "rules")
    if not isinstance(rules, dict):
        return values
    kept = {}
    for rule_id, rule in rules.items():
        if rule_id not in known and isinstance(rule, dict) and "kind" not in rule:
            what = "a rule of the extended standard, or a new one with its kind"
            source.note(("rules", rule_id), what, repr(rule_id), nearest(rule_id, known))
        elif isinstance(rule, dict) and rule_id in known and "kind" not in rule:
            kept[rule_id] = _known_parts(rule_id, rule, known[rule_id], source)
        else:
            kept[rule_id] = rule
    return {**values, "rules": kept}


def _known_parts(
    rule_id: str, rule: dict[str, Any], parent: dict[str, Any], source: Source
) -> dict[str, Any]:
    kept = dict(rule)
    for part, needed in _PARTS.items():
        names = _tables(parent, part)
        for name, table in _tables(rule, part).items():
            if name not in names and needed not in table and names:
                what = f"one of the rule's {part}, or a new one with its {needed}"
                source.note(("rules", rule_id, part, name), what, repr(name), nearest(name, names))
                kept[part] = {one: below for one, below in kept[part].items() if one != name}
    return kept


def check_unused(
    source: Source,
    parents: Iterable[tuple[dict[str, Any], dict[str, Any]]],
    phrases: Mapping[str, PhraseList],
    named: list[tuple[str, ...]],
    groups: Mapping[str, Iterable[str]],
) -> None:
    """Note what a file adds and nothing uses: phrase lists, exceptions, groups, documents.

    `parents` are pairs of a file's own values and those that it extends; `named` the phrase lists that rules
    name, together as they name them; `groups` the names in use of "groups" and "documents".
    """
    used = {name for names in named for name in names}
    for values, parent in parents:
        for name in _tables(values, "phrases"):
            known = _tables(parent, "phrases")
            if name not in known and name not in used:
                hint = _close(name, known) or f'name it in a rule: phrases = ["{name}"]'
                source.note(("phrases", name), "a phrase list that a rule names", repr(name), hint)
            elif "except" in values["phrases"][name]:
                _check_exceptions(source, name, phrases, named)
        for table, in_use in groups.items():
            known = _tables(parent, table)
            for name in _tables(values, table):
                if name not in known and name not in in_use:
                    hint = _close(name, known) or "remove it"
                    source.note((table, name), f"one of the {table} that a rule names", repr(name), hint)


def _check_exceptions(
    source: Source, name: str, phrases: Mapping[str, PhraseList], named: list[tuple[str, ...]]
) -> None:
    """Note exceptions in which none of the list's phrases, nor of those named with it, can be said."""
    together = {name, *(other for names in named if name in names for other in names)}
    lists = [phrases[other] for other in sorted(together)]
    if any(one.regexes or one.tolerance for one in lists):
        return
    said = [_parts(phrase) for one in lists for phrase in one.phrases]
    for exception in phrases[name].exceptions:
        if "…" not in exception and not any(_holds(_line(exception), parts) for parts in said):
            what = "an exception with one of the phrases in it"
            source.note(
                ("phrases", name, "except"), what, repr(exception), "write the words around the phrase"
            )


def _parts(phrase: str) -> list[str]:
    return [_line(part) for part in phrase.strip().strip("^$").split("…")]


def _line(text: str) -> str:
    return " " + "".join(token + " " for token in tokens(text))


def _holds(line: str, parts: list[str]) -> bool:
    """Whether the parts stand in the line, one after another."""
    start = 0
    for part in parts:
        found = line.find(part, start)
        if found < 0:
            return False
        start = found + len(part) - 1
    return True


def merged(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    """`above` over `below`, table by table. A rule given another kind keeps only what describes it."""
    joined = dict(below)
    for key, value in above.items():
        known = joined.get(key)
        if isinstance(value, dict) and isinstance(known, dict):
            if value.get("kind", known.get("kind")) != known.get("kind"):
                known = {name: kept for name, kept in known.items() if name in RULE_KEYS}
            joined[key] = merged(known, value)
        else:
            joined[key] = value
    return joined


def _tables(values: Mapping[str, Any], key: str) -> dict[str, Any]:
    found = values.get(key)
    return (
        {name: one for name, one in found.items() if isinstance(one, dict)} if isinstance(found, dict) else {}
    )


def _close(name: str, known: Iterable[str]) -> str | None:
    close = difflib.get_close_matches(name, sorted(known), n=1, cutoff=0.75)
    return f"did you mean {close[0]!r}?" if close else None

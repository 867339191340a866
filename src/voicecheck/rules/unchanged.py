"""Which rules of one standard give the same verdict as under another: what need not be judged again."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

from voicecheck._version import __version__
from voicecheck.rules.standard import PhraseList, Rule, Standard

__all__ = ["judging_code", "lists_under", "narrowed", "unchanged_rules"]

# What a verdict on a timeline is worked out with.
_JUDGING = ("intervals.py", "meaning", "metrics", "rules", "text", "timeline", "units.py")


def unchanged_rules(before: Standard, after: Standard) -> frozenset[str]:
    """The rules that both standards hold and that cannot judge any call differently.

    The same condition and check, the same content of every phrase list and every rule that they name, and
    the same settings of the standard as a whole. Weight, group and texts of a rule do not touch its verdict.
    """
    if _whole(before) != _whole(after):
        return frozenset()
    old, new = ({rule.id: rule for rule in one.rules} for one in (before, after))
    return frozenset(
        rule for rule in old.keys() & new.keys() if _content(rule, before) == _content(rule, after)
    )


def narrowed(standard: Standard, rules: Iterable[Rule]) -> Standard:
    """The standard with the phrase lists that these rules need, so that calls are searched for no others."""
    names = {name for rule in rules for *_, lists in _content(rule.id, standard) for name, _ in lists}
    return replace(standard, phrases={name: standard.phrases[name] for name in sorted(names)})


def lists_under(rule: Rule, standard: Standard) -> tuple[PhraseList, ...]:
    """The phrase lists that a rule itself names."""
    return tuple(standard.phrases[name] for name in _names(rule) if name in standard.phrases)


@lru_cache(maxsize=1)
def judging_code() -> str:
    """A digest of the code that judges: verdicts of other code are not those of this one."""
    digest = hashlib.sha256(__version__.encode())
    package = resources.files("voicecheck")
    for name in _JUDGING:
        for source in _sources(package / name):
            digest.update(source.read_bytes())
    return digest.hexdigest()[:16]


def _sources(place: Traversable) -> Iterator[Traversable]:
    if place.is_dir():
        for entry in sorted(place.iterdir(), key=lambda one: one.name):
            yield from _sources(entry)
    elif place.name.endswith((".py", ".txt", ".npz")):
        yield place


def _whole(standard: Standard) -> tuple[Any, ...]:
    return (
        standard.language,
        standard.languages,
        standard.direction,
        standard.min_word_probability,
        standard.min_mean_probability,
    )


def _content(rule_id: str, standard: Standard) -> tuple[Any, ...]:
    """All that a rule's verdict rests on."""
    rules = {rule.id: rule for rule in standard.rules}
    needed, found = [rule_id], dict[str, tuple[Any, ...]]()
    while needed:
        one = rules[needed.pop()]
        names = _names(one)
        lists = tuple((name, standard.phrases[name]) for name in names if name in standard.phrases)
        found[one.id] = (one.applies, one.check, lists)
        needed += [name for name in names if name in rules and name not in found]
    return tuple(found[name] for name in sorted(found))


def _names(rule: Rule) -> list[str]:
    """Every text in a rule's check: the names of lists and of other rules are among them."""
    return sorted(set(_texts(rule.check)))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from _texts(getattr(value, field.name))
    elif isinstance(value, tuple | list | frozenset):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, dict):
        yield from _texts(tuple(value.values()))

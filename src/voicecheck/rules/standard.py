"""A standard: rules as data, with where each comes from and the limits it is judged by.

A rule's `check` is one of a handful of kinds; each kind is one dataclass here and one function in the
module of its name. There is no expression language: what no kind can say is a new kind.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from voicecheck.rules.lexicon import Lexicon
from voicecheck.rules.patterns import Phrases
from voicecheck.rules.standard_parts import WHOLE_CALL, Anchor, Direction, Doubt, PhraseList, Window
from voicecheck.rules.standard_protocol import ProtocolCheck, ProtocolStep, Trigger
from voicecheck.rules.standard_talk import (
    EndingCheck,
    LanguageCheck,
    NameCheck,
    RepeatCheck,
    RepeatItem,
    StretchCheck,
    WaitCheck,
)
from voicecheck.rules.standard_voice import StressCheck
from voicecheck.rules.types import Clause, Text
from voicecheck.timeline.types import Speaker

__all__ = [
    "WHOLE_CALL",
    "Anchor",
    "Applies",
    "Bound",
    "Check",
    "Component",
    "ComponentsCheck",
    "Direction",
    "Doubt",
    "EndingCheck",
    "EventCheck",
    "Group",
    "LanguageCheck",
    "MetricCheck",
    "NameCheck",
    "Pending",
    "PhraseCheck",
    "PhraseList",
    "ProtocolCheck",
    "ProtocolStep",
    "RelationCheck",
    "RepeatCheck",
    "RepeatItem",
    "Rule",
    "Standard",
    "StressCheck",
    "StretchCheck",
    "Trigger",
    "Unmeasurable",
    "WaitCheck",
    "Window",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """An accepted range of one metric; a missing side is open, the limits themselves are accepted.

    Within `margin` outside the range the verdict is review, beyond it `outside`. `languages` empty: all.
    `min_count` is the least denominator (replies) that the metric must rest on, `min_speech_s` the least
    speech of the party in the call.
    """

    name: str
    metric: str
    minimum: float | None = None
    maximum: float | None = None
    margin: float = 0.0
    outside: Doubt = "fail"
    languages: tuple[str, ...] = ()
    min_count: float = 0.0
    min_speech_s: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricCheck:
    """One or several metrics of one party against limits; the worst verdict counts.

    Where turns carry the same figure, those outside the range by more than `turn_tolerance_share` of the
    limit are listed; more than `max_turns_outside_share` of the time of all turns that carry it makes a
    pass a review.
    """

    bounds: tuple[Bound, ...]
    speaker: Speaker = "agent"
    turn_tolerance_share: float = 0.0
    max_turns_outside_share: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PhraseCheck:
    """Phrases that must or must not be said. `phrases` and `allowed` name phrase lists.

    "none": at most `max_count` matches, those inside a match of `allowed` left out; more lead to `found`.
    "any": at least one of the lists is matched. "some": at least `min_lists` of them. "all": each is.
    `repeated_digits`: so many digits of the other party said again count as one list matched. With an
    `anchor` the words are due near it; at most `max_count` anchors may stay without, more lead to `found`.
    """

    mode: Literal["none", "any", "some", "all"]
    phrases: tuple[str, ...]
    allowed: tuple[str, ...] = ()
    speaker: Speaker = "agent"
    window: Window = WHOLE_CALL
    max_count: int = 0
    found: Doubt = "fail"
    min_lists: int = 1
    repeated_digits: int = 0
    anchor: Anchor | None = None

    @property
    def needed(self) -> int:
        """How many of the lists must be matched, where something must be said."""
        return {"all": len(self.phrases), "some": self.min_lists}.get(self.mode, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """One part of a form of words, found when any of its phrase lists is matched."""

    id: str
    title: Text
    phrases: tuple[str, ...]
    direction: Direction | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentsCheck:
    """A form of words in parts; `min_components` None: all parts that apply to the call's direction."""

    components: tuple[Component, ...]
    speaker: Speaker = "agent"
    window: Window = WHOLE_CALL
    min_components: int | None = None
    outside: Doubt = "fail"


@dataclass(frozen=True, slots=True, kw_only=True)
class EventCheck:
    """Events of a kind, counted against a limit.

    "interruption": `speaker` cuts in. "silence": nobody speaks for longer than `longer_than_s`, and nothing
    excuses it: a phrase of `hold` in the last turn of `speaker` before it, with at most `hold_s` of the
    other's speech since; the end of the call after a phrase of `closing`; the waits of the rules in
    `protocols`.
    """

    event: Literal["interruption", "silence"]
    speaker: Speaker = "agent"
    longer_than_s: float = 0.0
    max_count: int = 0
    outside: Doubt = "fail"
    hold: tuple[str, ...] = ()
    hold_s: float = 0.0
    closing: tuple[str, ...] = ()
    protocols: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RelationCheck:
    """`first` raises the voice, and within `within_s` of the end of that turn so does `then`.

    A level risen by `loud_db` whose pitch did not follow is for a person to review (None: it is not raised).
    Turns under `short_s` are raised only where the level has risen so far.
    """

    first: Speaker
    then: Speaker
    within_s: float
    loud_db: float | None = None
    short_s: float | None = None
    max_count: int = 0
    outside: Doubt = "fail"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """A documented requirement that this version does not judge."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmeasurable:
    """A documented requirement that sound cannot prove."""


Check = (
    NameCheck
    | WaitCheck
    | RepeatCheck
    | LanguageCheck
    | EndingCheck
    | StretchCheck
    | MetricCheck
    | PhraseCheck
    | ComponentsCheck
    | EventCheck
    | RelationCheck
    | ProtocolCheck
    | StressCheck
    | Pending
    | Unmeasurable
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Applies:
    """When a rule applies; all conditions that are set must hold.

    `metric` with `above` (or `below`): the metric of `metric_of`, or of the call, is greater (smaller).
    `customer_speaks`: whether the
    customer speaks for at least `customer_speech_s` in all. `languages` empty: calls in all languages.
    """

    direction: Direction | None = None
    metric: str | None = None
    above: float = 0.0
    below: float | None = None
    metric_of: Speaker = "agent"
    customer_speaks: bool | None = None
    customer_speech_s: float = 0.5
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One requirement: its name, why it is asked, where it stands, how much it weighs, how it is judged."""

    id: str
    group: str
    title: Text
    explanation: Text
    tip: Text
    clause: Clause
    weight: float
    critical: bool
    applies: Applies
    check: Check


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A heading under which rules are shown and scored."""

    id: str
    title: Text


@dataclass(frozen=True, kw_only=True)
class Standard:
    """A complete standard. `sha256` is that of its effective content, after extension and without comments.

    `phrases` holds every list with the phrases of all languages. `language` is assumed where a call's is
    unknown, `direction` where the metadata give none. `switched_off` are the ids of the rules that the file
    has and does not judge by.
    """

    name: str
    version: str
    title: Text
    language: str
    languages: tuple[str, ...]
    min_word_probability: float
    min_mean_probability: float
    documents: dict[str, Text]
    groups: tuple[Group, ...]
    phrases: dict[str, PhraseList]
    rules: tuple[Rule, ...]
    sha256: str
    direction: Direction = "inbound"
    switched_off: frozenset[str] = frozenset()

    def rule(self, rule_id: str) -> Rule | None:
        """The rule of this id, or None."""
        return next((rule for rule in self.rules if rule.id == rule_id), None)

    def phrases_of(self, names: Iterable[str]) -> Phrases:
        """The phrase lists of these names; the same object for the same names."""
        key = tuple(names)
        known = self._choices.get(key)
        if known is None:
            known = self._choices[key] = Phrases({name: self.phrases[name] for name in key})
        return known

    @cached_property
    def lexicon(self) -> Lexicon:
        """All phrase lists, ready to be looked up; made when it is first asked for."""
        return Lexicon(self.phrases)

    @cached_property
    def _choices(self) -> dict[tuple[str, ...], Phrases]:
        return {}

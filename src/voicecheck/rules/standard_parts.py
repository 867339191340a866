"""Parts of rules: lists of phrases, the part of a party's words that counts, what must be answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from voicecheck.timeline.types import Speaker

__all__ = ["WHOLE_CALL", "Anchor", "AnchorEvent", "Direction", "Doubt", "Meaning", "PhraseList", "Window"]

Direction = Literal["inbound", "outbound"]
Doubt = Literal["fail", "review"]
"""What a cue outside its limits leads to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What the phrases of a list do in a call, for other words that do the same (`voicecheck.meaning`).

    Words that carry it with the probability `sure` count as said; from `perhaps` on a person decides. What a
    regular expression of the list finds counts only where it is `least` probable.
    """

    name: str
    sure: float
    perhaps: float
    least: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PhraseList:
    """Ways to say one thing.

    `regexes` are searched in the normalised words of a turn. What lies inside a match of `exceptions` does
    not count. `tolerance` is the mean distance of syllables (Mandarin) or share of letters (English) up to
    which something that merely sounds alike is found too, for a person to review where `alike` says so.
    `meaning` is what other words are understood by. `better` holds phrases with what to say instead.
    `languages` are those that it has phrases of; none: expressions, for any language.
    """

    phrases: tuple[str, ...] = ()
    regexes: tuple[str, ...] = ()
    exceptions: tuple[str, ...] = ()
    tolerance: float = 0.0
    alike: Literal["review", "accept"] = "review"
    meaning: Meaning | None = None
    better: tuple[tuple[str, str], ...] = ()
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Which part of a party's words counts; everything where nothing is set.

    `first_turns`, `last_turns` count the party's turns. Turns that begin after a reply of the other party,
    one of more than `until_reply_s`, do not count; the party's first turn always does. `before` and `after`
    name phrase lists: up to the first match, from the first match on; without a match, `before` falls back
    to the other limits and `after` leaves nothing.
    """

    first_turns: int | None = None
    last_turns: int | None = None
    until_reply_s: float | None = None
    first_s: float | None = None
    last_s: float | None = None
    before: str | None = None
    after: str | None = None


WHOLE_CALL = Window()

AnchorEvent = Literal["phrase", "raised", "silence", "interruption", "answer"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """What happened in the call that makes words due (or out of place) near it.

    An anchor is a match of `phrases` said by `speaker` (None: either party; with `after_matter` not in the
    customer's first turn, which tells the matter), a raised turn or an interruption of `speaker`, a silence
    longer than `longer_than_s`, or the answer of the call. Words are looked for in the `within_turns` turns
    after it (before it, either side of it), no farther than `within_s`; the turn of the anchor itself counts
    where its speaker is the one looked at. Words that stand only in the `review_turns` turns beyond are for a
    person to judge. `until` names phrase lists whose first match ends the search. `which` anchors must be
    answered: the first, each, or any of them.
    """

    events: tuple[AnchorEvent, ...]
    speaker: Speaker | None = "customer"
    phrases: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    after_matter: bool = False
    longer_than_s: float = 0.0
    relation: Literal["after", "before", "around", "onward"] = "after"
    within_turns: int | None = None
    review_turns: int = 0
    within_s: float | None = None
    until: tuple[str, ...] = ()
    which: Literal["first", "each", "any"] = "first"

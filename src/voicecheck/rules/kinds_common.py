"""What the readers of the kinds share: what every rule has, names that must exist, windows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from voicecheck.metrics import METRICS
from voicecheck.rules.reading import Table
from voicecheck.rules.standard_parts import WHOLE_CALL, Anchor, AnchorEvent, Direction, Doubt, Window
from voicecheck.timeline.types import Speaker

__all__ = [
    "DIRECTION",
    "DOUBT",
    "METRIC_IDS",
    "RULE_KEYS",
    "SPEAKER",
    "Known",
    "least_at_most",
    "read_anchor",
    "read_metric_id",
    "read_window",
    "required_lists",
]

# What every rule has, whatever its kind.
RULE_KEYS = (
    "kind",
    "group",
    "title",
    "explanation",
    "tip",
    "clause",
    "weight",
    "critical",
    "enabled",
    "applies",
)

SPEAKER: dict[str, Speaker] = {"agent": "agent", "customer": "customer"}
DIRECTION: dict[str, Direction] = {"inbound": "inbound", "outbound": "outbound"}
DOUBT: dict[str, Doubt] = {"fail": "fail", "review": "review"}
EVENTS: dict[str, AnchorEvent] = {
    "phrase": "phrase",
    "raised": "raised",
    "silence": "silence",
    "interruption": "interruption",
    "answer": "answer",
}
RELATION: dict[str, Literal["after", "before", "around", "onward"]] = {
    "after": "after",
    "before": "before",
    "around": "around",
    "onward": "onward",
}
WHICH: dict[str, Literal["first", "each", "any"]] = {"first": "first", "each": "each", "any": "any"}
ANCHOR_SPEAKER: dict[str, Speaker | None] = {**SPEAKER, "either": None}
ANCHOR_NAMES = {name: name for name in ANCHOR_SPEAKER}
METRIC_IDS = tuple(metric.id for metric in METRICS)


class Known:
    """The names that a rule may refer to; which phrase lists were named together is kept."""

    def __init__(self, phrases: Iterable[str], rules: Iterable[str], languages: Iterable[str]) -> None:
        self.phrases = frozenset(phrases)
        self.rules = frozenset(rules)
        self.languages = tuple(languages)
        self.named: list[tuple[str, ...]] = []

    def phrase_lists(self, table: Table, key: str) -> tuple[str, ...]:
        """Names of phrase lists, all of which must exist."""
        names = table.strings(key, valid=self.phrases, what="the name of a phrase list")
        self.named.append(names)
        return names

    def rule_ids(self, table: Table, key: str) -> tuple[str, ...]:
        """Ids of rules, all of which must exist."""
        return table.strings(key, valid=self.rules, what="the id of a rule")

    def language_codes(self, table: Table, key: str) -> tuple[str, ...]:
        """Languages, each of which the standard must have."""
        return table.strings(key, valid=self.languages, what="a language of the standard")

    def phrase_list(self, table: Table, key: str) -> str | None:
        """Name of one phrase list, or None where the key is missing."""
        name = table.optional_choice(key, {name: name for name in self.phrases})
        self.named.append(() if name is None else (name,))
        return name


def read_metric_id(table: Table, key: str) -> str:
    """The id of a metric, which must exist."""
    return table.choice(key, {metric: metric for metric in METRIC_IDS})


def read_window(table: Table | None, known: Known) -> Window:
    """The part of a party's words that counts."""
    if table is None:
        return WHOLE_CALL
    given = frozenset(table.values)
    ends = (("first_turns", "last_turns"), ("until_reply_s", "last_turns"), ("first_s", "last_s"))
    for first, last in (*ends, ("before", "after")):
        if {first, last} <= given and first != "before":
            table.check(
                (first, last), f"{first} or {last}", "both", "remove one: a call's beginning is not its end"
            )
    if "before" in given and table.values["before"] == table.values.get("after"):
        table.check(
            ("before", "after"), "before and after with different lists", "the same", "change one of them"
        )
    window = Window(
        first_turns=table.optional_count("first_turns", lowest=1),
        last_turns=table.optional_count("last_turns", lowest=1),
        until_reply_s=_optional_length(table, "until_reply_s"),
        first_s=_optional_length(table, "first_s"),
        last_s=_optional_length(table, "last_s"),
        before=known.phrase_list(table, "before"),
        after=known.phrase_list(table, "after"),
    )
    table.done(("first_turns", "last_turns", "until_reply_s", "first_s", "last_s", "before", "after"))
    return window


def _optional_length(table: Table, key: str) -> float | None:
    """Seconds, more than none, or None."""
    length_s = table.optional_number(key, lowest=0.0)
    if length_s == 0.0:
        table.note(key, "a number above 0", "0", "a window without length holds nothing")
    return length_s


def least_at_most(table: Table, key: str, least: int | None, there_are: int, what: str) -> None:
    """Note where more is asked for than there is."""
    if least is not None and least > there_are:
        table.check((key,), f"at most the {there_are} {what} that there are", str(least), "lower it")


def required_lists(table: Table, known: Known, key: str = "phrases") -> tuple[str, ...]:
    """Names of phrase lists, one at least."""
    lists = known.phrase_lists(table, key)
    if not lists and not table.source.is_wrong((*table.path, key)):
        table.note(key, "at least one phrase list", "none", f'write {key} = ["NAME"]')
    return lists


def read_anchor(table: Table | None, known: Known) -> Anchor | None:
    """What makes words due near it, or None."""
    if table is None:
        return None
    events = table.strings("events", valid=EVENTS, what=f"one of {', '.join(EVENTS)}") or ("phrase",)
    anchor = Anchor(
        events=tuple(EVENTS[event] for event in events),
        speaker=ANCHOR_SPEAKER[table.choice("speaker", ANCHOR_NAMES, "customer")],
        phrases=known.phrase_lists(table, "phrases"),
        unless=known.phrase_lists(table, "unless"),
        after_matter=table.flag("after_matter", False),
        longer_than_s=table.number("longer_than_s", 0.0, lowest=0.0),
        relation=table.choice("relation", RELATION, "after"),
        within_turns=table.optional_count("within_turns"),
        review_turns=table.count("review_turns", 0),
        within_s=table.optional_number("within_s", lowest=0.0),
        until=known.phrase_lists(table, "until"),
        which=table.choice("which", WHICH, "first"),
    )
    if ("phrase" in anchor.events) != bool(anchor.phrases):
        found = "phrases without it" if anchor.phrases else "no phrases"
        keys = ("phrases", "events")
        table.check(keys, 'phrases with the event "phrase"', found, 'write phrases = ["NAME"]')
    if anchor.review_turns and anchor.within_turns is None:
        table.note("review_turns", "review_turns beside within_turns", "it alone", "write within_turns too")
    if anchor.after_matter and (anchor.speaker == "agent" or "phrase" not in anchor.events):
        needed = "after_matter where the customer's words count"
        table.check(("after_matter", "speaker", "events"), needed, "no such words", "remove it")
    valid = ("events", "speaker", "phrases", "unless", "longer_than_s", "relation", "within_turns")
    table.done((*valid, "after_matter", "review_turns", "within_s", "until", "which"))
    return anchor

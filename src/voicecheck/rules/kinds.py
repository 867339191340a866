"""The kinds of rules and how each is read from its table: one short function a kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from voicecheck.rules.kinds_common import (
    DIRECTION,
    DOUBT,
    METRIC_IDS,
    RULE_KEYS,
    SPEAKER,
    Known,
    least_at_most,
    read_anchor,
    read_metric_id,
    read_window,
    required_lists,
)
from voicecheck.rules.kinds_protocol import read_protocol, read_stress
from voicecheck.rules.kinds_talk import (
    read_ending,
    read_language,
    read_name,
    read_repeats,
    read_stretches,
    read_waits,
)
from voicecheck.rules.reading import Table
from voicecheck.rules.standard import (
    WHOLE_CALL,
    Applies,
    Bound,
    Check,
    Component,
    ComponentsCheck,
    EventCheck,
    MetricCheck,
    Pending,
    PhraseCheck,
    RelationCheck,
    Unmeasurable,
)

__all__ = ["KINDS", "read_applies"]

MODE: dict[str, Literal["none", "any", "some", "all"]] = {
    "none": "none",
    "any": "any",
    "some": "some",
    "all": "all",
}
EVENT: dict[str, Literal["interruption", "silence"]] = {"interruption": "interruption", "silence": "silence"}


def read_applies(table: Table | None, known: Known) -> Applies:
    """The conditions under which a rule applies."""
    if table is None:
        return Applies()
    above = table.optional_number("above")
    metric = table.optional_choice("metric", {metric: metric for metric in METRIC_IDS})
    below = table.optional_number("below")
    if (metric is None) != (above is None and below is None) or (above is not None and below is not None):
        keys = ("metric", "above", "below")
        table.check(keys, "metric with above or below", "something else", "write both, and no third")
    applies = Applies(
        direction=table.optional_choice("direction", DIRECTION),
        metric=metric,
        above=above or 0.0,
        below=below,
        metric_of=table.choice("metric_of", SPEAKER, "agent"),
        customer_speaks=table.optional_flag("customer_speaks"),
        customer_speech_s=table.number("customer_speech_s", 0.5, lowest=0.0),
        languages=known.language_codes(table, "languages"),
    )
    valid = ("direction", "metric", "above", "below", "metric_of", "customer_speaks", "customer_speech_s")
    table.done((*valid, "languages"))
    return applies


def _read_metric(table: Table, known: Known) -> MetricCheck:
    bounds = tuple(_read_bound(name, below, known) for name, below in table.tables("bounds"))
    if not bounds:
        table.fail("bounds", "at least one bound", "none", "add a table [rules.RULE.bounds.NAME]")
    check = MetricCheck(
        bounds=bounds,
        speaker=table.choice("speaker", SPEAKER, "agent"),
        turn_tolerance_share=table.number("turn_tolerance_share", 0.0, lowest=0.0, highest=1.0),
        max_turns_outside_share=table.number("max_turns_outside_share", 1.0, lowest=0.0, highest=1.0),
    )
    table.done((*RULE_KEYS, "bounds", "speaker", "turn_tolerance_share", "max_turns_outside_share"))
    return check


def _read_bound(name: str, table: Table, known: Known) -> Bound:
    minimum, maximum = table.optional_number("min"), table.optional_number("max")
    if minimum is None and maximum is None:
        table.note(None, "min, max or both", "neither", "write min = ... or max = ...")
    if minimum is not None and maximum is not None and minimum > maximum:
        table.check(("min", "max"), "min not above max", f"{minimum:g} > {maximum:g}", "change one of them")
    bound = Bound(
        name=name,
        metric=read_metric_id(table, "metric"),
        minimum=minimum,
        maximum=maximum,
        margin=table.number("margin", 0.0, lowest=0.0),
        outside=table.choice("outside", DOUBT, "fail"),
        languages=known.language_codes(table, "languages"),
        min_count=table.number("min_count", 0.0, lowest=0.0),
        min_speech_s=table.number("min_speech_s", 0.0, lowest=0.0),
    )
    valid = ("metric", "min", "max", "margin", "outside", "languages", "min_count", "min_speech_s")
    table.done(valid)
    return bound


def _read_phrases(table: Table, known: Known) -> PhraseCheck:
    check = PhraseCheck(
        mode=table.choice("mode", MODE),
        phrases=required_lists(table, known),
        allowed=known.phrase_lists(table, "allowed"),
        speaker=table.choice("speaker", SPEAKER, "agent"),
        window=read_window(table.table("window"), known),
        max_count=table.count("max_count", 0),
        found=table.choice("found", DOUBT, "fail"),
        min_lists=table.count("min_lists", 1, lowest=1),
        repeated_digits=table.count("repeated_digits", 0),
        anchor=read_anchor(table.table("anchor"), known),
    )
    if check.min_lists != 1 and check.mode != "some":
        found = f"mode = {check.mode!r}"
        table.check(("min_lists", "mode"), 'min_lists with mode = "some"', found, "change one of them")
    least_at_most(table, "min_lists", check.min_lists, len(check.phrases), "phrase lists")
    if check.anchor is not None and check.anchor.review_turns and check.mode == "none":
        table.check(
            ("anchor", "mode"), "review_turns where words are due", 'mode = "none"', "remove one of them"
        )
    if check.anchor is not None and check.window != WHOLE_CALL:
        table.check(("window", "anchor"), "a window or an anchor", "both", "remove one of them")
    valid = ("mode", "phrases", "allowed", "speaker", "window", "max_count", "found", "min_lists")
    table.done((*RULE_KEYS, *valid, "repeated_digits", "anchor"))
    return check


def _read_components(table: Table, known: Known) -> ComponentsCheck:
    components = tuple(_read_component(name, below, known) for name, below in table.tables("components"))
    if not components:
        table.fail("components", "at least one part", "none", "add a table [rules.RULE.components.NAME]")
    check = ComponentsCheck(
        components=components,
        speaker=table.choice("speaker", SPEAKER, "agent"),
        window=read_window(table.table("window"), known),
        min_components=table.optional_count("min_components", lowest=1),
        outside=table.choice("outside", DOUBT, "fail"),
    )
    least_at_most(table, "min_components", check.min_components, len(components), "parts")
    table.done((*RULE_KEYS, "components", "speaker", "window", "min_components", "outside"))
    return check


def _read_component(name: str, table: Table, known: Known) -> Component:
    component = Component(
        id=name,
        title=table.texts("title"),
        phrases=required_lists(table, known),
        direction=table.optional_choice("direction", DIRECTION),
    )
    table.done(("title", "phrases", "direction"))
    return component


def _read_events(table: Table, known: Known) -> EventCheck:
    check = EventCheck(
        event=table.choice("event", EVENT),
        speaker=table.choice("speaker", SPEAKER, "agent"),
        longer_than_s=table.number("longer_than_s", 0.0, lowest=0.0),
        max_count=table.count("max_count", 0),
        outside=table.choice("outside", DOUBT, "fail"),
        hold=known.phrase_lists(table, "hold"),
        hold_s=table.number("hold_s", 0.0, lowest=0.0),
        closing=known.phrase_lists(table, "closing"),
        protocols=known.rule_ids(table, "protocols"),
    )
    valid = ("event", "speaker", "longer_than_s", "max_count", "outside", "hold", "hold_s", "closing")
    table.done((*RULE_KEYS, *valid, "protocols"))
    return check


def _read_relation(table: Table, known: Known) -> RelationCheck:
    check = RelationCheck(
        first=table.choice("first", SPEAKER),
        then=table.choice("then", SPEAKER),
        within_s=table.number("within_s", lowest=0.0),
        loud_db=table.optional_number("loud_db", lowest=0.0),
        short_s=table.optional_number("short_s", lowest=0.0),
        max_count=table.count("max_count", 0),
        outside=table.choice("outside", DOUBT, "fail"),
    )
    if check.short_s is not None and check.loud_db is None:
        table.check(("short_s", "loud_db"), "short_s beside loud_db", "short_s alone", "write both")
    valid = ("first", "then", "within_s", "loud_db", "short_s", "max_count", "outside")
    table.done((*RULE_KEYS, *valid))
    return check


def _read_pending(table: Table, known: Known) -> Pending:
    table.done(RULE_KEYS)
    return Pending()


def _read_unmeasurable(table: Table, known: Known) -> Unmeasurable:
    table.done(RULE_KEYS)
    return Unmeasurable()


KINDS: dict[str, Callable[[Table, Known], Check]] = {
    "metric": _read_metric,
    "phrases": _read_phrases,
    "components": _read_components,
    "events": _read_events,
    "relation": _read_relation,
    "protocol": read_protocol,
    "stress": read_stress,
    "name": read_name,
    "waits": read_waits,
    "repeats": read_repeats,
    "stretches": read_stretches,
    "language": read_language,
    "ending": read_ending,
    "pending": _read_pending,
    "unmeasurable": _read_unmeasurable,
}

"""How the kinds "protocol" and "stress" are read from their tables."""

from __future__ import annotations

from voicecheck.rules.kinds_common import (
    DOUBT,
    METRIC_IDS,
    RULE_KEYS,
    SPEAKER,
    Known,
    least_at_most,
)
from voicecheck.rules.reading import Table, nearest
from voicecheck.rules.standard_protocol import ProtocolCheck, ProtocolStep, Trigger
from voicecheck.rules.standard_voice import StressCheck

__all__ = ["read_protocol", "read_stress"]

Range = tuple[float, float]


def read_protocol(table: Table, known: Known) -> ProtocolCheck:
    """Steps, what makes them due, what must not be said."""
    tables = table.tables("steps")
    if not tables:
        table.fail("steps", "at least one step", "none", "add a table [rules.RULE.steps.NAME]")
    steps = tuple(_read_step(name, below, known) for name, below in tables)
    _check_order(steps, [below for _, below in tables])
    check = ProtocolCheck(
        steps=steps,
        speaker=table.choice("speaker", SPEAKER, "agent"),
        forbidden=known.phrase_lists(table, "forbidden"),
        too_early=known.phrase_lists(table, "too_early"),
        utterance_gap_s=table.number("utterance_gap_s", 1.5, lowest=0.0),
        trigger=_read_trigger(table.table("trigger"), known),
        min_steps=table.optional_count("min_steps", lowest=1),
    )
    least_at_most(table, "min_steps", check.min_steps, len(steps), "steps")
    valid = ("steps", "speaker", "forbidden", "too_early", "utterance_gap_s", "trigger", "min_steps")
    table.done((*RULE_KEYS, *valid))
    return check


def _check_order(steps: tuple[ProtocolStep, ...], tables: list[Table]) -> None:
    """Note a step that hangs on a later one, and a wait that comes before anything was said."""
    said = False
    earlier: list[str] = []
    for step, table in zip(steps, tables, strict=True):
        if step.follows is not None and step.follows not in earlier:
            ids = [one.id for one in steps]
            hint = "put that step first" if step.follows in ids else nearest(step.follows, ids)
            table.note("follows", "an earlier step", repr(step.follows), hint)
        if step.wait_s is not None and not said:
            table.note(None, "something said before a wait", "a wait first", "put a step with phrases first")
        said = said or bool(step.phrases)
        earlier.append(step.id)


def _read_trigger(table: Table | None, known: Known) -> Trigger | None:
    if table is None:
        return None
    below = table.optional_number("below")
    trigger = Trigger(
        phrases=known.phrase_lists(table, "phrases"),
        unless=known.phrase_lists(table, "unless"),
        speaker=table.choice("speaker", SPEAKER, "customer"),
        remark_s=table.optional_number("remark_s", lowest=0.0),
        metric=table.optional_choice("metric", {metric: metric for metric in METRIC_IDS}),
        metric_of=table.choice("metric_of", SPEAKER, "customer"),
        below=below or 0.0,
        margin=table.number("margin", 0.0, lowest=0.0),
        words_pass_s=table.optional_number("words_pass_s", lowest=0.0),
        metric_pass_s=table.optional_number("metric_pass_s", lowest=0.0),
        from_start=table.flag("from_start", False),
        alone=table.choice("alone", DOUBT, "fail"),
    )
    if (trigger.metric is None) != (below is None):
        table.check(("metric", "below"), "metric and below together", "one without the other", "write both")
    if trigger.margin and trigger.metric is None:
        table.check(("margin", "metric"), "margin beside metric and below", "margin alone", "remove it")
    if not trigger.phrases and trigger.metric is None:
        table.fail(None, "phrases, or metric and below", "neither", "say what makes the protocol due")
    for key, given in (("remark_s", trigger.remark_s is not None), ("alone", trigger.alone == "review")):
        if given and not trigger.phrases:
            table.check((key, "phrases"), f"{key} beside phrases", f"{key} alone", "remove it")
    valid = ("phrases", "unless", "speaker", "remark_s", "metric", "metric_of", "below", "margin")
    table.done((*valid, "words_pass_s", "metric_pass_s", "from_start", "alone"))
    return trigger


def _read_step(name: str, table: Table, known: Known) -> ProtocolStep:
    wait_s = _read_range(table, "wait_min_s", "wait_max_s", lowest=0.0)
    level_change_db = _read_range(table, "level_min_db", "level_max_db")
    phrases = known.phrase_lists(table, "phrases")
    if sum((wait_s is not None, level_change_db is not None, bool(phrases))) != 1:
        table.fail(
            None,
            "phrases, or wait_min_s and wait_max_s, or level_min_db and level_max_db",
            "something else",
            "make the step a saying, a wait or a change of level",
        )
    step = ProtocolStep(
        id=name,
        title=table.texts("title"),
        phrases=phrases,
        wait_s=wait_s,
        level_change_db=level_change_db,
        optional=table.flag("optional", False),
        essential=table.flag("essential", False),
        follows=table.string("follows") if "follows" in table.values else None,
        within_turns=_read_within_turns(table, phrases),
    )
    ranges = ("wait_min_s", "wait_max_s", "level_min_db", "level_max_db")
    table.done(("title", "phrases", *ranges, "optional", "essential", "follows", "within_turns"))
    return step


def _read_within_turns(table: Table, phrases: tuple[str, ...]) -> int | None:
    within_turns = table.optional_count("within_turns")
    if within_turns is not None and not (phrases and within_turns):
        table.fail(
            "within_turns", "one turn or more, beside phrases", f"{within_turns}", "correct or remove it"
        )
    return within_turns


def _read_range(table: Table, low_key: str, high_key: str, lowest: float | None = None) -> Range | None:
    low, high = table.optional_number(low_key, lowest=lowest), table.optional_number(high_key, lowest=lowest)
    if (low is None) != (high is None):
        table.check(
            (low_key, high_key), f"{low_key} and {high_key} together", "one without the other", "write both"
        )
    if low is None or high is None:
        return None
    if low > high:
        table.check(
            (low_key, high_key), f"{low_key} not above {high_key}", f"{low:g} > {high:g}", "swap them"
        )
    return low, high


def read_stress(table: Table, known: Known) -> StressCheck:
    """Which words should stand out, and by how much."""
    check = StressCheck(
        phrases=known.phrase_lists(table, "phrases"),
        level_db=table.number("level_db", lowest=0.0),
        f0_st=table.number("f0_st", lowest=0.0),
        length_share=table.number("length_share", lowest=0.0),
        min_cues=table.count("min_cues", 2, lowest=1),
        min_share=table.number("min_share", lowest=0.0, highest=1.0),
        min_terms=table.count("min_terms", 3),
        speaker=table.choice("speaker", SPEAKER, "agent"),
        outside=table.choice("outside", DOUBT, "review"),
    )
    least_at_most(table, "min_cues", check.min_cues, 3, "cues (level, pitch, length)")
    valid = ("phrases", "level_db", "f0_st", "length_share", "min_cues", "min_share", "min_terms")
    table.done((*RULE_KEYS, *valid, "speaker", "outside"))
    return check

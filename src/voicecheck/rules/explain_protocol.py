"""Protocols and stress in plain words."""

from __future__ import annotations

from voicecheck.metrics import metric_by_id
from voicecheck.rules.explain_words import hint, listed, party
from voicecheck.rules.messages import say, sentence_case, value_text
from voicecheck.rules.standard import ProtocolCheck, ProtocolStep, Standard, StressCheck, Trigger
from voicecheck.rules.types import Text

__all__ = ["tell_protocol", "tell_stress"]


def tell_protocol(standard: Standard, check: ProtocolCheck) -> list[Text]:
    """What makes it due, the steps, what must not be said."""
    lines = [*_trigger(standard, check.trigger), _heading(check)]
    lines += [_step(standard, step, number) for number, step in enumerate(check.steps, start=1)]
    if check.min_steps is not None:
        lines.append(say("explain.min_steps", count=check.min_steps))
    if check.forbidden:
        lines.append(say("explain.none", **party(check.speaker), phrases=listed(standard, check.forbidden)))
    if check.too_early:
        lines.append(say("explain.too_early", phrases=listed(standard, check.too_early)))
    return lines


def tell_stress(standard: Standard, check: StressCheck) -> list[Text]:
    """Which words should stand out, and by how much."""
    line = say(
        "explain.stress",
        phrases=listed(standard, check.phrases),
        share=check.min_share * 100.0,
        level=check.level_db,
        pitch=check.f0_st,
        length=check.length_share * 100.0,
        cues=check.min_cues,
    )
    return [line, *hint(check.outside)]


def _heading(check: ProtocolCheck) -> Text:
    waits = any(step.wait_s is not None for step in check.steps)
    return say("explain.steps_waits" if waits else "explain.steps")


def _trigger(standard: Standard, trigger: Trigger | None) -> list[Text]:
    if trigger is None:
        return []
    lines = []
    if trigger.phrases:
        phrases = listed(standard, trigger.phrases)
        lines.append(say("explain.due_words", **party(trigger.speaker), phrases=phrases))
    if trigger.remark_s is not None:
        lines.append(say("explain.due_remark", longest=trigger.remark_s))
    if trigger.alone == "review":
        lines.append(say("explain.due_alone"))
    if trigger.metric is not None and (metric := metric_by_id(trigger.metric)) is not None:
        below = value_text(trigger.below, metric.unit)
        title = {"zh": metric.title["zh"], "en": metric.title["en"].lower()}
        margin = value_text(trigger.margin, metric.unit)
        more = say("explain.due_margin", margin=margin) if trigger.margin else ""
        lines.append(
            say("explain.due_metric", **party(trigger.metric_of), title=title, below=below, more=more)
        )
    return lines


def _step(standard: Standard, step: ProtocolStep, number: int) -> Text:
    title = sentence_case(step.title)
    if step.wait_s is not None:
        line = say("explain.wait", number=number, title=title, low=step.wait_s[0], high=step.wait_s[1])
    elif step.level_change_db is not None:
        low, high = (f"{limit:+g}" for limit in step.level_change_db)
        line = say("explain.level_step", number=number, title=title, low=low, high=high)
    else:
        line = say("explain.step", number=number, title=title, phrases=listed(standard, step.phrases))
    mark = (
        "optional" if step.optional or step.follows is not None else "essential" if step.essential else None
    )
    added = [say(f"explain.{mark}")] if mark else []
    if step.within_turns is not None:
        added.insert(0, say("explain.within_turns", count=step.within_turns))
    return {language: text + "".join(more[language] for more in added) for language, text in line.items()}

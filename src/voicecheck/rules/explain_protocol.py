"""Protocols and stress in plain words."""

from __future__ import annotations

from voicecheck.metrics import metric_by_id
from voicecheck.rules.explain_words import listed
from voicecheck.rules.messages import say
from voicecheck.rules.standard import ProtocolCheck, ProtocolStep, Standard, StressCheck, Trigger
from voicecheck.rules.types import Text

__all__ = ["tell_protocol", "tell_stress"]


def tell_protocol(standard: Standard, check: ProtocolCheck) -> list[Text]:
    """What makes it due, the steps, what must not be said."""
    lines = [*_trigger(standard, check.trigger), *(_step(standard, step) for step in check.steps)]
    if check.min_steps is not None:
        lines.append(say("explain.min_steps", count=check.min_steps))
    if check.forbidden:
        lines.append(say("explain.none", phrases=listed(standard, check.forbidden)))
    if check.too_early:
        lines.append(say("explain.too_early", phrases=listed(standard, check.too_early)))
    return lines


def tell_stress(standard: Standard, check: StressCheck) -> list[Text]:
    """Which words should stand out, and by how much."""
    return [
        say(
            "explain.stress",
            phrases=listed(standard, check.phrases),
            share=check.min_share * 100.0,
            level=check.level_db,
            pitch=check.f0_st,
            length=check.length_share * 100.0,
            cues=check.min_cues,
        )
    ]


def _trigger(standard: Standard, trigger: Trigger | None) -> list[Text]:
    if trigger is None:
        return []
    lines = []
    if trigger.phrases:
        lines.append(
            say(
                "explain.due_words",
                party=say(f"explain.{trigger.speaker}"),
                phrases=listed(standard, trigger.phrases),
            )
        )
    if trigger.metric is not None and (metric := metric_by_id(trigger.metric)) is not None:
        party = say(f"explain.{trigger.metric_of}")
        lines.append(say("explain.due_metric", party=party, title=metric.title, below=trigger.below))
    return lines


def _step(standard: Standard, step: ProtocolStep) -> Text:
    if step.wait_s is not None:
        line = say("explain.wait", title=step.title, low=step.wait_s[0], high=step.wait_s[1])
    elif step.level_change_db is not None:
        low_db, high_db = step.level_change_db
        line = say("explain.level_step", title=step.title, low=low_db, high=high_db)
    else:
        line = say("explain.part", title=step.title, phrases=listed(standard, step.phrases))
    if step.within_turns is not None:
        line = _with(line, say("explain.within", count=step.within_turns))
    return _with(line, say("explain.optional")) if step.optional or step.follows is not None else line


def _with(line: Text, more: Text) -> Text:
    return {language: text + more[language] for language, text in line.items()}

"""A rule in plain words: what is asked, where it stands, how it is judged, what to do better."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from voicecheck.errors import StandardError
from voicecheck.metrics import metric_by_id
from voicecheck.rules.explain_errors import error_lines
from voicecheck.rules.explain_protocol import tell_protocol, tell_stress
from voicecheck.rules.explain_talk import (
    tell_ending,
    tell_language,
    tell_name,
    tell_repeats,
    tell_stretches,
    tell_waits,
)
from voicecheck.rules.explain_words import (
    allowance,
    hint,
    language_names,
    listed,
    party,
    spaced,
    tell_components,
    tell_phrases,
)
from voicecheck.rules.messages import limit_text, say, value_text
from voicecheck.rules.reading import nearest
from voicecheck.rules.standard import (
    Applies,
    Bound,
    Check,
    ComponentsCheck,
    EndingCheck,
    EventCheck,
    LanguageCheck,
    MetricCheck,
    NameCheck,
    Pending,
    PhraseCheck,
    ProtocolCheck,
    RelationCheck,
    RepeatCheck,
    Rule,
    Standard,
    StressCheck,
    StretchCheck,
    Unmeasurable,
    WaitCheck,
)
from voicecheck.rules.types import Text

__all__ = ["explain_rule"]


def explain_rule(standard: Standard, rule_id: str, language: str) -> str:
    """A rule as a few lines of text in "zh" or "en".

    Raises
    ------
    StandardError
        When the standard has no such rule; the nearest id is named.
    """
    rule = standard.rule(rule_id)
    if rule is None:
        hint = nearest(rule_id, (known.id for known in standard.rules))
        raise StandardError(f"{standard.name}: expected the id of a rule, found {rule_id!r}; {hint}")
    group = next(group for group in standard.groups if group.id == rule.group)
    errors = error_lines(rule, standard)
    lines = [
        {shown: f"{title} ({rule.id})" for shown, title in rule.title.items()},
        rule.explanation,
        say("explain.how"),
        *(_indented(line) for line in (*_conditions(rule.applies), *_method(standard, rule.check))),
        *([say("explain.errors"), *map(_indented, errors)] if errors else []),
        say("explain.tip", tip=rule.tip),
        say("explain.group", group=group.title, weight=rule.weight),
        *([say("explain.critical")] if rule.critical else []),
        _clause(standard, rule),
    ]
    return "\n".join(line[language] for line in lines)


def _clause(standard: Standard, rule: Rule) -> Text:
    document, section = rule.clause.document, rule.clause.section
    return say("explain.clause", id=document, document=standard.documents[document], section=section)


def _indented(line: Text) -> Text:
    return {language: f"  - {text}" for language, text in line.items()}


def _conditions(applies: Applies) -> list[Text]:
    """What the call must be like for the rule to apply, in one line."""
    calls = say("explain.calls" if applies.direction is None else f"explain.{applies.direction}")
    conditions: list[Text] = []
    if applies.languages:
        conditions.append(say("explain.calls_in", languages=language_names(applies.languages)))
    if applies.customer_speaks is not None:
        conditions.append(say("explain.speaks" if applies.customer_speaks else "explain.silent"))
    if applies.metric is not None and (metric := metric_by_id(applies.metric)) is not None:
        limit = applies.above if applies.below is None else applies.below
        shown = spaced(value_text(limit, metric.unit))
        title = {"zh": metric.title["zh"], "en": metric.title["en"].lower()}
        key = "above" if applies.below is None else "below"
        conditions.append(
            say(f"explain.{key}", **party(applies.metric_of), title=title, above=shown, below=shown)
        )
    if applies.direction is None and not conditions:
        return []
    joined = {
        "zh": "；".join(one["zh"] for one in (calls, *conditions) if one["zh"]),
        "en": " ".join((calls["en"], " and ".join(one["en"] for one in conditions))).rstrip(),
    }
    return [say("explain.applies", conditions=joined)]


def _method(standard: Standard, check: Check) -> list[Text]:
    return _TELL[type(check)](standard, check)


def _metric(standard: Standard, check: MetricCheck) -> list[Text]:
    return [_bound(bound) for bound in check.bounds]


def _events(standard: Standard, check: EventCheck) -> list[Text]:
    allow = allowance(check.max_count)
    if check.event == "interruption":
        return [say("explain.interruption", **party(check.speaker), allow=allow), *hint(check.outside)]
    hold = listed(standard, check.hold)
    lines = [say("explain.silence", longer=check.longer_than_s, phrases=hold, allow=allow)]
    if check.closing:
        lines.append(say("explain.silence_closing"))
    rules = [rule.title for one in check.protocols if (rule := standard.rule(one)) is not None]
    if rules:
        titles = {"zh": "、".join(one["zh"] for one in rules), "en": ", ".join(one["en"] for one in rules)}
        lines.append(say("explain.silence_protocols", rules=titles))
    return [*lines, *hint(check.outside)]


def _relation(standard: Standard, check: RelationCheck) -> list[Text]:
    line = say(
        "explain.relation",
        first=say(f"explain.{check.first}"),
        then=say(f"explain.{check.then}"),
        within=check.within_s,
        allow=allowance(check.max_count),
    )
    lines = [line]
    if check.loud_db is not None:
        lines.append(say("explain.relation_loud", loud=check.loud_db))
    if check.short_s is not None:
        lines.append(say("explain.relation_short", short=check.short_s))
    return [*lines, *hint(check.outside)]


def _pending(standard: Standard, check: Pending) -> list[Text]:
    return [say("explain.pending")]


def _unmeasurable(standard: Standard, check: Unmeasurable) -> list[Text]:
    return [say("explain.unmeasurable")]


def _bound(bound: Bound) -> Text:
    metric = metric_by_id(bound.metric)
    if metric is None:
        return {"zh": bound.metric, "en": bound.metric}
    unit = "spm:character" if metric.unit == "spm" and bound.languages == ("zh",) else metric.unit
    both = bound.minimum is not None and bound.maximum is not None
    key = "range" if both else "nothing" if bound.maximum == 0.0 else "side"
    languages = language_names(bound.languages)
    limit = limit_text((bound.minimum, bound.maximum), unit)
    margin = spaced(value_text(bound.margin, unit))
    return say(
        f"explain.{key}",
        title=metric.title,
        limit=spaced(limit) if both else limit,
        languages=say("explain.languages", languages=languages) if bound.languages else "",
        margin=say("explain.margin", margin=margin) if bound.margin else "",
        hint=say("explain.hint") if bound.outside == "review" else "",
        metric=metric.definition,
    )


_TELL: dict[type[Any], Callable[[Standard, Any], list[Text]]] = {
    MetricCheck: _metric,
    PhraseCheck: tell_phrases,
    ComponentsCheck: tell_components,
    EventCheck: _events,
    RelationCheck: _relation,
    ProtocolCheck: tell_protocol,
    StressCheck: tell_stress,
    NameCheck: tell_name,
    WaitCheck: tell_waits,
    RepeatCheck: tell_repeats,
    StretchCheck: tell_stretches,
    LanguageCheck: tell_language,
    EndingCheck: tell_ending,
    Pending: _pending,
    Unmeasurable: _unmeasurable,
}

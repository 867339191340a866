"""A rule in plain words: what is asked, where it stands, how it is judged, what to do better."""

from __future__ import annotations

from voicecheck.errors import StandardError
from voicecheck.metrics import metric_by_id
from voicecheck.rules.messages import limit_text, say, value_text
from voicecheck.rules.reading import nearest
from voicecheck.rules.standard import (
    Applies,
    Bound,
    Check,
    ComponentsCheck,
    EventCheck,
    MetricCheck,
    Pending,
    PhraseCheck,
    ProtocolCheck,
    RelationCheck,
    Standard,
    Unmeasurable,
)
from voicecheck.rules.types import Text

__all__ = ["explain_rule"]

_MAX_PHRASES = 12


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
    lines = [
        {shown: f"{title} ({rule.id})" for shown, title in rule.title.items()},
        rule.explanation,
        say("explain.how"),
        *(_indented(line) for line in (*_conditions(rule.applies), *_method(standard, rule.check))),
        say("explain.tip", tip=rule.tip),
        say("explain.group", group=group.title, weight=rule.weight),
        *([say("explain.critical")] if rule.critical else []),
        say("explain.clause", document=standard.documents[rule.clause.document], section=rule.clause.section),
    ]
    return "\n".join(line[language] for line in lines)


def _indented(line: Text) -> Text:
    return {language: f"  - {text}" for language, text in line.items()}


def _conditions(applies: Applies) -> list[Text]:
    conditions: list[Text] = []
    if applies.direction is not None:
        conditions.append(say(f"explain.{applies.direction}"))
    if applies.metric is not None and (metric := metric_by_id(applies.metric)) is not None:
        conditions.append(say("explain.above", title=metric.title, above=applies.above))
    if applies.customer_speaks is not None:
        conditions.append(say("explain.speaks" if applies.customer_speaks else "explain.silent"))
    return [say("explain.applies", conditions=condition) for condition in conditions]


def _method(standard: Standard, check: Check) -> list[Text]:
    match check:
        case MetricCheck():
            return [_bound(bound) for bound in check.bounds]
        case PhraseCheck():
            said = say(f"explain.{check.mode}", phrases=_phrases(standard, check.phrases))
            return [said, *_allowed(standard, check.allowed)]
        case ComponentsCheck():
            return _components(standard, check)
        case EventCheck():
            return [
                say(
                    f"explain.{check.event}",
                    high=check.max_count,
                    longer=check.longer_than_s,
                    phrases=_phrases(standard, check.hold),
                )
            ]
        case RelationCheck():
            return [say("explain.relation", within=check.within_s, high=check.max_count)]
        case ProtocolCheck():
            return _protocol(standard, check)
        case Pending():
            return [say("explain.pending")]
        case Unmeasurable():
            return [say("explain.unmeasurable")]


def _bound(bound: Bound) -> Text:
    metric = metric_by_id(bound.metric)
    if metric is None:
        return {"zh": bound.metric, "en": bound.metric}
    languages = say("explain.languages", languages=", ".join(bound.languages)) if bound.languages else ""
    margin = say("explain.margin", margin=value_text(bound.margin, metric.unit)) if bound.margin else ""
    return say(
        "explain.bound",
        title=metric.title,
        limit=limit_text((bound.minimum, bound.maximum), metric.unit),
        languages=languages,
        margin=margin,
        hint=say("explain.hint") if bound.outside == "review" else "",
        metric=metric.definition,
    )


def _components(standard: Standard, check: ComponentsCheck) -> list[Text]:
    parts = [
        say("explain.part", title=part.title, phrases=_phrases(standard, part.phrases))
        for part in check.components
    ]
    needed = check.min_components
    return parts if needed is None else [say("explain.needed", count=needed), *parts]


def _protocol(standard: Standard, check: ProtocolCheck) -> list[Text]:
    lines = [
        say("explain.part", title=step.title, phrases=_phrases(standard, step.phrases))
        if step.wait_s is None
        else say("explain.wait", title=step.title, low=step.wait_s[0], high=step.wait_s[1])
        for step in check.steps
    ]
    if check.forbidden:
        lines.append(say("explain.none", phrases=_phrases(standard, check.forbidden)))
    return lines


def _allowed(standard: Standard, lists: tuple[str, ...]) -> list[Text]:
    return [say("explain.allowed", phrases=_phrases(standard, lists))] if lists else []


def _phrases(standard: Standard, lists: tuple[str, ...]) -> Text:
    """The first phrases of the lists; the rest stands in the standard file."""
    phrases = list(dict.fromkeys(phrase for name in lists for phrase in standard.phrases[name]))
    more = " …" if len(phrases) > _MAX_PHRASES else ""
    shown = phrases[:_MAX_PHRASES]
    return {"zh": "、".join(shown) + more, "en": ", ".join(shown) + more}

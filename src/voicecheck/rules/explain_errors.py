"""How often what a rule rests on is wrong: from what benchmarks and training write, never by hand."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import Any

from voicecheck.meaning.titles import meaning_titles
from voicecheck.metrics import metric_by_id
from voicecheck.rules.messages import say
from voicecheck.rules.standard import (
    Check,
    EventCheck,
    MetricCheck,
    RelationCheck,
    Rule,
    Standard,
    StretchCheck,
)
from voicecheck.rules.standard_parts import Meaning
from voicecheck.rules.types import Text
from voicecheck.rules.unchanged import lists_under

__all__ = ["error_lines", "metric_error_lines", "metrics_under"]

_TOLD_FROM = (0.5, 0.9)
"""The probabilities from which the training tells recall and precision."""


def metrics_under(check: Check) -> tuple[str, ...]:
    """Ids of the metrics that a rule rests on; empty where it rests on words alone."""
    if isinstance(check, MetricCheck):
        return tuple(dict.fromkeys(bound.metric for bound in check.bounds))
    if isinstance(check, EventCheck):
        return ("interruption_count",) if check.event == "interruption" else ()
    if isinstance(check, RelationCheck):
        return ("raised_turn_count",)
    return ("backchannel_count",) if isinstance(check, StretchCheck) else ()


def error_lines(rule: Rule, standard: Standard) -> list[Text]:
    """One line for each figure known of the measures and the meanings under a rule."""
    measures = [line for metric_id in metrics_under(rule.check) for line in metric_error_lines(metric_id)]
    meanings = [one.meaning for one in lists_under(rule, standard) if one.meaning is not None]
    return measures + [line for one in dict.fromkeys(meanings) for line in _meaning_lines(one)]


def _meaning_lines(meaning: Meaning) -> list[Text]:
    """How well a meaning is understood in each language, on sentences left out of the learning."""
    if meaning.sure >= 1.0:
        return []
    least = max((one for one in _TOLD_FROM if one <= meaning.sure), default=_TOLD_FROM[0])
    lines = []
    for language, told in _figures("meaning", "evaluation.json").items():
        row = told["meanings"][meaning.name]
        lines.append(
            say(
                "explain.errors_meaning",
                title=meaning_titles()[meaning.name],
                language=say(f"explain.{language}"),
                recall=f"{100 * row[f'recall_{least}']:.0f}",
                precision=f"{100 * row[f'precision_{least}']:.0f}",
            )
        )
    return lines


def metric_error_lines(metric_id: str) -> list[Text]:
    """One line for each figure known of a measure; none where it was never tried on calls of known truth."""
    metric = metric_by_id(metric_id)
    if metric is None:
        return []
    lines = []
    for row in _figures("metrics", "error_rates.json")["metrics"].get(metric_id, ()):
        title = say("explain.errors_of", title=metric.title, of=row["of"]) if "of" in row else metric.title
        fill: dict[str, Any] = {"title": title, "usual": row["usual"], "unit": row["unit"]}
        line = say(f"explain.errors_{row['kind']}", **fill)
        if row["worst"] != row["usual"]:
            worst = say("explain.errors_worst", worst=row["worst"], unit=row["unit"], line=row["line"])
            line = {language: text + worst[language] for language, text in line.items()}
        lines.append(line)
    return lines


@cache
def _figures(room: str, name: str) -> dict[str, Any]:
    """What a room of the package keeps in a file of JSON."""
    file = resources.files(f"voicecheck.{room}") / name
    figures: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return figures

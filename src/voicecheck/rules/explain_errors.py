"""How often the measures under a rule are wrong: from what the accuracy benchmark writes, never by hand."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import Any

from voicecheck.metrics import metric_by_id
from voicecheck.rules.messages import say
from voicecheck.rules.standard import Check, EventCheck, MetricCheck, RelationCheck, StretchCheck
from voicecheck.rules.types import Text

__all__ = ["error_lines", "metric_error_lines", "metrics_under"]


def metrics_under(check: Check) -> tuple[str, ...]:
    """Ids of the metrics that a rule rests on; empty where it rests on words alone."""
    if isinstance(check, MetricCheck):
        return tuple(dict.fromkeys(bound.metric for bound in check.bounds))
    if isinstance(check, EventCheck):
        return ("interruption_count",) if check.event == "interruption" else ()
    if isinstance(check, RelationCheck):
        return ("raised_turn_count",)
    return ("backchannel_count",) if isinstance(check, StretchCheck) else ()


def error_lines(check: Check) -> list[Text]:
    """One line for each figure known of the measures under a rule."""
    return [line for metric_id in metrics_under(check) for line in metric_error_lines(metric_id)]


def metric_error_lines(metric_id: str) -> list[Text]:
    """One line for each figure known of a measure; none where it was never tried on calls of known truth."""
    metric = metric_by_id(metric_id)
    if metric is None:
        return []
    lines = []
    for row in _rates()["metrics"].get(metric_id, ()):
        title = say("explain.errors_of", title=metric.title, of=row["of"]) if "of" in row else metric.title
        fill: dict[str, Any] = {"title": title, "usual": row["usual"], "unit": row["unit"]}
        line = say(f"explain.errors_{row['kind']}", **fill)
        if row["worst"] != row["usual"]:
            worst = say("explain.errors_worst", worst=row["worst"], unit=row["unit"], line=row["line"])
            line = {language: text + worst[language] for language, text in line.items()}
        lines.append(line)
    return lines


@cache
def _rates() -> dict[str, Any]:
    file = resources.files("voicecheck.metrics") / "error_rates.json"
    rates: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return rates

"""What the product says of its measures' errors, made from the table of accuracy.py.

    python benchmarks/error_rates.py

Reads benchmarks/results/accuracy.json and writes src/voicecheck/metrics/error_rates.json: for each metric the
figures on an ordinary telephone line, and the worst with its line. accuracy.py does it at its end.
"""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
TABLE = ROOT / "benchmarks" / "results" / "accuracy.json"
SHIPPED = ROOT / "src" / "voicecheck" / "metrics" / "error_rates.json"
_USUAL_LINE = "mu-law"
# Of what a figure speaks, where several stand under one metric.
_OF = {
    "pitch, male": {"zh": "男声", "en": "men"},
    "pitch, female": {"zh": "女声", "en": "women"},
    "rate without words, zh": {"zh": "无文字，普通话", "en": "without words, Mandarin"},
    "rate without words, en": {"zh": "无文字，英语", "en": "without words, English"},
    "rate with the demo model's words, zh": {
        "zh": "demo 模型识别的文字",
        "en": "with words of the demo model",
    },
    "dual mono": {"zh": "两声道相同时认出", "en": "the same sound on both channels, recognised"},
    "no rings": {"zh": "没有铃声时", "en": "where nothing rings"},
}
_UNITS_ZH = {"cents": "音分", "st": "半音"}
_LINES_ZH = {
    "16 kHz, PCM": "16 kHz PCM",
    "noise at 20 dB": "信噪比 20 dB",
    "noise at 10 dB": "信噪比 10 dB",
    "leak at -20 dB": "串音 -20 dB",
    "leak at -15 dB": "串音 -15 dB",
    "the same on both": "两声道相同",
}


def error_rates(table: dict[str, Any]) -> dict[str, Any]:
    """Metric id to its figures, from the document that accuracy.py writes."""
    metrics: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for measure in dict.fromkeys(row["measure"] for row in table["rows"]):
        rows = [row for row in table["rows"] if row["measure"] == measure]
        figures = _figures(measure, rows)
        for metric in rows[0]["metrics"]:
            metrics[metric].append(figures)
    return {
        "seeds": table["seeds"],
        "voicecheck": table["versions"]["voicecheck"],
        "metrics": dict(sorted(metrics.items())),
    }


def _figures(measure: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    kind = _kind(measure, rows[0]["unit"])
    usual = next((row for row in rows if row["condition"] == _USUAL_LINE), rows[0])
    worst = (min if kind in ("f1", "right") else max)(rows, key=lambda row: float(row["value"]))
    line = worst["condition"]
    return {
        "kind": kind,
        "measure": measure,
        **({"of": _OF[name]} if (name := measure.split(": ")[0]) in _OF else {}),
        "usual": round(usual["value"], 2),
        "worst": round(worst["value"], 2),
        "line": {"zh": _LINES_ZH.get(line, line), "en": line},
        "unit": {"zh": _UNITS_ZH.get(usual["unit"], usual["unit"]), "en": usual["unit"]},
    }


def _kind(measure: str, unit: str) -> str:
    if measure.endswith("F1"):
        return "f1"
    if "false alarm" in measure:
        return "false"
    return "error" if "error" in measure or unit in ("cents", "st", "dB") else "right"


def write_error_rates() -> None:
    """Write the file that is shipped."""
    rates = error_rates(json.loads(TABLE.read_text(encoding="utf-8")))
    SHIPPED.write_text(json.dumps(rates, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write_error_rates()

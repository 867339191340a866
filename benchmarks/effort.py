"""Which changes of the voice count as raised: constructed turns through three lines.

    python benchmarks/effort.py

Two of eight turns are changed in one known way: by gain, a nearer or a straighter microphone, a higher pitch,
laughter, or by shouting (with and without a gain control). Both voices of the synthesiser, each line between
the mouth and the recording. The table gives the rises over the speaker's own calm voice and how many of the
four changed and of the twelve unchanged turns are called raised.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

import numpy as np

from tests.acoustics.raised_voices import CALM_CHANGES, CHANGED, LINES, SHOUTED_CHANGES, VOICES, changed_call
from voicecheck.acoustics.effort import Effort, calm_baseline, raised
from voicecheck.acoustics.measure import measure_channel, turn_acoustics

RESULTS = Path(__file__).parent / "results"


def judged(change: str, voice: str, line: str) -> list[Effort]:
    """Every turn of a constructed call against the speaker's calm voice."""
    samples, speech = changed_call(change, voice, line)
    channel = measure_channel(samples, 8000, speech)
    cues = [turn_acoustics(channel, turn).effort_cues for turn in speech]
    baseline = calm_baseline(cues)
    return [raised(own, baseline) for own in cues]


def main() -> None:
    rows = []
    print(
        f"{'change':28} {'line':24} {'level dB':>9} {'F0 st':>7} {'balance dB':>11} "
        f"{'raised':>7} {'others':>7}"
    )
    for change in CALM_CHANGES | SHOUTED_CHANGES:
        for line in LINES:
            turns = [list(enumerate(judged(change, voice, line))) for voice in VOICES]
            changed = [turn for call in turns for number, turn in call if number in CHANGED]
            others = [turn for call in turns for number, turn in call if number not in CHANGED]
            row = {
                "change": change,
                "line": line,
                "level_rise_db": float(np.mean([turn.level_rise_db or 0.0 for turn in changed])),
                "f0_rise_st": float(np.mean([turn.f0_rise_st or 0.0 for turn in changed])),
                "balance_rise_db": float(np.mean([turn.balance_rise_db or 0.0 for turn in changed])),
                "raised": f"{sum(bool(turn.raised) for turn in changed)}/{len(changed)}",
                "others_raised": f"{sum(bool(turn.raised) for turn in others)}/{len(others)}",
            }
            rows.append(row)
            print(
                f"{change:28} {line:24} {row['level_rise_db']:9.1f} {row['f0_rise_st']:7.1f} "
                f"{row['balance_rise_db']:11.1f} {row['raised']:>7} {row['others_raised']:>7}"
            )
    RESULTS.mkdir(exist_ok=True)
    text = json.dumps(rows, indent=1, ensure_ascii=False) + "\n"
    (RESULTS / "effort.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()

"""How fast stored calls are judged again: calls a second by stage, on one core.

    PYTHONPATH=src python benchmarks/recheck.py [--calls 500] [--out benchmarks/results/recheck.json]

Draws five-minute calls (some 60 turns, 800 words), puts them into a run in a temporary folder, and times each
stage by itself, then `recheck` as a whole. Every figure is the best of three passes.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.five_minutes import five_minute_call
from voicecheck.report.build import build_result
from voicecheck.report.encode import result_json
from voicecheck.rules.judge import judge
from voicecheck.rules.load import load_standard
from voicecheck.rules.standard import Standard
from voicecheck.store import Run, recheck
from voicecheck.store.record import pack, unpack
from voicecheck.store.rejudge import collector_paused
from voicecheck.timeline.types import CallTimeline

_PASSES = 3
_HEAD = 'extends = "documented"\nname = "changed"\nversion = "1"\n'
# What a quality lead tries out: how many rules each touches is told in the table.
_CHANGES = {
    "another weight": "[rules.pace]\nweight = 9\n",
    "another pace band": "[rules.pace.bounds.zh]\nmax = 240\n",
    "one more forbidden phrase": '[phrases.forbidden]\nzh = ["没办法"]\n',
    "another wait in a protocol": "[rules.silent-call.steps.last-wait]\nwait_min_s = 3.0\n",
}


def main() -> None:
    """Print the figures; `--out` writes them as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=500)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    timelines = [five_minute_call(number) for number in range(options.calls)]
    figures = {"calls": options.calls, **_shape(timelines)}
    with tempfile.TemporaryDirectory() as folder, collector_paused():
        figures["calls_per_s"] = _stages(timelines, Path(folder) / "run", load_standard())
    print(json.dumps(figures, indent=2))
    if options.out:
        options.out.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


def _shape(timelines: list[CallTimeline]) -> dict[str, float]:
    count = len(timelines)
    return {
        "mean_duration_s": round(sum(one.call.duration_s for one in timelines) / count, 1),
        "mean_turns": round(sum(len(one.turns) for one in timelines) / count, 1),
        "mean_words": round(sum(len(turn.words) for one in timelines for turn in one.turns) / count, 1),
        "mean_record_bytes": round(sum(len(pack(one)) for one in timelines) / count),
    }


def _stages(timelines: list[CallTimeline], folder: Path, standard: Standard) -> dict[str, float]:
    judged = [(one, judge(one, standard)) for one in timelines]
    results = [build_result(one, standard, judgement, created_at="") for one, judgement in judged]
    records = [pack(one) for one in timelines]
    rate = _Rates(len(timelines))
    with Run.create(folder, {}, standard) as run:
        rate.best("put", lambda: [run.put(*both) for both in zip(timelines, results, strict=True)])
        rate.best("read", lambda: _exhaust(run._rows.with_timeline()))
        rate.best("read and decode", lambda: _exhaust(run.timelines()))
        rate.best("recheck, all rules", lambda: _exhaust(recheck(run)), before=lambda: _forget(folder))
        rate.best("recheck, the same standard", lambda: _exhaust(recheck(run)))
        for name, text in _CHANGES.items():
            file = folder.with_name("changed.toml")
            file.write_text(_HEAD + text, encoding="utf-8")
            changed = load_standard(file)
            rate.best(
                f"recheck, {name}",
                lambda changed=changed: _exhaust(recheck(run, changed)),
                before=lambda: _exhaust(recheck(run, standard)),
            )
    rate.best("encode", lambda: [pack(one) for one in timelines])
    rate.best("decode", lambda: [unpack(one, where="") for one in records])
    rate.best("judge", lambda: [judge(one, standard) for one in timelines])
    rate.best("build_result", lambda: [build_result(*_swapped(both, standard)) for both in judged])
    rate.best("result_json", lambda: [result_json(one, "zh") for one in results])
    return rate.found


def _forget(folder: Path) -> None:
    """As after a change of the code that judges: no stored verdict may stand."""
    with closing(sqlite3.connect(folder / "ledger.sqlite", isolation_level=None)) as ledger:
        ledger.execute("UPDATE verdicts SET judged_by = ''")


def _swapped(both: tuple, standard: Standard) -> tuple:
    return both[0], standard, both[1]


def _exhaust(iterator: Iterator[object]) -> None:
    for _ in iterator:
        pass


class _Rates:
    def __init__(self, calls: int) -> None:
        self._calls = calls
        self.found: dict[str, float] = {}

    def best(self, stage: str, work: Callable[[], object], before: Callable[[], object] = bool) -> None:
        """Time a stage and keep its best rate; what comes before each pass is not timed."""
        seconds = []
        for _ in range(_PASSES):
            before()
            start = time.process_time()
            work()
            seconds.append(time.process_time() - start)
        self.found[stage] = round(self._calls / min(seconds))


if __name__ == "__main__":
    main()

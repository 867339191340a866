"""A batch that is killed again and again, against one that is left alone.

    PYTHONPATH=src python benchmarks/resume.py [--calls 300] [--kills 10] [--seed 1]
                                               [--out benchmarks/results/resume.json]

Short calls, one of which cannot be read. The first batch's whole process group is killed (SIGKILL) at random
moments, then the same command is started again, until it ends by itself. Counted: calls that were measured
although the run held them already, and differences between the exports of the two runs, bytes for bytes save
the time of measuring and the folder. Ends with an error where either is not zero.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.short_calls import ROOT, write_short_calls
from voicecheck.store import Run

_NOT_COMPARED = ("measured_at",)
_FORMATS = {"csv": ("calls.csv", "findings.csv", "agents.csv"), "jsonl": ("results.jsonl",)}


def main() -> None:
    """Print the figures; `--out` writes them as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=300)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_short_calls(folder / "calls", options.calls - 1)
        (folder / "calls" / "broken.wav").write_bytes(b"RIFF and nothing more")
        figures = compared(folder, options.kills, random.Random(options.seed), options.jobs)
    print(json.dumps(figures, indent=2))
    if options.out:
        options.out.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    if figures["calls_done_twice"] or figures["differing_files"]:
        sys.exit(1)


def compared(folder: Path, kills: int, chance: random.Random, jobs: int | None) -> dict[str, object]:
    """Kill one batch, leave the other alone, hold their exports together."""
    calm = folder / "calm"
    with started(folder / "calls", calm, jobs) as process:
        assert process.wait() == 3
    total = len(numbers(calm))
    killed = folder / "killed"
    twice, seen, when = 0, {}, []
    # One kill in each part of the work, at a moment of its own.
    for part in range(kills):
        goal = int(total * (part + chance.random()) / kills)
        with started(folder / "calls", killed, jobs) as process:
            while len(seen) < goal and process.poll() is None:
                time.sleep(0.01)
                twice += redone(seen, now := numbers(killed))
                seen = now
            time.sleep(chance.random() * 0.3)
            os.killpg(process.pid, signal.SIGKILL)
        twice += redone(seen, now := numbers(killed))
        seen = now
        when.append(len(seen))
    with started(folder / "calls", killed, jobs) as process:
        assert process.wait() == 3
    twice += redone(seen, now := numbers(killed))
    return {
        "calls": total + 1,
        "killed_when_done": when,
        "calls_done_twice": twice,
        "calls_done": len(now),
        "differing_files": differing(folder, calm, killed),
    }


def started(calls: Path, run: Path, jobs: int | None) -> subprocess.Popen[bytes]:
    """The command, in a process group of its own."""
    command = [sys.executable, "-m", "voicecheck", "batch", str(calls), "--out", str(run), "--model", "none"]
    return subprocess.Popen(
        [*command, *(["--jobs", str(jobs)] if jobs else [])],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def numbers(run: Path) -> dict[str, int]:
    """The ledger's number of every call that is done: one that is done again gets another."""
    if not Run.is_begun(run):
        return {}
    with Run.open(run) as opened:
        return {call.path: call.number for call in opened.calls("done")}


def redone(before: dict[str, int], now: dict[str, int]) -> int:
    """Calls that were done before and are gone or have another number."""
    return sum(now.get(path) != number for path, number in before.items())


def differing(folder: Path, *runs: Path) -> list[str]:
    """Names of the exported files that are not the same for both runs."""
    found = []
    for form, files in _FORMATS.items():
        for run in runs:
            command = [sys.executable, "-m", "voicecheck", "export", str(run), "--format", form]
            subprocess.run(
                [*command, "--out", str(folder / f"{run.name}-{form}"), "--lang", "zh"],
                env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
                check=True,
                capture_output=True,
            )
        for name in files:
            first, second = (content(folder / f"{run.name}-{form}" / name) for run in runs)
            if first != second:
                found.append(name)
    return found


def content(file: Path) -> list[dict[str, object]]:
    """The rows of a file without what may differ."""
    with file.open(encoding="utf-8-sig", newline="") as opened:
        if file.suffix == ".csv":
            rows = [dict(row) for row in csv.DictReader(opened)]
        else:
            rows = [json.loads(line) for line in opened]
    for row in rows:
        for name in (*_NOT_COMPARED, "created_at"):
            row.pop(name, None)
    return rows


if __name__ == "__main__":
    main()

"""A night in small: thousands of calls, some broken, workers killed at random, little memory.

    PYTHONPATH=src python benchmarks/soak.py [--calls 2000] [--jobs 2] [--kill-after 40] [--minutes 9]
                                             [--folder /tmp/soak] [--out benchmarks/results/soak.json] [--all]

Short calls; every twentieth is broken, each in another way. While the batch is at work, one of its workers is
killed (SIGKILL) after every forty calls or so, in whatever it is doing, and each process may map three
gigabytes. Where the minutes are over, the batch is interrupted; the same command with the same `--folder`
goes on, and the figures of all its sittings are added up. Counted at the end: calls that are done, failed
with a reason, and lost; whole calls that failed; the largest process, and the parent's memory early and late.
`--all` prints the figures of `faults.py` (at every fourteenth place), `fuzz.py` and `redaction.py` too.
Ends with an error where a call was lost, or one that is whole was not judged.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.short_calls import write_short_calls
from voicecheck.store import Run

_MOST_BYTES = 3 << 30
_BROKEN_OF = 20
_GRACE_S = 30.0
_OTHERS = {"faults": ["--every", "14"], "fuzz": []}  # at every place: half an hour


def main() -> None:
    """Print the figures; `--out` writes them as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=2000)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--kill-after", type=int, default=40, help="calls between two kills, on average")
    parser.add_argument("--minutes", type=float, default=9.0)
    parser.add_argument("--folder", type=Path, default=Path("/tmp/voicecheck-soak"))  # noqa: S108 (named above)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--all", action="store_true")
    options = parser.parse_args()
    broken = write_calls(options.folder / "calls", options.calls)
    sitting = soaked(options.folder, options.jobs, options.kill_after, options.minutes)
    figures: dict[str, Any] = {
        "soak": added_up(options.folder, sitting) | accounted(options.folder, options.calls, broken)
    }
    for name, settings in _OTHERS.items() if options.all else ():
        command = [sys.executable, f"benchmarks/{name}.py", *settings]
        ran = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE)
        figures[name] = json.loads(ran.stdout)
    print(json.dumps(figures, indent=2), flush=True)
    if options.all:
        subprocess.run([sys.executable, "benchmarks/redaction.py"], cwd=ROOT, check=True)
    if options.out:
        options.out.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    if figures["soak"]["lost"] or figures["soak"]["whole_but_failed"]:
        sys.exit(1)


def write_calls(folder: Path, count: int) -> set[str]:
    """The calls, where they are not there yet; the names of those that are broken."""
    broken = {f"call-{number:05d}.wav" for number in range(_BROKEN_OF - 1, count, _BROKEN_OF)}
    if not (folder / ".written").exists():
        for path in write_short_calls(folder, count, seconds=3.0):
            if path.name in broken:
                spoil(path, int(path.stem.rpartition("-")[2]) // _BROKEN_OF)
        (folder / ".written").touch()
    return broken


def spoil(path: Path, way: int) -> None:
    """Break a recording in one of ten ways."""
    content = path.read_bytes()
    ways = (
        b"",
        b"RIFF and nothing more",
        content[:30],
        content[:4] + b"\xff\xff\xff\x7f" + content[8:20] + b"\xff\xff" + content[22:],
        random.Random(way).randbytes(len(content)),
        bytes(len(content)),
        content[:24] + b"\0\0\0\0" + content[28:],
        b"Dear customer, this is no recording. " * 99,
        b"OggS" + content[4:],
        None,
    )
    spoilt = ways[way % len(ways)]
    if spoilt is None:
        path.unlink()
        os.mkfifo(path)
    else:
        path.write_bytes(spoilt)


def soaked(folder: Path, jobs: int, kill_after: int, minutes: float) -> dict[str, int]:
    """Run the batch, or go on with it, and kill its workers; the figures of this sitting."""
    command = [
        sys.executable,
        "-m",
        "voicecheck",
        "batch",
        str(folder / "calls"),
        "--out",
        str(folder / "run"),
    ]
    chance = random.Random()
    began_s = time.monotonic()
    sizes: list[int] = []
    largest_worker_mb = kills = 0
    with (
        (folder / "told.log").open("ab") as told,
        subprocess.Popen(
            [*command, "--model", "none", "--jobs", str(jobs)],
            env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "LANG": "en_US.UTF-8"},
            stdout=subprocess.DEVNULL,
            stderr=told,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (_MOST_BYTES, _MOST_BYTES)),
        ) as batch,
    ):
        next_kill = finished(folder / "run") + kill_after
        while batch.poll() is None:
            time.sleep(1.0)
            workers = workers_of(batch.pid)
            sizes.append(size_mb(batch.pid))
            largest_worker_mb = max([largest_worker_mb, *map(size_mb, workers)])
            if workers and finished(folder / "run") >= next_kill:
                kill(chance.choice(workers))
                kills += 1
                next_kill += round(kill_after * chance.uniform(0.5, 1.5))
            if time.monotonic() - began_s > minutes * 60:
                batch.send_signal(signal.SIGINT)
                batch.wait(_GRACE_S)
    quarter = max(1, len(sizes) // 4)
    return {
        "seconds": round(time.monotonic() - began_s),
        "workers_killed": kills,
        "interruptions": int(batch.returncode == 130),
        "parent_mb_early": max(sizes[quarter : 2 * quarter], default=0),
        "parent_mb_late": max(sizes[-quarter:], default=0),
        "largest_worker_mb": largest_worker_mb,
    }


def finished(run: Path) -> int:
    """Number of calls that the run holds."""
    try:
        with closing(sqlite3.connect(f"file:{run}/ledger.sqlite?mode=ro", uri=True)) as ledger:
            return int(ledger.execute("SELECT count(*) FROM calls").fetchone()[0])
    except sqlite3.Error:
        return 0


def added_up(folder: Path, sitting: dict[str, int]) -> dict[str, int]:
    """The figures of all sittings on this folder: counts are added up, sizes are the greatest."""
    kept = folder / "sittings.json"
    sittings = [*(json.loads(kept.read_text(encoding="utf-8")) if kept.exists() else []), sitting]
    kept.write_text(json.dumps(sittings), encoding="utf-8")
    counts = ("seconds", "workers_killed", "interruptions")
    return {"sittings": len(sittings)} | {
        name: sum(one[name] for one in sittings) if name in counts else max(one[name] for one in sittings)
        for name in sitting
    }


def accounted(folder: Path, calls: int, broken: set[str]) -> dict[str, Any]:
    """What the run says of every call."""
    with Run.open(folder / "run") as run:
        records = list(run.calls())
        readable = sum(1 for _ in run.results())
    names = {Path(one.path).name for one in records}
    failed = {Path(one.path).name for one in records if one.state == "failed"}
    kinds = Counter(one.kind or "" for one in records if one.state == "failed")
    return {
        "calls": calls,
        "broken": len(broken),
        "done": len(records) - len(failed),
        "results_made_again": readable,
        "failed": dict(kinds),
        "failed_without_reason": sum(1 for one in records if one.state == "failed" and not one.message),
        "whole_but_failed": sorted(failed - broken),
        "broken_but_done": len(broken & (names - failed)),
        "lost": calls - len(names),
    }


def workers_of(parent: int) -> list[int]:
    """The process numbers of the batch's children that do calls."""
    try:
        children = Path(f"/proc/{parent}/task/{parent}/children").read_text(encoding="ascii").split()
        return [int(one) for one in children if b"spawn_main" in Path(f"/proc/{one}/cmdline").read_bytes()]
    except OSError:
        return []


def size_mb(process: int) -> int:
    """Memory that a process holds."""
    try:
        pages = int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1])
    except (OSError, IndexError):
        return 0
    return pages * resource.getpagesize() >> 20


def kill(process: int) -> None:
    """End a process as the kernel does where memory is short."""
    try:
        os.kill(process, signal.SIGKILL)
    except ProcessLookupError:
        return


if __name__ == "__main__":
    main()

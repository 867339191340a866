"""Faults at every system call by which a run, its exports and its pages are written.

    PYTHONPATH=src python benchmarks/faults.py [--every 1] [--works run csv ...]
                                               [--out benchmarks/results/faults.json]

A child process does the work; one of its writing system calls fails, or the process is killed before it:
killed; disk full once or from then on; input/output error once or from then on. Counted: the write points,
the faults, how the work ended (done all the same, or with a message), and what was wrong afterwards: a run
that does not open, does not hold what was acknowledged, or holds half of a step; a file that is neither old
nor new; an error without a message. Ends with an error where anything was wrong.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

# One thread, since the work is forked off; no bytecode, since its writing would be counted.
os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", MKL_NUM_THREADS="1", LANG="en_US.UTF-8")
sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.seccomp import can_filter
from tests.store.fault_works import WORKS
from tests.store.faulty_disk import FAULTS, write_points


def main() -> None:
    """Print the figures; `--out` writes them as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=1, help="take every Nth write point")
    parser.add_argument("--works", nargs="+", choices=WORKS, default=list(WORKS))
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    if not can_filter():
        sys.exit("faults: expected Linux with seccomp's notices, found none; run it on such a machine")
    figures = {name: injected(name, options.every) for name in options.works}
    print(json.dumps(figures, indent=2, ensure_ascii=False))
    if options.out:
        options.out.write_text(json.dumps(figures, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    if any(one["wrong"] for one in figures.values()):
        sys.exit(1)


def injected(name: str, every: int) -> dict[str, object]:
    """Every fault at every write point of one work, or at every Nth."""
    began_s = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        work = WORKS[name](Path(folder))
        work.begin(Path(folder) / "counted")
        points = write_points(work.work, Path(folder) / "counted")
        # Each fault begins at another place, so that few points are left out by all.
        found = [
            work.inject(fault, at)
            for number, fault in enumerate(FAULTS)
            for at in range(number % every, len(points), every)
        ]
    wrong = [f"{one.fault} at {one.point}: {one.wrong}" for one in found if one.wrong]
    return {
        "write_points": len(points),
        "of_them": dict(Counter(points).most_common()),
        "faults": len(found),
        "ended": dict(Counter(f"{one.fault}: {one.end}" for one in found)),
        "wrong": wrong,
        "seconds": round(time.monotonic() - began_s, 1),
    }


if __name__ == "__main__":
    main()

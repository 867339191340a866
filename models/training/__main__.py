"""The whole recipe in one command: ``python -m models.training --minutes 100``.

Synthesises the speech, trains, converts to ``models/demo`` and measures the result there.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

from models.training.convert import convert

# Page faults are dear on many virtual machines: let the allocator keep what it once had.
_ALLOCATOR = {
    "MALLOC_MMAP_THRESHOLD_": str(2**32),
    "MALLOC_TRIM_THRESHOLD_": str(2**34),
    "MALLOC_TOP_PAD_": str(2**29),
    "OMP_WAIT_POLICY": "passive",
}
_PARTS = 4


def _run(module: str, *arguments: str, threads: int) -> None:
    environment = {**os.environ, **_ALLOCATOR, "OMP_NUM_THREADS": str(threads)}
    subprocess.run(
        [sys.executable, "-m", f"models.training.{module}", *arguments], check=True, env=environment
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=100.0, help="time for training alone")
    parser.add_argument("--sentences", type=int, default=56_000)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--work", type=Path, default=Path("build/demo-model"))
    parser.add_argument("--out", type=Path, default=Path("models/demo"))
    options = parser.parse_args()
    folder = options.work / "corpus"
    for part in range(_PARTS):
        if not (folder / f"part-{part}.npz").exists():
            _run("corpus", str(part), str(options.sentences // _PARTS), str(folder), threads=1)
    _run(
        "train",
        "--minutes",
        str(options.minutes),
        "--work",
        str(options.work),
        "--seed",
        str(options.seed),
        "--threads",
        str(options.threads),
        threads=options.threads,
    )
    convert(options.work / "checkpoint.pt", options.out)
    _run("evaluate", str(options.out), "--threads", str(options.threads), threads=options.threads)


if __name__ == "__main__":
    main()

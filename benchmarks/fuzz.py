"""Inputs that are almost right, at every edge where files of others come in.

    PYTHONPATH=src python benchmarks/fuzz.py [--seconds 60] [--targets recording ...] [--seed 1]
                                             [--out benchmarks/results/fuzz.json]

Each edge gets an equal share of the time, in a process of its own with 3 GB of memory at most. An input must
give a result or one of voicecheck's messages within ten seconds. What does neither is counted once for each
place in the source, and its input is kept in tests/hostile/corpus/, which the tests read again. Ends with an
error where anything was found.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", MKL_NUM_THREADS="1")
ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

CORPUS = ROOT / "tests" / "hostile" / "corpus"
_MOST_BYTES = 3 << 30
_PATIENCE_S = 60.0
_KEPT_BYTES = 20_000


def main() -> None:
    """Print the figures; `--out` writes them as JSON."""
    from tests.hostile.targets import TARGETS

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--targets", nargs="+", choices=TARGETS, default=list(TARGETS))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--child", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        print(json.dumps(tried(options.child, options.seconds, options.seed)))
        return
    share_s = options.seconds / len(options.targets)
    figures = {name: in_child(name, share_s, options.seed) for name in options.targets}
    total = {"inputs": sum(int(one["inputs"]) for one in figures.values()), "edges": figures}
    print(json.dumps(total, indent=2, ensure_ascii=False))
    if options.out:
        options.out.write_text(json.dumps(total, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    if any(one["defects"] for one in figures.values()):
        sys.exit(1)


def in_child(name: str, seconds: float, seed: int) -> dict[str, object]:
    """The figures of one edge; a process that dies or hangs is a defect, and its last input is kept."""
    command = [sys.executable, __file__, "--child", name, "--seconds", str(seconds), "--seed", str(seed)]
    try:
        ran = subprocess.run(
            command,
            capture_output=True,
            timeout=10 * seconds + _PATIENCE_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return {"inputs": 0, "defects": {"it hangs": last_input(name)}}
    if ran.returncode:
        words = ran.stderr.decode(errors="replace").strip().splitlines()[-1:]
        return {"inputs": 0, "defects": {f"ended with {ran.returncode} {words}": last_input(name)}}
    figures: dict[str, object] = json.loads(ran.stdout.splitlines()[-1])
    return figures


def tried(name: str, seconds: float, seed: int) -> dict[str, object]:
    """Try inputs for some seconds of this process's time; the outcomes, and the defects by place."""
    from tests.hostile.targets import TARGETS
    from tests.hostile.trial import outcome

    resource.setrlimit(resource.RLIMIT_AS, (_MOST_BYTES, _MOST_BYTES))
    target = TARGETS[name]
    counted: Counter[str] = Counter()
    defects: dict[str, str] = {}
    slowest_s = 0.0
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        ends_s = time.process_time() + seconds
        number = 0
        while time.process_time() < ends_s:
            number += 1
            content = target.input(random.Random(f"{name} {seed} {number}"), folder)
            began_s = time.process_time()
            last_place(name).write_bytes(content)
            try:
                counted[outcome(target, content, folder)] += 1
            except AssertionError as error:
                counted["defect"] += 1
                if str(error) not in defects and len(defects) < 20:
                    defects[str(error)] = kept(name, content)
            slowest_s = max(slowest_s, time.process_time() - began_s)
    last_place(name).unlink(missing_ok=True)
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return {
        "inputs": number,
        "results": counted["result"],
        "messages": counted["message"],
        "slowest_s": round(slowest_s, 2),
        "peak_mb": peak_mb,
        "defects": defects,
    }


def last_place(name: str) -> Path:
    """Where the input in hand lies, for the case that its reader ends the process."""
    return Path(tempfile.gettempdir()) / f"voicecheck-fuzz-{name}.last"


def last_input(name: str) -> str:
    """Keep the input at which a process ended."""
    place = last_place(name)
    return kept(name, place.read_bytes()) if place.exists() else "before the first input"


def kept(name: str, content: bytes) -> str:
    """Put an input into the corpus; its name there. A large one is only named by its hash."""
    digest = hashlib.sha256(content).hexdigest()[:12]
    if len(content) > _KEPT_BYTES:
        return f"{digest} ({len(content)} bytes, not kept)"
    (CORPUS / name).mkdir(parents=True, exist_ok=True)
    (CORPUS / name / digest).write_bytes(content)
    return f"{name}/{digest}"


if __name__ == "__main__":
    main()

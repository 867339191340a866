"""A batch on a Ray cluster of several node processes against the same batch by the local engine.

    PYTHONPATH=src python benchmarks/ray_cluster.py [--calls 200] [--seconds 6] [--nodes 3]
                                                    [--out benchmarks/results/ray_cluster.json]

All node processes share this machine, so the figures show what the way over a cluster costs, not how fast a
cluster is. Short calls, without recognition, where it costs most. Three batches of the same calls, each with
as many workers as this machine has cores:

- local: the local engine.
- ray: a head without work and nodes that share the cores between them.
- killed: the same, and one node is killed when a third of the calls are done.

For each, the processor time that a call takes in workers, in the command, and in Ray's own processes, between
the first four tenths of the batch and the last twentieth. Ray's own processes also work by the clock: on a
busy machine, where a call takes longer, more of that falls to each.
`share` is the local engine's whole time over this one's: the part of its throughput that is left. Beside it
stand calls a second by the clock, and how many files of the exports differ from the local engine's, save for
the time of measuring.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.batch import children, command_of, cpu_s
from benchmarks.resume import differing
from benchmarks.short_calls import ROOT, write_short_calls
from voicecheck.batch.cores import usable_cores
from voicecheck.store import Run

_STORE_BYTES = 100 * 2**20


def main() -> None:
    """Print the figures; `--out` writes them as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=6.0)
    parser.add_argument("--nodes", type=int, default=3)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    # The processes of the nodes import what this one does.
    os.environ["PYTHONPATH"] = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_short_calls(folder / "calls", options.calls, seconds=options.seconds)
        figures = measured(folder, options.calls, options.nodes)
    print(json.dumps(figures, indent=2))
    if options.out:
        options.out.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


def measured(folder: Path, calls: int, nodes: int) -> dict[str, Any]:
    """The three batches."""
    rows: dict[str, dict[str, Any]] = {"local": batch(folder, "local", "--engine", "local")}
    with cluster_of(nodes) as cluster:
        os.environ["RAY_ADDRESS"] = cluster.address
        rows["ray"] = batch(folder, "ray", "--engine", "ray")

        def kill(done: int) -> bool:
            if done < calls / 3:
                return False
            cluster.remove_node(node_at_work(cluster), allow_graceful=False)
            return True

        rows["killed"] = batch(folder, "killed", "--engine", "ray", disturb=kill)
    for name, row in rows.items():
        if name == "local":
            continue
        row["share"] = whole_ms(rows["local"]) / whole_ms(row)
        row["differing_files"] = differing(folder, folder / "local", folder / name)
    return {
        "machine": platform.machine(),
        "calls": calls,
        "cores": usable_cores(),
        "nodes": nodes,
        **{
            name: {key: round(value, 4) if isinstance(value, float) else value for key, value in row.items()}
            for name, row in rows.items()
        },
    }


@contextmanager
def cluster_of(nodes: int) -> Iterator[Any]:
    """A head that does no work, and nodes that share the cores of this machine, no less than one each."""
    from ray.cluster_utils import Cluster

    cluster = Cluster()
    try:
        cluster.add_node(num_cpus=0, object_store_memory=_STORE_BYTES, include_dashboard=False)
        for _ in range(nodes):
            cores = max(1, usable_cores() // nodes)
            cluster.add_node(wait=False, num_cpus=cores, object_store_memory=_STORE_BYTES)
        cluster.wait_for_nodes()
        yield cluster
    finally:
        cluster.shutdown()


def node_at_work(cluster: Any) -> Any:
    """A node on which an actor runs."""
    actors = [one for one, command in command_lines().items() if command.startswith(b"ray::Post")]
    parents = {int(Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()[1]) for one in actors}
    return next(
        node for node in cluster.worker_nodes if node.all_processes["raylet"][0].process.pid in parents
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What a look at a running batch showed; processor times so far, by process."""

    second: float
    done: int
    worker_s: dict[int, float]
    command_s: dict[int, float]
    ray_s: dict[int, float]


def batch(
    folder: Path, name: str, *options: str, disturb: Callable[[int], bool] | None = None
) -> dict[str, Any]:
    """Run the command; `disturb` is told the calls that are done until it says that it has acted."""
    run = folder / name
    command = [sys.executable, "-m", "voicecheck", "batch", str(folder / "calls"), "--out", str(run)]
    command += ["--model", "none", "--jobs", str(usable_cores()), *options]
    begun = time.monotonic()
    looks: list[Look] = []
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        while process.poll() is None:
            time.sleep(0.5)
            if not Run.is_begun(run):
                continue
            looks.append(look(process.pid, run, begun))
            if disturb is not None and disturb(looks[-1].done):
                disturb = None
    assert process.returncode == 0, process.returncode
    return {"seconds": time.monotonic() - begun, **steady(looks)}


def look(process: int, run: Path, begun: float) -> Look:
    """The run and the processes at this moment."""
    with Run.open(run) as opened:
        done = opened.counts().done
    commands = command_lines()
    actors = [one for one, command in commands.items() if command.startswith(b"ray::Post")]
    ray = [one for one, command in commands.items() if b"/ray/" in command and one not in actors]
    return Look(
        second=time.monotonic() - begun,
        done=done,
        worker_s={one: cpu_s(one) for one in (actors or children(process))},
        command_s={process: cpu_s(process)},
        ray_s={one: cpu_s(one) for one in ray},
    )


def command_lines() -> dict[int, bytes]:
    """Of all processes; the command's own cluster is the only one that should run meanwhile."""
    found = {}
    for name in os.listdir("/proc"):
        if name.isdecimal():
            with suppress(OSError):  # it has ended meanwhile
                found[int(name)] = command_of(int(name))
    return found


def steady(looks: list[Look]) -> dict[str, float]:
    """Times of a call, without the start, when workers load, and the end, when some have nothing to do."""
    total = looks[-1].done
    within = [one for one in looks if total * 0.4 <= one.done <= total * 0.95]
    calls, seconds = within[-1].done - within[0].done, within[-1].second - within[0].second

    def spent_s(of: str) -> float:
        """Of every process from its first look to its last: one that began or was killed meanwhile counts."""
        times: dict[int, list[float]] = {}
        for one in within:
            for process, so_far_s in getattr(one, of).items():
                times.setdefault(process, []).append(so_far_s)
        return sum(max(so_far_s) - so_far_s[0] for so_far_s in times.values())

    return {
        **{f"{of}_ms": 1000.0 * spent_s(f"{of}_s") / calls for of in ("worker", "command", "ray")},
        "calls_per_s": calls / seconds,
    }


def whole_ms(row: dict[str, Any]) -> float:
    """Processor time of a call in all processes together."""
    return float(row["worker_ms"] + row["command_ms"] + row["ray_ms"])


if __name__ == "__main__":
    main()

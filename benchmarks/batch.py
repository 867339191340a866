"""What a batch costs besides the measuring: overhead, memory, re-opening; and a recording of four hours.

    PYTHONPATH=src python benchmarks/batch.py [TABLE...] [--calls 200] [--many 5000] [--finished 100000]
                                              [--hours 4] [--out benchmarks/results/batch.json]

Tables (default: all):

- overhead: short calls, without recognition. The share of the cores' time that goes into the measuring: the
  processor time of a call in a process that measures, judges and prepares the same calls in a loop, over that
  of the batch's processes together, times the part of the time in which its workers could run (were running
  or waiting for a core, not for work; from /proc/PID/schedstat). So other work on the machine, which delays
  all alike, does not change it; the rates by the clock, which it does change, stand beside it. Loop and batch
  in turn, several rounds, each from its second to its last tenth; the median round counts.
- memory: for few calls and for many, the largest resident set of the command and of a worker, and the peak of
  all processes together, pages that they share counted once (proportional set size).
- re-opening: a run in which everything is done, to the end of the command.
- long: `voicecheck batch` on one recording of so many hours (two channels, 8 kHz), largest resident set.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

for _threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_threads] = "1"  # before numpy: as in a worker

sys.path.insert(0, str(Path(__file__).parent.parent))

import soundfile

from benchmarks.short_calls import ROOT, write_short_calls
from voicecheck.asr.settings import AsrSettings
from voicecheck.batch.cores import usable_cores
from voicecheck.batch.inputs import find_inputs
from voicecheck.batch.plan import BatchPlan, select
from voicecheck.batch.stages import finish, listen_to
from voicecheck.pipeline import HeardCall
from voicecheck.rules.load import load_standard
from voicecheck.store import PreparedCall, Run

_MEMORY_CALL_S = 2.0  # what grows with the calls grows with short ones too


def main() -> None:
    """Print the tables; `--out` writes the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tables", nargs="*", metavar="TABLE")
    parser.add_argument("--calls", type=int, default=200)
    parser.add_argument("--many", type=int, default=5000)
    parser.add_argument("--finished", type=int, default=100_000)
    parser.add_argument("--hours", type=float, default=4.0)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--loop", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.loop:
        loop(options.loop)
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        figures: dict[str, Any] = {"machine": platform.machine(), "cores": usable_cores()}
        calls = write_short_calls(folder / "few", options.calls)
        tables: dict[str, Callable[[], Any]] = {
            "overhead": lambda: overhead(folder, calls, options.rounds),
            "memory": lambda: memory(folder, options.calls, options.many),
            "reopening": lambda: reopening(folder, options.finished),
            "long": lambda: long_recording(folder, options.hours),
        }
        for table in options.tables or tables:
            figures[table] = tables[table]()
            print(table, json.dumps(figures[table], indent=2), flush=True)
    if options.out:
        options.out.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


def overhead(folder: Path, calls: list[Path], rounds: int) -> dict[str, Any]:
    """The share of the cores' time that goes into the measuring, with what it is made of."""
    rows = []
    for number in range(rounds):
        alone_s = run_loop(folder / "few")
        ran = batch(folder / "few", folder / f"overhead-{number}", sample=True)
        rows.append({"alone_cpu_s": alone_s, **steady(ran["seen"]), "first_s": ran["first_s"]})
    for row in rows:
        spent_s = row["worker_cpu_s"] + row["command_cpu_s"]
        row["share"] = row["ready_share"] * row["alone_cpu_s"] / spent_s
    rows.sort(key=lambda row: row["share"])
    return {
        "calls": len(calls),
        "jobs": usable_cores(),
        "rounds": rounds,
        "shares": [round(row["share"], 3) for row in rows],
        **{name: round(value, 4) for name, value in rows[rounds // 2].items()},
    }


def run_loop(folder: Path) -> float:
    """Processor seconds for a call of a process by itself."""
    command = [sys.executable, __file__, "--loop", str(folder)]
    return float(subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout)


def loop(folder: Path) -> None:
    """One process by itself, timed from the second tenth on."""
    plan = BatchPlan(standard=load_standard(), model=None, recognition=AsrSettings())
    tasks = select(find_inputs([str(folder)]), {}, plan.settings()).tasks
    first = len(tasks) // 10
    for place, task in enumerate(tasks):
        if place == first:
            begun = time.process_time()
        call = listen_to(task, plan)
        assert isinstance(call, HeardCall)
        assert isinstance(finish(call, None, None, plan), PreparedCall)
    print((time.process_time() - begun) / (len(tasks) - first))


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a look at a running batch showed; times of the workers by process."""

    second: float
    done: int
    command_cpu_s: float
    worker_cpu_s: dict[int, float]
    worker_ready_s: dict[int, float]


def steady(seen: list[Seen]) -> dict[str, float]:
    """Times of a call, between the first and the last tenth of the batch."""
    total = seen[-1].done
    first = next(one for one in seen if one.done >= total * 0.1)
    last = next(one for one in seen if one.done >= total * 0.9)
    calls, seconds = last.done - first.done, last.second - first.second
    workers = first.worker_cpu_s.keys() & last.worker_cpu_s.keys()

    def spent(of: str) -> float:
        return sum(getattr(last, of)[worker] - getattr(first, of)[worker] for worker in workers)

    return {
        "worker_cpu_s": spent("worker_cpu_s") / calls,
        "command_cpu_s": (last.command_cpu_s - first.command_cpu_s) / calls,
        "ready_share": spent("worker_ready_s") / (seconds * len(workers)),
        "calls_per_s": calls / seconds,
    }


def memory(folder: Path, few: int, many: int) -> list[dict[str, Any]]:
    """Largest resident sets, and all processes together, by the number of calls."""
    rows = []
    for count in (few, many):
        write_short_calls(folder / f"{count}", count, seconds=_MEMORY_CALL_S)
        ran = batch(folder / f"{count}", folder / f"memory-{count}")
        keys = ("together_mb", "command_mb", "worker_mb", "seconds")
        rows.append({"calls": count, **{key: ran[key] for key in keys}})
    return rows


def reopening(folder: Path, count: int) -> dict[str, Any]:
    """Seconds until the command has seen that everything is done; the files are heads of recordings."""
    calls, run = folder / "finished", folder / "reopened"
    calls.mkdir()
    source = next((folder / "few").glob("*.wav")).read_bytes()
    for number in range(count):
        with open(calls / f"{number:06d}.wav", "wb") as file:
            file.write(source[:64])
    plan = BatchPlan(standard=load_standard(), model=None, recognition=AsrSettings())
    (one,) = select(find_inputs([str(next((folder / "few").glob("*.wav")))]), {}, plan.settings()).tasks
    call = listen_to(one, plan)
    assert isinstance(call, HeardCall)
    prepared = finish(call, None, None, plan)
    tasks = select(find_inputs([str(calls)]), {}, plan.settings()).tasks
    with Run.create(run, plan.settings(), plan.standard) as opened, opened.transaction():
        for task in tasks:
            opened.keep(replace(prepared, path=task.input.name), task.source)
    ran = batch(calls, run)
    return {"calls": count, "seconds": ran["seconds"], "command_mb": ran["command_mb"]}


def long_recording(folder: Path, hours: float) -> dict[str, Any]:
    """One recording of so many hours: the sample calls one after the other, again and again."""
    path = folder / "long" / "long.wav"
    path.parent.mkdir()
    sources = sorted((ROOT / "samples").glob("*.wav"))
    sounds = [soundfile.read(source, dtype="float32", always_2d=True)[0] for source in sources]
    with soundfile.SoundFile(path, "w", samplerate=8000, channels=2, subtype="ULAW") as file:
        while file.frames < hours * 3600 * 8000:
            for sound in sounds:
                file.write(sound)
    ran = batch(path.parent, folder / "long-run")
    return {
        "hours": round(soundfile.info(path).duration / 3600, 2),
        **{key: ran[key] for key in ("together_mb", "worker_mb", "command_mb", "seconds")},
    }


def batch(calls: Path, run: Path, *, sample: bool = False) -> dict[str, Any]:
    """Run the command; its seconds, its memory, and with `sample` how many calls were done when."""
    begun = time.monotonic()
    command = [sys.executable, "-m", "voicecheck", "batch", str(calls), "--out", str(run), "--model", "none"]
    with subprocess.Popen(
        command,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        watching = _Watching(process.pid, run if sample else None, begun)
        code = process.wait()
        watching.stop()
    assert code == 0, code
    seconds = time.monotonic() - begun
    first_s = next((one.second for one in watching.seen if one.done), seconds)
    return {
        "seconds": round(seconds, 1),
        "command_mb": round(watching.command_mb),
        "worker_mb": round(watching.worker_mb),
        "together_mb": round(watching.together_mb),
        "seen": watching.seen,
        "first_s": first_s,
    }


class _Watching:
    """Looks at a process and its children ten times a second."""

    def __init__(self, process: int, run: Path | None, begun: float) -> None:
        self.command_mb = self.worker_mb = self.together_mb = 0.0
        self.seen: list[Seen] = []
        self._process, self._run, self._begun = process, run, begun
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._stopped.wait(0.1):
            workers = children(self._process)
            self.command_mb = max(self.command_mb, peak_mb(self._process))
            self.worker_mb = max(self.worker_mb, *map(peak_mb, workers), 0.0)
            if self._run is None:
                self.together_mb = max(self.together_mb, sum(map(shared_mb, [self._process, *workers])))
            elif Run.is_begun(self._run):
                self._look(self._run, workers)

    def _look(self, run: Path, workers: list[int]) -> None:
        with Run.open(run) as opened:
            done = opened.counts().done
        self.seen.append(
            Seen(
                second=time.monotonic() - self._begun,
                done=done,
                command_cpu_s=cpu_s(self._process),
                worker_cpu_s={worker: cpu_s(worker) for worker in workers},
                worker_ready_s={worker: ready_s(worker) for worker in workers},
            )
        )


def children(process: int) -> list[int]:
    """Workers that this process has started; Python's own keeper of resources, which rests, is none."""
    try:
        told = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii")
        return [int(one) for one in told.split() if b"resource_tracker" not in command_of(int(one))]
    except OSError:
        return []


def command_of(process: int) -> bytes:
    """The command line of a process."""
    return Path(f"/proc/{process}/cmdline").read_bytes()


def cpu_s(process: int) -> float:
    """Processor time of a process so far, without its children's; 0 where it has gone."""
    try:
        told = Path(f"/proc/{process}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return 0.0
    user, system = told.rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def ready_s(process: int) -> float:
    """Time in which the process's first thread ran or waited for a core; 0 where it has gone."""
    try:
        told = Path(f"/proc/{process}/task/{process}/schedstat").read_text(encoding="ascii")
    except OSError:
        return 0.0
    ran_ns, waited_ns, _ = told.split()
    return (int(ran_ns) + int(waited_ns)) / 1e9


def peak_mb(process: int) -> float:
    """Largest resident set of a process so far, in MB; 0 where it has gone."""
    return _told_mb(process, "status", "VmHWM")


def shared_mb(process: int) -> float:
    """Proportional set size of a process now, in MB; 0 where it has gone."""
    return _told_mb(process, "smaps_rollup", "Pss:")


def _told_mb(process: int, file: str, name: str) -> float:
    try:
        lines = Path(f"/proc/{process}/{file}").read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) * 1024 / 1e6 for line in lines if line.startswith(name)), 0.0)


if __name__ == "__main__":
    main()

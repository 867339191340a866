"""What a batch costs besides the measuring: overhead, memory, re-opening; and a recording of four hours.

    PYTHONPATH=src python benchmarks/batch.py [--calls 400] [--many 2000] [--finished 100000] [--hours 4]
                                              [--out benchmarks/results/batch.json]

- overhead: short calls, without recognition: calls a second of `voicecheck batch`, against as many processes
  that know nothing of each other and measure, judge and prepare the same calls in a loop. Both in turn,
  several rounds over, so that other work on the machine meets both; both are timed when they are warm, and
  the median round counts. Beside it the processor time of a call, of all processes together.
- memory: the largest resident set of the command and of its workers, for few calls and for many.
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
from dataclasses import replace
from pathlib import Path
from typing import Any

for _threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_threads] = "1"  # before numpy: as in a worker

sys.path.insert(0, str(Path(__file__).parent.parent))

import soundfile

from benchmarks.short_calls import ROOT, write_short_calls
from voicecheck.asr.settings import AsrSettings
from voicecheck.batch.engine import usable_cores
from voicecheck.batch.inputs import find_inputs
from voicecheck.batch.plan import BatchPlan, select
from voicecheck.batch.stages import finish, listen_to
from voicecheck.pipeline import HeardCall
from voicecheck.rules.load import load_standard
from voicecheck.store import PreparedCall, Run


def main() -> None:
    """Print the tables; `--out` writes the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=400)
    parser.add_argument("--many", type=int, default=2000)
    parser.add_argument("--finished", type=int, default=100_000)
    parser.add_argument("--hours", type=float, default=4.0)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--loop", nargs=2, metavar=("FOLDER", "SHARE"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.loop:
        loop(Path(options.loop[0]), options.loop[1])
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        figures: dict[str, Any] = {"machine": platform.machine(), "cores": usable_cores()}
        calls = write_short_calls(folder / "few", options.calls)
        figures["overhead"] = overhead(folder, calls, options.rounds)
        figures["memory"] = memory(folder, options.calls, options.many)
        figures["reopening"] = reopening(folder, options.finished)
        if options.hours:
            figures["long"] = long_recording(folder, options.hours)
    print(json.dumps(figures, indent=2))
    if options.out:
        options.out.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


def overhead(folder: Path, calls: list[Path], rounds: int) -> dict[str, Any]:
    """Calls a second with as many workers as there are cores, and of as many processes by themselves."""
    jobs = usable_cores()
    shares, rows = [], []
    for number in range(rounds):
        loops = run_loops(folder / "few", jobs)
        ran = batch(folder / "few", folder / f"overhead-{number}", sample=True)
        batch_rate = steady_rate(ran["seen"])
        shares.append(batch_rate / loops["calls_per_s"])
        rows.append((loops, ran, batch_rate))
    middle = sorted(range(rounds), key=shares.__getitem__)[rounds // 2]
    loops, ran, batch_rate = rows[middle]
    return {
        "calls": len(calls),
        "jobs": jobs,
        "rounds": rounds,
        "processes_alone_calls_per_s": round(loops["calls_per_s"], 2),
        "batch_calls_per_s": round(batch_rate, 2),
        "share": round(shares[middle], 3),
        "shares": [round(share, 3) for share in sorted(shares)],
        "cpu_s_per_call_alone": round(loops["cpu_s_per_call"], 4),
        "cpu_s_per_call_of_the_command_itself": round(ran["command_cpu_s"] / len(calls), 4),
        "seconds_before_the_first_call": round(ran["first_s"], 1),
    }


def run_loops(folder: Path, jobs: int) -> dict[str, float]:
    """So many processes at once, each with its share of the calls; calls a second of all together."""
    command = [sys.executable, __file__, "--loop", str(folder)]
    processes = [
        subprocess.Popen([*command, f"{number}/{jobs}"], stdout=subprocess.PIPE, text=True)
        for number in range(jobs)
    ]
    told = [json.loads(process.communicate()[0]) for process in processes]
    return {
        "calls_per_s": sum(one["calls"] / one["wall_s"] for one in told),
        "cpu_s_per_call": sum(one["cpu_s"] for one in told) / sum(one["calls"] for one in told),
    }


def loop(folder: Path, share: str) -> None:
    """One process by itself: the calls of its share, timed from the second tenth on."""
    number, of = (int(part) for part in share.split("/"))
    plan = BatchPlan(standard=load_standard(), model=None, recognition=AsrSettings())
    tasks = select(find_inputs([str(folder)]), {}, plan.settings()).tasks[number::of]
    first = max(1, len(tasks) // 10)
    for place, task in enumerate(tasks):
        if place == first:
            wall_s, cpu_s = time.monotonic(), time.process_time()
        call = listen_to(task, plan)
        assert isinstance(call, HeardCall)
        assert isinstance(finish(call, None, None, plan), PreparedCall)
    figures = {"wall_s": time.monotonic() - wall_s, "cpu_s": time.process_time() - cpu_s}
    print(json.dumps({"calls": len(tasks) - first, **figures}))


def steady_rate(seen: list[tuple[float, int]]) -> float:
    """Calls a second between the first and the last tenth of the batch, by what was seen of the ledger."""
    total = seen[-1][1]
    first = next(one for one in seen if one[1] >= total * 0.1)
    last = next(one for one in seen if one[1] >= total * 0.9)
    return (last[1] - first[1]) / (last[0] - first[0])


def memory(folder: Path, few: int, many: int) -> list[dict[str, Any]]:
    """Largest resident sets by the number of calls."""
    write_short_calls(folder / "many", many)
    rows = []
    for count, name in ((few, "few"), (many, "many")):
        ran = batch(folder / name, folder / f"memory-{name}")
        rows.append({"calls": count, **{key: ran[key] for key in ("command_mb", "worker_mb", "seconds")}})
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
        **{key: ran[key] for key in ("worker_mb", "command_mb", "seconds")},
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
    first_s = next((second for second, done in watching.seen if done), seconds)
    return {
        "seconds": round(seconds, 1),
        "command_mb": round(watching.command_mb),
        "worker_mb": round(watching.worker_mb),
        "seen": watching.seen,
        "first_s": first_s,
        "command_cpu_s": watching.command_cpu_s,
    }


class _Watching:
    """Looks at a process and its children ten times a second."""

    def __init__(self, process: int, run: Path | None, begun: float) -> None:
        self.command_mb = self.worker_mb = self.command_cpu_s = 0.0
        self.seen: list[tuple[float, int]] = []
        self._process, self._run, self._begun = process, run, begun
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._stopped.wait(0.1):
            self.command_mb = max(self.command_mb, peak_mb(self._process))
            self.command_cpu_s = max(self.command_cpu_s, cpu_s(self._process))
            for child in children(self._process):
                self.worker_mb = max(self.worker_mb, peak_mb(child))
            if self._run is not None and Run.is_begun(self._run):
                with Run.open(self._run) as opened:
                    self.seen.append((time.monotonic() - self._begun, opened.counts().done))


def children(process: int) -> list[int]:
    """Processes that this one has started."""
    try:
        told = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii")
    except OSError:
        return []
    return [int(one) for one in told.split()]


def cpu_s(process: int) -> float:
    """Processor time of a process so far, without its children's; 0 where it has gone."""
    try:
        told = Path(f"/proc/{process}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return 0.0
    user, system = told.rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def peak_mb(process: int) -> float:
    """Largest resident set of a process so far, in MB; 0 where it has gone."""
    try:
        lines = Path(f"/proc/{process}/status").read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1000 for line in lines if line.startswith("VmHWM")), 0.0)


if __name__ == "__main__":
    main()

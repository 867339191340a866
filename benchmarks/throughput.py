"""Recognition of many calls: voicecheck's batch beside faster-whisper's own pipeline, in one run.

    PYTHONPATH=src python benchmarks/throughput.py [--sizes tiny base small] [--calls 200] [--rounds 1]
                                                   [--beam-size 5] [--out benchmarks/results/throughput.json]

Calls are two-channel recordings of one to three minutes; models have the true shape of the size and random
weights that write text in proportion to speech (`shaped_model.py`). Every side runs in a process of its own
on the same calls, one after the other, from the moment its models and libraries are loaded (for ours: from
the end of a silent call that is put in front) to its last word:

- ours: `voicecheck batch` as it is, with everything else that it does (acoustics, verdicts, its store);
- peer: `BatchedInferencePipeline`, file by file and channel by channel, as many threads as cores;
- split: the same pipeline in as many processes of one thread as cores, each with its part of the calls. Its
  authors do not offer that, but it shows what is owed to threads alone.

All have the same model, int8, beam, batch size, language, and word times. Ratios by the clock are what
counts; on a busy machine threads that wait for each other lose more than processes do, so ratios of
processor time stand beside them. They include what a thread spends on waiting for the other.
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
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

import numpy as np
import soundfile

from benchmarks.long_calls import write_long_calls
from benchmarks.shaped_model import SHAPES, write_shaped_model

LANGUAGE = "zh"
BATCH_SIZE = 8
SIDES = ("ours", "peer", "split")


def main() -> None:
    """Print the table; `--out` adds the figures of the sizes measured to a JSON file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", nargs="+", choices=SHAPES, default=list(SHAPES))
    parser.add_argument("--calls", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--beam-size", type=int, default=5)
    parser.add_argument("--sides", nargs="+", choices=SIDES, default=list(SIDES))
    parser.add_argument("--out", type=Path)
    parser.add_argument("--side", nargs="+", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.side:
        print(json.dumps(measured(*options.side)))
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_long_calls(folder / "calls", options.calls)
        counted = count(folder / "calls")
        print(f"{options.calls} calls, {json.dumps(counted)}", flush=True)
        for size in options.sizes:
            model = write_shaped_model(folder / size, SHAPES[size])
            found = {
                side: total([run(side, folder, model, options.beam_size) for _ in range(options.rounds)])
                for side in options.sides
            }
            figures = {"calls": options.calls, "beam_size": options.beam_size, **counted, **found}
            report(size, figures)
            if options.out:
                keep(options.out, f"{size}, beam {options.beam_size}", figures)


def count(calls: Path) -> dict[str, float]:
    """What there is to recognise, and in how many windows of ours."""
    from voicecheck.asr.settings import AsrSettings
    from voicecheck.asr.windows import plan_windows
    from voicecheck.pipeline import hear, spoken_pieces

    audio_s = speech_s = windows = 0.0
    for path in sorted(calls.iterdir()):
        call = hear(path, language=LANGUAGE)
        pieces = spoken_pieces(call)
        audio_s += call.info.duration_s
        speech_s += sum(span.end_s - span.start_s for channel in call.heard.speech for span in channel)
        windows += len(plan_windows(pieces, range(len(pieces)), AsrSettings()))
    return {"audio_s": round(audio_s), "speech_s": round(speech_s), "windows": round(windows)}


def run(side: str, folder: Path, model: Path, beam_size: int) -> list[dict[str, float]]:
    """The figures of each process of a side."""
    calls = sorted((folder / "calls").iterdir())
    cores = len(os.sched_getaffinity(0))
    parts = [calls[i::cores] for i in range(cores)] if side == "split" else [calls]
    threads = 1 if side == "split" else cores
    kind = "ours" if side == "ours" else "peer"

    def one(part: list[Path]) -> dict[str, float]:
        command = [sys.executable, __file__, "--side", kind, str(model), str(threads), str(beam_size)]
        out = subprocess.run(
            [*command, *map(str, part)],
            env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        ).stdout
        found: dict[str, float] = json.loads(out.splitlines()[-1])
        return found

    with ThreadPoolExecutor(len(parts)) as both:
        return list(both.map(one, parts))


def total(rounds: list[list[dict[str, float]]]) -> dict[str, float]:
    """Sums over processes (the slowest one's clock), then means over rounds."""
    sums = [
        {name: (max if name == "clock_s" else sum)(one[name] for one in processes) for name in processes[0]}
        for processes in rounds
    ]
    return {name: round(sum(one[name] for one in sums) / len(sums), 2) for name in sums[0]}


def measured(kind: str, model: str, threads: str, beam_size: str, *calls: str) -> dict[str, float]:
    """One process's work on its calls."""
    side = ours if kind == "ours" else peer
    return side(Path(model), int(threads), int(beam_size), [Path(call) for call in calls])


def peer(model: Path, threads: int, beam_size: int, calls: list[Path]) -> dict[str, float]:
    """faster-whisper's own pipeline."""
    from faster_whisper import BatchedInferencePipeline, WhisperModel
    from faster_whisper.audio import decode_audio

    pipeline = BatchedInferencePipeline(
        WhisperModel(str(model), device="cpu", compute_type="int8", cpu_threads=threads)
    )
    tokens = windows = 0
    clock_s, cpu_s = time.monotonic(), time.process_time()
    for path in calls:
        for channel in decode_audio(str(path), split_stereo=True):
            segments, _ = pipeline.transcribe(
                channel,
                language=LANGUAGE,
                beam_size=beam_size,
                batch_size=BATCH_SIZE,
                word_timestamps=True,
            )
            for segment in segments:
                windows += 1
                tokens += len(segment.tokens)
    return {
        "clock_s": time.monotonic() - clock_s,
        "cpu_s": time.process_time() - cpu_s,
        "tokens": tokens,
        "windows": windows,
    }


def ours(model: Path, threads: int, beam_size: int, calls: list[Path]) -> dict[str, float]:
    """The engine of `voicecheck batch`."""
    from voicecheck.asr.models import find_model
    from voicecheck.asr.settings import AsrSettings
    from voicecheck.batch.crew import ThisMachine
    from voicecheck.batch.engine import Engine
    from voicecheck.batch.inputs import find_inputs
    from voicecheck.batch.plan import BatchPlan, select
    from voicecheck.errors import StoredDataError
    from voicecheck.rules.load import load_standard
    from voicecheck.store import Run

    plan = BatchPlan(
        standard=load_standard(),
        model=find_model(model),
        recognition=AsrSettings(
            device="cpu",
            compute_type="int8",
            beam_size=beam_size,
            batch_size=BATCH_SIZE,
            cpu_threads=threads,
        ),
        language=LANGUAGE,
    )
    watch = _Watch()
    with (
        tempfile.TemporaryDirectory() as name,
        Run.create(Path(name) / "run", plan.settings(), plan.standard) as run,
    ):
        silence = Path(name) / "silence.wav"
        soundfile.write(silence, np.zeros((8000, 2)), 8000)
        (first,) = select(find_inputs([str(silence)]), {}, plan.settings()).tasks
        tasks = select(find_inputs([str(call) for call in calls]), {}, plan.settings()).tasks
        tasks = [first, *tasks]
        engine = Engine(run, plan, tasks, watch, site=ThisMachine(), jobs=threads, time_limit_s=3600)
        status = engine.run()
        assert status.done == len(calls) + 1, status.failed
        tokens = sum(
            len(turn.words)
            for _, timeline in run.timelines()
            if not isinstance(timeline, StoredDataError)
            for turn in timeline.turns
        )
    return {"clock_s": watch.clock_s, "cpu_s": watch.cpu_s, "tokens": tokens}


class _Watch:
    """Takes the time of a batch from its first call on."""

    def __init__(self) -> None:
        self._begun: tuple[float, float] | None = None
        self.clock_s = self.cpu_s = 0.0

    def progress(self, status: Any) -> None:
        now = time.monotonic(), _cpu_s_of_family()
        if self._begun is None and status.done:
            self._begun = now
        if self._begun is not None:
            self.clock_s, self.cpu_s = now[0] - self._begun[0], now[1] - self._begun[1]

    def failed(self, name: str, failure: Any) -> None:
        print(name, failure, file=sys.stderr)


def _cpu_s_of_family() -> float:
    """Processor time so far of this process and of those that it has started and not yet ended."""
    told = Path(f"/proc/self/task/{os.getpid()}/children").read_text(encoding="ascii")
    ticks = 0
    for process in ("self", *told.split()):
        fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def report(size: str, figures: dict[str, Any]) -> None:
    """The lines of one size."""
    print(f"{size}, beam {figures['beam_size']}")
    for side in SIDES:
        if side in figures:
            row = figures[side]
            rate = figures["audio_s"] / row["clock_s"]
            ratios = " ".join(
                f"{name[:-2]} x{row[name] / figures['ours'][name]:.2f}" for name in ("clock_s", "cpu_s")
            )
            print(
                f"  {side:6} {rate:6.1f} x real time  {row['clock_s']:7.1f} s  cpu {row['cpu_s']:7.1f} s  "
                f"{row['tokens'] / figures['speech_s']:.2f} tokens/s of speech  {ratios}",
                flush=True,
            )


def keep(out: Path, name: str, figures: dict[str, Any]) -> None:
    """Write figures beside those of other runs."""
    known = json.loads(out.read_text(encoding="utf-8")) if out.exists() else {}
    known[name] = {"machine": platform.machine(), "cores": len(os.sched_getaffinity(0)), **figures}
    out.write_text(json.dumps(known, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

"""How many verdicts change when the same call is recorded, stored or recognised in another way.

    python benchmarks/stability.py [--calls N] [--jobs N]

Two sets. "given": made calls (benchmarks/calls, the unseen wordings) with their transcript, stored in other
codecs, louder, softer, at another rate. "recognised": the sample calls with words from the demo model, in
float32 against int8, in other batches, and in other codecs. A verdict is turned when pass becomes fail or
the reverse, and moved when it becomes or leaves `review`, or the rule is no more judged, or is judged now.
Prints a table a set and writes benchmarks/results/stability.json.
"""

from __future__ import annotations

import os

for _threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_threads] = "1"

import argparse
import json
import platform
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import soxr
from numpy.typing import NDArray

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

import voicecheck
from benchmarks.calls.draft import Draft
from benchmarks.calls.mixing import make
from benchmarks.calls.plan import plan
from benchmarks.truth.coded import SUFFIX, Codec, encoded
from voicecheck.asr.engine import load_transcriber
from voicecheck.asr.settings import AsrSettings
from voicecheck.audio.load import load_recording
from voicecheck.audio.metadata import CallFacts
from voicecheck.rules.load import load_standard

RESULTS = ROOT / "benchmarks" / "results" / "stability.json"
JUDGED = ("pass", "fail", "review")
_LIMIT_PERCENT = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Another way of storing the same call; `kbit_s` is of the file, gain goes as far as full scale allows."""

    codec: Codec = "pcm"
    kbit_s: int = 0
    gain_db: float = 0.0
    rate_hz: int | None = None


CHANGES = {
    "mu-law": Change(codec="mu-law"),
    "A-law": Change(codec="a-law"),
    "GSM 6.10": Change(codec="gsm"),
    "Opus 48 kbit/s": Change(codec="opus", kbit_s=48),
    "MP3 32 kbit/s": Change(codec="mp3", kbit_s=32),
    "+6 dB": Change(gain_db=6.0),
    "-6 dB": Change(gain_db=-6.0),
    "at 16 kHz": Change(rate_hz=16_000),
}
RECOGNISED = {
    "int8": AsrSettings(compute_type="int8"),
    "one window a batch": AsrSettings(compute_type="float32", batch_size=1),
    "three windows a batch": AsrSettings(compute_type="float32", batch_size=3),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A rule's verdict on a call as it was and on the changed one."""

    call: str
    rule: str
    change: str
    before: str
    after: str

    @property
    def turned(self) -> bool:
        """Pass became fail, or the reverse."""
        return {self.before, self.after} == {"pass", "fail"}

    @property
    def moved(self) -> bool:
        """Another verdict, but not turned."""
        return self.before != self.after and not self.turned


def stored(samples: NDArray[np.float32], rate_hz: int, change: Change, folder: Path) -> Path:
    """The changed recording as a file."""
    gain = min(10 ** (change.gain_db / 20), 1.0 / max(float(np.abs(samples).max()), 1e-9))
    changed = samples * np.float32(gain)
    if change.rate_hz:
        changed = np.stack([soxr.resample(one, rate_hz, change.rate_hz) for one in changed])
    path = folder / f"changed{SUFFIX[change.codec]}"
    path.write_bytes(encoded(changed, change.rate_hz or rate_hz, change.codec, change.kbit_s))
    return path


def verdicts(timeline: voicecheck.CallTimeline) -> dict[str, str]:
    """Rule to verdict, by the documented standard."""
    return {found.rule: found.verdict for found in voicecheck.judge(timeline, load_standard("documented")).findings}


def pairs(call: str, change: str, before: dict[str, str], after: dict[str, str]) -> Iterator[Pair]:
    """The rules that are judged before or after."""
    for rule, verdict in before.items():
        if verdict in JUDGED or after[rule] in JUDGED:
            yield Pair(call=call, rule=rule, change=change, before=verdict, after=after[rule])


def given_pairs(draft: Draft) -> list[Pair]:
    """One made call with its transcript through all changes."""
    facts = CallFacts(agent_channel=None if draft.mono else 0, language=draft.language, **draft.facts)
    with tempfile.TemporaryDirectory() as folder:
        made = make(draft, Path(folder), 0.0)
        audio = load_recording(made.recording)
        before = verdicts(voicecheck.measure(made.recording, transcript=made.transcript, facts=facts))
        found = []
        for name, change in CHANGES.items():
            path = stored(audio.samples, audio.analysis_rate_hz, change, Path(folder))
            after = verdicts(voicecheck.measure(path, transcript=made.transcript, facts=facts))
            found += pairs(draft.name, name, before, after)
    return found

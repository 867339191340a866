"""How often each measure is wrong: made calls with a known truth, voices and seeds that nothing was tuned on.

    python benchmarks/accuracy.py [--calls N] [--set unseen|tuning] [--jobs N]

Prints one table and writes accuracy.json and .md to benchmarks/results; of the unseen set also what the
product prints beside its rules (error_rates.py).
"""

from __future__ import annotations

import os

for _threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_threads] = "1"

import argparse
import json
import platform
import re
import shutil
import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from benchmarks.error_rates import TABLE, write_error_rates
from benchmarks.truth.observations import (
    Observation,
    microphone_observations,
    mono_observations,
    recognised_observations,
    two_channel_observations,
)
from benchmarks.truth.peer import PEER
from benchmarks.truth.voices import Set
from tests.acoustics.signals import RATE_HZ, RING_PLANS, RINGLESS, ring_call, ringless_call
from voicecheck._version import __version__
from voicecheck.acoustics.tones import find_call_rings

SEEDS: dict[Set, int] = {"tuning": 0, "unseen": 1000}
LANGUAGES = ("zh", "en")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the table; `met` is None where no target is set. `metrics` are the measures it speaks
    for.
    """

    measure: str
    condition: str
    value: float
    unit: str
    count: int
    target: str | None
    met: bool | None
    metrics: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """How observations of a kind become one figure: how pooled, in what unit, at most or at least how
    much.
    """

    pooled: Callable[[Sequence[float]], float]
    unit: str
    at_most: float | None = None
    at_least: float | None = None
    metrics: tuple[str, ...] = ()


def _share(values: Sequence[float]) -> float:
    return 100 * float(np.mean(values))


def _mean(values: Sequence[float]) -> float:
    return float(np.mean(values))


def _typical(values: Sequence[float]) -> float:
    """Median of the absolute errors."""
    return float(np.median(np.abs(values)))


_RATES = ("speech_rate_spm", "articulation_rate_spm")
_PITCH = ("f0_median_hz", "f0_sd_st", "f0_range_st")
POOLS: dict[str, Pool] = {
    "dual mono: recognised": Pool(pooled=_share, unit="%", at_least=100.0, metrics=("interruption_count",)),
    "mono: told apart": Pool(pooled=_share, unit="%"),
    "mono: diarisation error, %": Pool(pooled=_mean, unit="%"),
    "mono: of it confusion, %": Pool(pooled=_mean, unit="%"),
    f"mono: diarisation error of {PEER}, %": Pool(pooled=_mean, unit="%"),
    "mono: parties swapped": Pool(pooled=_share, unit="%", at_most=0.0),
    "mono, one voice: refused": Pool(pooled=_share, unit="%", at_least=100.0),
    "rate without words, zh: error, %": Pool(pooled=_typical, unit="%", at_most=10.0, metrics=_RATES),
    "rate without words, en: error, %": Pool(pooled=_typical, unit="%", at_most=15.0, metrics=_RATES),
    "rate with the demo model's words, zh: error, %": Pool(pooled=_typical, unit="%", metrics=_RATES),
    "pause: edges within 50 ms": Pool(
        pooled=_share, unit="%", metrics=("pause_count", "pause_mean_s", "longest_unpaused_s")
    ),
    "pause: edges within 100 ms": Pool(pooled=_share, unit="%"),
    "raised voice: shouted turns found": Pool(
        pooled=_share, unit="%", at_least=90.0, metrics=("raised_turn_count",)
    ),
    "raised voice: false alarms on other turns": Pool(
        pooled=_share, unit="%", at_most=1.0, metrics=("raised_turn_count",)
    ),
    "signal-to-noise ratio: error, dB": Pool(pooled=_typical, unit="dB", at_most=2.0, metrics=("snr_db",)),
    "signal-to-noise ratio: given": Pool(pooled=_share, unit="%"),
    "clipping: found": Pool(pooled=_share, unit="%", at_least=95.0, metrics=("clipping_per_min",)),
    "clipping: false alarm": Pool(pooled=_share, unit="%", at_most=1.0, metrics=("clipping_per_min",)),
    "plosives: found": Pool(pooled=_share, unit="%", at_least=90.0, metrics=("blasts_per_min",)),
    "plosives: false alarm": Pool(pooled=_share, unit="%", at_most=1.0, metrics=("blasts_per_min",)),
    "rings: counted exactly": Pool(
        pooled=_share, unit="%", at_least=95.0, metrics=("ring_count", "answer_s")
    ),
    "no rings: none counted": Pool(pooled=_share, unit="%", at_least=95.0, metrics=("ring_count",)),
}
for _sex in ("male", "female"):
    POOLS |= {
        f"pitch, {_sex}: given": Pool(pooled=_share, unit="%"),
        f"pitch, {_sex}: median, cents": Pool(
            pooled=_typical, unit="cents", at_most=50.0, metrics=_PITCH[:1]
        ),
        f"pitch, {_sex}: SD, st": Pool(pooled=_typical, unit="st", at_most=0.5, metrics=_PITCH[1:2]),
        f"pitch, {_sex}: range, st": Pool(pooled=_typical, unit="st", metrics=_PITCH[2:]),
    }
# Kinds of turn taking: F1, with a target for interruptions.
F1_TARGETS = {"interruption": 97.0}
F1_METRICS = {"interruption": "interruption_count", "backchannel": "backchannel_count"}


def rows(observations: Sequence[Observation]) -> list[Row]:
    """The table."""
    groups: dict[tuple[str, str], list[float]] = defaultdict(list)
    for one in observations:
        groups[one.measure, one.condition].append(one.value)
    table = _f1_rows(groups)
    for measure, pool in POOLS.items():
        for (name, condition), values in groups.items():
            if name == measure:
                table.append(_row(measure, condition, pool.pooled(values), len(values), pool))
    return table


def _row(measure: str, condition: str, value: float, count: int, pool: Pool) -> Row:
    target, met = None, None
    if pool.at_most is not None:
        target, met = f"at most {pool.at_most:g}", value <= pool.at_most
    elif pool.at_least is not None:
        target, met = f"at least {pool.at_least:g}", value >= pool.at_least
    return Row(
        measure=measure, condition=condition, value=round(value, 3), unit=pool.unit, count=count,
        target=target, met=met, metrics=pool.metrics,
    )  # fmt: skip


def _f1_rows(groups: dict[tuple[str, str], list[float]]) -> list[Row]:
    found = []
    kinds = sorted({name.rsplit(": ", 1)[0] for name, _ in groups if name.endswith((": hit", ": missed"))})
    for kind in kinds:
        for condition in dict.fromkeys(c for name, c in groups if name.startswith(kind)):
            hit, false, missed = (
                sum(groups.get((f"{kind}: {what}", condition), ())) for what in ("hit", "false", "missed")
            )
            name = kind.split(",")[0]
            pool = Pool(
                pooled=_mean, unit="%", at_least=F1_TARGETS.get(name),
                metrics=(F1_METRICS[name],) if name in F1_METRICS and "without" in kind else (),
            )  # fmt: skip
            value = 100 * 2 * hit / (2 * hit + false + missed)
            found.append(_row(f"{kind}: F1", condition, value, round(hit + missed), pool))
    return found


def markdown(table: Sequence[Row]) -> str:
    """One line a measure for a README: on a telephone line, and where it is worst."""
    lines = ["| measure | on mu-law | at worst | target | |", "|---|---|---|---|---|"]
    for measure in dict.fromkeys(row.measure for row in table):
        rows = [row for row in table if row.measure == measure]
        low_is_bad = rows[0].unit == "%" and not re.search("error|false|swapped|confusion", measure)
        worst = (min if low_is_bad else max)(rows, key=lambda row: row.value)
        usual = next((row for row in rows if row.condition == "mu-law"), None)
        missed = ", ".join(row.condition for row in rows if row.met is False)
        cells = (
            measure,
            "" if usual is None else f"{usual.value:.4g} {usual.unit}",
            f"{worst.value:.4g} {worst.unit} ({worst.condition}; {worst.count})",
            worst.target or "",
            f"missed: {missed}" if missed else "met" if worst.target else "",
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def ring_observations() -> list[Observation]:
    """The calls of benchmarks/rings.py."""
    found = []
    countries = tuple(RING_PLANS)
    for seed in range(99):
        call = ring_call(seed, countries[seed % 11], (seed // 11) % 9)
        if call.ring_count:
            right = len(find_call_rings(call.samples, RATE_HZ)) == call.ring_count
            found.append(Observation("rings: counted exactly", "eleven countries", float(right)))
    for seed in range(48):
        call = ringless_call(seed, RINGLESS[seed % len(RINGLESS)])
        right = not find_call_rings(call.samples, RATE_HZ)
        found.append(Observation("no rings: none counted", "speech, music, other tones", float(right)))
    return found


def _observe(job: tuple[str, int, Set, str]) -> list[Observation]:
    kind, seed, which, language = job
    if kind == "rings":
        return ring_observations()
    if kind == "microphone":
        return microphone_observations(seed, which)
    if kind == "recognised":
        return recognised_observations(seed, which)
    make = two_channel_observations if kind == "two channels" else mono_observations
    return make(seed, which, language)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=3, help="calls a language")
    parser.add_argument("--set", choices=SEEDS, default="unseen", dest="which")
    parser.add_argument("--jobs", type=int, default=2)
    asked = parser.parse_args()
    seeds = range(SEEDS[asked.which], SEEDS[asked.which] + asked.calls)
    jobs = [("rings", 0, asked.which, "")]
    jobs += [
        (kind, seed, asked.which, language)
        for seed in seeds for kind in ("two channels", "mono") for language in LANGUAGES
    ]  # fmt: skip
    jobs += [(kind, seed, asked.which, "") for seed in seeds for kind in ("microphone", "recognised")]
    observations: list[Observation] = []
    with ProcessPoolExecutor(asked.jobs) as pool:
        for number, found in enumerate(pool.map(_observe, jobs), start=1):
            observations += found
            print(f"{number} of {len(jobs)}", end="\r", file=sys.stderr, flush=True)
    table = rows(observations)
    for row in table:
        verdict = {True: "met", False: "MISSED", None: ""}[row.met]
        print(
            f"{row.measure:44} {row.condition:30} {row.value:8.2f} {row.unit:5} {row.count:5} "
            f"{row.target or '':14} {verdict}"
        )
    document = {
        "set": asked.which,
        "seeds": [seeds.start, seeds.stop - 1],
        "versions": {
            "voicecheck": __version__,
            "python": platform.python_version(),
            **{name: version(name) for name in ("numpy", "scipy", "scikit-learn", "espeakng-loader")},
            "flite": bool(shutil.which("flite")),
        },
        "rows": [asdict(row) for row in table],
    }
    TABLE.with_suffix(".md").write_text(markdown(table) + "\n", encoding="utf-8")
    TABLE.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    if asked.which == "unseen":
        write_error_rates()


if __name__ == "__main__":
    main()

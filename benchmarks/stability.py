"""How many verdicts change when the same call is recorded, stored or recognised in another way.

    python benchmarks/stability.py [--calls N] [--jobs N]

Two sets. "given": made calls (benchmarks/calls) with their transcript, stored in other codecs, louder,
softer, at another rate. "recognised": four sample calls with words from the demo model, in float32 against
int8, in other batches, and in other codecs. A verdict is turned when a failure comes or goes without a
person being asked, and moved when it changes otherwise: to or from `review`, or from a pass to not judged.
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
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

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
from voicecheck.audio.metadata import CallFacts, load_metadata
from voicecheck.rules.load import load_standard

RESULTS = ROOT / "benchmarks" / "results" / "stability.json"
JUDGED = ("pass", "fail", "review")
# Above this a rule owes a band at its limit in which a person decides.
LIMIT_PERCENT = 2.0
SAMPLES = ROOT / "samples"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Another way of storing the same call; `kbit_s` is of the file, the gain stops short of full scale."""

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
# The demo model's words in float32, eight windows at once, against:
FLOAT32 = AsrSettings(compute_type="float32")
SETTINGS = {
    "int8": AsrSettings(compute_type="int8"),
    "one window at once": AsrSettings(compute_type="float32", batch_size=1),
    "three windows at once": AsrSettings(compute_type="float32", batch_size=3),
}
RECORDINGS = ("good-call.wav", "rude-wording.wav", "shouting-back.wav", "interrupting-agent.ogg")
RECORDED = ("GSM 6.10", "Opus 48 kbit/s", "+6 dB")


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
        """A failure came or went, and no person is asked."""
        return "fail" in (self.before, self.after) and self.before != self.after != "review" != self.before

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


def judged(timeline: voicecheck.CallTimeline) -> dict[str, str]:
    """Rule to verdict, by the documented standard."""
    result = voicecheck.judge(timeline, load_standard("documented"))
    return {found.rule: found.verdict for found in result.findings}


def pairs(call: str, change: str, before: dict[str, str], after: dict[str, str]) -> Iterator[Pair]:
    """The rules that are judged before or after."""
    for rule, verdict in before.items():
        if verdict in JUDGED or after[rule] in JUDGED:
            yield Pair(call=call, rule=rule, change=change, before=verdict, after=after[rule])


def given_pairs(draft: Draft) -> list[Pair]:
    """One made call with its transcript, through all changes."""
    facts = CallFacts(agent_channel=None if draft.mono else 0, language=draft.language, **draft.facts)
    with tempfile.TemporaryDirectory() as folder:
        made = make(draft, Path(folder), error_rate=0.0)
        audio = load_recording(made.recording)
        before = judged(voicecheck.measure(made.recording, transcript=made.transcript, facts=facts))
        found = []
        for name, change in CHANGES.items():
            path = stored(audio.samples, audio.analysis_rate_hz, change, Path(folder))
            after = judged(voicecheck.measure(path, transcript=made.transcript, facts=facts))
            found += pairs(draft.name, name, before, after)
    return found


def recognised_pairs(recordings: Sequence[Path]) -> list[Pair]:
    """Calls with words from the demo model: other settings of it, and some of the changes."""
    facts = load_metadata(SAMPLES / "metadata.csv")
    usual, others = load_transcriber("demo", FLOAT32), {
        name: load_transcriber("demo", settings) for name, settings in SETTINGS.items()
    }  # fmt: skip
    found = []
    for path in recordings:
        known = facts.facts_for(path)
        before = judged(voicecheck.measure(path, model=usual, facts=known))
        for name, model in others.items():
            found += pairs(
                path.name, name, before, judged(voicecheck.measure(path, model=model, facts=known))
            )
        audio = load_recording(path)
        with tempfile.TemporaryDirectory() as folder:
            for name in RECORDED:
                changed = stored(audio.samples, audio.analysis_rate_hz, CHANGES[name], Path(folder))
                after = judged(voicecheck.measure(changed, model=usual, facts=known))
                found += pairs(path.name, name, before, after)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """Of so many pairs, how many are turned and how many moved."""

    pairs: int
    turned: int
    moved: int

    @classmethod
    def of(cls, found: Sequence[Pair]) -> Share:
        """Count them."""
        turned, moved = sum(one.turned for one in found), sum(one.moved for one in found)
        return cls(pairs=len(found), turned=turned, moved=moved)

    @property
    def turned_percent(self) -> float:
        """Verdicts turned, in a hundred."""
        return 100 * self.turned / self.pairs

    @property
    def moved_percent(self) -> float:
        """Verdicts moved, in a hundred."""
        return 100 * self.moved / self.pairs


def by(found: Sequence[Pair], attribute: str) -> dict[str, Share]:
    """Shares by rule or by change, the least stable first."""
    groups: dict[str, list[Pair]] = defaultdict(list)
    for pair in found:
        groups[getattr(pair, attribute)].append(pair)
    shares = {name: Share.of(group) for name, group in groups.items()}
    return dict(sorted(shares.items(), key=lambda item: (-item[1].turned_percent, -item[1].moved_percent)))


def print_table(title: str, found: Sequence[Pair]) -> None:
    """What changed, by change and by rule; rules of which nothing changed are only counted."""
    print(f"\n{title}\n{'':28}{'pairs':>7}{'turned':>9}{'moved':>9}")
    rules = by(found, "rule")
    stable = sum(not (share.turned or share.moved) for share in rules.values())
    for name, share in (("all", Share.of(found)), *by(found, "change").items(), *rules.items()):
        if share.turned or share.moved or name not in rules:
            over = "  owes a band" if share.turned_percent > LIMIT_PERCENT and name in rules else ""
            print(f"{name:28}{share.pairs:7}{share.turned_percent:8.1f}%{share.moved_percent:8.1f}%{over}")
    print(f"and {stable} rules of which no verdict changed")


def as_json(found: Sequence[Pair]) -> dict[str, Any]:
    """The table, and every pair that changed."""
    return {
        "all": asdict(Share.of(found)),
        "changes": {name: asdict(share) for name, share in by(found, "change").items()},
        "rules": {name: asdict(share) for name, share in by(found, "rule").items()},
        "changed": [asdict(pair) for pair in found if pair.turned or pair.moved],
    }


def main() -> None:
    """Measure both sets, print, write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--calls", type=int, default=60, help="made calls (default 60)")
    parser.add_argument("--seed", type=int, default=2)
    parser.add_argument("--jobs", type=int, default=2, help="processes (default 2)")
    asked = parser.parse_args()
    given: list[Pair] = []
    with ProcessPoolExecutor(asked.jobs) as pool:
        drafts = plan(asked.calls, asked.seed, "tune")
        for number, found in enumerate(pool.map(given_pairs, drafts), start=1):
            given += found
            print(f"{number} of {len(drafts)}", end="\r", file=sys.stderr, flush=True)
    recognised = recognised_pairs([SAMPLES / name for name in RECORDINGS])
    print_table(f"{len(drafts)} made calls with their transcript", given)
    print_table(f"{len(RECORDINGS)} sample calls with words of the demo model", recognised)
    document = {
        "versions": {"voicecheck": voicecheck.__version__, "python": platform.python_version()},
        "seed": asked.seed,
        "given": as_json(given),
        "recognised": as_json(recognised),
    }
    RESULTS.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

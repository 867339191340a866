"""Precision and recall of every rule on generated calls whose verdicts are known by construction.

    python benchmarks/verdicts.py [--calls 800] [--seed 1] [--split unseen] [--show RULES] [--call NAMES]

The calls are composed of scenario pieces (benchmarks/calls) with wordings written for them, of which there
are two sets: `--split tune` (calls/wordings/tuning) is for mending rules, `unseen` (the default) is what is
reported. The unseen ones were written without a look at any phrase list of a rule; whoever mends a rule by
what it missed in them has seen them, and owes new ones.
With each call goes a transcript with 5 % recognition errors, so what is measured is the checker, not the
recogniser. Speech is synthetic and the scenes are ours: the figures tell rules apart and show regressions;
they do not promise the same on people. Precision depends on how often a rule is broken in the set: about one
call in ten to twenty.

What was measured of a call is kept in the system's temporary folder, by the generator and the measuring code
that made it, so that a changed rule is judged again in seconds. Writes verdicts.json and .md to
benchmarks/results.
"""

from __future__ import annotations

import os

for _threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_threads] = "1"  # before numpy: the figures are for one core

import argparse
import hashlib
import json
import platform
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

import numpy as np

import voicecheck
from benchmarks.calls.draft import Draft
from benchmarks.calls.mixing import MadeCall, make
from benchmarks.calls.plan import plan
from benchmarks.calls.scoring import Miss, RuleScore, is_right, score_rules
from voicecheck.audio.metadata import CallFacts
from voicecheck.report.result import FindingResult
from voicecheck.rules.load import load_standard
from voicecheck.rules.standard import Pending, Standard
from voicecheck.timeline.codec import decode_timeline, encode_timeline
from voicecheck.timeline.types import CallTimeline

RESULTS = Path(__file__).parent / "results"
# Rules that a clock, a table or a single character decides; of all others 0.9 is asked.
DETERMINISTIC = frozenset({
    "answer-within-three-rings", "calling-hours", "greeting-delay", "customer-hangs-up-first", "dead-air",
    "honorific",
    "silent-call", "pauses", "pace", "response-time", "volume",
})  # fmt: skip
TARGET_DETERMINISTIC, TARGET_OTHER = 0.98, 0.90
_MEASURING = ("acoustics", "asr", "audio", "text", "timeline", "intervals.py", "pipeline.py")


def main() -> None:
    """Make or find the calls, judge them, print the table."""
    options = _options()
    started = time.perf_counter()
    drafts = plan(options.calls, options.seed, options.split)
    if options.call:
        drafts = [draft for draft in drafts if draft.name in options.call.split(",")]
    standard = load_standard(options.standard)
    store = _store(options)
    if options.jobs > 1:
        with ProcessPoolExecutor(options.jobs) as pool:
            list(pool.map(_prepare, drafts, repeat(store), repeat(options.errors)))
    judged: list[Miss] = []
    audio_s = 0.0
    errors = 0
    for number, draft in enumerate(drafts, 1):
        made, timeline = _measured(draft, store, options.errors)
        audio_s += made["duration_s"]
        errors += made["word_errors"]
        findings = voicecheck.judge(timeline, standard).findings
        judged += _compared(made, findings)
        if options.call:
            _print_call(made, findings)
        if sys.stderr.isatty():
            print(f"\r{number}/{len(drafts)}", end="", file=sys.stderr, flush=True)
    rules = [rule.id for rule in standard.rules if not options.rules or rule.id in options.rules.split(",")]
    targets = {rule: TARGET_DETERMINISTIC if rule in DETERMINISTIC else TARGET_OTHER for rule in rules}
    pending = {rule.id for rule in standard.rules if isinstance(rule.check, Pending)}
    scores = [score for score in score_rules(rules, judged, targets, pending) if score.confusion]
    if options.show:
        _print_misses(options.show.split(","), judged)
    if options.show or options.call:
        return
    print(_markdown(scores))
    elapsed_s = time.perf_counter() - started
    print(
        f"\n{len(drafts)} calls, {audio_s / 3600:.1f} h, {errors} recognition errors; {elapsed_s:.0f} s"
        f"; {_summary(scores)}"
    )
    if not options.rules:
        _write(options, standard, scores, judged, {"calls": len(drafts), "audio_s": round(audio_s)})


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--calls", type=int, default=800, help="number of calls (default 800)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--split", choices=("unseen", "tune"), default="unseen", help="which wordings (default unseen)"
    )
    parser.add_argument("--errors", type=float, default=0.05, help="share of words misheard (default 0.05)")
    parser.add_argument("--rules", help="only these rules, separated by commas")
    parser.add_argument(
        "--show", metavar="RULES", help="list the calls that these rules got wrong (`all`: every rule)"
    )
    parser.add_argument(
        "--call", metavar="NAMES", help="show these calls: what was said, the labels and the findings"
    )
    parser.add_argument("--standard", default="documented")
    parser.add_argument("--jobs", type=int, default=1, help="processes that make and measure calls")
    parser.add_argument("--fresh", action="store_true", help="make and measure every call anew")
    return parser.parse_args()


def _store(options: argparse.Namespace) -> Path:
    """A folder for this generator, this measuring code and these options."""
    digest = hashlib.sha256(f"{options.seed} {options.calls} {options.split} {options.errors}".encode())
    sources = [*(ROOT / "benchmarks" / "calls").rglob("*"), *(ROOT / "samples").glob("*.py")]
    sources = [path for path in sources if path.suffix in (".py", ".toml") and path.name != "scoring.py"]
    for name in _MEASURING:
        path = ROOT / "src" / "voicecheck" / name
        sources += path.rglob("*.py") if path.is_dir() else [path]
    for path in sorted(sources):
        digest.update(path.read_bytes())
    store = Path(tempfile.gettempdir()) / "voicecheck-verdicts" / digest.hexdigest()[:16]
    store.mkdir(parents=True, exist_ok=True)
    if options.fresh:
        for path in store.iterdir():
            path.unlink()
    return store


def _prepare(draft: Draft, store: Path, error_rate: float) -> None:
    """Fill the store with one call; what a process of its own does."""
    _measured(draft, store, error_rate)


def _measured(draft: Draft, store: Path, error_rate: float) -> tuple[dict[str, Any], CallTimeline]:
    """The call's truth and timeline, from the store where they are known."""
    truth_path, timeline_path = store / f"{draft.name}.json", store / f"{draft.name}.timeline.json"
    if truth_path.exists() and timeline_path.exists():
        return json.loads(truth_path.read_text(encoding="utf-8")), decode_timeline(timeline_path.read_bytes())
    with tempfile.TemporaryDirectory() as folder:
        made = make(draft, Path(folder), error_rate)
        timeline = voicecheck.measure(made.recording, transcript=made.transcript, facts=_facts(made, draft))
    truth = {
        "name": made.name,
        "duration_s": made.duration_s,
        "word_errors": made.word_errors,
        "agent_rate": round(made.agent_rate, 1),
        "pieces": made.pieces,
        "labels": made.labels,
        "said": made.said,
    }
    timeline_path.write_bytes(encode_timeline(timeline))
    truth_path.write_text(json.dumps(truth, ensure_ascii=False), encoding="utf-8")
    return truth, timeline


def _facts(made: MadeCall, draft: Draft) -> CallFacts:
    """What the metadata says; the agent's channel is always declared, the language with the transcript."""
    channel = None if draft.mono else 0
    return CallFacts(agent_channel=channel, language=draft.language, **made.facts)


def _compared(made: dict[str, Any], findings: tuple[FindingResult, ...]) -> list[Miss]:
    found = {finding.rule: finding for finding in findings}
    pieces = ", ".join(made["pieces"])
    return [
        Miss(
            call=made["name"],
            rule=rule,
            label=label,
            verdict=found[rule].verdict,
            detail=f"{_told(found[rule])} [{pieces}]",
        )
        for rule, label in made["labels"].items()
        if rule in found
    ]


def _told(finding: FindingResult) -> str:
    value = "" if finding.value is None else f"{finding.value:.4g} {finding.unit or ''}: "
    reason = f" ({finding.reason['en']})" if finding.reason else ""
    words = "; ".join(f"{item.start_s:.1f} {item.text or ''}".strip()[:40] for item in finding.evidence[:3])
    return f"{value}{finding.message['en']}{reason}" + (f" <{words}>" if words else "")


def _print_call(made: dict[str, Any], findings: tuple[FindingResult, ...]) -> None:
    print(f"== {made['name']}: {', '.join(made['pieces'])}; agent {made['agent_rate']} a minute")
    print("\n".join(made["said"]))
    found = {finding.rule: finding for finding in findings}
    for rule, label in made["labels"].items():
        mark = " " if is_right(label, found[rule].verdict) else "X"
        print(f"{mark} {rule}: label {label}, found {found[rule].verdict}: {_told(found[rule])}")


def _print_misses(rules: list[str], judged: list[Miss]) -> None:
    for entry in judged:
        if (entry.rule in rules or "all" in rules) and not is_right(entry.label, entry.verdict):
            print(f"{entry.rule} {entry.call}: label {entry.label}, found {entry.verdict}: {entry.detail}")


def _markdown(scores: list[RuleScore]) -> str:
    """The table for a README."""
    lines = [
        "| rule | broken / kept / outside | recall (flagged) | recall (fail) | precision (fail) "
        "| precision (flagged) | review on kept | outside right | target | |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for score in scores:
        counts = f"{score.count(('fail', 'review'))} / {score.count(('pass',))} / " + str(
            score.count(("not_applicable", "not_measurable", "outside"))
        )
        figures = (
            (score.recall_flagged, score.recall_fail, score.precision_fail, score.precision_flagged,
             score.review_on_pass, score.outside_right)
            if not score.pending
            else (None,) * 6
        )  # fmt: skip
        cells = " | ".join("" if figure is None else f"{figure:.2f}" for figure in figures)
        lines.append(f"| `{score.rule}` | {counts} | {cells} | {score.target:.2f} | {score.state} |")
    return "\n".join(lines)


def _summary(scores: list[RuleScore]) -> str:
    states = ("good", "weak", "pending", "unproven")
    return ", ".join(f"{sum(score.state == state for score in scores)} {state}" for state in states)


def _write(
    options: argparse.Namespace,
    standard: Standard,
    scores: list[RuleScore],
    judged: list[Miss],
    counts: dict[str, int],
) -> None:
    document = {
        "versions": {
            "voicecheck": voicecheck.__version__,
            "python": platform.python_version(),
            "numpy": np.__version__,
            "standard": f"{standard.name} {standard.version}",
        },
        "options": {
            "seed": options.seed, "calls": options.calls, "split": options.split,
            "word_error_rate": options.errors
        },
        **counts,
        "rules": {score.rule: _as_json(score) for score in scores},
        "wrong": [
            {"rule": entry.rule, "call": entry.call, "label": entry.label, "verdict": entry.verdict}
            for entry in judged
            if not is_right(entry.label, entry.verdict)
            and not next((score.pending for score in scores if score.rule == entry.rule), True)
        ],
    }  # fmt: skip
    RESULTS.mkdir(exist_ok=True)
    name = "verdicts" if options.split == "unseen" else f"verdicts-{options.split}"
    name += "" if options.errors == 0.05 else f"-errors-{options.errors:g}"
    (RESULTS / f"{name}.json").write_text(
        json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    (RESULTS / f"{name}.md").write_text(_markdown(scores) + "\n", encoding="utf-8")


def _as_json(score: RuleScore) -> dict[str, Any]:
    confusion: dict[str, dict[str, int]] = {}
    for (label, verdict), n in sorted(score.confusion.items()):
        confusion.setdefault(label, {})[verdict] = n
    figures = ("recall_flagged", "recall_fail", "precision_fail", "precision_flagged", "review_on_pass",
               "pass_kept", "outside_right")  # fmt: skip
    shares = {name: getattr(score, name) for name in figures}
    return {
        "state": score.state,
        "target": score.target,
        **{name: None if share is None else round(share, 4) for name, share in shares.items()},
        "confusion": confusion,
    }


if __name__ == "__main__":
    main()

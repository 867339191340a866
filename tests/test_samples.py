"""The sample calls through the whole product: real audio and engine, the bundled model, no transcript."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from rapidfuzz.distance import Levenshtein

from voicecheck import CallResult
from voicecheck.report.encode import result_json
from voicecheck.report.schema import result_schema
from voicecheck.text import normalise

SAMPLES = Path(__file__).parent.parent / "samples"
NAMES = sorted(path.name.removesuffix(".truth.json") for path in SAMPLES.glob("*.truth.json"))

Judged = Callable[[str], CallResult]
Truths = dict[str, dict[str, Any]]


def test_there_are_enough_samples() -> None:
    assert len(NAMES) >= 10


@pytest.mark.parametrize("name", NAMES)
def test_every_verdict_that_the_truth_names_comes_out(
    name: str, judged_sample: Judged, truths: Truths
) -> None:
    found = {finding.rule: finding.verdict for finding in judged_sample(name).findings}
    expected = truths[name]["verdicts"]
    assert {rule: found[rule] for rule in expected} == expected


@pytest.mark.parametrize("name", NAMES)
def test_rings_are_counted_as_a_person_counts_them(name: str, judged_sample: Judged, truths: Truths) -> None:
    heard = judged_sample(name).timeline.rings
    true = truths[name]["rings"]
    assert len(heard) == len(true)
    for ring, truth in zip(heard, true, strict=True):
        assert ring.start_s == pytest.approx(truth["start_s"], abs=0.1)
        assert ring.end_s == pytest.approx(truth["end_s"], abs=0.1)


@pytest.mark.parametrize("name", NAMES)
def test_the_agent_is_found(name: str, judged_sample: Judged, truths: Truths) -> None:
    result = judged_sample(name)
    true = truths[name]["turns"]
    for speaker in ("agent", "customer"):
        spoken = [turn for turn in true if turn["speaker"] == speaker]
        heard = [turn for turn in result.timeline.turns if turn.speaker == speaker]
        shared = sum(
            max(0.0, min(turn.end_s, said["end_s"]) - max(turn.start_s, said["start_s"]))
            for turn in heard
            for said in spoken
        )
        length = sum(said["end_s"] - said["start_s"] for said in spoken)
        assert shared >= 0.8 * length


@pytest.mark.parametrize("name", NAMES)
def test_the_json_of_every_sample_fits_the_schema(name: str, judged_sample: Judged) -> None:
    document = json.loads(result_json(judged_sample(name), "zh"))
    jsonschema.validate(document, result_schema())


@pytest.mark.parametrize("name", ["silent-call-right", "shouting-back"])
def test_two_runs_give_the_same_bytes(name: str) -> None:
    """In processes of their own, so that nothing is shared but the files."""
    (path,) = SAMPLES.glob(f"{name}.wav")
    command = [
        sys.executable,
        "-m",
        "voicecheck",
        "check",
        str(path),
        "--model",
        "demo",
        "--json",
        "--lang",
        "en",
    ]
    first, second = (subprocess.run(command, capture_output=True, check=True).stdout for _ in range(2))
    created = re.compile(rb'"created_at":\s*"[^"]*"')
    assert created.sub(b"", first) == created.sub(b"", second)
    assert created.search(first)


def test_speech_in_calls_is_recognised(judged_sample: Judged, truths: Truths) -> None:
    """The demo model on its own kind of call: the agents' characters, all calls together."""
    edits = length = 0
    for name in NAMES:
        result = judged_sample(name)
        if result.call.channels == 1:
            continue
        heard = "".join(turn.text for turn in result.timeline.turns if turn.speaker == "agent")
        said = "".join(
            word["text"]
            for turn in truths[name]["turns"]
            if turn["speaker"] == "agent"
            for word in turn["words"]
        )
        edits += Levenshtein.distance(normalise(heard), normalise(said))
        length += len(normalise(said))
    assert edits / length < 0.1

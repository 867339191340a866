"""The sample calls through the whole product: real audio and engine, the bundled model, no transcript."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from voicecheck import CallResult

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
    if result.call.channels == 1:
        assert result.speakers == {}
        return
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

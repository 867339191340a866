"""The bundled calls: the generator gives the committed bytes, and the truth beside them is consistent."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile as sf

from models.training.grammar import characters, written
from samples.lines import SUFFIX, Call
from samples.script import CALLS
from voicecheck.acoustics.tones import find_rings
from voicecheck.audio.metadata import load_metadata
from voicecheck.rules.load import load_standard
from voicecheck.rules.standard import Pending, Unmeasurable

ROOT = Path(__file__).parent.parent.parent
SAMPLES = ROOT / "samples"
SHORT_CALLS = ("silent-call-wrong", "silent-call-right")
MAX_TOTAL_BYTES = 12_000_000
VERDICTS = {"pass", "fail", "review", "not_applicable", "not_measurable"}

calls = pytest.mark.parametrize("call", CALLS, ids=lambda call: call.name)


def recording(call: Call) -> Path:
    return SAMPLES / (call.name + SUFFIX[call.file_format])


def truth(call: Call) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((SAMPLES / f"{call.name}.truth.json").read_text(encoding="utf-8"))
    return loaded


def channel_of(call: Call, speaker: str) -> int:
    if call.agent_channel == "both":
        return 0
    return int((speaker == "agent") == (call.agent_channel == "right"))


def syllable_level_dbov(samples: np.ndarray, turn: dict[str, Any], sample_rate_hz: int) -> float:
    """Level of the samples inside the syllables of one turn."""
    parts = [
        samples[int(word["start_s"] * sample_rate_hz) : int(word["end_s"] * sample_rate_hz)]
        for word in turn["words"]
    ]
    return 10.0 * math.log10(float(np.mean(np.square(np.concatenate(parts)))))


def judged_rules() -> set[str]:
    """Rules that the documented standard gives a verdict on."""
    return {rule.id for rule in load_standard().rules if not isinstance(rule.check, Pending | Unmeasurable)}


def turn_rate_spm(turns: list[dict[str, Any]]) -> float:
    duration_s = sum(turn["end_s"] - turn["start_s"] for turn in turns)
    return 60.0 * sum(len(turn["words"]) for turn in turns) / duration_s


@pytest.mark.parametrize("name", SHORT_CALLS)
def test_the_generator_gives_the_committed_bytes(name: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "samples.generate", name, "--out", str(tmp_path)]
    subprocess.run(command, check=True, cwd=ROOT)
    made = sorted(path.name for path in tmp_path.iterdir())
    assert made == [f"{name}.truth.json", f"{name}.wav"]
    for file_name in made:
        assert (tmp_path / file_name).read_bytes() == (SAMPLES / file_name).read_bytes(), file_name


def test_the_samples_are_the_script_and_small() -> None:
    expected = {recording(call).name for call in CALLS} | {f"{call.name}.truth.json" for call in CALLS}
    found = {path for path in SAMPLES.iterdir() if path.suffix in {*SUFFIX.values(), ".json"}}
    assert {path.name for path in found} == expected
    assert sum(path.stat().st_size for path in found) < MAX_TOTAL_BYTES


@calls
def test_a_call_has_the_length_and_the_channels_that_its_truth_says(call: Call) -> None:
    info = sf.info(recording(call))
    assert info.samplerate == 8000
    assert info.channels == (1 if call.agent_channel == "both" else 2)
    assert info.duration == pytest.approx(truth(call)["duration_s"], abs=0.05)
    assert 25.0 <= info.duration <= 90.0


@calls
def test_times_lie_in_order_inside_the_call(call: Call) -> None:
    facts = truth(call)
    spans = [(ring["start_s"], ring["end_s"]) for ring in facts["rings"]]
    assert len(spans) == call.ring_count
    assert [turn["text"] for turn in facts["turns"]] == [line.text for line in call.lines]
    spans.append((facts["turns"][0]["start_s"], facts["turns"][0]["end_s"]))
    for (_, end_s), (start_s, _) in pairwise(spans):
        assert end_s < start_s
    for turn in facts["turns"]:
        words = turn["words"]
        assert "".join(word["text"] for word in words) == written(turn["text"])
        assert (turn["start_s"], turn["end_s"]) == (words[0]["start_s"], words[-1]["end_s"])
        assert all(0.0 < word["start_s"] < word["end_s"] < facts["duration_s"] for word in words)
        assert all(one["end_s"] <= other["start_s"] for one, other in pairwise(words))


@calls
def test_verdicts_name_rules_and_the_demo_model_knows_every_character(call: Call) -> None:
    verdicts = truth(call)["verdicts"]
    assert verdicts == dict(call.verdicts)
    assert set(verdicts) <= judged_rules()
    assert set(verdicts.values()) <= VERDICTS
    assert any(verdict == "pass" for verdict in verdicts.values())
    assert set(written("".join(line.text for line in call.lines))) <= set(characters())


@calls
def test_each_party_speaks_at_its_level_on_its_own_channel(call: Call) -> None:
    samples, sample_rate_hz = sf.read(recording(call), always_2d=True)
    assert np.max(np.abs(samples)) < 0.99
    turns = truth(call)["turns"]
    for speaker, voice in (("agent", call.agent), ("customer", call.customer)):
        calm = [turn for turn in turns if turn["speaker"] == speaker and not turn["raised"]]
        if voice is None:
            assert not calm
            continue
        channel = samples[:, channel_of(call, speaker)]
        levels = [syllable_level_dbov(channel, turn, sample_rate_hz) for turn in calm]
        assert np.median(levels) == pytest.approx(voice.level_dbov, abs=2.5)


@calls
def test_rings_are_in_the_audio_where_the_truth_says(call: Call) -> None:
    if call.agent_channel == "both":
        assert call.ring_count == 0
    samples, sample_rate_hz = sf.read(recording(call), always_2d=True)
    heard = find_rings(samples[:, channel_of(call, "customer")], sample_rate_hz)
    assert [pytest.approx((ring.start_s, ring.end_s), abs=0.1) for ring in heard] == [
        (ring["start_s"], ring["end_s"]) for ring in truth(call)["rings"]
    ]


@calls
def test_the_pace_is_the_one_that_the_verdict_needs(call: Call) -> None:
    calm = [turn for turn in truth(call)["turns"] if turn["speaker"] == "agent" and not turn["raised"]]
    rate_spm = turn_rate_spm(calm)
    if call.verdicts.get("pace") == "fail":
        assert rate_spm >= 330.0
    else:
        assert 195.0 <= rate_spm <= 245.0


def test_raised_turns_are_louder_and_follow_calm_ones() -> None:
    raised_by: dict[str, set[str]] = {}
    for call in CALLS:
        turns = truth(call)["turns"]
        samples, sample_rate_hz = sf.read(recording(call), always_2d=True)
        for speaker in {turn["speaker"] for turn in turns if turn["raised"]}:
            raised_by.setdefault(call.name, set()).add(speaker)
            own = [turn for turn in turns if turn["speaker"] == speaker]
            levels = [
                syllable_level_dbov(samples[:, channel_of(call, speaker)], turn, sample_rate_hz)
                for turn in own
            ]
            first = next(index for index, turn in enumerate(own) if turn["raised"])
            assert first >= 4
            for turn, level_dbov in zip(own, levels, strict=True):
                if turn["raised"]:
                    assert 11.0 <= level_dbov - float(np.median(levels[:first])) <= 15.0
    assert raised_by == {"shouting-back": {"agent", "customer"}, "calm-agent": {"customer"}}


def test_the_agent_talks_over_the_customer_only_where_meant() -> None:
    cut_in: dict[str, int] = {}
    for call in CALLS:
        turns = truth(call)["turns"]
        for customer, agent in pairwise(turns):
            if (customer["speaker"], agent["speaker"]) != ("customer", "agent"):
                continue
            both_s = min(customer["end_s"], agent["end_s"]) - agent["start_s"]
            if agent["start_s"] - customer["start_s"] >= 1.0 and both_s >= 1.0:
                cut_in[call.name] = cut_in.get(call.name, 0) + 1
    assert cut_in == {"interrupting-agent": 3}


def test_the_metadata_names_one_call_and_its_rings() -> None:
    table = load_metadata(SAMPLES / "metadata.csv")
    assert len(table) == 1
    facts = table.facts_for(SAMPLES / "with-metadata.wav")
    assert (facts.ring_count, facts.agent_channel, facts.direction) == (6, 1, "inbound")

"""The generator of labelled calls and the scoring of verdicts."""

from __future__ import annotations

import copy
import random
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import soundfile as sf

from benchmarks.calls.draft import Draft
from benchmarks.calls.misheard import mishear
from benchmarks.calls.mixing import make
from benchmarks.calls.plan import plan
from benchmarks.calls.scoring import Miss, is_right, score_rules
from voicecheck.asr.given import load_transcript
from voicecheck.rules.load import load_standard

SENTENCE = [
    (0.1 * i, 0.1 * i + 0.09, word) for i, word in enumerate("您好这里是客服中心请问有什么能帮到您" * 40)
]


@pytest.fixture(scope="module")
def drafts() -> list[Draft]:
    return plan(160, seed=5, split="unseen")


def test_the_same_seed_gives_the_same_calls_and_another_seed_others(drafts: list[Draft]) -> None:
    again, other = plan(160, seed=5, split="unseen"), plan(160, seed=6, split="unseen")
    said = [[line.text for line in draft.lines] for draft in drafts]
    assert said == [[line.text for line in draft.lines] for draft in again]
    assert said != [[line.text for line in draft.lines] for draft in other]


def test_every_label_is_a_verdict_on_a_rule_of_the_standard(drafts: list[Draft]) -> None:
    known = {rule.id for rule in load_standard("documented").rules}
    labels = {(rule, label) for draft in drafts for rule, label in draft.labels.items()}
    assert {rule for rule, _ in labels} <= known
    assert {label for _, label in labels} <= {
        "pass",
        "fail",
        "review",
        "not_applicable",
        "not_measurable",
        "outside",
    }


def test_both_languages_and_both_sides_of_most_rules_are_there(drafts: list[Draft]) -> None:
    shown = Counter((rule, label) for draft in drafts for rule, label in draft.labels.items())
    broken = {rule for rule, label in shown if label in ("fail", "review")}
    kept = {rule for rule, label in shown if label == "pass"}
    assert len(broken & kept) >= 45
    mandarin = sum(draft.language == "zh" for draft in drafts) / len(drafts)
    assert 0.6 < mandarin < 0.8


def test_calls_of_one_split_say_nothing_of_the_other() -> None:
    said = {
        split: {line.text for draft in plan(120, seed=2, split=split) for line in draft.lines}
        for split in ("tune", "unseen")
    }
    assert said["tune"] & said["unseen"] <= {"喂?", "Hello?"}  # how a customer answers a call


def test_five_per_cent_of_the_words_are_misheard_and_half_of_those_with_a_low_probability() -> None:
    heard, errors = mishear(SENTENCE, "zh", 0.05, random.Random(3))
    assert 0.03 < errors / len(SENTENCE) < 0.07
    wrong = [word for word in heard if word.wrong]
    unsure = sum(word.probability <= 0.5 for word in wrong) / len(wrong)
    assert 0.25 < unsure < 0.75
    assert all(word.start_s < word.end_s for word in heard)
    assert [word.text for word in mishear(SENTENCE, "zh", 0.0, random.Random(3))[0]] == [
        w for _, _, w in SENTENCE
    ]


def test_a_call_is_written_with_a_transcript_that_lies_on_its_speech(tmp_path: Path) -> None:
    draft = next(draft for draft in plan(120, seed=2, split="tune") if draft.pieces == ["silent_right"])
    made = make(draft, tmp_path, error_rate=0.0)
    samples, rate_hz = sf.read(made.recording)
    assert made.transcript is not None
    transcript = load_transcript(made.transcript)
    agent = samples[:, 0]
    inside = [
        agent[int(word.start_s * rate_hz) : int(word.end_s * rate_hz)]
        for utterance in transcript.utterances
        for word in utterance.words
    ]
    level_dbov = 10.0 * np.log10(np.mean(np.square(np.concatenate(inside))))
    assert abs(level_dbov - draft.agent_voice.level_dbov) < 1.5
    assert np.std(agent[-rate_hz:]) < 0.01  # the last wait is silent


@pytest.mark.parametrize("language", ["zh", "en"])
def test_unseen_calls_are_made_as_planned(drafts: list[Draft], language: str, tmp_path: Path) -> None:
    draft = next(
        draft for draft in drafts if draft.language == language and draft.pieces == ["called_back_well"]
    )
    made = make(draft, tmp_path, error_rate=0.0)
    assert made.transcript is not None
    heard = load_transcript(made.transcript).utterances
    assert len(heard) == len(draft.lines)
    assert all(utterance.words for utterance in heard)
    assert sf.info(made.recording).duration == pytest.approx(made.duration_s, abs=0.01)
    assert made.labels["follow-up-call"] == "pass"


def test_a_greeting_with_the_informal_you_is_left_to_a_person(drafts: list[Draft]) -> None:
    mandarin = copy.deepcopy(next(draft for draft in drafts if draft.language == "zh"))
    for text, label in (
        ("抱歉,久等了。 你好,什么事?", "?"),
        ("你好,你要什么?", "fail"),
        ("这款是迷你的。", None),
    ):
        mandarin.labels.pop("honorific", None)
        mandarin.say("agent", text)
        assert mandarin.labels.get("honorific") == label


def test_recall_precision_and_the_rest_are_counted_by_hand() -> None:
    pairs = [("fail", "fail")] * 6 + [("fail", "review")] * 2 + [("fail", "pass")] * 2
    pairs += [("pass", "fail")] * 2 + [("pass", "review")] + [("pass", "pass")] * 7
    pairs += [("not_applicable", "not_applicable")] * 3 + [
        ("outside", "not_measurable"),
        ("not_applicable", "pass"),
    ]
    judged = [Miss(call=str(i), rule="r", label=a, verdict=b) for i, (a, b) in enumerate(pairs)]
    (score,) = score_rules(["r"], judged, {"r": 0.9}, set())
    assert score.recall_flagged == pytest.approx(0.8)
    assert score.recall_fail == pytest.approx(0.6)
    assert score.precision_fail == pytest.approx(6 / 8)
    assert score.precision_flagged == pytest.approx(8 / 11)
    assert score.review_on_pass == pytest.approx(0.1)
    assert score.outside_right == pytest.approx(4 / 5)
    assert score.state == "weak"


@pytest.mark.parametrize(
    ("label", "verdict", "right"),
    [
        ("fail", "review", True),
        ("review", "fail", True),
        ("pass", "review", False),
        ("outside", "pass", False),
    ],
)
def test_a_review_of_a_broken_rule_is_right_and_of_a_kept_one_is_not(
    label: str, verdict: str, right: bool
) -> None:
    assert is_right(label, verdict) is right

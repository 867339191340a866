"""The bundled standards hold every documented requirement, complete and in both languages."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from tests.rules.judging import documented
from voicecheck.metrics import METRICS
from voicecheck.rules.explain import explain_rule
from voicecheck.rules.files import find_standard
from voicecheck.rules.kinds import KINDS
from voicecheck.rules.load import available_standards, load_standard
from voicecheck.rules.standard import Pending, Rule, Unmeasurable

CATALOGUE = (
    # A. Answering
    "answer-within-three-rings", "late-answer-apology", "greeting-delay", "greeting-complete",
    "no-bare-hello", "identify-caller", "calling-hours",
    # B. Voice
    "pace", "pace-steadiness", "pace-match", "response-time", "volume", "volume-steadiness", "mic-technique",
    "pitch-height", "pitch-variation", "key-word-stress", "pauses", "articulation", "quiet-surroundings",
    "calm-throughout", "no-shouting-back", "raise-voice-for-noise",
    # C. Conversation
    "no-interrupting", "backchannel", "dead-air", "hold-etiquette", "brevity", "no-repeat-questions", "recap",
    "listening-language", "transfer-etiquette",
    # D. Wording
    "polite-words", "honorific", "forbidden-phrases", "sensitive-wording", "i-not-you", "customer-name",
    "empathy", "offer-alternative", "address-form", "plain-words", "keep-mandarin", "complaint-thanks",
    # E. Special calls
    "silent-call", "faint-caller", "noisy-line", "dialect-caller", "agent-too-quiet", "complaint-procedure",
    "follow-up-call",
    # F. Closing
    "closing-complete", "next-step-stated", "customer-hangs-up-first", "no-abrupt-end",
    # G. What sound cannot prove
    "smile", "sweet-voice", "enthusiasm", "confidence", "sincerity",
)  # fmt: skip

RULES = documented().rules
every_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)


def judged(rule: Rule) -> bool:
    return not isinstance(rule.check, Pending | Unmeasurable)


def test_every_requirement_is_there_in_order() -> None:
    assert tuple(rule.id for rule in RULES) == CATALOGUE


def test_every_requirement_is_judged_that_sound_can_show() -> None:
    assert [rule.id for rule in RULES if not judged(rule)] == [
        "smile", "sweet-voice", "enthusiasm", "confidence", "sincerity",
    ]  # fmt: skip


@every_rule
def test_texts_are_written_in_both_languages(rule: Rule) -> None:
    for text in (rule.title, rule.explanation, rule.tip):
        assert any("一" <= character <= "鿿" for character in text["zh"])
        assert text["en"].isprintable()
        assert len(text["en"]) > 3
    assert rule.clause.section


@every_rule
def test_what_cannot_be_judged_weighs_nothing(rule: Rule) -> None:
    assert (rule.weight > 0) == judged(rule)


@every_rule
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_rule_can_be_explained(rule: Rule, language: str) -> None:
    told = explain_rule(documented(), rule.id, language)
    assert rule.title[language] in told
    assert rule.clause.section in told
    assert "{" not in told


def test_voice_rules_weigh_no_more_than_the_rest() -> None:
    weight = Counter[str]()
    for rule in RULES:
        weight[rule.group] += int(rule.weight)
    assert 0 < weight["voice"] <= weight.total() - weight["voice"]


def test_only_the_headline_rule_is_critical() -> None:
    assert [rule.id for rule in RULES if rule.critical] == ["no-shouting-back"]


def test_the_default_standard_comes_first() -> None:
    assert available_standards()[0] == "documented"
    for name in available_standards():
        assert load_standard(name).name == name


def test_the_hotline_standard_differs_in_its_pace_alone() -> None:
    hotline = load_standard("hotline")
    changed = [rule.id for rule, ours in zip(hotline.rules, RULES, strict=True) if rule != ours]
    assert changed == ["pace"]
    assert hotline.sha256 != documented().sha256


def test_the_file_names_every_metric_and_kind_at_its_top() -> None:
    head = find_standard("documented", Path(), "")[1].partition('\nname = "documented"')[0]
    words = set(re.findall(r"\w+", head))
    assert {metric.id for metric in METRICS} <= words
    assert set(KINDS) <= words

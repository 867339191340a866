"""Every judged rule of words and conduct has drawn calls: passing, failing, at its limit, outside it.

The cases are data (`cases/*.toml`); voice rules and special calls need more than words and have files of
their own.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.drawn import draw
from tests.rules.judging import documented, finding
from voicecheck.rules.standard import Unmeasurable

FILES = sorted((Path(__file__).parent / "cases").glob("*.toml"))
CASES: list[tuple[str, dict[str, Any]]] = [
    (rule, case)
    for file in FILES
    for rule, cases in tomllib.loads(file.read_text(encoding="utf-8")).items()
    for case in cases
]
GROUPS = ("answering", "conversation", "wording", "closing")
MANDARIN_ONLY = {"honorific", "keep-mandarin"}
# Rules with a figure of their own to lie at.
LIMITS = {
    "answer-within-three-rings", "greeting-delay", "calling-hours", "backchannel", "dead-air",
    "hold-etiquette", "brevity", "no-repeat-questions", "recap", "customer-name", "empathy",
    "offer-alternative",
    "customer-hangs-up-first", "no-abrupt-end",
}  # fmt: skip
OWN_KEYS = ("is", "verdict", "value", "suggests")


@pytest.mark.parametrize(
    ("rule", "case"),
    CASES,
    ids=[f"{rule}-{case['is']}-{number}" for number, (rule, case) in enumerate(CASES)],
)
def test_a_drawn_call_gets_its_verdict(rule: str, case: dict[str, Any]) -> None:
    call = draw(**{key: value for key, value in case.items() if key not in OWN_KEYS})
    found = finding(call, rule)
    assert found.verdict == case["verdict"], found.message["en"]
    if "value" in case:
        assert found.value == pytest.approx(case["value"])
    if "suggests" in case:
        assert case["suggests"] in " ".join((found.suggestion or {}).values())
    if found.verdict in ("fail", "review"):
        assert found.evidence
        assert found.suggestion
    for place in found.evidence:
        assert 0.0 <= place.start_s <= place.end_s


@pytest.mark.parametrize(
    "rule", [rule for rule in documented().rules if rule.group in GROUPS], ids=lambda rule: rule.id
)
def test_every_rule_has_its_cases(rule: Any) -> None:
    assert not isinstance(rule.check, Unmeasurable)
    own = [case for name, case in CASES if name == rule.id]
    wanted = {"pass", "fail", "outside"} | ({"limit"} if rule.id in LIMITS else set())
    assert wanted <= {case["is"] for case in own}
    languages = {case.get("language", "zh") for case in own if case["verdict"] not in ("not_applicable",)}
    assert languages >= ({"zh"} if rule.id in MANDARIN_ONLY else {"zh", "en"})


@pytest.mark.parametrize(
    "rule", [rule.id for rule in documented().rules if rule.group in ("voice", "special")]
)
def test_voice_rules_and_special_calls_have_tests_of_their_own(rule: str) -> None:
    tests = "".join(path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_*.py"))
    assert f'"{rule}"' in tests

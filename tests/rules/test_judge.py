"""Whole judgements: order, score, purity, and what every finding carries."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.drawn import draw, with_turn, without_parties
from tests.rules.judging import GREETING, documented, own_standard
from voicecheck.rules.judge import judge
from voicecheck.rules.score import score_findings
from voicecheck.rules.types import Clause, Finding, Verdict
from voicecheck.timeline.types import CallTimeline

rows = st.text(alphabet="AAA_-Xa", max_size=40)
says = st.lists(
    st.sampled_from([GREETING, "好的，请您稍等", "不知道", "对不起", "再见", "喂", "hello?", ""]), max_size=1
)


@st.composite
def calls(draw_from: st.DrawFn) -> CallTimeline:
    agent, customer = draw_from(rows), draw_from(rows)
    call = draw(
        agent=agent,
        customer=customer,
        agent_says=draw_from(says) if re.search("[A-Za-z]", agent) else (),
        ring_count=draw_from(st.sampled_from([None, 2, 5])),
        transcript=draw_from(st.booleans()),
        probability=draw_from(st.sampled_from([None, 0.3, 0.9])),
        end_s=45.0,
    )
    return without_parties(call) if draw_from(st.booleans()) else call


@settings(max_examples=60, deadline=None)
@given(calls())
def test_any_call_gets_a_finding_for_every_rule(call: CallTimeline) -> None:
    judgement = judge(call, documented())
    assert [found.rule for found in judgement.findings] == [rule.id for rule in documented().rules]
    for found in judgement.findings:
        assert set(found.message) == {"zh", "en"}
        assert "{" not in found.message["zh"] + found.message["en"]
        if found.verdict in ("pass", "fail", "review"):
            assert None not in (found.value, found.unit, found.limit)
        else:
            assert found.reason is not None
            assert found.value is None
        assert (found.reason is not None) or found.verdict in ("pass", "fail")
        assert (found.suggestion is not None) == (found.verdict in ("fail", "review"))


@settings(max_examples=20, deadline=None)
@given(calls())
def test_judging_is_pure(call: CallTimeline) -> None:
    assert judge(call, documented()) == judge(call, documented())


@settings(max_examples=40, deadline=None)
@given(calls())
def test_scores_are_shares(call: CallTimeline) -> None:
    score = judge(call, documented()).score
    for value in (score.value, *score.by_group.values()):
        assert value is None or 0.0 <= value <= 100.0
    assert score.measurable_share is None or 0.0 <= score.measurable_share <= 1.0


def one(rule: str, verdict: Verdict) -> Finding:
    known = documented().rule(rule)
    if known is None:
        raise LookupError(rule)
    return Finding(
        rule=rule,
        verdict=verdict,
        critical=known.critical,
        weight=known.weight,
        clause=Clause(document="D0", section="1"),
        message={"zh": "", "en": ""},
    )


def test_a_score_worked_by_hand() -> None:
    # Weights: three rings 3, greeting 3, bare hello 2, pace 2, dead air 3, forbidden 3, pitch 1.
    findings = [
        one("answer-within-three-rings", "pass"),
        one("greeting-complete", "fail"),
        one("no-bare-hello", "review"),
        one("pace", "not_measurable"),
        one("dead-air", "not_applicable"),
        one("forbidden-phrases", "pass"),
    ]
    score = score_findings(findings, documented())
    assert score.value == pytest.approx(100 * 6 / 9)
    assert score.measurable_share == pytest.approx(11 / 13)
    assert score.by_group["answering"] == pytest.approx(50.0)
    assert score.by_group["wording"] == 100.0
    assert score.by_group["voice"] is None
    assert score.critical_failed == ()


def test_nothing_judged_is_no_score() -> None:
    score = score_findings([one("pace", "not_measurable"), one("dead-air", "review")], documented())
    assert score.value is None
    assert score.measurable_share == pytest.approx(3 / 5)
    assert score_findings([one("pace", "not_applicable")], documented()).measurable_share is None


def test_a_failed_critical_rule_is_named() -> None:
    call = draw(agent="AA____XX", customer="___XX___", agent_says=["您好", "好的"])
    assert judge(call, documented()).score.critical_failed == ("no-shouting-back",)
    calm = with_turn(call, 2, raised=False)
    assert judge(calm, documented()).score.critical_failed == ()


def test_what_sound_cannot_prove_says_so() -> None:
    by_rule = {found.rule: found for found in judge(draw(agent="AA"), documented()).findings}
    for rule in ("smile", "sweet-voice", "enthusiasm", "confidence", "sincerity"):
        assert by_rule[rule].verdict == "not_measurable"
        assert "no validated offline measure" in by_rule[rule].message["en"]


def test_a_rule_of_the_users_own_is_judged(tmp_path: Path) -> None:
    own = own_standard(
        tmp_path,
        """
[rules.hold-etiquette]
kind = "phrases"
weight = 1
mode = "all"
phrases = ["hold", "thanks"]
speaker = "agent"
[rules.hold-etiquette.window]
after = "offer-help"
first_s = 60
""",
    )
    call = draw(agent="A" * 20, agent_says=[GREETING + "请您稍等，谢谢"])
    verdicts = {found.rule: found.verdict for found in judge(call, own).findings}
    assert verdicts["hold-etiquette"] == "pass"

"""Group C: interruptions and dead air."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.drawn import draw, with_turn, without_parties
from tests.rules.judging import documented, finding, own_standard
from voicecheck.intervals import Interval
from voicecheck.rules.judge import judge
from voicecheck.rules.types import SilenceExcuse

HOLD = "好的，请您稍等，我帮您查一下。"


@pytest.mark.parametrize(
    ("agent", "customer", "count", "verdict"),
    [
        ("AA____AA", "___CC___", 0, "pass"),
        ("____AAA_", "CCCCCC__", 1, "fail"),
        ("___aa___", "CCCCCCCC", 0, "pass"),  # a sign of listening
        ("CCCCCC", "____XX", 0, "pass"),  # the customer cuts in
        ("__AA__AA_", "CCCCCCCCC", 2, "fail"),
    ],
)
def test_interruptions(agent: str, customer: str, count: int, verdict: str) -> None:
    found = finding(draw(agent=agent, customer=customer), "no-interrupting")
    assert (found.verdict, found.value, found.limit) == (verdict, count, (None, 0.0))


def test_every_interruption_is_listed_with_its_words() -> None:
    call = draw(agent="__AA__AA_", customer="CCCCCCCCC", agent_says=["你听我说", "不对"])
    places = finding(call, "no-interrupting").evidence
    assert [(place.start_s, place.end_s, place.text) for place in places] == [
        (2, 4, "你听我说"),
        (6, 8, "不对"),
    ]


def test_a_standard_may_accept_some_interruptions(tmp_path: Path) -> None:
    lenient = own_standard(tmp_path, "[rules.no-interrupting]\nmax_count = 2\n")
    assert (
        finding(draw(agent="__AA__AA_", customer="CCCCCCCCC"), "no-interrupting", lenient).verdict == "pass"
    )


def test_interruptions_that_cannot_be_seen() -> None:
    call = draw(agent="____AAA_", customer="CCCCCC__", apart=False)
    assert finding(call, "no-interrupting").verdict == "not_measurable"
    assert finding(without_parties(call), "no-interrupting").verdict == "not_measurable"
    assert finding(draw(agent="AAA"), "no-interrupting").verdict == "not_applicable"


@pytest.mark.parametrize(("silence", "verdict"), [(4, "pass"), (5, "pass"), (6, "fail")])
def test_dead_air(silence: int, verdict: str) -> None:
    gap = "_" * silence
    call = draw(agent="AA" + gap + "__AA", customer="__" + gap + "CC", agent_says=["您好"])
    found = finding(call, "dead-air")
    assert found.verdict == verdict
    assert found.evidence[0].start_s == 2.0
    assert found.evidence[0].end_s == 2.0 + silence


@pytest.mark.parametrize(
    ("agent", "customer", "said", "excused_by"),
    [
        ("AAA________AA", "", HOLD, "hold"),
        ("AAA__________AA", "____CC_________", HOLD, "hold"),  # "fine, thanks" in between
        ("AAA________________AA", "____CCCCCCC__________", HOLD, None),  # more was said than that
        ("AAA________AA", "", "好的，我看一下。", None),
        ("AAA_AA________AA", "", HOLD, None),  # the hold is not in the last turn before the silence
    ],
)
def test_an_announced_wait_is_excused(agent: str, customer: str, said: str, excused_by: str | None) -> None:
    judgement = judge(draw(agent=agent, customer=customer, agent_says=[said]), documented())
    assert [excuse.excused_by for excuse in judgement.excuses] == ([excused_by] if excused_by else [])
    verdict = next(found.verdict for found in judgement.findings if found.rule == "dead-air")
    assert verdict == ("pass" if excused_by else "fail")


def test_only_the_agent_can_announce_a_wait() -> None:
    call = draw(agent="AA_____________AA", customer="___CC____________", customer_says=["请等一下"])
    assert finding(call, "dead-air").verdict == "fail"


@pytest.mark.parametrize(("last", "verdict"), [("谢谢您，再见", "pass"), ("好的", "fail")])
def test_silence_after_the_goodbye_does_not_count(last: str, verdict: str) -> None:
    call = draw(agent="AA__AA_________", customer="__CC___________", agent_says=["您好", last])
    assert finding(call, "dead-air").verdict == verdict


def test_a_goodbye_excuses_only_the_end() -> None:
    call = draw(agent="AA________AA", customer="____________C", agent_says=["再见"])
    assert finding(call, "dead-air").verdict == "fail"


def test_a_long_silence_without_a_transcript_is_for_a_person() -> None:
    found = finding(draw(agent="AA________AA", transcript=False), "dead-air")
    assert found.verdict == "review"
    assert "announced" in (found.reason or {})["en"]
    assert finding(draw(agent="AA_____AA", transcript=False), "dead-air").verdict == "pass"


def test_an_announcement_may_hide_in_unrecognised_speech() -> None:
    call = draw(agent="AA________AA", agent_says=["嗯"], unrecognised=[(0.5, 2.0, "agent")])
    assert finding(call, "dead-air").verdict == "review"


def test_dead_air_needs_no_parties() -> None:
    call = without_parties(draw(agent="AAA________AA", agent_says=[HOLD]))
    assert judge(call, documented()).excuses == (SilenceExcuse(start_s=3.0, end_s=11.0, excused_by="hold"),)
    assert finding(call, "dead-air").verdict == "pass"


def test_the_limit_is_the_standards(tmp_path: Path) -> None:
    patient = own_standard(tmp_path, "[rules.dead-air]\nlonger_than_s = 8\n")
    assert finding(draw(agent="AA________AA", agent_says=["嗯"]), "dead-air", patient).verdict == "pass"


@pytest.mark.parametrize("length_s", [1, 9])
def test_a_recording_without_speech_shows_no_dead_air_and_no_lack_of_it(length_s: int) -> None:
    found = finding(draw(agent="_" * length_s), "dead-air")
    assert (found.verdict, found.reason) == ("not_measurable", {"zh": "没有人说话", "en": "nobody speaks"})


NUMBER_AGAIN = {
    "agent": "AA__AA__AA__AA__",
    "customer": "__CC__CC__CC__CC",
}


@pytest.mark.parametrize(
    ("asked", "answer", "verdict"),
    [
        ("那串数字我这儿没存上", "怎么又要，五八二七", "fail"),
        ("您的号码是五八二七没错吧", "对，五八二七", "pass"),  # read back
        ("您什么时候方便", "五八二七那一单，明天", "pass"),  # the number was not asked for
        ("那串数字我这儿没存上", "三九四一", "pass"),  # another number
    ],
)
def test_a_number_that_has_to_be_given_again(asked: str, answer: str, verdict: str) -> None:
    call = draw(
        **NUMBER_AGAIN,
        agent_says=["您好", "请说一下单号", "好的", asked],
        customer_says=["查个单子", "五八二七", "嗯嗯谢谢", answer],
    )
    assert finding(call, "no-repeat-questions").verdict == verdict


@pytest.mark.parametrize(
    ("between", "verdict"),
    [([], "pass"), (["好的，我查一下", "行，麻烦你了"], "fail")],
)
def test_a_repetition_may_be_asked_for_straight_after_the_answer(between: list[str], verdict: str) -> None:
    rounds = "AA__" * (3 + len(between) // 2)
    call = draw(
        agent=rounds,
        customer=rounds.replace("A", "x").replace("_", "C").replace("x", "_"),
        agent_says=["您好", "请报一下订单号", *between[:1], "麻烦您再报一遍订单号"],
        customer_says=["查个单子", "五八二七", *between[1:], "五八二七"],
    )
    assert finding(call, "no-repeat-questions").verdict == verdict


@pytest.mark.parametrize(
    ("answer_end_s", "told_s", "verdict"),
    [(1.0, 1.4, "not_applicable"), (1.0, 1.2, "fail"), (1.6, 2.0, "fail")],
)
def test_a_first_short_answer_is_not_yet_a_telling(answer_end_s: float, told_s: float, verdict: str) -> None:
    call = draw(agent="AA" + "_" * 13, customer="___" + "C" * 11)
    turn = call.turns[1]
    ipus = (
        Interval(turn.start_s, turn.start_s + answer_end_s),
        Interval(turn.start_s + told_s, turn.end_s),
    )
    assert finding(with_turn(call, 1, ipus=ipus), "backchannel").verdict == verdict

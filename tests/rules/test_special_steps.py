"""Group E step by step: every step in other words, with its time; what is too late, and what was unclear."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.drawn import draw, with_turn
from tests.rules.judging import finding, own_standard
from tests.rules.test_special_calls import GREETING, faint, with_levels
from voicecheck.asr.types import Word
from voicecheck.errors import StandardError
from voicecheck.rules.load import load_standard
from voicecheck.timeline.types import CallTimeline

SPECIAL_CALLS = {
    "silent-call": draw(
        agent="_AAA_____AAA_____AAAAAAA_____",
        agent_says=[GREETING, "您好，能听到吗", "很抱歉，一直听不到您讲话，麻烦换个手机再拨，再见"],
    ),
    "faint-caller": faint("真不好意思，您那边声音有点弱，麻烦把手机拿近些"),
    "noisy-line": draw(
        agent="AAA____AAAAAA_____",
        customer="____CC",
        agent_says=[GREETING, "实在抱歉，电流声特别大，请您另换一部手机打来，再会"],
        customer_says=["喂喂"],
    ),
    "dialect-caller": draw(
        agent="AAA____AAAA____AA",
        customer="____CC_____CC___",
        agent_says=[GREETING, "不好意思，您的家乡话我没听明白，能用普通话讲吗，多谢您", "好的"],
        customer_says=["侬好", "好"],
    ),
    "agent-too-quiet": with_levels(
        draw(
            agent="AAA____AAAA",
            customer="____CC_____",
            agent_says=[GREETING, "抱歉，我靠近话筒一些，这样听清楚了吗"],
            customer_says=["你说话怎么这么小声"],
        ),
        -26.0,
        -23.0,
    ),
    "complaint-procedure": draw(
        agent="AAA____AAAAAAAA___AAAAAAAA",
        customer="____CCC_________CC",
        agent_says=[
            GREETING,
            "换成是我也会不高兴，您反映的是电饭煲的质量，对吧",
            "这是我们的失误，实在对不住，我马上安排师傅上门检修，谢谢您告诉我们，明天给您回电",
        ],
        customer_says=["你们的电饭煲太差劲了", "对"],
    ),
    "follow-up-call": draw(
        agent="_AAAA___AAAAAAAA___AAAAAAAA",
        customer="C_____CC________CC",
        agent_says=[
            "您好，我是云雀商城的小赵，谢谢您接听",
            "您上周报修的电饭煲，是电源线老化，已经免费给您换新，这样处理您能接受吗",
            "以后有情况请随时找我们，再见",
        ],
        customer_says=["喂", "是我", "可以"],
        metadata={"direction": "outbound"},
    ),
}


@pytest.mark.parametrize("rule", SPECIAL_CALLS)
def test_every_step_of_every_special_call_is_reported_in_other_words(rule: str) -> None:
    found = finding(SPECIAL_CALLS[rule], rule)
    assert found.verdict == "pass", found.message["en"]
    check = next(one.check for one in load_standard().rules if one.id == rule)
    due = [step for step in check.steps if not step.optional and step.follows is None]
    assert [step.id for step in found.steps] == [step.id for step in due]
    for step, asked in zip(found.steps, due, strict=True):
        assert step.found
        assert step.start_s is not None
        assert step.end_s is not None
        assert step.start_s < step.end_s
        assert step.title["zh"].startswith(asked.title["zh"])
        if asked.wait_s is not None:
            assert step.expected_s == asked.wait_s
            assert step.actual_s == pytest.approx(step.end_s - step.start_s)
        elif asked.phrases:
            assert step.text
            assert step.found_by == "words"


@pytest.mark.parametrize(("turns_between", "verdict"), [(0, "pass"), (1, "pass"), (2, "fail")])
def test_a_late_apology_is_for_something_else(turns_between: int, verdict: str) -> None:
    between = ["好的"] * max(0, turns_between - 1)
    asks = ["请用普通话讲好吗，谢谢"] if turns_between else ["抱歉，请用普通话讲好吗，谢谢"]
    says = [GREETING, *asks, *between, *(["真抱歉"] if turns_between else [])]
    call = draw(
        agent="AAA" + "____AAA" * (len(says) - 1),
        customer="____CC_" * (len(says) - 1),
        agent_says=says,
        customer_says=["侬好"] * (len(says) - 1),
    )
    assert finding(call, "dialect-caller").verdict == verdict


def test_an_unclear_word_in_the_place_of_a_missing_step_is_for_a_person() -> None:
    def misheard(probability: float) -> CallTimeline:
        call = faint("您的声音太小，请您拿起话筒说话好吗？")
        index = next(turn.index for turn in call.turns if "声音" in turn.text)
        turn = call.turns[index]
        words = tuple(
            Word(
                start_s=word.start_s,
                end_s=word.end_s,
                text=word.text,
                probability=probability if word.text == "说" else 0.9,
            )
            for word in turn.words
        )
        return with_turn(call, index, words=words)

    assert finding(misheard(0.9), "faint-caller").verdict == "fail"
    found = finding(misheard(0.2), "faint-caller")
    assert found.verdict == "review"
    assert "not clearly heard" in (found.reason or {})["en"]


def test_a_step_found_by_its_place_is_for_a_person() -> None:
    script = "对不起，您的电话没有声音，请您换一部电话再次打来，好吗？再见！"
    call = draw(agent="_AAA_____AAA_____AAAAAAA_____", agent_says=[GREETING, "麻烦您出个声，行不行", script])
    found = finding(call, "silent-call")
    assert found.verdict == "review"
    step = next(step for step in found.steps if step.id == "second-greeting")
    assert (step.found, step.found_by, step.text) == (True, "position", "麻烦您出个声行不行")
    assert "的位置上说的是" in found.message["zh"]


def test_a_word_that_begins_before_its_turn_belongs_to_it() -> None:
    call = faint("对不起，您的声音太小，请您拿起话筒说话好吗？")
    index = next(turn.index for turn in call.turns if "声音" in turn.text)
    turn = call.turns[index]
    early = tuple(
        Word(start_s=word.start_s - 0.3, end_s=word.end_s - 0.3, text=word.text) for word in turn.words
    )
    assert finding(with_turn(call, index, words=early), "faint-caller").verdict == "pass"


def test_whether_an_optional_step_was_taken_nobody_need_hear() -> None:
    call = draw(
        agent="AAA____AAAA____AAAA",
        customer="____CC_____CC",
        agent_says=[GREETING, "对不起，请您讲普通话，好吗？谢谢", "请您找一个会讲普通话的人来"],
        customer_says=["侬好", "侬好"],
    )
    words = tuple(
        Word(start_s=word.start_s, end_s=word.end_s, text=word.text, probability=0.3)
        for word in call.turns[-1].words
    )
    assert finding(with_turn(call, call.turns[-1].index, words=words), "dialect-caller").verdict == "pass"


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        ("您说的话我听不懂", "fail"),
        ("您怎么老是听不懂呢", "not_applicable"),
        ("您看我有没有听懂", "not_applicable"),
    ],
)
def test_whoever_does_not_understand_must_be_the_agent(said: str, verdict: str) -> None:
    call = draw(agent="AAA____AAAA", customer="____CC", agent_says=[GREETING, said], customer_says=["侬好"])
    assert finding(call, "dialect-caller").verdict == verdict


@pytest.mark.parametrize(
    ("customer", "verdict"),
    [("____CC", "review"), ("____CCCCCCCC", "review"), ("____CCCCCCCCC", "not_applicable")],
)
def test_who_hears_nothing_says_so_in_a_remark_of_its_own(customer: str, verdict: str) -> None:
    gap = "_" * (len(customer) - 3 + 1)
    call = draw(
        agent=f"AAA{gap}AAAA",
        customer=customer,
        agent_says=[GREETING, "好的"],
        customer_says=["你的声音太小了"],
    )
    assert finding(call, "agent-too-quiet").verdict == verdict


def test_a_situation_only_perhaps_meant_is_for_a_person(tmp_path: Path) -> None:
    meaning = 'meaning = { name = "heard-badly", sure = 0.999, perhaps = 0.05 }'
    unsure = own_standard(tmp_path, f"[phrases.heard-badly]\n{meaning}\n")
    call = draw(
        agent="AAA____AAAA",
        customer="____CC",
        agent_says=["hello", "sorry"],
        customer_says=["I am a bit hard of hearing"],
        language="en",
    )
    found = finding(call, "agent-too-quiet", unsure)
    assert found.verdict == "review"
    assert "with a probability of" in (found.reason or {})["en"]


def test_one_word_of_a_complaint_that_nothing_answers_is_for_a_person() -> None:
    def call(*customer: str, reply: str = "好的") -> CallTimeline:
        return draw(
            agent="AAA____AAA____AAA",
            customer="____CC_____CC",
            agent_says=[GREETING, reply, "好的"],
            customer_says=customer,
        )

    assert finding(call("我要投诉", "好"), "complaint-procedure").verdict == "review"
    assert finding(call("我要投诉", "我要投诉你们"), "complaint-procedure").verdict == "fail"
    assert finding(call("我要投诉", "好", reply="对不起"), "complaint-procedure").verdict == "fail"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ("[rules.recap.window]\nuntil_reply_s = 3\nlast_turns = 2\n", "until_reply_s or last_turns"),
        ("[rules.silent-call.trigger]\nmetric = 'snr_db'\nbelow = 5\nremark_s = 3\n", "remark_s alone"),
        (
            "[rules.silent-call.trigger]\nphrases = []\nmetric = 'snr_db'\nbelow = 5\nalone = 'review'\n",
            "alone beside",
        ),
        ("[rules.no-shouting-back]\nshort_s = -1\n", "at least 0"),
    ],
)
def test_what_says_nothing_in_a_standard_is_told(tmp_path: Path, changes: str, told: str) -> None:
    with pytest.raises(StandardError, match=told):
        own_standard(tmp_path, changes)

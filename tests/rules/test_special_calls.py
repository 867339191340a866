"""Group E: faint and noisy callers, dialect, an agent who is hard to hear, complaints, call-backs."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.drawn import draw, with_turn, without_parties
from tests.rules.judging import finding
from voicecheck.rules.load import load_standard
from voicecheck.timeline.types import CallTimeline

GREETING = "您好，请问有什么可以帮您？"
LOUDER = "对不起，您的声音太小，请您拿起话筒说话好吗？"


def with_levels(call: CallTimeline, *dbov: float | None) -> CallTimeline:
    """Levels of the agent's turns in order."""
    own = [turn.index for turn in call.turns if turn.speaker == "agent"]
    for index, level_dbov in zip(own, dbov, strict=True):
        call = with_turn(call, index, level_dbov=level_dbov)
    return call


def faint(
    ask: str, change_db: float | None = 0.0, language: str = "zh", greeting: str = GREETING
) -> CallTimeline:
    call = draw(
        agent="AAA____AAAA____AA",
        customer="____CC_____CCC____",
        agent_says=[greeting, ask],
        customer_says=["喂喂" if language == "zh" else "hello"],
        language=language,
    )
    after = None if change_db is None else -26.0 + change_db
    return with_levels(call, -26.0, after, after)


@pytest.mark.parametrize(
    ("call", "verdict"),
    [
        (faint(LOUDER), "pass"),
        (faint("对不起！请您大声一点，好吗？"), "pass"),
        (faint(LOUDER, 3.0), "pass"),
        (faint(LOUDER, 3.1), "review"),  # shouted across
        (faint(LOUDER, -3.1), "review"),
        (faint(LOUDER, None), "review"),
        (faint("您的声音太小，请您大声一点好吗？"), "fail"),  # no apology
        (faint("对不起，您的声音太小。"), "fail"),  # nothing asked
        (faint("喂，你大声一点！您的声音太小"), "fail"),
        (faint("好的，请您稍等"), "not_applicable"),
        (faint("I am sorry, I can hardly hear you, could you speak up please?", 0.0, "en", "hello"), "pass"),
        (faint("I can hardly hear you", 0.0, "en", "hello"), "fail"),
        (without_parties(faint(LOUDER)), "not_measurable"),
    ],
)
def test_faint_caller(call: CallTimeline, verdict: str) -> None:
    assert finding(call, "faint-caller").verdict == verdict


def test_each_step_is_reported_with_time_words_and_figure() -> None:
    found = finding(faint(LOUDER, 1.5), "faint-caller")
    assert [(step.id, step.found, step.text) for step in found.steps] == [
        ("apology", True, "对不起"), ("ask", True, "请您拿起话筒"), ("own-volume", True, None),
    ]  # fmt: skip
    assert found.steps[0].start_s == pytest.approx(7.0)
    assert found.steps[2].title["en"] == "own volume unchanged (in fact +1.5 dB; -3 to +3 dB)"
    assert found.evidence[0].text == "声音太小"


@pytest.mark.parametrize(("wait", "verdict"), [(3, "fail"), (4, "pass"), (8, "pass"), (9, "fail")])
def test_a_caller_who_stays_faint(wait: int, verdict: str) -> None:
    again = "对不起！您的电话声音太小，请您换一部电话打来，好吗？"
    call = draw(
        agent="AAA____AAAA___AAAAA" + "_" * wait,
        customer="____CC_____CC",
        agent_says=[GREETING, LOUDER, again],
    )
    found = finding(with_levels(call, -26, -26, -26), "faint-caller")
    assert found.verdict == verdict
    assert [step.id for step in found.steps] == ["apology", "ask", "own-volume", "another-phone", "last-wait"]
    assert found.steps[-1].actual_s == wait


def test_misheard_words_are_understood_by_the_sentence() -> None:
    same = finding(faint("对不起，听不清您说话，情您答声一些，好吗？"), "faint-caller")
    assert (same.verdict, same.steps[1].found_by) == ("pass", "meaning")
    assert finding(faint(LOUDER), "faint-caller").steps[1].found_by == "words"


def test_words_that_sound_a_little_different_are_for_a_person() -> None:
    script = "对不起，您的电话没有剩应，请您换一部电话再次打来，好吗？再见！"
    found = finding(
        draw(agent="_AAA_____AAA_____AAAAAAA_____", agent_says=[GREETING, GREETING, script]), "silent-call"
    )
    assert found.verdict == "review"
    step = next(step for step in found.steps if step.id == "no-sound")
    assert (step.found, step.found_by, step.text) == (True, "near_words", "没有剩应")
    assert "用了相近的说法「没有剩应」" in found.message["zh"]


def test_a_faint_level_without_words_is_for_a_person() -> None:
    short = draw(
        agent="AAA____AAA",
        customer="____CC",
        agent_says=[GREETING, "再见"],
        customer_voice={"level_dbov": -50.0},
    )
    found = finding(short, "faint-caller")
    assert found.verdict == "review"
    assert found.reason == {
        "zh": "这种情况只是从声音推断的",
        "en": "the situation is inferred from the sound alone",
    }
    long = draw(
        agent="AAA", customer="____" + "C" * 16, agent_says=[GREETING], customer_voice={"level_dbov": -50.0}
    )
    assert finding(long, "faint-caller").verdict == "not_applicable"


@pytest.mark.parametrize(
    ("level_dbov", "verdict"),
    [
        (-50.0, "fail"),
        (-48.1, "fail"),
        (-47.9, "review"),
        (-45.0, "review"),
        (-42.1, "review"),
        (-42.0, "not_applicable"),
    ],
)
def test_near_the_limit_of_a_level_nothing_fails(level_dbov: float, verdict: str) -> None:
    call = draw(
        agent="AAA____AAA",
        customer="____CC",
        agent_says=[GREETING, "您没吃饭啊，再见"],
        customer_voice={"level_dbov": level_dbov},
    )
    assert finding(call, "faint-caller").verdict == verdict


NOISY = "对不起，您的电话杂音太大，听不清，请您换一部电话再次打来好吗？再见！"
NOISY_EN = "I am sorry, there is too much noise on the line, please call from another phone. Goodbye."


def noisy(said: str, wait: int = 5, customer: str = "____CC", language: str = "zh") -> CallTimeline:
    return draw(
        agent="AAA____AAAAAA" + "_" * wait,
        customer=customer,
        agent_says=[GREETING if language == "zh" else "hello", said],
        language=language,
    )


@pytest.mark.parametrize(
    ("call", "verdict"),
    [
        (noisy(NOISY), "pass"),
        (noisy(NOISY, 4), "pass"),
        (noisy(NOISY, 3), "fail"),
        (noisy(NOISY, 9), "fail"),
        (noisy("您的电话杂音太大，听不清，再见！"), "fail"),
        (noisy(NOISY_EN, language="en"), "pass"),
        (noisy("there is too much noise, goodbye", language="en"), "fail"),
        (noisy("好的，再见"), "not_applicable"),
        (noisy(NOISY, 30, "____CC_______" + "_" + "C" * 16), "not_applicable"),  # the call went on
        (noisy("", 5), "not_measurable"),
    ],
)
def test_noisy_line(call: CallTimeline, verdict: str) -> None:
    if verdict == "not_measurable":
        call = replace(call, measured=replace(call.measured, transcript=None))
    assert finding(call, "noisy-line").verdict == verdict


def test_the_wait_on_a_noisy_line_is_no_dead_air() -> None:
    assert finding(noisy(NOISY, 7), "dead-air").verdict == "pass"


def dialect(said: str, language: str = "zh") -> CallTimeline:
    greeting = GREETING if language == "zh" else "hello"
    return draw(agent="AAA____AAAA", customer="____CC", agent_says=[greeting, said], language=language)


@pytest.mark.parametrize(
    ("call", "verdict"),
    [
        (dialect("对不起，请您讲普通话，好吗？谢谢！"), "pass"),
        (dialect("对不起，请您找一个可以讲普通话的人来，好吗？谢谢！"), "pass"),
        (dialect("请您讲普通话"), "fail"),
        (dialect("对不起，听不懂你说的什么，请您讲普通话，谢谢"), "fail"),
        (dialect("好的，马上为您处理"), "not_applicable"),
        (dialect("I am sorry, could you speak Mandarin please? Thank you.", "en"), "pass"),
        (dialect("speak mandarin please", "en"), "fail"),
        (without_parties(dialect("请您讲普通话")), "not_measurable"),
    ],
)
def test_dialect_caller(call: CallTimeline, verdict: str) -> None:
    assert finding(call, "dialect-caller").verdict == verdict


def hard_to_hear(
    reply: str, change_db: float | None = 3.0, complaint: str = "你的声音太小，听不清", language: str = "zh"
) -> CallTimeline:
    call = draw(
        agent="AAA____AAAA",
        customer="____CC_____CC",
        agent_says=[GREETING if language == "zh" else "hello", reply],
        customer_says=[complaint],
        language=language,
    )
    return with_levels(call, -30.0, None if change_db is None else -30.0 + change_db)


SORRY = "对不起，请问有什么可以帮助您？"


@pytest.mark.parametrize(
    ("call", "verdict"),
    [
        (hard_to_hear(SORRY), "pass"),
        (hard_to_hear(SORRY, 1.0), "pass"),
        (hard_to_hear(SORRY, 6.0), "pass"),
        (hard_to_hear(SORRY, 0.9), "review"),
        (hard_to_hear(SORRY, 6.1), "review"),
        (hard_to_hear(SORRY, None), "review"),
        (hard_to_hear("我声音不小啊"), "fail"),
        (hard_to_hear(""), "fail"),  # silence: hung up
        (hard_to_hear(SORRY, complaint="我想查一下订单"), "not_applicable"),
        (hard_to_hear("I am sorry, how can I help you?", 3.0, "I can hardly hear you", "en"), "pass"),
        (hard_to_hear("there is nothing wrong here", 3.0, "I can hardly hear you, speak up", "en"), "fail"),
        (hard_to_hear("there is nothing wrong here", 3.0, "I can hardly hear you", "en"), "review"),
        (without_parties(hard_to_hear(SORRY)), "not_measurable"),
    ],
)
def test_agent_too_quiet(call: CallTimeline, verdict: str) -> None:
    assert finding(call, "agent-too-quiet").verdict == verdict


STEPS = {
    "sympathy": "我非常理解您的心情。",
    "confirm": "您反映的是冰箱不制冷，对吗？",
    "apology": "实在对不起。",
    "action": "我马上为您安排师傅上门。",
    "thanks": "谢谢您告诉我们。",
    "follow-up": "明天上午我会给您回电话。",
}
STEPS_EN = {
    "sympathy": "I understand how you feel.",
    "confirm": "You mean the fridge does not cool, is that right?",
    "apology": "I am very sorry.",
    "action": "We will send an engineer.",
    "thanks": "Thank you for telling us.",
    "follow-up": "Tomorrow morning someone is going to call you back.",
}


def complaint(
    said: str,
    complains: str = "我要投诉，冰箱坏了三天没人管",
    language: str = "zh",
    probability: float | None = None,
) -> CallTimeline:
    return draw(
        agent="AAA____AAAAAAAAAA",
        customer="____CCC__________CC",
        agent_says=[GREETING if language == "zh" else "hello", said],
        customer_says=[complains],
        language=language,
        probability=probability,
    )


def without(*left_out: str) -> str:
    return "".join(said for step, said in STEPS.items() if step not in left_out)


@pytest.mark.parametrize(
    ("call", "verdict"),
    [
        (complaint(without()), "pass"),
        (complaint(without("thanks", "follow-up")), "review"),  # four of six
        (complaint(without("thanks", "follow-up", "sympathy")), "fail"),
        (complaint(without("apology")), "fail"),  # five, but no apology
        (complaint(without("action", "follow-up")), "fail"),  # apology alone
        (complaint("这是常有的事。" + without()), "fail"),
        (complaint("按照规定不能退。" + without()), "review"),  # reasons first
        (complaint(without(), "我想投诉一下，不是要投诉你"), "pass"),
        (complaint(without(), "我想查一下订单"), "not_applicable"),
        (complaint(without("thanks"), probability=0.55), "review"),
        (complaint(" ".join(STEPS_EN.values()), "I want to make a complaint", "en"), "pass"),
        (complaint("I am very sorry.", "I want to make a complaint", "en"), "fail"),
        (without_parties(complaint(without())), "not_measurable"),
    ],
)
def test_complaint_procedure(call: CallTimeline, verdict: str) -> None:
    assert finding(call, "complaint-procedure").verdict == verdict


def test_missing_steps_are_named() -> None:
    found = finding(complaint(without("thanks")), "complaint-procedure")
    assert "“thank the customer” is missing" in found.message["en"]
    assert [step.id for step in found.steps if not step.found] == ["thanks"]


def test_telling_the_customer_to_complain_confirms_nothing() -> None:
    found = finding(complaint("那你去投诉吧。"), "complaint-procedure")
    assert [step.id for step in found.steps if step.found] == []


def test_what_is_said_before_the_complaint_is_no_step_of_it() -> None:
    call = draw(
        agent="AAAA____AAA",
        customer="_____CCC___",
        agent_says=["您好，我马上为您安排师傅上门。", "实在对不起，对不起。"],
        customer_says=["我要投诉，冰箱坏了三天没人管"],
    )
    found = finding(call, "complaint-procedure")
    assert [step.id for step in found.steps if step.found] == ["apology"]


def test_a_promise_that_began_before_the_complaint_is_no_answer_to_it() -> None:
    call = draw(
        agent="_AAAAAA_AAA",
        customer="____CCCC___",
        agent_says=["我马上为您安排师傅", "实在对不起，对不起。"],
        customer_says=["我要投诉，冰箱坏了三天没人管"],
    )
    found = finding(call, "complaint-procedure")
    assert [step.id for step in found.steps if step.found] == ["apology"]


CALL_BACK = {
    "introduce": "您好，我是时光公司客服部的小李。",
    "thank": "感谢您接听。",
    "matter": "您反映的冰箱问题，",
    "solution": "我们已经为您更换了压缩机。",
    "satisfied": "请问您对处理结果满意吗？",
    "next": "如果还有问题请随时联系我们。",
    "close": "再见！",
}
CALL_BACK_EN = (
    "Hello, my name is Li from Time customer service. Thank you for taking the call. You reported a problem "
    "with your fridge. We have replaced the compressor. Are you satisfied? If you have any questions, "
    "contact us. Goodbye."
)


def call_back(*left_out: str, direction: str = "outbound") -> CallTimeline:
    said = "".join(said for step, said in CALL_BACK.items() if step not in left_out)
    return draw(
        agent="AAAAAAAAAA____AA",
        customer="___________CC",
        agent_says=[said],
        metadata={"direction": direction} if direction else {},
    )


@pytest.mark.parametrize(
    ("call", "verdict"),
    [
        (call_back(), "pass"),
        (call_back("thank", "next"), "review"),  # five of seven
        (call_back("thank", "next", "close"), "fail"),
        (call_back("satisfied"), "fail"),
        (call_back(direction="inbound"), "not_applicable"),
        (call_back(direction=""), "not_applicable"),
        (without_parties(call_back()), "not_measurable"),
    ],
)
def test_follow_up_call(call: CallTimeline, verdict: str) -> None:
    assert finding(call, "follow-up-call").verdict == verdict


def test_follow_up_call_in_english() -> None:
    call = draw(
        agent="A" * 20 + "__", customer="____________________C", agent_says=[CALL_BACK_EN], language="en",
        metadata={"direction": "outbound"},
    )  # fmt: skip
    assert finding(call, "follow-up-call").verdict == "pass"


def test_the_outbound_standard_takes_calls_for_outbound() -> None:
    outbound = load_standard("outbound")
    assert finding(call_back(direction=""), "follow-up-call", outbound).verdict == "pass"
    assert finding(call_back(direction="inbound"), "follow-up-call", outbound).verdict == "not_applicable"
    rung = draw(agent="______A", rings="R_R_R_", ring_count=9)
    assert finding(rung, "answer-within-three-rings", outbound).verdict == "not_applicable"
    assert finding(rung, "answer-within-three-rings").verdict == "fail"


def test_the_practice_standard_is_gentle() -> None:
    practice = load_standard("practice")
    assert not any(rule.critical for rule in practice.rules)
    shout = draw(agent="AA____XX", customer="___XX___")
    assert finding(shout, "no-shouting-back", practice).verdict == "review"
    hasty = draw(agent="A" * 20, agent_says=["一" * 110])
    assert finding(hasty, "pace", practice).verdict == "review"
    assert finding(hasty, "pace").verdict == "fail"

"""Group A: answering."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.drawn import draw, with_turn, without_parties
from tests.rules.judging import GREETING, finding, own_standard
from voicecheck.asr.types import Word
from voicecheck.rules.types import Finding


@pytest.mark.parametrize(
    ("rings", "verdict"),
    [("R_", "pass"), ("R_R_R_", "pass"), ("R_R_R_R_", "fail"), ("R_R_R_R_R_", "fail")],
)
def test_rings(rings: str, verdict: str) -> None:
    found = finding(draw(agent="_" * len(rings) + "AAA", rings=rings), "answer-within-three-rings")
    assert found.verdict == verdict
    assert (found.value, found.unit, found.limit) == (rings.count("R"), "rings", (None, 3.0))
    assert len(found.evidence) == rings.count("R")


def test_rings_from_metadata() -> None:
    found = finding(draw(agent="AAA", ring_count=5), "answer-within-three-rings")
    assert found.verdict == "fail"
    assert found.message == {
        "zh": "响了 5 声才接听，规定不超过 3 声。",
        "en": "Answered after 5 rings; the limit is 3.",
    }
    assert found.suggestion is not None


def test_without_a_ring_nobody_knows() -> None:
    for rule in ("answer-within-three-rings", "late-answer-apology"):
        found = finding(draw(agent="AAA", agent_says=["您好"]), rule)
        assert found.verdict == "not_measurable"
        assert "starts at the answer" in (found.reason or {})["en"]


@pytest.mark.parametrize(
    ("rings", "first", "second", "verdict"),
    [
        (3, "您好，请问有什么可以帮您？", "", "not_applicable"),
        (4, "对不起，让您久等了，请问有什么可以帮您？", "", "pass"),
        (4, "您好，抱歉。", "请问有什么可以帮您？", "pass"),
        (4, "您好，请问有什么可以帮您？", "", "fail"),
        (4, "您好，请问有什么可以帮您？", "不好意思", "fail"),  # after the offer it is too late
    ],
)
def test_apology_for_a_late_answer(rings: int, first: str, second: str, verdict: str) -> None:
    call = draw(
        agent="AAAA____AAAA",
        customer="_____CC_____",
        agent_says=[first, second],
        customer_says=["你好"],
        ring_count=rings,
    )
    assert finding(call, "late-answer-apology").verdict == verdict


def test_a_late_apology_is_quoted() -> None:
    call = draw(agent="AAAA", agent_says=["对不起让您久等了，您好"], ring_count=6)
    said = finding(call, "late-answer-apology").evidence
    assert [place.text for place in said] == ["对不起"]
    assert (said[0].start_s, said[0].speaker) == (0.0, "agent")


@pytest.mark.parametrize(("silence", "verdict"), [(1, "pass"), (3, "pass"), (4, "fail")])
def test_delay_of_the_greeting(silence: int, verdict: str) -> None:
    call = draw(agent="__" + "_" * silence + "AAA", rings="RR")
    found = finding(call, "greeting-delay")
    assert (found.verdict, found.value) == (verdict, silence)


def test_the_customer_speaks_first_in_an_outbound_call() -> None:
    call = draw(agent="_____AAA", customer="CC", metadata={"direction": "outbound"})
    assert finding(call, "greeting-delay").verdict == "not_applicable"


@pytest.mark.parametrize(
    ("said", "missing"),
    [
        (GREETING, []),
        ("您好，欢迎致电时光公司客户服务热线，客服代表小明很高兴为您服务，请问有什么可以帮助您？", []),
        ("您好", ["company", "name", "offer"]),
        ("您好，时光公司客服部，请问有什么可以帮您？", ["name"]),
        ("时光公司，我是零一二号，请问有什么可以帮您？", ["greet"]),
        ("Good morning, customer service, my name is Ann, how may I help you?", []),
    ],
)
def test_parts_of_an_inbound_greeting(said: str, missing: list[str]) -> None:
    found = finding(draw(agent="AAAAAA", agent_says=[said]), "greeting-complete")
    assert found.verdict == ("fail" if missing else "pass")
    assert [step.id for step in found.steps if not step.found] == missing
    assert (found.value, found.limit) == (4.0 - len(missing), (4.0, None))


def test_parts_may_come_in_the_first_turns_but_no_later() -> None:
    rows: dict[str, Any] = {"agent": "AAA_AA_AA_AA", "customer": "___C__C__C__"}
    in_time = draw(**rows, agent_says=["您好", "时光公司", "工号零一，请问有什么可以帮您", "嗯"])
    too_late = draw(**rows, agent_says=["您好", "时光公司", "工号零一", "请问有什么可以帮您"])
    assert finding(in_time, "greeting-complete").verdict == "pass"
    assert finding(too_late, "greeting-complete").verdict == "fail"


def test_the_opening_ends_where_the_matter_has_been_told() -> None:
    says = ["您好，时光公司客服部，我姓吴", "请问有什么可以帮您"]
    a_word = draw(agent="AAAA____AAA", customer="_____CC", agent_says=says, customer_says=["喂"])
    matter = draw(agent="AAAA_____AAA", customer="____CCCC", agent_says=says, customer_says=["我的冰箱坏了"])
    first_word = draw(agent="_____AAAA_AAA", customer="CCCC", agent_says=says, customer_says=["喂喂有人吗"])
    assert finding(a_word, "greeting-complete").verdict == "pass"
    found = finding(matter, "greeting-complete")
    assert [step.id for step in found.steps if not step.found] == ["offer"]
    assert finding(first_word, "greeting-complete").verdict == "pass"  # nobody has greeted yet


def test_a_part_only_meant_in_the_words_of_others_is_for_a_person(tmp_path: Path) -> None:
    meaning = 'meaning = { name = "company", sure = 0.3, perhaps = 0.2 }'
    standard = own_standard(tmp_path, f"[phrases.company]\n{meaning}\n")

    def greeted(said: str, *, marked: bool = True) -> Finding:
        call = draw(agent="AAAAAA", agent_says=[said], language="en")
        words = zip(call.turns[0].words, said.split(), strict=True)
        own = tuple(Word(start_s=word.start_s, end_s=word.end_s, text=text) for word, text in words)
        return finding(with_turn(call, 0, words=own) if marked else call, "greeting-complete", standard)

    others = "Good evening, you're through to Mark, how may I be of service?"
    assert greeted(others).verdict == "review"
    assert "its words are those of other parts" in (greeted(others).reason or {})["en"]
    own = "Good evening, Brightwater Home, you're through to Mark, how may I be of service?"
    assert greeted(own).verdict == "pass"
    assert greeted(own, marked=False).verdict == "pass"  # no clauses, so no telling


def test_parts_of_an_outbound_opening() -> None:
    said = (
        "您好，我是时光公司客服部的小王，请问是李先生吗？"
        "不好意思打扰了，您现在方便吗？给您打电话是想听听您的意见。"
    )
    facts = {"direction": "outbound"}
    found = finding(draw(agent="A" * 12, agent_says=[said], metadata=facts), "greeting-complete")
    assert [step.id for step in found.steps] == ["identify", "confirm", "convenient", "purpose", "question"]
    assert found.verdict == "pass"
    bare = finding(
        draw(agent="AAA", agent_says=["您好，请问是李先生吗？"], metadata=facts), "greeting-complete"
    )
    assert [step.id for step in bare.steps if not step.found] == ["identify", "convenient", "purpose"]


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        ("喂", "fail"),
        ("喂，说话呀！", "fail"),
        ("喂，说吧", "fail"),
        ("喂，您好！时光公司", "pass"),
        ("您好", "pass"),
        ("Hello?", "fail"),
        ("Hello, customer service", "pass"),
    ],
)
def test_bare_hello(said: str, verdict: str) -> None:
    call = draw(agent="AA_AA", agent_says=[said, "喂"])
    assert finding(call, "no-bare-hello").verdict == verdict


@pytest.mark.parametrize(
    ("started_at", "verdict"),
    [
        ("2026-03-02T08:00:00", "pass"),
        ("2026-03-02T21:00:00", "pass"),
        ("2026-03-02T07:59:00", "fail"),
        ("2026-03-02T21:01:00", "fail"),
        (None, "not_measurable"),
    ],
)
def test_calling_hours(started_at: str | None, verdict: str) -> None:
    call = draw(agent="AA", metadata={"direction": "outbound", "started_at": started_at})
    assert finding(call, "calling-hours").verdict == verdict


def test_calling_hours_are_for_outbound_calls() -> None:
    assert finding(draw(agent="AA"), "calling-hours").verdict == "not_applicable"


@pytest.mark.parametrize("rule", ["greeting-complete", "late-answer-apology"])
def test_who_speaks_must_be_known(rule: str) -> None:
    call = without_parties(draw(agent="AAAA", agent_says=[GREETING], ring_count=5))
    assert finding(call, rule).verdict == "not_measurable"


@pytest.mark.parametrize("rule", ["greeting-complete", "no-bare-hello"])
def test_words_need_a_transcript(rule: str) -> None:
    found = finding(draw(agent="AAAA", transcript=False), rule)
    assert found.verdict == "not_measurable"
    assert found.reason == {"zh": "没有文字稿", "en": "no transcript"}

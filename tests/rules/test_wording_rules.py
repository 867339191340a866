"""Groups D and F: wording and closing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from tests.drawn import draw, with_turn, without_parties
from tests.rules.judging import finding, own_standard


@pytest.mark.parametrize(
    ("said", "quoted"),
    [
        ("好的，我帮您查一下", []),
        ("不知道。", ["不知道"]),
        ("这个我不清楚", ["不清楚"]),
        ("你没听懂，我再说一遍", ["你没听懂"]),
        ("再不说话我就挂了啊！", ["再不说话我就挂了"]),
        ("喂，大声一点儿！", ["喂大声一点"]),
        ("对不起，我不太清楚，但我可以帮您问一问", []),
        ("我不太清楚", ["不太清楚"]),
        ("对不起，您的电话杂音太大，听不清楚", []),
        ("请问您还有什么不明白的地方吗？", []),
        ("喂，您好", []),
        ("您好，喂？喂？", ["喂", "喂"]),
        ("I don't know.", ["i dont know"]),
        ("I don't know, but let me find out for you", []),
    ],
)
def test_forbidden_phrases(said: str, quoted: list[str]) -> None:
    found = finding(draw(agent="AAAAA", agent_says=[said]), "forbidden-phrases")
    assert found.verdict == ("fail" if quoted else "pass")
    assert [place.text for place in found.evidence if place.text] == quoted
    assert found.value == len(quoted)


def test_the_customer_may_say_what_the_agent_may_not() -> None:
    call = draw(agent="AA___", customer="__CCC", agent_says=["您好"], customer_says=["喂，我不知道"])
    assert finding(call, "forbidden-phrases").verdict == "pass"


def test_a_quote_has_the_time_of_its_words() -> None:
    call = draw(agent="_AAAAAA", agent_says=["我说不知道了"])
    (place,) = finding(call, "forbidden-phrases").evidence
    assert (place.start_s, place.end_s, place.speaker) == (3.0, 6.0, "agent")


@pytest.mark.parametrize(
    ("probability", "said", "verdict"),
    [
        (0.5, "不知道", "fail"),
        (0.49, "不知道", "review"),
        (0.6, "好的", "pass"),
        (0.59, "好的", "review"),
        (None, "不知道", "fail"),
    ],
)
def test_unsure_words_are_for_a_person(probability: float | None, said: str, verdict: str) -> None:
    call = draw(agent="AAA", agent_says=[said], probability=probability)
    found = finding(call, "forbidden-phrases")
    assert found.verdict == verdict
    assert (found.reason is not None) == (verdict == "review")


@pytest.mark.parametrize(("lost_s", "verdict"), [(1.0, "pass"), (1.5, "review")])
def test_much_lost_speech_may_hide_forbidden_words(lost_s: float, verdict: str) -> None:
    call = draw(agent="A" * 10, agent_says=["好的"], unrecognised=[(2.0, 2.0 + lost_s, "agent")])
    assert finding(call, "forbidden-phrases").verdict == verdict


def test_forbidden_words_of_nobody_known() -> None:
    call = without_parties(draw(agent="AAA", agent_says=["不知道"]))
    assert finding(call, "forbidden-phrases").verdict == "review"
    assert (
        finding(without_parties(draw(agent="AAA", agent_says=["好的"])), "forbidden-phrases").verdict
        == "pass"
    )


@pytest.mark.parametrize("rule", ["forbidden-phrases", "sensitive-wording", "honorific", "polite-words"])
def test_no_transcript_no_verdict(rule: str) -> None:
    call = draw(agent="AAA", customer="____CC", transcript=False)
    assert finding(call, rule).verdict == "not_measurable"


@pytest.mark.parametrize("rule", ["forbidden-phrases", "sensitive-wording"])
def test_another_language_is_not_covered(rule: str) -> None:
    call = draw(agent="AAA", agent_says=["je ne sais pas"], language="fr")
    found = finding(call, rule)
    assert found.verdict == "not_measurable"
    assert "language" in (found.reason or {})["en"]


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        ("您的订单", "pass"),
        ("你好，我帮您查", "pass"),
        ("你的订单", "fail"),
        ("你们", "pass"),
    ],
)
def test_honorific(said: str, verdict: str) -> None:
    assert finding(draw(agent="AAA", agent_says=[said]), "honorific").verdict == verdict


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        ("这是我们的规定", "fail"),
        ("您别激动", "fail"),
        ("这是常有的事", "fail"),
        ("您说得对，但是不行", "fail"),
        ("That's impossible!", "fail"),
        ("我非常理解您的心情", "pass"),
    ],
)
def test_sensitive_wording(said: str, verdict: str) -> None:
    assert finding(draw(agent="AAA", agent_says=[said]), "sensitive-wording").verdict == verdict


@pytest.mark.parametrize(
    ("said", "found_parts", "verdict"),
    [
        ("请您稍等，谢谢", 2, "pass"),
        ("对不起，请问您贵姓", 2, "pass"),
        ("请您申请退款", 1, "fail"),
        ("申请退款", 0, "fail"),  # 请 inside another word is no please
    ],
)
def test_polite_words(said: str, found_parts: int, verdict: str) -> None:
    call = draw(agent="AAAA", customer="____CC", agent_says=[said], customer_says=["好"])
    found = finding(call, "polite-words")
    assert (found.verdict, found.value, found.limit) == (verdict, found_parts, (2.0, None))


CLOSING = "请问还有什么可以帮您？感谢您的来电，再见！"


@pytest.mark.parametrize(
    ("said", "missing"),
    [
        (CLOSING, []),
        ("谢谢，再见", ["anything-else"]),
        ("好的", ["anything-else", "thanks", "goodbye"]),
        ("Is there anything else? Thank you, goodbye.", []),
    ],
)
def test_parts_of_the_closing(said: str, missing: list[str]) -> None:
    call = draw(agent="AA____AAAA", customer="___CC_____", agent_says=["您好", said], customer_says=["好"])
    found = finding(call, "closing-complete")
    assert [step.id for step in found.steps if not step.found] == missing
    assert found.verdict == ("fail" if missing else "pass")


def test_thanks_long_before_the_end_do_not_close_the_call() -> None:
    rows: dict[str, Any] = {"agent": "AA_AA_AA_AA_AA", "customer": "__C__C__C__C__"}
    early = draw(**rows, agent_says=[CLOSING, "一", "二", "三", "四"])
    late = draw(**rows, agent_says=["一", CLOSING, "二", "三", "四"])
    assert finding(early, "closing-complete").verdict == "fail"
    assert finding(late, "closing-complete").verdict == "pass"


def test_a_missing_part_may_stand_in_lost_speech() -> None:
    call = draw(
        agent="AAAA", customer="____CC", agent_says=["谢谢，再见"], unrecognised=[(1.0, 1.2, "agent")]
    )
    found = finding(call, "closing-complete")
    assert found.verdict == "review"
    assert found.message["en"].startswith("Not clearly heard: anything else")


def test_the_surest_of_several_matches_counts() -> None:
    call = draw(
        agent="AA_AA_AA", customer="__C", agent_says=["谢谢请您", "谢谢请您", "谢谢请您"], probability=0.3
    )
    sure = tuple(structs.replace(word, probability=0.9) for word in call.turns[2].words)
    found = finding(with_turn(call, 2, words=sure), "polite-words")
    assert found.verdict == "pass"
    assert {step.start_s for step in found.steps if step.found} == {3.0, 4.0}


def test_a_part_heard_unsurely_is_for_a_person() -> None:
    call = draw(agent="AAAA", customer="____CC", agent_says=[CLOSING], probability=0.4)
    assert finding(call, "closing-complete").verdict == "review"


LISTED_IN_MANDARIN = """
[phrases.wish]
zh = ["祝您生活愉快"]
[rules.wish]
group = "closing"
clause = {{ document = "D0", section = "our own" }}
title = {{ zh = "祝福", en = "a wish" }}
explanation = {{ zh = "祝福。", en = "A wish." }}
tip = {{ zh = "说祝福。", en = "Say a wish." }}
kind = "{kind}"
{rest}
"""
REQUIRED = 'mode = "any"\nphrases = ["wish"]'
NAMED = 'title = { zh = "祝福", en = "a wish" }\nphrases = ["wish"]'
BYE = 'phrases = ["goodbye"]\nspeaker = "agent"'


@pytest.mark.parametrize(
    ("kind", "rest"),
    [
        ("phrases", REQUIRED),
        ("phrases", f"{REQUIRED}\n[rules.wish.anchor]\n{BYE}"),
        ("components", f"[rules.wish.components.wish]\n{NAMED}"),
        ("protocol", f"[rules.wish.trigger]\n{BYE}\n[rules.wish.steps.wish]\n{NAMED}"),
    ],
)
def test_what_is_not_listed_in_a_language_is_not_missing_in_it(tmp_path: Path, kind: str, rest: str) -> None:
    standard = own_standard(tmp_path, LISTED_IN_MANDARIN.format(kind=kind, rest=rest))
    tracks = {"agent": "AAAAA", "customer": "_____C"}
    english = draw(**tracks, agent_says=["Thanks, goodbye"], customer_says=["bye"], language="en")
    found = finding(english, "wish", standard)
    assert found.verdict == "not_measurable"
    assert found.reason is not None
    assert found.reason["en"] == "the standard has no wording for this language"
    mandarin = draw(**tracks, agent_says=["谢谢再见"], customer_says=["再见"])
    assert finding(mandarin, "wish", standard).verdict == "fail"

"""Finding phrases in what was said."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.drawn import draw
from tests.rules.judging import documented
from voicecheck.asr.types import Word
from voicecheck.rules.standard import PhraseList, Window
from voicecheck.rules.wording import Match, Wording
from voicecheck.timeline.types import CallTimeline


def matches(call: CallTimeline, *phrases: str, window: Window | None = None) -> tuple[Match, ...]:
    standard = replace(documented(), phrases={**documented().phrases, "mine": PhraseList(phrases=phrases)})
    wording = Wording(call, standard, call.language or "zh")
    return wording.excerpt("agent", window).matches(wording.phrases(("mine",)))


def texts(call: CallTimeline, *phrases: str, window: Window | None = None) -> list[str]:
    return [match.text for match in matches(call, *phrases, window=window)]


def saying(*lines: str) -> CallTimeline:
    return draw(agent="AAAA_" * len(lines), agent_says=lines)


@pytest.mark.parametrize(
    ("said", "phrase", "found"),
    [
        ("请您稍等。", "请您，稍等", ["请您稍等"]),
        ("this is it", "hi", []),
        ("Thank you", "thank YOU", ["thank you"]),
        ("不太清楚，但我可以帮您问", "不太清楚…帮您", ["不太清楚但我可以帮您"]),
        ("不太清楚一二三四五六七八帮您", "不太清楚…帮您", ["不太清楚一二三四五六七八帮您"]),
        ("不太清楚一二三四五六七八九帮您", "不太清楚…帮您", []),
        ("喂你好", "^喂", ["喂"]),
        ("你好喂", "^喂", []),
        ("好吗", "吗$", ["吗"]),
        ("好吗好", "吗$", []),
        ("喂喂", "喂", ["喂", "喂"]),
        ("a.b (c)", "a.b", ["a b"]),
    ],
)
def test_matching(said: str, phrase: str, found: list[str]) -> None:
    assert texts(saying(said), phrase) == found


def test_the_longest_phrase_at_a_place_wins() -> None:
    assert texts(saying("喂说话呀"), "喂", "喂说话呀", "喂说话") == ["喂说话呀"]


def test_a_match_never_runs_over_two_turns() -> None:
    assert texts(saying("对不", "起"), "对不起") == []


def test_a_word_of_several_characters_shares_out_its_time() -> None:
    call = saying("请稍等")
    words = (
        Word(start_s=0.0, end_s=1.0, text="请"),
        Word(start_s=1.0, end_s=3.0, text="稍等，", probability=0.8),
    )
    call = replace(call, turns=(replace(call.turns[0], words=words),))
    (match,) = matches(call, "等")
    assert (match.start_s, match.end_s, match.probability) == (2.0, 3.0, 0.8)


@pytest.mark.parametrize(
    ("window", "found"),
    [
        (Window(), ["好", "好", "好"]),
        (Window(first_turns=1), ["好"]),
        (Window(last_turns=2), ["好", "好"]),
        (Window(first_s=8.0), ["好"]),
        (Window(last_s=10.0), ["好", "好"]),
        (Window(before="apology"), ["好"]),
        (Window(after="apology"), ["好"]),
        (Window(before="goodbye", first_turns=2), ["好", "好"]),
        (Window(after="goodbye"), []),
    ],
)
def test_windows(window: Window, found: list[str]) -> None:
    call = saying("您好吗", "对不起好", "您好吗")
    # The second turn says 好 after the apology and at its end, 9 s into the call; the third from 10 s on.
    expected = ["好", "好"] if window == Window(after="apology") else found
    assert texts(call, "好", window=window) == expected


@pytest.mark.parametrize(
    ("until_s", "found"), [(1.0, ["一", "二"]), (2.0, ["一", "二", "三"]), (9.0, list("一二三四"))]
)
def test_turns_after_a_long_reply_do_not_count(until_s: float, found: list[str]) -> None:
    call = draw(agent="A__A__A___A", customer="_C__CC_CCC", agent_says=list("一二三四"))
    assert texts(call, *"一二三四", window=Window(until_reply_s=until_s)) == found


def test_the_time_of_the_answer_starts_the_clock() -> None:
    call = draw(agent="____AA_AA", agent_says=["好", "好"], rings="RRRR")
    assert texts(call, "好", window=Window(first_s=2.0)) == ["好"]


def test_signs_of_listening_are_no_turns() -> None:
    call = draw(agent="aa_AA_AA", agent_says=["嗯", "您好", "再见"])
    assert texts(call, "您好", "再见", window=Window(first_turns=1)) == ["您好"]


def test_lost_speech_inside_an_excerpt() -> None:
    call = draw(
        agent="AAAA_AAAA", agent_says=["一", "二"], unrecognised=[(3.0, 6.0, "agent"), (0.0, 9.0, "customer")]
    )
    wording = Wording(call, documented(), call.language or "zh")
    first = wording.excerpt("agent", Window(first_turns=1))
    assert [(lost.start_s, lost.end_s) for lost in wording.unrecognised("agent", first)] == [(3.0, 4.0)]


@pytest.mark.parametrize(
    ("said", "found"), [("周末方便不方便", []), ("周末不方便", ["不方便"]), ("周末补方便", ["补方便"])]
)
def test_what_is_excepted_does_not_come_back_as_something_alike(said: str, found: list[str]) -> None:
    listed = PhraseList(phrases=("不方便",), exceptions=("方便不方便",), tolerance=0.2)
    standard = replace(documented(), phrases={**documented().phrases, "mine": listed})
    wording = Wording(saying(said), standard, "zh")
    assert [match.text for match in wording.excerpt("agent").heard(wording.phrases(("mine",)))] == found

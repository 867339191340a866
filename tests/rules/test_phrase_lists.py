"""Phrase lists of the user's own: expressions, exceptions, sound-alikes, better words, anchors."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.drawn import draw
from tests.rules.judging import finding, own_standard
from voicecheck.errors import StandardError
from voicecheck.rules.patterns import check_regex
from voicecheck.rules.standard import Standard
from voicecheck.rules.types import Finding
from voicecheck.timeline.types import CallTimeline

RULE = """
[rules.mine]
kind = "phrases"
group = "wording"
clause = { document = "D0", section = "our own" }
title = { zh = "自定", en = "Mine" }
explanation = { zh = "自定", en = "Mine" }
tip = { zh = "自定", en = "Mine" }
phrases = ["mine"]
"""


def standard(folder: Path, words: str, settings: str = 'mode = "any"', more: str = "") -> Standard:
    return own_standard(folder, f"[phrases.mine]\n{words}\n{more}\n{RULE}{settings}\n")


def judged(call: CallTimeline, by: Standard) -> Finding:
    return finding(call, "mine", by)


def saying(text: str, language: str = "zh") -> CallTimeline:
    return draw(agent="AAAAAAAA", agent_says=[text], language=language)


@pytest.mark.parametrize(
    ("said", "language", "found"),
    [
        ("您的单号是 12 34，谢谢", "zh", "1 2 3 4"),
        ("单号一二三", "zh", None),
        ("Order No. 1234 please", "en", "no 1 2 3 4"),
        ("knock no1", "en", None),
    ],
)
def test_expressions_see_the_words_closed_up(
    tmp_path: Path, said: str, language: str, found: str | None
) -> None:
    by = standard(tmp_path, 'regex = ["[0-9]{4}", "\\\\bno ?[0-9]{4}"]')
    finding = judged(saying(said, language), by)
    assert finding.verdict == ("fail" if found is None else "pass")
    if found is not None:
        assert found in [place.text for place in finding.evidence]


def test_what_lies_inside_an_exception_does_not_count(tmp_path: Path) -> None:
    by = standard(tmp_path, 'zh = ["亲"]\nexcept = ["亲自"]', 'mode = "none"')
    assert judged(saying("请您亲自来"), by).verdict == "pass"
    assert judged(saying("请您亲自来，亲"), by).value == 1


@pytest.mark.parametrize(
    ("said", "verdict", "distance"),
    [
        ("请问还有什么可以帮您", "pass", None),
        ("请问海优什么可以帮您", "review", "0"),  # hai you: another character, the same sound
        ("请问还有省么可以帮您", "review", "0.13"),  # sheng for shen: half a syllable of four
        ("请问今天天气怎么样啊", "fail", None),
    ],
)
def test_what_sounds_alike_is_for_a_person(
    tmp_path: Path, said: str, verdict: str, distance: str | None
) -> None:
    by = standard(tmp_path, 'zh = ["还有什么"]\ntolerance = 0.2')
    found = judged(saying(said), by)
    assert found.verdict == verdict
    if distance is not None:
        assert f"distance {distance})" in (found.reason or {})["en"]


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        ("anything else", "pass"),
        ("anythin else", "review"),
        ("any think ells", "fail"),
        ("something", "fail"),
    ],
)
def test_english_is_compared_by_letters(tmp_path: Path, said: str, verdict: str) -> None:
    by = standard(tmp_path, 'en = ["anything else"]\ntolerance = 0.2')
    assert judged(saying(said, "en"), by).verdict == verdict


def test_a_list_may_accept_what_sounds_alike(tmp_path: Path) -> None:
    by = standard(tmp_path, 'zh = ["还有什么"]\ntolerance = 0.2\nalike = "accept"')
    assert judged(saying("请问海优什么可以帮您"), by).verdict == "pass"


def test_the_suggestion_names_what_was_said_and_the_better_words(tmp_path: Path) -> None:
    by = standard(
        tmp_path, 'zh = ["没门"]', 'mode = "none"', '[phrases.mine.better]\n"没门" = "恐怕不太方便"'
    )
    found = judged(saying("这个没门"), by)
    assert found.suggestion == {
        "zh": "把「没门」换成「恐怕不太方便」。",
        "en": "Instead of “没门” say “恐怕不太方便”.",
    }


def test_some_of_several_lists(tmp_path: Path) -> None:
    settings = 'mode = "some"\nmin_lists = 2'
    by = own_standard(tmp_path, RULE.replace('["mine"]', '["thanks", "goodbye", "apology"]') + settings)
    assert judged(saying("谢谢，再见"), by).verdict == "pass"
    assert judged(saying("谢谢"), by).verdict == "fail"


ANCHORED = 'mode = "any"\n[rules.mine.anchor]\n'


@pytest.mark.parametrize(
    ("anchor", "verdict"),
    [
        ('phrases = ["upset-customer"]', "pass"),
        ('phrases = ["upset-customer"]\nwithin_turns = 1', "fail"),
        ('phrases = ["upset-customer"]\nwithin_turns = 2', "pass"),
        ('phrases = ["upset-customer"]\nwithin_turns = 1\nreview_turns = 1', "review"),
        ('phrases = ["upset-customer"]\nwithin_turns = 1\nreview_turns = 0', "fail"),
        ('phrases = ["upset-customer"]\nafter_matter = true', "not_applicable"),
        ('phrases = ["upset-customer"]\nwithin_s = 9', "fail"),
        ('phrases = ["upset-customer"]\nwithin_s = 10', "pass"),
        ('phrases = ["upset-customer"]\nrelation = "before"', "fail"),
        ('phrases = ["upset-customer"]\nrelation = "onward"', "pass"),
        ('phrases = ["upset-customer"]\nrelation = "onward"\nwithin_turns = 1', "fail"),
        ('phrases = ["upset-customer"]\nuntil = ["explanation"]', "fail"),
        ('phrases = ["upset-customer"]\nunless = ["upset-customer"]', "not_applicable"),
        ('phrases = ["offer-help"]\nspeaker = "agent"', "not_applicable"),
        ('events = ["silence"]\nlonger_than_s = 1.5', "pass"),
        ('events = ["silence"]\nlonger_than_s = 3', "not_applicable"),
        ('events = ["answer"]', "pass"),
        ('events = ["answer"]\nwithin_turns = 1', "fail"),
        ('events = ["interruption"]\nspeaker = "agent"', "not_applicable"),
        ('events = ["raised"]', "not_applicable"),
    ],
)
def test_words_due_near_what_happened(tmp_path: Path, anchor: str, verdict: str) -> None:
    #       0123456789012345678
    call = draw(
        agent="AA____AAA__AAA",
        customer="__CC_____CC___",
        agent_says=["您好", "因为系统慢", "抱歉啊"],
        customer_says=["太差了", "哦"],
    )
    by = standard(tmp_path, 'zh = ["抱歉"]', ANCHORED + anchor)
    found = judged(call, by)
    assert found.verdict == verdict


@pytest.mark.parametrize(
    ("relation", "zh", "en"),
    [
        ("after", "「太差」之后没有", "After “太差” the words"),
        ("before", "「太差」之前没有", "Before “太差” the words"),
        ("around", "「太差」前后没有", "Around “太差” the words"),
    ],
)
def test_the_message_says_on_which_side_the_words_were_due(
    tmp_path: Path, relation: str, zh: str, en: str
) -> None:
    call = draw(agent="AA____AAA", customer="__CC_____", agent_says=["您好", "好"], customer_says=["太差了"])
    anchor = f'phrases = ["upset-customer"]\nrelation = "{relation}"'
    found = judged(call, standard(tmp_path, 'zh = ["抱歉"]', ANCHORED + anchor))
    assert (zh in found.message["zh"], en in found.message["en"]) == (True, True)


def test_an_occasion_that_is_only_perhaps_one_is_told_as_such(tmp_path: Path) -> None:
    call = draw(agent="AA____AAA", customer="__CC_____", agent_says=["您好", "好"], customer_says=["等着吧"])
    meaning = 'meaning = { name = "hold", sure = 1, perhaps = 0.001 }'
    lists = f'zh = ["抱歉"]\n[phrases.cue]\n{meaning}\nzh = ["呀呀呀"]'
    found = judged(call, standard(tmp_path, lists, ANCHORED + 'phrases = ["cue"]'))
    assert found.verdict == "review"
    assert "not certain that “等着吧” called for it" in found.message["en"]
    assert found.reason is not None
    assert "with a probability of" in found.reason["en"]


def test_what_was_missing_is_shown_with_the_stretch_searched(tmp_path: Path) -> None:
    call = draw(agent="AA____AAA", customer="__CC_____", agent_says=["您好", "好"], customer_says=["太差了"])
    by = standard(tmp_path, 'zh = ["抱歉"]', ANCHORED + 'phrases = ["upset-customer"]')
    found = judged(call, by)
    assert [place.text for place in found.evidence] == ["太差", None]
    assert (found.evidence[1].start_s, found.evidence[1].end_s) == (6.0, 9.0)


@pytest.mark.parametrize(("relation", "verdict"), [("after", "fail"), ("onward", "pass"), ("around", "pass")])
def test_onward_takes_the_whole_turn_in_which_it_happened(
    tmp_path: Path, relation: str, verdict: str
) -> None:
    call = draw(agent="AAAAAA", agent_says=["明天给您回电"])
    anchor = f'phrases = ["left-open"]\nspeaker = "agent"\nrelation = "{relation}"\nwithin_turns = 1'
    assert judged(call, standard(tmp_path, 'zh = ["明天"]', ANCHORED + anchor)).verdict == verdict


@pytest.mark.parametrize(
    ("words", "line", "says"),
    [
        ('regex = ["(ab"]', 5, "a mistake (missing )"),
        ('regex = ["(a+)+b"]', 5, "can take forever"),
        ('regex = ["a.*b.*"]', 5, "can take forever"),
        ('regex = ["a?"]', 5, "matches nothing"),
        ('regex = "a"', 5, "a list of texts"),
        ("tolerance = 0.9", 5, "from 0 to 0.5"),
        ('alike = "maybe"', 5, "one of review, accept"),
        ('excpet = ["a"]', 5, "did you mean 'except'?"),
        ('[phrases.mine.better]\n"!" = "x"', 6, "a phrase with words"),
    ],
)
def test_mistakes_in_a_list_are_named(tmp_path: Path, words: str, line: int, says: str) -> None:
    with pytest.raises(StandardError) as caught:
        standard(tmp_path, words)
    assert f"own.toml, line {line}, " in str(caught.value)
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ('mode = "any"\nmin_lists = 2', 'mode = "some"'),
        ('mode = "any"\n[rules.mine.anchor]\nevents = ["phrase"]', "no phrases"),
        ('mode = "any"\n[rules.mine.anchor]\nevents = ["raised"]\nphrases = ["hold"]', "phrases without it"),
        ('mode = "any"\n[rules.mine.anchor]\nphrases = ["hold"]\nreview_turns = 1', "beside within_turns"),
        ('mode = "any"\n[rules.mine.anchor]\nevents = ["raisd"]', "did you mean 'raised'?"),
        ('mode = "any"\n[rules.mine.anchor]\nphrases = ["holt"]', "did you mean 'hold'?"),
        ('mode = "any"\n[rules.mine.anchor]\nevents = ["raised"]\nwhich = "last"', "first, each, any"),
        ('mode = "any"\n[rules.mine.window]\nfirst_s = 3\n[rules.mine.anchor]\nevents = ["raised"]', "both"),
    ],
)
def test_mistakes_in_a_rule_are_named(tmp_path: Path, settings: str, says: str) -> None:
    with pytest.raises(StandardError, match=r"own\.toml, line \d+, rules\.mine") as caught:
        standard(tmp_path, 'zh = ["好"]', settings)
    assert says in str(caught.value)


@pytest.mark.parametrize("regex", ["a{1,50}b{0,50}", "[ab]+c", "(?:a|b){1,3}", r"\d{4,}", "a.{0,20}b"])
def test_expressions_that_are_accepted_are_fast(regex: str) -> None:
    import re

    assert check_regex(regex) is None
    started_s = time.perf_counter()
    re.search(regex, "a" * 1000)
    assert time.perf_counter() - started_s < 1.0


@pytest.mark.parametrize(
    "regex",
    ["(a|a)*b", "((a+))+b", "(?:a|ab){1,20}c", "(?:(?:a|b)|a)+c", "(?:a{0,9}){9}b", "((a|b)?)+c", "[[a]b"],
)
def test_expressions_that_can_take_forever_are_refused(regex: str) -> None:
    assert check_regex(regex) is not None


def test_a_mistake_in_an_expression_is_told_on_one_line(tmp_path: Path) -> None:
    with pytest.raises(StandardError) as error:
        standard(tmp_path, 'regex = ["(?\\u2028im|am)"]')
    assert len(str(error.value).splitlines()) == 1

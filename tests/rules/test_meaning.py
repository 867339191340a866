"""Lists with a meaning: other words count, a person hears what is perhaps meant, written words go first."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.rules.judging import documented
from tests.rules.test_phrase_lists import judged, saying, standard
from voicecheck.errors import StandardError
from voicecheck.rules.explain import explain_rule

OTHER_WORDS = "麻烦您在线上稍候,我翻一下登记本"  # none of the words below
MEANING = 'meaning = { name = "hold", sure = 0.5, perhaps = 0.2 }'


@pytest.mark.parametrize(("mode", "verdict"), [("any", "pass"), ("none", "fail")])
def test_other_words_of_the_same_meaning_count_as_said(tmp_path: Path, mode: str, verdict: str) -> None:
    by = standard(tmp_path, f'zh = ["请别挂断"]\n{MEANING}', f'mode = "{mode}"')
    found = judged(saying(OTHER_WORDS), by)
    assert found.verdict == verdict
    assert any("稍候" in (place.text or "") for place in found.evidence)


@pytest.mark.parametrize("mode", ["any", "none"])
def test_what_is_only_perhaps_meant_is_for_a_person(tmp_path: Path, mode: str) -> None:
    unsure = 'meaning = { name = "hold", sure = 1, perhaps = 0.2 }'
    found = judged(
        saying(OTHER_WORDS), standard(tmp_path, f'zh = ["请别挂断"]\n{unsure}', f'mode = "{mode}"')
    )
    assert found.verdict == "review"
    assert found.reason is not None
    assert "请对方等候" in found.reason["zh"]
    assert "asks to wait" in found.reason["en"]


def test_a_probability_of_one_switches_it_off(tmp_path: Path) -> None:
    off = 'meaning = { name = "hold", sure = 1, perhaps = 1 }'
    assert judged(saying(OTHER_WORDS), standard(tmp_path, f'zh = ["请别挂断"]\n{off}')).verdict == "fail"


def test_words_of_the_list_are_quoted_rather_than_the_sentence_around_them(tmp_path: Path) -> None:
    by = standard(tmp_path, f'zh = ["稍候"]\n{MEANING}')
    assert [place.text for place in judged(saying(OTHER_WORDS), by).evidence] == ["稍候"]


def test_an_exception_of_the_list_goes_before_what_was_learned(tmp_path: Path) -> None:
    by = standard(tmp_path, f'zh = ["稍候"]\nexcept = ["线上稍候"]\n{MEANING}')
    assert judged(saying("麻烦您在线上稍候"), by).verdict == "fail"


@pytest.mark.parametrize(
    ("words", "least", "verdict"),
    [
        ('regex = ["等了"]', 0, "fail"),
        ('regex = ["等了"]', 0.3, "pass"),
        ('zh = ["等了"]', 0.3, "fail"),
    ],
    ids=["an expression alone", "an expression that the meaning gainsays", "words that somebody wrote down"],
)
def test_an_expression_counts_only_where_its_meaning_is_likely_enough(
    tmp_path: Path, words: str, least: float, verdict: str
) -> None:
    meaning = f'meaning = {{ name = "hold", sure = 1, perhaps = 1, least = {least} }}'
    by = standard(tmp_path, f"{words}\n{meaning}", 'mode = "none"')
    assert judged(saying("上次的快递等了三天才到"), by).verdict == verdict


def test_an_expression_counts_where_its_meaning_is_likely(tmp_path: Path) -> None:
    meaning = 'meaning = { name = "hold", sure = 1, perhaps = 1, least = 0.3 }'
    by = standard(tmp_path, f'regex = ["稍候"]\n{meaning}', 'mode = "none"')
    assert judged(saying(OTHER_WORDS), by).verdict == "fail"


@pytest.mark.parametrize(
    ("meaning", "told"),
    [
        ('{ name = "holt" }', "did you mean 'hold'"),
        ("{ sure = 0.9 }", "name"),
        ('{ name = "hold", sure = 90 }', "a number from 0 to 1"),
        ('{ name = "hold", sure = 0.4, perhaps = 0.6 }', "at most 0.4"),
        ('{ name = "hold", least = 2 }', "a number from 0 to 1"),
        ('{ name = "hold", maybe = 0.6 }', "'maybe'"),
        ('"hold"', "a table"),
    ],
)
def test_a_wrong_meaning_is_answered_with_its_line(tmp_path: Path, meaning: str, told: str) -> None:
    with pytest.raises(StandardError, match=told) as error:
        standard(tmp_path, f'zh = ["请别挂断"]\nmeaning = {meaning}')
    assert "line" in str(error.value)


def test_explain_tells_how_often_other_words_are_understood() -> None:
    told = " ".join(explain_rule(documented(), "empathy", "en").split())
    found = re.search(r"“shows sympathy” \(Mandarin\): (\d+) % understood, (\d+) % of those rightly", told)
    assert found is not None
    assert 50 < int(found[1]) < int(found[2]) <= 100

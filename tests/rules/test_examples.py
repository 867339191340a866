"""Words to say stand in the language of the call, in both languages of a tip."""

from __future__ import annotations

import pytest

from tests.drawn import draw
from tests.rules.judging import finding
from voicecheck.rules.examples import examples_in, quoted
from voicecheck.rules.files import available_standards
from voicecheck.rules.load import load_standard

TIP = {"zh": "先说「请稍等」，再说「谢谢」。", "en": 'First "one moment", then "thank you".'}


@pytest.mark.parametrize(
    ("spoken", "zh", "en"),
    [
        ("zh", TIP["zh"], "First “请稍等” (one moment), then “谢谢” (thank you)."),
        ("en", "先说“one moment”（请稍等），再说“thank you”（谢谢）。", TIP["en"]),
        ("fr", TIP["zh"], TIP["en"]),
    ],
)
def test_quoted_words_are_those_of_the_call(spoken: str, zh: str, en: str) -> None:
    assert examples_in(TIP, spoken) == {"zh": zh, "en": en}


def test_quotes_that_are_no_pairs_stay() -> None:
    tip = {"zh": "把「你」换成「您」。", "en": "Use 您."}
    assert examples_in(tip, "zh") == tip


def test_an_english_page_of_a_chinese_call_says_what_to_say_in_chinese() -> None:
    call = draw(
        agent="AA__AA",
        customer="__CC__",
        agent_says=["您好", "好的"],
        customer_says=["我很生气，你们太差了"],
    )
    found = finding(call, "empathy")
    assert found.suggestion is not None
    assert found.suggestion["en"] == "Begin with “我非常理解您的心情” (I understand how you feel)."


@pytest.mark.parametrize("name", available_standards())
def test_the_bundled_tips_quote_in_pairs(name: str) -> None:
    for rule in load_standard(name).rules:
        if not rule.applies.languages:
            assert len(quoted(rule.tip, "zh")) == len(quoted(rule.tip, "en")), rule.id

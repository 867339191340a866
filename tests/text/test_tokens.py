"""The normal form of texts, and counting what was said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicecheck.text import count_syllables, count_words, is_cjk, normalise, tokens


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("您好，请问…有什么?", ("您", "好", "请", "问", "有", "什", "么")),
        ("ＡＢＣ公司　１２", ("abc", "公", "司", "1", "2")),
        ("I don't KNOW.", ("i", "dont", "know")),
        ("it’s 喂,hello", ("its", "喂", "hello")),
        ("請問有什麼可以幫您", ("请", "问", "有", "什", "么", "可", "以", "帮", "您")),
        ("!?。 ", ()),
    ],
)
def test_tokens_are_what_is_said(text: str, expected: tuple[str, ...]) -> None:
    assert tokens(text) == expected


def test_normal_form_keeps_words_of_letters_apart() -> None:
    assert normalise("Hello, World! 您 好 A1") == "hello world您好a1"


@given(st.text(max_size=40))
def test_normal_form_is_stable(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@pytest.mark.parametrize(
    ("character", "expected"), [("您", True), ("a", False), ("，", False), ("か", False)]
)
def test_cjk_means_ideographs(character: str, expected: bool) -> None:
    assert is_cjk(character) is expected


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("您好，请问有什么可以帮您？", "zh", 11),
        ("工号012", "zh", 5),
        ("VIP客户", "zh", 5),  # V-I-P and two characters
        ("WWW", "en", 9),
        ("070", "en", 6),  # ze-ro se-ven ze-ro
        ("How may I help you?", "en", 5),
        ("created available information", "en", 3 + 4 + 4),
        ("", "zh", 0),
    ],
)
def test_syllables(text: str, language: str, expected: int) -> None:
    assert count_syllables(text, language) == expected


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("customer", 3), ("service", 2), ("please", 1), ("moment", 2), ("refund", 2), ("delivered", 3),
        ("checked", 1), ("wanted", 2), ("boxes", 2), ("changes", 2), ("times", 1), ("table", 2),
        ("video", 3), ("idea", 3), ("special", 2), ("question", 2), ("quiet", 2), ("anything", 3),
        ("previous", 3), ("situation", 4), ("tea", 1), ("hmm", 1),
    ],
)  # fmt: skip
def test_english_words_have_the_syllables_of_a_dictionary(word: str, expected: int) -> None:
    assert count_syllables(word, "en") == expected


def test_words_are_counted_across_scripts() -> None:
    assert count_words("OK, 您好 12!") == 5

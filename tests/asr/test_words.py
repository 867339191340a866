from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicecheck.asr.words import join_words, split_words


@pytest.mark.parametrize(
    ("text", "language", "words"),
    [
        ("您好，请问。", "zh", ["您", "好，", "请", "问。"]),
        ("“您好”", "zh", ["“您", "好”"]),
        ("拨打400", "zh", ["拨", "打", "4", "0", "0"]),
        ("VIP客户 hello world", "zh", ["VIP", "客", "户", "hello", "world"]),
        ("I don't know, sorry.", "en", ["I", "don't", "know,", "sorry."]),
        ("It is 10:30, or 3.5", "en", ["It", "is", "10:30,", "or", "3.5"]),
        ("say 您好 now", "en", ["say", "您", "好", "now"]),
        ("……，。", "zh", []),
        ("", "en", []),
        ("안녕하세요 고객님", "ko", ["안녕하세요", "고객님"]),
    ],
)
def test_words_of_a_text(text: str, language: str, words: list[str]) -> None:
    assert split_words(text, language) == words


@pytest.mark.parametrize(
    ("words", "language", "text"),
    [
        (["您", "好，", "请", "问"], "zh", "您好，请问"),
        (["4", "0", "0"], "zh", "400"),
        (["VIP", "客", "户"], "zh", "VIP客户"),
        (["hello", "world"], "zh", "hello world"),
        (["I", "know,", "sorry."], "en", "I know, sorry."),
        ([], "en", ""),
    ],
)
def test_words_join_to_the_sentence(words: list[str], language: str, text: str) -> None:
    assert join_words(words, language) == text


@given(st.text(alphabet="您好请问，。 ab1'?“”-", max_size=40), st.sampled_from(["zh", "en"]))
def test_no_character_is_lost_but_white_space(text: str, language: str) -> None:
    words = split_words(text, language)
    if words:
        assert "".join(words) == "".join(text.split())
    else:
        assert not any(character.isalnum() for character in text)


@given(st.text(alphabet="您好请问，。 ab1c", max_size=40), st.sampled_from(["zh", "en"]))
def test_split_undoes_join(text: str, language: str) -> None:
    words = split_words(text, language)
    assert split_words(join_words(words, language), language) == words

"""What a call is looked up for is what its turns hold."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicecheck.rules.lexicon import Hit, Lexicon
from voicecheck.rules.needs import alternatives, regex_needs
from voicecheck.rules.standard import PhraseList
from voicecheck.text import tokens

SYLLABLES = st.text("我您好吗稍等", min_size=1, max_size=4)


@given(
    st.lists(SYLLABLES, min_size=1, max_size=6),
    st.lists(st.text("我您好吗稍等", max_size=12), min_size=1, max_size=4),
)
def test_every_place_of_every_phrase_is_found(phrases: list[str], lines: list[str]) -> None:
    hits, _ = Lexicon({"mine": PhraseList(phrases=tuple(phrases))}).look_up([tuple(line) for line in lines])
    wanted = {
        Hit(turn, first, first + len(phrase))
        for turn, line in enumerate(lines)
        for phrase in phrases
        for first in range(len(line))
        if line.startswith(phrase, first)
    }
    assert set(hits.get("mine", [])) == wanted


def test_the_ends_of_a_turn() -> None:
    lexicon = Lexicon({"mine": PhraseList(phrases=("^喂", "吗$", "^好$"))})
    hits, _ = lexicon.look_up(["喂你好", "你好喂", "好吗", "吗好", "好"])
    assert hits == {"mine": [Hit(0, 0, 1), Hit(2, 1, 2), Hit(4, 0, 1)]}


@pytest.mark.parametrize(
    ("regex", "keys", "letters"),
    [
        ("稍等", {"稍 等"}, ()),
        ("(?:稍|请)等", {"稍 等", "请 等"}, ()),
        ("转.{1,5}部", {"转"}, ()),
        ("[一二]天", {"一 天", "二 天"}, ()),
        (r"\d{3,}号", {"号"}, ()),
        ("how (?:can|may) i", set(), ("how",)),
        ("(?:please|kindly) hold", set(), ("hold",)),
        ("(?:您好)+", {"您 好"}, ()),
        ("a.b", set(), ("a",)),
    ],
)
def test_what_an_expression_needs(regex: str, keys: set[str], letters: tuple[str, ...]) -> None:
    first, *_ = regex_needs(regex)
    assert (first.keys, first.letters) == (keys, letters)


@pytest.mark.parametrize("regex", [r"\d{3}", "[^您]{2}", "(?:您好)?吗?", "(?i)HOLD"])
def test_an_expression_that_needs_nothing_in_particular(regex: str) -> None:
    assert regex_needs(regex) == ()


def test_several_things_are_needed_at_once() -> None:
    first, *others = regex_needs("(?:帮|给)您.{0,4}转接")
    assert first.keys == {"转 接"}
    assert {"帮 您", "给 您"} in [one.keys for one in others]


@pytest.mark.parametrize(
    ("regex", "parts"),
    [
        ("a|b", ["a", "b"]),
        ("(?:a|b)c|d", ["(?:a|b)c", "d"]),
        ("[|]a", ["[|]a"]),
        (r"a\|b|c", [r"a\|b", "c"]),
        ("[]|]a|[^]|]b", ["[]|]a", "[^]|]b"]),
    ],
)
def test_alternatives(regex: str, parts: list[str]) -> None:
    assert alternatives(regex) == parts


PIECES = st.sampled_from(
    [
        "稍等",
        "(?:我|您)",
        "[稍等好]",
        "好?",
        ".{0,2}",
        "(?:稍等|好)",
        "吗",
        "hold",
        "(?:hold|wait)",
        r"\d",
        "(?!好)",
    ]
)


@given(st.lists(PIECES, min_size=1, max_size=4).map("".join), st.text("我您好吗稍等1 holdwait", max_size=12))
def test_an_expression_is_sought_wherever_it_matches(regex: str, said: str) -> None:
    units = tokens(said)
    closed = re.sub(r"(?<![a-z]) | (?![a-z])", "", " ".join(units))
    _, seekers = Lexicon({"mine": PhraseList(regexes=(regex,))}).look_up([units])
    if re.search(regex, closed) and units:
        assert [0] in seekers["mine"].values()

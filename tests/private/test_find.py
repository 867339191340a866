"""Private data are found however they are written or spoken, and little else is."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from voicecheck.private.find import find_private, without_private
from voicecheck.private.folding import folded
from voicecheck.private.placeholders import KINDS, PLACEHOLDER, placeholder
from voicecheck.text import count_words, tokens

NAMES = ("马强", "欧阳志远", "John Smith", "Grace Hill")

FOUND = [
    # Telephones.
    ("我的手机号是13800138000谢谢", "我的手机号是[phone]谢谢"),
    ("电话 138-0013-8000", "电话 [phone]"),
    ("电话１３８００１３８０００", "电话[phone]"),
    ("幺三八，零零，嗯，幺三八零零零", "[phone]"),
    ("洞幺洞，六二三四五六拐八", "[phone]"),
    ("一三八两个零一三八三个零", "[phone]"),
    ("+86 138 0013 8000", "[phone]"),
    ("座机是87654321", "座机是[phone]"),
    ("会员号是13800138000", "会员号是[phone]"),
    ("一三八\n零零一三\n八零零零", "[phone]"),
    ("my number is four one five five five five two six seven one", "my number is [phone]"),
    ("it's oh seven seven double oh, nine hundred, one two three", "it's [phone]"),
    ("call me on (415) 555-2671", "call me on ([phone]"),
    ("my phone is forty two seventeen sixty three ninety one", "my phone is [phone]"),
    # Identity cards: with a check digit, spoken, and with one digit misheard.
    ("身份证11010519491231002X", "身份证[identity]"),
    ("幺幺零幺零五，幺九四九，幺二三幺，零零二叉", "[identity]"),
    ("身份证110105194912310021", "身份证[identity]"),
    # What does not show breaks no number in two.
    ("电话138\u200b0013\u200b8000", "电话[phone]"),
    ("138\x000013\u00ad8000, \u202e13800138000", "[phone], \u202e[phone]"),
    # Bank cards.
    ("6222 0212 3456 7890 128", "[card]"),
    ("卡号六二二二零二零二零零一一二二三三四四五", "卡号[card]"),
    ("the card is four one one one, one one one one, one one one one, one one one one", "the card is [card]"),
    # Addresses.
    ("zhang.wei@example.com.cn收", "[email]收"),
    ("我的邮箱是zhangsan艾特qq点com", "我的邮箱是[email]"),
    ("一二三四五六艾特幺六三点com", "[email]"),
    ("my email is j o h n dot smith at gmail dot com okay", "my email is [email] okay"),
    # Names: listed, in other characters of the same sound, and as people are called.
    ("我叫马强", "我叫[name]"),
    ("您好马先生", "您好[name]先生"),
    ("欧阳女士您好", "[name]女士您好"),
    ("请问是欧阳智远吗", "请问是[name]吗"),
    ("this is john smith, call me John", "this is [name], call me [name]"),
    ("grace is a virtue, miss grace", "grace is a virtue, miss [name]"),
]  # fmt: skip

LEFT_ALONE = [
    "订单号是2024051612345678",
    "订单号是二零二四零五幺六，幺二三四五六",
    "your tracking number is one two three four five six seven eight nine oh one two",
    "快递SF1234567890123",
    "一共三百二十八块，去年是一千二百三十四块五",
    "扣了1,234.56元，退1234567元",
    "2024-05-16 10:42:00办的，20240516104200登记",
    "二零二四年五月十六号上午九点三十五分",
    "请转8021，工号1024",
    "尾号8000，后四位三个八零",
    "客服热线400-820-8820，10086，95588",
    "please call 1-800-555-2671",
    "一二三四五六七",
    "look at example dot com, or visit us at shop dot example dot com",
    "two or three hundred people waited twenty five minutes",
    "往里走历经三年",
    "192.168.1.100",
    "马上就好，强大",
    "",
]


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_private_data_are_found(text: str, expected: str) -> None:
    assert without_private(text, NAMES, "en") == expected


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_what_is_not_private_stays(text: str) -> None:
    assert without_private(text, NAMES, "en") == text


def test_a_question_tells_what_the_answer_is() -> None:
    (phone,) = find_private("八七六五四三二一", asked=["请问您的联系电话"])
    assert phone.kind == "phone"
    assert find_private("二零二四零五一六一二三四", asked=["请报一下订单号"]) == ()


def test_parts_of_a_known_number_are_private_too() -> None:
    assert find_private("八零零一三，对吗") == ()
    (part,) = find_private("八零零一三，对吗", known={"13800138000": "phone"})
    assert (part.kind, part.start, part.end) == ("phone", 0, 5)
    assert find_private("尾号八零零零", known={"13800138000": "phone"}) == ()


PAUSES = st.sampled_from(["", " ", "-", "，", "\n", "，嗯，", "，然后", "…", "\n好的，", " uh ", ", and "])
SPOKEN = dict(zip("0138", "零幺三八", strict=True))


@example([(3, "，", False), (3, " ", False), *[(4, "", False)] * 9])
@given(st.lists(st.tuples(st.integers(1, 4), PAUSES, st.booleans()), min_size=11))
def test_a_number_may_be_told_in_any_pieces(pieces: list[tuple[int, str, bool]]) -> None:
    number, text = "13800138000", ""
    for length, pause, is_spoken in pieces:
        said, number = number[:length], number[length:]
        text += "".join(SPOKEN[digit] for digit in said) if is_spoken else said
        text += pause if number else ""
    found = find_private(f"我的手机{text}，谢谢")
    assert [(one.kind, one.digits) for one in found] == [("phone", "13800138000")]


@given(st.text(max_size=80))
def test_any_text_has_its_places(text: str) -> None:
    assert len(folded(text)) == len(text)
    found = find_private(text, NAMES)
    reached = 0
    for one in found:
        assert reached <= one.start < one.end <= len(text)
        reached = one.end


PIECES = st.text("0123456789一幺二三零洞 -,，.@艾特点comat嗯是x+\n个double oh", max_size=120)


@given(PIECES)
def test_what_was_taken_out_is_not_found_again_with_all_its_digits(text: str) -> None:
    taken = find_private(text)
    rest = without_private(text, (), "zh")
    for one in taken:
        if len(one.digits) >= 11 and text.count(text[one.start : one.end]) == 1:
            assert text[one.start : one.end] not in rest


def test_placeholders_are_no_words() -> None:
    for language in ("zh", "en"):
        for kind in KINDS:
            shown = placeholder(kind, language)
            assert PLACEHOLDER.fullmatch(shown)
            assert tokens(f"我的{shown}") == ("我", "的")
            assert count_words(f"call {shown} now") == 2
            assert find_private(shown, NAMES) == ()

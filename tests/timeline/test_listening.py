"""Signs of listening by what they are made of."""

from __future__ import annotations

import pytest

from voicecheck.timeline.listening import is_listening


@pytest.mark.parametrize(
    "text",
    ["嗯 , 对 对", "嗯哼。", "哎,好", "哦,这样", "对对对是这样的", "我明白", "嗯,了解", "您说", "没错",
     "原来是这样啊", "Gotcha.", "Oh, okay.", "Ah, right.", "Mm-hm.", "Yes, I see.", "I see, of course.",
     "Uh-huh"],
)  # fmt: skip
def test_interjections_and_words_of_assent_are_listening(text: str) -> None:
    assert is_listening(text) is True


@pytest.mark.parametrize(
    "text",
    ["不", "不对", "不明白", "没有", "你听我说", "好了好了,说重点", "等等等等", "是不是", "发了", "好,一",
     "五八二七",
     "No.", "Yes, but I", "Okay okay, what is your number", "Wait, wait.", "Right, stop."],
)  # fmt: skip
def test_whoever_says_more_wants_the_floor(text: str) -> None:
    assert is_listening(text) is False


@pytest.mark.parametrize("text", ["队对", "嗯,恨", "Oh, sea.", "Yeah bright.", "", "。"])
def test_where_one_word_may_be_misheard_the_sound_has_to_tell(text: str) -> None:
    assert is_listening(text) is None

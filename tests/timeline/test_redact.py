"""Private data go out of a timeline's words and facts; its measures stay."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.drawn import draw, with_turn
from voicecheck.asr.types import Word
from voicecheck.metrics.catalogue import measure_call_metrics, measure_metrics
from voicecheck.timeline.codec import decode_timeline, encode_timeline
from voicecheck.timeline.redact import NO_WORDS_LIMIT, Redaction, redact_timeline
from voicecheck.timeline.types import CallTimeline
from voicecheck.timeline.words import NEAR_S, words_text

ASKS = "请问您的手机号"


def told_in_pieces(**more: object) -> CallTimeline:
    """A customer who tells a number in two turns, and an agent who says it again."""
    return draw(
        agent="AAAA_____a_____AAAA",
        customer="____CCCC__CCCC_____",
        agent_says=[ASKS, "嗯", "马先生13800138000对吗"],
        customer_says=["我叫马强一三八零零", "幺三八零零零"],
        metadata={"customer_name": "马强", "agent_name": "李静", "note": "13800138000", "agent_id": "9"},
        **more,  # type: ignore[arg-type]
    )  # fmt: skip


def texts(timeline: CallTimeline) -> list[str]:
    return [turn.text for turn in timeline.turns]


def test_a_number_goes_wherever_its_pieces_are_and_where_it_is_said_again() -> None:
    redacted = redact_timeline(told_in_pieces(), Redaction())
    assert texts(redacted) == [ASKS, "我叫[姓名] [电话]", "嗯", "[电话]", "[姓名]先生[电话]对吗"]
    assert {one.kind for one in redacted.redacted or ()} == {"name", "phone"}


def test_facts_lose_the_customer_and_numbers_and_keep_who_the_agent_is() -> None:
    call = redact_timeline(told_in_pieces(), Redaction()).call
    assert call.metadata == {
        "customer_name": "[姓名]", "agent_name": "李静", "note": "[电话]", "agent_id": "9",
    }  # fmt: skip
    listed = redact_timeline(told_in_pieces(), Redaction(names=("李静",)))
    assert listed.call.metadata["agent_name"] == "[姓名]"


def test_words_keep_their_places_and_the_text_is_theirs() -> None:
    timeline = told_in_pieces()
    redacted = redact_timeline(timeline, Redaction())
    for before, after in zip(timeline.turns, redacted.turns, strict=True):
        assert after.text == words_text(after.words)
        assert [(word.start_s, word.end_s) for word in after.words] == [
            (word.start_s, word.end_s) for word in before.words
        ]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_figures_stay_as_they_were(language: str) -> None:
    timeline = told_in_pieces(probability=0.9)
    if language == "en":
        timeline = draw(
            agent="AAAA_____AAAA",
            customer="_____CCCC____",
            agent_says=["may i have your number please", "thank you"],
            customer_says=["sure it is four one five five five five two six seven one"],
            language="en",
        )
    redacted = redact_timeline(timeline, Redaction())
    assert texts(redacted) != texts(timeline)
    assert measure_metrics(redacted) == measure_metrics(timeline)
    assert measure_call_metrics(redacted) == measure_call_metrics(timeline)


def test_the_sound_goes_where_the_words_were_with_a_margin() -> None:
    said = "我的电话138001380 00谢".replace(" ", "")
    words = tuple(
        Word(start_s=1.0 + 0.2 * n, end_s=1.15 + 0.2 * n + 0.001 * n, text=char)
        for n, char in enumerate(said)
    )
    timeline = draw(customer="_CCCCC", customer_says=["x"])
    timeline = with_turn(timeline, 0, words=words, text=words_text(words))
    (one,) = redact_timeline(timeline, Redaction()).redacted or ()
    first, last = words[4], words[14]
    assert (one.start_s, one.end_s) == (first.start_s - NEAR_S, last.end_s + NEAR_S)
    assert one.speaker == "customer"


def test_without_times_of_the_words_the_whole_turn_is_taken_out_of_the_sound() -> None:
    timeline = draw(customer="_CCCC_", customer_says=["电话13800138000谢谢"])
    (one,) = redact_timeline(timeline, Redaction()).redacted or ()
    assert (one.start_s, one.end_s) == (1.0 - NEAR_S, 5.0 + NEAR_S)


def test_speech_of_which_no_word_is_known_is_taken_out_of_the_sound() -> None:
    timeline = draw(
        agent="AA______", customer="___CC_C_", agent_says=["您好"], unrecognised=[(6.0, 7.0, "customer")]
    )
    redacted = redact_timeline(timeline, Redaction())
    assert {one.kind for one in redacted.redacted or ()} == {"unrecognised"}
    covered = [(one.start_s, one.end_s) for one in redacted.redacted or ()]
    assert any(start <= 3.0 and end >= 5.0 for start, end in covered)
    assert not any(start < 2.0 for start, _ in covered)
    assert NO_WORDS_LIMIT not in redacted.limits


def test_without_any_words_all_speech_goes_and_the_limits_say_so() -> None:
    redacted = redact_timeline(draw(agent="AA__", customer="__CC", transcript=False), Redaction())
    assert NO_WORDS_LIMIT in redacted.limits
    assert len(redacted.redacted or ()) == 2


def test_a_second_time_takes_out_more_names_and_forgets_nothing() -> None:
    once = redact_timeline(told_in_pieces(), Redaction())
    assert redact_timeline(once, Redaction()) == once
    again = redact_timeline(
        with_turn(once, 0, text="请问手机号", words=once.turns[0].words[:2]), Redaction(names=("请问",))
    )
    assert again.turns[0].text == "[姓名]"
    assert set(once.redacted or ()) < set(again.redacted or ())
    assert again.turns[1].word_count == once.turns[1].word_count


def test_a_redacted_timeline_is_stored_and_read_back() -> None:
    redacted = redact_timeline(told_in_pieces(), Redaction())
    assert decode_timeline(encode_timeline(redacted)) == redacted
    assert decode_timeline(encode_timeline(replace(redacted, redacted=None))).redacted is None

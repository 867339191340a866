"""Which channel is the agent's, and on what basis."""

from __future__ import annotations

from typing import Any, Literal

from voicecheck.asr.types import Transcript, Utterance
from voicecheck.intervals import Interval
from voicecheck.timeline.roles import Roles, assign_roles

SPEECH = ((Interval(3.0, 5.0), Interval(9.0, 11.0)), (Interval(5.5, 8.0),))


def said(
    *lines: tuple[int, str], failure: str | None = None, source: Literal["model", "given"] = "model"
) -> Transcript:
    return Transcript(
        language="zh",
        source=source,
        utterances=tuple(
            Utterance(start_s=0.0, end_s=1.0, text=text, words=(), channel=channel, failure=failure)
            for channel, text in lines
        ),
    )


def roles(**known: Any) -> Roles:
    settings: dict[str, Any] = {
        "declared": None,
        "from_metadata": None,
        "direction": None,
        "transcript": None,
        "speech": SPEECH,
        "answer_s": None,
    }
    return assign_roles(**(settings | known))


def test_what_is_declared_wins_over_everything() -> None:
    heard = said((0, "请问有什么可以帮您"))
    assert roles(declared=1, from_metadata=0, transcript=heard) == Roles(1, "declared")


def test_metadata_wins_over_words() -> None:
    assert roles(from_metadata=1, transcript=said((0, "请问有什么可以帮您"))) == Roles(1, "metadata")


def test_who_offers_help_is_the_agent() -> None:
    heard = said((1, "您好 请问有什么可以帮您"), (0, "你好 我想查一下我的订单"))
    assert roles(transcript=heard) == Roles(1, "content")


def test_english_offers_of_help() -> None:
    heard = said((1, "Thank you for calling, how may I help you?"), (0, "I'd like to return my order"))
    assert roles(transcript=heard) == Roles(1, "content")


def test_one_weak_cue_does_not_settle_it() -> None:
    assert roles(transcript=said((1, "星河公司"), (0, "喂"))) == Roles(0, "order")


def test_words_that_failed_to_be_recognised_say_nothing() -> None:
    heard = said((1, "您好 请问有什么可以帮您"), failure="repetition")
    assert roles(transcript=heard).basis == "order"


def test_on_an_inbound_call_the_agent_speaks_first_after_the_answer() -> None:
    assert roles() == Roles(0, "order")
    # What is said before the last ring ends (the caller talks to somebody) does not count.
    assert roles(answer_s=5.2) == Roles(1, "order")


def test_on_an_outbound_call_the_called_party_speaks_first() -> None:
    assert roles(direction="outbound") == Roles(1, "order")


def test_a_single_speaking_channel_is_a_guess() -> None:
    assert roles(speech=((), (Interval(1.0, 2.0),))) == Roles(1, "guessed")
    assert roles(speech=((), ())) == Roles(0, "guessed")


def test_given_speakers_are_found_where_they_sound() -> None:
    given = Transcript(
        language="zh",
        source="given",
        utterances=(
            Utterance(start_s=5.6, end_s=7.9, text="您好", words=(), speaker="agent"),
            Utterance(start_s=3.1, end_s=4.9, text="你好", words=(), speaker="customer"),
        ),
    )
    assert roles(transcript=given) == Roles(1, "content")

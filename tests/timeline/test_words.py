"""Words and whose they are."""

from __future__ import annotations

import pytest

from voicecheck.asr.types import Transcript, Utterance, Word
from voicecheck.intervals import Interval
from voicecheck.timeline.turns import FloorTurn
from voicecheck.timeline.words import (
    attach_words,
    given_speech,
    listening_words,
    party_words,
    words_text,
)


def word(start_s: float, text: str, length_s: float = 0.2) -> Word:
    return Word(start_s=start_s, end_s=start_s + length_s, text=text)


def turn(party: int, start_s: float, end_s: float) -> FloorTurn:
    return FloorTurn(party=party, ipus=(Interval(start_s, end_s),))


def test_recognised_words_follow_the_roles_of_the_channels() -> None:
    transcript = Transcript(
        language="zh",
        source="model",
        utterances=(
            Utterance(start_s=0, end_s=1, text="您", words=(word(0.0, "您"),), channel=1),
            Utterance(
                start_s=1, end_s=2, text="喂", words=(word(1.0, "喂"),), channel=0, failure="repetition"
            ),
        ),
    )
    agent, customer = party_words(transcript, agent_channel=1)
    assert [found.text for found in agent.words] == ["您"]
    assert [found.text for found in customer.words] == ["喂"]
    (lost,) = customer.unrecognised
    assert (lost.speaker, lost.reason, lost.start_s, lost.end_s) == ("customer", "repetition", 1, 2)


def test_a_word_goes_to_the_nearest_turn_of_its_own_party() -> None:
    turns = (turn(0, 0.0, 2.0), turn(1, 2.2, 4.0), turn(0, 4.5, 6.0))
    attached = attach_words([word(0.5, "您"), word(2.1, "好"), word(4.2, "再"), word(7.0, "见")], turns, 0)
    assert {index: [w.text for w in words] for index, words in attached.items()} == {
        0: ["您", "好"],
        2: ["再", "见"],
    }


def test_words_of_a_party_without_turns_are_nowhere() -> None:
    assert attach_words([word(0.5, "您")], (turn(1, 0.0, 1.0),), 0) == {}


@pytest.mark.parametrize(
    ("texts", "line"),
    [
        (("您", "好,"), "您好,"),
        (("How", "may", "I"), "How may I"),
        (("我", "的", "QQ", "号"), "我的QQ号"),
        (("4", "0", "7", "号"), "407号"),
        (("40", "pieces"), "40 pieces"),
        ((), ""),
    ],
)
def test_words_make_a_line(texts: tuple[str, ...], line: str) -> None:
    assert words_text([word(0.0, text) for text in texts]) == line


def test_signs_of_listening_are_told_from_contributions() -> None:
    is_backchannel = listening_words(
        ([word(1.0, "好"), word(1.2, "的。"), word(5.0, "不"), word(5.2, "对")], [word(3.0, "Uh-huh")])
    )
    assert is_backchannel(0, Interval(1.0, 1.5)) is True
    assert is_backchannel(0, Interval(5.0, 5.4)) is False
    assert is_backchannel(1, Interval(2.9, 3.4)) is True
    assert is_backchannel(1, Interval(8.0, 8.4)) is None


def given(*spans: tuple[float, float]) -> Transcript:
    return Transcript(
        language="zh",
        source="given",
        utterances=tuple(
            Utterance(start_s=start_s, end_s=end_s, text="好", words=(), speaker="agent")
            for start_s, end_s in spans
        ),
    )


def test_given_utterances_are_cut_to_what_the_audio_shows() -> None:
    speech, unheard = given_speech(given((1.0, 4.0), (6.0, 7.0)), [Interval(1.5, 2.0), Interval(3.0, 3.5)], 0)
    assert speech == (Interval(1.5, 2.0), Interval(3.0, 3.5), Interval(6.0, 7.0))
    assert unheard == 1
    assert given_speech(given((1.0, 4.0)), [], 1) == ((), 0)

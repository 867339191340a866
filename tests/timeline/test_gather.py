"""A call's evidence on one time axis: real sample audio, cut short, with roles, rings and limits."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.drawn import draw
from voicecheck.acoustics.listen import Heard, listen
from voicecheck.acoustics.separation import Separation, separate_voices
from voicecheck.acoustics.tones import Ring
from voicecheck.asr.types import Transcript, Utterance, Word
from voicecheck.audio.load import load_recording
from voicecheck.audio.metadata import CallFacts
from voicecheck.intervals import Interval, overlap_s, total_s
from voicecheck.timeline import gather as room
from voicecheck.timeline.codec import decode_timeline, encode_timeline
from voicecheck.timeline.types import SPEAKERS, CallInfo, CallTimeline, Measured

RATE_HZ = 8000
SAMPLES = Path(__file__).parent.parent.parent / "samples"


@pytest.fixture(scope="module")
def call() -> NDArray[np.float32]:
    """Two rings, the agent's greeting on the left, the customer's first words on the right; 22 s."""
    return load_recording(SAMPLES / "good-call.wav").samples[:, : 22 * RATE_HZ].copy()


def gathered(
    samples: NDArray[np.float32],
    *,
    transcript: Transcript | None = None,
    facts: CallFacts | None = None,
    agent_channel: int | None = None,
    separation: Separation | None = None,
) -> CallTimeline:
    return room.gather(
        CallInfo(
            id="0" * 16,
            path="call.wav",
            sha256="0" * 64,
            duration_s=samples.shape[1] / RATE_HZ,
            sample_rate_hz=RATE_HZ,
            channels=len(samples),
            codec="pcm_s16",
            metadata={},
        ),
        listen(samples, RATE_HZ),
        RATE_HZ,
        transcript=transcript,
        facts=facts or CallFacts(),
        agent_channel=agent_channel,
        language=None,
        limits=(),
        separation=separation,
        measured=Measured(
            voicecheck="test", transcript=transcript.source if transcript else None, model=None, settings={}
        ),
    )


def given(*lines: tuple[str, float, float, str]) -> Transcript:
    utterances = []
    for speaker, start_s, end_s, text in lines:
        step_s = (end_s - start_s) / len(text)
        words = tuple(
            Word(start_s=start_s + place * step_s, end_s=start_s + (place + 1) * step_s, text=character)
            for place, character in enumerate(text)
        )
        utterances.append(
            Utterance(start_s=start_s, end_s=end_s, text=text, words=words, speaker=speaker)  # type: ignore[arg-type]
        )
    return Transcript(language="zh", source="given", utterances=tuple(utterances))


def test_rings_and_the_answer(call: NDArray[np.float32]) -> None:
    timeline = gathered(call)
    assert (timeline.ring_count, timeline.ring_source) == (2, "audio")
    assert timeline.answer_s == pytest.approx(6.4, abs=0.05)
    assert [turn.speaker for turn in timeline.turns][:2] == ["agent", "customer"]
    assert timeline.turns[0].start_s == pytest.approx(7.5, abs=0.1)
    assert timeline.turns[0].rate_unit == "nucleus"
    assert room.NO_TRANSCRIPT in timeline.limits


def test_swapping_the_channels_swaps_the_channel_numbers_and_nothing_else(call: NDArray[np.float32]) -> None:
    there, back = gathered(call), gathered(call[::-1].copy())
    assert (there.speakers["agent"].channel, back.speakers["agent"].channel) == (0, 1)
    assert there.turns == back.turns
    assert there.silences == back.silences


def test_the_declared_channel_wins(call: NDArray[np.float32]) -> None:
    voice = gathered(call, agent_channel=1).speakers["agent"]
    assert (voice.channel, voice.basis) == (1, "declared")


@pytest.mark.parametrize(
    ("facts", "count"),
    [
        (CallFacts(ring_count=6), 6),
        (CallFacts(ring_count=0), 0),
        (CallFacts(ring_s=9.0), 3),
        (CallFacts(ring_s=9.1), 4),
        (CallFacts(ring_count=1, ring_s=30.0), 1),
    ],
)
def test_metadata_wins_over_the_rings_that_are_heard(
    call: NDArray[np.float32], facts: CallFacts, count: int
) -> None:
    timeline = gathered(call, facts=facts)
    assert (timeline.ring_count, timeline.ring_source) == (count, "metadata")
    assert timeline.answer_s is not None


def test_a_ring_after_the_first_words_is_a_transfer() -> None:
    heard = Heard(
        samples=np.zeros((2, 10), np.float32),
        speech=((Interval(5.0, 6.0),), ()),
        rings=tuple(room_ring(start_s) for start_s in (0.0, 3.0, 8.0)),
        sounds=(),
        relation=None,
    )
    assert room.ring_count(heard, CallFacts()) == (2, "audio")
    assert heard.answer_s == 4.0


def room_ring(start_s: float) -> Ring:
    return Ring(start_s=start_s, end_s=start_s + 1.0, frequencies_hz=(450.0,))


def test_a_recording_that_starts_at_the_answer_has_no_ring_count(call: NDArray[np.float32]) -> None:
    timeline = gathered(call[:, 7 * RATE_HZ :].copy())
    assert (timeline.ring_count, timeline.ring_source, timeline.answer_s) == (None, None, None)
    assert room.STARTS_AT_ANSWER in timeline.limits


def test_mono_names_nobody(call: NDArray[np.float32]) -> None:
    timeline = gathered(call.sum(axis=0, keepdims=True))
    assert timeline.speakers == {}
    assert {turn.speaker for turn in timeline.turns} == {None}
    assert timeline.overlaps == ()
    assert not timeline.parties_apart
    assert {room.MONO, room.UNKNOWN_PARTIES} <= set(timeline.limits)
    assert timeline.ring_count == 2


@pytest.fixture(scope="module")
def mono_call() -> NDArray[np.float32]:
    """Both parties on one channel, an agent and a customer of different sex; 51 s."""
    return load_recording(SAMPLES / "mono-call.ogg").samples


def test_two_voices_on_one_channel_are_two_parties(mono_call: NDArray[np.float32]) -> None:
    heard = listen(mono_call, RATE_HZ)
    separation = separate_voices(mono_call[0], RATE_HZ, heard.speech[0])
    timeline = gathered(mono_call, separation=separation)
    truth = json.loads((SAMPLES / "mono-call.truth.json").read_text("utf-8"))["turns"]
    assert [turn.speaker for turn in timeline.turns] == [turn["speaker"] for turn in truth]
    for speaker in SPEAKERS:
        own = [Interval(turn["start_s"], turn["end_s"]) for turn in truth if turn["speaker"] == speaker]
        speech = timeline.speakers[speaker].speech
        assert overlap_s(speech, own) > 0.96 * total_s(speech)
    assert timeline.overlaps == ()
    assert not timeline.parties_apart
    assert any("told apart by their voices (confidence" in limit for limit in timeline.limits)
    assert {voice.basis for voice in timeline.speakers.values()} == {"order"}
    # The other party on the same channel is no noise.
    assert all(voice.snr_db and voice.snr_db > 25 for voice in timeline.speakers.values())


def test_words_tell_which_voice_is_the_agents(mono_call: NDArray[np.float32]) -> None:
    heard = listen(mono_call, RATE_HZ)
    separation = separate_voices(mono_call[0], RATE_HZ, heard.speech[0])
    assert separation.speech is not None
    first = separation.speech[1][0]
    words = "很高兴为您服务,请问还有什么可以帮您"
    transcript = Transcript(
        language="zh",
        source="model",
        utterances=(
            Utterance(
                start_s=first.start_s,
                end_s=first.end_s,
                text=words,
                words=(Word(start_s=first.start_s, end_s=first.end_s, text=words),),
                channel=1,
            ),
        ),
    )
    timeline = gathered(mono_call, separation=separation, transcript=transcript)
    assert timeline.turns[0].speaker == "customer"
    assert timeline.speakers["agent"].basis == "content"


def test_a_given_diarization_names_the_agent(mono_call: NDArray[np.float32]) -> None:
    voices = ((Interval(0.0, 8.4),), (Interval(8.5, 14.4),))
    timeline = gathered(mono_call, separation=Separation(speech=voices, agent=1))
    assert [turn.speaker for turn in timeline.turns][:2] == ["customer", "agent"]
    assert timeline.speakers["agent"].basis == "declared"
    assert room.BY_DIARIZATION in timeline.limits
    # Speech that the diarization gives to nobody is no silence.
    assert not any(silence.start_s > 15 and silence.end_s < 49 for silence in timeline.silences)


def test_the_same_audio_twice_is_mono(call: NDArray[np.float32]) -> None:
    mono = call.sum(axis=0)
    timeline = gathered(np.stack([mono, 0.5 * mono]))
    assert timeline.speakers == {}
    assert room.SAME_AUDIO in timeline.limits


def test_a_transcript_tells_the_parties_of_a_mono_call(call: NDArray[np.float32]) -> None:
    transcript = given(
        ("agent", 7.5, 14.8, "您好请问有什么可以帮您"), ("customer", 15.2, 21.5, "我想查一下我的订单")
    )
    timeline = gathered(call.sum(axis=0, keepdims=True), transcript=transcript)
    assert [turn.speaker for turn in timeline.turns] == ["agent", "customer"]
    assert timeline.turns[0].text == "您好请问有什么可以帮您"
    assert timeline.turns[0].rate_unit == "character"
    assert timeline.overlaps == ()


def test_a_given_utterance_without_speech_in_the_audio_is_believed_and_said(
    call: NDArray[np.float32],
) -> None:
    transcript = given(("agent", 7.5, 14.8, "您好请问有什么可以帮您"), ("customer", 1.6, 3.0, "喂"))
    timeline = gathered(call, transcript=transcript, agent_channel=0)
    assert timeline.turns[0].speaker == "customer"
    assert timeline.turns[0].level_dbov is None or timeline.turns[0].level_dbov < -50
    assert room.UNHEARD.format(count=1) in timeline.limits


def test_a_timeline_survives_its_codec(call: NDArray[np.float32]) -> None:
    timeline = gathered(call, transcript=given(("agent", 7.5, 14.8, "您好请问有什么可以帮您")))
    encoded = encode_timeline(timeline)
    assert decode_timeline(encoded) == timeline
    assert encode_timeline(decode_timeline(encoded)) == encoded


def test_silence_gives_an_empty_timeline() -> None:
    timeline = gathered(np.zeros((2, 5 * RATE_HZ), np.float32))
    assert timeline.turns == ()
    assert timeline.silences == (Interval(0.0, 5.0),)
    assert timeline.speakers["agent"].reasons["level_dbov"]


@pytest.mark.parametrize(("turns_dbov", "noted"), [
    ((-22.0, -22.0, -9.0), True),  # the mean with the shouting would lie 17 dB over the noise
    ((-12.0, -12.0, -9.0), False),
    ((-30.5, -30.5, -30.5), True),  # no louder than the noise
    ((), False),
])  # fmt: skip
def test_noise_is_noted_by_the_usual_turns(turns_dbov: tuple[float, ...], noted: bool) -> None:
    call = draw(
        agent="AA__AA__AA",
        customer="__CC__CC__CC",
        customer_turns=[{"level_dbov": level} for level in turns_dbov],
        customer_voice={"noise_dbov": -30.0},
    )
    added = room._noting_noise(call).limits[len(call.limits) :]
    assert [limit.split(" has ")[0] for limit in added] == (["noise: the right channel"] if noted else [])

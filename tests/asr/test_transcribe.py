from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pytest

from tests.asr.sounds import murmur
from voicecheck.asr.engine import WhisperTranscriber
from voicecheck.asr.transcribe import speech_pieces, transcribe_channels
from voicecheck.asr.types import ModelInfo, Progress, RecognisedPiece, SpeechPiece, Word
from voicecheck.errors import UsageError
from voicecheck.intervals import Interval

RATE_HZ = 8000


@dataclass
class Echo:
    """Says one word for each piece, its number."""

    info: ModelInfo = field(
        default_factory=lambda: ModelInfo(name="echo", sha256="0", compute_type="none", device="cpu")
    )

    def transcribe(
        self, pieces: Sequence[SpeechPiece], *, progress: Progress | None = None
    ) -> tuple[RecognisedPiece, ...]:
        return tuple(
            RecognisedPiece(
                words=(
                    Word(
                        start_s=piece.start_s + 0.1, end_s=piece.start_s + 0.2, text=f"{i}，", probability=1
                    ),
                    Word(start_s=piece.start_s + 0.2, end_s=piece.start_s + 0.4, text="好", probability=1),
                )
                if i < 2
                else (),
                language="zh",
                mean_log_probability=-0.1,
                no_speech_probability=0.0,
                failure=None if i < 2 else "no speech",
            )
            for i, piece in enumerate(pieces)
        )


def sound(duration_s: float, channels: int = 2) -> np.ndarray:
    return np.stack([murmur(duration_s, seed)[::2] for seed in range(channels)])


def test_near_stretches_are_one_piece_and_far_ones_two() -> None:
    speech = [Interval(1.0, 2.0), Interval(2.55, 3.0), Interval(3.7, 5.0)]
    pieces = speech_pieces("c", sound(10), RATE_HZ, [speech, []])
    assert [(one.start_s, one.end_s) for one in pieces] == [
        (pytest.approx(0.8), pytest.approx(3.2)),
        (pytest.approx(3.5), pytest.approx(5.2)),
    ]
    assert all(one.samples.dtype == np.float32 for one in pieces)


def test_context_stays_inside_the_recording_and_apart_from_neighbours() -> None:
    # At 0.61 s apart two pieces would share nothing, at the edges there is less than 0.2 s to take.
    speech = [Interval(0.05, 1.0), Interval(1.61, 2.0), Interval(2.61, 2.95)]
    pieces = speech_pieces("c", sound(3.0, 1), RATE_HZ, [speech])
    spans = [(one.start_s, one.end_s) for one in pieces]
    assert spans[0][0] == 0.0
    assert spans[-1][1] == pytest.approx(3.0)
    for (_, end_s), (start_s, _) in itertools.pairwise(spans):
        assert end_s <= start_s


def test_pieces_carry_language_and_prompt() -> None:
    (one,) = speech_pieces("c", sound(3, 1), RATE_HZ, [[Interval(1, 2)]], "en", "broadband")
    assert (one.call, one.channel, one.language, one.prompt) == ("c", 0, "en", "broadband")


def test_the_sound_is_resampled() -> None:
    time_s = np.arange(4 * RATE_HZ) / RATE_HZ
    tone = np.sin(2 * np.pi * 440 * time_s)[None, :]
    (one,) = speech_pieces("c", tone, RATE_HZ, [[Interval(1.0, 3.0)]])
    assert len(one.samples) == pytest.approx(2.4 * 16000, abs=2)
    expected = np.sin(2 * np.pi * 440 * (one.start_s + np.arange(len(one.samples)) / 16000))
    assert np.abs(one.samples - expected)[800:-800].max() < 1e-3


def test_sound_at_16_khz_is_taken_as_it_is() -> None:
    samples = murmur(3)[None, :]
    (one,) = speech_pieces("c", samples, 16000, [[Interval(1.0, 2.0)]])
    assert np.array_equal(one.samples, samples[0, 12800:35200])


def test_one_utterance_for_each_piece_in_order_of_time() -> None:
    found = transcribe_channels(
        Echo(), "c", sound(20), RATE_HZ, [[Interval(5, 6), Interval(10, 11)], [Interval(1, 2)]], "zh"
    )
    assert [(one.channel, one.text, one.failure) for one in found.utterances] == [
        (1, "", "no speech"),
        (0, "0，好", None),
        (0, "1，好", None),
    ]
    assert found.utterances[1].start_s == pytest.approx(4.9)
    assert found.utterances[1].end_s == pytest.approx(5.2)
    assert (found.language, found.source, found.utterances[0].speaker) == ("zh", "model", None)
    assert found.model is not None
    assert found.model.name == "echo"


def test_a_silent_call_has_no_utterances() -> None:
    assert transcribe_channels(Echo(), "c", sound(3), RATE_HZ, [[], []]).utterances == ()


@pytest.mark.parametrize("samples", [murmur(1), sound(1, 3)])
def test_channels_must_agree(samples: np.ndarray) -> None:
    with pytest.raises(UsageError, match="channel"):
        transcribe_channels(Echo(), "c", samples, RATE_HZ, [[], []])


def test_through_a_model(tiny: WhisperTranscriber) -> None:
    told: list[float] = []
    speech = [[Interval(1, 5), Interval(8, 9)], [Interval(5.5, 7.5)]]
    found = transcribe_channels(tiny, "c", sound(10), RATE_HZ, speech, progress=told.append)
    assert [one.channel for one in found.utterances] == [0, 1, 0]
    assert told[-1] == 1.0
    for one in found.utterances:
        starts = [word.start_s for word in one.words]
        assert starts == sorted(starts)
        assert all(0 <= word.start_s < word.end_s <= 10 for word in one.words)

"""Models for the throughput benchmark: text in proportion to speech, and alike in both engines."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from faster_whisper import BatchedInferencePipeline, WhisperModel
from numpy.typing import NDArray

from benchmarks.shaped_model import TOKENS_A_SECOND, Shape, write_shaped_model
from voicecheck.asr.decoder import Decoder
from voicecheck.asr.quality import Decoded, judge
from voicecheck.asr.settings import AsrSettings

SHAPE = Shape(width=64, heads=2, layers=2, alignment_heads=((1, 0), (1, 1)))
PLAIN = AsrSettings(device="cpu", compute_type="int8", cpu_threads=1, beam_size=1)
RATE_HZ = 16_000


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_shaped_model(tmp_path_factory.mktemp("shaped"), SHAPE)


def speech(loud_s: float, silent_s: float) -> NDArray[np.float32]:
    """A low hum, then a pause of faint noise."""
    draw = np.random.default_rng(round(loud_s * 10))
    sound = 1e-4 * draw.standard_normal(round((loud_s + silent_s) * RATE_HZ))
    sound[: round(loud_s * RATE_HZ)] += 0.1 * draw.standard_normal(round(loud_s * RATE_HZ))
    return sound.astype(np.float32)


def decoded(folder: Path, *sounds: NDArray[np.float32]) -> list[Decoded]:
    decoder = Decoder(folder, PLAIN)
    features = decoder.feature_buffer()[: len(sounds)]
    for sound, out in zip(sounds, features, strict=True):
        decoder.features(sound, out)
    states = decoder.encode(features)
    return decoder.decode(states, ["zh"] * len(sounds), [()] * len(sounds), guarded=False)


def test_text_is_in_proportion_to_speech_and_never_doubted(folder: Path) -> None:
    asked = ((5.0, 0.0), (5.0, 15.0), (20.0, 5.0))
    found = decoded(folder, *(speech(*one) for one in asked))
    counts = [len(one.tokens) for one in found]
    for count, (loud_s, _) in zip(counts, asked, strict=True):
        assert count == pytest.approx(TOKENS_A_SECOND * loud_s, rel=0.5)
    assert counts[2] / counts[0] == pytest.approx(4.0, rel=0.3)
    assert [judge(one, PLAIN) for one in found] == [None] * 3
    assert all(len(one.text) == len(one.tokens) for one in found)


def test_both_engines_write_the_same_into_the_same_window(folder: Path) -> None:
    sounds = [speech(3.0, 1.0), speech(9.0, 2.0)]
    starts_s = [0.0, 10.0]
    tape = np.zeros(25 * RATE_HZ, np.float32)
    for start_s, sound in zip(starts_s, sounds, strict=True):
        tape[round(start_s * RATE_HZ) :][: len(sound)] = sound
    pipeline = BatchedInferencePipeline(
        WhisperModel(str(folder), device="cpu", compute_type="int8", cpu_threads=1)
    )
    clips = [
        {"start": start_s, "end": start_s + len(sound) / RATE_HZ}
        for start_s, sound in zip(starts_s, sounds, strict=True)
    ]
    segments, _ = pipeline.transcribe(tape, language="zh", beam_size=1, clip_timestamps=clips)
    assert [segment.text for segment in segments] == [one.text for one in decoded(folder, *sounds)]

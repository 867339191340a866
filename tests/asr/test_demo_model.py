"""The bundled demo model hears synthetic speech through a telephone line: real text, at the right times."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
import soxr
from numpy.typing import NDArray

from models.training.speech import speak
from voicecheck.asr.engine import WhisperTranscriber, load_transcriber
from voicecheck.asr.models import find_model, verify_model
from voicecheck.asr.settings import AsrSettings
from voicecheck.asr.transcribe import speech_pieces, transcribe_channels
from voicecheck.asr.types import Transcript, Utterance
from voicecheck.intervals import Interval

RATE_HZ = 8000
AGENT = ("您好,请问有什么可以帮您?", "请您稍等。", "感谢您的耐心等待。", "感谢您的来电,祝您生活愉快,再见!")
CUSTOMER = ("你好,我想查一下我的账单。", "好的,谢谢。", "没有了,再见。")
CPU = AsrSettings(device="cpu")


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """A sentence of the call: where it lies, and each character's start in the recording."""

    channel: int
    interval: Interval
    text: str
    starts_s: NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    samples: NDArray[np.float32]
    sentences: tuple[Spoken, ...]

    def speech(self, channel: int) -> tuple[Interval, ...]:
        return tuple(one.interval for one in self.sentences if one.channel == channel)


@pytest.fixture(scope="module")
def demo() -> WhisperTranscriber:
    return load_transcriber("demo", CPU)


@pytest.fixture(scope="module")
def call() -> Call:
    """Agent and customer in turns, a second and a half apart, over a quiet line."""
    draw = np.random.default_rng(3)
    samples = (10 ** (-62 / 20) * draw.standard_normal((2, 40 * RATE_HZ))).astype(np.float32)
    sentences = []
    now_s = 1.0
    lines = [(i % 2, line) for i, line in enumerate(_alternating(AGENT, CUSTOMER))]
    for channel, line in lines:
        said = speak(line, voice=("f2", "m3")[channel], rate_wpm=180)
        sound = soxr.resample(said.samples, said.sample_rate_hz, RATE_HZ)
        sound *= 0.06 / np.sqrt(np.mean(np.square(sound)))
        first = round(now_s * RATE_HZ)
        samples[channel, first : first + len(sound)] += sound
        begin_s, end_s = now_s + float(said.spans_s[0, 0]), now_s + float(said.spans_s[-1, 1])
        sentences.append(
            Spoken(
                channel=channel,
                interval=Interval(begin_s, end_s),
                text=said.text,
                starts_s=said.spans_s[:, 0].astype(np.float64) + now_s,
            )
        )
        now_s += len(sound) / RATE_HZ + 1.0
    return Call(samples=samples[:, : round((now_s + 0.5) * RATE_HZ)], sentences=tuple(sentences))


@pytest.fixture(scope="module")
def heard(demo: WhisperTranscriber, call: Call) -> Transcript:
    speech = [call.speech(0), call.speech(1)]
    return transcribe_channels(demo, "call", call.samples, RATE_HZ, speech, "auto")


def test_the_bundled_model_is_whole() -> None:
    folder = find_model("demo")
    assert folder is not None
    assert folder.is_demo
    assert folder.hashes
    verify_model(folder, settings=CPU)


def test_most_characters_are_right(heard: Transcript, call: Call) -> None:
    assert heard.language == "zh"
    assert heard.source == "model"
    wrong = sum(_edits(said.text, found.text) for said, found in _pairs(call, heard))
    assert wrong / sum(len(one.text) for one in call.sentences) <= 0.15


def test_words_begin_where_they_are_spoken(heard: Transcript, call: Call) -> None:
    errors = [
        abs(word.start_s - start_s)
        for said, found in _pairs(call, heard)
        if found.text == said.text
        for word, start_s in zip(found.words, said.starts_s, strict=True)
    ]
    assert len(errors) >= 20
    assert np.median(errors) <= 0.12
    assert np.quantile(errors, 0.9) <= 0.4


def test_gluing_costs_no_accuracy(demo: WhisperTranscriber, call: Call, heard: Transcript) -> None:
    pieces = speech_pieces("alone", call.samples, RATE_HZ, [call.speech(0), call.speech(1)], "zh")
    alone = ["".join(word.text for word in demo.transcribe([one])[0].words) for one in pieces]
    in_order = sorted(call.sentences, key=lambda one: (one.channel, one.interval.start_s))
    wrong_alone = sum(_edits(said.text, found) for said, found in zip(in_order, alone, strict=True))
    wrong_glued = sum(_edits(said.text, found.text) for said, found in _pairs(call, heard))
    assert wrong_glued <= wrong_alone + 0.05 * sum(len(one.text) for one in call.sentences)


@pytest.mark.parametrize("level_dbov", [-60.0, -45.0])
def test_noise_holds_no_words(demo: WhisperTranscriber, level_dbov: float) -> None:
    draw = np.random.default_rng(5)
    noise = (10 ** (level_dbov / 20) * draw.standard_normal((1, 8 * RATE_HZ))).astype(np.float32)
    found = transcribe_channels(demo, "noise", noise, RATE_HZ, [[Interval(1.0, 7.0)]], "zh")
    assert [(one.text, one.failure) for one in found.utterances] == [("", "no speech")]


def _alternating(first: tuple[str, ...], second: tuple[str, ...]) -> list[str]:
    lines = [line for pair in zip(first, second, strict=False) for line in pair]
    return lines + list(first[len(second) :])


def _pairs(call: Call, heard: Transcript) -> list[tuple[Spoken, Utterance]]:
    found = sorted(heard.utterances, key=lambda one: one.start_s)
    return list(zip(call.sentences, found, strict=True))


def _edits(said: str, found: str) -> int:
    """Least number of insertions, deletions and substitutions."""
    row = list(range(len(found) + 1))
    for i, a in enumerate(said, 1):
        previous, row[0] = row[0], i
        for j, b in enumerate(found, 1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (a != b))
    return row[-1]

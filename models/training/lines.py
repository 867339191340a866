"""Test recordings as a telephone line delivers them: 8 kHz, companded or not, with noise."""

from __future__ import annotations

import random
from dataclasses import dataclass
from itertools import islice

import numpy as np
import soxr

from models.training import sounds
from models.training.corpus import LEVEL_RMS
from models.training.features import SAMPLE_RATE_HZ
from models.training.grammar import sentences
from models.training.speech import speak

LINE_RATE_HZ = 8_000
_MU = 255.0


@dataclass(frozen=True, slots=True)
class Example:
    """A window to recognise: ``samples`` at 16 kHz, and what is true about it."""

    samples: np.ndarray
    text: str
    spans_s: np.ndarray
    voice: str


def companded(samples: np.ndarray) -> np.ndarray:
    """The samples after mu-law coding with 8 bits (G.711's law, continuous form)."""
    coded = np.sign(samples) * np.log1p(_MU * np.abs(samples)) / np.log1p(_MU)
    coded = np.round(np.clip(coded, -1.0, 1.0) * 127.0) / 127.0
    return np.sign(coded) * np.expm1(np.abs(coded) * np.log1p(_MU)) / _MU


def through_line(samples: np.ndarray, rate_hz: int, rng: np.random.Generator) -> np.ndarray:
    """Narrow band and back to 16 kHz, companded half of the time."""
    narrow = soxr.resample(samples, rate_hz, LINE_RATE_HZ, "HQ")
    if rng.random() < 0.5:
        narrow = companded(narrow)
    return soxr.resample(narrow, LINE_RATE_HZ, SAMPLE_RATE_HZ, "HQ").astype(np.float32)


def _window(texts: list[str], voice: str, random_state: random.Random, seed: int) -> Example:
    """Speak sentences one after another with pauses, then add noise and send them down a line."""
    rng = np.random.default_rng(seed)
    rate_wpm, pitch = random_state.randint(160, 240), random_state.randint(35, 65)
    parts, spans, written_text, at_s = [], [], "", 0.0
    for index, sentence in enumerate(texts):
        spoken = speak(sentence, voice=voice, rate_wpm=rate_wpm, pitch=pitch)
        rate_hz = spoken.sample_rate_hz
        pause_s = random_state.uniform(0.1, 0.5) if index == 0 else random_state.uniform(0.1, 2.5)
        keep = spoken.samples[: int((spoken.spans_s[-1, 1] + 0.1) * rate_hz)]
        parts += [np.zeros(int(pause_s * rate_hz), dtype=np.float32), keep]
        at_s += int(pause_s * rate_hz) / rate_hz
        spans.append(spoken.spans_s + at_s)
        written_text += spoken.text
        at_s += len(keep) / rate_hz
    speech = np.concatenate(parts)
    speech *= LEVEL_RMS / speech.std() * 10.0 ** (random_state.uniform(-14.0, 4.0) / 20.0)
    noise_db = random_state.choice((None, -40.0, -30.0, -20.0))
    if noise_db is not None:
        hiss = sounds.noise(random_state.choice(("white", "pink")), len(speech) / rate_hz + 0.1, rng)
        hiss = soxr.resample(hiss, SAMPLE_RATE_HZ, rate_hz)[: len(speech)]
        speech = speech + hiss * speech.std() * 10.0 ** (noise_db / 20.0)
    return Example(through_line(speech, rate_hz, rng), written_text, np.concatenate(spans), voice)


def single_examples(voices: tuple[str, ...], count: int, seed: int) -> list[Example]:
    """``count`` windows of one sentence per voice; all sentences are of the held-out part."""
    random_state = random.Random(seed)
    source = sentences(random_state, held_out=True)
    return [
        _window([next(source)], voice, random_state, seed + index)
        for voice in voices
        for index in range(count)
    ]


def glued_examples(
    voices: tuple[str, ...], count: int, seed: int, *, sentence_count: int, longest_s: float
) -> list[Example]:
    """``count`` windows per voice of several sentences with pauses, none longer than ``longest_s``."""
    random_state = random.Random(seed + sentence_count)
    source = sentences(random_state, held_out=True)
    examples: list[Example] = []
    while len(examples) < count * len(voices):
        voice = voices[len(examples) // count]
        texts = list(islice(source, sentence_count))
        example = _window(texts, voice, random_state, seed + len(examples))
        if len(example.samples) <= longest_s * SAMPLE_RATE_HZ:
            examples.append(example)
    return examples


def empty_examples(count: int, seed: int) -> list[Example]:
    """Windows without speech: silence, noises, tones and music in turn, named by their kind."""
    rng = np.random.default_rng(seed + 2)
    examples = []
    for index in range(count):
        duration_s = float(rng.uniform(1.0, 29.0))
        kinds = ("silence", "noise", "noise", "tone", "tone", "tone", "music", "music", "music", "noise")
        kind = kinds[index % len(kinds)]
        level = 10.0 ** (rng.uniform(-50.0, -12.0) / 20.0)
        if kind == "silence":
            samples = sounds.noise("white", duration_s, rng) * (0.0 if index % 20 else 1e-4)
        elif kind == "noise":
            kind = sounds.NOISE_KINDS[index % len(sounds.NOISE_KINDS)]
            samples = sounds.noise(kind, duration_s, rng) * level
        elif kind == "tone":
            kind = sounds.TONE_KINDS[index % len(sounds.TONE_KINDS)]
            samples = sounds.tone(kind, duration_s, rng) * level
        else:
            samples = sounds.music(duration_s, rng) * level
        line = through_line(np.clip(samples, -1.0, 1.0), SAMPLE_RATE_HZ, rng)
        examples.append(Example(line, "", np.zeros((0, 2)), kind))
    return examples

"""Two-channel calls of known text in voices and sentences that the demo model was not trained on."""

from __future__ import annotations

import random
from dataclasses import dataclass
from itertools import islice

import numpy as np
import soxr
from numpy.typing import NDArray

from models.training.grammar import sentences
from models.training.speech import speak
from models.training.voices import TEST_VOICES

__all__ = ["RATE_HZ", "KnownCall", "known_call"]

RATE_HZ = 8000
_LEVEL = 0.05
_NOISE_DB = -40.0


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownCall:
    """A call; `samples` has the shape (channel, sample), `texts` is what each channel says."""

    samples: NDArray[np.float32]
    texts: tuple[str, str]


def known_call(number: int, *, turns: int = 16) -> KnownCall:
    """The call of that number: two voices in turn, the second up to 12 dB softer, over a quiet line."""
    chance = random.Random(number)
    source = sentences(chance, held_out=True)
    voices = chance.sample(TEST_VOICES, 2)
    levels = (_LEVEL, _LEVEL * 10 ** (-chance.uniform(0, 12) / 20))
    rates, pitches = [chance.randint(160, 240) for _ in voices], [chance.randint(35, 65) for _ in voices]
    texts: list[str] = ["", ""]
    placed: list[tuple[int, float, NDArray[np.float32]]] = []
    now_s = 1.0
    for turn in range(turns):
        channel = turn % 2
        for sentence in islice(source, chance.choice((1, 1, 2, 3))):
            said = speak(sentence, voice=voices[channel], rate_wpm=rates[channel], pitch=pitches[channel])
            sound = soxr.resample(said.samples, said.sample_rate_hz, RATE_HZ).astype(np.float32)
            sound *= levels[channel] / sound.std()
            placed.append((channel, now_s, sound))
            texts[channel] += said.text
            now_s += len(sound) / RATE_HZ + chance.uniform(0.1, 0.7)
        now_s += chance.uniform(0.1, 1.2)
    draw = np.random.default_rng(number)
    noise = _LEVEL * 10 ** (_NOISE_DB / 20) * draw.standard_normal((2, round((now_s + 1) * RATE_HZ)))
    samples = noise.astype(np.float32)
    for channel, start_s, sound in placed:
        first = round(start_s * RATE_HZ)
        samples[channel, first : first + len(sound)] += sound
    return KnownCall(samples=samples, texts=(texts[0], texts[1]))

"""Synthesises the training speech and keeps it as mel power with syllable times.

``python -m models.training.corpus PART PARTS COUNT FOLDER`` makes one part; parts are independent,
so several processes can share the work.
"""

from __future__ import annotations

import random
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soxr

from models.training.features import FRAME_S, SAMPLE_RATE_HZ, mel_power
from models.training.grammar import fill, is_held_out, sentences
from models.training.slots import SLOTS
from models.training.speech import Utterance, speak
from models.training.voices import training_voices

MARGIN_S = 0.06
LEVEL_RMS = 0.1
LOOSE_SHARE = 0.2


@dataclass(frozen=True, slots=True)
class Corpus:
    """Sentences as log10 mel power: ``mel`` (frame, mel) float16, all sentences end to end."""

    mel: np.ndarray
    frame_starts: np.ndarray
    spans_s: np.ndarray
    syllable_starts: np.ndarray
    text: str
    syllables: list[str]
    voices: np.ndarray

    def __len__(self) -> int:
        return len(self.voices)


def at_16_khz(utterance: Utterance) -> tuple[np.ndarray, np.ndarray]:
    """Samples at 16 kHz at a fixed level, cut to the speech with a margin, and the spans in them."""
    begin_s = max(0.0, float(utterance.spans_s[0, 0]) - MARGIN_S)
    end_s = float(utterance.spans_s[-1, 1]) + MARGIN_S
    rate_hz = utterance.sample_rate_hz
    samples = utterance.samples[int(begin_s * rate_hz) : int(end_s * rate_hz)]
    samples = soxr.resample(samples, rate_hz, SAMPLE_RATE_HZ, "HQ")
    return samples * (LEVEL_RMS / max(float(samples.std()), 1e-6)), utterance.spans_s - begin_s


def loose_phrase(random_state: random.Random) -> str:
    """A few words of the vocabulary in no grammatical order, so that the model must listen."""
    words = [word for slot in SLOTS.values() for word in slot]
    chosen = random_state.choices(words, k=random_state.randint(2, 5))
    return fill(random_state.choice(("", ",")).join(chosen), random_state) + "。"


def make_part(part: int, count: int) -> dict[str, np.ndarray]:
    """Synthesise ``count`` sentences of the training part with random voices, rates and pitches."""
    random_state = random.Random(1000 + part)
    source, voices = sentences(random_state, held_out=False), training_voices()
    mels, spans, texts, syllables, names = [], [], [], [], []
    voice, pitch = "", 50
    while len(mels) < count:
        if len(mels) % 4 == 0:  # loading a voice costs more than a sentence
            voice = random_state.choice(voices)
            pitch = random_state.randint(20, 80)
        sentence = next(source)
        if random_state.random() < LOOSE_SHARE:
            sentence = loose_phrase(random_state)
            if is_held_out(sentence):
                continue
        utterance = speak(
            sentence,
            voice=voice,
            rate_wpm=random_state.randint(145, 280),
            pitch=pitch + random_state.randint(-8, 8),
            pitch_range=random_state.randint(30, 75),
        )
        samples, times_s = at_16_khz(utterance)
        mels.append(np.log10(np.maximum(mel_power(samples), 1e-10)).astype(np.float16))
        spans.append(times_s)
        texts.append(utterance.text)
        syllables.extend(utterance.syllables)
        names.append(voices.index(voice))
    return {
        "mel": np.concatenate(mels),
        "frame_counts": np.array([len(m) for m in mels]),
        "spans_s": np.concatenate(spans).astype(np.float32),
        "syllable_counts": np.array([len(t) for t in texts]),
        "text": np.array("".join(texts)),
        "syllables": np.array(syllables),
        "voices": np.array(names),
    }


def load(folder: Path) -> Corpus:
    """Read every part of a folder as one corpus."""
    parts = [np.load(path) for path in sorted(folder.glob("part-*.npz"))]

    def joined(name: str) -> np.ndarray:
        return np.concatenate([part[name] for part in parts])

    return Corpus(
        mel=joined("mel"),
        frame_starts=np.concatenate([[0], np.cumsum(joined("frame_counts"))]),
        spans_s=joined("spans_s"),
        syllable_starts=np.concatenate([[0], np.cumsum(joined("syllable_counts"))]),
        text="".join(str(part["text"]) for part in parts),
        syllables=joined("syllables").tolist(),
        voices=joined("voices"),
    )


def main() -> None:
    part, count, folder = int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])
    folder.mkdir(parents=True, exist_ok=True)
    made = make_part(part, count)
    path = folder / f"part-{part}.npz"
    with path.with_suffix(".tmp").open("wb") as file:
        np.savez(file, **made)
    path.with_suffix(".tmp").rename(path)
    hours = made["frame_counts"].sum() * FRAME_S / 3600
    print(f"part {part}: {count} sentences, {hours:.1f} hours", flush=True)


if __name__ == "__main__":
    main()

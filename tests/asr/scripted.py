"""A decoder that answers from a script and remembers what it was asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from voicecheck.asr.align import TimedWord, spread_evenly
from voicecheck.asr.quality import Decoded

GOOD = (-0.2, 0.01)


@dataclass
class ScriptedDecoder:
    """Stands in for `Decoder`; `script` gives (text, mean log-probability, no-speech probability) of a sound.

    The features of a window are its length and its mean power, so a script can tell windows apart.
    """

    script: Callable[[float, bool], tuple[str, float | None, float]]
    languages: tuple[str, ...] = ("zh", "en")
    batch_size: int = 4
    device: str = "cpu"
    compute_type: str = "float32"
    votes: Callable[[float], dict[str, float]] = lambda duration_s: {"zh": 0.9, "en": 0.1}
    batches: list[list[float]] = field(default_factory=list)
    asked: list[tuple[bool, list[str], list[int]]] = field(default_factory=list)
    detections: int = 0

    def feature_buffer(self) -> NDArray[np.float32]:
        return np.zeros((self.batch_size, 1, 1), np.float32)

    def features(self, samples: NDArray[np.float32], out: NDArray[np.float32]) -> int:
        out[...] = len(samples) / 16000
        return len(samples) // 160

    def encode(self, features: NDArray[np.float32]) -> NDArray[np.float32]:
        self.batches.append(features[:, 0, 0].tolist())
        return features.copy()

    def language_probabilities(self, states: NDArray[np.float32]) -> list[dict[str, float]]:
        self.detections += len(states)
        return [self.votes(round(float(state[0, 0]), 3)) for state in states]

    def prompt_tokens(self, prompt: str | None) -> tuple[int, ...]:
        return tuple(range(len(prompt or "")))

    def decode(
        self,
        states: NDArray[np.float32],
        languages: Sequence[str],
        prompts: Sequence[tuple[int, ...]],
        *,
        guarded: bool,
    ) -> list[Decoded]:
        self.asked.append((guarded, list(languages), [len(prompt) for prompt in prompts]))
        answers = [self.script(round(float(state[0, 0]), 3), guarded) for state in states]
        return [
            Decoded(
                tokens=tuple(map(ord, text)),
                text=text,
                mean_log_probability=mean,
                no_speech_probability=silence,
            )
            for text, mean, silence in answers
        ]

    def align(
        self,
        states: NDArray[np.float32],
        texts: Sequence[tuple[int, ...]],
        languages: Sequence[str],
        frames: Sequence[int],
    ) -> list[tuple[TimedWord, ...]]:
        return [
            tuple(
                TimedWord(text=chr(token), start_s=start, end_s=end, probability=0.9)
                for token, (start, end) in zip(
                    text, spread_evenly(0, count / 100, len(text)) if text else [], strict=True
                )
            )
            for text, count in zip(texts, frames, strict=True)
        ]

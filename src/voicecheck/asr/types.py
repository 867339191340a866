"""What recognition takes and gives, whichever engine or file it comes from.

Conventions: times are seconds from the start of the *recording*, not of the piece; probabilities lie in 0..1.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

import msgspec
import numpy as np
from numpy.typing import NDArray

__all__ = [
    "ModelInfo",
    "Progress",
    "RecognisedPiece",
    "SpeechPiece",
    "Transcriber",
    "Transcript",
    "Utterance",
    "Word",
]

PIECE_RATE_HZ = 16_000  # what every Whisper model was trained on

Progress = Callable[[float], None]
"""Called with the share of the work that is done, 0..1."""


class Word(msgspec.Struct, frozen=True, kw_only=True, array_like=True, gc=False):
    """One word (Mandarin: one character) and when it was said.

    `probability` is the recogniser's own, or None where a transcript was given without one. Most of what is
    stored of a call are words: stored without the names of their fields they are read three times as fast.
    """

    start_s: float
    end_s: float
    text: str
    probability: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechPiece:
    """A stretch of one channel to be recognised.

    `samples` is mono float32 at 16 kHz, full scale 1.0; `call` is any key that tells calls apart.
    `language` None lets the recogniser find out, once for the whole call; `prompt` is text with names and
    terms to expect.
    """

    call: str
    channel: int
    start_s: float
    samples: NDArray[np.float32]
    language: str | None = None
    prompt: str | None = None

    @property
    def end_s(self) -> float:
        """Where the piece ends in the recording, in seconds."""
        return self.start_s + len(self.samples) / PIECE_RATE_HZ


@dataclass(frozen=True, slots=True, kw_only=True)
class RecognisedPiece:
    """The words of one piece; every word lies inside the piece.

    `failure` says why the words are not to be trusted (repetition, low probability, no speech), or is None.
    """

    words: tuple[Word, ...]
    language: str
    mean_log_probability: float | None
    no_speech_probability: float | None
    failure: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelInfo:
    """Which weights were used and how."""

    name: str
    sha256: str
    compute_type: str
    device: str


class Transcriber(Protocol):
    """Turns pieces of many calls into words."""

    @property
    def info(self) -> ModelInfo:
        """The model in use."""

    @property
    def choices(self) -> dict[str, Any]:
        """What else shapes the words, as plain JSON values: for the provenance of a result."""

    def transcribe(
        self, pieces: Sequence[SpeechPiece], *, progress: Progress | None = None
    ) -> tuple[RecognisedPiece, ...]:
        """One result for each piece, in the order of the pieces."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Utterance:
    """What one party (or one channel) said in one go.

    Exactly one of `speaker` and `channel` is known: recognition knows the channel, a given transcript the
    speaker.
    `words` is never empty where `text` is not: words without times of their own are spread over the
    utterance.
    """

    start_s: float
    end_s: float
    text: str
    words: tuple[Word, ...]
    speaker: Literal["agent", "customer"] | None = None
    channel: int | None = None
    failure: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    """All words of a call, with where they come from."""

    language: str
    source: Literal["model", "given"]
    utterances: tuple[Utterance, ...]
    model: ModelInfo | None = None

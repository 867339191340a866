"""Whether the text of a window can be believed."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from enum import StrEnum

from voicecheck.asr.settings import AsrSettings

__all__ = ["Decoded", "Failure", "judge"]


class Failure(StrEnum):
    """Why the words of a piece are missing or not to be trusted."""

    TOO_SHORT = "too short"
    TOO_QUIET = "too quiet"
    NO_SPEECH = "no speech"
    REPETITION = "repetition"
    LOW_PROBABILITY = "low probability"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """What the decoder made of a window."""

    tokens: tuple[int, ...]
    text: str
    mean_log_probability: float | None
    no_speech_probability: float

    @property
    def compression_ratio(self) -> float:
        """Bytes of the text by bytes of its zlib form: high for text that repeats itself."""
        written = self.text.encode()
        return len(written) / len(zlib.compress(written))


def judge(decoded: Decoded, settings: AsrSettings) -> Failure | None:
    """The reason to doubt a window, or None.

    Whisper's rules, plus one: where the model is sure that nobody speaks, its words are invented.
    """
    silence = decoded.no_speech_probability
    mean = decoded.mean_log_probability
    if not decoded.text or mean is None or silence > settings.sure_no_speech_probability:
        return Failure.NO_SPEECH
    unlikely = mean < settings.min_mean_log_probability
    if unlikely and silence > settings.no_speech_probability:
        return Failure.NO_SPEECH
    if decoded.compression_ratio > settings.max_compression_ratio:
        return Failure.REPETITION
    return Failure.LOW_PROBABILITY if unlikely else None

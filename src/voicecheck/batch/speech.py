"""The speech of one call on its way from a worker to the recogniser: plain bytes, that nobody executes."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
import numpy as np

from voicecheck.asr.types import SpeechPiece

__all__ = ["Speech", "pack_speech", "unpack_speech"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Speech:
    """What of one call is to be recognised."""

    pieces: tuple[SpeechPiece, ...]
    language: str | None

    @property
    def duration_s(self) -> float:
        """Length of all pieces, in seconds."""
        return sum(piece.end_s - piece.start_s for piece in self.pieces)


def pack_speech(speech: Speech) -> bytes:
    """The speech as MessagePack."""
    pieces = [
        [piece.call, piece.channel, piece.start_s, piece.language, piece.prompt, piece.samples.tobytes()]
        for piece in speech.pieces
    ]
    return msgspec.msgpack.encode([speech.language, pieces])


def unpack_speech(packed: bytes) -> Speech:
    """The speech that `pack_speech` was given."""
    language, pieces = msgspec.msgpack.decode(packed)
    return Speech(language=language, pieces=tuple(_piece(*fields) for fields in pieces))


def _piece(
    call: str, channel: int, start_s: float, language: str | None, prompt: str | None, samples: bytes
) -> SpeechPiece:
    return SpeechPiece(
        call=call,
        channel=channel,
        start_s=start_s,
        samples=np.frombuffer(samples, np.float32),
        language=language,
        prompt=prompt,
    )

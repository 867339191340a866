"""Sounds for the tests of recognition: noise with a syllable's rhythm, different for every seed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from voicecheck.asr.types import PIECE_RATE_HZ, SpeechPiece


def murmur(duration_s: float, seed: int = 0) -> NDArray[np.float32]:
    """Noise of about -25 dBov that swells a few times a second, shape (sample,)."""
    draw = np.random.default_rng(seed)
    count = round(duration_s * PIECE_RATE_HZ)
    swell = np.abs(np.sin(np.arange(count) * (2 + seed % 5) / PIECE_RATE_HZ * np.pi))
    return (0.1 * draw.standard_normal(count) * swell).astype(np.float32)


def piece(
    start_s: float,
    duration_s: float,
    *,
    call: str = "a",
    channel: int = 0,
    seed: int | None = None,
    language: str | None = "zh",
    prompt: str | None = None,
) -> SpeechPiece:
    """A piece of murmur; its sound follows from its start unless a seed is given."""
    drawn = round(start_s * 100) + 7 * channel if seed is None else seed
    return SpeechPiece(
        call=call,
        channel=channel,
        start_s=start_s,
        samples=murmur(duration_s, drawn),
        language=language,
        prompt=prompt,
    )

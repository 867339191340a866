"""How a line is said: what a delivery does to rate, pitch and sound, after published figures where there
are any.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.signal
from numpy.typing import NDArray

from benchmarks.truth.script import Delivery

__all__ = ["DELIVERIES", "Manner", "shaped"]

Samples = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """Factors of rate, steps of pitch (0.2 semitones each), range (None: the voice's own), level, shelf."""

    rate: float = 1.0
    pitch_steps: int = 0
    pitch_range: int | None = None
    level_db: float = 0.0
    over_1_khz_db: float = 0.0
    under_300_hz_db: float = 0.0
    laughing: bool = False


# Shouted as in the sample calls: 9.6 semitones up and 19 % slower (MSP corpus, PMC4959306, table 2), one dB
# above 1 kHz for every two of level (Nordenberg and Sundberg 2004). Near: 12 dB more, and what a directional
# microphone adds at the low end.
DELIVERIES: dict[Delivery, Manner] = {
    "calm": Manner(),
    "shouted": Manner(rate=0.9, pitch_steps=38, level_db=13.0, over_1_khz_db=12.0),
    "loud": Manner(level_db=10.0),
    "near": Manner(level_db=12.0, under_300_hz_db=6.0),
    "laughing": Manner(pitch_steps=15, laughing=True),
    "fast": Manner(rate=1.4),
    "slow": Manner(rate=0.7),
    "flat": Manner(pitch_range=0),
}


def shaped(samples: Samples, manner: Manner, sample_rate_hz: int, rng: np.random.Generator) -> Samples:
    """A spoken line with the sound of its manner; the level is not touched here."""
    if manner.laughing:
        # Words broken up by laughter: five bursts a second (Bachorowski 2001), each with breath in it.
        time_s = np.arange(samples.size) / sample_rate_hz
        bursts = np.clip(np.sin(2 * np.pi * 5 * time_s) + 0.3, 0, 1).astype(np.float32)
        breath = rng.standard_normal(samples.size, dtype=np.float32)
        samples = samples * bursts + breath * bursts * np.float32(0.15 * np.sqrt(np.mean(samples**2)))
    gains_db = (manner.under_300_hz_db,) * 2 + (0.0, 0.0) + (manner.over_1_khz_db,) * 2
    if any(gains_db):
        half_hz = sample_rate_hz / 2
        places_hz = [0, 200, 400, 800, 1600, half_hz]
        taps = scipy.signal.firwin2(401, places_hz, [10 ** (db / 20) for db in gains_db], fs=sample_rate_hz)
        samples = scipy.signal.fftconvolve(samples, taps, mode="same").astype(np.float32)
    return samples

"""Sounds of a telephone line that are no speech: noises, signalling tones, hold music."""

from __future__ import annotations

import numpy as np
import scipy.signal

from models.training.features import SAMPLE_RATE_HZ

RINGING_HZ = 450.0
_DTMF_LOW_HZ = (697.0, 770.0, 852.0, 941.0)
_DTMF_HIGH_HZ = (1209.0, 1336.0, 1477.0)


def noise(kind: str, duration_s: float, rng: np.random.Generator) -> np.ndarray:
    """Noise of unit variance: ``white``, ``pink``, ``brown``, ``hum``, ``crackle`` or ``traffic``."""
    count = int(duration_s * SAMPLE_RATE_HZ)
    white = rng.standard_normal(count)
    times = np.arange(count) / SAMPLE_RATE_HZ
    if kind in ("pink", "brown", "traffic"):
        spectrum = np.fft.rfft(white)
        slope = 0.5 if kind == "pink" else 1.0
        spectrum /= np.maximum(np.fft.rfftfreq(count, 1.0 / SAMPLE_RATE_HZ), 20.0) ** slope
        white = np.fft.irfft(spectrum, count)
    if kind == "traffic":
        white = white * (0.3 + np.abs(np.sin(2 * np.pi * rng.uniform(0.05, 0.5) * times)))
    if kind == "hum":
        white = 0.05 * white + sum(
            rng.uniform(0.1, 1.0) / k * np.sin(2 * np.pi * 50.0 * k * times + k) for k in range(1, 9)
        )
    if kind == "crackle":
        white = 0.02 * white + white * (rng.random(count) < 0.001) * 8.0
    return (white / white.std()).astype(np.float32)


def tone(kind: str, duration_s: float, rng: np.random.Generator) -> np.ndarray:
    """Signalling tones of unit peak: ``ringing``, ``busy``, ``dial``, ``dtmf`` or ``fax``."""
    times = np.arange(int(duration_s * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
    start_s = rng.uniform(0.0, 4.0)
    carrier = np.sin(2 * np.pi * RINGING_HZ * rng.choice([1.0, 1.0, 0.945, 1.067]) * times)
    if kind == "ringing":
        carrier *= ((times + start_s) % 5.0) < 1.0
    elif kind == "busy":
        carrier *= ((times + start_s) % 0.7) < 0.35
    elif kind == "fax":
        carrier = np.sin(2 * np.pi * rng.choice([1100.0, 2100.0]) * times) * ((times + start_s) % 3.5 < 0.5)
    elif kind == "dtmf":
        carrier = np.zeros_like(times)
        at_s = rng.uniform(0.0, 1.0)
        while at_s < duration_s:
            inside = (times >= at_s) & (times < at_s + 0.1)
            pair = (rng.choice(_DTMF_LOW_HZ), rng.choice(_DTMF_HIGH_HZ))
            carrier += inside * sum(0.5 * np.sin(2 * np.pi * hz * times) for hz in pair)
            at_s += rng.uniform(0.15, 1.0)
    return carrier.astype(np.float32)


def music(duration_s: float, rng: np.random.Generator) -> np.ndarray:
    """Hold music of unit variance: a melody over chords, plucked, bowed or blown."""
    count = int(duration_s * SAMPLE_RATE_HZ)
    out = np.zeros(count + SAMPLE_RATE_HZ * 3)
    beat_s = rng.uniform(0.2, 0.6)
    scale = (
        np.array([0, 2, 4, 7, 9, 12, 14, 16]) if rng.random() < 0.5 else np.array([0, 2, 3, 5, 7, 8, 10, 12])
    )
    base_hz = rng.uniform(130.0, 330.0)
    decay_s, overtones = rng.uniform(0.15, 1.5), int(rng.integers(2, 9))
    vibrato = rng.uniform(0.0, 0.01)
    for start in range(0, count, int(beat_s * SAMPLE_RATE_HZ)):
        length = int(min(2.5, beat_s * rng.choice([1, 1, 2, 4])) * SAMPLE_RATE_HZ)
        times = np.arange(length) / SAMPLE_RATE_HZ
        for step in rng.choice(scale, size=int(rng.integers(1, 4)), replace=False):
            hz = base_hz * 2.0 ** (step / 12.0)
            phase = 2 * np.pi * hz * times + vibrato * hz / 5.0 * np.sin(2 * np.pi * 5.0 * times)
            note = sum(np.sin(k * phase) / k ** rng.uniform(0.8, 2.0) for k in range(1, overtones))
            envelope = np.minimum(times / 0.01, 1.0) * np.exp(-times / decay_s)
            out[start : start + length] += note * envelope if overtones > 1 else envelope
    out = out[:count]
    if rng.random() < 0.5:
        drum = scipy.signal.lfilter([1.0], [1.0, -0.9], rng.standard_normal(count))
        out += 0.2 * drum * np.exp(-((np.arange(count) / SAMPLE_RATE_HZ) % (beat_s * 2)) / 0.05)
    return (out / out.std()).astype(np.float32)


NOISE_KINDS = ("white", "pink", "brown", "hum", "crackle", "traffic")
TONE_KINDS = ("ringing", "busy", "dial", "dtmf", "fax")

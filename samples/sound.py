"""Telephone sound: spoken lines at a level and an effort, ring-back tones, line noise.

All arithmetic is in float64 and is rounded to 16 bits once, at the end.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.signal
from numpy.typing import NDArray

from models.training import espeak
from models.training.speech import speak
from samples.lines import CALM, Effort, RingPlan, Voice

Samples = NDArray[np.float64]

SAMPLE_RATE_HZ = 8000
NOISE_DBOV = -65.0
RING_DBOV = -22.0
_EDGE_S = 0.03
_SHELF_HZ = 1000.0
_BAND_HZ = (230.0, 3450.0)
_SENTENCE = re.compile(r"[^。?!]+[。?!]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """One line: ``samples`` (sample,) at 8 kHz, a character and its span (start, end in s) each."""

    samples: Samples
    characters: tuple[str, ...]
    spans_s: NDArray[np.float64]


def start_synthesiser(seed: int) -> None:
    """Bring the synthesiser to a known state; once, before the first line of a process."""
    speak("您好。", voice="m3")
    espeak.seed(seed)


def speak_line(text: str, voice: Voice, effort: Effort = CALM) -> Spoken:
    """Speak the sentences of one turn, at the synthesiser's own level."""
    pieces: list[Samples] = []
    characters: list[str] = []
    spans: list[NDArray[np.float64]] = []
    length = 0
    for sentence in _SENTENCE.findall(text):
        utterance = speak(
            sentence,
            voice=voice.variant,
            rate_wpm=voice.rate_wpm + effort.rate_wpm,
            pitch=min(99, voice.pitch + effort.pitch_steps),
            pitch_range=voice.pitch_range,
        )
        if pieces:
            pieces.append(np.zeros(round(voice.sentence_pause_s * SAMPLE_RATE_HZ)))
            length += len(pieces[-1])
        samples, times_s = _telephone(utterance.samples, utterance.sample_rate_hz, utterance.spans_s)
        pieces.append(samples)
        spans.append(times_s + length / SAMPLE_RATE_HZ)
        characters.extend(utterance.text)
        length += len(samples)
    samples = _tilted(np.concatenate(pieces), effort.tilt_db)
    return Spoken(samples=samples, characters=tuple(characters), spans_s=np.concatenate(spans))


def _telephone(
    samples: NDArray[np.float32], rate_hz: int, spans_s: NDArray[np.float32]
) -> tuple[Samples, NDArray[np.float64]]:
    """Cut to the speech, band-pass without delay, 8 kHz; the spans move with the cut."""
    begin_s = max(0.0, float(spans_s[0, 0]) - _EDGE_S)
    end_s = float(spans_s[-1, 1]) + _EDGE_S
    cut = samples[int(begin_s * rate_hz) : int(end_s * rate_hz)].astype(np.float64)
    divisor = int(np.gcd(SAMPLE_RATE_HZ, rate_hz))
    narrow: Samples = scipy.signal.resample_poly(cut, SAMPLE_RATE_HZ // divisor, rate_hz // divisor)
    band = scipy.signal.butter(2, _BAND_HZ, "bandpass", fs=SAMPLE_RATE_HZ, output="sos")
    narrow = scipy.signal.sosfiltfilt(band, narrow)
    fade = np.linspace(0.0, 1.0, int(0.01 * SAMPLE_RATE_HZ))
    narrow[: len(fade)] *= fade
    narrow[-len(fade) :] *= fade[::-1]
    return narrow, spans_s.astype(np.float64) - begin_s


def _tilted(samples: Samples, gain_db: float) -> Samples:
    """High shelf at 1 kHz (R. Bristow-Johnson's audio EQ cookbook, slope 1)."""
    if gain_db == 0.0:
        return samples
    a = 10.0 ** (gain_db / 40.0)
    angle = 2.0 * np.pi * _SHELF_HZ / SAMPLE_RATE_HZ
    cosine, root = np.cos(angle), 2.0 * np.sqrt(a) * np.sin(angle) / np.sqrt(2.0)
    numerator = [
        a * ((a + 1) + (a - 1) * cosine + root),
        -2.0 * a * ((a - 1) + (a + 1) * cosine),
        a * ((a + 1) + (a - 1) * cosine - root),
    ]
    denominator = [
        (a + 1) - (a - 1) * cosine + root,
        2.0 * ((a - 1) - (a + 1) * cosine),
        (a + 1) - (a - 1) * cosine - root,
    ]
    out: Samples = scipy.signal.lfilter(numerator, denominator, samples)
    return out


def active_power(lines: list[Spoken]) -> float:
    """Mean square of the samples that lie inside a syllable, over all lines."""
    parts = [
        line.samples[int(start * SAMPLE_RATE_HZ) : int(end * SAMPLE_RATE_HZ)]
        for line in lines
        for start, end in line.spans_s
    ]
    return float(np.mean(np.square(np.concatenate(parts))))


def pink_noise(count: int, level_dbov: float, rng: np.random.Generator) -> Samples:
    """Noise with power falling 3 dB an octave, (sample,), at the given level."""
    spectrum = np.fft.rfft(rng.standard_normal(count))
    spectrum /= np.sqrt(np.maximum(np.fft.rfftfreq(count, 1.0 / SAMPLE_RATE_HZ), 50.0))
    noise: Samples = np.fft.irfft(spectrum, count)
    noise *= 10.0 ** (level_dbov / 20.0) / float(np.sqrt(np.mean(np.square(noise))))
    return noise


def ring_tone(plan: RingPlan, count: int) -> tuple[Samples, list[tuple[float, float]]]:
    """``count`` rings (sample,), and the start and end of each from the first sample."""
    rings = [(k * plan.period_s, k * plan.period_s + plan.bursts_s[-1][1]) for k in range(count)]
    if not rings:
        return np.zeros(0), rings
    times = np.arange(round(rings[-1][1] * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
    phase = times % plan.period_s
    ramp_s = 0.005
    gate = sum(
        np.clip((phase - on) / ramp_s, 0.0, 1.0) * np.clip((off - phase) / ramp_s, 0.0, 1.0)
        for on, off in plan.bursts_s
    )
    tone: Any = sum(np.sin(2.0 * np.pi * hz * times) for hz in plan.frequencies_hz)
    # Level of a sine is its mean square: a half, for each frequency.
    scale = 10.0 ** (RING_DBOV / 20.0) / np.sqrt(len(plan.frequencies_hz) / 2.0)
    return np.asarray(scale * gate * tone, dtype=np.float64), rings

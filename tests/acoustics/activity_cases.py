"""Two minutes of one channel of a conversation under a named condition, with the times at which it sounds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tests.acoustics.signals import (
    RATE_HZ,
    Signal,
    at_level,
    coded,
    coloured_noise,
    conversation,
    music,
    seconds,
    white_noise,
)
from voicecheck.intervals import Interval, complement, merge

SPEECH_DB = -26.0
CONDITIONS = (
    "clean",
    "mu-law, -70 dB noise",
    "white 20 dB",
    "white 10 dB",
    "room 20 dB",
    "room 10 dB",
    "quiet -45 dBov",
    "gated comfort noise",
    "hum",
    "clicks",
    "noise bursts",
    "music on hold",
    "leak -25 dB",
    "level varies 20 dB",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityCase:
    """One channel and the truth about it."""

    samples: NDArray[np.float32]
    speech: tuple[Interval, ...]
    duration_s: float


def activity_case(seed: int, condition: str, duration_s: float = 60.0) -> ActivityCase:
    """Make the channel of a condition; one seed gives one conversation under all conditions."""
    rng = np.random.default_rng(seed)
    speakers = (seed % 12, (5 * seed + 3) % 12)
    talk, truth = conversation(rng, duration_s, levels_db=(SPEECH_DB, SPEECH_DB), speakers=speakers)
    spoken = tuple(Interval(float(a), float(b)) for a, b in truth[0])
    clean, other = talk
    if condition == "quiet -45 dBov":
        mixed = clean * 10 ** (-19 / 20) + white_noise(rng, duration_s, -78)
    elif condition == "leak -25 dB":
        mixed = clean + np.roll(other, 40) * 10 ** (-25 / 20) + white_noise(rng, duration_s, -70)
    elif condition == "level varies 20 dB":
        mixed = _with_varied_levels(rng, clean, spoken) + white_noise(rng, duration_s, -70)
    elif condition == "gated comfort noise":
        mixed = _gated(rng, clean, spoken)
    elif condition == "music on hold":
        mixed = clean + _music_in_longest_pause(rng, clean, spoken, duration_s)
    else:
        mixed = clean + _added(rng, condition, spoken, duration_s)
    codec = "none" if condition == "clean" else "mu-law"
    return ActivityCase(samples=coded(mixed, codec), speech=spoken, duration_s=duration_s)


def _added(
    rng: np.random.Generator, condition: str, spoken: tuple[Interval, ...], duration_s: float
) -> Signal:
    if condition.startswith(("white", "room")):
        kind, snr, _ = condition.split()
        make = white_noise if kind == "white" else coloured_noise
        return make(rng, duration_s, SPEECH_DB - float(snr))
    quiet = white_noise(rng, duration_s, -70)
    if condition == "hum":
        time_s = np.arange(quiet.size) / RATE_HZ
        hum = sum(np.sin(2 * np.pi * 50 * k * time_s + k) / k for k in range(1, 8))
        return quiet + at_level(np.asarray(hum), -36)
    if condition == "clicks":
        for at in rng.integers(0, quiet.size - 200, round(duration_s)):
            length = int(rng.integers(4, 64))
            quiet[at : at + length] += rng.standard_normal(length) * 10 ** (rng.uniform(-30, -12) / 20)
    if condition == "noise bursts":
        for gap in complement(spoken, Interval(0.0, duration_s)):
            if gap.duration_s > 0.9:
                at, length_s = gap.start_s + 0.3, float(rng.uniform(0.1, min(0.4, gap.duration_s - 0.5)))
                burst = coloured_noise(rng, length_s, SPEECH_DB - 4)
                quiet[seconds(at) : seconds(at) + burst.size] += burst
    return quiet


def _with_varied_levels(rng: np.random.Generator, clean: Signal, spoken: tuple[Interval, ...]) -> Signal:
    varied = clean.copy()
    for sentence in merge(spoken, max_gap_s=0.3):
        varied[seconds(sentence.start_s) : seconds(sentence.end_s)] *= 10 ** (rng.uniform(-20, 0) / 20)
    return varied


def _gated(rng: np.random.Generator, clean: Signal, spoken: tuple[Interval, ...]) -> Signal:
    """Noise at -55 dB while the sender's gate is open, until 0.2 s after speech; else at -66 dB."""
    noise = rng.standard_normal(clean.size)
    gain = np.full(clean.size, 10 ** (-66 / 20))
    for interval in spoken:
        gain[seconds(interval.start_s) : seconds(interval.end_s + 0.2)] = 10 ** (-55 / 20)
    return clean + noise * gain


def _music_in_longest_pause(
    rng: np.random.Generator, clean: Signal, spoken: tuple[Interval, ...], duration_s: float
) -> Signal:
    added = white_noise(rng, duration_s, -70)
    gaps = sorted(complement(spoken, Interval(0.0, duration_s)), key=lambda gap: -gap.duration_s)
    for gap in gaps[:4]:
        tune = music(rng, gap.duration_s - 0.4, SPEECH_DB)
        added[seconds(gap.start_s + 0.2) : seconds(gap.start_s + 0.2) + tune.size] += tune
    return added

"""Telephone signals by construction: tones, spoken words, music, noise and coded copies, all from seeds.

Everything is float64 or float32 at 8 kHz with full scale 1.0; levels are RMS levels in dB re 1.0 (dBov).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tests.acoustics import voices

Signal = NDArray[np.float64]

RATE_HZ = 8000

# Ring-back by country: how the sound is made, and the bursts and silences of one period in seconds.
# Figures: Asterisk indications.conf.sample and dahdi-tools zonedata.c, after ITU-T E.180 supplement 2.
RING_PLANS: dict[str, tuple[tuple[str, tuple[float, ...]], tuple[float, ...]]] = {
    "China": (("sum", (450,)), (1, 4)),
    "Hong Kong": (("sum", (440, 480)), (0.4, 0.2, 0.4, 3)),
    "Taiwan": (("sum", (440, 480)), (1, 2)),
    "Singapore": (("am", (425, 24)), (0.4, 0.2, 0.4, 2)),
    "Japan": (("am", (400, 16)), (1, 2)),
    "USA": (("sum", (440, 480)), (2, 4)),
    "UK": (("sum", (400, 450)), (0.4, 0.2, 0.4, 2)),
    "Germany": (("sum", (425,)), (1, 4)),
    "France": (("sum", (440,)), (1.5, 3.5)),
    "Australia": (("sum", (413, 438)), (0.4, 0.2, 0.4, 2)),
    "India": (("am", (400, 25)), (0.4, 0.2, 0.4, 2)),
}
BUSY_PLANS: dict[str, tuple[tuple[float, ...], float]] = {
    "China busy": ((450,), 0.35),
    "China congestion": ((450,), 0.7),
    "US busy": ((480, 620), 0.5),
    "US congestion": ((480, 620), 0.25),
    "UK busy": ((400,), 0.375),
    "Germany busy": ((425,), 0.48),
    "India busy": ((400,), 0.75),
    "Germany congestion": ((425,), 0.24),
}
DTMF_ROWS_HZ = (697, 770, 852, 941)
DTMF_COLUMNS_HZ = (1209, 1336, 1477, 1633)

RINGLESS = ("speech", "keys", "music", "melody", "dial tone", "beep", "busy", "humming")
LANGUAGES = ((voices.MANDARIN_MALE, voices.MANDARIN), (voices.ENGLISH_MALE, voices.ENGLISH))
VOICES = ("", "+f2", "+m3", "+f4", "+m7", "+f5")


def speech(rng: np.random.Generator, level_db: float, speaker: int = 0) -> Signal:
    """One sentence of a speaker (the number chooses voice, pitch and language) at a level."""
    language, sentences = LANGUAGES[speaker % len(LANGUAGES)]
    voice = language + VOICES[speaker % len(VOICES)]
    text = str(rng.choice(sentences))
    spoken = voices.say(text, voice, RATE_HZ, rate=150 + 15 * (speaker % 3), pitch=40 + 7 * (speaker % 4))
    return at_level(spoken.astype(np.float64), level_db)


def rms_db(samples: Signal) -> float:
    """RMS level of samples re full scale, in dB."""
    return float(10 * np.log10(np.mean(np.square(samples)) + 1e-20))


def at_level(samples: Signal, level_db: float) -> Signal:
    """Copy scaled to an RMS level, in dB."""
    return samples * 10 ** ((level_db - rms_db(samples)) / 20)


def seconds(duration_s: float) -> int:
    """Number of samples in a time."""
    return round(duration_s * RATE_HZ)


def silence(duration_s: float) -> Signal:
    """Digital silence."""
    return np.zeros(seconds(duration_s))


def tone(
    kind: str, numbers: tuple[float, ...], duration_s: float, level_db: float, twist_db: float = 0.0
) -> Signal:
    """A sum of sines, or (`am`) a carrier with full sine modulation, with 3 ms ramps, at an RMS level.

    `twist_db` raises each sine of a sum above the one before it.
    """
    time_s = np.arange(seconds(duration_s)) / RATE_HZ
    if kind == "am":
        carrier_hz, modulation_hz = numbers
        wave = np.sin(2 * np.pi * carrier_hz * time_s) * (
            1 + 0.95 * np.sin(2 * np.pi * modulation_hz * time_s)
        )
    else:
        gains = 10 ** (twist_db * np.arange(len(numbers)) / 20)
        wave = np.sum(
            [g * np.sin(2 * np.pi * f * time_s) for f, g in zip(numbers, gains, strict=True)], axis=0
        )
    ramp = np.minimum(1, (np.minimum(np.arange(wave.size), np.arange(wave.size)[::-1]) + 1) / 24)
    return at_level(wave, level_db) * ramp


def ringback(
    country: str,
    periods: int,
    level_db: float,
    *,
    time_scale: float = 1.0,
    pitch_scale: float = 1.0,
    twist_db: float = 0.0,
) -> Signal:
    """`periods` whole ring periods of a country, each starting with its burst."""
    (kind, numbers), cadence = RING_PLANS[country]
    scaled = tuple(number * pitch_scale for number in numbers)
    parts = [
        tone(kind, scaled, length_s * time_scale, level_db, twist_db)
        if index % 2 == 0
        else silence(length_s * time_scale)
        for index, length_s in enumerate(cadence)
    ]
    return np.concatenate(parts * periods) if periods else silence(0)


def busy(name: str, cycles: int, level_db: float) -> Signal:
    """Busy or congestion tone: equal bursts and gaps."""
    frequencies_hz, half_s = BUSY_PLANS[name]
    return np.concatenate([tone("sum", frequencies_hz, half_s, level_db), silence(half_s)] * cycles)


def dtmf(key: int, duration_s: float, level_db: float) -> Signal:
    """One key (0..15: row * 4 + column) of a tone dial."""
    return tone("sum", (DTMF_ROWS_HZ[key // 4], DTMF_COLUMNS_HZ[key % 4]), duration_s, level_db)


def music(rng: np.random.Generator, duration_s: float, level_db: float) -> Signal:
    """Hold music: a plucked and bowed melody over chords, harmonic tones with decay, no words."""
    total = np.zeros(seconds(duration_s) + 2 * RATE_HZ)
    scale_hz = 220 * 2 ** (np.array([0, 2, 4, 5, 7, 9, 11, 12, 14, 16]) / 12)
    at_s, beat_s = 0.0, float(rng.uniform(0.25, 0.6))
    while at_s < duration_s:
        notes = [float(rng.choice(scale_hz))] + [float(f) / 2 for f in rng.choice(scale_hz, 2)]
        length_s = beat_s * float(rng.choice([1, 1, 2]))
        time_s = np.arange(seconds(length_s + 0.5)) / RATE_HZ
        decay = np.exp(-time_s / rng.uniform(0.3, 0.8)) * np.minimum(1, time_s / 0.01)
        for pitch_hz in notes:
            harmonics = [np.sin(2 * np.pi * pitch_hz * k * time_s) / k**1.2 for k in range(1, 7)]
            start = seconds(at_s)
            total[start : start + time_s.size] += (decay * np.sum(harmonics, axis=0))[: total.size - start]
        at_s += length_s
    return at_level(total[: seconds(duration_s)], level_db)


def melody(rng: np.random.Generator, duration_s: float, level_db: float) -> Signal:
    """A music-box melody of pure sines between 200 and 900 Hz, notes of 0.2 to 1.2 s, some rests."""
    scale_hz = 220 * 2 ** (np.array([0, 2, 4, 5, 7, 9, 11, 12, 14, 16, 17, 19, 21, 23]) / 12)
    parts: list[Signal] = []
    while sum(part.size for part in parts) < seconds(duration_s):
        length_s = float(rng.choice([0.2, 0.4, 0.6, 0.8, 1.2]))
        chord = tuple(float(f) for f in rng.choice(scale_hz, int(rng.integers(1, 4)), replace=False))
        parts.append(tone("sum", chord, length_s, level_db))
        if rng.random() < 0.2:
            parts.append(silence(length_s))
    return np.concatenate(parts)[: seconds(duration_s)]


def humming(rng: np.random.Generator, duration_s: float, level_db: float) -> Signal:
    """A hummed note inside the ring band: a strong fundamental with vibrato and drift, weak harmonics."""
    time_s = np.arange(seconds(duration_s)) / RATE_HZ
    drift_st = 0.4 * np.sin(2 * np.pi * rng.uniform(0.3, 0.8) * time_s + rng.uniform(0, 6))
    vibrato_st = rng.uniform(0.15, 0.4) * np.sin(2 * np.pi * rng.uniform(4.5, 6.5) * time_s)
    pitch_hz = rng.uniform(390, 480) * 2 ** ((drift_st + vibrato_st) / 12)
    phase = 2 * np.pi * np.cumsum(pitch_hz) / RATE_HZ
    wave = np.sin(phase) + 0.15 * np.sin(2 * phase) + 0.05 * np.sin(3 * phase)
    swell = np.minimum(1, np.minimum(time_s, duration_s - time_s) / 0.08)
    return at_level(wave * swell, level_db)


def white_noise(rng: np.random.Generator, duration_s: float, level_db: float) -> Signal:
    """White noise over the whole 4 kHz band."""
    return rng.standard_normal(seconds(duration_s)) * 10 ** (level_db / 20)


def coloured_noise(rng: np.random.Generator, duration_s: float, level_db: float) -> Signal:
    """Room-like noise: low frequencies stronger (-6 dB per octave above 200 Hz)."""
    spectrum = np.fft.rfft(rng.standard_normal(seconds(duration_s)))
    frequency_hz = np.fft.rfftfreq(seconds(duration_s), 1 / RATE_HZ)
    return at_level(np.fft.irfft(spectrum / np.maximum(frequency_hz, 200), seconds(duration_s)), level_db)


def mu_law(samples: Signal) -> Signal:
    """Through 8-bit mu-law and back (continuous companding formula, mid-tread steps)."""
    clipped = np.clip(samples, -1, 1)
    code = np.round(np.sign(clipped) * np.log1p(255 * np.abs(clipped)) / np.log(256) * 127)
    return np.sign(code) * np.expm1(np.abs(code) / 127 * np.log(256)) / 255


def a_law(samples: Signal) -> Signal:
    """Through 8-bit A-law and back (continuous companding formula, mid-rise steps)."""
    clipped = np.clip(samples, -1, 1)
    size, base = np.abs(clipped), 1 + np.log(87.6)
    squeezed = np.where(size < 1 / 87.6, 87.6 * size, 1 + np.log(np.maximum(87.6 * size, 1))) / base
    level = (np.floor(np.minimum(squeezed, 0.9999) * 128) + 0.5) / 128
    opened = np.where(level < 1 / base, level * base / 87.6, np.exp(level * base - 1) / 87.6)
    return np.where(clipped < 0, -opened, opened)


def coded(samples: Signal, codec: str) -> NDArray[np.float32]:
    """The samples as a recorder stores them: `none`, `mu-law` or `a-law`."""
    through = {"none": lambda x: x, "mu-law": mu_law, "a-law": a_law}[codec](samples)
    return through.astype(np.float32)


@dataclass(frozen=True, slots=True, kw_only=True)
class RingCall:
    """A made call with what a person hears in it."""

    samples: NDArray[np.float32]
    ring_count: int
    answer_s: float
    country: str
    condition: str


def ring_call(seed: int, country: str, ring_count: int) -> RingCall:
    """A two-channel call with `ring_count` rings; level, noise, codec, cut-ins and speech from the seed."""
    rng = np.random.default_rng([seed, ring_count, len(country)])
    level_db = float(rng.uniform(-35, -10))
    snr_db = float(rng.choice([np.inf, 30, 20, 12]))
    codec = str(rng.choice(["none", "mu-law", "a-law"]))
    cut = str(rng.choice(["whole", "start", "answer", "both"])) if ring_count else "whole"
    time_scale = float(rng.uniform(0.92, 1.08))
    ringing = ringback(
        country,
        ring_count,
        level_db,
        time_scale=time_scale,
        pitch_scale=float(rng.uniform(0.99, 1.01)),
        twist_db=float(rng.uniform(-4, 4)),
    )
    on_s = RING_PLANS[country][1][0] * time_scale
    cycle_s = sum(RING_PLANS[country][1]) * time_scale
    if cut in ("answer", "both"):
        heard_s = float(rng.uniform(0.4 if on_s > 0.5 else 0.25, on_s))
        ringing = ringing[: seconds(cycle_s * (ring_count - 1) + heard_s)]
    if cut in ("start", "both") and (ring_count > 1 or cut == "start"):
        ringing = ringing[seconds(float(rng.uniform(0, on_s - 0.3 if on_s > 0.5 else 0.1))) :]
    else:
        ringing = np.concatenate([silence(float(rng.uniform(0.1, 2))), ringing])
    talk, _ = conversation(rng, 20.0, levels_db=(float(rng.uniform(-35, -18)), float(rng.uniform(-35, -18))))
    pause = silence(float(rng.choice([0.0, 0.15, 0.6])) if ring_count else 0.5)
    lead = np.concatenate([ringing, pause])
    both = np.zeros((2, lead.size + talk.shape[1]))
    where = str(rng.choice(["left", "right", "both"]))
    if where != "right":
        both[0, : lead.size] = lead
    if where != "left":
        both[1, : lead.size] = lead if where == "right" else lead * 0.5
    both[:, lead.size :] = talk
    if np.isfinite(snr_db):
        both += rng.standard_normal(both.shape) * 10 ** ((level_db - snr_db) / 20)
    return RingCall(
        samples=np.stack([coded(channel, codec) for channel in both]),
        ring_count=ring_count,
        answer_s=ringing.size / RATE_HZ,
        country=country,
        condition=f"{cut}, {'no noise' if np.isinf(snr_db) else f'{snr_db:.0f} dB'}",
    )


def _sustained(rng: np.random.Generator, kind: str, level_db: float) -> Signal:
    """Music, a melody, a dial tone or a busy tone."""
    if kind == "music":
        return music(rng, 25.0, level_db)
    if kind == "melody":
        return melody(rng, 25.0, level_db)
    if kind == "busy":
        return busy(str(rng.choice(list(BUSY_PLANS))), int(rng.integers(3, 12)), level_db)
    frequencies_hz = ((350, 440), (425,), (450,))[int(rng.integers(3))]
    return tone("sum", frequencies_hz, float(rng.uniform(3, 8)), level_db)


def _ringless_parts(rng: np.random.Generator, kind: str, level_db: float) -> list[Signal]:
    parts: list[Signal] = []
    if kind == "keys":
        for _ in range(8):
            parts += [dtmf(int(rng.integers(16)), float(rng.uniform(0.06, 0.3)), level_db), silence(0.2)]
    elif kind == "beep":
        for _ in range(int(rng.integers(1, 4))):
            beep_hz, length_s = float(rng.choice([440, 425, 1000, 1400])), float(rng.uniform(0.2, 0.5))
            parts += [tone("sum", (beep_hz,), length_s, level_db), silence(float(rng.uniform(0.5, 3)))]
    elif kind == "humming":
        for _ in range(4):
            parts += [humming(rng, float(rng.uniform(0.4, 2)), level_db), silence(float(rng.uniform(0.3, 2)))]
    elif kind != "speech":
        parts.append(_sustained(rng, kind, level_db))
    return parts


def ringless_call(seed: int, kind: str) -> RingCall:
    """A two-channel call in which nothing rings; `kind` is one of RINGLESS."""
    rng = np.random.default_rng([seed, 99])
    level_db = float(rng.uniform(-35, -10))
    codec = str(rng.choice(["none", "mu-law", "a-law"]))
    parts = [silence(float(rng.uniform(0.2, 2))), *_ringless_parts(rng, kind, level_db)]
    lead = np.concatenate([*parts, silence(0.3)])
    talk, _ = conversation(rng, 25.0, levels_db=(float(rng.uniform(-35, -18)), float(rng.uniform(-35, -18))))
    both = np.zeros((2, lead.size + talk.shape[1]))
    both[int(rng.integers(2)), : lead.size] = lead
    both[:, lead.size :] = talk
    noise_db = float(rng.choice([-90, -60, -50]))
    both += rng.standard_normal(both.shape) * 10 ** (noise_db / 20)
    stored = np.stack([coded(channel, codec) for channel in both])
    return RingCall(samples=stored, ring_count=0, answer_s=0.0, country="(none)", condition=kind)


def sounding(
    samples: Signal, *, floor_db: float = -38.0, min_gap_s: float = 0.1
) -> list[tuple[float, float]]:
    """Where clean speech sounds: 5 ms frames within `floor_db` of the loudest, gaps below 0.1 s joined."""
    frame = RATE_HZ // 200
    count = samples.size // frame
    power = np.mean(np.square(samples[: count * frame].reshape(count, frame)), axis=1)
    loud = np.flatnonzero(power > power.max() * 10 ** (floor_db / 10))
    spans: list[tuple[float, float]] = []
    for index in loud:
        start_s, end_s = index / 200, (index + 1) / 200
        if spans and start_s - spans[-1][1] < min_gap_s:
            spans[-1] = (spans[-1][0], end_s)
        else:
            spans.append((start_s, end_s))
    return [span for span in spans if span[1] - span[0] >= 0.03]


def conversation(
    rng: np.random.Generator,
    duration_s: float,
    *,
    levels_db: tuple[float, float],
    speakers: tuple[int, int] = (0, 1),
) -> tuple[Signal, tuple[list[tuple[float, float]], list[tuple[float, float]]]]:
    """Two speakers in turn, one on each channel; returns the clean channels and where each one sounds."""
    channels = np.zeros((2, seconds(duration_s)))
    truth: tuple[list[tuple[float, float]], list[tuple[float, float]]] = ([], [])
    at, side = 0, int(rng.integers(2))
    while True:
        sentence = speech(rng, levels_db[side], speakers[side])
        if at + sentence.size > channels.shape[1]:
            return channels, truth
        channels[side, at : at + sentence.size] = sentence
        truth[side].extend((at / RATE_HZ + a, at / RATE_HZ + b) for a, b in sounding(sentence))
        at += sentence.size + seconds(float(rng.uniform(0.2, 1.5)))
        side = side if rng.random() < 0.3 else 1 - side

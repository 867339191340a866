"""Speech for the acoustic tests: text to speech by espeak-ng, and vowels whose F0 is known by construction.

Everything is computed on the spot and kept for the session; nothing is read from the network.
"""

from __future__ import annotations

import zlib
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from models.training import espeak

FloatArray = npt.NDArray[np.float32]

MANDARIN = (
    "您好很高兴为您服务",
    "请问您的订单号码是多少",
    "我马上帮您查询一下请稍等",
    "非常抱歉给您带来了不便",
    "您的包裹明天下午三点以前送到",
    "这个问题我们已经记录下来了",
    "请您不要着急慢慢说",
    "感谢您的来电祝您生活愉快",
)
ENGLISH = (
    "Good morning, thank you for calling, how may I help you today?",
    "Could you please give me the number of your order?",
    "I am very sorry about the delay, we will send it again tomorrow.",
    "Is there anything else that I can do for you?",
)
MANDARIN_MALE = "cmn-latn-pinyin"
MANDARIN_FEMALE = "cmn-latn-pinyin+f2"
ENGLISH_MALE = "en-us"
ENGLISH_FEMALE = "en-us+f3"


def pinyin(hanzi: str) -> str:
    """Pinyin with tone numbers (neutral = 5): espeak-ng reads hanzi as English letters."""
    from pypinyin import Style, lazy_pinyin

    return " ".join(lazy_pinyin(hanzi, style=Style.TONE3, neutral_tone_with_five=True))


@lru_cache(maxsize=256)
def say(
    text: str, voice: str = MANDARIN_MALE, sample_rate_hz: int = 16000, *, rate: int = 160, pitch: int = 50
) -> FloatArray:
    """Speak one sentence (hanzi or English), trimmed of espeak's own silence; peak 0.5."""
    import soxr

    spoken = pinyin(text) if "pinyin" in voice else text
    espeak.seed(zlib.crc32(f"{voice} {spoken}".encode()))
    samples, rate_hz, _ = espeak.synthesise(spoken, voice, rate_wpm=rate, pitch=pitch, pitch_range=50)
    loud = np.flatnonzero(np.abs(samples) > 0.003)
    samples = samples[loud[0] : loud[-1] + 1]
    resampled = np.asarray(soxr.resample(samples, rate_hz, sample_rate_hz), dtype=np.float32)
    resampled *= np.float32(0.5 / np.abs(resampled).max())
    resampled.setflags(write=False)
    return resampled


@lru_cache(maxsize=64)
def speech(
    voice: str = MANDARIN_MALE, sample_rate_hz: int = 16000, *, gap_s: float = 0.6, rate: int = 160
) -> tuple[FloatArray, tuple[tuple[float, float], ...], int]:
    """Sentences with silences between: samples, (start_s, end_s) of each, true syllables (Mandarin)."""
    sentences = MANDARIN if "pinyin" in voice else ENGLISH
    silence = np.zeros(round(gap_s * sample_rate_hz), dtype=np.float32)
    pieces, places, cursor = [silence], [], silence.size
    for sentence in sentences:
        piece = say(sentence, voice, sample_rate_hz, rate=rate)
        places.append((cursor / sample_rate_hz, (cursor + piece.size) / sample_rate_hz))
        pieces += [piece, silence]
        cursor += piece.size + silence.size
    joined = np.concatenate(pieces)
    joined.setflags(write=False)
    return joined, tuple(places), sum(map(len, sentences)) if sentences is MANDARIN else 0


def telephone_band(samples: FloatArray, sample_rate_hz: int) -> FloatArray:
    """A sharp 300-3400 Hz band pass: the fundamental of most voices is gone."""
    from scipy.signal import fftconvolve, firwin

    taps = firwin(2 * (sample_rate_hz // 40) + 1, [300, 3400], fs=sample_rate_hz, pass_zero=False)
    return fftconvolve(samples, taps, mode="same").astype(np.float32)


def mu_law(samples: FloatArray) -> FloatArray:
    """G.711 mu-law there and back (continuous law, 8 bits)."""
    clipped = np.clip(samples, -1, 1)
    compressed = np.sign(clipped) * np.log1p(255 * np.abs(clipped)) / np.log(256)
    coded = np.round(compressed * 127) / 127
    return (np.sign(coded) * (np.power(256.0, np.abs(coded)) - 1) / 255).astype(np.float32)


def to_rate(samples: FloatArray, from_hz: int, to_hz: int) -> FloatArray:
    """Resample at high quality."""
    import soxr

    return np.asarray(soxr.resample(samples, from_hz, to_hz), dtype=np.float32)


def with_noise(samples: FloatArray, snr_db: float, seed: int = 0) -> FloatArray:
    """Add white noise at a ratio to the mean power of the non-silent samples."""
    power = float(np.mean(samples[np.abs(samples) > 1e-3] ** 2))
    noise = np.random.default_rng(seed).standard_normal(samples.size)
    return (samples + noise * np.sqrt(power / 10 ** (snr_db / 10))).astype(np.float32)


def vowel(
    f0_hz: npt.NDArray[np.float64], sample_rate_hz: int, *, formants_hz: tuple[float, ...] = (700, 1200, 2600)
) -> FloatArray:
    """A vowel whose F0 at every sample is `f0_hz`: harmonics falling 12 dB an octave under formant peaks."""
    phase = 2 * np.pi * np.cumsum(f0_hz) / sample_rate_hz
    total = np.zeros(f0_hz.size)
    for number in range(1, int(min(3800.0, 0.45 * sample_rate_hz) / f0_hz.min()) + 1):
        frequency = number * f0_hz
        envelope = sum(1 / (1 + ((frequency - formant) / 90) ** 2) for formant in formants_hz) + 0.02
        audible = frequency < min(3800.0, 0.45 * sample_rate_hz)
        total += np.where(audible, envelope / number, 0) * np.cos(number * phase)
    return (0.3 * total / np.abs(total).max()).astype(np.float32)

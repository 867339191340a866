"""Constructed calls in which two of eight turns differ from the speaker's calm ones, each in one known way.

Speech is espeak-ng's; the changes follow published figures where there are any. `line` is what lies between
the mouth and the recording.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from tests.acoustics import voices
from voicecheck.intervals import Interval

__all__ = ["CALM_CHANGES", "CHANGED", "LINES", "SHOUTED_CHANGES", "VOICES", "changed_call"]

RATE_HZ = 8000
CHANGED = (2, 5)
_CALM_PITCH, _HIGH_PITCH = 40, 99  # espeak's scale: some 7 semitones apart
_LEVEL = np.float32(0.1)
_GAP = np.zeros(RATE_HZ // 2, dtype=np.float32)

Samples = npt.NDArray[np.float32]

VOICES = {"male": voices.MANDARIN_MALE, "female": voices.MANDARIN_FEMALE}


def _filtered(samples: Samples, gains_db: tuple[float, ...]) -> Samples:
    """Gains at 0, 150, 300, 700, 1500, 3000 and 4000 Hz."""
    from scipy.signal import fftconvolve, firwin2

    taps = firwin2(
        401, [0, 150, 300, 700, 1500, 3000, 4000], [10 ** (db / 20) for db in gains_db], fs=RATE_HZ
    )
    return np.asarray(fftconvolve(samples, taps, mode="same"), dtype=np.float32)


def _effortful(samples: Samples, level_db: float = 12.0) -> Samples:
    """More effort: 0.5 dB per dB at low frequencies, 1.5 at 1.5-3 kHz (Nordenberg and Sundberg 2004)."""
    slopes = (0.5, 0.5, 0.5, 0.7, 1.5, 1.5, 1.3)
    return _filtered(samples, tuple(level_db * slope for slope in slopes))


def _near(samples: Samples) -> Samples:
    """From a hand's breadth to the lips: 12 dB more, the low end of a directional microphone 6 above that."""
    return _filtered(samples, (18.0, 18.0, 15.0, 12.5, 12.0, 12.0, 12.0))


def _turned_to(samples: Samples) -> Samples:
    """From beside to before the microphone: 9 dB more, the high frequencies 5 dB above that."""
    return _filtered(samples, (8.0, 8.0, 8.0, 8.0, 12.0, 14.0, 14.0))


def _laughing(samples: Samples) -> Samples:
    """Words broken up by laughter: five bursts a second (Bachorowski 2001), each with breath in it."""
    time_s = np.arange(samples.size) / RATE_HZ
    bursts = np.clip(np.sin(2 * np.pi * 5 * time_s) + 0.3, 0, 1).astype(np.float32)
    breath = np.random.default_rng(5).standard_normal(samples.size).astype(np.float32)
    return samples * bursts + breath * bursts * np.float32(0.15 * np.sqrt(np.mean(samples**2)))


def _gain_control(samples: Samples) -> Samples:
    return samples * np.float32(0.02 / np.sqrt(np.mean(samples**2)))


def _same(samples: Samples) -> Samples:
    return samples


# What is done to the changed turns: higher or not, and the sound.
CALM_CHANGES: dict[str, tuple[bool, Callable[[Samples], Samples]]] = {
    "nothing": (False, _same),
    "gain": (False, lambda samples: samples * np.float32(4)),
    "nearer": (False, _near),
    "turned to the microphone": (False, _turned_to),
    "higher": (True, _same),
    "laughing": (True, _laughing),
    "gain, and higher": (True, lambda samples: samples * np.float32(4)),
    "nearer, and laughing": (True, lambda samples: _near(_laughing(samples))),
}
SHOUTED_CHANGES: dict[str, tuple[bool, Callable[[Samples], Samples]]] = {
    "shouting": (True, _effortful),
    "shouting under gain control": (True, _effortful),
}
LINES: dict[str, Callable[[Samples], Samples]] = {
    "as it is": _same,
    "mu-law": voices.mu_law,
    "300-3400 Hz and mu-law": lambda samples: voices.mu_law(voices.telephone_band(samples, RATE_HZ)),
}


def changed_call(change: str, voice: str, line: str) -> tuple[Samples, list[Interval]]:
    """Eight turns at 8 kHz and where they are; those of `CHANGED` are changed."""
    high, sound = (CALM_CHANGES | SHOUTED_CHANGES)[change]
    pieces, speech, cursor = [], [], 0
    for number, sentence in enumerate(voices.MANDARIN):
        changed = number in CHANGED
        pitch = _HIGH_PITCH if changed and high else _CALM_PITCH
        piece = voices.say(sentence, VOICES[voice], RATE_HZ, pitch=pitch) * _LEVEL
        piece = sound(piece) if changed else piece
        piece = _gain_control(piece) if change.endswith("gain control") else piece
        pieces += [piece, _GAP]
        speech.append(Interval(cursor / RATE_HZ, (cursor + piece.size) / RATE_HZ))
        cursor += piece.size + _GAP.size
    return LINES[line](np.concatenate(pieces)), speech

"""Who speaks in the calls: espeak-ng's variants, and the recorded voices of flite where it is installed.

The voices of the tuning set and those of the unseen set are different people; nothing is ever adjusted on the
unseen ones.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

import numpy as np
import soundfile as sf

from benchmarks.calls.synthesis import Spoken, speak
from benchmarks.calls.wording import Language

__all__ = ["RATE_HZ", "Set", "Sex", "Voice", "roster", "say"]

RATE_HZ = 16000
Set = Literal["tuning", "unseen"]
Sex = Literal["male", "female"]
_EDGE_S = 0.03

_ESPEAK: dict[Set, dict[Sex, tuple[str, ...]]] = {
    "tuning": {"male": ("m1", "m3", "m5", "Michael", "Lee"), "female": ("f1", "f2", "f4", "belinda")},
    "unseen": {"male": ("m2", "m4", "m7", "Diogo", "Mario"), "female": ("f3", "f5", "Annie", "linda")},
}
# flite (BSD licence) speaks English from recordings of three people and, "kal", from diphones.
_FLITE: dict[Set, dict[Sex, tuple[str, ...]]] = {
    "tuning": {"male": ("kal16",), "female": ()},
    "unseen": {"male": ("awb", "rms"), "female": ("slt",)},
}


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice of an engine."""

    engine: Literal["espeak-ng", "flite"]
    name: str
    sex: Sex


@cache
def roster(which: Set, language: Language) -> tuple[Voice, ...]:
    """The voices of a set that speak a language, in a fixed order."""
    found = [Voice("espeak-ng", name, sex) for sex, names in _ESPEAK[which].items() for name in names]
    if language == "en" and shutil.which("flite"):
        found += [Voice("flite", name, sex) for sex, names in _FLITE[which].items() for name in names]
    return tuple(found)


def say(text: str, voice: Voice, language: Language, *, rate: float, pitch: int, pitch_range: int) -> Spoken:
    """Speak one line at 16 kHz; `rate` 1 is a usual one, `pitch` and `pitch_range` are 0 to 99 (50:
    usual).
    """
    if voice.engine == "flite":
        return _flite(text, voice.name, round(rate, 3), round(2 ** ((pitch - 50) * 0.2 / 12), 3), pitch_range)
    base_wpm = 178 if language == "zh" else 150
    return speak(
        text, language, voice.name, round(base_wpm * rate), pitch, pitch_range, sample_rate_hz=RATE_HZ
    )


@lru_cache(maxsize=1000)
def _flite(text: str, name: str, rate: float, pitch_factor: float, pitch_range: int) -> Spoken:
    words = tuple(text.split())
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "line.wav")
        command = [
            "flite", "-voice", name, "-set", f"duration_stretch={1 / rate}",
            "-set", f"f0_shift={pitch_factor}", "-set", f"int_f0_target_stddev={pitch_range * 0.3}",
            "-t", re.sub(r"[^A-Za-z' .,?!]", "", text), "-o", str(path),
        ]  # fmt: skip
        subprocess.run(command, check=True, capture_output=True)
        samples, rate_hz = sf.read(path, dtype="float32")
    if rate_hz != RATE_HZ:
        raise OSError(f"flite, voice {name}: expected {RATE_HZ} Hz, found {rate_hz}")
    loud = np.flatnonzero(np.abs(samples) > 0.01 * np.abs(samples).max())
    first = max(0, int(loud[0]) - round(_EDGE_S * RATE_HZ))
    samples = samples[first : int(loud[-1]) + round(_EDGE_S * RATE_HZ)]
    # flite tells no word times: the words share the line by their letters.
    letters = np.cumsum([0, *(len(word) for word in words)])
    edges_s = _EDGE_S + (samples.size / RATE_HZ - 2 * _EDGE_S) * letters / letters[-1]
    return Spoken(samples=samples, words=words, spans_s=np.stack([edges_s[:-1], edges_s[1:]], axis=1))

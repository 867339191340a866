"""Calls of one to three minutes by the hundred: stretches of the sample calls one after the other."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import soundfile

__all__ = ["write_long_calls"]

ROOT = Path(__file__).parent.parent
_SHORTEST_S, _LONGEST_S = 60, 180


def write_long_calls(folder: Path, count: int) -> list[Path]:
    """Write so many WAV files (two channels, 8 kHz, G.711 mu-law); every one begins elsewhere."""
    folder.mkdir(parents=True, exist_ok=True)
    sounds, rate_hz = [], 8000
    for source in sorted((ROOT / "samples").glob("*.wav")):
        sound, found_hz = soundfile.read(source, dtype="float32", always_2d=True)
        if found_hz == rate_hz and sound.shape[1] == 2:
            sounds.append(sound)
    tape = np.concatenate(sounds * 2)
    once = len(tape) // 2
    chance = random.Random(1)
    paths = []
    for number in range(count):
        start, length = chance.randrange(once), chance.randint(_SHORTEST_S, _LONGEST_S) * rate_hz
        path = folder / f"call-{number:03d}.wav"
        soundfile.write(path, tape[start : start + length], rate_hz, subtype="ULAW")
        paths.append(path)
    return paths

"""Short calls by the hundred: excerpts of the sample calls, each another one, in two channels at 8 kHz."""

from __future__ import annotations

from pathlib import Path

import soundfile

__all__ = ["write_short_calls"]

ROOT = Path(__file__).parent.parent
SOURCES = ("calm-agent", "good-call", "fast-and-flat", "rude-wording", "shouting-back", "with-metadata")
_FIRST_S = 8.0  # behind the rings, where people speak
_STEP_S = 0.37


def write_short_calls(folder: Path, count: int, *, seconds: float = 6.0) -> list[Path]:
    """Write so many WAV files (G.711 mu-law); every one has other samples than all others."""
    folder.mkdir(parents=True, exist_ok=True)
    sounds = []
    for name in SOURCES:
        sound, rate_hz = soundfile.read(ROOT / "samples" / f"{name}.wav", dtype="float32", always_2d=True)
        sounds.append((sound, rate_hz))
    paths = []
    for number in range(count):
        sound, rate_hz = sounds[number % len(sounds)]
        length = round(seconds * rate_hz)
        room = len(sound) - length - round(_FIRST_S * rate_hz)
        start = round(_FIRST_S * rate_hz) + round(number // len(sounds) * _STEP_S * rate_hz) % room
        path = folder / f"call-{number:05d}.wav"
        excerpt = sound[start : start + length].copy()
        excerpt[number % length] = 0.0  # where the excerpts of a long series come round to the same place
        soundfile.write(path, excerpt, rate_hz, subtype="ULAW")
        paths.append(path)
    return paths

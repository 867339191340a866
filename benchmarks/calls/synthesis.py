"""Speech in Mandarin and English by espeak-ng, with the true time of every character or word."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
import soxr
from numpy.typing import NDArray

from benchmarks.calls.wording import Language
from models.training import espeak
from models.training.speech import pinyin

__all__ = ["SAMPLE_RATE_HZ", "Spoken", "speak"]

SAMPLE_RATE_HZ = 8000
Samples = NDArray[np.float32]
_EDGE_S = 0.03
_MARKS = str.maketrans({",": ",", "、": ",", "。": ".", "!": "!", "?": "?", ";": ",", ":": ","})
_ZH_PIECE = re.compile(r"[㐀-鿿]|[,.!?]")
_EN_PIECE = re.compile(r"([A-Za-z']+)([,.!?]*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """A line: ``samples`` (sample,); its characters or words with punctuation, a span (s) each."""

    samples: Samples
    words: tuple[str, ...]
    spans_s: NDArray[np.float64]


@cache
def _start() -> None:
    """The first line of the process, of a voice without breath and flutter: these are seeded after it."""
    espeak.synthesise("ni3 hao3.", "cmn-latn-pinyin+m3", rate_wpm=180, pitch=50, pitch_range=50)


@lru_cache(maxsize=1_000)
def speak(
    text: str,
    language: Language,
    variant: str,
    rate_wpm: int,
    pitch: int,
    pitch_range: int,
    sample_rate_hz: int = SAMPLE_RATE_HZ,
) -> Spoken:
    """Speak one line with a voice variant of espeak-ng, cut to its speech."""
    spoken, words, starts = _mandarin(text) if language == "zh" else _english(text)
    voice = ("cmn-latn-pinyin" if language == "zh" else "en-us") + f"+{variant}"
    _start()
    espeak.seed(zlib.crc32(f"{voice} {spoken}".encode()))
    audio, rate_hz, events = espeak.synthesise(
        spoken, voice, rate_wpm=rate_wpm, pitch=pitch, pitch_range=pitch_range
    )
    times: dict[int, list[float]] = {}
    for event in events:
        if not event.name.startswith("_"):
            times.setdefault(event.place, []).append(event.time_s)
    spans = _spans(times, starts, len(audio) / rate_hz)
    begin_s = max(0.0, float(spans[0, 0]) - _EDGE_S)
    cut = audio[int(begin_s * rate_hz) : int((float(spans[-1, 1]) + _EDGE_S) * rate_hz)]
    samples = soxr.resample(cut, rate_hz, sample_rate_hz).astype(np.float32)
    fade = np.linspace(0.0, 1.0, sample_rate_hz // 100, dtype=np.float32)
    samples[: len(fade)] *= fade
    samples[-len(fade) :] *= fade[::-1]
    return Spoken(samples=samples, words=tuple(words), spans_s=spans - begin_s)


def _mandarin(text: str) -> tuple[str, list[str], list[int]]:
    """Pinyin with tone numbers, one word per character, which espeak-ng speaks better than characters."""
    pieces = _ZH_PIECE.findall(text.translate(_MARKS))
    spoken, words, starts = "", list[str](), list[int]()
    for piece, sound in zip(pieces, _readings(pieces), strict=True):
        if piece in ",.!?":
            spoken += piece + " "
            if words:
                words[-1] += piece
        else:
            starts.append(len(spoken))
            words.append(piece)
            spoken += sound + " "
    return spoken, words, starts


def _readings(pieces: list[str]) -> list[str]:
    """Pinyin of the characters in their context; marks stay."""
    found = pinyin("".join(pieces))
    if len(found) != len(pieces):
        raise ValueError(f"{''.join(pieces)}: expected {len(pieces)} readings, found {len(found)}")
    return [
        sound if re.fullmatch(r"[a-zêüv]+[1-5]?", sound) else piece
        for piece, sound in zip(pieces, found, strict=True)
    ]


def _english(text: str) -> tuple[str, list[str], list[int]]:
    spoken, words, starts = "", list[str](), list[int]()
    for match in _EN_PIECE.finditer(text):
        starts.append(len(spoken))
        words.append(match[0])
        spoken += match[0] + " "
    return spoken, words, starts


def _spans(times: dict[int, list[float]], starts: list[int], end_s: float) -> NDArray[np.float64]:
    """A span for every word; a word without phonemes of its own shares the sound up to the next one."""
    firsts: list[float] = []
    lasts: list[float] = []
    for start in starts:
        found = times.get(start)
        if found is None:
            at_s = lasts[-1] if lasts else 0.0
            firsts.append(at_s)
            lasts.append(at_s + 0.04)
        else:
            firsts.append(found[0])
            lasts.append(max(found[-1], found[0] + 0.04))
    ends = [max(first + 0.03, min(last + 0.05, end_s)) for first, last in zip(firsts, lasts, strict=True)]
    for index in range(len(ends) - 1):
        ends[index] = max(firsts[index] + 0.02, min(ends[index], firsts[index + 1]))
    return np.stack([np.array(firsts), np.array(ends)], axis=1)

"""Speech in Mandarin and English by espeak-ng, at 8 kHz, with the true time of every character or word."""

from __future__ import annotations

import ctypes
import re
import zlib
from dataclasses import dataclass
from functools import cache, lru_cache

import espeakng_loader
import numpy as np
import soxr
from numpy.typing import NDArray

from benchmarks.calls.wording import Language
from models.training.speech import pinyin

__all__ = ["SAMPLE_RATE_HZ", "Spoken", "speak"]

SAMPLE_RATE_HZ = 8000
Samples = NDArray[np.float32]
_SYNCHRONOUS, _PHONEME_EVENTS, _PHONEME_EVENT, _UTF8 = 2, 1, 7, 1
_RATE, _PITCH, _RANGE = 1, 3, 4
_EDGE_S = 0.03
_MARKS = str.maketrans({",": ",", "、": ",", "。": ".", "!": "!", "?": "?", ";": ",", ":": ","})
_ZH_PIECE = re.compile(r"[㐀-鿿]|[,.!?]")
_EN_PIECE = re.compile(r"([A-Za-z']+)([,.!?]*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """A line: ``samples`` (sample,) at 8 kHz; its characters or words with punctuation, a span (s) each."""

    samples: Samples
    words: tuple[str, ...]
    spans_s: NDArray[np.float64]


class _Event(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position_ms", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("name", ctypes.c_char * 8),
    )


_Callback = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event)
)


class _Engine:
    """The one synthesiser of this process; espeak-ng keeps its state in the library."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL(espeakng_loader.get_library_path())
        data = espeakng_loader.get_data_path().encode()
        self.rate_hz: int = self._library.espeak_Initialize(_SYNCHRONOUS, 0, data, _PHONEME_EVENTS)
        if self.rate_hz <= 0:
            raise OSError("espeak-ng: expected its voice data, found none; install espeakng-loader")
        self._audio: list[NDArray[np.int16]] = []
        self._times: dict[int, list[float]] = {}
        self._callback = _Callback(self._receive)
        self._library.espeak_SetSynthCallback(self._callback)
        # A voice without breath and flutter is the only one that may speak before the seed is set.
        self.synthesise("ni3 hao3.", "cmn-latn-pinyin+m3", 180, 50, 50)

    def _receive(self, samples, count, events) -> int:  # type: ignore[no-untyped-def]
        if count > 0:
            self._audio.append(np.ctypeslib.as_array(samples, (count,)).copy())
        index = 0
        while events[index].type != 0:
            event = events[index]
            if event.type == _PHONEME_EVENT and not event.name.startswith(b"_"):
                times = self._times.setdefault(event.text_position - 1, [])
                times.append(event.sample / self.rate_hz)
            index += 1
        return 0

    def synthesise(
        self, text: str, voice: str, rate_wpm: int, pitch: int, pitch_range: int
    ) -> tuple[Samples, dict[int, list[float]]]:
        """Audio (sample,) and, for the place of every word in the text, the times of its phonemes."""
        if self._library.espeak_SetVoiceByName(voice.encode()) != 0:
            raise ValueError(f"voice: expected a voice of espeak-ng, found {voice!r}")
        for parameter, value in ((_RATE, rate_wpm), (_PITCH, pitch), (_RANGE, pitch_range)):
            self._library.espeak_SetParameter(parameter, int(value), 0)
        self._library.espeak_ng_SetRandSeed(ctypes.c_long(zlib.crc32(f"{voice} {text}".encode())))
        self._audio, self._times = [], {}
        encoded = text.encode()
        self._library.espeak_Synth(encoded, len(encoded) + 1, 0, 1, 0, _UTF8, None, None)
        return np.concatenate(self._audio).astype(np.float32) / 32768.0, self._times


@cache
def _engine() -> _Engine:
    return _Engine()


@lru_cache(maxsize=1_000)
def speak(text: str, language: Language, variant: str, rate_wpm: int, pitch: int, pitch_range: int) -> Spoken:
    """Speak one line with a voice variant of espeak-ng, cut to its speech."""
    spoken, words, starts = _mandarin(text) if language == "zh" else _english(text)
    voice = ("cmn-latn-pinyin" if language == "zh" else "en-us") + f"+{variant}"
    audio, times = _engine().synthesise(spoken, voice, rate_wpm, pitch, pitch_range)
    rate_hz = _engine().rate_hz
    spans = _spans(times, starts, len(audio) / rate_hz)
    begin_s = max(0.0, float(spans[0, 0]) - _EDGE_S)
    cut = audio[int(begin_s * rate_hz) : int((float(spans[-1, 1]) + _EDGE_S) * rate_hz)]
    narrow = soxr.resample(cut, rate_hz, SAMPLE_RATE_HZ).astype(np.float32)
    fade = np.linspace(0.0, 1.0, 80, dtype=np.float32)
    narrow[:80] *= fade
    narrow[-80:] *= fade[::-1]
    return Spoken(samples=narrow, words=tuple(words), spans_s=spans - begin_s)


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

"""Mandarin speech by espeak-ng, with the true time of every syllable.

espeak-ng speaks Chinese characters badly but pinyin with tone numbers well, so characters are
turned into pinyin first and every syllable is given as a word of its own; the synthesiser's
phoneme and word events then say when each one is spoken.
"""

from __future__ import annotations

import ctypes
import functools
from dataclasses import dataclass
from pathlib import Path

import espeakng_loader
import numpy as np
from pypinyin import Style, lazy_pinyin

from models.training.grammar import written

_SYNCHRONOUS, _PHONEME_EVENTS = 2, 1
_RATE, _PITCH, _RANGE = 1, 3, 4
_PHONEME_EVENT = 7
_UTF8 = 1
_BREATH = {",": ", ", "、": ", ", "。": ". ", "!": "! ", "?": "? "}


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Utterance:
    """A spoken sentence: ``samples`` (sample,) float32 and one time span per character."""

    samples: np.ndarray
    sample_rate_hz: int
    text: str
    spans_s: np.ndarray
    syllables: tuple[str, ...]


def pinyin(sentence: str) -> list[str]:
    """Pinyin with tone numbers, one entry per character, marks of breath kept."""
    return lazy_pinyin(
        sentence, style=Style.TONE3, tone_sandhi=True, neutral_tone_with_five=True, errors=list
    )


def voice_names() -> list[str]:
    """Every voice variant of espeak-ng, sorted."""
    return sorted(entry.name for entry in Path(espeakng_loader.get_data_path(), "voices", "!v").iterdir())


def speak(
    sentence: str, *, voice: str, rate_wpm: int = 190, pitch: int = 50, pitch_range: int = 50
) -> Utterance:
    """Speak ``sentence`` (characters and Chinese punctuation) with a voice variant.

    Raises
    ------
    ValueError
        When the synthesiser's events do not give exactly one span per character.
    """
    syllables = pinyin(sentence)
    spoken, starts = [], []
    for piece in syllables:
        if piece in _BREATH:
            spoken.append(_BREATH[piece])
        else:
            starts.append(sum(map(len, spoken)))
            spoken.append(piece + " ")
    text = written(sentence)
    audio, events, rate_hz = _engine().synthesise("".join(spoken), voice, rate_wpm, pitch, pitch_range)
    spans = _spans(events, starts, len(audio) / rate_hz)
    if len(spans) != len(text):
        raise ValueError(f"{sentence}: expected {len(text)} spans, found {len(spans)}")
    kept = tuple(piece for piece in syllables if piece not in _BREATH)
    return Utterance(samples=audio, sample_rate_hz=rate_hz, text=text, spans_s=spans, syllables=kept)


def _spans(events: list[tuple[int, int, float, bytes]], starts: list[int], end_s: float) -> np.ndarray:
    """Start and end of each syllable (syllable, 2): from its first phoneme to the end of its last."""
    times: dict[int, list[float]] = {}
    for kind, position, time_s, name in events:
        if kind != _PHONEME_EVENT or name.startswith((b"_:", b"_;")) or name == b"_":
            continue
        times.setdefault(position - 1, []).append(time_s)
    found = [times[start] for start in starts if start in times]
    return np.array([(t[0], min(max(t[-1], t[0] + 0.04), end_s)) for t in found], dtype=np.float32)


class _Engine:
    """The one synthesiser of this process; espeak-ng keeps its state in the library itself."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL(espeakng_loader.get_library_path())
        data = espeakng_loader.get_data_path().encode()
        self._rate_hz = self._library.espeak_Initialize(_SYNCHRONOUS, 0, data, _PHONEME_EVENTS)
        if self._rate_hz <= 0:
            raise OSError("espeak-ng: expected its voice data, found none; install espeakng-loader")
        self._audio: list[np.ndarray] = []
        self._events: list[tuple[int, int, float, bytes]] = []
        self._voice = ""
        self._callback = _Callback(self._receive)
        self._library.espeak_SetSynthCallback(self._callback)

    def _receive(self, samples, count, events) -> int:  # type: ignore[no-untyped-def]
        if count > 0:
            self._audio.append(np.ctypeslib.as_array(samples, (count,)).copy())
        index = 0
        while events[index].type != 0:
            event = events[index]
            name = event.name if event.type == _PHONEME_EVENT else b""
            self._events.append((event.type, event.text_position, event.sample / self._rate_hz, name))
            index += 1
        return 0

    def synthesise(
        self, text: str, voice: str, rate_wpm: int, pitch: int, pitch_range: int
    ) -> tuple[np.ndarray, list[tuple[int, int, float, bytes]], int]:
        """Audio (sample,) float32, events (type, text position, time in s, phoneme), sample rate."""
        if voice != self._voice:
            name = f"cmn-latn-pinyin+{voice}".encode()
            if self._library.espeak_SetVoiceByName(name) != 0:
                raise ValueError(f"voice: expected a variant of espeak-ng, found {voice!r}")
            self._voice = voice
        for parameter, value in ((_RATE, rate_wpm), (_PITCH, pitch), (_RANGE, pitch_range)):
            self._library.espeak_SetParameter(parameter, int(value), 0)
        self._audio, self._events = [], []
        encoded = text.encode()
        self._library.espeak_Synth(encoded, len(encoded) + 1, 0, 1, 0, _UTF8, None, None)
        audio = np.concatenate(self._audio).astype(np.float32) / 32768.0
        return audio, self._events, self._rate_hz


@functools.cache
def _engine() -> _Engine:
    return _Engine()

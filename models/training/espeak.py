"""The one espeak-ng of this process, with the time of every phoneme.

The library keeps its state in itself and has one callback, so whatever speaks (training, samples, benchmarks,
tests) speaks through here.
"""

from __future__ import annotations

import ctypes
import functools
from typing import NamedTuple

import espeakng_loader
import numpy as np

__all__ = ["Event", "Sound", "seed", "synthesise"]

_SYNCHRONOUS, _PHONEME_EVENTS, _PHONEME_EVENT = 2, 1, 7
_POSITION_CHARACTER, _UTF8 = 1, 1
_RATE, _PITCH, _RANGE = 1, 3, 4


class Event(NamedTuple):
    """A phoneme: its word's place in the text (from 0), its time in the sound, its name ("_...": a pause)."""

    place: int
    time_s: float
    name: str


class Sound(NamedTuple):
    """What was spoken: samples (sample,) float32, full scale 1.0, with its phonemes."""

    samples: np.ndarray
    sample_rate_hz: int
    events: list[Event]


class _RawEvent(ctypes.Structure):
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
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_RawEvent)
)


class _Engine:
    def __init__(self) -> None:
        self.library = ctypes.CDLL(espeakng_loader.get_library_path())
        data = espeakng_loader.get_data_path().encode()
        self.rate_hz: int = self.library.espeak_Initialize(_SYNCHRONOUS, 0, data, _PHONEME_EVENTS)
        if self.rate_hz <= 0:
            raise OSError("espeak-ng: expected its voice data, found none; install espeakng-loader")
        self.audio: list[np.ndarray] = []
        self.events: list[Event] = []
        self.voice = ""
        self._callback = _Callback(self._receive)
        self.library.espeak_SetSynthCallback(self._callback)

    def _receive(self, samples, count, events) -> int:  # type: ignore[no-untyped-def]
        if count > 0:
            self.audio.append(np.ctypeslib.as_array(samples, (count,)).copy())
        index = 0
        while events[index].type != 0:
            event = events[index]
            if event.type == _PHONEME_EVENT:
                name = event.name.decode("utf-8", "replace")
                self.events.append(Event(event.text_position - 1, event.sample / self.rate_hz, name))
            index += 1
        return 0

    def speak(self, text: str, voice: str, rate_wpm: int, pitch: int, pitch_range: int) -> Sound:
        if voice != self.voice:
            if self.library.espeak_SetVoiceByName(voice.encode()) != 0:
                raise ValueError(f"voice: expected a voice of espeak-ng, found {voice!r}")
            self.voice = voice
        for parameter, value in ((_RATE, rate_wpm), (_PITCH, pitch), (_RANGE, pitch_range)):
            self.library.espeak_SetParameter(parameter, int(value), 0)
        self.audio, self.events = [], []
        encoded = text.encode()
        self.library.espeak_Synth(encoded, len(encoded) + 1, 0, _POSITION_CHARACTER, 0, _UTF8, None, None)
        samples = np.concatenate(self.audio).astype(np.float32) / np.float32(32768)
        return Sound(samples, self.rate_hz, self.events)


@functools.cache
def _engine() -> _Engine:
    return _Engine()


def seed(number: int) -> None:
    """Set the seed of breath and flutter: from here on the same lines give the same sound.

    They are seeded from the clock when the library starts, so a process that is to repeat exactly speaks one
    line of ``m3`` first, a voice with neither.
    """
    engine = _engine()
    engine.library.espeak_ng_SetRandSeed(ctypes.c_long(number))
    engine.voice = ""  # setting it anew resets what the last line left behind


def synthesise(text: str, voice: str, *, rate_wpm: int, pitch: int, pitch_range: int) -> Sound:
    """Speak a text (for Mandarin: pinyin with tone numbers) with a voice such as ``cmn-latn-pinyin+f2``.

    Raises
    ------
    ValueError
        When espeak-ng has no such voice.
    OSError
        When its voice data are not installed.
    """
    return _engine().speak(text, voice, rate_wpm, pitch, pitch_range)

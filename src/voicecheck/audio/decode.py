"""Turning files into blocks of samples: libsndfile for what it reads, FFmpeg for the rest.

A decoder yields blocks of float32 samples, shape (sample, channel), full scale 1.0, at the file's own rate.
Blocks may share one buffer: use each before asking for the next.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

import numpy as np
import soundfile
from numpy.typing import NDArray

from voicecheck.audio.opening import OpenFile
from voicecheck.audio.recognise import is_mpeg

__all__ = ["Block", "Decoder", "open_decoder"]

Block = NDArray[np.float32]

_BLOCK_FRAMES = 1 << 16
# Where compressed data break off, libsndfile loses the whole block that it was asked for.
_COMPRESSED_BLOCK_FRAMES = 1 << 12
_COMPRESSED = frozenset({"FLAC", "OGG"})

# libsndfile's containers that recorders write. Its weak guesses (SDS, HTK, XI ...) would turn other files
# into noise; MPEG files go to FFmpeg, because mpg123 within libsndfile writes warnings of its own to standard
# error.
_CONTAINERS = frozenset({"WAV", "WAVEX", "RF64", "W64", "FLAC", "OGG", "AIFF", "AU", "CAF", "NIST", "VOC"})

# FFmpeg's names for the same codings, so that a recording's codec reads alike whoever decoded it.
_CODECS = {
    "PCM_S8": "pcm_s8",
    "PCM_U8": "pcm_u8",
    "PCM_16": "pcm_s16",
    "PCM_24": "pcm_s24",
    "PCM_32": "pcm_s32",
    "FLOAT": "pcm_f32",
    "DOUBLE": "pcm_f64",
    "ULAW": "pcm_mulaw",
    "ALAW": "pcm_alaw",
    "GSM610": "gsm",
    "MPEG_LAYER_III": "mp3",
    "VORBIS": "vorbis",
    "OPUS": "opus",
}


class Decoder(Protocol):
    """A file being decoded. `expected_frames` is its length as far as known before decoding."""

    @property
    def sample_rate_hz(self) -> int: ...
    @property
    def channels(self) -> int: ...
    @property
    def codec(self) -> str: ...
    @property
    def container(self) -> str: ...
    @property
    def expected_frames(self) -> int | None: ...
    @property
    def states_length(self) -> bool:
        """Whether `expected_frames` is stated in the file, and not guessed from its size."""
        ...

    @property
    def notes(self) -> list[str]:
        """What went wrong without ending the decoding; complete after the last block."""
        ...

    def blocks(self) -> Iterator[Block]:
        """All samples in order, shape (sample, channel)."""
        ...


class SoundFileDecoder:
    """A file that libsndfile reads."""

    def __init__(self, sound: soundfile.SoundFile, where: str) -> None:
        self._sound = sound
        self._where = where
        self.sample_rate_hz: int = sound.samplerate
        self.channels: int = sound.channels
        self.container: str = sound.format.lower().replace("wavex", "wav")
        self.codec = "flac" if sound.format == "FLAC" else _CODECS.get(sound.subtype, sound.subtype.lower())
        # libsndfile says 2^63 - 1 where a stream's length is unknown.
        self.expected_frames: int | None = sound.frames if 0 <= sound.frames < 1 << 60 else None
        self.states_length = self.expected_frames is not None
        self.notes: list[str] = []

    def blocks(self) -> Iterator[Block]:
        """All samples in order, shape (sample, channel), through one buffer."""
        frames = _COMPRESSED_BLOCK_FRAMES if self._sound.format in _COMPRESSED else _BLOCK_FRAMES
        buffer = np.empty((frames, self.channels), np.float32)
        while True:
            try:
                block = self._sound.read(out=buffer)
            except (soundfile.LibsndfileError, RuntimeError) as error:
                self.notes.append(f"decoding stopped early ({_cause(error)}); what follows cannot be judged")
                return
            if len(block) == 0:
                return
            yield block


@contextmanager
def open_decoder(source: OpenFile, *, open_ended: bool = False) -> Iterator[Decoder]:
    """Find the decoder that reads the file.

    `open_ended` says that the header leaves the length open; FFmpeg then reads to the end, libsndfile not
    always.

    Raises
    ------
    AudioError
        When no decoder recognises the file as audio.
    """
    if not open_ended and not is_mpeg(source.head) and (sound := _open_soundfile(source)) is not None:
        with sound:
            yield SoundFileDecoder(sound, source.where)
        return
    # FFmpeg's libraries take a tenth of a second to load, and most calls are WAV.
    from voicecheck.audio.decode_av import open_av

    with open_av(source) as decoder:
        yield decoder


def _open_soundfile(source: OpenFile) -> soundfile.SoundFile | None:
    source.file.seek(0)
    try:
        # By descriptor: a path that is not valid UTF-8 cannot be handed over, and this file is the one that
        # was checked.
        sound = soundfile.SoundFile(source.file.fileno(), closefd=False)
    except (soundfile.LibsndfileError, RuntimeError):
        return None
    if sound.format in _CONTAINERS:
        return sound
    sound.close()
    return None


def _cause(error: Any) -> str:
    text = getattr(error, "error_string", None) or str(error)
    return str(text).strip().rstrip(".") or type(error).__name__

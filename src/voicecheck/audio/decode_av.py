"""Decoding through FFmpeg (PyAV): MP3, AAC, AMR, WMA, and the sound of video files."""

from __future__ import annotations

import errno
import io
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from itertools import chain
from typing import Any

import av
import numpy as np
from av.codec.codec import UnknownCodecError
from av.error import FFmpegError
from numpy.typing import NDArray

from voicecheck.audio.opening import OpenFile
from voicecheck.audio.recognise import is_mpeg, no_samples, not_audio, states_mpeg_length
from voicecheck.errors import AudioError

__all__ = ["AvDecoder", "open_av"]

Block = NDArray[np.float32]

# Containers that hold a recording in themselves. Play lists and concatenation scripts are left out: they
# would make FFmpeg open other files, or the network.
_CONTAINERS = (
    "wav,w64,aiff,au,caf,flac,ogg,mp3,aac,mov,mp4,m4a,3gp,3g2,mj2,amr,asf,matroska,webm,avi,mpegts,gsm,voc"
)

_CONTAINER_NAMES = {"mov": "mp4", "matroska": "mkv"}

# Their headers state the length; that of the others is a guess from the bit rate.
_CONTAINERS_WITH_LENGTH = ("mov", "asf", "matroska", "flac", "wav", "avi")

_FULL_SCALE = {"u8": 2.0**7, "s16": 2.0**15, "s32": 2.0**31, "s64": 2.0**63, "flt": 1.0, "dbl": 1.0}
_BATCH_FRAMES = 1 << 15
_MOST_DAMAGED_IN_A_ROW = 1000
# No codec has longer packets; a damaged container may say anything.
_LONGEST_PACKET_S = Fraction(1)


class _Reader:
    """A file as FFmpeg asks for it: a damaged header makes it seek to places before the start."""

    def __init__(self, file: io.FileIO) -> None:
        self.read = file.read
        self.tell = file.tell
        self._seek = file.seek

    def seek(self, position: int, whence: int = io.SEEK_SET) -> int:
        """As a file's, but a failure is a negative number: PyAV would print an exception to the terminal."""
        try:
            return self._seek(position, whence)
        except OSError as error:
            return -(error.errno or errno.EINVAL)


class AvDecoder:
    """A file that FFmpeg reads; its first audio stream."""

    def __init__(self, container: Any, where: str, *, states_length: bool) -> None:
        self._where = where
        self._container = container
        self._stream = container.streams.audio[0]
        self._codec = _best_decoder(self._stream)
        self._damaged_packets = 0
        self.notes: list[str] = []
        if len(container.streams.audio) > 1:
            tracks = len(container.streams.audio)
            self.notes.append(f"the file holds {tracks} sound tracks; only the first is judged")
        self._pieces = self._decoded()
        # Only a frame tells rate and channels for sure: AAC headers state half of the truth (SBR, PS).
        self._head: list[Any] = []
        first = next(self._pieces, None)
        while isinstance(first, Fraction):
            self._head.append(first)
            first = next(self._pieces, None)
        if first is None:
            raise no_samples(where)
        self._head.append(first)
        self.sample_rate_hz: int = first.sample_rate
        self.channels: int = first.layout.nb_channels
        name: str = container.format.name.split(",")[0]
        self.container = _CONTAINER_NAMES.get(name, name)
        codec_name: str = self._codec.codec.canonical_name
        self.codec = codec_name.removesuffix("le").removesuffix("be")
        self.expected_frames = self._header_frames()
        self.states_length = states_length or container.format.name.startswith(_CONTAINERS_WITH_LENGTH)

    def _header_frames(self) -> int | None:
        if (self._stream.duration or 0) > 0 and self._stream.time_base:
            return int(self._stream.duration * self._stream.time_base * self.sample_rate_hz)
        if (self._container.duration or 0) > 0:
            return int(self._container.duration / av.time_base * self.sample_rate_hz)
        return None

    def blocks(self) -> Iterator[Block]:
        """All samples in order, shape (sample, channel); AMR's 50 short frames a second are gathered."""
        pending: list[Block] = []
        frames = 0
        for piece in chain(self._head, self._pieces):
            pending.append(self._silence(piece) if isinstance(piece, Fraction) else self._samples(piece))
            frames += len(pending[-1])
            if frames >= _BATCH_FRAMES:
                yield np.concatenate(pending)
                pending, frames = [], 0
        if pending:
            yield np.concatenate(pending)
        if self._damaged_packets:
            self.notes.append(f"{self._damaged_packets} damaged pieces of the file were replaced by silence")

    def _silence(self, duration_s: Fraction) -> Block:
        return np.zeros((round(duration_s * self.sample_rate_hz), self.channels), np.float32)

    def _samples(self, frame: Any) -> Block:
        if frame.sample_rate != self.sample_rate_hz or frame.layout.nb_channels != self.channels:
            raise AudioError(
                f"{self._where}: expected {self.channels} channels at {self.sample_rate_hz} Hz throughout, "
                f"found {frame.layout.nb_channels} at {frame.sample_rate} Hz later on; convert it to WAV"
            )
        raw: NDArray[Any] = frame.to_ndarray()
        interleaved = raw.T if frame.format.is_planar else raw.reshape(-1, self.channels)
        kind = frame.format.packed.name
        samples = interleaved.astype(np.float32)
        if kind == "u8":
            samples -= 128.0
        if _FULL_SCALE[kind] != 1.0:
            samples /= _FULL_SCALE[kind]
        return samples

    def _decoded(self) -> Iterator[Any]:
        """FFmpeg's frames in order, and for each packet that cannot be decoded its length in seconds."""
        in_a_row = 0
        packets = self._container.demux(self._stream)
        while True:
            try:
                packet = next(packets, None)
            except FFmpegError as error:
                self.notes.append(f"decoding stopped early ({cause(error)}); what follows cannot be judged")
                return
            if packet is None:
                return
            try:
                frames = self._codec.decode(packet)
                in_a_row = 0
            except FFmpegError:
                self._damaged_packets += 1
                in_a_row += 1
                if in_a_row >= _MOST_DAMAGED_IN_A_ROW:
                    return
                length_s = (packet.duration or 0) * (packet.time_base or Fraction(0))
                yield min(_LONGEST_PACKET_S, max(Fraction(0), length_s))
                continue
            yield from frames


def _best_decoder(stream: Any) -> Any:
    """The stream's own decoder, or a more faithful one where this build of FFmpeg has it."""
    if stream.codec_context.codec.canonical_name == "amr_nb":
        # FFmpeg's own decoder is 1 to 2.5 dB too quiet on voiced sounds and tones, OpenCORE's 0.3 to 0.5 dB.
        try:
            opencore = av.CodecContext.create("libopencore_amrnb", "r")
        except UnknownCodecError:
            return stream.codec_context
        opencore.sample_rate, opencore.layout = 8000, "mono"
        return opencore
    return stream.codec_context


@contextmanager
def open_av(source: OpenFile) -> Iterator[AvDecoder]:
    """Open a file with FFmpeg.

    Raises
    ------
    AudioError
        When FFmpeg does not recognise it, or finds no sound in it.
    """
    # Before FFmpeg takes hold of the file's position.
    states_length = states_mpeg_length(source)
    source.file.seek(0)
    try:
        # Tags in GBK are common in WMA and MP3; only the sound matters here.
        container = av.open(
            _Reader(source.file),
            mode="r",
            options={"format_whitelist": _CONTAINERS},
            metadata_errors="replace",
        )
    except (FFmpegError, ValueError) as error:
        raise not_audio(source, cause(error)) from error
    with container:
        # FFmpeg finds MPEG frames in any long stretch of noise; a real file starts with one.
        if container.format.name in ("mp3", "aac") and not is_mpeg(source.head):
            raise not_audio(source, "no MPEG frame at the start")
        if not container.streams.audio:
            raise AudioError(
                f"{source.where}: expected sound, found a {container.format.name} file without a sound "
                "track; name the recording itself"
            )
        if container.streams.audio[0].codec_context is None:
            raise not_audio(source, "a coding of sound that is not known here")
        try:
            yield AvDecoder(container, source.where, states_length=states_length)
        except FFmpegError as error:
            raise not_audio(source, cause(error)) from error


def cause(error: Exception) -> str:
    """FFmpeg's own words for an error, without the name of the file."""
    return str(getattr(error, "strerror", None) or error).strip().rstrip(".").lower()

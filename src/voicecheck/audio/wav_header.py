"""What a WAV header promises, held against what the file holds.

The decoders forgive a false header in silence: they clip sizes to the file and go on. A user must know that a
call was cut, so the header is read here once more, by itself. Layout: Microsoft and IBM, Multimedia
Programming Interface and Data Specifications 1.0 (1991), RIFF WAVE.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from voicecheck.audio.opening import OpenFile
from voicecheck.errors import AudioError

__all__ = ["WavHeader", "read_wav_header"]

# Recorders that write to a stream, or break off, cannot go back to fill in the size, and leave one of these.
_OPEN_SIZES = frozenset({0x7FFFFFFF, 0x7FFFF000, 0x80000000, 0xFFFFFFFF, 0xFFFFF000, 0xFFFFFFFF - 36})
# A size of zero is meant where hardly more than the tags of an empty recording can follow.
_MOST_TAG_BYTES = 4096
_MOST_CHUNKS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class WavHeader:
    """The figures of a WAV header; `promised_bytes` is None where the recorder left the size open."""

    channels: int
    sample_rate_hz: int
    promised_bytes: int | None
    present_bytes: int

    def missing_s(self, decoded_s: float) -> float:
        """Time that the header promises beyond the file's end, given the length that is there; 0.0 if
        none."""
        if self.promised_bytes is None or self.present_bytes <= 0:
            return 0.0
        return max(0.0, self.promised_bytes / self.present_bytes - 1.0) * decoded_s


def read_wav_header(source: OpenFile) -> WavHeader | None:
    """Read the header of a RIFF WAVE file; None for every other container.

    Raises
    ------
    AudioError
        When the header ends early, or names no channel or no sample rate.
    """
    if source.head[:4] != b"RIFF" or source.head[8:12] != b"WAVE":
        return None
    layout: tuple[int, int] | None = None
    position = 12
    for _ in range(_MOST_CHUNKS):
        chunk_head = source.read_at(position, 8)
        if len(chunk_head) < 8:
            break
        name, size = struct.unpack("<4sI", chunk_head)
        if name == b"fmt ":
            layout = _read_layout(source, position + 8)
        if name == b"data" and layout is not None:
            channels, sample_rate_hz = layout
            present_bytes = source.size_bytes - position - 8
            is_open = size in _OPEN_SIZES or (size == 0 and present_bytes > _MOST_TAG_BYTES)
            return WavHeader(
                channels=channels,
                sample_rate_hz=sample_rate_hz,
                promised_bytes=None if is_open else size,
                present_bytes=present_bytes,
            )
        position += 8 + size + size % 2  # chunks start at even bytes
    missing = "sound data" if layout is not None else "format description"
    raise AudioError(
        f"{source.where}: expected a WAV file with a format and sound data, found no {missing}; "
        "export or copy the recording again"
    )


def _read_layout(source: OpenFile, position: int) -> tuple[int, int]:
    body = source.read_at(position, 16)
    if len(body) < 16:
        raise AudioError(
            f"{source.where}: expected a whole WAV header, found that the file ends within it; "
            "copy the recording again"
        )
    channels, sample_rate_hz = struct.unpack("<HI", body[2:8])
    if channels == 0 or sample_rate_hz == 0:
        raise AudioError(
            f"{source.where}: expected a WAV header with channels and a sample rate, "
            f"found {channels} channels at {sample_rate_hz} Hz; export the recording again"
        )
    return channels, sample_rate_hz

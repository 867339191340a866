"""Recognising files by their first bytes, to choose a decoder and to say what a file is instead of audio."""

from __future__ import annotations

import codecs

from voicecheck.audio.opening import OpenFile
from voicecheck.errors import AudioError

__all__ = ["is_mpeg", "no_samples", "not_audio", "states_mpeg_length"]


def is_mpeg(head: bytes) -> bool:
    """Whether a file starts like MP3 or raw AAC: an ID3 tag or a frame's eleven sync bits (ISO/IEC
    11172-3)."""
    return head.startswith(b"ID3") or (len(head) > 1 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0)


def states_mpeg_length(source: OpenFile) -> bool:
    """Whether an MP3 file has a Xing or Info frame, which holds its length, behind the ID3 tag if there is
    one."""
    if not is_mpeg(source.head):
        return False
    start = 0
    if source.head.startswith(b"ID3"):
        # The tag's size is in four bytes of seven bits each (ID3v2.4, section 3.1).
        start = 10 + sum(
            byte << shift for byte, shift in zip(source.head[6:10], (21, 14, 7, 0), strict=False)
        )
    frame = source.read_at(start, 256)
    return b"Xing" in frame or b"Info" in frame


def no_samples(where: str) -> AudioError:
    """The error for a recording that has a header and nothing behind it."""
    return AudioError(
        f"{where}: expected sound, found a file without a single sample; export the recording again"
    )


def not_audio(source: OpenFile, cause: str) -> AudioError:
    """The error for a file that no decoder reads, with the best guess of what it is instead."""
    return AudioError(
        f"{source.where}: expected a recording (WAV, FLAC, OGG, MP3, M4A, AMR, WMA), "
        f"found {_guess(source)} ({cause}); name the recording itself, or convert it to WAV"
    )


def _guess(source: OpenFile) -> str:
    head = source.read_at(0, 512)
    if head.startswith(b"%PDF"):
        return "a PDF document"
    if head.startswith(b"PK\x03\x04"):
        return "a ZIP archive or an office document"
    if head[4:8] == b"ftyp":
        return "an MP4 file that is cut or damaged"
    if head[:4] in (b"RIFF", b"fLaC", b"OggS") or head.startswith(b"#!AMR") or is_mpeg(head):
        return "an audio file that is cut or damaged"
    if not head.strip(b"\0"):
        return "zero bytes only"
    try:
        # Incremental: the excerpt may end within a character.
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return "bytes that are not audio"
    return "text"

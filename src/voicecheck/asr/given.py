"""Transcripts that come with the call: JSON, SRT and WebVTT.

They enter through the same door as recognised ones. Turns may overlap and stand in any order; times that run
backwards, lie before the start, or beyond a day are errors, with the place in the file.
"""

from __future__ import annotations

import os
from pathlib import Path

from voicecheck.asr.given_json import read_json
from voicecheck.asr.given_subtitles import read_subtitles
from voicecheck.asr.types import Transcript
from voicecheck.bounded_file import read_at_most
from voicecheck.errors import TranscriptError

__all__ = ["TRANSCRIPT_SUFFIXES", "find_transcript", "given_text", "load_transcript"]

TRANSCRIPT_SUFFIXES = (".transcript.json", ".srt", ".vtt")
"""What stands in place of the recording's own suffix, first choice first."""

_LARGEST_BYTES = 32 << 20  # a day of speech with the times of all words takes about 20 MB
_ENCODINGS = ("utf-8-sig", "gb18030")


def find_transcript(recording: str | os.PathLike[str]) -> Path | None:
    """The transcript beside a recording: `call-17.transcript.json`, `.srt` or `.vtt` for `call-17.wav`."""
    path = Path(recording)
    for suffix in TRANSCRIPT_SUFFIXES:
        beside = path.with_name(path.stem + suffix)
        # Unlike Path.is_file, this takes a name that grows too long for the system as one that is not there.
        if beside != path and os.path.isfile(beside):
            return beside
    return None


def load_transcript(path: str | os.PathLike[str]) -> Transcript:
    """Read a transcript; words without times of their own are spread evenly over their utterance.

    Raises
    ------
    TranscriptError
        When the file cannot be read or a line or field is not what it should be; the message names it.
    """
    file = Path(path)
    suffix = file.suffix.lower()
    if suffix == ".json":
        return read_json(file, given_text(file))
    if suffix in (".srt", ".vtt"):
        return read_subtitles(file, given_text(file))
    raise TranscriptError(
        f"{file}: expected a transcript with the ending .json, .srt or .vtt, found "
        f"{file.suffix or 'none'!r}; "
        "give one of these"
    )


def given_text(file: Path) -> str:
    """The text of a file that came with a call.

    Raises
    ------
    TranscriptError
        When it cannot be read, is too large, or is no text.
    """
    try:
        size = file.stat().st_size
        if size > _LARGEST_BYTES:
            raise TranscriptError(
                f"{file}: expected at most {_LARGEST_BYTES >> 20} MB, found {size >> 20} MB; give a "
                "transcript of one call"
            )
        content = read_at_most(file, _LARGEST_BYTES)
    except OSError as error:
        reason = error.strerror or error
        raise TranscriptError(
            f"{file}: expected a readable file, found: {reason}; check the path and its rights"
        ) from error
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decoded(file, content, ("utf-16",))
    return _decoded(file, content, _ENCODINGS)


def _decoded(file: Path, content: bytes, encodings: tuple[str, ...]) -> str:
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise TranscriptError(f"{file}: expected text in UTF-8 or GB18030, found other bytes; save it as UTF-8")

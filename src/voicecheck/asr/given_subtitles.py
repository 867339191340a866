"""Given transcripts as subtitles: SRT and WebVTT, the speaker told by a prefix or a voice tag."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from voicecheck.asr.given_turns import (
    Speaker,
    checked_span,
    guess_language,
    known_speakers,
    speaker_of,
    transcript_of,
    utterance_of,
)
from voicecheck.asr.types import Transcript
from voicecheck.errors import TranscriptError

__all__ = ["read_subtitles"]

_CLOCK = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})"
_TIMING = re.compile(rf"\s*{_CLOCK}\s*-->\s*{_CLOCK}(?:\s.*)?")
_PREFIX = re.compile(r"\s*[\[(（【]?\s*([^\s:：\])）】<>]{1,20})\s*[\])）】]?\s*[:：]\s*")
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]{1,80})>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z0-9:.,_ -]{0,40}>")
_HEADERS = ("NOTE", "STYLE", "REGION", "WEBVTT")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    speaker: Speaker
    start_s: float
    end_s: float
    text: str


def read_subtitles(file: Path, content: str) -> Transcript:
    """Read SRT or WebVTT; a cue with lines of both parties is shared out by the length of their texts.

    Raises
    ------
    TranscriptError
        Naming the line of the file.
    """
    lines = [spoken for cue in _cues(file, content) for spoken in cue]
    if not lines and content.strip() and not content.lstrip().startswith("WEBVTT"):
        raise TranscriptError(
            f"{file}, line 1: expected a time such as 00:00:01,200 --> 00:00:03,400, found none in the file; "
            "give an SRT or WebVTT file"
        )
    language = guess_language(line.text for line in lines)
    return transcript_of(
        str(file),
        language,
        (utterance_of(line.speaker, line.start_s, line.end_s, line.text, language) for line in lines),
    )


def _cues(file: Path, content: str) -> Iterator[list[_Line]]:
    lines = content.splitlines()
    number = 0
    while number < len(lines):
        block = number
        while number < len(lines) and lines[number].strip():
            number += 1
        if number > block:
            yield _cue(file, lines[block:number], block + 1)
        number += 1


def _cue(file: Path, block: list[str], first: int) -> list[_Line]:
    timing = next((i for i, line in enumerate(block) if "-->" in line), None)
    if timing is None:
        if block[0].startswith(_HEADERS) or all(line.strip().isdigit() for line in block):
            return []
        raise TranscriptError(
            f"{file}, line {first}: expected a number or a time such as 00:00:01,200 --> 00:00:03,400, "
            f"found {block[0][:40]!r}; put a blank line only between cues"
        )
    match = _TIMING.fullmatch(block[timing])
    if match is None:
        raise TranscriptError(
            f"{file}, line {first + timing}: expected a time such as 00:00:01,200 --> 00:00:03,400, "
            f"found {block[timing][:60]!r}; correct it"
        )
    start_s, end_s = _seconds(match.groups()[:4]), _seconds(match.groups()[4:])
    where = f"{file}, line {first + timing}"
    checked_span(where, start_s, end_s)
    spoken = list(_speakers(file, block[timing + 1 :], first + timing + 1))
    return _shared_out(spoken, start_s, end_s)


def _seconds(clock: tuple[str | None, ...]) -> float:
    hours, minutes, seconds, fraction = clock
    whole = int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds or 0)
    return whole + int((fraction or "0").ljust(3, "0")) / 1000


def _speakers(file: Path, lines: list[str], first: int) -> Iterator[tuple[Speaker, str]]:
    """Who says what in a cue; a line without a label goes on with the speaker before it."""
    speaker: Speaker | None = None
    for number, line in enumerate(lines, first):
        for label, text in _labelled(line):
            if label is not None:
                named = speaker_of(label)
                if named is None:
                    raise TranscriptError(
                        f"{file}, line {number}: expected a speaker out of {known_speakers()}, found "
                        f"{label!r}; "
                        "rename it"
                    )
                speaker = named
            if not text:
                continue
            if speaker is None:
                raise TranscriptError(
                    f"{file}, line {number}: expected a speaker before the text, as in 'agent: …' or "
                    "'<v agent>…', "
                    f"found {line[:40]!r}; add it"
                )
            yield speaker, text


def _labelled(line: str) -> Iterator[tuple[str | None, str]]:
    """Pieces of a line with the label that opens each, None where none does."""
    voices = _VOICE.split(line)
    if len(voices) > 1:
        if lead := _plain(voices[0]):
            yield None, lead
        for label, text in zip(voices[1::2], voices[2::2], strict=True):
            yield label, _plain(text)
        return
    text = _plain(line)
    prefix = _PREFIX.match(text)
    if prefix is not None and speaker_of(prefix.group(1)) is not None:
        yield prefix.group(1), text[prefix.end() :].strip()
    else:
        yield None, text


def _plain(text: str) -> str:
    return html.unescape(_TAG.sub("", text)).strip()


def _shared_out(spoken: list[tuple[Speaker, str]], start_s: float, end_s: float) -> list[_Line]:
    """One line for each change of speaker, the time divided by the length of the texts."""
    runs: list[tuple[Speaker, str]] = []
    for speaker, text in spoken:
        if runs and runs[-1][0] == speaker:
            runs[-1] = (speaker, f"{runs[-1][1]} {text}")
        else:
            runs.append((speaker, text))
    total = sum(len(text) for _, text in runs)
    shared, told = [], 0
    for speaker, text in runs:
        begin_s = start_s + (end_s - start_s) * told / total
        told += len(text)
        finish_s = start_s + (end_s - start_s) * told / total
        shared.append(_Line(speaker=speaker, start_s=begin_s, end_s=finish_s, text=text))
    return shared

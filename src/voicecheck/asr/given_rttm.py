"""A diarization that comes with the call: Rich Transcription Time Marked lines (NIST RT-09, appendix A).

    SPEAKER call-17 1 0.60 7.60 <NA> <NA> agent <NA> <NA>

The names may be `agent` and `customer`, in English or Chinese, or any two others: who the agent is must
then be heard.
"""

from __future__ import annotations

import os
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from voicecheck.asr.given import given_text
from voicecheck.asr.given_turns import checked_span, speaker_of
from voicecheck.errors import TranscriptError
from voicecheck.intervals import Interval, merge

__all__ = ["Diarization", "find_diarization", "load_diarization"]

_SUFFIX = ".rttm"
_FIELDS = 8
_OTHER_TYPES = frozenset(
    ("SPKR-INFO", "LEXEME", "NON-LEX", "NON-SPEECH", "NOSCORE", "NO_RT_METADATA", "FILLER", "EDIT",
     "IP", "SU", "CB", "A/P", "SEGMENT")
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Diarization:
    """When each of two voices speaks; `agent` is the number of the agent's, None where the names do not
    tell.
    """

    speech: tuple[tuple[Interval, ...], tuple[Interval, ...]]
    agent: int | None


def find_diarization(recording: str | os.PathLike[str]) -> Path | None:
    """The diarization beside a recording: `call-17.rttm` for `call-17.wav`."""
    beside = Path(recording).with_suffix(_SUFFIX)
    return beside if os.path.isfile(beside) else None  # as in `find_transcript`


def load_diarization(path: str | os.PathLike[str]) -> Diarization:
    """Read an RTTM file of one call with two speakers.

    Raises
    ------
    TranscriptError
        When the file cannot be read, a line is not what it should be, or there are not two speakers; the
        message names the line.
    """
    file = Path(path)
    voices: dict[str, list[Interval]] = defaultdict(list)
    for number, line in enumerate(given_text(file).splitlines(), start=1):
        fields = line.split()
        if not fields or line.lstrip().startswith(";") or fields[0] in _OTHER_TYPES:
            continue
        name, span = _entry(f"{file}, line {number}", fields)
        voices[name].append(span)
    names = sorted(voices, key=lambda name: voices[name][0].start_s)
    if len(names) != 2:
        raise TranscriptError(
            f"{file}: expected the speech of two speakers, found {len(names)}"
            f"{': ' + ', '.join(names) if names else ''}; give one name to all speech of a party"
        )
    first, second = (merge(voices[name]) for name in names)
    return Diarization(speech=(first, second), agent=_agent(file, names))


def _entry(where: str, fields: list[str]) -> tuple[str, Interval]:
    if fields[0] != "SPEAKER" or len(fields) < _FIELDS:
        raise TranscriptError(
            f"{where}: expected `SPEAKER FILE CHANNEL START LENGTH <NA> <NA> NAME`, found "
            f"{' '.join(fields)[:80]!r}; correct the line"
        )
    try:
        start_s, length_s = float(fields[3]), float(fields[4])
    except ValueError as error:
        raise TranscriptError(
            f"{where}: expected start and length in seconds, found {fields[3]!r} and {fields[4]!r}; "
            "correct the line"
        ) from error
    return fields[7], Interval(*checked_span(where, start_s, start_s + length_s))


def _agent(file: Path, names: list[str]) -> int | None:
    parties = [speaker_of(name) for name in names]
    if parties[0] is not None and parties[0] == parties[1]:
        raise TranscriptError(
            f"{file}: expected one name for each party, found {names[0]} and {names[1]} for the "
            f"{parties[0]}; give one name to all speech of a party"
        )
    if "agent" in parties:
        return parties.index("agent")
    return 1 - parties.index("customer") if "customer" in parties else None

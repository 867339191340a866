"""The recordings of a batch: where each lies, and by what its file is known again."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from voicecheck.asr.given import TRANSCRIPT_SUFFIXES, find_transcript
from voicecheck.audio.discover import recording_names
from voicecheck.audio.opening import printable_path
from voicecheck.batch.remote import find_remote, is_remote
from voicecheck.bounded_file import read_at_most
from voicecheck.errors import UsageError

__all__ = ["Input", "find_inputs", "moment_of", "read_list"]

_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_MOST_SHOWN = 40
_LARGEST_LIST_BYTES = 128 << 20  # a million names


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """One recording.

    `name` is its absolute path as it is shown and kept; `place` is what opens it, a path or an address.
    `size_bytes` and `modified_ns` are None where the file is gone. `transcript` lies beside it, if any does.
    """

    name: str
    place: str
    size_bytes: int | None
    modified_ns: int | None
    transcript: str | None = None
    remote: bool = False


def find_inputs(arguments: Iterable[str]) -> tuple[Input, ...]:
    """Recordings of files, folders, patterns and addresses such as `s3://bucket/calls`, each once.

    Raises
    ------
    UsageError
        When one of them holds no recording or cannot be looked into.
    """
    found: dict[str, Input] = {}
    local: list[str] = []
    for argument in arguments:
        if is_remote(argument):
            found.update((one.name, Input(**one.as_fields(), remote=True)) for one in find_remote(argument))
        else:
            local.append(argument)
    folders: dict[str, _Folder] = {}
    for name in recording_names(local):
        one = _local(name, folders)
        found.setdefault(one.name, one)
    return tuple(found.values())


def read_list(file: Path) -> tuple[str, ...]:
    """The recordings that a text file names, one a line; empty lines and comments (#) do not count.

    Relative paths are taken from the working folder, as on a command line.

    Raises
    ------
    UsageError
        When the file cannot be read or names nothing.
    """
    try:
        text = read_at_most(file, _LARGEST_LIST_BYTES).decode("utf-8-sig", "surrogateescape")
    except OSError as error:
        raise UsageError(
            f"--list {file}: expected a file that names recordings, found {error.strerror}; check the path"
        ) from error
    lines = tuple(line.strip() for line in text.splitlines())
    named = tuple(line for line in lines if line and not line.startswith("#"))
    if not named:
        raise UsageError(f"--list {file}: expected one recording a line, found none; fill it in")
    return named


def moment_of(text: str, option: str, now: datetime | None = None) -> int:
    """The moment that an option names, in nanoseconds since 1970: a date, a time, or an age such as `24h`.

    Raises
    ------
    UsageError
        When it is none of these.
    """
    try:
        moment = _age(text, now or datetime.now(UTC)) or datetime.fromisoformat(text.strip())
        # A time without a zone is local. A zone may lead out of the calendar, at both its ends.
        seconds = datetime.fromtimestamp(moment.timestamp(), UTC).timestamp()
    except (ValueError, OverflowError) as error:
        raise UsageError(
            f"{option}: expected a date, a time or an age such as 2026-05-01, 2026-05-01T22:00 or 24h, "
            f"found {text[:_MOST_SHOWN]!r}; write one of these"
        ) from error
    return round(seconds * 1e9)


def _age(text: str, now: datetime) -> datetime | None:
    number, unit = text.strip()[:-1], text.strip()[-1:]
    if unit not in _UNITS or not (number.isascii() and number.isdigit()):
        return None
    return now - timedelta(**{_UNITS[unit]: int(number)})


def _local(name: str, folders: dict[str, _Folder]) -> Input:
    parent, last = os.path.split(name)
    if parent not in folders:
        folders[parent] = _Folder(parent)
    folder = folders[parent]
    path = f"{folder.path}{last}"
    try:
        status = os.stat(path)
    except (OSError, ValueError):
        return Input(name=printable_path(path), place=path, size_bytes=None, modified_ns=None)
    found = find_transcript(path) if folder.has_transcripts else None
    return Input(
        name=printable_path(path),
        place=path,
        size_bytes=status.st_size,
        modified_ns=status.st_mtime_ns,
        transcript=None if found is None else str(found),
    )


class _Folder:
    """What the recordings of a folder share, found out once: a night has a hundred thousand in one.

    `path` is absolute and ends with the separator; without a transcript in the folder, none need be looked
    for beside each recording.
    """

    def __init__(self, name: str) -> None:
        self.path = os.path.join(os.path.abspath(name), "")
        try:
            self.has_transcripts = any(one.endswith(TRANSCRIPT_SUFFIXES) for one in os.listdir(self.path))
        except (OSError, ValueError):  # it may be that its files can be opened and not listed
            self.has_transcripts = True

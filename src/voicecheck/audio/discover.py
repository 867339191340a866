"""Finding recordings: files, folders and patterns become one list without duplicates."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NoReturn

from voicecheck.audio.opening import printable_path
from voicecheck.errors import UsageError

__all__ = ["AUDIO_SUFFIXES", "find_recordings", "recording_names"]

AUDIO_SUFFIXES = frozenset(
    {
        ".3gp",
        ".aac",
        ".aif",
        ".aiff",
        ".amr",
        ".asf",
        ".au",
        ".awb",
        ".flac",
        ".gsm",
        ".m4a",
        ".mkv",
        ".mov",
        ".mp3",
        ".mp4",
        ".oga",
        ".ogg",
        ".opus",
        ".wav",
        ".wave",
        ".webm",
        ".wma",
    }
)

_Found = tuple[str, str]
"""A recording's name, and the real path by which it is known when it is reached twice."""


def find_recordings(arguments: Iterable[str | os.PathLike[str]]) -> tuple[Path, ...]:
    """Expand files, folders and glob patterns.

    A file that is named is taken whatever its suffix, also when it is missing: loading says why it cannot be
    judged, and the others are still judged. Folders are searched to any depth for known suffixes; hidden
    files and folders are skipped. Arguments keep their order, what a folder or pattern holds is sorted, and a
    file that is reached twice, also through a link, counts once, at its first place.

    Raises
    ------
    UsageError
        When a folder or a pattern holds no recording, a folder cannot be read, or a name is none.
    """
    return tuple(Path(name) for name in recording_names(arguments))


def recording_names(arguments: Iterable[str | os.PathLike[str]]) -> tuple[str, ...]:
    """The same as texts, which are found faster: a night has a hundred thousand recordings.

    Raises
    ------
    UsageError
        As `find_recordings`.
    """
    found: dict[str, str] = {}
    for argument in arguments:
        for name, identity in _expand(Path(argument)):
            found.setdefault(identity, name)
    return tuple(found.values())


def _expand(path: Path) -> list[_Found]:
    where = printable_path(path)
    if "\0" in str(path):
        raise UsageError(
            f"{where}: expected a path, found a zero byte in it; write one path a line, in UTF-8"
        )
    # Unlike Path.is_dir, this takes names that the system refuses, and leaves them to the loader.
    if os.path.isdir(path):
        recordings = list(_in_folder(str(path), set()))
        if not recordings:
            raise UsageError(
                f"{where}: expected a folder with recordings, found no file of a known kind; "
                f"name the files, or use one of {', '.join(sorted(AUDIO_SUFFIXES))}"
            )
        return recordings
    # A name that exists is that file, even with brackets in it.
    if not os.path.lexists(path) and glob.has_magic(str(path)):
        matches = sorted(glob.glob(str(path), recursive=True), key=_parts)
        recordings = [file for match in matches for file in _matched(match)]
        if not recordings:
            raise UsageError(f"{where}: expected a pattern that matches recordings, found no match; check it")
        return recordings
    return [(str(path), os.path.realpath(path))]


def _matched(name: str) -> list[_Found]:
    if os.path.isdir(name):
        return list(_in_folder(name, set()))
    return [(name, os.path.realpath(name))] if _is_recording(name) else []


def _is_recording(name: str) -> bool:
    return name[name.rfind(".") :].lower() in AUDIO_SUFFIXES


def _parts(name: str) -> list[str]:
    """What names are sorted by: folder by folder."""
    return name.split(os.sep)


def _in_folder(folder: str, seen: set[str]) -> Iterator[_Found]:
    """Recordings in order of their names, folder by folder; one look into each folder tells all of them.

    Links are followed, and a link to a folder above must not lead round in circles: `seen` are the folders
    that were looked into, by their real paths.
    """
    real = os.path.realpath(folder)
    if real in seen:
        return
    seen.add(real)
    try:
        with os.scandir(folder) as listed:
            entries = sorted(
                (entry.name, entry)
                for entry in listed
                if not entry.name.startswith(".") and (_is_recording(entry.name) or _is_folder(entry))
            )
    except OSError as error:
        _refuse(error)
    for name, entry in entries:
        if _is_folder(entry):
            yield from _in_folder(entry.path, seen)
        else:
            yield entry.path, os.path.realpath(entry.path) if entry.is_symlink() else f"{real}{os.sep}{name}"


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link that leads to itself
        return False


def _refuse(error: OSError) -> NoReturn:
    raise UsageError(
        f"{printable_path(error.filename)}: expected a folder that can be read, "
        f"found {error.strerror}; change its permissions or leave it out"
    ) from error

"""Finding recordings: files, folders and patterns become one list without duplicates."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

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


def find_recordings(arguments: Iterable[str | os.PathLike[str]]) -> tuple[Path, ...]:
    """Expand files, folders and glob patterns.

    A file that is named is taken whatever its suffix, also when it is missing: loading says why it cannot be
    judged, and the others are still judged. Folders are searched to any depth for known suffixes; hidden
    files and folders are skipped. Arguments keep their order, what a folder or pattern holds is sorted, and a
    file that is reached twice, also through a link, counts once, at its first place.

    Raises
    ------
    UsageError
        When a folder or a pattern holds no recording, or a folder cannot be read.
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
    parents: dict[str, str] = {}
    for argument in arguments:
        for name in _expand(Path(argument)):
            found.setdefault(_identity(name, parents), name)
    return tuple(found.values())


def _identity(name: str, parents: dict[str, str]) -> str:
    """The real path; folders are looked up once each."""
    if os.path.islink(name):
        return os.path.realpath(name)
    folder, last = os.path.split(name)
    if folder not in parents:
        parents[folder] = os.path.realpath(folder)
    return f"{parents[folder]}{os.sep}{last}"


def _expand(path: Path) -> list[str]:
    where = printable_path(path)
    # Unlike Path.is_dir, this takes names that the system refuses, and leaves them to the loader.
    if os.path.isdir(path):
        recordings = sorted(_in_folder(str(path)), key=_parts)
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
    return [str(path)]


def _matched(name: str) -> list[str]:
    if os.path.isdir(name):
        return sorted(_in_folder(name), key=_parts)
    return [name] if _is_recording(name) else []


def _is_recording(name: str) -> bool:
    return os.path.splitext(name)[1].lower() in AUDIO_SUFFIXES


def _parts(name: str) -> list[str]:
    """What names are sorted by: folder by folder."""
    return name.split(os.sep)


def _in_folder(folder: str) -> Iterator[str]:
    seen: set[str] = set()
    for parent, folders, files in os.walk(folder, followlinks=True, onerror=_refuse):
        # Links are followed, and a link to a folder above must not lead round in circles.
        real = os.path.realpath(parent)
        if real in seen:
            folders.clear()
            continue
        seen.add(real)
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in files:
            if not name.startswith(".") and _is_recording(name):
                yield os.path.join(parent, name)


def _refuse(error: OSError) -> None:
    raise UsageError(
        f"{printable_path(error.filename)}: expected a folder that can be read, "
        f"found {error.strerror}; change its permissions or leave it out"
    ) from error

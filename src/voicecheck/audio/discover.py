"""Finding recordings: files, folders and patterns become one list without duplicates."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from voicecheck.audio.opening import printable_path
from voicecheck.errors import UsageError

__all__ = ["AUDIO_SUFFIXES", "find_recordings"]

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
    found: dict[str, Path] = {}
    parents: dict[str, str] = {}
    for argument in arguments:
        for path in _expand(Path(argument)):
            found.setdefault(_identity(path, parents), path)
    return tuple(found.values())


def _identity(path: Path, parents: dict[str, str]) -> str:
    """The real path; folders are looked up once each, since a night has a hundred thousand recordings."""
    if os.path.islink(path):
        return os.path.realpath(path)
    folder, name = os.path.split(path)
    if folder not in parents:
        parents[folder] = os.path.realpath(folder)
    return os.path.join(parents[folder], name)


def _expand(path: Path) -> list[Path]:
    where = printable_path(path)
    # Unlike Path.is_dir, this takes names that the system refuses, and leaves them to the loader.
    if os.path.isdir(path):
        recordings = sorted(_in_folder(path))
        if not recordings:
            raise UsageError(
                f"{where}: expected a folder with recordings, found no file of a known kind; "
                f"name the files, or use one of {', '.join(sorted(AUDIO_SUFFIXES))}"
            )
        return recordings
    # A name that exists is that file, even with brackets in it.
    if not os.path.lexists(path) and glob.has_magic(str(path)):
        matches = sorted(Path(match) for match in glob.glob(str(path), recursive=True))
        recordings = [file for match in matches for file in _matched(match)]
        if not recordings:
            raise UsageError(f"{where}: expected a pattern that matches recordings, found no match; check it")
        return recordings
    return [path]


def _matched(path: Path) -> list[Path]:
    if os.path.isdir(path):
        return sorted(_in_folder(path))
    return [path] if path.suffix.lower() in AUDIO_SUFFIXES else []


def _in_folder(folder: Path) -> Iterator[Path]:
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
            if not name.startswith(".") and Path(name).suffix.lower() in AUDIO_SUFFIXES:
                yield Path(parent, name)


def _refuse(error: OSError) -> None:
    raise UsageError(
        f"{printable_path(error.filename)}: expected a folder that can be read, "
        f"found {error.strerror}; change its permissions or leave it out"
    ) from error

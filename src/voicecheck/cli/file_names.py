"""Names for the files that a command writes for each recording."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from voicecheck import owner_only
from voicecheck.errors import UsageError

__all__ = ["FileNames", "make_folder", "safe_stem", "write_whole"]

# File systems take 255; what is written aside has a name longer than that of the file by a few more.
_LONGEST_BYTES = 200
_NOT_IN_NAMES = re.compile(r"[^\w.() -]")


class FileNames:
    """A stem for each recording, none twice: recordings of one name may lie in different folders."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = {name.casefold() for name in taken}

    def stem(self, recording: Path) -> str:
        """The recording's own name as far as any file system takes it, with a number where it is taken."""
        name = stem = safe_stem(recording)
        count = 1
        while name.casefold() in self._taken:
            count += 1
            name = f"{stem}-{count}"
        self._taken.add(name.casefold())
        return name


def safe_stem(recording: Path) -> str:
    """The recording's own name as far as any file system takes it."""
    name = _NOT_IN_NAMES.sub("_", recording.stem).encode("utf-8", "replace")[:_LONGEST_BYTES]
    return name.decode("utf-8", "ignore") or "call"


def make_folder(folder: Path, option: str) -> None:
    """Make a folder, for its owner alone, where it is not there.

    Raises
    ------
    UsageError
        When it cannot be made.
    """
    try:
        owner_only.make_folder(folder)
    except OSError as error:
        raise UsageError(
            f"{option}: expected a folder to write to, found {folder} ({error.strerror}); name another"
        ) from error


def write_whole(file: Path, text: str, option: str) -> None:
    """The whole file or none, for its owner alone.

    Raises
    ------
    UsageError
        When it cannot be written.
    """
    try:
        with owner_only.written_aside(file) as aside:
            aside.write_bytes(text.encode("utf-8", "replace"))
    except OSError as error:
        raise UsageError(
            f"{option}: expected to write {file}, found {error.strerror}; name another place"
        ) from error

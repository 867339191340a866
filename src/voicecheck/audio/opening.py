"""Opening a recording's file safely: regular files only, no waiting on pipes, and a hash of exactly these
bytes."""

from __future__ import annotations

import hashlib
import io
import os
import stat
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from voicecheck.errors import AudioError

__all__ = ["OpenFile", "open_recording", "printable_path"]

# The last two exist on one system each: no wait on a pipe, no translation of line ends.
_OPEN_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_HIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def printable_path(path: str | os.PathLike[str]) -> str:
    r"""The path as text that any terminal, page and JSON document can hold.

    Bytes that are not UTF-8 become ``\xff``; control characters, line breaks and marks that turn the writing
    direction become escapes too, so a file name cannot forge a line of a report.
    """
    text = os.fsencode(path).decode("utf-8", "backslashreplace")
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        character.encode("unicode_escape").decode("ascii")
        if unicodedata.category(character) in _HIDDEN_CATEGORIES
        else character
        for character in text
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenFile:
    """A recording open for reading. `where` is its printable path, `head` its first 16 bytes."""

    where: str
    file: io.FileIO
    size_bytes: int
    head: bytes

    def sha256(self) -> str:
        """SHA-256 of the whole file, in hexadecimal digits; read as a stream."""
        self.file.seek(0)
        return hashlib.file_digest(self.file, "sha256").hexdigest()

    def read_at(self, position: int, count: int) -> bytes:
        """Up to `count` bytes from a position."""
        self.file.seek(position)
        return self.file.read(count)


@contextmanager
def open_recording(path: str | os.PathLike[str]) -> Iterator[OpenFile]:
    """Open a regular file that has bytes in it, and see that nobody writes to it meanwhile.

    Raises
    ------
    AudioError
        When the path is missing, a folder, a pipe or device, not readable, empty, or changes while it is
        read.
    """
    where = printable_path(path)
    try:
        _require_regular(os.stat(path).st_mode, where)
        # Not waiting for a writer matters only when a pipe takes the file's place after the check above.
        file = io.FileIO(os.open(path, _OPEN_FLAGS), "rb")
    except (OSError, ValueError) as error:
        raise AudioError(_why_not_opened(where, error)) from error
    with file:
        before = os.fstat(file.fileno())
        _require_regular(before.st_mode, where)
        if before.st_size == 0:
            raise AudioError(f"{where}: expected a recording, found an empty file; export or copy it again")
        try:
            yield OpenFile(where=where, file=file, size_bytes=before.st_size, head=file.read(16))
        except OSError as error:
            raise AudioError(
                f"{where}: expected to read the whole file, found {error.strerror or error}; "
                "check the disk or the network share"
            ) from error
        after = os.fstat(file.fileno())
        if (after.st_size, after.st_mtime_ns) != (before.st_size, before.st_mtime_ns):
            raise AudioError(
                f"{where}: expected a finished recording, found a file that changed while it was read; "
                "try again when the recorder has closed it"
            )


def _require_regular(mode: int, where: str) -> None:
    if stat.S_ISDIR(mode):
        raise AudioError(f"{where}: expected one recording, found a folder; name the files in it")
    if not stat.S_ISREG(mode):
        kind = "a pipe" if stat.S_ISFIFO(mode) else "a socket" if stat.S_ISSOCK(mode) else "a device"
        raise AudioError(f"{where}: expected a file, found {kind}; save the recording to a file first")


def _why_not_opened(where: str, error: OSError | ValueError) -> str:
    match error:
        case FileNotFoundError():
            parent = Path(where).parent
            return (
                f"{where}: expected a recording, found nothing there; check the name and the folder {parent}"
            )
        case PermissionError():
            return f"{where}: expected a readable file, found that access is denied; change its permissions"
        case OSError():
            return f"{where}: expected a readable file, found {error.strerror or error}; check the path"
        case _:
            return f"{where}: expected a file path, found {error}; check the name"

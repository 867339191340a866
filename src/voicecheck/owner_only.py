"""Files and folders that only their owner may read, whatever the umask; files are whole or not there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

__all__ = ["create_file", "make_folder", "written_aside"]

_FILE_MODE, _FOLDER_MODE = 0o600, 0o700


def create_file(file: Path) -> None:
    """An empty file in place of one of that name, if any.

    Raises
    ------
    OSError
        When it cannot be made.
    """
    file.unlink(missing_ok=True)
    handle = os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _FILE_MODE)
    os.close(handle)


@contextmanager
def written_aside(file: Path, aside: Path | None = None) -> Iterator[Path]:
    """The path of an empty file to be filled; it takes the name of `file` at the end, or goes.

    Parameters
    ----------
    aside
        Where one process at a time writes, a name that the next one takes over when this one is killed.

    Raises
    ------
    OSError
        When it cannot be made or renamed.
    """
    aside = aside or file.with_name(f".{file.name}.{os.getpid()}.part")
    create_file(aside)
    try:
        yield aside
        aside.replace(file)
    except BaseException:
        # Where this fails too, what failed first is what the user must hear of.
        with suppress(OSError):
            aside.unlink(missing_ok=True)
        raise


def make_folder(folder: Path) -> None:
    """Make a folder and those above it where they are not there; one that is there keeps its rights.

    Raises
    ------
    OSError
        When it cannot be made.
    """
    for parent in reversed(folder.parents):
        if not parent.exists():
            parent.mkdir(_FOLDER_MODE, exist_ok=True)
    folder.mkdir(_FOLDER_MODE, exist_ok=True)

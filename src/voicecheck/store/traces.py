"""What is left of calls that were taken out of a run: pages and exports, and freed places in the ledger."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

from voicecheck.errors import StoredDataError

__all__ = ["DERIVED_FOLDERS", "overwrite_freed", "remove_derived", "require_own"]

DERIVED_FOLDERS = ("pages", "export")
"""Made from the calls of a run, in its folder; `report` and `export` make them again."""


def remove_derived(run: Path) -> None:
    """Remove the pages and the exports in a run's folder.

    Raises
    ------
    StoredDataError
        When they cannot be removed.
    """
    for name in DERIVED_FOLDERS:
        folder = run / name
        require_own(folder)
        if not folder.is_dir():
            continue
        try:
            shutil.rmtree(folder)
        except OSError as error:
            raise StoredDataError(
                f"{folder}: expected a folder that can be removed, found {error.strerror}; "
                "remove it yourself, since it still tells of the calls"
            ) from error


def require_own(folder: Path) -> None:
    """See that a folder of a run, where it is there, is no link: what lies elsewhere is somebody else's.

    Raises
    ------
    StoredDataError
        When it is a link.
    """
    if folder.is_symlink():
        raise StoredDataError(
            f"{folder}: expected a folder of the run's own, found a link to another place, where files would "
            "be replaced and removed; remove the link"
        )


def overwrite_freed(ledger: sqlite3.Connection) -> None:
    """Leave no byte of a deleted row in the ledger or in its log.

    Raises
    ------
    StoredDataError
        When somebody reads the run: what a reader still sees cannot be overwritten.
    sqlite3.Error
        When the ledger cannot be written.
    """
    ledger.execute("VACUUM")
    (busy, *_) = ledger.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        raise StoredDataError(
            "ledger: expected nobody else at work on the run, found a command that reads it; the calls are "
            "out of the run, but bytes of them stay in its log: run the same command again later"
        )

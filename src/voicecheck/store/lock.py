"""One writer for each run: a lock that the system lets go of when its holder ends, however it ends."""

from __future__ import annotations

import os
from pathlib import Path

from voicecheck.errors import StoredDataError

try:
    import fcntl
except ImportError:  # a system without; the ledger's own locks still keep two writers from harming it
    fcntl = None  # type: ignore[assignment]

__all__ = ["LOCK_NAME", "RunLock"]

LOCK_NAME = "ledger.lock"


class RunLock:
    """The right to write to a run, held until `release` or the end of the process.

    Child processes do not inherit it.

    Raises
    ------
    StoredDataError
        When another process holds it, or the folder cannot be written to.
    """

    def __init__(self, run: Path) -> None:
        self._path = run / LOCK_NAME
        try:
            self._file = os.open(self._path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise StoredDataError(
                f"{run}: expected a run's folder that may be written to, found {error.strerror}; "
                "copy the run to a folder of your own"
            ) from error
        if fcntl is None:
            return
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(self._file, 20, 0).decode("ascii", "replace").strip() or "unknown"
            os.close(self._file)
            raise StoredDataError(
                f"{run}: expected a run that nobody else is writing to, found another command at work on it "
                f"(process {holder}); wait until that has ended"
            ) from None
        except OSError:
            return  # a file system without locks, as above
        self._write_holder()

    def is_in_place(self) -> bool:
        """Whether the run's folder is still there, and still the same one."""
        try:
            return os.path.samestat(os.stat(self._path), os.fstat(self._file))
        except OSError:
            return False

    def release(self) -> None:
        """Let the next one write."""
        os.close(self._file)

    def _write_holder(self) -> None:
        try:
            os.pwrite(self._file, f"{os.getpid():<20d}".encode(), 0)
        except OSError:
            # A full disk: the number is only for the message.
            return

"""The folder of earlier practice calls: their figures in one small file, measured once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from voicecheck.cli.console import say
from voicecheck.cli.file_names import make_folder, write_whole
from voicecheck.errors import StoredDataError, VoicecheckError
from voicecheck.report.practice_history import PastCall, decode_history, encode_history, past_call
from voicecheck.report.result import CallResult

__all__ = ["HISTORY_FILE", "History", "file_sha256", "now", "time_of"]

HISTORY_FILE = "practice-history.json"
_OPTION = "--history"


class History:
    """What the folder knows of earlier calls; recordings in it that are new are measured when asked.

    Raises
    ------
    UsageError
        When the folder cannot be made.
    StoredDataError
        When its file of figures is damaged.
    """

    def __init__(self, folder: Path) -> None:
        make_folder(folder, _OPTION)
        self._folder = folder
        self._file = folder / HISTORY_FILE
        self._calls = {call.sha256: call for call in _read(self._file)}

    @property
    def calls(self) -> tuple[PastCall, ...]:
        """All calls that the folder knows."""
        return tuple(self._calls.values())

    def new_recordings(self, known: Sequence[str]) -> tuple[Path, ...]:
        """Recordings in the folder that were not measured yet; `known` are hashes to leave out."""
        from voicecheck.audio.discover import AUDIO_SUFFIXES

        left_out = {*self._calls, *known}
        recordings = sorted(
            file
            for file in self._folder.iterdir()
            if file.suffix.lower() in AUDIO_SUFFIXES and file.is_file() and not file.name.startswith(".")
        )
        return tuple(file for file in recordings if file_sha256(file) not in left_out)

    def add(self, result: CallResult, name: str, at: str) -> PastCall:
        """Keep the figures of a call in place of those of the same recording, which keeps its time."""
        known = self._calls.get(result.call.sha256)
        call = past_call(result, name, known.at if known else at)
        self._calls[call.sha256] = call
        return call

    def measure_new(self, known: Sequence[str], measure: Callable[[Path], CallResult]) -> None:
        """Measure the folder's new recordings; one that cannot be measured is told and left out."""
        for file in self.new_recordings(known):
            try:
                self.add(measure(file), file.name, time_of(file))
            except VoicecheckError as error:
                say(f"left out of the history: {error}")

    def save(self) -> None:
        """Write the figures; the whole file or none."""
        write_whole(self._file, encode_history(self._calls.values()), _OPTION)


def now() -> str:
    """The present second: ISO 8601, local time."""
    return datetime.now().isoformat(timespec="seconds")


def time_of(file: Path) -> str:
    """When a recording was made, as far as its file tells: ISO 8601, local time."""
    return datetime.fromtimestamp(file.stat().st_mtime).isoformat(timespec="seconds")


def file_sha256(file: Path) -> str:
    """SHA-256 of a file in hexadecimal."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _read(file: Path) -> list[PastCall]:
    if not file.is_file():
        return []
    try:
        text = file.read_bytes()
    except OSError as error:
        raise StoredDataError(
            f"{file}: expected the figures of earlier practice calls, found {error.strerror}; "
            "make the file readable, or name another folder"
        ) from error
    return decode_history(text, where=str(file))

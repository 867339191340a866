"""Label files of a command: for every call what other programs read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from voicecheck.cli.console import say
from voicecheck.cli.file_names import FileNames, make_folder, write_whole
from voicecheck.errors import UsageError

if TYPE_CHECKING:
    from voicecheck.cli.calls import Outcome
    from voicecheck.report.i18n import Lang

__all__ = ["Labels"]

_OPTION = "--labels"


class Labels:
    """Writes the label files of each call as soon as it is judged.

    Raises
    ------
    UsageError
        When the folder cannot be written to, or recordings lie in it: subtitles beside a recording are taken
        as its transcript.
    """

    def __init__(self, folder: Path, recordings: Sequence[Path], *, lang: Lang) -> None:
        if any(folder.resolve() == recording.resolve().parent for recording in recordings):
            raise UsageError(
                f"{_OPTION}: expected a folder without the recordings, found {folder}; name another, "
                "for a later run would take these subtitles as given transcripts"
            )
        make_folder(folder, _OPTION)
        self._folder, self._lang, self._names = folder, lang, FileNames()
        self._count = 0

    def add(self, recording: Path, outcome: Outcome) -> None:
        """The label files of one call; none for a recording that could not be judged."""
        from voicecheck.cli.calls import CallFailure
        from voicecheck.report.labels import LABEL_FORMATS

        if isinstance(outcome, CallFailure):
            return
        stem = self._names.stem(recording)
        for suffix, text_of in LABEL_FORMATS.items():
            write_whole(self._folder / f"{stem}{suffix}", text_of(outcome, self._lang), _OPTION)
        self._count += 1

    def finish(self) -> None:
        """A word about where the files are."""
        say(f"labels of {self._count} call{'' if self._count == 1 else 's'} written: {self._folder}")

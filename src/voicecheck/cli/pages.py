"""The pages of a command: one file for a single call, a folder with an index for several."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from voicecheck.cli.console import say
from voicecheck.errors import UsageError, VoicecheckError

if TYPE_CHECKING:
    from voicecheck.cli.calls import Outcome
    from voicecheck.report.i18n import Lang
    from voicecheck.report.pages.index_data import CallEntry, Unjudged
    from voicecheck.report.pages.sound import CallSound
    from voicecheck.report.result import CallResult

__all__ = ["Pages"]

_INDEX = "index.html"
_NOT_IN_NAMES = re.compile(r"[^\w.() -]")


class Pages:
    """Writes the page of each call as soon as it is judged, so that an interruption costs none of them.

    Parameters
    ----------
    target
        A file for one call; a folder for several, made where it is not there.
    recordings
        All recordings of the command.
    channels
        The channels that are judged, where they were given.

    Raises
    ------
    UsageError
        When pages cannot be written there.
    """

    def __init__(
        self,
        target: Path,
        recordings: Sequence[Path],
        *,
        lang: Lang,
        channels: tuple[int, int] | None,
        with_audio: bool,
    ) -> None:
        self._lang, self._channels, self._with_audio = lang, channels, with_audio
        self._file = target if len(recordings) == 1 and not _is_folder(target) else None
        self._folder = target.parent if self._file else target
        self._taken = {_INDEX}
        self._entries: list[CallEntry] = []
        self._unjudged: list[Unjudged] = []
        _make_folder(self._folder)

    def add(self, recording: Path, outcome: Outcome) -> None:
        """The page of one call; a recording that could not be judged only stands in the index."""
        from voicecheck.cli.calls import CallFailure
        from voicecheck.report.pages.index_data import Unjudged, call_entry
        from voicecheck.report.pages.render import render_call_page

        if isinstance(outcome, CallFailure):
            self._unjudged.append(Unjudged(path=outcome.path, message=outcome.message))
            return
        file = self._file or self._folder / self._name(recording)
        _write(file, render_call_page(outcome, self._sound(recording, outcome), self._lang))
        self._entries.append(call_entry(outcome, file.name))

    def finish(self) -> None:
        """The index of a folder, and a word about where the pages are."""
        from voicecheck.report.pages.render import render_index

        if self._file is not None:
            if self._entries:
                say(f"page written: {self._file}")
            return
        index = self._folder / _INDEX
        _write(index, render_index(self._entries, self._unjudged, self._lang))
        say(f"pages written: {index} and {len(self._entries)} beside it")

    def _sound(self, recording: Path, result: CallResult) -> CallSound | None:
        from voicecheck.report.pages.sound import call_sound

        try:
            return call_sound(recording, result, channels=self._channels, with_audio=self._with_audio)
        except VoicecheckError as error:
            say(f"the page of {recording} has neither sound nor curves: {error}")
            return None

    def _name(self, recording: Path) -> str:
        stem = _NOT_IN_NAMES.sub("_", recording.stem) or "call"
        name, count = f"{stem}.html", 1
        while name.casefold() in self._taken:
            count += 1
            name = f"{stem}-{count}.html"
        self._taken.add(name.casefold())
        return name


def _is_folder(target: Path) -> bool:
    return target.is_dir() or target.suffix.lower() not in {".html", ".htm"}


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(
            f"--html: expected a folder to write to, found {folder} ({error.strerror}); name one"
        ) from error


def _write(file: Path, page: str) -> None:
    """The whole page or none: written aside, then renamed."""
    aside = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        aside.write_bytes(page.encode("utf-8", "replace"))
        aside.replace(file)
    except OSError as error:
        aside.unlink(missing_ok=True)
        raise UsageError(
            f"--html: expected to write {file}, found {error.strerror}; name another place"
        ) from error

"""The pages of a command: one file for a single call, a folder with an index for several."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from voicecheck.cli.console import say
from voicecheck.cli.file_names import FileNames, make_folder, write_whole
from voicecheck.errors import VoicecheckError

if TYPE_CHECKING:
    from voicecheck.cli.calls import Outcome
    from voicecheck.report.i18n import Lang
    from voicecheck.report.pages.index_data import CallEntry
    from voicecheck.report.pages.sound import CallSound
    from voicecheck.report.result import CallResult
    from voicecheck.report.run_calls import UnjudgedCall

__all__ = ["Pages"]

_OPTION = "--html"
_INDEX = "index"


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
        self._names = FileNames({_INDEX})
        self._entries: list[CallEntry] = []
        self._unjudged: list[UnjudgedCall] = []
        make_folder(self._folder, _OPTION)

    def add(self, recording: Path, outcome: Outcome) -> None:
        """The page of one call; a recording that could not be judged only stands in the index."""
        from voicecheck.cli.calls import CallFailure
        from voicecheck.report.pages.index_data import call_entry
        from voicecheck.report.pages.render import render_call_page
        from voicecheck.report.run_calls import UnjudgedCall

        if isinstance(outcome, CallFailure):
            self._unjudged.append(UnjudgedCall(path=outcome.path, message=outcome.message))
            return
        file = self._file or self._folder / f"{self._names.stem(recording)}.html"
        page = render_call_page(outcome, self._sound(recording, outcome), self._lang)
        write_whole(file, page, _OPTION)
        self._entries.append(call_entry(outcome, file.name))

    def finish(self) -> None:
        """The index of a folder, and a word about where the pages are."""
        from voicecheck.report.pages.render import render_index

        if self._file is not None:
            if self._entries:
                say(f"page written: {self._file}")
            return
        index = self._folder / f"{_INDEX}.html"
        write_whole(index, render_index(self._entries, self._unjudged, self._lang), _OPTION)
        say(f"pages written: {index} and {len(self._entries)} beside it")

    def _sound(self, recording: Path, result: CallResult) -> CallSound | None:
        from voicecheck.report.pages.sound import call_sound

        try:
            return call_sound(recording, result, channels=self._channels, with_audio=self._with_audio)
        except VoicecheckError as error:
            say(f"the page of {recording} has neither sound nor curves: {error}")
            return None


def _is_folder(target: Path) -> bool:
    return target.is_dir() or target.suffix.lower() not in {".html", ".htm"}

"""The progress of a batch on standard error: a bar on a terminal, else a line now and then."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Any

from voicecheck.cli.console import colours, say

if TYPE_CHECKING:
    from voicecheck.batch.stages import Failure
    from voicecheck.batch.status import BatchStatus
    from voicecheck.report.i18n import Lang

__all__ = ["BatchProgress", "span"]

_LINE_EVERY_S = 15.0
_WORDS = {
    "zh": {
        "line": "{finished}/{total} 通，失败 {failed}，每小时 {rate:,.0f} 通，"
        "{speed:.1f} 倍实时，剩余 {left}",
        "short": "失败 {failed} · 每小时 {rate:,.0f} 通 · {speed:.1f} 倍实时 · 剩余 {left}",
        "unknown": "未知",
        "hours": "{hours} 小时 {minutes:02d} 分",
        "minutes": "{minutes} 分 {seconds:02d} 秒",
        "loading": "正在启动",
    },
    "en": {
        "line": "{finished} of {total} calls, {failed} failed, {rate:,.0f} calls an hour, "
        "{speed:.1f} x real time, {left} left",
        "short": "{failed} failed · {rate:,.0f} calls/h · {speed:.1f} x real time · {left} left",
        "unknown": "unknown",
        "hours": "{hours} h {minutes:02d} min",
        "minutes": "{minutes} min {seconds:02d} s",
        "loading": "starting",
    },
}


class BatchProgress:
    """Shows how a batch goes on, and names the calls that fail; a `Watcher`."""

    def __init__(self, lang: Lang) -> None:
        self.lang: Lang = lang
        self._words = _WORDS[lang]
        self._bar = _bar() if sys.stderr.isatty() else None
        self._task = self._bar.add_task(self._words["loading"], total=None) if self._bar else None
        self._next_line = time.monotonic() + _LINE_EVERY_S
        self.named: set[str] = set()

    def __enter__(self) -> BatchProgress:
        if self._bar is not None:
            self._bar.start()
        return self

    def __exit__(self, *_exc: object) -> None:
        if self._bar is not None:
            self._bar.stop()

    def progress(self, status: BatchStatus) -> None:
        """Show the present state."""
        if self._bar is not None:
            if status.working or status.finished:
                text = self._told(status, "short")
                self._bar.update(self._task, description=text, completed=status.finished, total=status.total)
        elif time.monotonic() >= self._next_line:
            self._next_line = time.monotonic() + _LINE_EVERY_S
            say(self._told(status, "line"))

    def failed(self, name: str, failure: Failure) -> None:
        """Name a call that could not be done."""
        self.named.add(name)
        say(failure.message if name in failure.message else f"{name}: {failure.message}")

    def _told(self, status: BatchStatus, form: str) -> str:
        left_s = status.remaining_s
        return self._words[form].format(
            finished=status.finished,
            total=status.total,
            failed=status.failed,
            rate=status.calls_per_hour,
            speed=status.times_real_time,
            left=self._words["unknown"] if left_s is None else span(left_s, self.lang),
        )


def span(seconds: float, lang: Lang) -> str:
    """A length of time as people say it."""
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return _WORDS[lang]["minutes"].format(minutes=minutes, seconds=rest)
    hours, minutes = divmod(minutes, 60)
    return _WORDS[lang]["hours"].format(hours=hours, minutes=minutes)


def _bar() -> Any:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    return Progress(
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TextColumn("{task.description}", markup=False),
        console=Console(file=sys.stderr, color_system=colours()),
        transient=True,
    )

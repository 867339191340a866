"""`practice --record`: a script to read, a live level, and the recording that comes of it."""

from __future__ import annotations

import sys
import threading
import tomllib
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from voicecheck.cli.console import say
from voicecheck.errors import AudioError

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from voicecheck.report.i18n import Lang

__all__ = ["level_bar", "record", "script_lines"]

_LONGEST_S = 600.0
_SHORTEST_S = 3.0
_BAR_CELLS = 40
_QUIET_DBOV, _LOUD_DBOV = -60.0, 0.0
_LOW_DBOV, _HIGH_DBOV = -36.0, -6.0
_WORDS = {
    "head": {
        "zh": "请照着念（括号里是提示，不用念）。念完按回车。",
        "en": "Read this aloud (hints in brackets are not read). Press Enter when you are done.",
    },
    "level": {"zh": "音量", "en": "level"},
    "quiet": {"zh": "太轻：靠近话筒", "en": "too soft: come closer"},
    "loud": {"zh": "太响：离远一点", "en": "too loud: move back"},
}


def script_lines(lang: Lang) -> tuple[tuple[str, str], ...]:
    """What is to be read, each line with its hint."""
    text = (resources.files("voicecheck.cli") / "reading.toml").read_text(encoding="utf-8")
    return tuple((line[lang], line["hint"][lang]) for line in tomllib.loads(text)["line"])


def record(file: Path, lang: Lang, stop: threading.Event | None = None) -> float:
    """Show the script, record until Enter, Ctrl-C or `stop`, and write the file; the seconds recorded.

    Raises
    ------
    AudioError
        When there is no microphone, hardly anything was recorded, or the file cannot be written.
    """
    import numpy as np
    from rich.console import Console
    from rich.live import Live

    from voicecheck.audio.microphone import RECORD_RATE_HZ, Microphone, write_reading

    console = Console(file=sys.stderr, highlight=False, markup=False)
    blocks: list[np.typing.NDArray[np.float32]] = []
    with Microphone() as microphone:
        _show_script(console, lang)
        ended = stop or _until_enter()
        try:
            with Live(console=console, transient=True, auto_refresh=False) as live:
                for block in microphone.blocks():
                    if block is not None:
                        blocks.append(block)
                        live.update(level_bar(_dbov(float(np.mean(np.square(block)))), lang), refresh=True)
                    if ended.is_set() or sum(map(len, blocks)) >= _LONGEST_S * RECORD_RATE_HZ:
                        break
        except KeyboardInterrupt:
            pass
    samples = np.concatenate(blocks) if blocks else np.zeros(0, dtype=np.float32)
    seconds = len(samples) / RECORD_RATE_HZ
    if seconds < _SHORTEST_S:
        raise AudioError(
            f"--record: expected at least {_SHORTEST_S:.0f} s of sound, found {seconds:.1f} s; "
            "check the microphone, and press Enter only when you have read the lines"
        )
    write_reading(file, samples, RECORD_RATE_HZ)
    say(f"recorded: {file} ({seconds:.0f} s)")
    return seconds


def level_bar(level_dbov: float, lang: Lang) -> Text:
    """The level as a bar, with a word where it is too soft or too loud to measure well."""
    from rich.text import Text

    share = (min(max(level_dbov, _QUIET_DBOV), _LOUD_DBOV) - _QUIET_DBOV) / (_LOUD_DBOV - _QUIET_DBOV)
    filled = round(share * _BAR_CELLS)
    loud, quiet = level_dbov > _HIGH_DBOV, level_dbov < _LOW_DBOV
    line = Text(f"{_WORDS['level'][lang]} ")
    line.append("#" * filled, "red" if loud else "yellow" if quiet else "green")
    line.append("-" * (_BAR_CELLS - filled), "dim")
    line.append(f" {level_dbov:4.0f} dBov ")
    if loud or quiet:
        line.append(_WORDS["loud" if loud else "quiet"][lang])
    return line


def _show_script(console: Console, lang: Lang) -> None:
    console.print(_WORDS["head"][lang], style="bold")
    for text, hint in script_lines(lang):
        console.print(f"\n  {text}")
        console.print(f"  ({hint})", style="dim")
    console.print()


def _dbov(power: float) -> float:
    from voicecheck.units import power_to_db

    level = power_to_db(power)
    return _QUIET_DBOV if level is None else level


def _until_enter() -> threading.Event:
    ended = threading.Event()

    def wait() -> None:
        sys.stdin.readline()
        ended.set()

    # Without a terminal nobody can press Enter; Ctrl-C or the longest time ends the recording then.
    if sys.stdin is not None and sys.stdin.isatty():
        threading.Thread(target=wait, daemon=True).start()
    return ended

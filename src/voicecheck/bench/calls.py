"""The calls that are measured on when nobody names others: some of the sample calls come with voicecheck."""

from __future__ import annotations

from pathlib import Path

import voicecheck
from voicecheck.errors import AudioError

__all__ = ["bundled_calls"]

_NAMES = ("good-call.wav", "rude-wording.wav", "shouting-back.wav")


def bundled_calls() -> tuple[Path, ...]:
    """Recordings of telephone calls, two channels at 8 kHz, with sentences that the demo model knows.

    Raises
    ------
    AudioError
        When they are not where they were installed.
    """
    package = Path(voicecheck.__file__).resolve().parent
    # In a wheel they lie inside the package, in a source checkout beside the sources.
    for folder in (package / "samples", package.parents[1] / "samples"):
        calls = tuple(folder / name for name in _NAMES)
        if all(call.is_file() for call in calls):
            return calls
    raise AudioError(f"{package}: expected sample calls in it, found none; install voicecheck again")

"""Exit codes: part of the public contract."""

from __future__ import annotations

from enum import IntEnum

__all__ = ["ExitCode", "worst"]


class ExitCode(IntEnum):
    """What the process says at its end."""

    DONE = 0
    BELOW = 1
    """A call fell under `--fail-under`, or failed a critical rule with `--strict`."""
    NOT_STARTED = 2
    SOME_FAILED = 3
    """Some recordings could not be judged; the others are complete."""
    INTERRUPTED = 130
    """Finished calls are kept."""


_PRECEDENCE = (
    ExitCode.NOT_STARTED,
    ExitCode.INTERRUPTED,
    ExitCode.SOME_FAILED,
    ExitCode.BELOW,
    ExitCode.DONE,
)


def worst(*codes: ExitCode) -> ExitCode:
    """The code that wins where several hold; done where none does."""
    return min(codes, key=_PRECEDENCE.index, default=ExitCode.DONE)

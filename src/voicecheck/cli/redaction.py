"""What `--redact` asks for, and the list of names that goes with it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from voicecheck.cli.console import say
from voicecheck.errors import UsageError

if TYPE_CHECKING:
    from voicecheck.timeline.redact import Redaction

__all__ = ["RedactNamesOption", "RedactOption", "redaction_of", "tell_of_file_names"]

_MOST_BYTES = 4 << 20

RedactOption = Annotated[
    bool,
    typer.Option(
        "--redact",
        help="Take telephone, identity-card and bank-card numbers, e-mail addresses and the customer's name "
        "out of words, facts and sound, once the call is judged.",
    ),
]
RedactNamesOption = Annotated[
    Path | None,
    typer.Option("--redact-names", metavar="FILE", help="With --redact: more names to take out, one a line."),
]


def redaction_of(redact: bool, names_file: Path | None) -> Redaction | None:
    """What is to be taken out, or None.

    Raises
    ------
    UsageError
        When names are given without --redact, or their file cannot be read.
    """
    from voicecheck.timeline.redact import Redaction

    if names_file is None:
        return Redaction() if redact else None
    if not redact:
        raise UsageError("--redact-names: expected --redact with it, found none; add it")
    return Redaction(names=_names(names_file))


def tell_of_file_names(paths: Iterable[str | Path]) -> None:
    """Say how many file names hold a number of a person: a recording is found by its name, so they stay."""
    from voicecheck.private.find import find_private

    telling = [path for path in paths if find_private(Path(path).stem)]
    if telling:
        say(
            f"--redact: {len(telling)} file names hold what looks like private data, {Path(telling[0]).name} "
            "among them; names of files are kept: rename the recordings before"
        )


def _names(file: Path) -> tuple[str, ...]:
    try:
        with file.open("rb") as opened:
            content = opened.read(_MOST_BYTES + 1)
        if len(content) > _MOST_BYTES:
            raise UsageError(
                f"--redact-names: expected at most {_MOST_BYTES >> 20} MB of names, found more in {file}; "
                "give the names alone, one a line"
            )
        lines = content.decode("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        found = error.strerror if isinstance(error, OSError) else "other bytes than UTF-8"
        raise UsageError(
            f"--redact-names: expected a text file in UTF-8 with a name a line, found {found} in {file}; "
            "check the path, or save it as UTF-8"
        ) from error
    names = (line.split("#")[0].strip() for line in lines)
    return tuple(sorted({name for name in names if name}))

"""Finding private data in a text, however it is written or spoken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from voicecheck.private.emails import email_spans
from voicecheck.private.folding import folded
from voicecheck.private.names import name_spans
from voicecheck.private.numbers import private_numbers
from voicecheck.private.placeholders import Kind, placeholder
from voicecheck.private.runs import digit_runs

__all__ = ["Private", "find_private", "without_private"]

_MOST_GROUPS = 200


@dataclass(frozen=True, slots=True)
class Private:
    """A piece of private data, from `start` to `end` of the text; `digits` where it is a number."""

    kind: Kind
    start: int
    end: int
    digits: str = ""


def find_private(
    text: str,
    names: Sequence[str] = (),
    *,
    asked: Sequence[str] = (),
    known: Mapping[str, Kind] | None = None,
) -> tuple[Private, ...]:
    """All private data in a text, in order and without overlaps.

    Parameters
    ----------
    text
        What one party says or writes, a turn a line: a number may go on from line to line.
    names
        Names that are private wherever they stand.
    asked
        What the other party said before each line; a question tells what the answer is.
    known
        Digits that were found before, with their kind: five and more of them in a row are private too.
    """
    plain = folded(text)
    found = [Private("email", start, end) for start, end in email_spans(plain)]
    found += _numbers(plain, [folded(one) for one in asked], known or {})
    found += [Private("name", start, end) for start, end in name_spans(plain, names)]
    return _apart(found)


def without_private(text: str, names: Sequence[str], language: str | None) -> str:
    """The text with a placeholder for every piece of private data."""
    for one in reversed(find_private(text, names)):
        text = text[: one.start] + placeholder(one.kind, language) + text[one.end :]
    return text


def _numbers(text: str, asked: Sequence[str], known: Mapping[str, Kind]) -> list[Private]:
    found = []
    for run in digit_runs(text):
        line_start = text.rfind("\n", 0, run[0].start) + 1
        line = text.count("\n", 0, run[0].start)
        before = text[line_start : run[0].start]
        question = asked[line] if line < len(asked) else ""
        if len(run) > _MOST_GROUPS:
            # Nobody tells so many numbers in one go. To find out what it is would take long: it goes whole.
            found.append(Private("phone", run[0].start, run[-1].end))
            continue
        numbers = private_numbers(run, before, question, known)
        found += [Private(one.kind, one.start, one.end, one.digits) for one in numbers]
    return found


def _apart(found: list[Private]) -> tuple[Private, ...]:
    """Of pieces that overlap one, over the place of all."""
    kept: list[Private] = []
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if kept and one.start < kept[-1].end:
            last = kept.pop()
            kept.append(Private(last.kind, last.start, max(last.end, one.end), last.digits))
        else:
            kept.append(one)
    return tuple(kept)

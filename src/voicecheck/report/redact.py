"""Private data taken out of a judged call: the verdicts stay, what they quote is told without.

Rules are judged before, since some need names and numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from voicecheck.private.find import without_private
from voicecheck.private.folding import folded
from voicecheck.rules.types import Evidence, Finding, Judgement, Step, Text
from voicecheck.text.tokens import is_cjk
from voicecheck.timeline.redact import Redaction, redact_timeline
from voicecheck.timeline.types import CallTimeline, Turn

__all__ = ["redact_call"]

_LEAST = 4  # tokens of a number that a quote may hold a part of
_TOKEN = re.compile(r"\d|[^\W\d_]")
_LETTERS = re.compile(r"[^\W\d_]+")


def redact_call(
    timeline: CallTimeline, judgement: Judgement, redaction: Redaction
) -> tuple[CallTimeline, Judgement]:
    """The timeline and the findings without private data."""
    names = redaction.names_in(timeline.call.metadata)
    redacted = redact_timeline(timeline, redaction)
    quotes = _Quotes(timeline, redacted, names)
    findings = tuple(_finding(finding, quotes) for finding in judgement.findings)
    return redacted, replace(judgement, findings=findings)


def _finding(finding: Finding, quotes: _Quotes) -> Finding:
    return replace(
        finding,
        message=quotes.both(finding.message),
        reason=None if finding.reason is None else quotes.both(finding.reason),
        suggestion=None if finding.suggestion is None else quotes.both(finding.suggestion),
        evidence=tuple(_evidence(place, quotes) for place in finding.evidence),
        steps=tuple(_step(step, quotes) for step in finding.steps),
    )


def _evidence(place: Evidence, quotes: _Quotes) -> Evidence:
    return place if place.text is None else replace(place, text=quotes.clean(place.text))


def _step(step: Step, quotes: _Quotes) -> Step:
    return step if step.text is None else replace(step, text=quotes.clean(step.text))


class _Quotes:
    """Takes out of quotes what was taken out of the turns that they come from, whole or in part."""

    def __init__(self, before: CallTimeline, after: CallTimeline, names: tuple[str, ...]) -> None:
        self._names, self._language = names, before.language
        self._pieces: dict[tuple[str, ...], str] = {}
        for old, new in zip(before.turns, after.turns, strict=True):
            for said, shown in _taken_out(old, new):
                tokens = tuple(token for token, _, _ in _tokens(said))
                size = min(len(tokens), _LEAST)
                for first in range(len(tokens) - size + 1 if size else 0):
                    self._pieces.setdefault(tokens[first : first + size], shown)

    def both(self, text: Text) -> Text:
        """A sentence in both languages, cleaned."""
        return {language: self.clean(sentence) for language, sentence in text.items()}

    def clean(self, text: str) -> str:
        """A text without private data."""
        tokens = _tokens(text)
        marked: list[tuple[int, int, str]] = []
        for size in sorted({len(piece) for piece in self._pieces}):
            for first in range(len(tokens) - size + 1):
                piece = tuple(token for token, _, _ in tokens[first : first + size])
                if piece in self._pieces:
                    marked.append((tokens[first][1], tokens[first + size - 1][2], self._pieces[piece]))
        for start, end, shown in reversed(_joined(marked)):
            text = text[:start] + shown + text[end:]
        return without_private(text, self._names, self._language)


def _taken_out(old: Turn, new: Turn) -> Iterator[tuple[str, str]]:
    """What stood in a turn and what stands for it, piece by piece."""
    said, shown = "", ""
    for before, after in zip(old.words, new.words, strict=True):
        if before.text == after.text or (shown and after.text):
            yield from [(said, shown)] if said else []
            said, shown = "", ""
        if before.text != after.text:
            said, shown = f"{said} {before.text}", shown or after.text
    if said:
        yield said, shown


def _tokens(text: str) -> list[tuple[str, int, int]]:
    """Characters, digits and words, each with its place; placeholders count for nothing."""
    plain = folded(text)
    found = []
    place = 0
    while (match := _TOKEN.search(plain, place)) is not None:
        end = match.end()
        if match[0].isalpha() and not is_cjk(match[0]):
            letters = _LETTERS.match(plain, match.start())
            end = letters.end() if letters else end
            cjk = next((n for n in range(match.start(), end) if is_cjk(plain[n])), end)
            end = max(cjk, match.end())
        found.append((plain[match.start() : end], match.start(), end))
        place = end
    return found


def _joined(marked: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    joined: list[tuple[int, int, str]] = []
    for start, end, shown in sorted(marked):
        if joined and start <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]), joined[-1][2])
        else:
            joined.append((start, end, shown))
    return joined

"""Made sentences with one piece of private data in each, and sentences with none.

The frames stand in `frames.toml`: a set to tune on, and one that nobody tunes on.
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.private_texts.others import OTHERS
from benchmarks.private_texts.pieces import PIECES

__all__ = ["FORMS", "Sentence", "sentences"]

FORMS = ("written", "spoken", "hard")
_FRAMES = Path(__file__).with_name("frames.toml")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A text and where in it the private piece stands; `kind` is what it is, None where there is none.

    `form` names the row of the table: written or spoken; of a sentence without, what it holds instead.
    """

    text: str
    asked: str
    start: int
    end: int
    kind: str | None
    form: str
    language: str


def sentences(frames: str, seed: int, rounds: int) -> Iterator[Sentence]:
    """`rounds` sentences for every frame and form; `frames` is "tuned" or "unseen"."""
    chance = random.Random(seed)
    for language, groups in tomllib.loads(_FRAMES.read_text(encoding="utf-8"))[frames].items():
        for kind, templates in groups["private"].items():
            for template in templates:
                for form in FORMS:
                    for _ in range(rounds):
                        piece = PIECES[kind](chance, language, form)
                        yield _filled(template, piece, kind, form, language)
        for topic, templates in groups["without"].items():
            for template in templates:
                for _ in range(2 * rounds):
                    asked, text = _split(template)
                    values = {
                        name: make(chance, language) for name, make in OTHERS.items() if f"{{{name}}}" in text
                    }
                    yield Sentence(text.format(**values), asked, 0, 0, None, topic, language)


def _split(template: str) -> tuple[str, str]:
    asked, bar, text = template.partition("|")
    return (asked, text) if bar else ("", template)


def _filled(template: str, piece: str, kind: str, form: str, language: str) -> Sentence:
    asked, text = _split(template)
    start = text.index("{}")
    return Sentence(text.replace("{}", piece), asked, start, start + len(piece), kind, form, language)

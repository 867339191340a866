"""The labelled sentences, and what the training makes of each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from voicecheck.meaning.clauses import LONGEST_CLAUSE, clauses_of_text
from voicecheck.meaning.model import MOST_CLAUSES

__all__ = ["Sentence", "read_sentences"]

FOLDER = Path(__file__).parent
_NO_LABEL = "-"
_DOUBT = "?"

Clauses = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Sentence:
    """What somebody may say in a call, the meanings that it carries, and those of which that is doubtful."""

    labels: frozenset[str]
    doubtful: frozenset[str]
    text: str

    @cached_property
    def clauses(self) -> Clauses:
        """Its tokens, clause by clause."""
        return clauses_of_text(self.text)

    @cached_property
    def unpunctuated(self) -> Clauses:
        """The same as a recogniser writes it that knows no punctuation, said without a pause."""
        tokens = tuple(token for clause in self.clauses for token in clause)
        return tuple(tokens[at : at + LONGEST_CLAUSE] for at in range(0, len(tokens), LONGEST_CLAUSE))

    def parts(self) -> Iterator[Clauses]:
        """Every run of clauses that is not the whole."""
        for first in range(len(self.clauses)):
            for end in range(first + 1, min(first + MOST_CLAUSES, len(self.clauses)) + 1):
                if end - first < len(self.clauses):
                    yield self.clauses[first:end]


def read_sentences(language: str) -> list[Sentence]:
    """All sentences of a language, `labels | text` a line, each text once.

    A doubtful label is written with a question mark before it: of such a sentence it is learned neither that
    it carries the meaning nor that it does not.

    Raises
    ------
    ValueError
        When a line is written in another way, or one text stands twice with other labels.
    """
    found: dict[str, Sentence] = {}
    for path in sorted(FOLDER.glob(f"{language}-*.txt")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if not line or line.startswith("#"):
                continue
            labels, bar, text = line.partition(" | ")
            if not bar or not text.strip():
                raise ValueError(f"{path.name}, line {number}: expected `labels | text`, found {line!r}")
            named = frozenset(labels.split()) - {_NO_LABEL}
            sure = frozenset(label for label in named if not label.startswith(_DOUBT))
            doubtful = frozenset(label[len(_DOUBT) :] for label in named - sure)
            sentence = Sentence(sure, doubtful, text.strip())
            if not sentence.clauses:
                raise ValueError(f"{path.name}, line {number}: expected words, found {text!r}")
            if found.setdefault(sentence.text, sentence).labels != sure:
                raise ValueError(f"{path.name}, line {number}: {text!r} stands above with other labels")
    return list(found.values())

"""How much private data is found, and how much else is taken for it: recall and precision by kind.

Run with `python benchmarks/redaction.py [tuned|unseen]`. A piece counts as found when all of it is taken out,
under whatever name; what is taken out and touches no private piece counts against the kind it was taken for.
"""

from __future__ import annotations

import sys
import time
from collections import Counter, defaultdict
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[1] / "src")]

from benchmarks.private_texts.pieces import listed_names
from benchmarks.private_texts.sentences import FORMS, Sentence, sentences
from voicecheck.private.find import Private, find_private
from voicecheck.private.placeholders import KINDS

SEEDS = {"tuned": 7, "unseen": 20_240_611}
ROUNDS = 30


def main(frames: str) -> None:
    """Make the sentences, look for private data in them, print the tables and what went wrong."""
    began_s = time.perf_counter()
    made = list(sentences(frames, SEEDS[frames], ROUNDS))
    scores = Scores()
    for sentence in made:
        names = listed_names(sentence.language)
        scores.add(sentence, find_private(sentence.text, names, asked=[sentence.asked]))
    scores.show()
    private = sum(sentence.kind is not None for sentence in made)
    print(f"{private} private pieces, {len(made) - private} sentences without; frames: {frames}; "
          f"{time.perf_counter() - began_s:.0f} s")  # fmt: skip


class Scores:
    """What was found, by kind, form and language."""

    def __init__(self) -> None:
        self.made: Counter[tuple[str, str, str]] = Counter()
        self.whole: Counter[tuple[str, str, str]] = Counter()
        self.right: Counter[str] = Counter()
        self.wrong: Counter[str] = Counter()
        self.without: Counter[str] = Counter()
        self.untouched: Counter[str] = Counter()
        self.examples: dict[str, list[str]] = defaultdict(list)

    def add(self, sentence: Sentence, found: tuple[Private, ...]) -> None:
        """Count one sentence."""
        for one in found:
            touches = one.start < sentence.end and one.end > sentence.start and sentence.kind is not None
            (self.right if touches else self.wrong)[one.kind] += 1
            if not touches:
                self.examples[f"taken for {one.kind}"].append(_shown(sentence))
        if sentence.kind is None:
            self.without[sentence.form] += 1
            self.untouched[sentence.form] += not found
            return
        row = (sentence.kind, sentence.form, sentence.language)
        self.made[row] += 1
        if _covered(sentence, found):
            self.whole[row] += 1
        else:
            self.examples[f"missed {sentence.kind}"].append(_shown(sentence))

    def show(self) -> None:
        """Print the tables, and some of what went wrong."""
        forms = " / ".join(FORMS)
        print(f"{'kind':<10}{'recall':>8}{'of':>7}{'precision':>11}   zh {forms}, en {forms}")
        for kind in KINDS:
            rows = [(kind, form, language) for language in ("zh", "en") for form in FORMS]
            made, whole = sum(self.made[row] for row in rows), sum(self.whole[row] for row in rows)
            taken = self.right[kind] + self.wrong[kind]
            parts = [f"{self.whole[row] / max(1, self.made[row]):.3f}" for row in rows]
            print(f"{kind:<10}{whole / made:>8.3f}{made:>7}{self.right[kind] / max(1, taken):>11.3f}   "
                  f"{' / '.join(parts[:3])}, {' / '.join(parts[3:])}")  # fmt: skip
        right, wrong = self.right.total(), self.wrong.total()
        print(f"{'all':<10}{self.whole.total() / self.made.total():>8.3f}{self.made.total():>7}"
              f"{right / (right + wrong):>11.3f}")  # fmt: skip
        left = ", ".join(f"{topic} {self.untouched[topic]}/{count}" for topic, count in self.without.items())
        print(f"left alone: {left}")
        for problem, texts in self.examples.items():
            print(
                f"{problem} ({len(texts)}): " + " | ".join(dict.fromkeys(texts[:: max(1, len(texts) // 5)]))
            )


def _covered(sentence: Sentence, found: tuple[Private, ...]) -> bool:
    """Whether every letter and digit of the private piece is taken out; a title may stay."""
    start = sentence.start
    for title in ("Ms ", "mr "):
        if sentence.kind == "name" and sentence.text.startswith(title, start):
            start += len(title)
    taken = {place for one in found for place in range(one.start, one.end)}
    return all(place in taken or not sentence.text[place].isalnum() for place in range(start, sentence.end))


def _shown(sentence: Sentence) -> str:
    return f"{sentence.asked}>{sentence.text}".lstrip(">").replace("\n", "/")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "unseen")

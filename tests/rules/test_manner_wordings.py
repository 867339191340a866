"""Short dialogues in words of their own: what the lists of the documented standard make of them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.drawn import draw
from tests.rules.judging import documented, finding
from voicecheck.rules.judge import judge
from voicecheck.timeline.types import CallTimeline

WORDINGS = Path(__file__).parent / "wordings" / "manner.toml"
GAP = "_"
# Rules of wording that an ordinary sentence must not break, and what it must not be taken for.
KEPT = ("forbidden-phrases", "sensitive-wording", "i-not-you", "address-form")
NOT_DUE = ("transfer-etiquette", "offer-alternative")
OPENING = {"zh": "我想问一件事情呢", "en": "so there is a thing here"}


def dialogues() -> Iterator[tuple[str, str, str, list[str]]]:
    table = tomllib.loads(WORDINGS.read_text(encoding="utf-8"))
    del table["ordinary"]
    for rule, verdicts in table.items():
        for verdict, languages in verdicts.items():
            for language, texts in languages.items():
                yield rule, verdict, language, texts


def call(text: str, language: str) -> CallTimeline:
    """The dialogue, one turn of six seconds after the other."""
    turns = [("C" if part.startswith("C:") else "A", part.removeprefix("C:").removeprefix("A:").strip())
             for part in text.split(" / ")]  # fmt: skip
    if all(party == "A" for party, _ in turns):
        turns.insert(0, ("C", OPENING[language]))
    rows = {
        party: "".join((party * 6 if party == speaker else "_" * 6) + GAP for speaker, _ in turns)
        for party in "AC"
    }
    said = {party: [words for speaker, words in turns if speaker == party] for party in "AC"}
    return draw(
        agent=rows["A"],
        customer=rows["C"],
        agent_says=said["A"],
        customer_says=said["C"],
        language=language,
    )


@pytest.mark.parametrize(("rule", "verdict", "language", "texts"), list(dialogues()))
def test_what_is_meant_is_found(rule: str, verdict: str, language: str, texts: list[str]) -> None:
    found = {text: finding(call(text, language), rule).verdict for text in texts}
    assert {text: one for text, one in found.items() if one != verdict} == {}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_ordinary_sentences_break_nothing(language: str) -> None:
    ordinary = tomllib.loads(WORDINGS.read_text(encoding="utf-8"))["ordinary"]
    for text in ordinary[language]:
        found = {one.rule: one.verdict for one in judge(call(text, language), documented()).findings}
        assert {rule: found[rule] for rule in KEPT} == dict.fromkeys(KEPT, "pass"), text
        assert {rule: found[rule] for rule in NOT_DUE} == dict.fromkeys(NOT_DUE, "not_applicable"), text

"""The phrase lists of the documented standard against wordings that nobody wrote into them."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from tests.drawn import draw
from tests.rules.judging import documented
from voicecheck.rules.wording import Wording
from voicecheck.text import is_cjk, tokens

# About callers in dialect: English calls have few words for it.
ONLY_MANDARIN = frozenset({"mandarin-speaker", "rude-dialect", "said-dialect", "ask-mandarin"})
LISTS = tomllib.loads((Path(__file__).parent / "wordings.toml").read_text(encoding="utf-8"))


def heard(name: str, said: str, *, surely: bool = False) -> list[str]:
    """What a list finds in one turn of the agent, at least perhaps."""
    language = "zh" if is_cjk(tokens(said)[0][0]) else "en"
    call = draw(agent="A" * 9, agent_says=[said], language=language)
    wording = Wording(call, documented(), call.language or "zh")
    found = wording.excerpt("agent").heard(wording.phrases((name,)))
    return [match.text for match in found if not (surely and match.unsure)]


@pytest.mark.parametrize(("name", "said"), [(name, said) for name in LISTS for said in LISTS[name]["yes"]])
def test_the_meaning_is_found_in_other_words(name: str, said: str) -> None:
    assert heard(name, said)


@pytest.mark.parametrize(("name", "said"), [(name, said) for name in LISTS for said in LISTS[name]["no"]])
def test_other_meanings_are_not_taken_for_it(name: str, said: str) -> None:
    assert heard(name, said, surely=True) == []


def test_every_list_is_shown_both_languages() -> None:
    for name, table in LISTS.items():
        for said in (table["yes"], table["no"]):
            languages = {is_cjk(tokens(text)[0][0]) for text in said}
            assert languages == {True, False} or name in ONLY_MANDARIN, name

"""The wordings of the labelled calls: complete in both splits, apart from each other, fit for labels."""

from __future__ import annotations

import copy
import random
import re
from pathlib import Path
from typing import Any, get_args

import pytest

from benchmarks.calls import wording
from benchmarks.calls.draft import ANSWERED, Draft
from benchmarks.calls.plan import plan
from benchmarks.calls.wording import Language, Split, slots_for, wordings

LANGUAGES: tuple[Language, ...] = get_args(Language)
SPLITS: tuple[Split, ...] = get_args(Split)
LEAST, LEAST_OF_FREE = 3, 4
# Situations of rules that people keep and break in words of their own.
FREE = frozenset({
    "greet_full", "bare_hello", "late_sorry", "ask_name", "ask_number_again", "recap_number", "recap_matter",
    "listening", "hold_ask", "hold_return", "hold_return_bare", "hold_rude", "transfer_good", "transfer_bad",
    "transfer_refuse", "soothe", "cold_explain", "solve", "shout_back", "thank_feedback", "ignore_feedback",
    "refuse", "alternative", "refuse_end", "forbidden", "forbidden_shout_up", "allowed", "sensitive",
    "gentle", "you_statement", "i_statement", "informal_you", "formal_you", "familiar", "next_step",
    "no_next_step", "sympathy", "complaint_check", "complaint_sorry", "complaint_action", "complaint_thank",
    "complaint_follow", "complaint_reason",
})  # fmt: skip
SPOKEN = {"zh": re.compile(r"[㐀-鿿,。?!]+"), "en": re.compile(r"[A-Za-z' ,.?!]+")}
BLANK = re.compile(r"\{(\w+)\}")


@pytest.fixture(scope="module")
def drafts() -> dict[tuple[str, str], Draft]:
    """A call in each language and split."""
    return {(draft.language, split): draft for split in SPLITS for draft in plan(20, seed=1, split=split)}


def _texts(listed: list[Any]) -> list[str]:
    """Every text of a list; of a story every sentence."""
    return [text for entry in listed for text in ([entry] if isinstance(entry, str) else entry)]


def _all(language: Language, split: Split) -> list[tuple[str, str]]:
    return [(key, text) for key, listed in wordings(language, split).items() for text in _texts(listed)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_splits_word_the_same_situations(language: Language) -> None:
    assert wordings(language, "tune").keys() == wordings(language, "unseen").keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_unseen_situations_have_enough_wordings(language: Language) -> None:
    listed = wordings(language, "unseen")
    few = {
        key: len(listed[key])
        for key in listed
        if len(listed[key]) < (LEAST_OF_FREE if key in FREE else LEAST)
    }
    assert few == {}


def test_every_free_situation_is_there() -> None:
    assert wordings("zh", "unseen").keys() >= FREE


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_wording_is_in_both_splits_or_twice_in_a_list(language: Language) -> None:
    tuned, unseen = ({text for _, text in _all(language, split)} for split in ("tune", "unseen"))
    assert tuned & unseen == set()
    for key, listed in wordings(language, "unseen").items():
        assert len(set(_texts(listed))) == len(_texts(listed)), key


@pytest.mark.parametrize("split", SPLITS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_blanks_are_those_of_a_call_and_the_rest_can_be_spoken(language: Language, split: Split) -> None:
    known = slots_for(language, woman=True, rng=random.Random(1)).keys()
    for key, text in _all(language, split):
        assert set(BLANK.findall(text)) <= known, f"{key}: {text}"
        spoken = SPOKEN["en" if key == "english_switch" else language]
        assert spoken.fullmatch(BLANK.sub("", text)), f"{key}: {text}"


@pytest.mark.parametrize("split", SPLITS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_wordings_are_what_the_situations_build_on(language: Language, split: Split) -> None:
    listed = wordings(language, split)
    assert all(len(story) == 4 for story in listed["long_story"])
    for text in listed["monologue"]:  # more than twenty seconds without a pause
        assert not re.search(r"[,.。?!]", text)
        assert len(text if language == "zh" else text.split()) >= 100
    for key in ("thanks_name", "name_check", "answer_named", "out_greet"):
        assert all("{n}" in text for text in listed[key]), key
    for key in ("tell_number", "tell_number_again", "recap_number"):
        assert all("{num}" in text for text in listed[key]), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_restated_was_said(language: Language) -> None:
    listed = wordings(language, "unseen")
    for said, restated in (("request", "recap_matter"), ("complain", "complaint_check")):
        if any("{item}" in text for text in listed[restated]):
            assert all("{item}" in text for text in listed[said]), said


@pytest.mark.parametrize(("reply", "question"), ANSWERED.items())
@pytest.mark.parametrize("split", SPLITS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_question_has_its_reply(
    language: Language, split: Split, reply: str, question: str, drafts: dict[tuple[str, str], Draft]
) -> None:
    draft = copy.deepcopy(drafts[language, split])
    draft.lines.clear()
    draft.used.clear()
    listed = wordings(language, split)
    for _ in listed[question]:
        draft.customer(question)
        draft.agent(reply)
    said = [line.text for line in draft.lines]
    wanted = zip(listed[question], listed[reply], strict=True)
    filled = {tuple(BLANK.sub(lambda blank: draft.slots[blank[1]], text) for text in pair) for pair in wanted}
    assert set(zip(said[::2], said[1::2], strict=True)) == filled


@pytest.mark.parametrize("split", SPLITS)
def test_mandarin_labels_of_single_words_hold(split: Split) -> None:
    listed = wordings("zh", split)
    assert all("喂" in text for text in listed["bare_hello"])
    assert all("你" in text for text in listed["informal_you"])
    assert not any("你" in text.replace("迷你", "") for text in listed["formal_you"])


def test_a_situation_named_in_two_files_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("en_a.toml", "en_b.toml"):
        (tmp_path / name).write_text('refuse = ["No."]\n', encoding="utf-8")
    monkeypatch.setitem(wording._FOLDERS, "tune", tmp_path)
    with pytest.raises(ValueError, match=r"en_b\.toml: .*refuse"):
        wordings.__wrapped__("en", "tune")

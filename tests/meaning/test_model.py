"""The learned model: sums of weights by hand, the windows it looks at, sentences that it was never shown."""

from __future__ import annotations

import math

import numpy as np
import pytest

from voicecheck.meaning.clauses import clauses_of_text
from voicecheck.meaning.features import BREAK, KINDS, features
from voicecheck.meaning.model import LANGUAGES, PRIOR, MeaningModel, load_meanings
from voicecheck.meaning.titles import meaning_titles


def model_of(bias: float = 0.0, **weights: int) -> MeaningModel:
    """A model of one meaning that knows these words, each by itself, with these weights."""
    known = {int(features([word])[0, 0]): weight for word, weight in weights.items()}
    ordered = sorted(known)
    return MeaningModel(
        labels=("greeting",),
        known=np.array(ordered, np.uint32),
        weights=np.array([*([known[feature]] for feature in ordered), [0]], np.int8),
        scale=np.array([0.5], np.float32),
        bias=np.array([bias], np.float32),
    )


def test_a_window_adds_up_the_weights_of_what_it_knows() -> None:
    model = model_of(hello=20, there=10, bias=-1.0)
    windows = model.look_up([[("hello", "there", "stranger")]])
    # Two known features among so many that say nothing.
    assert windows.odds[0, 0] == pytest.approx((20 + 10) * 0.5 / math.sqrt(2 + PRIOR) - 1.0)


def test_the_likeliest_windows_are_taken_and_none_overlaps_another() -> None:
    model = model_of(hello=100)
    [found] = model.look_up([[("well",), ("hello",), ("bye",)]]).find("greeting", 0.9)
    assert (found.turn, found.first, found.end) == (0, 1, 2)
    assert found.probability == pytest.approx(1 / (1 + math.exp(-50 / math.sqrt(1 + PRIOR))))


def test_every_turn_is_looked_at_by_itself() -> None:
    model = model_of(hello=100)
    found = model.look_up([[("hello",)], [], [("oh",), ("hello",)]]).find("greeting", 0.9)
    assert [(one.turn, one.first, one.end) for one in found] == [(0, 0, 1), (2, 1, 2)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_said_before_a_turn_changes_nothing(language: str) -> None:
    model = load_meanings(language)
    assert model is not None
    turn = clauses_of_text(
        "实在对不起，让您久等了" if language == "zh" else "I am so sorry, thanks for waiting"
    )
    before = clauses_of_text("您好" if language == "zh" else "hello there")
    alone = model.look_up([turn])
    for earlier in ([before], [before, turn], [turn, before]):
        found = model.look_up([*earlier, turn])
        assert np.array_equal(found.odds[-len(alone.odds) :], alone.odds)


def test_what_can_be_meant_is_what_some_window_over_it_means() -> None:
    windows = model_of(hello=100).look_up(
        [[("well",)], [("oh", "hello"), ("bye",), ("so",), ("on",), ("and",)]]
    )
    assert windows.can_mean("greeting", 1, 0, 1, 0.9)
    assert windows.can_mean("greeting", 1, 3, 4, 0.9)  # a window of three clauses holds the word
    assert not windows.can_mean("greeting", 1, 5, 6, 0.9)
    assert not windows.can_mean("greeting", 0, 0, 1, 0.9)


@pytest.mark.parametrize(("least", "found"), [(0.0, 1), (1.0, 0)])
def test_a_limit_of_nothing_takes_all_and_one_of_certainty_none(least: float, found: int) -> None:
    assert len(model_of(hello=100).look_up([[("hello",)]]).find("greeting", least)) == found


def test_a_silent_call_means_nothing() -> None:
    windows = model_of(hello=100).look_up([])
    assert windows.find("greeting", 0.1) == []


def test_features_tell_words_orders_and_kinds_apart() -> None:
    one, two = features(["a", "b"]), features(["b", "a"])
    assert one.shape == (2, KINDS)
    assert len(set(one.ravel().tolist()) - {int(one[0, 1])}) > KINDS
    assert not np.array_equal(one[1, 1:], two[1, 1:])
    assert np.array_equal(features([BREAK, "a"]), features([BREAK, "a"]))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_meaning_has_a_title_and_a_place_in_the_model(language: str) -> None:
    model = load_meanings(language)
    assert model is not None
    assert model.labels == tuple(sorted(meaning_titles()))
    assert np.all(np.diff(model.known.astype(np.int64)) > 0)


def test_other_languages_have_no_model() -> None:
    assert load_meanings("fr") is None


# None of these sentences was learned from: tests/models/test_meanings.py sees to it.
@pytest.mark.parametrize(
    ("language", "clauses", "meaning"),
    [
        (
            "en",
            [("could", "you", "hold", "on", "a", "moment", "while", "i", "dig", "out", "the", "file")],
            "hold",
        ),
        ("en", [("im", "terribly", "sorry", "about", "this", "whole", "mess")], "apology"),
        ("zh", [tuple("麻烦您在线上稍候我翻一下登记本")], "hold"),
        ("zh", [tuple("实在抱歉这件事给您添乱了")], "apology"),
        ("zh", [tuple("我这就把电话转到维修组")], "transfer"),
    ],
)
def test_sentences_that_were_never_learned_from_are_understood(
    language: str, clauses: list[tuple[str, ...]], meaning: str
) -> None:
    model = load_meanings(language)
    assert model is not None
    found = model.look_up([clauses])
    assert [one.turn for one in found.find(meaning, 0.5)] == [0]
    assert found.find("goodbye", 0.3) == []

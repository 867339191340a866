"""The labelled sentences: readable, without contradictions, and those that the shipped model learned from."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from pathlib import Path

import numpy as np
import pytest

from models.meanings.sentences import Sentence, read_sentences
from models.meanings.train import digest
from voicecheck.meaning.model import LANGUAGES
from voicecheck.meaning.titles import meaning_titles
from voicecheck.text import normalise

sentences = cache(read_sentences)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_label_is_a_meaning(language: str) -> None:
    used = {label for one in sentences(language) for label in one.labels | one.doubtful}
    assert used == meaning_titles().keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_shipped_model_learned_from_these_sentences(language: str) -> None:
    with (
        resources.as_file(resources.files("voicecheck.meaning") / f"{language}.npz") as path,
        np.load(path, allow_pickle=False) as stored,
    ):
        assert str(stored["sentences"]) == digest(sentences(language))
    told = json.loads((resources.files("voicecheck.meaning") / "evaluation.json").read_text(encoding="utf-8"))
    assert told[language]["digest"] == digest(sentences(language))


def test_what_the_model_is_tested_with_was_not_learned_from() -> None:
    learned = {normalise(one.text) for language in LANGUAGES for one in sentences(language)}
    tested = (
        "could you hold on a moment while i dig out the file",
        "im terribly sorry about this whole mess",
        "麻烦您在线上稍候我翻一下登记本",
        "实在抱歉这件事给您添乱了",
        "我这就把电话转到维修组",
    )
    assert not learned & set(tested)


def test_a_doubtful_label_is_neither_carried_nor_denied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "zh-own.txt").write_text("# ours\nhold ?apology | 稍等,不好意思\n- | 好\n", encoding="utf-8")
    monkeypatch.setattr("models.meanings.sentences.FOLDER", tmp_path)
    first, second = read_sentences("zh")
    assert (first.labels, first.doubtful) == ({"hold"}, {"apology"})
    assert second == Sentence(frozenset(), frozenset(), "好")


@pytest.mark.parametrize("line", ["hold 稍等", "hold | ", "| "])
def test_a_line_of_another_form_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str) -> None:
    (tmp_path / "zh-own.txt").write_text(line + "\n", encoding="utf-8")
    monkeypatch.setattr("models.meanings.sentences.FOLDER", tmp_path)
    with pytest.raises(ValueError, match=r"zh-own\.txt, line 1"):
        read_sentences("zh")


def test_one_text_with_two_labels_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "zh-own.txt").write_text("hold | 稍等\napology | 稍等\n", encoding="utf-8")
    monkeypatch.setattr("models.meanings.sentences.FOLDER", tmp_path)
    with pytest.raises(ValueError, match="stands above"):
        read_sentences("zh")

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.asr.sounds import piece
from voicecheck.asr.align import (
    TimedWord,
    place_words,
    spread_evenly,
    timed_words,
    token_starts,
)
from voicecheck.asr.settings import AsrSettings
from voicecheck.asr.windows import plan_windows

PIECES = [piece(10, 2), piece(20, 1), piece(30, 3)]
(WINDOW,) = plan_windows(PIECES, range(3), AsrSettings(pause_s=0.5))


def word(start_s: float, end_s: float, text: str = "好") -> TimedWord:
    return TimedWord(text=text, start_s=start_s, end_s=end_s, probability=0.5)


def test_a_token_starts_where_the_path_first_reaches_it() -> None:
    path = [(0, 0), (0, 1), (0, 2), (1, 3), (1, 4), (2, 5), (3, 5)]
    assert token_starts(path, 3).tolist() == pytest.approx([0.0, 0.06, 0.10, 0.10])


def test_a_path_that_ends_early_leaves_tokens_without_length() -> None:
    assert token_starts([(0, 0), (1, 4)], 3).tolist() == pytest.approx([0.0, 0.08, 0.08, 0.08])


def test_characters_of_one_token_share_its_time() -> None:
    words = timed_words([("您好", 1), ("。", 1)], np.array([1.0, 1.4, 2.0]), [0.8, 0.1], "zh")
    assert [(one.text, one.start_s, one.end_s) for one in words] == [
        ("您", 1.0, pytest.approx(1.2)),
        ("好。", pytest.approx(1.2), pytest.approx(1.4)),
    ]
    assert [one.probability for one in words] == pytest.approx([0.8, 0.8])


def test_an_english_word_spans_its_tokens_and_not_its_comma() -> None:
    units = [(" hel", 1), ("lo", 1), (",", 1), (" you", 1)]
    words = timed_words(units, np.array([0.0, 0.3, 0.5, 1.5, 1.8]), [0.9, 0.7, 0.2, 0.6], "en")
    assert [(one.text, one.start_s, one.end_s) for one in words] == [
        ("hello,", 0.0, 0.5),
        ("you", 1.5, pytest.approx(1.8)),
    ]
    # Three letters of 0.9 and two of 0.7.
    assert words[0].probability == pytest.approx(0.82)


def test_words_go_back_to_their_pieces() -> None:
    # Window: piece 0 at 0-2 s, piece 1 at 2.5-3.5 s, piece 2 at 4-7 s.
    placed = place_words([word(0.5, 0.7), word(2.6, 2.9), word(3.4, 4.5), word(6, 6.5)], WINDOW, PIECES)
    spans = {i: [(one.start_s, one.end_s) for one in words] for i, words in placed.items()}
    assert spans == {
        0: [(pytest.approx(10.5), pytest.approx(10.7))],
        1: [(pytest.approx(20.1), pytest.approx(20.4))],
        2: [(30.0, pytest.approx(30.5)), (pytest.approx(32.0), pytest.approx(32.5))],
    }


def test_a_word_between_two_pieces_goes_to_the_nearer() -> None:
    placed = place_words([word(2.05, 2.1)], WINDOW, PIECES)
    assert list(placed) == [0]
    assert placed[0][0].end_s == 12.0


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 8), st.floats(0, 3)), max_size=60))
def test_every_word_lies_inside_its_piece_and_after_the_one_before(spans: list[tuple[float, float]]) -> None:
    words = [word(start, start + length) for start, length in sorted(spans)]
    placed = place_words(words, WINDOW, PIECES)
    assert sum(map(len, placed.values())) == len(words)
    for index, found in placed.items():
        owner = PIECES[index]
        last_s = owner.start_s
        for one in found:
            assert last_s <= one.start_s < one.end_s <= owner.end_s
            last_s = one.end_s - 1e-9


def test_even_spans_fill_the_time() -> None:
    assert spread_evenly(1.0, 2.0, 4) == [(1.0, 1.25), (1.25, 1.5), (1.5, 1.75), (1.75, 2.0)]

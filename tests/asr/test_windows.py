from __future__ import annotations

import itertools
import random
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.asr.sounds import murmur, piece
from voicecheck.asr.settings import AsrSettings
from voicecheck.asr.types import PIECE_RATE_HZ, SpeechPiece
from voicecheck.asr.windows import (
    Window,
    asked_language,
    level_dbov,
    plan_windows,
    split_window,
    window_samples,
)

DEFAULTS = AsrSettings()
SHORT = AsrSettings(window_s=2.0, pause_s=0.1)

drawn_pieces = st.lists(
    st.builds(
        lambda start, length, call, channel, language: SpeechPiece(
            call=call,
            channel=channel,
            start_s=start / 10,
            samples=np.full(length * 160, 0.1, np.float32),
            language=language,
        ),
        start=st.integers(0, 600),
        length=st.integers(20, 700),
        call=st.sampled_from("ab"),
        channel=st.integers(0, 1),
        language=st.sampled_from(["zh", "en", None, "auto"]),
    ),
    max_size=12,
)


def plan(pieces: list[SpeechPiece], asked: AsrSettings = DEFAULTS) -> tuple[Window, ...]:
    return plan_windows(pieces, range(len(pieces)), asked)


def test_pieces_of_a_call_and_channel_share_a_window() -> None:
    pieces = [piece(0, 4), piece(10, 5), piece(20, 6), piece(1, 4, channel=1), piece(2, 4, call="b")]
    windows = plan(pieces)
    assert [[part.piece for part in window.parts] for window in windows] == [[0, 1, 2], [3], [4]]
    first = windows[0].parts
    assert [part.window_offset for part in first] == [0, round(4.3 * 16000), round(9.6 * 16000)]
    assert windows[0].length == round(15.6 * 16000)


def test_a_full_window_is_closed() -> None:
    windows = plan([piece(20 * i, 10) for i in range(5)])
    assert [len(window.parts) for window in windows] == [2, 2, 1]


def test_a_piece_that_fits_exactly_stays_whole() -> None:
    assert [len(window.parts) for window in plan([piece(0, 29.0)])] == [1]


def test_a_long_piece_is_cut_where_it_is_quietest() -> None:
    samples = murmur(50, seed=1)
    samples[22 * 16000 : 22 * 16000 + 3200] = 0
    windows = plan([SpeechPiece(call="a", channel=0, start_s=3.0, samples=samples)])
    assert len(windows) == 2
    cut = windows[1].parts[0].piece_offset / 16000
    assert 22.0 <= cut <= 22.2
    assert windows[0].parts[0].length / 16000 == cut


def test_other_languages_and_prompts_get_other_windows() -> None:
    pieces = [piece(0, 3), piece(5, 3, language="en"), piece(9, 3, prompt="宽带")]
    assert len(plan(pieces)) == 3


def test_the_sound_of_a_window_is_its_parts_with_silence_between() -> None:
    pieces = [piece(0, 1), piece(5, 1)]
    (window,) = plan(pieces)
    sound = window_samples(window, pieces)
    assert np.array_equal(sound[:16000], pieces[0].samples)
    assert not sound[16000 : 16000 + 4800].any()
    assert np.array_equal(sound[16000 + 4800 :], pieces[1].samples)


def test_a_split_window_has_one_part_each() -> None:
    (window,) = plan([piece(0, 1), piece(5, 2)])
    alone = split_window(window)
    assert [one.parts[0].piece for one in alone] == [0, 1]
    assert [one.length for one in alone] == [16000, 32000]


@pytest.mark.parametrize(
    ("samples", "level"),
    [(np.full(100, 0.1), -20.0), (np.ones(7), 0.0), (np.zeros(9), None), (np.array([1.0, 0.0]), -3.0103)],
)
def test_level_re_overload(samples: np.ndarray, level: float | None) -> None:
    found = level_dbov(samples.astype(np.float32))
    assert found == (None if level is None else pytest.approx(level, abs=1e-3))


@pytest.mark.parametrize(
    ("written", "code"), [(None, None), ("auto", None), ("zh", "zh"), ("zh-CN", "zh"), ("EN_us", "en")]
)
def test_codes_of_languages(written: str | None, code: str | None) -> None:
    assert asked_language(piece(0, 1, language=written)) == code


@settings(max_examples=60, deadline=None)
@given(drawn_pieces)
def test_every_sample_is_sent_once_and_in_a_window_of_its_own_track(pieces: list[SpeechPiece]) -> None:
    windows = plan(pieces, SHORT)
    seen: Counter[tuple[int, int]] = Counter()
    for window in windows:
        assert window.length <= 2.0 * PIECE_RATE_HZ
        for part in window.parts:
            owner = pieces[part.piece]
            assert (owner.call, owner.channel) == (window.call, window.channel)
            seen.update(
                (part.piece, k) for k in range(part.piece_offset, part.piece_offset + part.length, 160)
            )
        offsets = [(part.window_offset, part.window_end) for part in window.parts]
        assert all(end <= begin for (_, end), (begin, _) in itertools.pairwise(offsets))
    total = sum(part.length for window in windows for part in window.parts)
    assert total == sum(len(one.samples) for one in pieces)
    assert set(seen.values()) <= {1}


@settings(max_examples=40, deadline=None)
@given(drawn_pieces, st.randoms(use_true_random=False))
def test_the_order_of_the_pieces_changes_nothing(pieces: list[SpeechPiece], shuffle: random.Random) -> None:
    order = list(range(len(pieces)))
    shuffle.shuffle(order)
    shuffled = [pieces[i] for i in order]

    def content(windows: tuple[Window, ...], of: list[SpeechPiece]) -> list[object]:
        return [
            [(of[p.piece].start_s, len(of[p.piece].samples), p.piece_offset, p.length) for p in w.parts]
            for w in windows
        ]

    assert content(plan(pieces, SHORT), pieces) == content(plan(shuffled, SHORT), shuffled)

"""From observations to the table, from the table to what the product says, and what counts as an unstable
verdict.
"""

from __future__ import annotations

import json

import numpy as np
import pytest

from benchmarks import accuracy, stability
from benchmarks.error_rates import SHIPPED, TABLE, error_rates
from benchmarks.stability import CHANGES, Pair, Share, stored
from benchmarks.truth.observations import Observation
from voicecheck.audio.load import load_recording
from voicecheck.metrics import metric_by_id
from voicecheck.rules.explain_errors import metric_error_lines


def test_what_is_shipped_is_made_from_the_table() -> None:
    assert json.loads(SHIPPED.read_text("utf-8")) == error_rates(json.loads(TABLE.read_text("utf-8")))


def test_every_figure_shipped_has_its_line_in_both_languages() -> None:
    metrics = json.loads(SHIPPED.read_text("utf-8"))["metrics"]
    for name, figures in metrics.items():
        metric = metric_by_id(name)
        assert metric is not None
        lines = metric_error_lines(name)
        assert len(lines) == len(figures)
        for line in lines:
            assert line["zh"].startswith(metric.title["zh"])
            assert line["en"].startswith(metric.title["en"])


def test_figures_of_several_kinds_of_voices_are_told_apart() -> None:
    lines = [line["en"] for line in metric_error_lines("f0_median_hz")]
    assert len(lines) == len({line.split(":")[0] for line in lines}) == 2


def test_observations_are_pooled() -> None:
    seen = [
        *(Observation("interruption, without words: hit", "mu-law", 1) for _ in range(8)),
        Observation("interruption, without words: false", "mu-law", 1),
        Observation("interruption, without words: missed", "mu-law", 1),
        *(Observation("pitch, male: median, cents", "mu-law", error) for error in (-90.0, 20.0, 30.0)),
        *(Observation("pause: edges within 50 ms", "mu-law", right) for right in (1.0, 1.0, 0.0, 1.0)),
    ]
    f1, pauses, pitch = accuracy.rows(seen)
    assert (f1.value, f1.count, f1.met) == (pytest.approx(100 * 16 / 18, abs=1e-3), 9, False)
    assert (pitch.value, pitch.met) == (30.0, True)
    assert (pauses.value, pauses.met) == (75.0, None)


def pair(before: str, after: str) -> Pair:
    return Pair(call="1", rule="pace", change="GSM 6.10", before=before, after=after)


@pytest.mark.parametrize(
    ("before", "after", "turned", "moved"),
    [
        ("pass", "pass", False, False),
        ("fail", "fail", False, False),
        ("pass", "fail", True, False),
        ("fail", "not_applicable", True, False),
        ("not_measurable", "fail", True, False),
        ("review", "fail", False, True),
        ("fail", "review", False, True),
        ("pass", "review", False, True),
        ("pass", "not_measurable", False, True),
    ],
)
def test_a_verdict_turns_where_a_failure_comes_or_goes_unasked(
    before: str, after: str, turned: bool, moved: bool
) -> None:
    assert (pair(before, after).turned, pair(before, after).moved) == (turned, moved)


def test_shares_of_pairs() -> None:
    found = [pair("pass", "fail"), pair("pass", "pass"), pair("pass", "review"), pair("fail", "fail")]
    share = Share.of(found)
    assert (share.turned_percent, share.moved_percent) == (25.0, 25.0)
    assert list(stability.by(found, "change")) == ["GSM 6.10"]


@pytest.mark.parametrize("name", CHANGES)
def test_a_changed_call_is_the_same_call(name: str, tmp_path) -> None:  # type: ignore[no-untyped-def]
    time_s = np.arange(3 * 8000) / 8000
    tones = [0.2 * np.sin(2 * np.pi * pitch_hz * time_s) * (time_s > 1) for pitch_hz in (400, 900)]
    samples = np.stack(tones).astype(np.float32)
    audio = load_recording(stored(samples, 8000, CHANGES[name], tmp_path))
    assert audio.recording.duration_s == pytest.approx(3.0, abs=0.1)
    gain = 10 ** (CHANGES[name].gain_db / 20)
    for channel, pitch_hz in zip(audio.samples, (400, 900), strict=True):
        middle = channel[int(1.5 * audio.analysis_rate_hz) :][: audio.analysis_rate_hz]
        assert np.argmax(np.abs(np.fft.rfft(middle))) == pytest.approx(pitch_hz, abs=1)
        assert np.sqrt(np.mean(middle**2)) == pytest.approx(0.2 * gain / np.sqrt(2), rel=0.1)


def test_a_gain_stops_short_of_full_scale(tmp_path) -> None:  # type: ignore[no-untyped-def]
    loud = 0.8 * np.sin(np.arange(8000) / 5, dtype=np.float32)[None]
    audio = load_recording(stored(loud, 8000, CHANGES["+6 dB"], tmp_path))
    assert np.abs(audio.samples).max() == pytest.approx(1.0, abs=0.01)

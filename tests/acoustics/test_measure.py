"""One pass over a channel, and the figures of its turns."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from tests.acoustics import voices
from voicecheck.acoustics.level import active_speech_level
from voicecheck.acoustics.measure import measure_channel, turn_acoustics
from voicecheck.acoustics.pitch import pitch_summary, track_pitch
from voicecheck.errors import AudioError
from voicecheck.intervals import Interval


def _speech() -> tuple[np.ndarray, list[Interval], int]:
    samples, places, syllables = voices.speech(voices.MANDARIN_FEMALE, 16000)
    return samples, [Interval(*place) for place in places], syllables


def test_the_pass_agrees_with_the_single_functions() -> None:
    samples, speech, syllables = _speech()
    channel = measure_channel(samples, 16000, speech)
    whole = turn_acoustics(channel, speech)
    summary = pitch_summary(track_pitch(samples, 16000, within=speech), speech)
    assert (whole.f0_median_hz, whole.f0_sd_st, whole.f0_range_st, whole.voiced_share) == (
        summary.median_hz,
        summary.sd_st,
        summary.range_st,
        summary.voiced_share,
    )
    assert whole.nuclei_count == channel.nuclei_s.size == pytest.approx(syllables, rel=0.05)
    assert whole.level_dbov == channel.active_level.level_dbov
    assert whole.level_dbov == pytest.approx(active_speech_level(samples, 16000).level_dbov, abs=0.5)
    assert whole.duration_s == pytest.approx(sum(turn.duration_s for turn in speech))
    assert channel.clipping is not None
    assert channel.clipping.share == 0


def test_two_channels_at_once_are_refused() -> None:
    with pytest.raises(AudioError, match="expected one channel"):
        measure_channel(np.zeros((2, 8000), dtype=np.float32), 8000, [])


def test_turns_add_up() -> None:
    samples, speech, _ = _speech()
    channel = measure_channel(samples, 16000, speech)
    turns = [turn_acoustics(channel, turn) for turn in speech]
    assert sum(turn.nuclei_count for turn in turns) == channel.nuclei_s.size
    for turn in turns:
        numbers = [value for value in dataclasses.asdict(turn).values() if isinstance(value, float)]
        assert np.all(np.isfinite(numbers))
        assert None not in (turn.level_dbov, turn.f0_median_hz, turn.balance_db)


def test_a_gain_moves_the_levels_only() -> None:
    samples, speech, _ = _speech()
    loud = turn_acoustics(measure_channel(samples, 16000, speech), speech[0])
    soft = turn_acoustics(measure_channel(samples * np.float32(0.1), 16000, speech), speech[0])
    assert loud.level_dbov is not None
    assert soft.level_dbov == pytest.approx(loud.level_dbov - 20, abs=0.2)
    assert soft.f0_median_hz == pytest.approx(loud.f0_median_hz, rel=1e-4)
    assert soft.balance_db == pytest.approx(loud.balance_db, abs=0.01)
    assert soft.nuclei_count == loud.nuclei_count


@pytest.mark.parametrize(
    ("samples", "speech"),
    [
        (np.zeros(0, dtype=np.float32), []),
        (np.zeros(16000, dtype=np.float32), []),
        (np.zeros(16000, dtype=np.float32), [Interval(0.2, 1.5)]),
        (np.zeros(800, dtype=np.float32), [Interval(0.0, 5.0)]),
    ],
)
def test_nothing_to_measure_is_undefined_with_reasons(samples: np.ndarray, speech: list[Interval]) -> None:
    channel = measure_channel(samples, 8000, speech)
    turn = turn_acoustics(channel, [Interval(0.0, 1.0)])
    assert (turn.level_dbov, turn.f0_median_hz, turn.balance_db, turn.nuclei_count) == (None, None, None, 0)
    assert turn.level_reason
    assert turn.pitch_reason
    assert turn.balance_reason
    assert channel.noise.snr_db is None
    assert channel.active_level.reason

"""Two made voices on one channel, and what is no two voices."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.acoustics.signals import RATE_HZ, coded, conversation, white_noise
from voicecheck.acoustics.activity import speech_activity
from voicecheck.acoustics.separation import ONE_VOICE, separate_voices
from voicecheck.intervals import Interval, intersection, merge, overlap_s, total_s

DURATION_S = 80.0


@cache
def talk(speakers: tuple[int, int], seed: int = 3) -> tuple[NDArray[np.float64], list[tuple[Interval, ...]]]:
    """Both parties on a channel of their own, and where each one sounds."""
    rng = np.random.default_rng(seed)
    clean, truth = conversation(rng, DURATION_S, levels_db=(-24, -27), speakers=speakers)
    return clean, [merge(Interval(float(a), float(b)) for a, b in one) for one in truth]


def on_one_channel(clean: NDArray[np.float64]) -> NDArray[np.float32]:
    noise = white_noise(np.random.default_rng(1), DURATION_S, -65)
    return coded(clean.sum(axis=0) + noise, "mu-law")


@pytest.mark.parametrize("speakers", [(0, 1), (2, 4)], ids=["two men", "two others"])
def test_each_voice_gets_its_own_speech(speakers: tuple[int, int]) -> None:
    clean, truth = talk(speakers)
    samples = on_one_channel(clean)
    found = separate_voices(samples, RATE_HZ, speech_activity(samples, RATE_HZ))
    assert found.speech is not None
    assert found.confidence is not None
    assert 0.47 <= found.confidence <= 1.0
    straight = overlap_s(truth[0], found.speech[0]) + overlap_s(truth[1], found.speech[1])
    crossed = overlap_s(truth[0], found.speech[1]) + overlap_s(truth[1], found.speech[0])
    assert min(straight, crossed) < 0.05 * (straight + crossed)
    assert found.speech[0][0] < found.speech[1][0]
    assert not intersection(*found.speech)


def test_the_same_sound_gives_the_same_voices_at_any_level() -> None:
    clean, _ = talk((0, 1))
    samples = on_one_channel(clean)
    speech = speech_activity(samples, RATE_HZ)
    loud, soft = (separate_voices(gain * samples, RATE_HZ, speech).speech for gain in (1.0, 0.25))
    assert loud is not None
    assert soft is not None
    assert total_s(intersection(loud[0], soft[0])) > 0.98 * total_s(loud[0])


@pytest.mark.parametrize("party", [0, 1])
def test_one_voice_alone_is_not_parted(party: int) -> None:
    clean, _ = talk((0, 1))
    alone = clean * np.array([[1.0 - party], [float(party)]])
    samples = on_one_channel(alone)
    found = separate_voices(samples, RATE_HZ, speech_activity(samples, RATE_HZ))
    assert found.speech is None
    assert found.reason == ONE_VOICE


def test_little_speech_is_not_parted() -> None:
    samples = np.zeros(20 * RATE_HZ, dtype=np.float32)
    found = separate_voices(samples, RATE_HZ, [Interval(1.0, 3.0)])
    assert found.speech is None
    assert found.reason == "less than 15 s of speech"

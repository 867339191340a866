"""Two channels whose relation is known by construction."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.acoustics.signals import RATE_HZ, a_law, coded, conversation, mu_law, seconds, speech, white_noise
from voicecheck.acoustics.activity import speech_activity
from voicecheck.acoustics.leak import ChannelRelation, compare_channels, remove_leak
from voicecheck.errors import AudioError
from voicecheck.intervals import Interval, complement, overlap_s, total_s

DURATION_S = 40.0
Truth = tuple[tuple[Interval, ...], tuple[Interval, ...]]


def leaky_call(
    leak_db: tuple[float | None, float | None],
    *,
    delay_s: float = 0.005,
    noise_db: float = -65,
    seed: int = 0,
) -> tuple[NDArray[np.float32], Truth]:
    """A conversation whose channels leak into each other at given levels, and where each party sounds."""
    rng = np.random.default_rng(seed)
    clean, spans = conversation(rng, DURATION_S, levels_db=(-26, -22), speakers=(seed, seed + 3))
    mixed = clean + rng.standard_normal(clean.shape) * 10 ** (noise_db / 20)
    for source, level_db in enumerate(leak_db):
        if level_db is not None:
            late = np.concatenate([np.zeros(seconds(delay_s)), clean[source]])[: clean.shape[1]]
            mixed[1 - source] += late * 10 ** (level_db / 20)
    truth = tuple(tuple(Interval(float(a), float(b)) for a, b in one) for one in spans)
    return np.stack([coded(channel, "mu-law") for channel in mixed]), (truth[0], truth[1])


def false_share(truth: tuple[Interval, ...], found: tuple[Interval, ...]) -> float:
    quiet = complement(truth, Interval(0.0, DURATION_S))
    return overlap_s(quiet, found) / total_s(quiet)


MONO = conversation(np.random.default_rng(5), 20.0, levels_db=(-24, -27))[0].sum(axis=0)


@pytest.mark.parametrize(
    "other",
    [
        MONO,
        MONO * 0.4,
        -0.7 * MONO,
        np.roll(MONO, seconds(0.02)),
        np.roll(MONO, -seconds(0.013)),
        mu_law(0.5 * np.roll(MONO, 80)),
        a_law(MONO),
        MONO + white_noise(np.random.default_rng(1), 20.0, -55),
    ],
    ids=["copy", "softer", "inverted", "late", "early", "coded anew", "a-law", "noisy"],
)
def test_the_same_audio_twice(other: NDArray[np.float64]) -> None:
    pair = coded(np.stack([MONO, other]), "none")
    for order in (pair, pair[::-1]):
        relation = compare_channels(order, RATE_HZ)
        assert relation == ChannelRelation(same_audio=True, leak_db=(None, None), leak_delay_s=(None, None))


@pytest.mark.parametrize("seed", range(3))
def test_separate_channels_have_no_relation(seed: int) -> None:
    samples, _ = leaky_call((None, None), seed=seed)
    relation = compare_channels(samples, RATE_HZ)
    assert relation == ChannelRelation(same_audio=False, leak_db=(None, None), leak_delay_s=(None, None))


@pytest.mark.parametrize("level_db", [-12.0, -25.0, -40.0])
@pytest.mark.parametrize("delay_s", [0.0, 0.005, 0.25])
def test_leak_level_and_delay(level_db: float, delay_s: float) -> None:
    samples, _ = leaky_call((level_db, None), delay_s=delay_s, seed=1)
    relation = compare_channels(samples, RATE_HZ)
    assert not relation.same_audio
    assert relation.leak_db[0] == pytest.approx(level_db, abs=1.0)
    assert relation.leak_delay_s[0] == pytest.approx(delay_s, abs=0.001)
    assert (relation.leak_db[1], relation.leak_delay_s[1]) == (None, None)


def test_leak_both_ways() -> None:
    samples, _ = leaky_call((-20.0, -35.0), seed=2)
    assert compare_channels(samples, RATE_HZ).leak_db == pytest.approx((-20.0, -35.0), abs=1.0)


def test_swapping_the_channels_swaps_the_relation() -> None:
    samples, _ = leaky_call((-22.0, None), seed=0)
    plain = compare_channels(samples, RATE_HZ)
    swapped = compare_channels(samples[::-1], RATE_HZ)
    assert swapped.leak_db == plain.leak_db[::-1]
    assert swapped.leak_delay_s == plain.leak_delay_s[::-1]
    activity = [speech_activity(channel, RATE_HZ) for channel in samples]
    forth = remove_leak(activity[0], activity[1], samples, RATE_HZ, plain)
    back = remove_leak(activity[1], activity[0], samples[::-1], RATE_HZ, swapped)
    assert forth == back[::-1]


def test_a_silent_party_with_faint_leak_is_no_copy() -> None:
    talk = conversation(np.random.default_rng(3), 20.0, levels_db=(-24, -24))[0][0]
    relation = compare_channels(coded(np.stack([talk, talk * 0.05]), "none"), RATE_HZ)
    assert not relation.same_audio
    assert relation.leak_db[0] == pytest.approx(-26.0, abs=0.1)


@pytest.mark.parametrize("count", [0, 1, 100, 8000, 80000])
def test_silence_has_no_relation(count: int) -> None:
    relation = compare_channels(np.zeros((2, count), dtype=np.float32), RATE_HZ)
    assert relation == ChannelRelation(same_audio=False, leak_db=(None, None), leak_delay_s=(None, None))


@pytest.mark.parametrize(("below_db", "told"), [(50.0, True), (75.0, False)])
def test_a_leak_that_nobody_hears_is_none(below_db: float, told: bool) -> None:
    clean = conversation(np.random.default_rng(2), DURATION_S, levels_db=(-26, -22), speakers=(0, 3))[0]
    leaky = clean + clean[::-1] * 10 ** (-below_db / 20)
    assert (compare_channels(leaky, RATE_HZ).leak_db[0] is not None) is told


@pytest.mark.parametrize(
    ("leak_db", "delay_s"), [((-25.0, None), 0.005), ((-12.0, None), 0.2), ((-20.0, -40.0), 0.005)]
)
def test_leaked_activity_goes_and_own_speech_stays(
    leak_db: tuple[float | None, float | None], delay_s: float
) -> None:
    samples, truth = leaky_call(leak_db, delay_s=delay_s, seed=1)
    heard = tuple(speech_activity(channel, RATE_HZ) for channel in samples)
    cleaned = remove_leak(heard[0], heard[1], samples, RATE_HZ, compare_channels(samples, RATE_HZ))
    assert false_share(truth[1], heard[1]) > 0.3
    for channel in (0, 1):
        assert false_share(truth[channel], cleaned[channel]) <= 0.05
        assert overlap_s(truth[channel], cleaned[channel]) >= 0.97 * overlap_s(truth[channel], heard[channel])


def test_without_a_measured_leak_activity_stays() -> None:
    samples, _ = leaky_call((-25.0, None))
    relation = compare_channels(samples, RATE_HZ)
    unknown = replace(relation, leak_db=(None, None), leak_delay_s=(None, None))
    activity = (Interval(1.0, 2.0), Interval(3.0, 4.0)), (Interval(0.5, 3.5),)
    assert remove_leak(*activity, samples, RATE_HZ, unknown) == activity


def test_gain_on_both_channels_changes_nothing() -> None:
    samples, _ = leaky_call((-25.0, None), seed=2)
    plain, soft = compare_channels(samples, RATE_HZ), compare_channels(samples * np.float32(0.25), RATE_HZ)
    assert soft.leak_db[0] == pytest.approx(plain.leak_db[0], abs=0.05)
    assert soft.leak_delay_s == plain.leak_delay_s


def test_one_short_word_says_nothing() -> None:
    word = speech(np.random.default_rng(0), -26, 0)[: seconds(0.4)]
    relation = compare_channels(coded(np.stack([word, 0 * word]), "none"), RATE_HZ)
    assert relation.leak_db == (None, None)


@pytest.mark.parametrize("shape", [(100,), (1, 100), (3, 100)])
def test_other_than_two_channels_are_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(AudioError, match="compare_channels: expected two channels"):
        compare_channels(np.zeros(shape, dtype=np.float32), RATE_HZ)


@pytest.mark.parametrize("level_db", [-15.0, -20.0])
def test_talking_along_survives_the_other_partys_leak(level_db: float) -> None:
    # The second party talks over the first from 10 s on; either is heard on the other's channel.
    rng = np.random.default_rng(4)
    first, second = (conversation(rng, 30.0, levels_db=(-24, -24), speakers=(n, n))[0].sum(0) for n in (0, 3))
    second[: seconds(10.0)] = 0.0
    second[seconds(20.0) :] = 0.0
    first[seconds(20.0) :] *= 0.0
    late = [
        np.concatenate([np.zeros(48), one])[: one.size] * 10 ** (level_db / 20) for one in (first, second)
    ]
    mixed = np.stack([first + late[1], second + late[0]]) + rng.standard_normal((2, first.size)) * 4e-4
    samples = np.stack([coded(channel, "mu-law") for channel in mixed])
    own = [speech_activity(coded(one, "none"), RATE_HZ) for one in (first, second)]
    heard = [speech_activity(one, RATE_HZ) for one in samples]
    cleaned = remove_leak(heard[0], heard[1], samples, RATE_HZ, compare_channels(samples, RATE_HZ))
    for truth, found in zip(own, cleaned, strict=True):
        assert overlap_s(truth, found) > 0.85 * total_s(truth)
    assert overlap_s(own[0], cleaned[1]) - overlap_s(own[0], own[1]) < 0.05 * total_s(own[0])


def test_a_party_that_drowns_the_other_does_not_make_both_channels_one() -> None:
    rng = np.random.default_rng(6)
    clean, _ = conversation(rng, DURATION_S, levels_db=(-34, -14), speakers=(0, 3))
    mixed = clean + np.roll(clean[::-1], 48, axis=1) * 10 ** (-15 / 20)
    mixed += rng.standard_normal(clean.shape) * 4e-4
    assert not compare_channels(np.stack([coded(one, "mu-law") for one in mixed]), RATE_HZ).same_audio

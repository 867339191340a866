"""Short-time spectra with known answers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from voicecheck.acoustics.frames import FrameLayout, mono_channel, power_blocks, runs
from voicecheck.errors import AudioError


def spectra(
    samples: NDArray[np.float32], rate_hz: int, *, first: int = 0, stop: int | None = None, **how: float
) -> tuple[NDArray[np.float32], FrameLayout]:
    """All spectra of some frames at once, and their layout."""
    layout = FrameLayout.of(samples.size, rate_hz, **how)
    blocks = [power.copy() for _, power in power_blocks(samples, layout, first, stop)]
    return np.concatenate(blocks), layout


@pytest.mark.parametrize("rate_hz", [8000, 16000, 44100])
def test_a_sine_has_its_mean_square_in_its_bin(rate_hz: int) -> None:
    time_s = np.arange(2 * rate_hz) / rate_hz
    sine = (0.2 * np.sin(2 * np.pi * 1000 * time_s)).astype(np.float32)
    power, frames = spectra(sine, rate_hz, frame_s=0.064, hop_s=0.02, max_hz=3600)
    middle = power[power.shape[0] // 2]
    assert middle.sum() == pytest.approx(0.02, rel=0.01)
    assert np.argmax(middle) * frames.bin_hz == pytest.approx(1000, abs=frames.bin_hz)
    assert frames.hop_s == pytest.approx(0.02, rel=0.001)


def test_frames_are_centred_on_multiples_of_the_hop() -> None:
    click = np.zeros(8000, dtype=np.float32)
    click[4000] = 1.0
    power, _ = spectra(click, 8000, frame_s=0.032, hop_s=0.01, max_hz=4000)
    assert int(np.argmax(power.sum(axis=1))) == 50


def test_a_band_holds_the_bins_between_its_edges() -> None:
    frames = FrameLayout.of(8000, 8000, frame_s=0.064, hop_s=0.02, max_hz=3600)
    inside = frames.band(328, 532)
    assert (inside.start * frames.bin_hz >= 328, (inside.start - 1) * frames.bin_hz < 328) == (True, True)
    assert ((inside.stop - 1) * frames.bin_hz <= 532, inside.stop * frames.bin_hz > 532) == (True, True)


def test_many_blocks_equal_one() -> None:
    rng = np.random.default_rng(0)
    noise = rng.standard_normal(8000 * 8).astype(np.float32)
    whole, _ = spectra(noise, 8000, frame_s=0.032, hop_s=0.01, max_hz=3600)
    part, _ = spectra(noise[8000 * 5 :], 8000, frame_s=0.032, hop_s=0.01, max_hz=3600)
    np.testing.assert_allclose(whole[510:790], part[10:290], rtol=1e-5)
    again, _ = spectra(noise, 8000, first=300, stop=700, frame_s=0.032, hop_s=0.01, max_hz=3600)
    np.testing.assert_array_equal(again, whole[300:700])


@given(st.lists(st.booleans(), max_size=40))
def test_runs_rebuild_the_mask(values: list[bool]) -> None:
    mask = np.array(values, dtype=np.bool_)
    rebuilt = np.zeros(mask.size, dtype=np.bool_)
    for first, stop in runs(mask):
        assert first < stop
        assert not rebuilt[max(first - 1, 0) : stop].any()
        rebuilt[first:stop] = True
    assert rebuilt.tolist() == values


def test_only_one_channel_is_taken() -> None:
    with pytest.raises(AudioError, match="here: expected one channel"):
        mono_channel(np.zeros((1, 5), dtype=np.float32), "here")

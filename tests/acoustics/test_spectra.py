"""Frames of short spectra: the same as if the channel had been padded with silence."""

from __future__ import annotations

import numpy as np
import pytest

from voicecheck.acoustics.level import _ENVELOPE_BLOCK, _activity_steps
from voicecheck.acoustics.spectra import WINDOW_SIZE, _frames_of, frame_count


@pytest.mark.parametrize("size", [0, 1, 80, 200, 319, 320, 321, 400, 5003])
def test_frames_are_those_of_a_padded_channel(size: int) -> None:
    sound = np.random.default_rng(size).standard_normal(size).astype(np.float32)
    padded = np.concatenate([np.zeros(120, np.float32), sound, np.zeros(WINDOW_SIZE, np.float32)])
    frames = np.arange(frame_count(size))
    expected = [padded[80 * frame : 80 * frame + WINDOW_SIZE] for frame in frames]
    found = _frames_of(sound, frames)
    assert found.shape == (frames.size, WINDOW_SIZE)
    assert all(np.array_equal(one, other) for one, other in zip(found, expected, strict=True))


def test_activity_is_the_same_however_long_the_call_is() -> None:
    rng = np.random.default_rng(0)
    magnitude = (rng.random(_ENVELOPE_BLOCK + 5000) * 0.1).astype(np.float32)
    magnitude[_ENVELOPE_BLOCK - 300 : _ENVELOPE_BLOCK + 300] = 0.0  # the decay crosses the blocks' border
    whole = _activity_steps(magnitude)
    late = _activity_steps(magnitude[_ENVELOPE_BLOCK - 4000 :])
    assert np.array_equal(whole[_ENVELOPE_BLOCK - 3000 :], late[1000:])
    assert whole.size == magnitude.size

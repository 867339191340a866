from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from voicecheck.audio.load import load_recording
from voicecheck.audio.opus import encode_opus


def voice(duration_s: float, rate_hz: int, channels: int) -> np.ndarray:
    seconds = np.arange(int(duration_s * rate_hz)) / rate_hz
    one = 0.3 * np.sin(2 * np.pi * 220 * seconds) * (seconds % 1 < 0.5)
    return np.stack([one, 0.5 * one][:channels]).astype(np.float32)


@pytest.mark.parametrize("rate_hz", [8000, 11_025, 16_000])
@pytest.mark.parametrize("channels", [1, 2])
def test_what_was_encoded_comes_back_in_time(tmp_path: Path, rate_hz: int, channels: int) -> None:
    samples = voice(3.3, rate_hz, channels)
    file = tmp_path / "call.ogg"
    file.write_bytes(encode_opus(samples, rate_hz))
    back = load_recording(file)
    assert len(back.samples) == channels
    assert back.recording.duration_s == pytest.approx(3.3, abs=0.02)
    for channel in range(channels):
        for start_s in (0.1, 1.1, 2.1):  # inside a burst, then inside the gap after it
            burst, gap = (
                back.samples[channel][
                    int(at * back.analysis_rate_hz) : int((at + 0.3) * back.analysis_rate_hz)
                ]
                for at in (start_s, start_s + 0.5)
            )
            assert np.sqrt(np.mean(burst**2)) > 20 * np.sqrt(np.mean(gap**2))


def test_the_same_samples_give_the_same_bytes() -> None:
    samples = voice(1.0, 8000, 2)
    assert encode_opus(samples, 8000) == encode_opus(samples, 8000)


def test_a_minute_of_two_channels_stays_under_300_kilobytes() -> None:
    noise = np.random.default_rng(1).normal(0.0, 0.1, (2, 60 * 8000)).astype(np.float32)
    assert len(encode_opus(noise, 8000)) < 300_000


def test_samples_beyond_full_scale_are_clipped(tmp_path: Path) -> None:
    file = tmp_path / "loud.ogg"
    file.write_bytes(encode_opus(4.0 * voice(1.0, 8000, 1), 8000))
    assert np.abs(load_recording(file).samples).max() < 1.3

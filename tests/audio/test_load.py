"""Rates, channels and block boundaries; memory and speed of long calls."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import soxr
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import voicecheck.audio.decode as decode_module
import voicecheck.audio.load as load_module
from tests.audio.recordings import TONES_HZ, dominant_hz, rms, tones, write_av, write_sound
from voicecheck.audio import load_recording


@pytest.mark.parametrize("rate_hz", [8000, 11025, 12000, 16000])
def test_rates_up_to_16_khz_are_kept(tmp_path: Path, rate_hz: int) -> None:
    original = tones(rate_hz)
    loaded = load_recording(write_sound(tmp_path / "call.wav", original, rate_hz))
    assert loaded.analysis_rate_hz == loaded.recording.sample_rate_hz == rate_hz
    assert loaded.samples.shape == original.shape


@pytest.mark.parametrize("rate_hz", [16001, 22050, 24000, 32000, 44100, 48000, 96000, 192000])
@pytest.mark.parametrize("channels", [1, 2])
def test_higher_rates_come_down_to_16_khz(tmp_path: Path, rate_hz: int, channels: int) -> None:
    original = tones(rate_hz, channels, 5.0)
    loaded = load_recording(write_sound(tmp_path / "call.wav", original, rate_hz, subtype="FLOAT"))

    assert loaded.analysis_rate_hz == 16000
    assert loaded.recording.sample_rate_hz == rate_hz
    assert loaded.recording.duration_s == pytest.approx(5.0, abs=1e-4)
    assert loaded.samples.shape[1] == pytest.approx(80000, abs=2)
    # Times stay: the tones are in phase with tones made at 16 kHz.
    expected = tones(16000, channels, 5.0)[:, 1000:79000]
    assert np.max(np.abs(loaded.samples[:, 1000:79000] - expected)) < 1e-3


def test_resampling_in_blocks_is_resampling_at_once(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    original = rng.normal(0, 0.1, (2, 200_000)).astype("f4")
    loaded = load_recording(write_sound(tmp_path / "call.wav", original, 48000, subtype="FLOAT"))
    at_once = soxr.resample(original.T, 48000, 16000, quality="HQ").T
    assert loaded.samples.shape == at_once.shape
    assert np.max(np.abs(loaded.samples - at_once)) < 1e-5


def test_what_lies_above_8_khz_does_not_fold_back(tmp_path: Path) -> None:
    times_s = np.arange(2 * 48000) / 48000
    hiss = (0.5 * np.sin(2 * np.pi * 11000 * times_s)).astype("f4")[None]
    loaded = load_recording(write_sound(tmp_path / "call.wav", hiss, 48000))
    assert rms(loaded.samples[0, 1000:-1000]) < 1e-4


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    frames=st.integers(1, 700),
    channels=st.integers(1, 2),
    block=st.integers(1, 300),
    seed=st.integers(0, 99),
)
def test_no_sample_is_lost_or_moved_at_block_boundaries(
    tmp_path: Path, frames: int, channels: int, block: int, seed: int
) -> None:
    original = np.random.default_rng(seed).uniform(-1, 1, (channels, frames)).astype("f4")
    path = write_sound(tmp_path / "call.wav", original, 8000, subtype="FLOAT")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(decode_module, "_BLOCK_FRAMES", block)
        loaded = load_recording(path)
    assert np.array_equal(loaded.samples, original)


def test_a_length_that_was_guessed_too_short_is_no_harm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_sound(tmp_path / "call.wav", tones(duration_s=30), 8000, subtype="FLOAT")
    whole = load_recording(path).samples
    monkeypatch.setattr(load_module, "_MOST_PCM_FRAMES_PER_BYTE", 0)
    assert np.array_equal(load_recording(path).samples, whole)


def test_two_of_many_channels_in_the_order_asked_for(tmp_path: Path) -> None:
    path = write_sound(tmp_path / "call.wav", tones(channels=6), 8000)
    loaded = load_recording(path, channels=(4, 1))
    assert loaded.samples.shape == (2, 16000)
    assert loaded.recording.channels == 6
    assert dominant_hz(loaded.samples[0], 8000) == pytest.approx(TONES_HZ[4], abs=1)
    assert dominant_hz(loaded.samples[1], 8000) == pytest.approx(TONES_HZ[1], abs=1)


def test_two_of_many_channels_at_a_high_rate(tmp_path: Path) -> None:
    path = write_sound(tmp_path / "call.wav", tones(48000, 4), 48000)
    loaded = load_recording(path, channels=(2, 0))
    assert dominant_hz(loaded.samples[0], 16000) == pytest.approx(TONES_HZ[2], abs=1)
    assert dominant_hz(loaded.samples[1], 16000) == pytest.approx(TONES_HZ[0], abs=1)


def test_the_two_channels_can_be_swapped(tmp_path: Path) -> None:
    path = write_sound(tmp_path / "call.wav", tones(), 8000)
    assert np.array_equal(load_recording(path, channels=(1, 0)).samples, load_recording(path).samples[::-1])


def test_opus_of_a_browser_is_heard_at_48_khz(tmp_path: Path) -> None:
    path = write_av(
        tmp_path / "call.webm", tones(48000), 48000, codec="libopus", container="webm", sample_format="s16"
    )
    loaded = load_recording(path)
    assert (loaded.recording.codec, loaded.recording.sample_rate_hz) == ("opus", 48000)
    assert loaded.samples.shape == (2, 32000)
    assert dominant_hz(loaded.samples[1, 4000:28000], 16000) == pytest.approx(TONES_HZ[1], abs=1)


def test_the_same_file_gives_the_same_bytes_under_another_name(tmp_path: Path) -> None:
    first = load_recording(write_sound(tmp_path / "a.wav", tones(44100), 44100))
    second = load_recording(write_sound(tmp_path / "b.wav", tones(44100), 44100))
    assert first.recording.id == second.recording.id
    assert first.samples.tobytes() == second.samples.tobytes()


def test_a_three_minute_call_loads_in_a_blink(tmp_path: Path) -> None:
    path = write_sound(tmp_path / "call.wav", tones(duration_s=180), 8000)
    durations_s = []
    for _ in range(7):
        start_s = time.perf_counter()
        load_recording(path)
        durations_s.append(time.perf_counter() - start_s)
    # 15 to 25 ms on a quiet core; the bound leaves room for a busy machine.
    assert min(durations_s) < 0.1


MEASURE_PEAK = """
import sys
from voicecheck.audio import load_recording
samples = load_recording(sys.argv[1]).samples
# Not getrusage, which goes on counting from the process that started this one.
peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(samples.nbytes, int(peak.split()[1]) * 1024)
"""


@pytest.mark.parametrize(("form", "rate_hz", "minutes"), [("WAV", 8000, 20), ("FLAC", 48000, 10)])
def test_a_long_call_takes_one_array_of_memory(tmp_path: Path, form: str, rate_hz: int, minutes: int) -> None:
    # The array of 77 MB stands out from the libraries.
    path = tmp_path / f"call.{form.lower()}"
    write_sound(path, np.zeros((2, minutes * 60 * rate_hz), "f4"), rate_hz, format=form)
    run = subprocess.run(
        [sys.executable, "-c", MEASURE_PEAK, str(path)],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    array_bytes, peak_bytes = (int(word) for word in run.stdout.split())
    assert array_bytes == pytest.approx(76.8e6, rel=1e-3)
    assert peak_bytes < 1.05 * array_bytes + 120e6

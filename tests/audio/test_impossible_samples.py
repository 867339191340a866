"""Samples that cannot be sound, silence, and channels that are not there."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import voicecheck.audio.load as load_module
from tests.audio.recordings import tones, write_sound
from tests.audio.refusals import refusal
from voicecheck.audio import load_recording


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 20_000.0])
@pytest.mark.parametrize("rate_hz", [8000, 48000])
def test_the_first_impossible_sample_is_named(tmp_path: Path, value: float, rate_hz: int) -> None:
    samples = tones(rate_hz, 2, 4.0)
    samples[1, 3 * rate_hz] = value
    samples[0, round(3.5 * rate_hz)] = value
    path = write_sound(tmp_path / "call.wav", samples, rate_hz, subtype="FLOAT")
    assert f"found {value:g} at 3.000 s in channel 1; export" in refusal(path)


def test_float_samples_a_little_over_full_scale_are_kept(tmp_path: Path) -> None:
    path = write_sound(tmp_path / "call.wav", tones() * 6, 8000, subtype="FLOAT")
    assert np.max(load_recording(path).samples) == pytest.approx(1.5, abs=0.01)


@pytest.mark.parametrize("subtype", ["PCM_16", "PCM_U8", "ULAW", "ALAW", "FLOAT"])
def test_a_silent_recording_is_allowed_and_said(tmp_path: Path, subtype: str) -> None:
    path = write_sound(tmp_path / "call.wav", np.zeros((2, 8000), "f4"), 8000, subtype=subtype)
    loaded = load_recording(path)
    assert loaded.samples.shape == (2, 8000)
    assert loaded.limits == ("the recording is silent throughout; nothing in it can be judged",)


def test_a_silent_channel_is_named(tmp_path: Path) -> None:
    samples = tones()
    samples[1] = 0
    path = write_sound(tmp_path / "call.wav", samples, 8000)
    assert load_recording(path).limits == ("channel 1 is silent throughout; nothing on it can be judged",)


def test_a_recording_longer_than_half_a_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load_module, "_LONGEST_S", 60)
    path = write_sound(tmp_path / "call.flac", np.zeros((1, 61 * 8000), "f4"), 8000)
    assert "found a longer recording; cut it into its calls" in refusal(path)


def test_no_memory_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_sound(tmp_path / "call.wav", tones(), 8000)

    def refuse(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(load_module, "_SampleSink", refuse)
    assert "found none left; close other programs" in refusal(path)


def test_more_than_two_channels_must_be_chosen(tmp_path: Path) -> None:
    path = write_sound(tmp_path / "call.wav", tones(channels=4), 8000)
    assert "found 4; name the two that carry the agent and the customer, as in --channels 0,1" in refusal(
        path
    )


@pytest.mark.parametrize("wrong", [(0, 4), (-1, 0), (2, 2)])
def test_channels_that_are_not_there(tmp_path: Path, wrong: tuple[int, int]) -> None:
    path = write_sound(tmp_path / "call.wav", tones(channels=4), 8000)
    assert "expected two different channels from 0 to 3" in refusal(path, wrong)

"""Every format that call recorders write is read, channel by channel, at the right level."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest

from tests.audio.recordings import (
    AMPLITUDE,
    TONES_HZ,
    dominant_hz,
    rms,
    tones,
    write_av,
    write_sound,
)
from voicecheck.audio import LoadedRecording, load_recording

# format and subtype for libsndfile, suffix, codec and container reported, worst error of a sample
LOSSLESS = [
    ("WAV", "PCM_16", "wav", "pcm_s16", "wav", 1 / 32768),
    ("WAV", "PCM_U8", "wav", "pcm_u8", "wav", 1 / 128),
    ("WAV", "PCM_24", "wav", "pcm_s24", "wav", 1e-6),
    ("WAV", "PCM_32", "wav", "pcm_s32", "wav", 1e-6),
    ("WAV", "FLOAT", "wav", "pcm_f32", "wav", 1e-7),
    ("WAV", "DOUBLE", "wav", "pcm_f64", "wav", 1e-7),
    ("WAVEX", "PCM_16", "wav", "pcm_s16", "wav", 1 / 32768),
    ("RF64", "PCM_16", "wav", "pcm_s16", "rf64", 1 / 32768),
    ("W64", "PCM_16", "w64", "pcm_s16", "w64", 1 / 32768),
    ("FLAC", "PCM_16", "flac", "flac", "flac", 1 / 32768),
    ("AIFF", "PCM_16", "aiff", "pcm_s16", "aiff", 1 / 32768),
    ("AU", "PCM_16", "au", "pcm_s16", "au", 1 / 32768),
    # Companding steps grow with the level: 1/32 of full scale's quarter at these amplitudes (ITU-T G.711).
    ("WAV", "ULAW", "wav", "pcm_mulaw", "wav", 1 / 100),
    ("WAV", "ALAW", "wav", "pcm_alaw", "wav", 1 / 100),
]


def assert_tones_heard(loaded: LoadedRecording, channels: int, rate_hz: int) -> None:
    """Each channel holds its own tone at its level; coders may lose 1 dB and shift the edges."""
    assert loaded.samples.shape[0] == channels
    assert loaded.samples.dtype == np.float32
    assert loaded.analysis_rate_hz == rate_hz
    for samples, tone_hz in zip(loaded.samples, TONES_HZ[:channels], strict=True):
        middle = samples[rate_hz // 4 : -rate_hz // 4]
        assert dominant_hz(middle, rate_hz) == pytest.approx(tone_hz, abs=2)
        assert 20 * np.log10(rms(middle) / (AMPLITUDE / np.sqrt(2))) == pytest.approx(0, abs=1.0)


@pytest.mark.parametrize(("form", "subtype", "suffix", "codec", "container", "error"), LOSSLESS)
@pytest.mark.parametrize("channels", [1, 2])
def test_sample_by_sample(
    tmp_path: Path,
    form: str,
    subtype: str,
    suffix: str,
    codec: str,
    container: str,
    error: float,
    channels: int,
) -> None:
    original = tones(8000, channels)
    path = write_sound(tmp_path / f"call.{suffix}", original, 8000, format=form, subtype=subtype)

    loaded = load_recording(path)

    assert loaded.samples.shape == original.shape
    assert np.max(np.abs(loaded.samples - original)) <= error
    assert loaded.limits == ()
    facts = loaded.recording
    assert (facts.codec, facts.container) == (codec, container)
    assert (facts.channels, facts.sample_rate_hz, facts.duration_s) == (channels, 8000, 2.0)
    assert facts.path == str(path)
    assert facts.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert facts.id == facts.sha256[:16]


@pytest.mark.parametrize(
    ("form", "subtype", "suffix", "codec", "rate_hz", "channels"),
    [
        ("WAV", "GSM610", "wav", "gsm", 8000, 1),
        ("OGG", "VORBIS", "ogg", "vorbis", 8000, 2),
        ("OGG", "OPUS", "opus", "opus", 8000, 2),
        ("OGG", "OPUS", "opus", "opus", 16000, 1),
        ("MP3", "MPEG_LAYER_III", "mp3", "mp3", 8000, 2),
        ("MP3", "MPEG_LAYER_III", "mp3", "mp3", 16000, 1),
    ],
)
def test_lossy_formats(
    tmp_path: Path, form: str, subtype: str, suffix: str, codec: str, rate_hz: int, channels: int
) -> None:
    path = write_sound(
        tmp_path / f"call.{suffix}", tones(rate_hz, channels), rate_hz, format=form, subtype=subtype
    )

    loaded = load_recording(path)

    assert_tones_heard(loaded, channels, rate_hz)
    assert loaded.recording.codec == codec
    assert loaded.recording.duration_s == pytest.approx(2.0, abs=0.1)
    assert loaded.limits == ()


@pytest.mark.parametrize(
    ("codec", "container", "sample_format", "suffix", "reported", "rate_hz", "channels", "bit_rate"),
    [
        ("aac", "mp4", "fltp", "m4a", "aac", 8000, 2, 64_000),
        ("aac", "adts", "fltp", "aac", "aac", 16000, 1, 64_000),
        ("wmav2", "asf", "fltp", "wma", "wmav2", 16000, 2, 64_000),
        ("libopencore_amrnb", "amr", "s16", "amr", "amr_nb", 8000, 1, 12_200),
        ("libopencore_amrnb", "3gp", "s16", "3gp", "amr_nb", 8000, 1, 12_200),
        ("flac", "matroska", "s16", "mkv", "flac", 8000, 2, 64_000),
        ("pcm_s16le", "mov", "s16", "mov", "pcm_s16", 8000, 2, 64_000),
        ("libmp3lame", "wav", "fltp", "wav", "mp3", 8000, 2, 64_000),
    ],
)
def test_formats_of_ffmpeg(
    tmp_path: Path,
    codec: str,
    container: str,
    sample_format: str,
    suffix: str,
    reported: str,
    rate_hz: int,
    channels: int,
    bit_rate: int,
) -> None:
    path = write_av(
        tmp_path / f"call.{suffix}",
        tones(rate_hz, channels),
        rate_hz,
        codec=codec,
        container=container,
        sample_format=sample_format,
        bit_rate=bit_rate,
    )

    loaded = load_recording(path)

    assert_tones_heard(loaded, channels, rate_hz)
    assert loaded.recording.codec == reported
    assert loaded.recording.duration_s == pytest.approx(2.0, abs=0.2)
    assert loaded.limits == ()


def test_amr_wideband(tmp_path: Path) -> None:
    # No free encoder exists: 100 frames of the lowest mode (3GPP TS 26.201: 132 bits, frame type 0, quality
    # bit set) with random parameters.
    rng = np.random.default_rng(1)
    frames = b"".join(b"\x04" + rng.integers(0, 256, 17, dtype=np.uint8).tobytes() for _ in range(100))
    path = tmp_path / "call.awb"
    path.write_bytes(b"#!AMR-WB\n" + frames)

    loaded = load_recording(path)

    assert loaded.samples.shape == (1, 100 * 320)
    assert (loaded.recording.codec, loaded.recording.sample_rate_hz) == ("amr_wb", 16000)
    assert loaded.recording.duration_s == 2.0


def test_the_sound_of_a_video(tmp_path: Path) -> None:
    import av

    path = tmp_path / "screen.mp4"
    with av.open(str(path), "w") as output:
        video = output.add_stream("mpeg4", rate=10)
        video.width, video.height, video.pix_fmt = 64, 64, "yuv420p"
        sound = output.add_stream("aac", rate=16000, layout="mono")
        for number in range(20):
            picture = av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), format="rgb24")
            picture.pts = number
            output.mux(video.encode(picture))
        signal = tones(16000, 1)
        for start in range(0, signal.shape[1], 1024):
            frame = av.AudioFrame.from_ndarray(
                np.ascontiguousarray(signal[:, start : start + 1024]), format="fltp", layout="mono"
            )
            frame.rate, frame.pts = 16000, start
            output.mux(sound.encode(frame))
        output.mux(video.encode(None))
        output.mux(sound.encode(None))

    assert_tones_heard(load_recording(path), 1, 16000)


def test_several_sound_tracks_are_said(tmp_path: Path) -> None:
    import av

    path = tmp_path / "two.mkv"
    with av.open(str(path), "w") as output:
        streams = [output.add_stream("pcm_s16le", rate=8000, layout="mono") for _ in range(2)]
        for stream, signal in zip(streams, tones(8000, 2), strict=True):
            whole = np.round(signal * 32767).astype("i2").reshape(1, -1)
            frame = av.AudioFrame.from_ndarray(whole, format="s16", layout="mono")
            frame.rate, frame.pts = 8000, 0
            output.mux(stream.encode(frame))
            output.mux(stream.encode(None))

    loaded = load_recording(path)

    assert_tones_heard(loaded, 1, 8000)
    assert loaded.limits == ("the file holds 2 sound tracks; only the first is judged",)

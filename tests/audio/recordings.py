"""Recordings made for the tests: a tone on each channel, in every format that recorders write."""

from __future__ import annotations

import struct
from pathlib import Path

import av
import numpy as np
import soundfile
from numpy.typing import NDArray

TONES_HZ = (440.0, 700.0, 1000.0, 1300.0, 1600.0, 1900.0)
AMPLITUDE = 0.25


def tones(rate_hz: int = 8000, channels: int = 2, duration_s: float = 2.0) -> NDArray[np.float32]:
    """One steady tone on each channel, shape (channel, sample)."""
    times_s = np.arange(round(duration_s * rate_hz)) / rate_hz
    return np.stack([AMPLITUDE * np.sin(2 * np.pi * hz * times_s) for hz in TONES_HZ[:channels]]).astype("f4")


def write_sound(path: Path, samples: NDArray[np.float32], rate_hz: int, **form: str) -> Path:
    """Write through libsndfile; samples of shape (channel, sample)."""
    soundfile.write(path, samples.T, rate_hz, **form)
    return path


def write_av(
    path: Path,
    samples: NDArray[np.float32],
    rate_hz: int,
    *,
    codec: str,
    container: str,
    sample_format: str,
    bit_rate: int = 64_000,
) -> Path:
    """Write through FFmpeg; samples of shape (channel, sample)."""
    with av.open(str(path), "w", format=container) as output:
        stream = output.add_stream(codec, rate=rate_hz)
        stream.layout = "mono" if len(samples) == 1 else "stereo"
        stream.format = sample_format
        stream.bit_rate = bit_rate
        step = stream.codec_context.frame_size or 1024
        for start in range(0, samples.shape[1], step):
            piece = samples[:, start : start + step]
            if sample_format == "s16":
                piece = np.round(piece * 32767).astype("i2").T.reshape(1, -1)
            frame = av.AudioFrame.from_ndarray(
                np.ascontiguousarray(piece), format=sample_format, layout=stream.layout.name
            )
            frame.rate = rate_hz
            frame.pts = start
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    return path


def riff(*chunks: tuple[bytes, bytes, int | None]) -> bytes:
    """A RIFF WAVE file of (name, body, declared size or None for the true one) chunks."""
    body = b"".join(
        name + struct.pack("<I", len(content) if size is None else size) + content
        for name, content, size in chunks
    )
    return b"RIFF" + struct.pack("<I", 4 + len(body)) + b"WAVE" + body


def pcm_format(*, channels: int = 1, rate_hz: int = 8000) -> bytes:
    """The body of a `fmt ` chunk of 16-bit PCM."""
    return struct.pack("<HHIIHH", 1, channels, rate_hz, rate_hz * channels * 2, channels * 2, 16)


def pcm16(samples: NDArray[np.float32]) -> bytes:
    """Samples of shape (channel, sample) as interleaved 16-bit numbers."""
    return np.round(samples * 32767).astype("<i2").T.tobytes()


def dominant_hz(signal: NDArray[np.float32], rate_hz: int) -> float:
    """Frequency of the strongest partial."""
    spectrum = np.abs(np.fft.rfft(signal * np.hanning(len(signal))))
    return float(np.argmax(spectrum)) * rate_hz / len(signal)


def rms(signal: NDArray[np.float32]) -> float:
    """Root mean square."""
    return float(np.sqrt(np.mean(np.square(signal, dtype=np.float64))))

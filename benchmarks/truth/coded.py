"""Codes samples as recorders do: G.711 and GSM 6.10 by channel, Opus and MP3 by file."""

from __future__ import annotations

import io
from fractions import Fraction
from typing import Literal

import av
import numpy as np
import soundfile as sf
from numpy.typing import NDArray

__all__ = ["SUFFIX", "Codec", "as_coded", "encoded"]

Samples = NDArray[np.float32]
Codec = Literal["pcm", "mu-law", "a-law", "gsm", "opus", "mp3"]
SUFFIX = dict.fromkeys(("pcm", "mu-law", "a-law", "gsm"), ".wav") | {"opus": ".ogg", "mp3": ".mp3"}
_SUBTYPES = {"pcm": "PCM_16", "mu-law": "ULAW", "a-law": "ALAW", "gsm": "GSM610"}
_AV = {"opus": ("libopus", "ogg"), "mp3": ("libmp3lame", "mp3")}


def encoded(samples: Samples, rate_hz: int, codec: Codec, kbit_s: int = 0) -> bytes:
    """A file of samples of shape (channel, sample); `kbit_s` is of the whole file, for Opus and MP3.

    A WAV file holds GSM 6.10 of one channel only: with two, it holds what the codec left of each, as PCM.
    """
    file = io.BytesIO()
    if codec in _AV:
        _encode_by_av(file, samples, rate_hz, *_AV[codec], kbit_s)
        return file.getvalue()
    if codec == "gsm" and len(samples) > 1:
        samples, codec = np.stack([as_coded(one, rate_hz, codec) for one in samples]), "pcm"
    sf.write(file, samples.T, rate_hz, format="WAV", subtype=_SUBTYPES[codec])
    return file.getvalue()


def as_coded(channel: Samples, rate_hz: int, codec: Codec) -> Samples:
    """What a codec of WAV files leaves of one channel, with as many samples."""
    decoded = sf.read(io.BytesIO(encoded(channel[None], rate_hz, codec)), dtype="float32")[0]
    return np.pad(decoded, (0, max(0, channel.size - decoded.size)))[: channel.size]


def _encode_by_av(
    file: io.BytesIO, samples: Samples, rate_hz: int, codec: str, container: str, kbit_s: int
) -> None:
    layout = "stereo" if len(samples) == 2 else "mono"
    with av.open(file, "w", format=container) as output:
        stream = output.add_stream(codec, rate=rate_hz)
        stream.layout = layout
        stream.bit_rate = 1000 * kbit_s
        resampler = av.AudioResampler(format=stream.codec_context.format.name, layout=layout, rate=rate_hz)
        whole = np.ascontiguousarray((samples * 32767).astype(np.int16).T).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(whole, format="s16", layout=layout)
        frame.sample_rate, frame.pts, frame.time_base = rate_hz, 0, Fraction(1, rate_hz)
        for piece in resampler.resample(frame):
            output.mux(stream.encode(piece))
        output.mux(stream.encode(None))

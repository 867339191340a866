"""Sound small enough to travel inside a page: Opus in OGG."""

from __future__ import annotations

import io
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

__all__ = ["encode_opus"]

# Telephone speech is transparent at 16 kbit/s a channel (RFC 6716, section 2.1.1, narrowband and wideband).
_BITS_PER_S_AND_CHANNEL = 16_000
_RATES_HZ = (8_000, 12_000, 16_000, 24_000, 48_000)
# Of 0 to 10: at 16 kbit/s the slower settings give the same size and sound no better to the ear.
_COMPLEXITY = 3
_BLOCK_S = 10


def encode_opus(samples: NDArray[np.float32], sample_rate_hz: int) -> bytes:
    """An OGG file with the samples as Opus; the same samples give the same bytes.

    Parameters
    ----------
    samples
        Shape (channel, sample), one or two channels, full scale 1.0; what exceeds it is clipped.
    sample_rate_hz
        Rate of `samples`, in Hz; one that Opus does not know is resampled.
    """
    import av

    file = io.BytesIO()
    layout = "stereo" if len(samples) == 2 else "mono"
    with av.open(file, "w", format="ogg", options={"fflags": "bitexact"}) as container:
        stream = container.add_stream(
            "libopus",
            rate=sample_rate_hz if sample_rate_hz in _RATES_HZ else 16_000,
            options={"application": "voip", "compression_level": str(_COMPLEXITY)},
        )
        stream.layout = layout
        stream.bit_rate = _BITS_PER_S_AND_CHANNEL * len(samples)
        stream.codec_context.flags |= int(av.codec.context.Flags.bitexact)
        resampler = av.AudioResampler(format="s16", layout=layout, rate=stream.rate)
        size = _BLOCK_S * sample_rate_hz
        for start in range(0, samples.shape[1], size):
            frame = _frame(samples[:, start : start + size], layout)
            frame.sample_rate, frame.pts = sample_rate_hz, start
            frame.time_base = Fraction(1, sample_rate_hz)
            for piece in resampler.resample(frame):
                container.mux(stream.encode(piece))
        container.mux(stream.encode(None))
    return file.getvalue()


def _frame(samples: NDArray[np.float32], layout: str):  # type: ignore[no-untyped-def]
    import av

    whole = (np.clip(samples, -1.0, 1.0) * 32767.0).astype(np.int16)
    interleaved = np.ascontiguousarray(whole.T).reshape(1, -1)
    return av.AudioFrame.from_ndarray(interleaved, format="s16", layout=layout)

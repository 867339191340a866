"""What lies between the mouths and the recording: band, noise, leak, gain, clipping, codec."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

import av
import numpy as np
import scipy.signal
import soxr
from numpy.typing import NDArray

from benchmarks.truth.call import TruthCall
from benchmarks.truth.coded import Codec, as_coded, encoded
from benchmarks.truth.voices import RATE_HZ
from voicecheck.intervals import Interval

__all__ = ["LINES", "Line", "noise_dbov", "record", "speech_dbov"]

Samples = NDArray[np.float32]
_KBIT_S = {"opus": 12, "mp3": 32}
_BAND_HZ = (200.0, 3500.0)
_FLOOR_DBOV = -68.0
_LEAK_DELAY_S = 0.006
_LOUD = ("shouted", "loud", "near")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line; `snr_db` is of room noise under calm speech, `leak_db` of either party on the other
    channel.

    `same` puts the sum on both channels, `mono` on one. Opus has 12 kbit/s a channel, MP3 32 kbit/s.
    """

    rate_hz: int = 8000
    codec: Codec = "mu-law"
    snr_db: float | None = None
    leak_db: float | None = None
    gain_db: float = 0.0
    same: bool = False
    mono: bool = False


LINES: dict[str, Line] = {
    "16 kHz, PCM": Line(rate_hz=16000, codec="pcm"),
    "mu-law": Line(),
    "A-law": Line(codec="a-law"),
    "GSM 6.10": Line(codec="gsm"),
    "Opus 12 kbit/s": Line(rate_hz=16000, codec="opus"),
    "MP3 32 kbit/s": Line(codec="mp3"),
    "noise at 20 dB": Line(snr_db=20.0),
    "noise at 10 dB": Line(snr_db=10.0),
    "leak at -20 dB": Line(leak_db=-20.0),
    "leak at -15 dB": Line(leak_db=-15.0),
    "the same on both": Line(same=True),
}


def record(call: TruthCall, line: Line, seed: int = 0) -> Samples:
    """The recording, shape (channel, sample) at the line's rate, in time with the call."""
    rng = np.random.default_rng([seed, call.clean.shape[1]])
    both = np.stack([_to_rate(channel, line.rate_hz) for channel in call.clean])
    low = 50.0 if line.rate_hz > 8000 else _BAND_HZ[0]
    high = 7500.0 if line.rate_hz > 8000 else _BAND_HZ[1]
    band = scipy.signal.butter(2, (low, high), "bandpass", fs=line.rate_hz, output="sos")
    both = scipy.signal.sosfilt(band, both, axis=1)
    if line.leak_db is not None:
        leaked = np.roll(both[::-1], round(_LEAK_DELAY_S * line.rate_hz), axis=1)
        both = both + leaked * 10 ** (line.leak_db / 20)
    for party, channel in enumerate(both):
        channel += _noise(channel.size, _FLOOR_DBOV, rng)
        if line.snr_db is not None:
            channel += _noise(channel.size, calm_dbov(call, party) - line.snr_db, rng)
    if line.mono or line.same:
        both = both.sum(axis=0, keepdims=True)
    both = np.clip(both * 10 ** (line.gain_db / 20), -1.0, 1.0 - 2.0**-15).astype(np.float32)
    coded = _coded(both, line)
    return np.concatenate([coded, coded]) if line.same else coded


def speech_dbov(call: TruthCall, party: int) -> float:
    """Mean level of a party's speech where it sounds."""
    return _mean_dbov(call, party, call.speech(party))


def calm_dbov(call: TruthCall, party: int) -> float:
    """The same of what is said calmly; shouted lines stand 13 dB higher and would lift the mean."""
    calm = [line for line in call.lines if line.party == party and line.delivery not in _LOUD]
    return _mean_dbov(call, party, [one for line in calm for one in line.speech])


def noise_dbov(call: TruthCall, party: int, line: Line) -> float:
    """Level of all noise under a party's speech on a line without leak."""
    room = 0.0 if line.snr_db is None else 10 ** ((calm_dbov(call, party) - line.snr_db) / 10)
    return 10 * float(np.log10(room + 10 ** (_FLOOR_DBOV / 10)))


def _mean_dbov(call: TruthCall, party: int, speech: Sequence[Interval]) -> float:
    pieces = [call.clean[party, round(one.start_s * RATE_HZ) : round(one.end_s * RATE_HZ)] for one in speech]
    return 10 * float(np.log10(np.mean(np.square(np.concatenate(pieces)))))


def _to_rate(channel: Samples, rate_hz: int) -> NDArray[np.float64]:
    return np.asarray(soxr.resample(channel.astype(np.float64), RATE_HZ, rate_hz))


def _noise(count: int, level_dbov: float, rng: np.random.Generator) -> NDArray[np.float64]:
    """Noise that falls off towards high frequencies, like a room's."""
    coloured = scipy.signal.lfilter([1.0], [1.0, -0.7], rng.standard_normal(count))
    return np.asarray(coloured * 10 ** (level_dbov / 20) / np.sqrt(np.mean(np.square(coloured))))


def _coded(samples: Samples, line: Line) -> Samples:
    if line.codec == "pcm":
        return np.round(samples * 32768) / np.float32(32768)
    if line.codec not in _KBIT_S:
        coded = [as_coded(one, line.rate_hz, line.codec) for one in samples]
        return np.stack([_in_time(a[None], b[None])[0] for a, b in zip(coded, samples, strict=True)])
    kbit_s = _KBIT_S[line.codec] * (len(samples) if line.codec == "opus" else 1)
    return _in_time(_decoded(encoded(samples, line.rate_hz, line.codec, kbit_s), line.rate_hz), samples)


def _decoded(file: bytes, rate_hz: int) -> Samples:
    with av.open(io.BytesIO(file)) as source:
        resampler = av.AudioResampler(format="fltp", layout=source.streams.audio[0].layout, rate=rate_hz)
        blocks = [
            piece.to_ndarray() for frame in source.decode(audio=0) for piece in resampler.resample(frame)
        ]
    return np.concatenate(blocks, axis=1)


def _in_time(decoded: Samples, original: Samples) -> Samples:
    """The decoded samples without a codec's delay, cut or filled to the length of the original."""
    loudest = int(np.argmax(np.max(np.abs(original), axis=0)))
    first = max(0, loudest - 8000)
    piece = original[:, first : first + 16000].sum(axis=0)
    reach = 4000
    padded = np.pad(decoded.sum(axis=0), (reach, reach + 16000))[first : first + piece.size + 2 * reach]
    lag = int(np.argmax(scipy.signal.correlate(padded, piece, mode="valid"))) - reach
    shifted = decoded[:, lag:] if lag >= 0 else np.pad(decoded, ((0, 0), (-lag, 0)))
    count = original.shape[1]
    fitted = np.pad(shifted, ((0, 0), (0, max(0, count - shifted.shape[1]))))[:, :count]
    return fitted.astype(np.float32)

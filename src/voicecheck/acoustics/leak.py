"""How the two channels of a call relate: the same audio twice, or one party heard faintly on the other's."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import scipy.fft
from numpy.typing import NDArray
from scipy.ndimage import maximum_filter1d

from voicecheck.acoustics.frames import runs
from voicecheck.acoustics.leak_filter import without_leak
from voicecheck.errors import AudioError
from voicecheck.intervals import Interval, merge, subtract

__all__ = ["ChannelRelation", "compare_channels", "remove_leak"]

Samples = NDArray[np.float32]

_WINDOW_S = 0.5
_WINDOWS = 16
_LEVEL_FRAME_S = 0.02
# Crosstalk comes at once, an echo from the far telephone up to a third of a second later.
_LAG_RANGE_S = (-0.05, 0.35)
_SAME_LAG_S = 0.025
# A low-rate codec on one channel leaves 0.75; strangers stay far below.
_SAME_CORRELATION = 0.7
_SAME_GAIN_SPREAD_DB = 2.5
# Between the tenth and the ninetieth percentile of all windows with talk: where each party is louder on a
# channel of its own, this is twice the leak.
_SAME_GAIN_RANGE_DB = 12.0
_SAME_RANGE_DB = 24.0
# Fainter copies than this are leakage into a channel whose own party is silent.
_SAME_MAX_GAIN_DB = 15.0
_LEAST_POWER = 1e-9
_TALK_RANGE_DB = 15.0
_TALK_MARGIN_DB = 3.0
# The correlation's peak over the root mean square of the other lags: without a leak it may reach 11, at -43
# dB and under; with one it is 40 as a rule, but 5 where the voice is as even as a pulse train, at any level.
_MIN_PROMINENCE = 8.0
_MIN_PROMINENCE_OF_STRONG = 4.5
_STRONG_LEAK_DB = -26.0
# Fainter than this nobody hears it: rounding and codecs leave as much.
_FAINTEST_LEAK_DB = -60.0
_MIN_TALK_S = 1.0
# Speech this far above the expected leak is the channel's own.
_OWN_MARGIN_DB = 6.0
_LEAK_REACH_FRAMES = 5
_LEAK_UNDER_NOISE_DB = 10.0
_MIN_PIECE_S = 0.1
_MIN_REST_S = 0.2
_BLOCK = 1 << 18  # samples differentiated at once: a megabyte stays in the cache


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelRelation:
    """How the two channels of a call relate.

    Attributes
    ----------
    same_audio : both channels carry one signal (also with a gain, a delay up to 20 ms, inverted, coded anew).
    leak_db : level of channel 0's speech in channel 1 relative to the original, and the reverse; None where
        no leak can be shown (none there, hidden in noise, or the party hardly speaks alone).
    leak_delay_s : by how much each leak comes after its original; None with the level.
    """

    same_audio: bool
    leak_db: tuple[float | None, float | None]
    leak_delay_s: tuple[float | None, float | None]


def compare_channels(samples: NDArray[np.floating], sample_rate_hz: int) -> ChannelRelation:
    """Whether two channels carry the same audio, and how much of each party is heard on the other's channel.

    Parameters
    ----------
    samples : shape (2, sample), full scale 1.0.

    Raises
    ------
    AudioError
        When there are not two channels.
    """
    channels = _two_channels(samples, "compare_channels")
    if _same_audio(channels, sample_rate_hz):
        return ChannelRelation(same_audio=True, leak_db=(None, None), leak_delay_s=(None, None))
    forth = _leak(channels[0], channels[1], sample_rate_hz)
    back = _leak(channels[1], channels[0], sample_rate_hz)
    return ChannelRelation(same_audio=False, leak_db=(forth[0], back[0]), leak_delay_s=(forth[1], back[1]))


def remove_leak(
    activity0: Iterable[Interval],
    activity1: Iterable[Interval],
    samples: NDArray[np.floating],
    sample_rate_hz: int,
    relation: ChannelRelation,
) -> tuple[tuple[Interval, ...], tuple[Interval, ...]]:
    """The activity of each channel less what is only the other party's leak.

    The leak is first taken out of the channel. A stretch is leak when what remains stays within 6 dB of what
    the other channel lets expect to remain. Without a measured leak the activity comes back as it was,
    merged.

    Parameters
    ----------
    samples : shape (2, sample).

    Raises
    ------
    AudioError
        When there are not two channels.
    """
    channels = _two_channels(samples, "remove_leak")
    kept: list[tuple[Interval, ...]] = []
    for own, activity in enumerate((activity0, activity1)):
        leak_db, delay_s = relation.leak_db[1 - own], relation.leak_delay_s[1 - own]
        if leak_db is None or delay_s is None:
            kept.append(merge(activity))
        else:
            leak = _leak_times(channels[1 - own], channels[own], leak_db, delay_s, sample_rate_hz)
            kept.append(tuple(rest for piece in merge(activity) for rest in _less_leak(piece, leak)))
    return kept[0], kept[1]


def _less_leak(piece: Interval, leak: tuple[Interval, ...]) -> tuple[Interval, ...]:
    """What remains of a piece; crumbs beside the leak are its edges."""
    rests = subtract([piece], leak)
    return rests if rests == (piece,) else tuple(one for one in rests if one.duration_s >= _MIN_REST_S)


def _two_channels(samples: NDArray[np.floating], where: str) -> Samples:
    if samples.ndim != 2 or samples.shape[0] != 2:
        raise AudioError(
            f"{where}: expected two channels (2, sample), found shape {samples.shape}; pass both"
        )
    return samples.astype(np.float32, copy=False)


def _emphasised(channel: Samples, start: int, stop: int) -> Samples:
    """First differences of samples [start, stop), zero outside the recording.

    This makes speech flatter and takes hum and offset away; piece by piece, since a copy of a long call is
    dear.
    """
    piece = np.zeros(stop - start, dtype=np.float32)
    first, last = max(start, 0), min(stop, channel.size)
    if first >= last:
        return piece
    if first == 0:
        piece[-start] = channel[0]
        first = 1
    np.subtract(channel[first:last], channel[first - 1 : last - 1], out=piece[first - start : last - start])
    return piece


def _powers(channel: Samples, sample_rate_hz: int, frame_s: float) -> Samples:
    """Mean square of the differences in consecutive frames; the last, incomplete one is left out."""
    size = round(frame_s * sample_rate_hz)
    powers = np.empty(channel.size // size, dtype=np.float32)
    step = max(1, _BLOCK // size)
    for first in range(0, powers.size, step):
        last = min(first + step, powers.size)
        framed = _emphasised(channel, first * size, last * size).reshape(-1, size)
        np.einsum("ij,ij->i", framed, framed, out=powers[first:last])
    powers /= np.float32(size)
    return powers


def _same_audio(channels: Samples, sample_rate_hz: int) -> bool:
    """Whether the loudest windows of either channel are found, equally loud or soft, in the other."""
    powers = [_powers(one, sample_rate_hz, _WINDOW_S) for one in channels]
    if not _steady_gain(powers[0], powers[1]):
        return False
    loudest = [np.argsort(one)[-_WINDOWS // 2 :] for one in powers]
    windows = np.unique(np.concatenate(loudest))
    windows = windows[np.maximum(powers[0][windows], powers[1][windows]) > _LEAST_POWER]
    if not windows.size:
        return False
    reach = round(_SAME_LAG_S * sample_rate_hz)
    correlation, energies = _correlations(channels[0], channels[1], windows, sample_rate_hz, (-reach, reach))
    peaks = np.abs(correlation).max(axis=1) / np.sqrt(energies[0] * energies[1] + 1e-20)
    gains_db = 10 * np.log10((energies[1] + 1e-12) / (energies[0] + 1e-12))
    return bool(
        np.median(peaks) >= _SAME_CORRELATION
        and np.min(peaks) >= _SAME_CORRELATION - 0.25
        and np.std(gains_db) <= _SAME_GAIN_SPREAD_DB
        and abs(np.median(gains_db)) <= _SAME_MAX_GAIN_DB
    )


def _steady_gain(power: Samples, other: Samples) -> bool:
    """Whether one channel is as much louder than the other throughout, whoever speaks."""
    if not power.size:
        return False
    louder = np.maximum(power, other)
    talking = louder > max(float(np.percentile(louder, 95)) * 10 ** (-_SAME_RANGE_DB / 10), _LEAST_POWER)
    # Above the noise of each: that need not be the same.
    above = [np.maximum(one - np.percentile(one, 10), _LEAST_POWER)[talking] for one in (power, other)]
    gains_db = 10 * np.log10(above[1] / above[0])
    low, high = np.percentile(gains_db, [10, 90]) if gains_db.size else (0.0, 0.0)
    return bool(high - low <= _SAME_GAIN_RANGE_DB)


def _correlations(
    source: Samples,
    target: Samples,
    windows: NDArray[np.intp],
    sample_rate_hz: int,
    lags: tuple[int, int],
) -> tuple[Samples, tuple[Samples, Samples]]:
    """Cross-correlation of each window with the target at lags [low, high], and both energies."""
    size = round(_WINDOW_S * sample_rate_hz)
    low, high = lags
    starts = [int(window) * size for window in windows]
    pieces = np.stack([_emphasised(source, start, start + size) for start in starts])
    places = np.stack([_emphasised(target, start + low, start + size + high) for start in starts])
    fft_size = scipy.fft.next_fast_len(size + high - low, real=True)
    product = np.conj(scipy.fft.rfft(pieces, fft_size, axis=1)) * scipy.fft.rfft(places, fft_size, axis=1)
    correlation = scipy.fft.irfft(product, fft_size, axis=1)[:, : high - low + 1]
    inner = places[:, -low : -low + size]
    return correlation, (np.einsum("ij,ij->i", pieces, pieces), np.einsum("ij,ij->i", inner, inner))


def _leak(source: Samples, target: Samples, sample_rate_hz: int) -> tuple[float | None, float | None]:
    """Level (dB) and delay (s) of the source in the target, from windows in which it talks alone."""
    windows = _talking_alone(source, target, sample_rate_hz)
    if not windows.size:
        return None, None
    lags = (round(_LAG_RANGE_S[0] * sample_rate_hz), round(_LAG_RANGE_S[1] * sample_rate_hz))
    correlation, energies = _correlations(source, target, windows, sample_rate_hz, lags)
    combined = (correlation / energies[0][:, None]).mean(axis=0)
    peak = int(np.argmax(np.abs(combined)))
    rest = np.delete(combined, slice(max(0, peak - 20), peak + 21))
    height = abs(float(combined[peak]))
    prominence = height / max(float(np.sqrt(np.mean(np.square(rest)))), 1e-12)
    least = _MIN_PROMINENCE_OF_STRONG if height > 10 ** (_STRONG_LEAK_DB / 20) else _MIN_PROMINENCE
    if prominence <= least or height <= 10 ** (_FAINTEST_LEAK_DB / 20):
        return None, None
    return 20 * float(np.log10(height)), (lags[0] + peak) / sample_rate_hz


def _talking_alone(source: Samples, target: Samples, sample_rate_hz: int) -> NDArray[np.intp]:
    """Numbers of the windows in which the source talks and the target is quietest beside it."""
    power, other = (_powers(one, sample_rate_hz, _WINDOW_S) for one in (source, target))
    if not power.size:
        return np.zeros(0, dtype=np.intp)
    loud = float(np.percentile(power, 95)) * 10 ** (-_TALK_RANGE_DB / 10)
    ratio = power / (other + np.float32(_LEAST_POWER))
    talking = np.flatnonzero((power > max(loud, _LEAST_POWER)) & (ratio > 10 ** (_TALK_MARGIN_DB / 10)))
    if talking.size * _WINDOW_S < _MIN_TALK_S:
        return np.zeros(0, dtype=np.intp)
    return talking[np.argsort(ratio[talking])[-_WINDOWS:]]


def _leak_times(
    source: Samples, target: Samples, leak_db: float, delay_s: float, sample_rate_hz: int
) -> tuple[Interval, ...]:
    """Stretches in which the target holds no more than its noise and what the leak leaves behind."""
    windows = _talking_alone(source, target, sample_rate_hz)
    size = round(_WINDOW_S * sample_rate_hz)
    cleaned = without_leak(source, target, delay_s, windows * size, size, sample_rate_hz)
    heard, left = (_powers(one, sample_rate_hz, _WINDOW_S)[windows].sum() for one in (target, cleaned))
    left_db = leak_db + min(0.0, 10 * float(np.log10((left + _LEAST_POWER) / (heard + _LEAST_POWER))))
    spoken, rest = (_powers(one, sample_rate_hz, _LEVEL_FRAME_S) for one in (source, cleaned))
    noise = np.percentile(rest, 10)
    spoken = np.roll(spoken, round(delay_s / _LEVEL_FRAME_S))
    spoken = maximum_filter1d(spoken, _LEAK_REACH_FRAMES, mode="nearest")
    audible = spoken * 10 ** (leak_db / 10) > noise * 10 ** (-_LEAK_UNDER_NOISE_DB / 10)
    leak = spoken * 10 ** (left_db / 10)
    expected = rest < (leak + noise) * 10 ** (_OWN_MARGIN_DB / 10)
    # With a strong leak the margin alone would take soft moments of the channel's own speech.
    fainter = rest < leak * 10 ** (-left_db / 20) + noise
    return tuple(
        Interval(first * _LEVEL_FRAME_S, stop * _LEVEL_FRAME_S)
        for first, stop in runs(audible & expected & fainter)
        if (stop - first) * _LEVEL_FRAME_S >= _MIN_PIECE_S
    )

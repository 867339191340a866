"""Bursts of steady tone in one channel: where they lie, which lines they hold, how steady they are."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import scipy.fft
from numpy.typing import NDArray

from voicecheck.acoustics.frames import runs
from voicecheck.acoustics.tone_sums import SPEECH_BAND_HZ, ToneSums

__all__ = ["Burst", "bursts_in_band", "low_bursts", "measured_burst", "spectral_lines"]

# Share of the speech band's power that a tone holds: 0.94 at 12 dB SNR over white noise, so 0.75 leaves room.
_MIN_SHARE = 0.75
_MIN_LEVEL_DBOV = -55.0
_MIN_BURST_S = 0.08
# Lost packets leave holes of 20 to 60 ms; the gap of a double ring is 0.2 s.
_BRIDGED_S = 0.13
# Half the plateau's amplitude is reached when half the window lies in the tone, a little more when smoothed.
_EDGE_SHARE = 0.55
_LINE_RANGE_DB = 12.0
# Modulated ring-back has its lines 13 Hz apart or more; nearer ones come from holes in the tone.
_LEAST_SPACING_HZ = 10.0
_MAX_ANALYSED_S = 2.0
_BEFORE_S = 0.3
_FRAME_REACH_S = 0.05
_LINES_HZ = (300.0, 680.0)
_MIN_TRIMMED_S = 0.3
# Lines hold 0.94 of the power at 12 dB SNR; a 16 Hz modulation spreads the level by 0.09 of the mean.
_MIN_PURITY = 0.8
_MAX_LEVEL_SPREAD = 0.25
_MAX_FREQUENCY_SPREAD_HZ = 2.0
_MIN_STEADY_S = 0.18


@dataclass(frozen=True, slots=True, kw_only=True)
class Burst:
    """One stretch of tone.

    Attributes
    ----------
    lines_hz, line_shares : the lines within 12 dB of the strongest, and each one's share of the power of the
        speech band.
    level_dbov : mean-square level.
    level_spread : standard deviation of the amplitude over its mean, away from the ends.
    frequency_spread_hz : standard deviation of the momentary frequency of the strongest line.
    at_start : the tone sounds from the first sample on.
    quiet_before : the quarter of a second before the burst lies well below it.
    """

    start_s: float
    end_s: float
    lines_hz: tuple[float, ...]
    line_shares: tuple[float, ...]
    level_dbov: float
    level_spread: float
    frequency_spread_hz: float
    at_start: bool
    quiet_before: bool = True

    @property
    def duration_s(self) -> float:
        """Length in seconds."""
        return self.end_s - self.start_s

    @property
    def is_pure(self) -> bool:
        """Whether nearly all power lies in at most three lines that hold still."""
        return (
            len(self.lines_hz) <= 3
            and sum(self.line_shares) >= _MIN_PURITY
            and self.level_spread <= _MAX_LEVEL_SPREAD
            and self.frequency_spread_hz <= _MAX_FREQUENCY_SPREAD_HZ
        )

    @property
    def is_steady(self) -> bool:
        """Whether the burst is pure, and long enough not to be a moment of a sung or spoken vowel."""
        return self.is_pure and self.duration_s >= _MIN_STEADY_S

    @property
    def centre_hz(self) -> float:
        """Mean frequency of the lines, weighted by their power."""
        return float(np.average(self.lines_hz, weights=self.line_shares))


def low_bursts(samples: NDArray[np.float32], sample_rate_hz: int, sums: ToneSums) -> list[Burst]:
    """Tone bursts between 330 and 660 Hz that hold most of the speech band's power, in order of time."""
    total = sums.total
    spans: list[tuple[float, float]] = []
    for inside in sums.low:
        spans += bursts_in_band(inside, total, sums.hop_s, min_share=_MIN_SHARE, bridged_s=_BRIDGED_S)
    found: list[Burst] = []
    for span in _without_doubles(spans):
        burst = measured_burst(samples, sample_rate_hz, span, _LINES_HZ)
        if burst is not None and not burst.is_pure and burst.duration_s >= _MIN_TRIMMED_S:
            burst = measured_burst(samples, sample_rate_hz, _steady_part(sums, span), _LINES_HZ)
        if burst is not None:
            found.append(replace(burst, quiet_before=_is_quiet_before(burst, total, sums.hop_s)))
    return found


def _is_quiet_before(burst: Burst, total: NDArray[np.float32], hop_s: float) -> bool:
    """Whether the sound in the quarter of a second before a burst lies 8 dB or more below the burst."""
    first, stop = (max(0, round((burst.start_s - back_s) / hop_s)) for back_s in (_BEFORE_S, _FRAME_REACH_S))
    inside = total[round(burst.start_s / hop_s) + 2 : max(round(burst.end_s / hop_s) - 1, 0)]
    if stop <= first or not inside.size:
        return True
    return bool(np.mean(total[first:stop]) <= 10**-0.8 * np.mean(inside))


def _steady_part(sums: ToneSums, span: tuple[float, float]) -> tuple[float, float]:
    """The part of a span before something else (speech at the answer) runs into the tone."""
    first, stop = round(span[0] / sums.hop_s) + 2, round(span[1] / sums.hop_s)
    band = sums.power(first, stop, _LINES_HZ)
    places = np.arange(band.shape[1], dtype=np.float32)
    level = _smoothed(band.sum(axis=1))
    place = _smoothed(np.einsum("ij,j->i", band, places)) / np.maximum(level, 1e-12)
    half = max(1, level.size // 2)
    steady = (np.abs(np.sqrt(level / np.median(level[:half])) - 1) <= 0.25) & (
        np.abs(place - np.median(place[:half])) * sums.bin_hz <= 12.0
    )
    breaks = [begin for begin, end in runs(~steady) if (end - begin) * sums.hop_s > _BRIDGED_S]
    held = breaks[0] if breaks else steady.size
    return span[0], min(span[1], max(span[0] + _MIN_BURST_S, (first + held - 1) * sums.hop_s))


def bursts_in_band(
    inside: NDArray[np.float32],
    total: NDArray[np.float32],
    hop_s: float,
    *,
    min_share: float,
    bridged_s: float,
) -> list[tuple[float, float]]:
    """Start and end (s) of the stretches in which a band holds `min_share` of the speech band's power.

    Holes up to `bridged_s` do not part a stretch.
    """
    inside, total = _smoothed(inside), _smoothed(total)
    tonal = (total > 10 ** (_MIN_LEVEL_DBOV / 10)) & (inside > min_share * total)
    return _edges(np.sqrt(inside), tonal, hop_s, bridged_s)


def _smoothed(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Mean over three frames, so that modulated tones keep their level; the ends repeat."""
    padded = np.pad(values, 1, mode="edge")
    return (padded[:-2] + padded[1:-1] + padded[2:]) / np.float32(3)


def _edges(
    amplitude: NDArray[np.float32], tonal: NDArray[np.bool_], hop_s: float, bridged_s: float
) -> list[tuple[float, float]]:
    """Start and end of each burst: where the amplitude crosses about half of the burst's own plateau."""
    spans: list[tuple[float, float]] = []
    joined = tonal.copy()
    for first, stop in runs(~tonal):
        if first > 0 and stop < tonal.size and (stop - first) * hop_s <= bridged_s:
            joined[first:stop] = True
    for first, stop in runs(joined):
        if stop - first < 3:
            continue
        plateau = float(np.percentile(amplitude[first:stop], 80))
        first, stop = max(0, first - 4), min(amplitude.size, stop + 4)
        loud = amplitude[first:stop] > _EDGE_SHARE * plateau
        for begin, end in runs(loud):
            start_s = _crossing(amplitude, first + begin, -1, _EDGE_SHARE * plateau) * hop_s
            end_s = _crossing(amplitude, first + end - 1, +1, _EDGE_SHARE * plateau) * hop_s
            if spans and start_s - spans[-1][1] <= bridged_s:
                spans[-1] = (spans[-1][0], max(end_s, spans[-1][1]))
            else:
                spans.append((start_s, end_s))
    return [(start_s, end_s) for start_s, end_s in spans if end_s - start_s >= _MIN_BURST_S]


def _crossing(amplitude: NDArray[np.float32], index: int, step: int, threshold: float) -> float:
    """Frame index, with fraction, at which the amplitude falls through the threshold beyond `index`."""
    beyond = index + step
    if not 0 <= beyond < amplitude.size:
        return float(max(index, 0) if step < 0 else index)
    drop = float(amplitude[index]) - float(amplitude[beyond])
    share = (float(amplitude[index]) - threshold) / drop if drop > 0 else 0.5
    return index + step * min(max(share, 0.0), 1.0)


def _without_doubles(spans: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Of spans that overlap (found in both bands) only the longest."""
    kept: list[tuple[float, float]] = []
    for span in sorted(spans, key=lambda s: s[0] - s[1]):
        if all(span[1] <= other[0] or span[0] >= other[1] for other in kept):
            kept.append(span)
    return sorted(kept)


def measured_burst(
    samples: NDArray[np.float32], sample_rate_hz: int, span: tuple[float, float], band_hz: tuple[float, float]
) -> Burst | None:
    """The lines of a span within a band, and its steadiness; None when no line stands out."""
    start_s, end_s = span[0], min(span[1], samples.size / sample_rate_hz)
    inset_s = min(0.02, (end_s - start_s) / 8)
    first = round((start_s + inset_s) * sample_rate_hz)
    stop = round(min(end_s - inset_s, start_s + inset_s + _MAX_ANALYSED_S) * sample_rate_hz)
    piece = samples[first:stop]
    lines_hz, shares = spectral_lines(piece, sample_rate_hz, *band_hz)
    if not lines_hz:
        return None
    level_spread, frequency_spread_hz = _steadiness(piece, sample_rate_hz, lines_hz[int(np.argmax(shares))])
    return Burst(
        start_s=0.0 if start_s < 0.025 else start_s,
        end_s=end_s,
        lines_hz=lines_hz,
        line_shares=shares,
        level_dbov=float(10 * np.log10(np.mean(np.square(piece)) + 1e-12)),
        level_spread=level_spread,
        frequency_spread_hz=frequency_spread_hz,
        at_start=start_s < 0.025,
    )


def spectral_lines(
    piece: NDArray[np.float32], sample_rate_hz: int, low_hz: float, high_hz: float
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Lines of a steady piece in a band, with each one's share of the power of the speech band.

    A line is a local maximum within 12 dB of the strongest; its power is that of its main lobe (Hann window),
    and at most four are returned.
    """
    size = scipy.fft.next_fast_len(2 * piece.size, real=True)
    spectrum = scipy.fft.rfft(piece * np.hanning(piece.size).astype(np.float32), size)
    power = np.square(spectrum.real) + np.square(spectrum.imag)
    bin_hz = sample_rate_hz / size
    lobe = max(1, round(max(2 * sample_rate_hz / piece.size, _LEAST_SPACING_HZ) / bin_hz))
    total = float(power[round(SPEECH_BAND_HZ[0] / bin_hz) : round(SPEECH_BAND_HZ[1] / bin_hz)].sum())
    low = round(low_hz / bin_hz)
    band = power[low : round(high_hz / bin_hz)].copy()
    if total <= 0 or band.size < 3:
        return (), ()
    floor = float(band.max()) * 10 ** (-_LINE_RANGE_DB / 10)
    found: list[tuple[float, float]] = []
    for _ in range(4):
        peak = int(np.argmax(band))
        if band[peak] <= floor:
            break
        left, right = max(0, peak - lobe), peak + lobe + 1
        around = band[left:right]
        place = float(np.sum(around * np.arange(left, left + around.size)) / np.sum(around))
        if not 0 < peak < band.size - 1 or band[peak - 1] > band[peak] or band[peak + 1] > band[peak]:
            band[left:right] = 0
            continue
        found.append(((low + place) * bin_hz, float(around.sum()) / total))
        band[left:right] = 0
    found.sort()
    return tuple(line_hz for line_hz, _ in found), tuple(share for _, share in found)


def _steadiness(piece: NDArray[np.float32], sample_rate_hz: int, line_hz: float) -> tuple[float, float]:
    """Relative spread of the amplitude over 80 ms, and spread (Hz) of the line's momentary frequency."""
    block = round(0.08 * sample_rate_hz)
    count = piece.size // block
    if count >= 2:
        amplitude = np.sqrt(np.mean(np.square(piece[: count * block].reshape(count, block)), axis=1))
        level_spread = float(np.std(amplitude) / (np.mean(amplitude) + 1e-12))
    else:
        level_spread = 0.0
    step = round(0.02 * sample_rate_hz)
    count = piece.size // step
    if count < 4:
        return level_spread, 0.0
    turns = np.exp(-2j * np.pi * line_hz / sample_rate_hz * np.arange(count * step))
    phasors = (piece[: count * step] * turns).reshape(count, step).sum(axis=1)
    smooth = phasors[:-2] + 2 * phasors[1:-1] + phasors[2:]
    turned = smooth[1:] * np.conj(smooth[:-1])
    angle = np.angle(turned)
    weight = np.abs(turned)
    mean = float(np.average(angle, weights=weight + 1e-20))
    variance = float(np.average(np.square(angle - mean), weights=weight + 1e-20))
    return level_spread, float(np.sqrt(variance) / (2 * np.pi * step / sample_rate_hz))

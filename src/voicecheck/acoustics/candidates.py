"""Pitch candidates of frames: the highest peaks of the autocorrelation."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from voicecheck.acoustics.narrowband import NARROWBAND_HZ
from voicecheck.acoustics.spectra import FFT_SIZE, WINDOW_SIZE, window

__all__ = ["CANDIDATES", "CEILING_HZ", "FLOOR_HZ", "Candidates", "find_candidates"]

FLOOR_HZ = 60.0  # a low voice falls to 60-75 Hz in the third tone of Mandarin
CEILING_HZ = 600.0
CANDIDATES = 6

_OCTAVE_COST = 0.01  # per octave under the ceiling: of two equal peaks the higher pitch wins
_WEAKEST = 0.25  # peaks under this never win against "unvoiced"
# Low-pass of the autocorrelation: the peaks grow round enough for a parabola between lags at 8 kHz (or a high
# steady voice falls an octave), and at 10 dB of noise a third fewer voiced frames are lost. Enough harmonics
# of a voice without its fundamental remain.
_LOW_PASS_HZ = (1500.0, 2500.0)
_SHORTEST_LAG = int(NARROWBAND_HZ / CEILING_HZ) - 1
_LONGEST_LAG = int(np.ceil(NARROWBAND_HZ / FLOOR_HZ)) + 1


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Candidates:
    """Candidates of frames, best first; empty places have frequency 1 and strength 0.

    Attributes
    ----------
    frequency_hz, strength
        Shape (frame, candidate); strength is the normalised autocorrelation less the octave cost.
    energy
        Mean square of the windowed frame under 2 kHz, shape (frame,).
    """

    frequency_hz: npt.NDArray[np.float32]
    strength: npt.NDArray[np.float32]
    energy: npt.NDArray[np.float32]

    @classmethod
    def empty(cls, frames: int) -> Candidates:
        """Room for so many frames."""
        return cls(
            frequency_hz=np.ones((frames, CANDIDATES), dtype=np.float32),
            strength=np.zeros((frames, CANDIDATES), dtype=np.float32),
            energy=np.zeros(frames, dtype=np.float32),
        )


@lru_cache(maxsize=1)
def _lag_transform() -> npt.NDArray[np.float32]:
    """From a power spectrum to the autocorrelation at every lag looked at, and at lag 0 in the last column.

    The window's own autocorrelation is divided out (Boersma 1993). Shape (bin, lag + 1), bins under 2.5 kHz.
    """
    spectrum = np.abs(np.fft.rfft(window().astype(np.float64), FFT_SIZE)) ** 2
    own = np.fft.irfft(spectrum, FFT_SIZE)
    lags = np.append(np.arange(_SHORTEST_LAG, _LONGEST_LAG + 1), 0)
    bins = np.arange(round(_LOW_PASS_HZ[1] / NARROWBAND_HZ * FFT_SIZE))
    start_hz, end_hz = _LOW_PASS_HZ
    slope = np.clip((end_hz - bins * NARROWBAND_HZ / FFT_SIZE) / (end_hz - start_hz), 0, 1)
    gains = (1 - np.cos(np.pi * slope)) * np.where(bins == 0, 0.5, 1) / FFT_SIZE
    cosines = np.cos(2 * np.pi * np.outer(bins, lags) / FFT_SIZE) * gains[:, None]
    return np.asarray(cosines / (own[lags] / own[0]), dtype=np.float32)


def find_candidates(power: npt.NDArray[np.float32], place: slice, found: Candidates) -> None:
    """Write the candidates of a block of power spectra, shape (block, bin), into their place in `found`."""
    transform = _lag_transform()
    correlation = power[:, : len(transform)] @ transform
    energy = correlation[:, -1]
    found.energy[place] = energy / WINDOW_SIZE
    correlation /= np.maximum(energy, 1e-12)[:, None]
    middle = correlation[:, 1:-2]
    peaks = middle > _WEAKEST
    peaks &= middle > correlation[:, :-3]
    peaks &= middle >= correlation[:, 2:-1]
    flat = np.flatnonzero(peaks)
    rows, columns = np.divmod(flat, middle.shape[1])
    lags, heights = _parabola(correlation, rows, columns + 1)
    frequency = NARROWBAND_HZ / lags
    strength = heights - _OCTAVE_COST * np.log2(CEILING_HZ / frequency)
    order = np.lexsort((-strength, rows))
    rows = rows[order]
    starts = np.searchsorted(rows, np.arange(len(power)))
    rank = np.arange(rows.size) - starts[rows]
    kept = (rank < CANDIDATES) & (frequency[order] >= FLOOR_HZ) & (frequency[order] <= CEILING_HZ)
    target = (rows[kept] + place.start, rank[kept])
    found.frequency_hz[target] = frequency[order][kept]
    found.strength[target] = strength[order][kept]


def _parabola(
    correlation: npt.NDArray[np.float32], rows: npt.NDArray[np.intp], columns: npt.NDArray[np.intp]
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Lag, in samples, and height of peaks between the sampled lags; heights over 1 are mirrored."""
    left, top, right = (correlation[rows, columns + step] for step in (-1, 0, 1))
    slope = (right - left) / 2
    curvature = np.maximum(2 * top - left - right, 1e-9)
    heights = top + slope * slope / (2 * curvature)
    heights = np.where(heights > 1, 1 / heights, heights)
    return (columns + _SHORTEST_LAG + slope / curvature).astype(np.float32), heights

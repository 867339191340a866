"""What the search for tones needs of a channel's spectra, summed up in one pass: a long call's spectra would
take as much memory as its samples.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from voicecheck.acoustics.frames import FrameLayout, power_blocks
from voicecheck.acoustics.tone_plans import DTMF_COLUMNS_HZ, DTMF_ROWS_HZ

__all__ = ["SPEECH_BAND_HZ", "ToneSums", "tone_sums"]

SPEECH_BAND_HZ = (200.0, 3600.0)
# Ring-back and European busy tones lie in the first band with the skirts of a 64 ms window, North American
# busy (480 + 620 Hz) in the second.
_LOW_BANDS_HZ = ((328.0, 532.0), (437.0, 660.0))
_BEEP_BAND_HZ = (600.0, 3400.0)
_KEY_HALF_WIDTH_HZ = 36.0
_FRAME_S = 0.064
_HOP_S = 0.02
_MAX_HZ = 3620.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ToneSums:
    """Power of each frame of a channel in the bands of tones; float32, shape (frame,).

    Attributes
    ----------
    total
        In the speech band.
    low
        In each band of ring-back and busy tones.
    key_row, key_column
        Around the strongest frequency of the rows and of the columns of a keypad.
    peak
        Bin of the strongest line from 600 Hz up.
    peak_power
        Around that line.
    """

    samples: NDArray[np.float32]
    layout: FrameLayout
    total: NDArray[np.float32]
    low: tuple[NDArray[np.float32], ...]
    key_row: NDArray[np.float32]
    key_column: NDArray[np.float32]
    peak: NDArray[np.intp]
    peak_power: NDArray[np.float32]

    @property
    def hop_s(self) -> float:
        """Time between frames; frame t is centred on t * hop_s."""
        return self.layout.hop_s

    @property
    def bin_hz(self) -> float:
        """Width of one bin; bin k is centred on k * bin_hz."""
        return self.layout.bin_hz

    def power(self, first: int, stop: int, band_hz: tuple[float, float]) -> NDArray[np.float32]:
        """The spectra of some frames within a band, shape (frame, bin), worked out anew."""
        band = self.layout.band(*band_hz)
        blocks = [power[:, band].copy() for _, power in power_blocks(self.samples, self.layout, first, stop)]
        return np.concatenate(blocks) if blocks else np.empty((0, band.stop - band.start), np.float32)


def tone_sums(samples: NDArray[np.float32], sample_rate_hz: int) -> ToneSums:
    """Sum up one channel, shape (sample,)."""
    layout = FrameLayout.of(samples.size, sample_rate_hz, frame_s=_FRAME_S, hop_s=_HOP_S, max_hz=_MAX_HZ)
    sums = ToneSums(
        samples=samples,
        layout=layout,
        total=np.empty(layout.count, np.float32),
        low=tuple(np.empty(layout.count, np.float32) for _ in _LOW_BANDS_HZ),
        key_row=np.empty(layout.count, np.float32),
        key_column=np.empty(layout.count, np.float32),
        peak=np.empty(layout.count, np.intp),
        peak_power=np.empty(layout.count, np.float32),
    )
    for place, power in power_blocks(samples, layout):
        sums.total[place] = _sum(power, layout, SPEECH_BAND_HZ)
        for inside, band_hz in zip(sums.low, _LOW_BANDS_HZ, strict=True):
            inside[place] = _sum(power, layout, band_hz)
        sums.key_row[place] = _strongest(power, layout, DTMF_ROWS_HZ)
        sums.key_column[place] = _strongest(power, layout, DTMF_COLUMNS_HZ)
        sums.peak[place], sums.peak_power[place] = _peaks(power, layout)
    return sums


def _sum(
    power: NDArray[np.float32], layout: FrameLayout, band_hz: tuple[float, float]
) -> NDArray[np.float32]:
    inside: NDArray[np.float32] = power[:, layout.band(*band_hz)].sum(axis=1)
    return inside


def _strongest(
    power: NDArray[np.float32], layout: FrameLayout, places_hz: Sequence[float]
) -> NDArray[np.float32]:
    """Power around the strongest of some frequencies, by frame."""
    around = [
        _sum(power, layout, (place_hz - _KEY_HALF_WIDTH_HZ, place_hz + _KEY_HALF_WIDTH_HZ))
        for place_hz in places_hz
    ]
    strongest: NDArray[np.float32] = np.maximum.reduce(around)
    return strongest


def _peaks(power: NDArray[np.float32], layout: FrameLayout) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
    """The strongest bin of the band of beeps, and the power of the five bins round it."""
    band = layout.band(*_BEEP_BAND_HZ)
    peak = band.start + np.argmax(power[:, band], axis=1)
    around = np.minimum(peak[:, None] + np.arange(-2, 3), power.shape[1] - 1)
    return peak, np.take_along_axis(power, around, axis=1).sum(axis=1)

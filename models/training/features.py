"""Log-mel features exactly as faster-whisper makes them, in two steps.

The power step is linear in the signal's energy, so windows can be put together from pieces of
speech and noise after it; the compression step then runs over the whole window, as it will when
the model is used.
"""

from __future__ import annotations

import functools

import numpy as np
import scipy.fft
from faster_whisper.feature_extractor import FeatureExtractor

SAMPLE_RATE_HZ = 16_000
HOP_SAMPLES = 160
FFT_SAMPLES = 400
MEL_COUNT = 80
WINDOW_FRAMES = 3_000
FRAME_S = HOP_SAMPLES / SAMPLE_RATE_HZ
_FLOOR = 1e-10
_RANGE_DECADES = 8.0


@functools.cache
def mel_filters() -> np.ndarray:
    """The filter bank of faster-whisper, (mel, fft bin) float32."""
    return FeatureExtractor.get_mel_filters(SAMPLE_RATE_HZ, FFT_SAMPLES, MEL_COUNT).astype(np.float32)


@functools.cache
def mel_edges_hz() -> np.ndarray:
    """Centre frequency of every mel band in Hz, (mel,)."""
    bins_hz = np.fft.rfftfreq(FFT_SAMPLES, 1.0 / SAMPLE_RATE_HZ)
    filters = mel_filters()
    return (filters @ bins_hz) / filters.sum(axis=1)


def mel_power(samples: np.ndarray) -> np.ndarray:
    """Mel power of samples at 16 kHz, (frame, mel) float32; frame ``t`` is centred on ``t`` hops."""
    padded = np.pad(samples.astype(np.float32), FFT_SAMPLES // 2)
    frames = np.lib.stride_tricks.sliding_window_view(padded, FFT_SAMPLES)[::HOP_SAMPLES]
    window = np.hanning(FFT_SAMPLES + 1)[:-1].astype(np.float32)
    spectrum = scipy.fft.rfft(frames * window, axis=1)
    power = spectrum.real**2 + spectrum.imag**2
    return power.astype(np.float32) @ mel_filters().T


def compress(power: np.ndarray) -> np.ndarray:
    """Whisper's logarithm, range limit and scaling over one window, same shape as ``power``."""
    log_power = np.log10(np.maximum(power, _FLOOR))
    np.maximum(log_power, log_power.max() - _RANGE_DECADES, out=log_power)
    log_power += 4.0
    log_power /= 4.0
    return log_power


@functools.cache
def white_noise_power() -> np.ndarray:
    """Mean mel power of white noise of unit variance, (mel,)."""
    window = np.hanning(FFT_SAMPLES + 1)[:-1]
    return (mel_filters().sum(axis=1) * (window**2).sum()).astype(np.float32)


@functools.cache
def variance_weights() -> np.ndarray:
    """Weights (mel,) that turn a frame of mel power into the variance of its samples."""
    centres = mel_edges_hz()
    widths = np.gradient(centres) / (SAMPLE_RATE_HZ / 2)
    return (widths / widths.sum() / white_noise_power()).astype(np.float32)


@functools.cache
def narrow_band_gain(low_hz: float, high_hz: float) -> np.ndarray:
    """Power gain (mel,) of a telephone band: the share of each mel band that lies inside it."""
    bins_hz = np.fft.rfftfreq(FFT_SAMPLES, 1.0 / SAMPLE_RATE_HZ)
    below = 1.0 / (1.0 + (np.maximum(low_hz, 1e-3) / np.maximum(bins_hz, 1.0)) ** 8)
    above = np.where(bins_hz <= high_hz, 1.0, 10.0 ** (-(bins_hz - high_hz) / 25.0))
    passed = np.maximum(below * above, 1e-11)
    filters = mel_filters()
    return ((filters @ passed) / filters.sum(axis=1)).astype(np.float32)

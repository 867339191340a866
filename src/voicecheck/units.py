"""Conversions between units, and the one rounding rule.

Rounding is half up: an amount exactly between two neighbours goes to the greater one. Counts of samples are
rounded so that a time never depends on the parity of its neighbours; numbers that people read are rounded on
their decimal digits, so 2.675 becomes 2.68 although the nearest binary number lies below it.
"""

from __future__ import annotations

import math
from decimal import ROUND_HALF_DOWN, ROUND_HALF_UP, Context, Decimal
from typing import overload

__all__ = [
    "amplitude_to_db",
    "clock",
    "db_to_amplitude",
    "db_to_power",
    "power_to_db",
    "rounded",
    "samples_to_seconds",
    "seconds_to_samples",
]

# The widest float64 has 309 digits before the point; quantize refuses a result that its context cannot hold.
_WIDE = Context(prec=400)


def seconds_to_samples(seconds: float, sample_rate_hz: int) -> int:
    """Number of samples in a time, rounded half up.

    Raises
    ------
    ValueError
        When the time is not finite or the rate is not positive.
    """
    if sample_rate_hz <= 0 or not math.isfinite(seconds):
        raise ValueError(
            "seconds_to_samples: expected a finite time and a positive rate, "
            f"found {seconds} s, {sample_rate_hz} Hz"
        )
    return math.floor(seconds * sample_rate_hz + 0.5)


def samples_to_seconds(samples: int, sample_rate_hz: int) -> float:
    """Time of a number of samples, in seconds.

    Raises
    ------
    ValueError
        When the rate is not positive.
    """
    if sample_rate_hz <= 0:
        raise ValueError(f"samples_to_seconds: expected a positive rate, found {sample_rate_hz} Hz")
    return samples / sample_rate_hz


def power_to_db(power: float) -> float | None:
    """Level of a power ratio, 10 lg(power), in dB; None where it is zero, negative or not finite."""
    return 10.0 * math.log10(power) if 0.0 < power < math.inf else None


def amplitude_to_db(amplitude: float) -> float | None:
    """Level of an amplitude ratio, 20 lg(amplitude), in dB; None where it is undefined."""
    return 20.0 * math.log10(amplitude) if 0.0 < amplitude < math.inf else None


def db_to_power(level_db: float) -> float:
    """Power ratio of a level in dB."""
    return float(10.0 ** (level_db / 10.0))


def db_to_amplitude(level_db: float) -> float:
    """Amplitude ratio of a level in dB."""
    return float(10.0 ** (level_db / 20.0))


def clock(time_s: float, *, tenths: bool = False) -> str:
    """A time as m:ss or h:mm:ss, to the nearest second; to the nearest tenth where asked."""
    ticks = int(time_s * 10 + 0.5) if tenths else int(time_s + 0.5) * 10
    minutes, seconds = divmod(ticks // 10, 60)
    hours, minutes = divmod(minutes, 60)
    text = f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes}:{seconds:02d}"
    return f"{text}.{ticks % 10}" if tenths else text


@overload
def rounded(value: float, digits: int) -> float: ...
@overload
def rounded(value: None, digits: int) -> None: ...
def rounded(value: float | None, digits: int) -> float | None:
    """`value` with `digits` decimal places, rounded half up on its shortest decimal form; None stays None.

    Raises
    ------
    ValueError
        When the value is NaN or infinite: an undefined number is None.
    """
    if value is None:
        return None
    if not math.isfinite(value):
        raise ValueError(f"rounded: expected a finite number or None, found {value}")
    shown = repr(float(value))
    # Python rounds the exact binary number. That differs from rounding the shortest decimal form only where
    # that form lies half-way between two neighbours.
    if digits >= 0 and "e" not in shown and shown.partition(".")[2][digits:] != "5":
        return round(float(value), digits) + 0.0
    step = Decimal(1).scaleb(-digits)
    nearest = Decimal(shown).quantize(step, ROUND_HALF_UP if value >= 0 else ROUND_HALF_DOWN, _WIDE)
    # Adding zero turns a negative zero into zero.
    return float(nearest) + 0.0

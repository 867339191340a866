"""ITU-T P.56 method B sample by sample, straight from the recommendation's description: slow."""

from __future__ import annotations

import math
from collections.abc import Sequence


def active_level_dbov(samples: Sequence[float], sample_rate_hz: int) -> tuple[float, float]:
    """Active speech level in dBov and activity factor."""
    g = math.exp(-1 / (sample_rate_hz * 0.03))
    hangover = round(0.2 * sample_rate_hz)
    thresholds = [2.0**-j for j in range(15, 0, -1)]
    active = [0] * 15
    since = [hangover] * 15
    p = q = energy = 0.0
    for x in samples:
        energy += x * x
        p = g * p + (1 - g) * abs(x)
        q = g * q + (1 - g) * p
        for j, threshold in enumerate(thresholds):
            if q >= threshold:
                active[j] += 1
                since[j] = 0
            elif since[j] < hangover:
                active[j] += 1
                since[j] += 1
    previous: tuple[float, float] | None = None
    for count, threshold in zip(active, thresholds, strict=True):
        level = 10 * math.log10(energy / count)
        difference = level - 20 * math.log10(threshold) - 15.9
        if difference <= 0 and previous is not None:
            share = previous[1] / (previous[1] - difference)
            found = previous[0] + share * (level - previous[0])
            return found, energy / len(samples) / 10 ** (found / 10)
        previous = level, difference
    raise ValueError("no threshold lies the margin under its level")

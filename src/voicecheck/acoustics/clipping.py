"""Clipping: how much of a channel sits on the ceiling of its own wave form."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["clipped_share"]

# A clipped crest is a run of equal extreme samples; a sound crest has one, or two that round alike.
_SHORTEST_RUN = 3
# The ceiling is the channel's own: mu-law ends at 8031/8159, and a gain after the clipping lowers it further.
# Under -20 dBov it is taken for the rounding of faint sound instead.
_LOWEST_CEILING = 0.1
_SAME = 1e-4  # of the ceiling


def clipped_share(samples: npt.NDArray[np.floating]) -> float | None:
    """Share of the samples that lie in runs of at least three at the channel's own highest or lowest value.

    Parameters
    ----------
    samples
        One channel, shape (sample,), full scale 1.0.

    Returns
    -------
    0 to 1; None when there are no samples.

    Wave forms that a lossy codec (MP3, Opus) smeared after the clipping have no such runs and pass unseen.
    """
    if samples.size == 0:
        return None
    highest, lowest = float(samples.max()), float(samples.min())
    clipped = 0
    if highest >= _LOWEST_CEILING:
        clipped += _in_runs(samples >= highest * (1 - _SAME))
    if lowest <= -_LOWEST_CEILING:
        clipped += _in_runs(samples <= lowest * (1 - _SAME))
    return clipped / samples.size


def _in_runs(extreme: npt.NDArray[np.bool_]) -> int:
    """How many samples lie in runs of the shortest length or more."""
    places = np.flatnonzero(extreme)
    if places.size < _SHORTEST_RUN:
        return 0
    breaks = np.flatnonzero(np.diff(places) > 1) + 1
    lengths = np.diff(np.concatenate([[0], breaks, [places.size]]))
    return int(lengths[lengths >= _SHORTEST_RUN].sum())

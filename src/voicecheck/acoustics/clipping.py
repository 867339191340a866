"""Clipping: how much of a channel sits on the ceiling of its own wave form."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["Clipping", "find_clipping"]

# A clipped crest is a run of equal extreme samples; a sound crest has one, or two that round alike.
_SHORTEST_RUN = 3
# The ceiling is the channel's own: mu-law ends at 8031/8159, and a gain after the clipping lowers it further.
# Under -20 dBov it is taken for the rounding of faint sound instead.
_LOWEST_CEILING = 0.1
_SAME = 1e-4  # of the ceiling
_MOMENT_S = 0.25  # crests clipped within one syllable are one moment to a listener


@dataclass(frozen=True, slots=True, kw_only=True)
class Clipping:
    """Share of the samples that are clipped, and the number of moments (syllables, roughly) that clip."""

    share: float
    moment_count: int


def find_clipping(samples: npt.NDArray[np.floating], sample_rate_hz: int) -> Clipping | None:
    """Clipped are the samples in runs of at least three at the channel's own highest or lowest value.

    Parameters
    ----------
    samples
        One channel, shape (sample,), full scale 1.0.
    sample_rate_hz
        Rate of `samples`, in Hz.

    Returns
    -------
    None when there are no samples.

    Wave forms that a lossy codec (MP3, Opus) smeared after the clipping have no such runs and pass unseen.
    """
    if samples.size == 0:
        return None
    highest, lowest = float(samples.max()), float(samples.min())
    clipped = [np.empty(0, dtype=np.intp)]
    if highest >= _LOWEST_CEILING:
        clipped.append(_in_runs(samples >= highest * (1 - _SAME)))
    if lowest <= -_LOWEST_CEILING:
        clipped.append(_in_runs(samples <= lowest * (1 - _SAME)))
    places = np.sort(np.concatenate(clipped))
    moments = np.count_nonzero(np.diff(places) > _MOMENT_S * sample_rate_hz) + 1 if places.size else 0
    return Clipping(share=places.size / samples.size, moment_count=int(moments))


def _in_runs(extreme: npt.NDArray[np.bool_]) -> npt.NDArray[np.intp]:
    """The samples that lie in runs of the shortest length or more."""
    places = np.flatnonzero(extreme)
    if places.size < _SHORTEST_RUN:
        return places[:0]
    lengths = np.diff(np.flatnonzero(np.diff(places, prepend=-2, append=places[-1] + 2) > 1))
    return places[np.repeat(lengths >= _SHORTEST_RUN, lengths)]

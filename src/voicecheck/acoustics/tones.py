"""Call-progress tones: rings as a person counts them, busy tones, and every other tone that is not speech.

Ring-back is told by its spectral lines and its cadence (`tone_plans`), after a short-time spectrum has shown
where a narrow band holds most of the power. A burst that is cut by the start of the recording, or by the
answer, is a ring as long as a person would hear one (0.2 s); a double ring is one ring.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from voicecheck.acoustics.cadence import Sequel, busy_groups, ring_groups
from voicecheck.acoustics.frames import mono_channel
from voicecheck.acoustics.signal_tones import high_beeps, key_tones
from voicecheck.acoustics.tone_bursts import Burst, low_bursts, measured_burst
from voicecheck.acoustics.tone_sums import SPEECH_BAND_HZ, tone_sums
from voicecheck.errors import AudioError
from voicecheck.intervals import Interval, merge

__all__ = [
    "BusyTone",
    "CallTones",
    "Ring",
    "ToneSpan",
    "find_busy",
    "find_call_rings",
    "find_rings",
    "find_tones",
    "merge_rings",
]

_DEFAULT_SEARCH_S = 120.0
_NOTE_S = 0.15


@dataclass(frozen=True, slots=True, kw_only=True)
class ToneSpan:
    """A stretch of tone that is not speech: a key, a beep, a dial tone."""

    start_s: float
    end_s: float
    frequencies_hz: tuple[float, ...]

    @property
    def interval(self) -> Interval:
        """The stretch as an interval."""
        return Interval(self.start_s, self.end_s)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ring:
    """One ring, from the start of its first burst to the end of its last (a double ring is one)."""

    start_s: float
    end_s: float
    frequencies_hz: tuple[float, ...]

    @property
    def interval(self) -> Interval:
        """The ring as an interval."""
        return Interval(self.start_s, self.end_s)


@dataclass(frozen=True, slots=True, kw_only=True)
class BusyTone:
    """A busy or congestion tone, first burst to last, with the median length of burst and gap."""

    start_s: float
    end_s: float
    frequencies_hz: tuple[float, ...]
    on_s: float
    off_s: float

    @property
    def interval(self) -> Interval:
        """The whole tone, gaps included, as an interval."""
        return Interval(self.start_s, self.end_s)


@dataclass(frozen=True, slots=True, kw_only=True)
class CallTones:
    """What of one channel is tone, not speech."""

    rings: tuple[Ring, ...]
    busy: tuple[BusyTone, ...]
    other: tuple[ToneSpan, ...]

    @property
    def intervals(self) -> tuple[Interval, ...]:
        """All stretches of tone, sorted and disjoint, to be left out of speech activity."""
        found: list[Ring | BusyTone | ToneSpan] = [*self.rings, *self.busy, *self.other]
        return merge(one.interval for one in found)


def find_rings(samples: NDArray[np.floating], sample_rate_hz: int) -> tuple[Ring, ...]:
    """Rings of one channel, in order of time, wherever they lie (also those of a transfer within the call).

    Parameters
    ----------
    samples : shape (sample,), full scale 1.0.

    Raises
    ------
    AudioError
        When the array is not one-dimensional.
    """
    mono = mono_channel(samples, "find_rings")
    return _rings(mono, sample_rate_hz, low_bursts(mono, sample_rate_hz, tone_sums(mono, sample_rate_hz)))


def find_call_rings(
    samples: NDArray[np.floating], sample_rate_hz: int, *, search_s: float | None = _DEFAULT_SEARCH_S
) -> tuple[Ring, ...]:
    """Rings heard on any channel; those that overlap on several channels count once.

    Rings after the first speech (a transfer) are returned too: the answer is judged by those before it.

    Parameters
    ----------
    samples : shape (channel, sample), full scale 1.0.
    search_s : how much of the start of the call is searched; None searches all of it.

    Raises
    ------
    AudioError
        When the array is not two-dimensional.
    """
    if samples.ndim != 2:
        raise AudioError(
            f"find_call_rings: expected (channel, sample), found shape {samples.shape}; add an axis for mono"
        )
    stop = samples.shape[1] if search_s is None else min(samples.shape[1], round(search_s * sample_rate_hz))
    return merge_rings(ring for channel in samples[:, :stop] for ring in find_rings(channel, sample_rate_hz))


def merge_rings(rings: Iterable[Ring]) -> tuple[Ring, ...]:
    """Rings in order of time, with those that overlap joined; the longest one's frequencies are kept."""
    joined: list[Ring] = []
    for ring in sorted(rings, key=lambda one: one.start_s):
        if joined and ring.start_s < joined[-1].end_s:
            last = joined[-1]
            longest = max(last, ring, key=lambda one: one.end_s - one.start_s)
            joined[-1] = Ring(
                start_s=last.start_s,
                end_s=max(last.end_s, ring.end_s),
                frequencies_hz=longest.frequencies_hz,
            )
        else:
            joined.append(ring)
    return tuple(joined)


def find_busy(samples: NDArray[np.floating], sample_rate_hz: int) -> tuple[BusyTone, ...]:
    """Busy and congestion tones of one channel: equal bursts and gaps of 0.2 to 0.75 s.

    Parameters
    ----------
    samples : shape (sample,), full scale 1.0.

    Raises
    ------
    AudioError
        When the array is not one-dimensional.
    """
    mono = mono_channel(samples, "find_busy")
    bursts = low_bursts(mono, sample_rate_hz, tone_sums(mono, sample_rate_hz))
    return tuple(_busy(group) for group in busy_groups(bursts))


def find_tones(samples: NDArray[np.floating], sample_rate_hz: int) -> CallTones:
    """All that is tone in one channel: rings, busy tones, dialled keys, beeps, dial tones.

    Parameters
    ----------
    samples : shape (sample,), full scale 1.0.

    Raises
    ------
    AudioError
        When the array is not one-dimensional.
    """
    mono = mono_channel(samples, "find_tones")
    sums = tone_sums(mono, sample_rate_hz)
    bursts = low_bursts(mono, sample_rate_hz, sums)
    rings = _rings(mono, sample_rate_hz, bursts)
    busy = tuple(_busy(group) for group in busy_groups(bursts))
    taken = [*(one.interval for one in rings), *(one.interval for one in busy)]
    steady = [burst for burst in bursts if burst.is_steady and not _inside(burst, taken)]
    high = [*key_tones(mono, sample_rate_hz, sums), *high_beeps(mono, sample_rate_hz, sums)]
    spans = [
        ToneSpan(start_s=one.start_s, end_s=one.end_s, frequencies_hz=one.lines_hz)
        for one in (*steady, *high)
    ]
    return CallTones(rings=rings, busy=busy, other=tuple(sorted(spans, key=lambda one: one.start_s)))


def _busy(group: tuple[Burst, ...]) -> BusyTone:
    gaps_s = [after.start_s - before.end_s for before, after in pairwise(group)]
    return BusyTone(
        start_s=group[0].start_s,
        end_s=group[-1].end_s,
        frequencies_hz=max(group, key=lambda one: one.duration_s).lines_hz,
        on_s=float(np.median([burst.duration_s for burst in group])),
        off_s=float(np.median(gaps_s)),
    )


def _inside(burst: Burst, taken: Sequence[Interval]) -> bool:
    return any(one.start_s <= burst.start_s < one.end_s for one in taken)


def _rings(mono: NDArray[np.float32], sample_rate_hz: int, bursts: list[Burst]) -> tuple[Ring, ...]:
    def what_follows(burst: Burst) -> Sequel:
        return _sequel(mono, sample_rate_hz, burst)

    return tuple(
        Ring(
            start_s=group[0].start_s,
            end_s=group[-1].end_s,
            frequencies_hz=max(group, key=lambda one: one.duration_s).lines_hz,
        )
        for group in ring_groups(bursts, what_follows)
    )


def _sequel(mono: NDArray[np.float32], sample_rate_hz: int, burst: Burst) -> Sequel:
    """What comes straight after a burst: the background, a steady tone (a note), or other sound (speech).

    The background is the quietest 50 ms of the half second before the burst and of the two seconds after it.
    """
    block = round(0.05 * sample_rate_hz)
    end = round((burst.end_s + 0.03) * sample_rate_hz)
    start = round((burst.start_s - 0.03) * sample_rate_hz)
    before, after = mono[max(0, start - 10 * block) : max(0, start)], mono[end : end + 40 * block]
    levels = [
        np.mean(np.square(part[: part.size // block * block].reshape(-1, block)), axis=1)
        for part in (before, after)
    ]
    if levels[1].size < 4:
        return Sequel.NOTHING
    background = float(np.concatenate(levels).min())
    if float(levels[1][:3].max()) <= max(10.0 * background, 1e-6):
        return Sequel.NOTHING
    begin_s = end / sample_rate_hz
    next_note = measured_burst(mono, sample_rate_hz, (begin_s, begin_s + _NOTE_S), SPEECH_BAND_HZ)
    return Sequel.TONE if next_note is not None and next_note.is_pure else Sequel.SOUND

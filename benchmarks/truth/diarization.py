"""Diarisation error rate: speech missed, noise taken for speech, and speech given to the wrong voice.

As NIST's md-eval and pyannote.metrics count it: durations over the true speech, the best assignment of
found voices to true ones, and, where asked, a collar round every true boundary that is not scored.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise, permutations

from voicecheck.intervals import Interval, intersection, merge, overlap_s, subtract, total_s

__all__ = ["DiarizationError", "diarization_error"]

Speech = Sequence[Sequence[Interval]]


@dataclass(frozen=True, slots=True, kw_only=True)
class DiarizationError:
    """Seconds by kind of error, and the true speech (where both speak, twice) that they are held against."""

    missed_s: float
    false_s: float
    confused_s: float
    speech_s: float

    @property
    def rate(self) -> float:
        """All errors over the true speech."""
        return (self.missed_s + self.false_s + self.confused_s) / self.speech_s

    @property
    def confusion(self) -> float:
        """Speech given to the wrong voice, over the true speech."""
        return self.confused_s / self.speech_s


def diarization_error(
    true: Speech, found: Speech, *, collar_s: float = 0.25, skip_overlap: bool = True
) -> DiarizationError:
    """Errors of found voices against true ones.

    `collar_s` is left out on either side of every true boundary, `skip_overlap` leaves out where two true
    voices sound at once.
    """
    left_out = [
        Interval(edge - collar_s, edge + collar_s)
        for voice in true
        for one in merge(voice)
        for edge in (one.start_s, one.end_s)
        if collar_s
    ]
    if skip_overlap:
        left_out += [one for i, a in enumerate(true) for b in true[i + 1 :] for one in intersection(a, b)]
    true = [subtract(voice, left_out) for voice in true]
    found = [subtract(voice, left_out) for voice in found]
    spoken_s, heard_s = sum(map(total_s, true)), sum(map(total_s, found))
    matched_s = sum(_pairs_s(true, found))
    count = max(len(true), len(found))
    padded = [*found, *[()] * (count - len(found))]
    right_s = max(
        sum(overlap_s(voice, padded[place]) for voice, place in zip(true, order, strict=False))
        for order in permutations(range(count), len(true))
    )
    return DiarizationError(
        missed_s=spoken_s - matched_s,
        false_s=heard_s - matched_s,
        confused_s=matched_s - right_s,
        speech_s=spoken_s,
    )


def _pairs_s(true: Speech, found: Speech) -> list[float]:
    """Time in which voices can be paired: the smaller of how many are true and how many are found."""
    edges = sorted({edge for voices in (true, found) for voice in voices for one in voice
                    for edge in (one.start_s, one.end_s)})  # fmt: skip
    paired = []
    for start, end in pairwise(edges):
        middle = (start + end) / 2
        counts = [
            sum(any(one.start_s <= middle < one.end_s for one in voice) for voice in voices)
            for voices in (true, found)
        ]
        paired.append(min(counts) * (end - start))
    return paired

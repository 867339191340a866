"""The learned model: which meanings the clauses of a call carry."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from voicecheck.meaning.features import APART, features, known_rows, stream_of

__all__ = ["LANGUAGES", "MOST_CLAUSES", "PRIOR", "MeaningModel", "Meant", "Windows", "load_meanings"]

LANGUAGES = ("zh", "en")
PRIOR = 16
"""So many features that say nothing are added to every window, lest two or three words decide too much."""

MOST_CLAUSES = 3
MOST_TOKENS = 40
"""A meaning is looked for in so many clauses one after the other, and so many tokens."""


class Meant(NamedTuple):
    """Tokens `first` to before `end` of turn number `turn` carry a meaning, with this probability."""

    turn: int
    first: int
    end: int
    probability: float


@dataclass(frozen=True, slots=True, eq=False)
class MeaningModel:
    """A linear model: the weights of the features that occur, added up over a window of clauses.

    Attributes
    ----------
    labels
        The meanings, by name.
    known
        The features that it knows, in order.
    weights
        Their weights for each meaning, shape (features + 1, labels); the last row is for all others: 0.
    scale, bias
        What the weights of a meaning are multiplied by, and what is added to their sum.
    """

    labels: tuple[str, ...]
    known: NDArray[np.uint32]
    weights: NDArray[np.int8]
    scale: NDArray[np.float32]
    bias: NDArray[np.float32]

    def look_up(self, turns: Sequence[Sequence[Sequence[str]]]) -> Windows:
        """All windows of clauses of a call, each with the log odds of all meanings.

        Parameters
        ----------
        turns
            The tokens of each clause of each turn.
        """
        stream: list[str] = []
        windows: list[tuple[int, int, int, int, int]] = []
        for turn, clauses in enumerate(turns):
            if clauses:
                _add_windows(windows, turn, clauses, len(stream))
                stream += [*stream_of(clauses), *APART]
        places = np.array(windows, dtype=np.int64).reshape(-1, 5)
        if not windows:
            return Windows(self.labels, places, np.zeros((0, len(self.labels)), np.float32))
        is_known, rows = known_rows(self.known, features(stream))
        rows = np.where(is_known, rows, len(self.known))
        weights, counts = self.weights[rows].sum(axis=1, dtype=np.int32), is_known.sum(axis=1)
        first, end = places[:, 3], places[:, 4]
        odds = _between(weights, first, end) * self.scale
        odds /= np.sqrt(_between(counts, first, end) + PRIOR)[:, np.newaxis]
        return Windows(self.labels, places[:, :3], odds + self.bias)


def _between(values: NDArray[Any], first: NDArray[np.int64], end: NDArray[np.int64]) -> NDArray[np.float64]:
    """The sums of values from each first to before each end."""
    summed = np.zeros((len(values) + 1, *values.shape[1:]))
    np.cumsum(values, axis=0, out=summed[1:])
    return summed[end] - summed[first]


class Windows:
    """Windows of clauses with their log odds, ready to be asked for one meaning after the other."""

    def __init__(self, labels: tuple[str, ...], places: NDArray[np.int64], odds: NDArray[np.float64]) -> None:
        self._labels = labels
        self._places = places
        self._turns = places[:, 0].copy()  # to be searched, in one piece
        self.odds = odds

    def find(self, label: str, least: float) -> list[Meant]:
        """Where a meaning is found with at least this probability: the likeliest windows (of equals the
        shortest), none overlapping another, in order.
        """
        odds = self.odds[:, self._labels.index(label)]
        likely = np.flatnonzero(odds >= _log_odds(least))
        taken: list[Meant] = []
        lengths = self._places[likely, 2] - self._places[likely, 1]
        for number in likely[np.lexsort((lengths, -odds[likely]))]:
            turn, first, end = self._places[number].tolist()
            if not any(one.turn == turn and one.first < end and first < one.end for one in taken):
                taken.append(Meant(turn, first, end, float(1.0 / (1.0 + np.exp(-odds[number])))))
        return sorted(taken)

    def can_mean(self, label: str, turn: int, first: int, end: int, least: float) -> bool:
        """Whether any window over some of these tokens carries a meaning with at least this probability."""
        low, high = self._turns.searchsorted((turn, turn + 1))
        places, odds = self._places[low:high], self.odds[low:high, self._labels.index(label)]
        over = (places[:, 1] < end) & (first < places[:, 2])
        return bool((over & (odds >= _log_odds(least))).any())


def _log_odds(probability: float) -> float:
    if not 0.0 < probability < 1.0:
        return -math.inf if probability <= 0.0 else math.inf
    return math.log(probability / (1.0 - probability))


def _add_windows(
    windows: list[tuple[int, int, int, int, int]], turn: int, clauses: Sequence[Sequence[str]], start: int
) -> None:
    """The windows of a turn: its number, first token and end in the turn, and both in the stream, breaks
    at their edges included.
    """
    ends = [0]
    for clause in clauses:
        ends.append(ends[-1] + len(clause))
    for first in range(len(clauses)):
        for last in range(first, min(first + MOST_CLAUSES, len(clauses))):
            tokens = ends[last + 1] - ends[first]
            if tokens > MOST_TOKENS and last > first:
                break
            begin = start + ends[first] + first
            windows.append((turn, ends[first], ends[last + 1], begin, begin + tokens + last - first + 2))


@cache
def load_meanings(language: str) -> MeaningModel | None:
    """The model of a language, or None where there is none."""
    if language not in LANGUAGES:
        return None
    with (
        resources.as_file(resources.files("voicecheck.meaning") / f"{language}.npz") as path,
        np.load(path, allow_pickle=False) as stored,
    ):
        weights = stored["weights"]
        return MeaningModel(
            labels=tuple(stored["labels"].tolist()),
            known=stored["known"],
            weights=np.concatenate([weights, np.zeros((1, weights.shape[1]), np.int8)]),
            scale=stored["scale"],
            bias=stored["bias"],
        )

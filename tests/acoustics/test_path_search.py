"""The batched path search against all paths, one by one."""

from __future__ import annotations

from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from voicecheck.acoustics.path_search import VOICING_CHANGE_COST, best_path

_JUMP = 0.35


def _cost(path: tuple[int, ...], octave: np.ndarray, strength: np.ndarray, unvoiced: np.ndarray) -> float:
    """Total strength less transitions; -1 is unvoiced; before and after the stretch lies unvoiced time."""
    total, before = 0.0, -1
    for frame, state in enumerate(path):
        total += unvoiced[frame] if state < 0 else strength[frame, state]
        total -= _change(before, state, frame, octave)
        before = state
    return total - (VOICING_CHANGE_COST if before >= 0 else 0)


def _change(before: int, state: int, frame: int, octave: np.ndarray) -> float:
    if (before < 0) != (state < 0):
        return VOICING_CHANGE_COST
    if state < 0:
        return 0.0
    return float(_JUMP * abs(octave[frame, state] - octave[frame - 1, before]))


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000), lengths=st.lists(st.integers(1, 5), min_size=1, max_size=4))
def test_every_stretch_gets_its_cheapest_path(seed: int, lengths: list[int]) -> None:
    random = np.random.default_rng(seed)
    frames = sum(lengths) + len(lengths)  # one frame between stretches belongs to none
    octave = random.uniform(6, 9, (frames, 2)).astype(np.float32)
    strength = random.uniform(0.2, 0.9, (frames, 2)).astype(np.float32)
    unvoiced = random.uniform(0.3, 0.7, frames).astype(np.float32)
    starts = np.cumsum([0, *(length + 1 for length in lengths[:-1])])
    chosen = best_path(octave, strength, unvoiced, starts, np.array(lengths))
    covered = np.zeros(frames, dtype=bool)
    for start, length in zip(starts, lengths, strict=True):
        part = slice(start, start + length)
        covered[part] = True
        costs = {
            path: _cost(path, octave[part], strength[part], unvoiced[part])
            for path in product((-1, 0, 1), repeat=length)
        }
        assert abs(costs[tuple(chosen[part].tolist())] - max(costs.values())) < 1e-5
    assert np.all(chosen[~covered] == -1)


def test_no_stretches() -> None:
    nothing = np.empty(0, dtype=np.intp)
    octave = np.ones((3, 2), dtype=np.float32)
    assert best_path(octave, octave, octave[:, 0], nothing, nothing).tolist() == [-1, -1, -1]

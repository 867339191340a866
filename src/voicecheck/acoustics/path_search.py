"""The cheapest path through pitch candidates (Viterbi), many voiced stretches at once.

A frame without any candidate is unvoiced whatever its neighbours are, so it cuts the search into stretches,
each exact by itself. They are searched together, longest first: the loop runs once per frame of the longest.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["VOICING_CHANGE_COST", "best_path"]

# Praat's "To Pitch (raw ac)"; costs per 10 ms step.
_OCTAVE_JUMP_COST = 0.35
VOICING_CHANGE_COST = 0.14
_GROUP = 1024  # stretches searched at once: bounds the memory of an hour of speech


def best_path(
    octave: npt.NDArray[np.float32],
    strength: npt.NDArray[np.float32],
    unvoiced: npt.NDArray[np.float32],
    starts: npt.NDArray[np.intp],
    lengths: npt.NDArray[np.intp],
) -> npt.NDArray[np.int8]:
    """Choose a candidate, or none, for every frame.

    Parameters
    ----------
    octave
        log2 of the candidates' frequencies, shape (frame, candidate).
    strength
        Their strengths, shape (frame, candidate); -inf where there is no candidate.
    unvoiced
        Strength of "unvoiced", shape (frame,).
    starts, lengths
        First frame and number of frames of each stretch. Frames outside all stretches are unvoiced.

    Returns
    -------
    Index of the chosen candidate, -1 for unvoiced, shape (frame,).
    """
    chosen = np.full(len(octave), -1, dtype=np.int8)
    score = np.concatenate([strength, unvoiced[:, None]], axis=1)
    order = np.argsort(-lengths, kind="stable")
    for first in range(0, order.size, _GROUP):
        group = order[first : first + _GROUP]
        _search_group(octave, score, starts[group], lengths[group], chosen)
    return chosen


def _search_group(
    octave: npt.NDArray[np.float32],
    score: npt.NDArray[np.float32],
    starts: npt.NDArray[np.intp],
    lengths: npt.NDArray[np.intp],
    chosen: npt.NDArray[np.int8],
) -> None:
    """Search some stretches, longest first, and write their path into `chosen`."""
    states = score.shape[1]
    alive = np.searchsorted(-lengths, -np.arange(lengths[0]), side="left")  # stretches longer than t
    back = np.zeros((int(lengths[0]), starts.size, states), dtype=np.int8)
    total = score[starts]
    total[:, :-1] -= VOICING_CHANGE_COST  # what precedes and follows a stretch is unvoiced
    step = np.empty((starts.size, states, states), dtype=np.float32)
    step[:, :, -1] = step[:, -1, :] = -VOICING_CHANGE_COST
    step[:, -1, -1] = 0
    previous = octave[starts]
    for t in range(1, int(lengths[0])):
        n = int(alive[t])
        now = starts[:n] + t
        current = octave[now]
        jump = step[:n, :-1, :-1]  # (stretch, to, from)
        np.subtract(current[:, :, None], previous[:n, None, :], out=jump)
        np.abs(jump, out=jump)
        np.multiply(jump, -_OCTAVE_JUMP_COST, out=jump)
        arriving = step[:n] + total[:n, None, :]
        origin = arriving.argmax(axis=2)
        back[t, :n] = origin
        total[:n] = np.take_along_axis(arriving, origin[:, :, None], axis=2)[:, :, 0] + score[now]
        previous = current
    total[:, :-1] -= VOICING_CHANGE_COST
    _trace(chosen, back, total, starts, alive)


def _trace(
    chosen: npt.NDArray[np.int8],
    back: npt.NDArray[np.int8],
    total: npt.NDArray[np.float32],
    starts: npt.NDArray[np.intp],
    alive: npt.NDArray[np.intp],
) -> None:
    """Follow the best final state of every stretch back to its first frame."""
    unvoiced = total.shape[1] - 1
    state = total.argmax(axis=1)
    stretch = np.arange(starts.size)
    for t in range(len(back) - 1, -1, -1):
        n = int(alive[t])
        chosen[starts[:n] + t] = np.where(state[:n] == unvoiced, -1, state[:n])
        if t:
            state[:n] = back[t, stretch[:n], state[:n]]

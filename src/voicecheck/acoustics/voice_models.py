"""Two voices over the frames of speech: windows are clustered, then models of both voices decide moment by
moment.

A background model of all speech of the call (a mixture of Gaussians over cepstra) is adapted to each voice
by moving its means (Reynolds, Quatieri and Dunn 2000); the frames stay aligned to the background model,
which makes a round a few matrix products. Pitch takes part with a small weight: a speaker's own range of it
is wide, in Mandarin above all.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

__all__ = ["VoiceFrames", "cluster_windows", "first_frames", "resegment"]

Matrix = NDArray[np.float64]
Labels = NDArray[np.int8]

_LEAST_VOICED_FRAMES = 20
_MOST_WINDOWS = 600
_NEIGHBOURS = 8
_MIXTURES = 24
_TRAINING_FRAMES = 5000
_RELEVANCE = 12.0
_ROUNDS = 6
_SETTLED_SHARE = 0.002
_PITCH_WEIGHT = 0.3
# A voice stays for 50 ms at least; neighbouring frames say nearly the same, so their evidence counts in part.
_BLOCK = 5
_EVIDENCE_SHARE = 0.25
_CHANGE_COST, _CHANGE_COST_AT_PAUSE = 12.0, 3.0


@dataclass(frozen=True, slots=True, eq=False)
class VoiceFrames:
    """10 ms frames of speech.

    Attributes
    ----------
    cepstra
        Shape (frame, coefficient).
    pitch_st
        Shape (frame,), semitones; NaN where unvoiced.
    clear
        Shape (frame,): loud enough to know a voice by.
    window
        Shape (frame,): number of the frame's window of about a second, ascending.
    after_pause
        Shape (frame,): the first of a stretch of speech.
    """

    cepstra: Matrix
    pitch_st: Matrix
    clear: NDArray[np.bool_]
    window: NDArray[np.intp]
    after_pause: NDArray[np.bool_]


def first_frames(frames: VoiceFrames) -> NDArray[np.intp]:
    """The first frame of each window."""
    return np.flatnonzero(np.diff(frames.window, prepend=-1))


def cluster_windows(frames: VoiceFrames) -> Labels:
    """Part the windows in two by their mean cepstra: 0 or 1 by window, -1 where too little of one is
    voiced.
    """
    from sklearn.cluster import spectral_clustering

    labels = np.full(int(frames.window[-1]) + 1, -1, dtype=np.int8)
    stats, numbers = _window_means(frames)
    if len(stats) < 2 * _NEIGHBOURS:
        return labels
    squared = np.sum(np.square(stats[:, None, :] - stats[None, :, :]), axis=2)
    near = np.sqrt(np.sort(squared, axis=1)[:, _NEIGHBOURS]) + 1e-9
    affinity = np.exp(-squared / (near[:, None] * near[None, :]))
    labels[numbers] = spectral_clustering(affinity, n_clusters=2, random_state=0, assign_labels="cluster_qr")
    return labels


def _window_means(frames: VoiceFrames) -> tuple[Matrix, NDArray[np.intp]]:
    """Mean cepstra of windows with enough voiced speech, by their spread within windows, and their
    numbers.
    """
    voiced = frames.clear & ~np.isnan(frames.pitch_st)
    numbers, place = np.unique(frames.window[voiced], return_inverse=True)
    counts = np.bincount(place)
    values = frames.cepstra[voiced]
    means = np.stack([np.bincount(place, column) / counts for column in values.T], axis=1)
    deviation = np.sqrt(np.mean(np.square(values - means[place]), axis=0)) + 1e-9
    enough = np.flatnonzero(counts >= _LEAST_VOICED_FRAMES)
    if enough.size > _MOST_WINDOWS:
        enough = enough[np.linspace(0, enough.size - 1, _MOST_WINDOWS).astype(np.intp)]
    return (means / deviation)[enough], numbers[enough]


def resegment(labels: Labels, frames: VoiceFrames) -> tuple[Labels, Matrix]:
    """Decide anew which voice each frame belongs to, from the clusters of the windows.

    Returns the voice (0 or 1) and the log likelihood of voice 0 over voice 1, both of shape (frame,).
    """
    model = _background(frames)
    shares: Matrix = model.predict_proba(frames.cepstra)
    voice = labels[frames.window]
    evidence = np.zeros(voice.size)
    for _ in range(_ROUNDS):
        scores = [_score(frames, voice == one, model, shares) for one in (0, 1)]
        evidence = np.where(frames.clear, scores[0] - scores[1], 0.0)
        before, voice = voice, _best_path(evidence, frames.after_pause)
        if np.mean(voice != before) < _SETTLED_SHARE:
            break
    return voice, evidence


def _background(frames: VoiceFrames):  # type: ignore[no-untyped-def]
    from sklearn.mixture import GaussianMixture

    clear = frames.cepstra[frames.clear]
    model = GaussianMixture(
        min(_MIXTURES, max(1, len(clear) // 50)),
        covariance_type="diag",
        init_params="k-means++",
        max_iter=100,
        tol=0.02,
        reg_covar=1e-2,
        random_state=0,
    )
    return model.fit(clear[:: max(1, len(clear) // _TRAINING_FRAMES)])


def _score(frames: VoiceFrames, voice: NDArray[np.bool_], model, shares: Matrix) -> Matrix:  # type: ignore[no-untyped-def]
    """Log likelihood of one voice over the background model, by frame."""
    own = frames.clear & voice
    weight = shares[own].sum(axis=0)[:, None]
    mean = shares[own].T @ frames.cepstra[own] / (weight + 1e-9)
    moved = weight / (weight + _RELEVANCE) * (mean - model.means_)
    slope = moved / model.covariances_
    offset = -np.sum(slope * (model.means_ + 0.5 * moved), axis=1)
    spectrum: Matrix = np.sum(shares * (frames.cepstra @ slope.T + offset), axis=1)
    return spectrum + _PITCH_WEIGHT * _pitch_score(frames.pitch_st, own)


def _pitch_score(pitch_st: Matrix, own: NDArray[np.bool_]) -> Matrix:
    """Log probability of each frame's pitch by a smoothed histogram of the voice's; 0 where unvoiced."""
    score = np.zeros(pitch_st.size)
    voiced = ~np.isnan(pitch_st)
    if not voiced.any():
        return score
    edges = np.arange(pitch_st[voiced].min(), pitch_st[voiced].max() + 2.0, 1.0)
    counts = np.histogram(pitch_st[own & voiced], edges)[0].astype(np.float64)
    smooth = np.convolve(np.pad(counts, 2), [0.1, 0.2, 0.4, 0.2, 0.1], mode="valid")
    smooth += 1.0 + 0.02 * counts.sum() / counts.size
    score[voiced] = np.log(smooth / smooth.sum())[np.digitize(pitch_st[voiced], edges) - 1]
    return score


def _best_path(evidence: Matrix, after_pause: NDArray[np.bool_]) -> Labels:
    """The voices that the evidence bears out best when every change has its price, a lower one at a pause."""
    edges = np.append(np.flatnonzero(after_pause), evidence.size)
    starts = np.concatenate([np.arange(a, b, _BLOCK) for a, b in pairwise(edges)])
    gains = np.add.reduceat(evidence, starts) * (_EVIDENCE_SHARE / 2)
    costs = np.where(after_pause[starts], _CHANGE_COST_AT_PAUSE, _CHANGE_COST)
    zero = one = 0.0
    came: list[tuple[int, int]] = []
    for gain, cost in zip(gains.tolist(), costs.tolist(), strict=True):
        from_zero, from_one = int(one - cost > zero), int(one > zero - cost)
        came.append((from_zero, from_one))
        zero, one = max(zero, one - cost) + gain, max(one, zero - cost) - gain
    voice = int(one > zero)
    path = np.empty(starts.size, dtype=np.int8)
    for block in range(starts.size - 1, -1, -1):
        path[block] = voice
        voice = came[block][voice]
    return np.repeat(path, np.diff(np.append(starts, evidence.size)))

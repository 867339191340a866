"""Learn the meanings of sentences, and tell how well sentences never seen are understood.

    python -m models.meanings.train [zh en]

For each language and each meaning a logistic regression over the features of `voicecheck.meaning.features`.
A sentence that carries a meaning is learned from as a whole, with and without its punctuation; one that does
not, in all its parts too, since the model looks at parts of what is said. Three times a third of the
sentences is left out and scored by what was learned from the others: from these scores come the figures in
`evaluation.json`, which `standard explain` prints, and the line by which scores become probabilities (Platt
1999). Writes all to `src/voicecheck/meaning`. Ten to twenty minutes a language, on one core.
"""

from __future__ import annotations

import os

for _threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_threads] = "1"  # before numpy: sums in one order give the same numbers again

import argparse
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray
from scipy.optimize import minimize

from models.meanings.sentences import Clauses, Sentence, read_sentences
from voicecheck.meaning.features import features, known_rows, stream_of
from voicecheck.meaning.model import LANGUAGES, PRIOR, MeaningModel

PACKAGE = Path(__file__).parents[2] / "src" / "voicecheck" / "meaning"
FOLDS = 3
# Of the settings tried (0.01 to 1, 1 to 10) the best on sentences left out.
PENALTY = 0.05
WEIGHT_OF_CARRIERS = 4.0
LEAST_SENTENCES = 3
"""A feature of one or two sentences alone tells little of others."""
STEPS = 60


@dataclass(frozen=True)
class Samples:
    """What is learned from: a row of features each, the sentence that it is of, and whether it is a part."""

    rows: sparse.csr_matrix
    sentence: NDArray[np.int64]
    part: NDArray[np.bool_]


def main() -> None:
    """Train the languages named; all by default."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("languages", nargs="*", default=LANGUAGES)
    for language in parser.parse_args().languages:
        sentences = read_sentences(language)
        labels = tuple(sorted({label for one in sentences for label in one.labels}))
        scores = _left_out(sentences, labels)
        lines = []
        for number, label in enumerate(labels):
            told_of = _told_of(sentences, label)
            lines.append(_line(scores[told_of, number], _carriers(sentences, label)[told_of]))
        _write(language, sentences, _calibrated(_learn(sentences, labels), lines))
        _tell(language, _told(sentences, labels, scores, lines))
        print(f"{language}: {len(sentences)} sentences, {len(labels)} meanings")


def _tell(language: str, figures: dict[str, object]) -> None:
    """Put the figures of a language in the place of older ones."""
    evaluation = PACKAGE / "evaluation.json"
    told = json.loads(evaluation.read_text(encoding="utf-8")) if evaluation.exists() else {}
    evaluation.write_text(json.dumps({**told, language: figures}, indent=1) + "\n", encoding="utf-8")


def _learn(sentences: Sequence[Sentence], labels: Sequence[str]) -> MeaningModel:
    """The model of some sentences."""
    known = _known(sentences)
    samples = _samples(sentences, known)
    weights = np.zeros((len(known), len(labels)), np.float32)
    bias = np.zeros(len(labels), np.float32)
    for number, label in enumerate(labels):
        carries = _carriers(sentences, label)[samples.sentence]
        told = _told_of(sentences, label)[samples.sentence]
        # Which part of a sentence carries its meaning is not told, so its parts say nothing.
        used = told & ~(samples.part & carries)
        found = _fit(samples.rows, carries, used)
        weights[:, number], bias[number] = found[:-1], found[-1]
    return _quantised(tuple(labels), known, weights, bias)


def _known(sentences: Iterable[Sentence]) -> NDArray[np.uint32]:
    """The features that occur in enough sentences, in order."""
    counts: Counter[int] = Counter()
    for one in sentences:
        seen = {int(feature) for feature in features(stream_of(one.clauses)).ravel()}
        seen |= {int(feature) for feature in features(stream_of(one.unpunctuated)).ravel()}
        counts.update(seen)
    return np.array(sorted(one for one, count in counts.items() if count >= LEAST_SENTENCES), np.uint32)


def _samples(sentences: Sequence[Sentence], known: NDArray[np.uint32]) -> Samples:
    streams: list[Clauses] = []
    of: list[int] = []
    part: list[bool] = []
    for number, one in enumerate(sentences):
        wholes = [one.clauses, one.unpunctuated] if len(one.clauses) > 1 else [one.clauses]
        parts = list(one.parts())
        streams += [*wholes, *parts]
        of += [number] * (len(wholes) + len(parts))
        part += [False] * len(wholes) + [True] * len(parts)
    return Samples(_rows(streams, known), np.array(of), np.array(part))


def _rows(streams: Iterable[Clauses], known: NDArray[np.uint32]) -> sparse.csr_matrix:
    columns, values, ends = [], [], [0]
    for clauses in streams:
        found = features(stream_of(clauses)).ravel()
        is_known, place = known_rows(known, found)
        place = place[is_known]
        columns.append(place)
        values.append(np.full(len(place), 1.0 / np.sqrt(len(place) + PRIOR)))
        ends.append(ends[-1] + len(place))
    shape = (len(ends) - 1, len(known))
    rows = sparse.csr_matrix((np.concatenate(values), np.concatenate(columns), np.array(ends)), shape=shape)
    rows.sum_duplicates()
    return rows


def _fit(rows: sparse.csr_matrix, carries: NDArray[np.bool_], used: NDArray[np.bool_]) -> NDArray[np.float64]:
    """The weights of the features and the bias of one meaning, from the rows that are used."""
    turned = rows.T
    weight = np.where(carries, WEIGHT_OF_CARRIERS, 1.0) * used

    def loss(values: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        odds = rows @ values[:-1] + values[-1]
        wrong = np.where(carries, -odds, odds)
        slope = np.where(carries, -1.0, 1.0) * weight / (1.0 + np.exp(-wrong))
        penalty = PENALTY * values[:-1]
        total = float(np.logaddexp(0.0, wrong) @ weight + 0.5 * penalty @ values[:-1])
        return total, np.append(turned @ slope + penalty, slope.sum())

    start = np.zeros(rows.shape[1] + 1)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": STEPS})
    return np.asarray(found.x)


def _quantised(
    labels: tuple[str, ...],
    known: NDArray[np.uint32],
    weights: NDArray[np.float32],
    bias: NDArray[np.float32],
) -> MeaningModel:
    scale = np.maximum(np.abs(weights).max(axis=0), 1e-9) / 127.0
    whole = np.rint(weights / scale).astype(np.int8)
    rest = np.zeros((1, len(labels)), np.int8)
    return MeaningModel(labels, known, np.concatenate([whole, rest]), scale.astype(np.float32), bias)


def _left_out(sentences: Sequence[Sentence], labels: Sequence[str]) -> NDArray[np.float64]:
    """The score of every sentence for every meaning, by a model that was not shown it."""
    fold = np.random.default_rng(0).permutation(len(sentences)) % FOLDS
    scores = np.zeros((len(sentences), len(labels)))
    for number in range(FOLDS):
        model = _learn([one for one, of in zip(sentences, fold, strict=True) if of != number], labels)
        for place in np.flatnonzero(fold == number):
            scores[place] = _score(model, sentences[place])
    return scores


def _score(model: MeaningModel, sentence: Sentence) -> NDArray[np.float64]:
    """The likeliest part for each meaning: half of the sentences as if without punctuation."""
    bare = len(sentence.text) % 2 == 0
    return model.look_up([sentence.unpunctuated if bare else sentence.clauses]).odds.max(axis=0)


def _carriers(sentences: Iterable[Sentence], label: str) -> NDArray[np.bool_]:
    return np.array([label in one.labels for one in sentences])


def _told_of(sentences: Iterable[Sentence], label: str) -> NDArray[np.bool_]:
    """Where it is sure whether a sentence carries a meaning."""
    return np.array([label not in one.doubtful for one in sentences])


def _line(scores: NDArray[np.float64], carries: NDArray[np.bool_]) -> tuple[float, float]:
    """Slope and shift that make scores log odds (Platt 1999, with his priors of the classes)."""
    many, few = int((~carries).sum()), int(carries.sum())
    target = np.where(carries, (few + 1.0) / (few + 2.0), 1.0 / (many + 2.0))

    def loss(line: NDArray[np.float64]) -> float:
        odds = line[0] * scores + line[1]
        return float(np.sum(np.logaddexp(0.0, odds) - target * odds))

    found = minimize(loss, np.array([1.0, 0.0]), method="Nelder-Mead")
    return float(found.x[0]), float(found.x[1])


def _calibrated(model: MeaningModel, lines: Sequence[tuple[float, float]]) -> MeaningModel:
    slope, shift = np.array(lines, np.float32).T
    return MeaningModel(
        model.labels, model.known, model.weights, model.scale * slope, model.bias * slope + shift
    )


def _write(language: str, sentences: Sequence[Sentence], model: MeaningModel) -> None:
    np.savez_compressed(
        PACKAGE / f"{language}.npz",
        labels=np.array(model.labels),
        known=model.known,
        weights=model.weights[:-1],
        scale=model.scale,
        bias=model.bias,
        sentences=np.array(digest(sentences)),
    )


def digest(sentences: Iterable[Sentence]) -> str:
    """What tells one set of sentences from another."""
    lines = sorted(f"{sorted(one.labels)} {sorted(one.doubtful)} {one.text}" for one in sentences)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _told(
    sentences: Sequence[Sentence],
    labels: Sequence[str],
    scores: NDArray[np.float64],
    lines: Sequence[tuple[float, float]],
) -> dict[str, object]:
    """Recall and precision on sentences left out, by meaning."""
    table = {}
    for number, label in enumerate(labels):
        carries = _carriers(sentences, label)
        slope, shift = lines[number]
        likely = 1.0 / (1.0 + np.exp(-(slope * scores[:, number] + shift)))
        row: dict[str, float] = {"sentences": int(carries.sum())}
        for least in (0.5, 0.9):
            found = (likely >= least) & _told_of(sentences, label)
            right = int((found & carries).sum())
            row[f"recall_{least}"] = round(right / int(carries.sum()), 3)
            row[f"precision_{least}"] = round(right / max(1, int(found.sum())), 3)
        table[label] = row
    return {"sentences": len(sentences), "digest": digest(sentences), "meanings": table}


if __name__ == "__main__":
    main()

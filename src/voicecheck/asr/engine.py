"""Recognition of speech pieces from many calls at once.

Pieces of one call and channel are glued to windows, windows of different calls are decoded in one batch, each
with its own language and prompt, and words go back to their pieces through the window's list of parts.

Invariants (tested): every piece is sent once; every word lies inside its piece; the order of the pieces
changes nothing; no state survives a call. Whisper's fallback of sampling at rising temperatures would break
the last two, since CTranslate2 seeds its generator once for each worker thread. A doubtful window is
therefore searched again more widely with its loops forbidden, then part by part, so that one bad piece costs
its neighbours nothing.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voicecheck.asr.align import TimedWord, place_words
from voicecheck.asr.decoder import Decoder
from voicecheck.asr.models import ModelFolder, find_model, verify_hashes
from voicecheck.asr.quality import Decoded, Failure, judge
from voicecheck.asr.settings import AsrSettings
from voicecheck.asr.types import (
    PIECE_RATE_HZ,
    ModelInfo,
    Progress,
    RecognisedPiece,
    SpeechPiece,
    Word,
)
from voicecheck.asr.windows import (
    Window,
    asked_language,
    level_dbov,
    plan_windows,
    split_window,
    window_samples,
)
from voicecheck.errors import ModelError, UsageError

__all__ = ["WhisperTranscriber", "load_transcriber"]

_DEFAULTS = AsrSettings()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Batch:
    """Windows that are decoded together."""

    windows: tuple[Window, ...]
    features: NDArray[np.float32]
    frames: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Outcome:
    """What became of a window: its words, or the reason why it has none or doubtful ones."""

    window: Window
    decoded: Decoded
    failure: Failure | None
    words: tuple[TimedWord, ...] = ()


def load_transcriber(model: str | Path | None, settings: AsrSettings = _DEFAULTS) -> WhisperTranscriber:
    """The transcriber for a model's name or folder; None takes the best one installed.

    Raises
    ------
    ModelError
        When there is no such model, or it cannot be loaded.
    """
    folder = find_model(model)
    if folder is None:
        raise ModelError(
            "model: expected an installed Whisper model, found none; "
            "see models/README.md, or use --model demo or none"
        )
    return WhisperTranscriber(folder, settings)


class WhisperTranscriber:
    """A Whisper model in CTranslate2's format as a `Transcriber`.

    Raises
    ------
    ModelError
        When the model cannot be loaded, or fails while it runs.
    """

    def __init__(self, folder: ModelFolder, settings: AsrSettings = _DEFAULTS) -> None:
        self._folder = folder
        self._settings = replace(
            settings, window_s=min(settings.window_s, folder.window_s or settings.window_s)
        )
        verify_hashes(folder)
        self._decoder = Decoder(folder.path, settings)
        listed = set(folder.languages) or set(self._decoder.languages)
        self._languages = tuple(code for code in self._decoder.languages if code in listed)
        if not self._languages:
            raise ModelError(
                f"{folder.path}: expected a manifest that lists languages of the model, "
                f"found {', '.join(folder.languages)}; correct manifest.json"
            )

    @property
    def info(self) -> ModelInfo:
        """The model in use; its hash is worked out at the first call."""
        return ModelInfo(
            name=self._folder.name,
            sha256=self._folder.sha256,
            compute_type=self._decoder.compute_type,
            device=self._decoder.device,
        )

    @property
    def choices(self) -> dict[str, Any]:
        """The settings that change the words: not those that only change how fast they come."""
        return self._settings.choices

    @property
    def batch_size(self) -> int:
        """How many windows are decoded at once."""
        return self._decoder.batch_size

    @property
    def languages(self) -> tuple[str, ...]:
        """Codes of the languages that the model can be asked for."""
        return self._languages

    def transcribe(
        self, pieces: Sequence[SpeechPiece], *, progress: Progress | None = None
    ) -> tuple[RecognisedPiece, ...]:
        """One result for each piece, in the order of the pieces.

        Pieces shorter than `min_piece_s` or below `min_level_dbov` are never sent to the model.

        Raises
        ------
        UsageError
            When a piece has another shape or type than it should, or a language that the model lacks.
        ModelError
            When the model fails while it runs.
        """
        rejected = {i: failure for i, piece in enumerate(pieces) if (failure := self._rejection(piece))}
        sent = [i for i in range(len(pieces)) if i not in rejected]
        windows = plan_windows(pieces, sent, self._settings)
        outcomes: list[_Outcome] = []
        doubtful: list[_Outcome] = []
        for outcome in self._first_pass(windows, pieces):
            (doubtful if _is_doubtful(outcome) else outcomes).append(outcome)
            if progress is not None:
                progress(len(outcomes) / len(windows))
        outcomes += self._second_passes(doubtful, pieces)
        if progress is not None:
            progress(1.0)
        return self._collect(pieces, rejected, outcomes)

    def _rejection(self, piece: SpeechPiece) -> Failure | None:
        samples = piece.samples
        if samples.ndim != 1 or samples.dtype != np.float32:
            raise UsageError(
                f"piece of call {piece.call!r} at {piece.start_s:.2f} s: expected samples of shape "
                "(sample,) and "
                f"type float32, found {samples.shape} and {samples.dtype}; convert them"
            )
        if asked_language(piece) not in (None, *self._languages):
            raise UsageError(
                f"language of call {piece.call!r}: expected one of {', '.join(self._languages[:20])} "
                "or auto for "
                f"model {self._folder.name}, found {piece.language!r}; choose another language or model"
            )
        if len(samples) < self._settings.min_piece_s * PIECE_RATE_HZ:
            return Failure.TOO_SHORT
        if not np.isfinite(samples).all():
            raise UsageError(
                f"piece of call {piece.call!r} at {piece.start_s:.2f} s: expected finite samples, "
                "found others; "
                "repair the recording"
            )
        level = level_dbov(samples)
        return Failure.TOO_QUIET if level is None or level < self._settings.min_level_dbov else None

    def _first_pass(self, windows: Sequence[Window], pieces: Sequence[SpeechPiece]) -> Iterator[_Outcome]:
        batches = self._batches(windows, pieces)
        for batch, states in self._with_languages(batches, windows):
            yield from self._decode(batch, states, guarded=False)

    def _second_passes(
        self, doubtful: Sequence[_Outcome], pieces: Sequence[SpeechPiece]
    ) -> Iterator[_Outcome]:
        parts: list[Window] = []
        first = {outcome.window: outcome for outcome in doubtful}
        for batch in self._batches([outcome.window for outcome in doubtful], pieces):
            states = self._decoder.encode(batch.features)
            earlier = [first[window] for window in batch.windows]
            for outcome in self._decode(batch, states, guarded=True, earlier=earlier):
                if _is_doubtful(outcome) and len(outcome.window.parts) > 1:
                    parts.extend(split_window(outcome.window))
                else:
                    yield outcome
        for batch in self._batches(parts, pieces):
            yield from self._decode(batch, self._decoder.encode(batch.features), guarded=True)

    def _batches(self, windows: Sequence[Window], pieces: Sequence[SpeechPiece]) -> Iterator[_Batch]:
        """Batches with prompts of one length, as CTranslate2 demands; features are made one batch ahead."""
        groups: dict[int, list[Window]] = defaultdict(list)
        for window in windows:
            groups[len(self._decoder.prompt_tokens(window.prompt))].append(window)
        size = self._decoder.batch_size
        plan = [
            group[i : i + size] for _, group in sorted(groups.items()) for i in range(0, len(group), size)
        ]
        buffers = [self._decoder.feature_buffer() for _ in plan[:2]]
        with ThreadPoolExecutor(1) as ahead:
            waiting: deque[Future[_Batch]] = deque()
            for i, chosen in enumerate(plan):
                waiting.append(ahead.submit(self._batch, chosen, pieces, buffers[i % 2]))
                if len(waiting) == 2:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()

    def _batch(
        self, windows: Sequence[Window], pieces: Sequence[SpeechPiece], buffer: NDArray[np.float32]
    ) -> _Batch:
        features = buffer[: len(windows)]
        frames = tuple(
            self._decoder.features(window_samples(window, pieces), out)
            for window, out in zip(windows, features, strict=True)
        )
        return _Batch(windows=tuple(windows), features=features, frames=frames)

    def _with_languages(
        self, batches: Iterable[_Batch], windows: Sequence[Window]
    ) -> Iterator[tuple[_Batch, Any]]:
        """Batches with their encoder states, each as soon as the language of all its calls is known."""
        ballot = _Ballot(windows, self._choices(), self._settings.detection_windows)
        held: deque[tuple[_Batch, Any]] = deque()
        for batch in batches:
            states = self._decoder.encode(batch.features)
            if ballot.wants(batch.windows):
                ballot.count(batch.windows, self._decoder.language_probabilities(states))
            held.append((batch, states))
            while held and ballot.settled(held[0][0].windows):
                ready, its_states = held.popleft()
                yield replace(ready, windows=ballot.marked(ready.windows)), its_states

    def _choices(self) -> tuple[str, ...]:
        wanted = tuple(code for code in self._settings.candidate_languages if code in self._languages)
        return wanted or self._languages

    def _decode(
        self, batch: _Batch, states: Any, *, guarded: bool, earlier: Sequence[_Outcome] = ()
    ) -> list[_Outcome]:
        languages = [window.language or self._languages[0] for window in batch.windows]
        prompts = [self._decoder.prompt_tokens(window.prompt) for window in batch.windows]
        decoded = self._decoder.decode(states, languages, prompts, guarded=guarded)
        for i, outcome in enumerate(earlier):
            decoded[i] = self._better(decoded[i], outcome.decoded)
        failures = [judge(found, self._settings) for found in decoded]
        final = [failure is None or (guarded and failure is not Failure.NO_SPEECH) for failure in failures]
        texts = [found.tokens if kept else () for found, kept in zip(decoded, final, strict=True)]
        words = self._decoder.align(states, texts, languages, batch.frames)
        return [
            _Outcome(window=window, decoded=found, failure=failure, words=timed)
            for window, found, failure, timed in zip(batch.windows, decoded, failures, words, strict=True)
        ]

    def _better(self, new: Decoded, old: Decoded) -> Decoded:
        """The one of two texts of a window to be believed sooner; on a tie the new one."""

        def rank(decoded: Decoded) -> tuple[bool, bool, float]:
            failure = judge(decoded, self._settings)
            mean = decoded.mean_log_probability
            return (
                failure is None,
                failure is not Failure.REPETITION,
                -np.inf if mean is None else mean,
            )

        return max((new, old), key=rank)

    def _collect(
        self,
        pieces: Sequence[SpeechPiece],
        rejected: dict[int, Failure],
        outcomes: Iterable[_Outcome],
    ) -> tuple[RecognisedPiece, ...]:
        shares: dict[int, list[_Share]] = defaultdict(list)
        spoken: dict[str, str] = {}
        for outcome in outcomes:
            placed = place_words(outcome.words, outcome.window, pieces)
            if outcome.window.language is not None:
                spoken[outcome.window.call] = outcome.window.language
            for part in outcome.window.parts:
                # Two parts of one piece in one window share its words; the first of them carries them.
                words = tuple(placed.pop(part.piece, ()))
                shares[part.piece].append(
                    _Share(offset=part.piece_offset, length=part.length, outcome=outcome, words=words)
                )
        default = self._choices()[0]
        return tuple(
            RecognisedPiece(
                words=(),
                language=asked_language(piece) or spoken.get(piece.call, default),
                mean_log_probability=None,
                no_speech_probability=None,
                failure=rejected[i].value,
            )
            if i in rejected
            else _recognised(shares[i])
            for i, piece in enumerate(pieces)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Share:
    """What one window says about one piece."""

    offset: int
    length: int
    outcome: _Outcome
    words: tuple[Word, ...]


class _Ballot:
    """Which language each call speaks, by the vote of its first windows."""

    def __init__(self, windows: Sequence[Window], choices: tuple[str, ...], voters: int) -> None:
        asked = Counter(window.call for window in windows if window.language is None)
        self._missing = {call: min(voters, count) for call, count in asked.items()}
        self._choices = choices
        self._votes: dict[str, Counter[str]] = defaultdict(Counter)

    def wants(self, windows: Sequence[Window]) -> bool:
        """Whether a window of these may still vote."""
        return any(window.language is None and self._missing[window.call] for window in windows)

    def count(self, windows: Sequence[Window], probabilities: Sequence[dict[str, float]]) -> None:
        """Let the windows vote that still may."""
        for window, found in zip(windows, probabilities, strict=True):
            if window.language is None and self._missing[window.call]:
                self._missing[window.call] -= 1
                for code in self._choices:
                    self._votes[window.call][code] += found.get(code, 0.0)  # type: ignore[assignment]

    def settled(self, windows: Sequence[Window]) -> bool:
        """Whether all votes on the calls of these windows are in."""
        return not self.wants(windows)

    def marked(self, windows: Sequence[Window]) -> tuple[Window, ...]:
        """The windows with their language filled in."""
        return tuple(
            window if window.language is not None else replace(window, language=self._winner(window.call))
            for window in windows
        )

    def _winner(self, call: str) -> str:
        votes = self._votes[call]
        return max(self._choices, key=votes.__getitem__)


def _is_doubtful(outcome: _Outcome) -> bool:
    return outcome.failure in (Failure.REPETITION, Failure.LOW_PROBABILITY)


def _recognised(shares: Sequence[_Share]) -> RecognisedPiece:
    """Join what the windows of a piece say about it."""
    ordered = sorted(shares, key=lambda share: share.offset)
    failures = [share.outcome.failure for share in ordered]
    doubts = [failure for failure in failures if failure not in (None, Failure.NO_SPEECH)]
    silent = all(failure is Failure.NO_SPEECH for failure in failures)
    failure = doubts[0] if doubts else Failure.NO_SPEECH if silent else None
    weights = [share.length for share in ordered]
    means = [share.outcome.decoded.mean_log_probability for share in ordered]
    told = [(mean, weight) for mean, weight in zip(means, weights, strict=True) if mean is not None]
    silences = [share.outcome.decoded.no_speech_probability for share in ordered]
    return RecognisedPiece(
        words=tuple(word for share in ordered for word in share.words),
        language=ordered[0].outcome.window.language or "en",
        mean_log_probability=round(_weighted(told), 4) if told else None,
        no_speech_probability=round(_weighted(list(zip(silences, weights, strict=True))), 4),
        failure=None if failure is None else failure.value,
    )


def _weighted(values: Sequence[tuple[float, int]]) -> float:
    return sum(value * weight for value, weight in values) / sum(weight for _, weight in values)

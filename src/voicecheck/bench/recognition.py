"""What recognition takes with one model in one way of running it, in a process like a batch's recogniser."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING

from voicecheck.bench.isolated import peak_memory_mb
from voicecheck.bench.types import Recognition

if TYPE_CHECKING:
    from voicecheck.asr.models import ModelFolder
    from voicecheck.asr.settings import AsrSettings
    from voicecheck.asr.types import SpeechPiece, Transcriber
    from voicecheck.batch.stages import Speech

__all__ = ["measure_recognition"]

_SPENT_S = 6.0
_MOST_BATCHES = 4


def measure_recognition(
    model: ModelFolder, settings: AsrSettings, calls: Sequence[Speech], way: Recognition
) -> Recognition:
    """This way of running a model with its figures.

    The model is loaded, recognises one window for a start, then as many as take a few seconds, in full
    batches.

    Raises
    ------
    ModelError
        When the model cannot be loaded or run.
    """
    from voicecheck.asr.engine import WhisperTranscriber

    begun_s = time.perf_counter()
    transcriber = WhisperTranscriber(model, settings)
    load_s = time.perf_counter() - begun_s
    window_s = model.window_s or settings.window_s
    first_s, _ = _recognised(transcriber, calls, window_s)
    windows = _as_many_as_fit(_SPENT_S / first_s, transcriber.batch_size)
    seconds, speech_s = _recognised(transcriber, calls, windows * window_s)
    return replace(way, load_s=load_s, speech_s=speech_s, seconds=seconds, memory_mb=peak_memory_mb())


def _as_many_as_fit(windows: float, batch_size: int) -> int:
    """Whole batches where one fits."""
    batches = min(int(windows / batch_size), _MOST_BATCHES)
    return batches * batch_size or max(1, int(windows))


def _recognised(transcriber: Transcriber, calls: Sequence[Speech], wanted_s: float) -> tuple[float, float]:
    """Seconds that so much speech takes, and how much it was."""
    pieces = _taken(calls, wanted_s)
    begun_s = time.perf_counter()
    transcriber.transcribe(pieces)
    return time.perf_counter() - begun_s, sum(piece.end_s - piece.start_s for piece in pieces)


def _taken(calls: Sequence[Speech], wanted_s: float) -> list[SpeechPiece]:
    """Pieces of the calls, one call after the other and again from the first, each time as another call."""
    pieces: list[SpeechPiece] = []
    taken_s = 0.0
    for number in count():
        for piece in calls[number % len(calls)].pieces:
            if pieces and taken_s + piece.end_s - piece.start_s > wanted_s:
                return pieces
            pieces.append(replace(piece, call=f"{number}"))
            taken_s += piece.end_s - piece.start_s
    return pieces

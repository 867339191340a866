"""What everything but recognition takes, stage by stage, in a process that is like a worker of a batch."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

from voicecheck.bench.isolated import peak_memory_mb
from voicecheck.bench.types import Stages

if TYPE_CHECKING:
    from voicecheck.asr.types import Transcriber
    from voicecheck.batch.stages import Speech

__all__ = ["measure_stages"]


def measure_stages(calls: tuple[Path, ...]) -> tuple[Stages, tuple[Speech, ...]]:
    """Times of the stages, and the speech of the calls for whoever measures recognition.

    The words are those of the demo model, so that there is something to judge.

    Raises
    ------
    VoicecheckError
        When a recording cannot be used.
    """
    # In here: what is imported at the top comes before the number of threads is set.
    from voicecheck.asr.engine import load_transcriber
    from voicecheck.asr.models import DEMO
    from voicecheck.asr.settings import AsrSettings

    words = load_transcriber(DEMO, AsrSettings(device="cpu"))
    _once_through(calls[0], words, _Stopwatch())  # builds tables that last
    watch = _Stopwatch()
    heard = [_once_through(path, words, watch) for path in calls]
    speech = tuple(speech for speech, _ in heard)
    stages = Stages(
        calls=len(calls),
        audio_s=sum(duration_s for _, duration_s in heard),
        speech_s=sum(one.duration_s for one in speech),
        seconds=watch.seconds,
        memory_mb=peak_memory_mb(),
    )
    return stages, speech


class _Stopwatch:
    """Processor seconds by stage; a stage lasts until the next one begins."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._stage: str | None = None
        self._begun_s = 0.0

    def begin(self, stage: str, _share: float = 0.0) -> None:
        self.stop()
        self._stage, self._begun_s = stage, time.process_time()

    def stop(self) -> None:
        if self._stage is not None:
            spent_s = time.process_time() - self._begun_s
            self.seconds[self._stage] = self.seconds.get(self._stage, 0.0) + spent_s
            self._stage = None


def _once_through(path: Path, words: Transcriber, watch: _Stopwatch) -> tuple[Speech, float]:
    """The speech of a call that went through all stages, and the length of the call in seconds."""
    from voicecheck.batch.stages import Failure, Speech, recognise
    from voicecheck.pipeline import complete, hear, judge, spoken_pieces
    from voicecheck.store import prepare

    call = hear(path, on_stage=watch.begin)
    watch.stop()
    speech = Speech(pieces=spoken_pieces(call), language=call.language)
    (transcript,) = recognise(words, [speech])
    watch.begin("measure")
    timeline = complete(call, None if isinstance(transcript, Failure) else transcript, words.choices)
    watch.begin("judge")
    result = judge(timeline)
    watch.begin("store")
    prepare(timeline, result)
    watch.stop()
    return speech, call.info.duration_s

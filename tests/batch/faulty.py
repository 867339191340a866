"""Worker and recognition processes that misbehave at calls of certain names, each in its own way.

A call is drawn instead of being listened to, so that a test costs the start of a process and little else.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from tests.store.calls import call, judged
from voicecheck.asr.models import ModelFolder
from voicecheck.asr.settings import AsrSettings
from voicecheck.asr.types import ModelInfo, RecognisedPiece, SpeechPiece, Transcript, Word
from voicecheck.batch import recogniser, worker
from voicecheck.batch.mailbox import Line
from voicecheck.batch.plan import BatchPlan, Task
from voicecheck.batch.stages import Speech, Unchanged
from voicecheck.errors import AudioError, ModelError
from voicecheck.pipeline import HeardCall
from voicecheck.store import PreparedCall, prepare

__all__ = ["faulty_recognise", "faulty_work", "noting_work", "prepared_of", "stillborn_work"]

RATE_HZ = 16_000


def stillborn_work(_pipe: Line, _plan: BatchPlan) -> None:
    """A worker that ends before it has begun anything."""
    os._exit(7)


def faulty_work(pipe: Line, plan: BatchPlan) -> None:
    """A worker."""
    worker.listen_to = listen_to  # type: ignore[assignment]
    worker.speech_of = speech_of  # type: ignore[assignment]
    worker.finish = finish  # type: ignore[assignment]
    worker.work(pipe, plan)


def faulty_recognise(pipe: Line, model: ModelFolder, settings: AsrSettings) -> None:
    """A recognition process."""
    import voicecheck.asr.engine

    voicecheck.asr.engine.WhisperTranscriber = Scripted  # type: ignore[assignment,misc]
    recogniser.recognise_for_ever(pipe, model, settings)


def noting_work(pipe: Line, plan: BatchPlan) -> None:
    """A worker in a Ray cluster that does well, and notes beside the calls which node is at work."""
    import ray

    heard = worker.listen_to
    node = ray.get_runtime_context().get_node_id()

    def listen_and_note(task: Task, plan: BatchPlan) -> HeardCall | Unchanged:
        with (Path(task.input.place.removeprefix("file://")).parent / "nodes.log").open("a") as log:
            log.write(f"{node}\n")
        return heard(task, plan)

    worker.listen_to = listen_and_note
    worker.work(pipe, plan)


@dataclass
class DrawnCall:
    """What stands for a call that was listened to."""

    task: Task
    info: Any


def listen_to(task: Task, _plan: BatchPlan) -> DrawnCall:
    name = Path(task.input.place).stem
    with (Path(task.input.place).parent / "begun.log").open("a", encoding="utf-8") as log:
        log.write(name + "\n")
    misbehave(name, Path(task.input.place))
    return DrawnCall(task, replace(call(0).call, path=task.input.name))


def misbehave(name: str, place: Path) -> None:
    """Do what the name says."""
    kind, _, _ = name.partition("-")
    if kind == "segfault":
        signal.raise_signal(signal.SIGSEGV)  # in this thread, as a real one
    elif kind == "outofmemory":
        os.kill(os.getpid(), signal.SIGKILL)
    elif kind == "hang":
        time.sleep(600)
    elif kind == "memoryerror":
        raise MemoryError
    elif kind == "defect":
        raise ZeroDivisionError("by nought")
    elif kind == "vanish":
        place.unlink(missing_ok=True)
        raise AudioError(f"{place}: expected a recording, found nothing there; check the name")
    elif kind == "bad":
        raise AudioError(f"{place}: expected audio, found none; export it again")
    elif kind == "once":
        mark = place.with_suffix(".mark")
        if not mark.exists():
            mark.write_text("", encoding="utf-8")
            os.kill(os.getpid(), signal.SIGKILL)


def speech_of(drawn: DrawnCall, plan: BatchPlan) -> Speech | None:
    if plan.model is None:
        return None
    # The name travels in the number of samples, for the recogniser to misbehave by.
    stem = Path(drawn.task.input.place).stem
    length = RATE_HZ + ("die", "fail", "stop").index(stem[:4].rstrip("-")) + 1 if _is_word(stem) else RATE_HZ
    piece = SpeechPiece(call="x", channel=0, start_s=0.5, samples=np.ones(length, np.float32))
    return Speech(pieces=(piece,), language="en")


def _is_word(stem: str) -> bool:
    return stem[:4].rstrip("-") in ("die", "fail", "stop")


def prepared_of(task: Task) -> PreparedCall:
    """What would be kept of a call without misfortune."""
    timeline = replace(call(0), call=replace(call(0).call, path=task.input.name))
    return prepare(timeline, judged(timeline))


def finish(
    drawn: DrawnCall, transcript: Transcript | None, _recognition: Any, _plan: BatchPlan
) -> PreparedCall:
    timeline = replace(call(0), call=drawn.info)
    if transcript is not None:
        timeline = replace(timeline, limits=tuple(one.text for one in transcript.utterances))
    return prepare(timeline, judged(timeline))


class Scripted:
    """A recogniser that hears one word, and dies, fails or stops at pieces of certain lengths."""

    batch_size = 4

    def __init__(self, model: ModelFolder, _settings: AsrSettings) -> None:
        if model.name == "broken":
            raise ModelError("model: expected weights, found none; fetch it again")
        if model.name == "deadly":
            os.kill(os.getpid(), signal.SIGKILL)
        if model.name == "deadly-once" and not (model.path / "died").exists():
            (model.path / "died").touch()
            os.kill(os.getpid(), signal.SIGKILL)

    @property
    def info(self) -> ModelInfo:
        return ModelInfo(name="scripted", sha256="0" * 64, compute_type="int8", device="cpu")

    @property
    def choices(self) -> dict[str, Any]:
        return {"beam_size": 1}

    def transcribe(
        self, pieces: Sequence[SpeechPiece], *, progress: Any = None
    ) -> tuple[RecognisedPiece, ...]:
        for piece in pieces:
            match len(piece.samples) - RATE_HZ:
                case 1:
                    os.kill(os.getpid(), signal.SIGKILL)
                case 2:
                    raise RuntimeError("no room on the device")
                case 3:
                    time.sleep(600)
        word = Word(start_s=0.6, end_s=0.9, text=f" heard with {len(pieces)}", probability=0.9)
        return tuple(
            RecognisedPiece(
                words=(word,), language="en", mean_log_probability=-0.1, no_speech_probability=0.1
            )
            for _ in pieces
        )

"""Judging several recordings in turn or in parallel: one that fails costs itself alone."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import traceback
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from voicecheck.asr.models import ModelFolder
from voicecheck.asr.settings import AsrSettings
from voicecheck.asr.types import Transcriber
from voicecheck.audio.metadata import CallFacts, MetadataTable, NamePattern
from voicecheck.errors import ModelError, VoicecheckError
from voicecheck.pipeline import OnStage, check
from voicecheck.report.result import CallResult
from voicecheck.rules.standard import Standard
from voicecheck.timeline.redact import Redaction

__all__ = ["CallFailure", "Outcome", "Plan", "internal_message", "judge_calls"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How every call of a command is to be judged; plain values, so that workers can be told."""

    standard: Standard
    model: ModelFolder | None
    recognition: AsrSettings
    transcript: Path | None
    diarization: Path | None
    metadata: MetadataTable | None
    name_pattern: NamePattern | None
    agent_channel: int | None
    channels: tuple[int, int] | None
    language: str
    redaction: Redaction | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFailure:
    """A recording that could not be judged, and why; `kind` is the error's stable name."""

    path: str
    kind: str
    message: str


Outcome = CallResult | CallFailure


def judge_calls(plan: Plan, paths: Sequence[Path], *, jobs: int, on_stage: OnStage) -> Iterator[Outcome]:
    """One outcome for each path, in their order, each as soon as it and those before it are done.

    Raises
    ------
    ModelError
        When the model cannot be loaded; nothing has been judged then.
    """
    if jobs == 1 or len(paths) == 1:
        _load(plan)
        for path in paths:
            yield _judge(plan, path, on_stage)
    else:
        yield from _judge_parallel(plan, paths, min(jobs, len(paths)))


def _judge_parallel(plan: Plan, paths: Sequence[Path], jobs: int) -> Iterator[Outcome]:
    executor = _workers(jobs)
    try:
        _load_in_worker(executor, plan)
        futures = [executor.submit(_judge, plan, path) for path in paths]
        for path, future in zip(paths, futures, strict=True):
            yield _outcome_of(future, plan, path)
    finally:
        executor.shutdown(wait=False, cancel_futures=True)
        for worker in multiprocessing.active_children():
            worker.terminate()


def _load_in_worker(executor: ProcessPoolExecutor, plan: Plan) -> None:
    """Load the model in one worker before any call is judged, so that a model that fails ends the command."""
    try:
        executor.submit(_load, plan).result()
    except BrokenProcessPool:
        raise ModelError(
            "recognition: expected a worker process that loads the model, found that it ended; "
            "free some memory, or run with --jobs 1"
        ) from None


def _outcome_of(future: Future[Outcome], plan: Plan, path: Path) -> Outcome:
    """The outcome of a call; one whose worker died is tried once more, in a worker of its own."""
    try:
        return future.result()
    except BrokenProcessPool:
        pass
    with _workers(1) as lone:
        try:
            return lone.submit(_judge, plan, path).result()
        except BrokenProcessPool:
            return CallFailure(
                path=str(path),
                kind="internal",
                message=f"{path}: expected a result, found that the worker process ended, twice; "
                "free some memory or run with --jobs 1",
            )


def _workers(count: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(
        count,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_begin_worker,
    )


def _begin_worker() -> None:
    # Ctrl-C is the parent's to handle; it ends its workers itself.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """A killed parent cannot end its workers, and they would wait for the next call for ever."""
    if (parent := multiprocessing.parent_process()) is not None:
        parent.join()
        os._exit(1)


def _load(plan: Plan) -> None:
    _transcriber(plan.model, plan.recognition)


@lru_cache(maxsize=1)
def _transcriber(model: ModelFolder | None, settings: AsrSettings) -> Transcriber | None:
    """The model of this process, loaded once."""
    if model is None:
        return None
    from voicecheck.asr.engine import WhisperTranscriber

    return WhisperTranscriber(model, settings)


def _judge(plan: Plan, path: Path, on_stage: OnStage | None = None) -> Outcome:
    try:
        return check(
            path,
            standard=plan.standard,
            redaction=plan.redaction,
            model=_transcriber(plan.model, plan.recognition),
            transcript=plan.transcript,
            diarization=plan.diarization,
            facts=_facts(plan, path),
            agent_channel=plan.agent_channel,
            channels=plan.channels,
            language=plan.language,
            on_stage=on_stage,
        )
    except VoicecheckError as error:
        message = str(error)
        named = message if path.name in message else f"{path}: {message}"
        return CallFailure(path=str(path), kind=error.kind, message=named)
    except Exception as error:
        # A defect of ours in one call must not cost the others; the details are for a report of it.
        if os.environ.get("VOICECHECK_DEBUG"):
            traceback.print_exc(file=sys.stderr)
        return CallFailure(path=str(path), kind="internal", message=internal_message(path, error))


def internal_message(where: object, error: BaseException) -> str:
    """What a user is told about a defect of voicecheck."""
    detail = " ".join(str(error).split())[:200]
    return (
        f"{where}: expected a result, found {type(error).__name__}{f' ({detail})' if detail else ''}; "
        "this is a defect of voicecheck: please report it with what VOICECHECK_DEBUG=1 prints"
    )


def _facts(plan: Plan, path: Path) -> CallFacts:
    """What the metadata table says of the call, then what its file name says."""
    told = plan.metadata.facts_for(path) if plan.metadata else CallFacts()
    return told.or_else(plan.name_pattern.facts_for(path)) if plan.name_pattern else told

"""What is done with a call, stage by stage: plain functions, for whichever engine runs them.

    listen_to   decode, speech, tones; the words where a transcript is given     any CPU worker
    recognise   the words of several calls together                              whoever holds a model
    finish      turns, voice, verdicts; ready to be stored                       where `listen_to` ran

A call without a model, or with a transcript of its own, goes from the first stage to the last.
"""

from __future__ import annotations

import hashlib
import os
import sys
import traceback
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from typing import Any

from voicecheck.asr.transcribe import joined_transcript
from voicecheck.asr.types import Progress, Transcriber, Transcript
from voicecheck.batch.plan import BatchPlan, Task
from voicecheck.batch.remote import fetched
from voicecheck.batch.speech import Speech
from voicecheck.errors import VoicecheckError
from voicecheck.pipeline import HeardCall, complete, hear, judge_and_redact, spoken_pieces
from voicecheck.store.prepared import PreparedCall, prepare

__all__ = [
    "Failure",
    "Speech",
    "Unchanged",
    "failure_of",
    "finish",
    "listen_to",
    "recognise",
    "speech_of",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Why a call could not be done; `kind` is the error's stable name."""

    kind: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unchanged:
    """The file's time has changed and its bytes have not: what is stored still holds."""


def listen_to(task: Task, plan: BatchPlan) -> HeardCall | Unchanged:
    """The first stage.

    Raises
    ------
    VoicecheckError
        When the recording or its transcript cannot be used.
    """
    with _local_copies(task) as (path, transcript):
        if task.known_sha256 is not None and _sha256(path) == task.known_sha256:
            return Unchanged()
        try:
            call = hear(
                path,
                transcript=transcript,
                facts=task.facts,
                agent_channel=plan.agent_channel,
                channels=plan.channels,
                language=plan.language,
            )
        except VoicecheckError as error:
            # A copy's name means nothing to the user.
            raise type(error)(str(error).replace(path, task.input.name)) from error
    return replace(call, info=replace(call.info, path=task.input.name))


def speech_of(call: HeardCall, plan: BatchPlan) -> Speech | None:
    """What of the call is to be recognised; None where nothing is."""
    if plan.model is None or call.transcript is not None:
        return None
    return Speech(pieces=spoken_pieces(call), language=call.language)


def recognise(
    transcriber: Transcriber, calls: Sequence[Speech], *, progress: Progress | None = None
) -> list[Transcript | Failure]:
    """The second stage: the transcript of each call, with the windows of all of them decoded together.

    Where that fails, each call is tried by itself, so that one that cannot be recognised costs only itself.
    """
    try:
        return list(_recognised(transcriber, calls, progress))
    except Exception as error:
        if len(calls) == 1:
            return [failure_of(error)]
    return [one for call in calls for one in recognise(transcriber, [call], progress=progress)]


def finish(
    call: HeardCall, transcript: Transcript | None, recognition: dict[str, Any] | None, plan: BatchPlan
) -> PreparedCall:
    """The third stage.

    Parameters
    ----------
    transcript, recognition
        What was recognised, and the recogniser's choices; None where nothing was to be.
    """
    timeline = complete(call, transcript, recognition)
    return prepare(*judge_and_redact(timeline, plan.standard, plan.redaction))


def failure_of(error: Exception, where: str | None = None) -> Failure:
    """What the user is told about an error; one that is no `VoicecheckError` is a defect of voicecheck."""
    if isinstance(error, VoicecheckError):
        return Failure(kind=error.kind, message=str(error))
    if isinstance(error, MemoryError):
        return Failure(
            kind="memory",
            message=f"{where or 'call'}: expected enough memory for the call, found too little; "
            "run fewer jobs or cut the recording into its calls",
        )
    if os.environ.get("VOICECHECK_DEBUG"):
        traceback.print_exc(file=sys.stderr)
    detail = " ".join(f"{type(error).__name__} {error}".split())[:200]
    return Failure(
        kind="internal",
        message=f"{where or 'call'}: expected a result, found {detail}; "
        "this is a defect of voicecheck: please report it with what VOICECHECK_DEBUG=1 prints",
    )


def _recognised(
    transcriber: Transcriber, calls: Sequence[Speech], progress: Progress | None
) -> Sequence[Transcript]:
    # Two copies of one recording have one id, and must not be glued to each other.
    pieces = [replace(piece, call=f"{number}") for number, call in enumerate(calls) for piece in call.pieces]
    found = iter(transcriber.transcribe(pieces, progress=progress))
    return [
        joined_transcript(call.pieces, [next(found) for _ in call.pieces], call.language, transcriber.info)
        for call in calls
    ]


def _local_copies(task: Task) -> AbstractContextManager[tuple[str, str | None]]:
    if task.input.remote:
        return fetched(task.input.place, task.input.transcript)
    return nullcontext((task.input.place, task.input.transcript))


def _sha256(path: str) -> str | None:
    try:
        with open(path, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None

"""What a batch and its processes tell each other. Calls go by the number that the batch gave them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from voicecheck.asr.types import Transcript
from voicecheck.batch.plan import Task
from voicecheck.batch.stages import Failure, Unchanged
from voicecheck.store.prepared import PreparedCall

__all__ = [
    "Begun",
    "Done",
    "Drop",
    "Heard",
    "Listen",
    "Loaded",
    "Recognise",
    "Recognised",
    "Words",
]


@dataclass(frozen=True, slots=True)
class Listen:
    """To a worker: begin this call."""

    number: int
    task: Task


@dataclass(frozen=True, slots=True)
class Words:
    """To a worker: the words of a call that it has listened to, or why there are none."""

    number: int
    transcript: Transcript | Failure
    choices: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Drop:
    """To a worker: forget a call that it has listened to."""

    number: int


@dataclass(frozen=True, slots=True)
class Begun:
    """From any process: it is now at work on these calls, or still is; none means that it rests."""

    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Heard:
    """From a worker: a call was listened to; `speech` is a packed `Speech`, for the recogniser alone.

    Between machines a reference to it stands in its place, so that the sound goes from the one to the other.
    """

    number: int
    duration_s: float
    speech_s: float
    speech: Any


@dataclass(frozen=True, slots=True)
class Done:
    """From a worker: what became of a call."""

    number: int
    outcome: PreparedCall | Unchanged | Failure


@dataclass(frozen=True, slots=True)
class Recognise:
    """To a recogniser: the speech of one call; one that is `alone` shares no batch with others."""

    number: int
    speech: Any
    alone: bool


@dataclass(frozen=True, slots=True)
class Loaded:
    """From a recogniser: it holds its model, or why it cannot; with the choices that shape the words."""

    choices: dict[str, Any]
    failure: Failure | None = None


@dataclass(frozen=True, slots=True)
class Recognised:
    """From a recogniser: the words of a call, or why there are none."""

    number: int
    transcript: Transcript | Failure

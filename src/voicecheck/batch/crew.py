"""The books that an engine keeps about its processes: who has which calls, and since when."""

from __future__ import annotations

import queue
from collections.abc import Sequence
from typing import Any

from voicecheck.asr.models import ModelFolder
from voicecheck.asr.settings import AsrSettings
from voicecheck.batch.child import Child
from voicecheck.batch.messages import Recognise
from voicecheck.batch.plan import BatchPlan
from voicecheck.batch.recogniser import recognise_for_ever
from voicecheck.batch.worker import work

__all__ = ["Recogniser", "Recognisers", "Worker"]

_MOST_HELD = 8
_MOST_HELD_S = 1800.0
"""Sound that a worker keeps while it waits for words, in seconds: 115 MB of two channels at 8 kHz."""
_SLOWEST_RECOGNITION = 10.0  # seconds of work for a second of speech; the largest model on a small machine


class Worker:
    """A worker process and its calls.

    `calls` maps the number of each call that it has to the length of its sound where the worker holds it,
    waiting for words, and to None where it was not listened to yet.
    """

    def __init__(self, plan: BatchPlan, events: queue.SimpleQueue[tuple[Child, Any]]) -> None:
        self.child = Child(work, (plan,), events, one_thread=True)
        self.calls: dict[int, float | None] = {}
        self.killed_as_late = False

    def has_room(self, depth: int) -> bool:
        """Whether it has fewer than `depth` calls to listen to, and room for the sound of another."""
        held = [duration_s for duration_s in self.calls.values() if duration_s is not None]
        return (
            len(self.calls) - len(held) < depth
            and len(held) < _MOST_HELD
            and sum(held) < _MOST_HELD_S
            and not self.killed_as_late
        )

    def begin(self, number: int) -> None:
        """A call was given to it."""
        self.calls[number] = None

    def hold(self, number: int, duration_s: float) -> None:
        """It has listened to a call and waits for the words."""
        if number in self.calls:
            self.calls[number] = duration_s

    def end(self, number: int) -> bool:
        """It is rid of a call; whether it had it."""
        had = number in self.calls
        self.calls.pop(number, None)
        return had


class Recogniser:
    """A recognition process and its calls.

    `calls` maps the number of each call to the length of its speech; `choices` is None until the model is
    loaded.
    """

    def __init__(
        self, model: ModelFolder, settings: AsrSettings, events: queue.SimpleQueue[tuple[Child, Any]]
    ) -> None:
        self.child = Child(recognise_for_ever, (model, settings), events, one_thread=False)
        self.settings = settings
        self.calls: dict[int, float] = {}
        self.choices: dict[str, Any] | None = None
        self.killed_as_late = False

    @property
    def is_loaded(self) -> bool:
        """Whether it can recognise."""
        return self.choices is not None

    @property
    def speech_s(self) -> float:
        """Length of the speech that it still has to recognise."""
        return sum(self.calls.values())

    def is_late(self, time_limit_s: float, now: float) -> bool:
        """Whether it has shown no sign of life for longer than the speech in hand explains."""
        if not self.child.busy_with:
            return False
        speech_s = sum(self.calls.get(number, 0.0) for number in self.child.busy_with)
        return now - self.child.busy_since > time_limit_s + _SLOWEST_RECOGNITION * speech_s


class Recognisers:
    """All recognition processes of a batch: each call goes to the one with the least to do."""

    def __init__(
        self, model: ModelFolder, shares: Sequence[AsrSettings], events: queue.SimpleQueue[tuple[Child, Any]]
    ) -> None:
        self._model, self._events = model, events
        self._all: dict[Child, Recogniser] = {}
        self._were_loaded = False
        for settings in shares:
            self._start(settings)

    @property
    def were_loaded(self) -> bool:
        """Whether all have been able to recognise; one that was started anew may still be loading."""
        self._were_loaded = self._were_loaded or all(one.is_loaded for one in self._all.values())
        return self._were_loaded

    @property
    def children(self) -> tuple[Child, ...]:
        """Their processes."""
        return tuple(self._all)

    def of(self, child: Child) -> Recogniser | None:
        """The recogniser in that process, if it is one."""
        return self._all.get(child)

    def begin(self, number: int, speech_s: float, speech: bytes, *, alone: bool) -> None:
        """Give a call to one of them."""
        least = min(self._all.values(), key=lambda one: one.speech_s)
        least.calls[number] = speech_s
        least.child.tell(Recognise(number, speech, alone=alone))

    def end(self, number: int) -> None:
        """They are rid of a call."""
        for one in self._all.values():
            one.calls.pop(number, None)

    def start_anew(self, ended: Recogniser) -> None:
        """Start another process in the place of one that has ended."""
        del self._all[ended.child]
        self._start(ended.settings)

    def end_the_late(self, time_limit_s: float, now: float) -> None:
        """Kill those that have shown no sign of life for too long."""
        for one in self._all.values():
            if one.is_late(time_limit_s, now):
                one.killed_as_late = True
                one.child.kill()

    def _start(self, settings: AsrSettings) -> None:
        recogniser = Recogniser(self._model, settings, self._events)
        self._all[recogniser.child] = recogniser

"""The processes of an engine: where they are started, and the books about who has which calls since when."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from voicecheck.asr.settings import AsrSettings
from voicecheck.batch.child import Child, Events, LocalChild
from voicecheck.batch.cores import usable_cores
from voicecheck.batch.messages import Heard, Recognise
from voicecheck.batch.plan import BatchPlan
from voicecheck.batch.recogniser import recognise_for_ever
from voicecheck.batch.shares import recognition_shares
from voicecheck.batch.worker import work

__all__ = [
    "ONE_ARITHMETIC_THREAD",
    "ONE_THREAD",
    "Recogniser",
    "Recognisers",
    "Site",
    "ThisMachine",
    "Worker",
]

ONE_ARITHMETIC_THREAD = {"OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "NUMBA_NUM_THREADS": "1"}
"""Environment of a recogniser: sums over several threads end in other digits on another number of cores."""
ONE_THREAD = {**ONE_ARITHMETIC_THREAD, "OMP_NUM_THREADS": "1"}
"""Environment of a worker: each core has one of its own."""
_MOST_HELD = 8
_MOST_HELD_S = 1800.0
"""Sound that a worker keeps while it waits for words, in seconds: 115 MB of two channels at 8 kHz."""
_MOST_SPEECH_S = 3600.0
"""Speech that a recogniser is given ahead, in seconds: 230 MB; more batches than it decodes in one go."""
_SLOWEST_RECOGNITION = 10.0  # seconds of work for a second of speech; the largest model on a small machine


class Site(Protocol):
    """Where the processes of an engine run."""

    @property
    def cores(self) -> int:
        """How many workers it has a core for."""

    def shares(self, plan: BatchPlan, calls: int) -> Sequence[AsrSettings]:
        """The settings of each process that recognises the words of so many calls."""

    def start_worker(self, plan: BatchPlan, events: Events) -> Child:
        """A process that listens to calls and finishes them."""

    def start_recogniser(self, plan: BatchPlan, settings: AsrSettings, events: Events) -> Child:
        """A process that loads the model of the plan and recognises."""


class ThisMachine:
    """The site of a batch on one machine."""

    @property
    def cores(self) -> int:
        """The cores that this process may use."""
        return usable_cores()

    def shares(self, plan: BatchPlan, calls: int) -> Sequence[AsrSettings]:
        """One process for each GPU, or one for each core."""
        return () if plan.model is None else recognition_shares(plan.model, plan.recognition, calls)

    def start_worker(self, plan: BatchPlan, events: Events) -> Child:
        """A process that listens to calls and finishes them."""
        return LocalChild(work, (plan,), events, ONE_THREAD)

    def start_recogniser(self, plan: BatchPlan, settings: AsrSettings, events: Events) -> Child:
        """A process that loads the model of the plan and recognises."""
        return LocalChild(recognise_for_ever, (plan.model, settings), events, ONE_ARITHMETIC_THREAD)


class Worker:
    """A worker process and its calls.

    `calls` maps the number of each call that it has to the length of its sound where the worker holds it,
    waiting for words, and to None where it was not listened to yet.
    """

    def __init__(self, child: Child) -> None:
        self.child = child
        self.calls: dict[int, float | None] = {}
        self.killed_as_late = False

    def has_room(self, depth: int) -> bool:
        """Whether it has begun, has fewer than `depth` calls to listen to, and room for another's sound."""
        held = [duration_s for duration_s in self.calls.values() if duration_s is not None]
        return (
            self.child.has_begun
            and len(self.calls) - len(held) < depth
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

    def __init__(self, child: Child, settings: AsrSettings) -> None:
        self.child, self.settings = child, settings
        self.calls: dict[int, float] = {}
        self.choices: dict[str, Any] | None = None
        self.killed_as_late = False

    @property
    def is_loaded(self) -> bool:
        """Whether it can recognise."""
        return self.choices is not None

    @property
    def speech_s(self) -> float:
        """Length of the speech that it still has to recognise, in seconds."""
        return sum(self.calls.values())

    @property
    def has_room(self) -> bool:
        """Whether it can be given more speech."""
        return self.is_loaded and self.speech_s < _MOST_SPEECH_S and not self.killed_as_late

    def is_late(self, time_limit_s: float, now: float) -> bool:
        """Whether it has shown no sign of life for longer than the speech in hand explains."""
        if not self.child.busy_with:
            return False
        speech_s = sum(self.calls.get(number, 0.0) for number in self.child.busy_with)
        return now - self.child.busy_since > time_limit_s + _SLOWEST_RECOGNITION * speech_s


class Recognisers:
    """All recognition processes of a batch: speech goes to the one with least to do, or waits for room."""

    def __init__(self, site: Site, plan: BatchPlan, calls: int, events: Events) -> None:
        self._site, self._plan, self._events = site, plan, events
        self._all: dict[Child, Recogniser] = {}
        self._waiting: dict[int, tuple[Heard, bool]] = {}
        for settings in site.shares(plan, calls):
            self._start(settings)

    @property
    def are_loaded(self) -> bool:
        """Whether any of them can recognise."""
        return any(one.is_loaded for one in self._all.values())

    @property
    def children(self) -> tuple[Child, ...]:
        """Their processes."""
        return tuple(self._all)

    def of(self, child: Child) -> Recogniser | None:
        """The recogniser in that process, if it is one."""
        return self._all.get(child)

    def begin(self, heard: Heard, *, alone: bool) -> None:
        """Have a call recognised; `alone`, in a batch of its own."""
        self._waiting[heard.number] = heard, alone

    def end(self, number: int) -> None:
        """They are rid of a call."""
        self._waiting.pop(number, None)
        for one in self._all.values():
            one.calls.pop(number, None)

    def give(self) -> None:
        """Give out what waits, as far as there is room."""
        while self._waiting and (free := [one for one in self._all.values() if one.has_room]):
            least = min(free, key=lambda one: one.speech_s)
            heard, alone = self._waiting.pop(next(iter(self._waiting)))
            least.calls[heard.number] = heard.speech_s
            least.child.tell(Recognise(heard.number, heard.speech, alone=alone))

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
        child = self._site.start_recogniser(self._plan, settings, self._events)
        self._all[child] = Recogniser(child, settings)

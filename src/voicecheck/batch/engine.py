"""The engine: worker processes that listen and finish, recognition processes between the two.

    tasks -> workers: listen -> recognisers: windows of several calls -> workers: finish -> run

Where the processes run is the site's matter: on this machine, or on those of a cluster.

Every queue is bounded: a worker is given a few calls ahead of the one it is at work on, and holds the sound
of few calls that wait for their words. Only this process writes to the run. A call whose process dies, hangs
or reports a failure is tried once more, after all others, and then noted as failed with the reason; calls
that were merely in the same process are not counted as tried.
"""

from __future__ import annotations

import os
import queue
import time
from collections import Counter, deque
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from voicecheck.batch.child import Child, Ended, Events
from voicecheck.batch.crew import Recogniser, Recognisers, Site, Worker
from voicecheck.batch.messages import Begun, Done, Drop, Heard, Listen, Loaded, Recognised, Words
from voicecheck.batch.plan import BatchPlan, Task
from voicecheck.batch.stages import Failure, Unchanged
from voicecheck.batch.status import BatchStatus, Watcher
from voicecheck.errors import ModelError, VoicecheckError
from voicecheck.store import PreparedCall, Run

__all__ = ["Engine"]

_ATTEMPTS = 2
_MOST_AHEAD = 4
_MOST_GIVEN_BACK = 5
_STILLBORN = 3  # processes that end before they can do anything; of workers no fewer than all at once
_TICK_S = 0.5
_BYTES_IN_A_SECOND = 20_000  # of a file, listened to, on a slow machine
_WRITTEN_AT_ONCE = 64


class CallError(VoicecheckError):
    """Why a call failed, with the kind that was found elsewhere."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.message)
        self.kind = failure.kind


class Engine:
    """Does the tasks and keeps every outcome in the run as soon as it is there.

    Parameters
    ----------
    site
        Where the processes are started.
    jobs
        Number of worker processes; None for one a core of the site.
    time_limit_s
        How long one call may take before it is given up; large files are given more.

    Raises
    ------
    ModelError
        From `run`, when the model cannot be loaded; no call has been begun then.
    StoredDataError
        From `run`, when the run cannot be written any more; what was kept is safe.
    """

    def __init__(
        self,
        run: Run,
        plan: BatchPlan,
        tasks: Sequence[Task],
        watcher: Watcher,
        *,
        site: Site,
        jobs: int | None,
        time_limit_s: float,
    ) -> None:
        self._run, self._plan, self._tasks, self._watcher = run, plan, tasks, watcher
        self._site = site
        self._jobs = max(1, min(jobs or site.cores, len(tasks)))
        self._time_limit_s = time_limit_s
        self._events: Events = queue.SimpleQueue()
        self._pending = deque(range(len(tasks)))
        self._attempts: Counter[int] = Counter()
        self._given_back: Counter[int] = Counter()
        self._alone: set[int] = set()
        self._unwritten: list[tuple[int, PreparedCall | Unchanged | Failure]] = []
        self._workers: dict[Child, Worker] = {}
        self._recognisers: Recognisers | None = None
        self._stillborn = 0
        self._unloaded = 0
        self.status = BatchStatus(
            total=len(tasks), total_bytes=sum(task.input.size_bytes or 0 for task in tasks)
        )

    def run(self) -> BatchStatus:
        """Do all tasks; an interruption keeps what is finished."""
        try:
            wordless = sum(task.input.transcript is None for task in self._tasks)
            if self._plan.model is not None and wordless:
                self._recognisers = Recognisers(self._site, self._plan, wordless, self._events)
            while self.status.finished < self.status.total:
                self._give_work()
                self._take_events()
                self._write()
                self._end_the_late()
                self._watcher.progress(self.status)
        finally:
            self._close()
        return self.status

    def _give_work(self) -> None:
        if self._recognisers is not None:
            if not self._recognisers.are_loaded:
                return
            self._recognisers.give()
        busy = sum(bool(worker.calls) for worker in self._workers.values())
        while len(self._workers) < min(self._jobs, busy + len(self._pending)):
            child = self._site.start_worker(self._plan, self._events)
            self._workers[child] = Worker(child)
        # Calls ahead keep a worker from waiting for this process; fewer at the end, where another is free.
        ahead = min(_MOST_AHEAD, len(self._pending) // (2 * self._jobs))
        for depth in range(1, ahead + 2):
            for worker in self._workers.values():
                if self._pending and worker.has_room(depth):
                    self._give(worker)
        self.status.working = sum(len(worker.calls) for worker in self._workers.values())

    def _give(self, worker: Worker) -> None:
        number = self._pending.popleft()
        worker.begin(number)
        worker.child.tell(Listen(number, self._tasks[number]))

    def _take_events(self) -> None:
        """Wait for one message, then take what else is there."""
        with suppress(queue.Empty):
            self._take(*self._events.get(timeout=_TICK_S))
            while len(self._unwritten) < _WRITTEN_AT_ONCE:
                self._take(*self._events.get_nowait())

    def _take(self, child: Child, message: Any) -> None:
        match message:
            case Begun(numbers):
                child.note(numbers)
            case Done(number, outcome):
                child.note(())
                self._stillborn = 0
                if child in self._workers and self._workers[child].end(number):
                    self._take_outcome(number, outcome)
            case Heard() as heard:
                self._take_speech(child, heard)
            case Loaded(choices, failure):
                self._take_model(child, choices, failure)
            case Recognised(number, transcript):
                self._take_words(child, number, transcript)
            case Ended(how):
                self._take_end(child, how)

    def _take_outcome(self, number: int, outcome: PreparedCall | Unchanged | Failure) -> None:
        if isinstance(outcome, Failure):
            self._attempts[number] += 1
            if self._attempts[number] < _ATTEMPTS:
                self.status.retried += 1
                self._pending.append(number)
                return
        self._unwritten.append((number, outcome))

    def _take_speech(self, child: Child, heard: Heard) -> None:
        worker = self._workers.get(child)
        if worker is None or self._recognisers is None:
            return
        worker.hold(heard.number, heard.duration_s)
        self._recognisers.begin(heard, alone=heard.number in self._alone)

    def _recogniser(self, child: Child) -> Recogniser | None:
        return None if self._recognisers is None else self._recognisers.of(child)

    def _take_model(self, child: Child, choices: dict[str, Any], failure: Failure | None) -> None:
        if failure is not None:
            raise ModelError(failure.message)
        if recogniser := self._recogniser(child):
            recogniser.choices = choices

    def _take_words(self, child: Child, number: int, transcript: Any) -> None:
        recogniser = self._recogniser(child)
        if recogniser is None or number not in recogniser.calls:
            return
        del recogniser.calls[number]
        for worker in self._workers.values():
            if number in worker.calls:
                worker.child.tell(Words(number, transcript, recogniser.choices or {}))

    def _take_end(self, child: Child, how: str) -> None:
        if recogniser := self._recogniser(child):
            self._take_end_of_recogniser(recogniser, how)
        elif worker := self._workers.pop(child, None):
            self._take_end_of_worker(worker, how)

    def _take_end_of_worker(self, worker: Worker, how: str) -> None:
        blamed = set(worker.child.busy_with) & worker.calls.keys()
        for number in worker.calls:
            # Words that are still on their way find nobody who waits for them.
            if self._recognisers is not None:
                self._recognisers.end(number)
        self._give_back(worker.calls.keys() - blamed, how)
        for number in blamed:
            self._take_outcome(number, self._failure_of_end(number, worker.killed_as_late, how))
        self._stillborn += not worker.child.has_begun
        if self._stillborn > max(_STILLBORN, self._jobs):
            raise VoicecheckError(
                f"workers: expected processes that start, found that they end at once ({how}); "
                "free some memory, or run with --jobs 1"
            )

    def _take_end_of_recogniser(self, recogniser: Recogniser, how: str) -> None:
        if self._recognisers is None:
            return
        self._unloaded += not recogniser.is_loaded
        # Not at the first: its node may have gone, or somebody ended it.
        if self._unloaded > _STILLBORN and not self._recognisers.are_loaded:
            raise ModelError(
                f"recognition: expected a process that loads the model, found that it ended "
                f"({how}); free some memory, or take a smaller model"
            )
        blamed = set(recogniser.child.busy_with) & recogniser.calls.keys()
        for worker in self._workers.values():
            for number in recogniser.calls.keys() & worker.calls.keys():
                worker.end(number)
                worker.child.tell(Drop(number))
        self._give_back(recogniser.calls.keys() - blamed, how)
        for number in blamed:
            # Which of several calls it was, only each by itself can show.
            self._alone.add(number)
            self._take_outcome(number, self._failure_of_end(number, recogniser.killed_as_late, how))
        self._recognisers.start_anew(recogniser)

    def _give_back(self, numbers: set[int], how: str) -> None:
        """Calls that were in hand in a process that ended over another one come first again.

        Not for ever: a process may also end by what its waiting calls hold.
        """
        for number in sorted(numbers, reverse=True):
            self._given_back[number] += 1
            if self._given_back[number] > _MOST_GIVEN_BACK:
                self._take_outcome(number, self._failure_of_end(number, late=False, how=how))
            else:
                self._pending.appendleft(number)

    def _failure_of_end(self, number: int, late: bool, how: str) -> Failure:
        name = self._tasks[number].input.name
        if late:
            return Failure(
                kind="time-limit",
                message=f"{name}: expected a call that is done within its time, found none after "
                f"{self._limit_s(number):.0f} s; listen to it, or give more with --time-limit",
            )
        return Failure(
            kind="crash",
            message=f"{name}: expected a result, found that the process ended ({how}); "
            "export the recording again, or run fewer jobs if memory is short",
        )

    def _limit_s(self, number: int) -> float:
        return self._time_limit_s + (self._tasks[number].input.size_bytes or 0) / _BYTES_IN_A_SECOND

    def _end_the_late(self) -> None:
        now = time.monotonic()
        for worker in self._workers.values():
            limit_s = max((self._limit_s(number) for number in worker.child.busy_with), default=None)
            if limit_s is not None and now - worker.child.busy_since > limit_s:
                worker.killed_as_late = True
                worker.child.kill()
        if self._recognisers is not None:
            self._recognisers.end_the_late(self._time_limit_s, now)

    def _write(self) -> None:
        if not self._unwritten:
            return
        with self._run.transaction():
            for number, outcome in self._unwritten:
                self._keep(self._tasks[number], outcome)
        written, self._unwritten = self._unwritten, []
        for number, outcome in written:
            self._count(self._tasks[number], outcome)

    def _keep(self, task: Task, outcome: PreparedCall | Unchanged | Failure) -> None:
        match outcome:
            case PreparedCall():
                self._run.keep(outcome, task.source)
            case Unchanged() if task.source is not None:
                self._run.keep_source(task.input.name, task.source)
            case Failure() if not self._stands(task):
                self._run.fail(task.input.name, CallError(outcome), source=task.source)

    def _stands(self, task: Task) -> bool:
        """Whether a call was done before and its file has gone since: what was measured is not given up."""
        before = self._run.call(task.input.name)
        was_done = before is not None and before.state == "done"
        return was_done and not task.input.remote and not os.path.lexists(task.input.place)

    def _count(self, task: Task, outcome: PreparedCall | Unchanged | Failure) -> None:
        self.status.finished_bytes += task.input.size_bytes or 0
        match outcome:
            case PreparedCall():
                self.status.done += 1
                self.status.audio_s += outcome.duration_s
            case Unchanged():
                self.status.unchanged += 1
            case Failure():
                self.status.failed += 1
                self._watcher.failed(task.input.name, outcome)

    def _close(self) -> None:
        """End all processes; what they have told already is kept if it can be."""
        for child in (*self._workers, *(self._recognisers.children if self._recognisers else ())):
            child.kill()
        with suppress(VoicecheckError, queue.Empty):
            while True:
                child, message = self._events.get_nowait()
                if isinstance(message, Done) and not isinstance(message.outcome, Failure):
                    self._take(child, message)
                self._write()

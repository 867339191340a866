"""A child process as its parent sees it: nothing that it does or fails to do can make the parent wait."""

from __future__ import annotations

import multiprocessing
import os
import queue
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import resource_tracker
from typing import Any

__all__ = ["Child", "Ended"]

_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")


@dataclass(frozen=True, slots=True)
class Ended:
    """A child has ended; `exit_code` is negative where a signal ended it."""

    exit_code: int | None


class Child:
    """A process that was started afresh (spawn), with a thread that reads from it and one that writes to it.

    Every message of the child, and at last `Ended`, is put into `events` as (child, message).

    Attributes
    ----------
    busy_with
        The calls that the child says it is at work on.
    busy_since
        When it last said so, on the monotonic clock.
    has_begun
        Whether it has ever said so.
    """

    def __init__(
        self,
        target: Callable[..., None],
        arguments: tuple[Any, ...],
        events: queue.SimpleQueue[tuple[Child, Any]],
        *,
        one_thread: bool,
    ) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=target, args=(theirs, *arguments), daemon=True)
        with _environment(_ONE_THREAD if one_thread else ()), _interrupts_held():
            self._process.start()
        theirs.close()
        self._outbox: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._events = events
        self.busy_with: tuple[int, ...] = ()
        self.busy_since = time.monotonic()
        self.has_begun = False
        threading.Thread(target=self._receive, daemon=True).start()
        threading.Thread(target=self._deliver, daemon=True).start()

    @property
    def process_id(self) -> int | None:
        """The system's number of the process."""
        return self._process.pid

    def tell(self, message: Any) -> None:
        """Send a message, in its turn."""
        self._outbox.put(message)

    def kill(self) -> None:
        """End the process at once; `Ended` follows."""
        self._process.kill()

    def note(self, numbers: tuple[int, ...]) -> None:
        """What the child says it is at work on."""
        self.has_begun = True
        self.busy_with = numbers
        self.busy_since = time.monotonic()

    def _receive(self) -> None:
        try:
            while True:
                self._events.put((self, self._pipe.recv()))
        except Exception:
            # Whatever ends the talk ends the child: half a message cannot be mended.
            self._process.kill()
        self._process.join()
        self._outbox.put(None)
        self._events.put((self, Ended(self._process.exitcode)))

    def _deliver(self) -> None:
        while (message := self._outbox.get()) is not None:
            try:
                self._pipe.send(message)
            except OSError:
                break
        with suppress(OSError):
            self._pipe.close()


@contextmanager
def _environment(one_thread: tuple[str, ...]) -> Iterator[None]:
    """Numerical libraries of a child that starts meanwhile use one thread: each core has a worker."""
    before = {name: os.environ.get(name) for name in one_thread}
    os.environ.update(dict.fromkeys(one_thread, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Ctrl-C waits meanwhile; a child that starts keeps holding it, since its parent is the one to act."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    # The keeper of resources, which comes with the first child, would let the signals through again.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)

"""A process as an engine sees it: nothing that it does or fails to do can make the engine wait."""

from __future__ import annotations

import multiprocessing
import os
import queue
import signal
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from typing import Any

__all__ = ["Child", "Ended", "Events", "LocalChild"]


@dataclass(frozen=True, slots=True)
class Ended:
    """A child has ended; `how` says it in words."""

    how: str


class Child(ABC):
    """A process that is told what to do, and tells what becomes of it.

    Every message of the child, and at last `Ended`, is put into the events of its engine as (child, message).
    The first one is `Begun`, as soon as it can do something.

    Attributes
    ----------
    busy_with
        The calls that the child says it is at work on.
    busy_since
        When it last said so, on the monotonic clock.
    has_begun
        Whether it has ever said so.
    """

    def __init__(self) -> None:
        self.busy_with: tuple[int, ...] = ()
        self.busy_since = time.monotonic()
        self.has_begun = False

    @abstractmethod
    def tell(self, message: Any) -> None:
        """Send a message, in its turn."""

    @abstractmethod
    def kill(self) -> None:
        """End the process at once; `Ended` follows."""

    def note(self, numbers: tuple[int, ...]) -> None:
        """What the child says it is at work on."""
        self.has_begun = True
        self.busy_with = numbers
        self.busy_since = time.monotonic()


Events = queue.SimpleQueue[tuple[Child, Any]]
"""Where the messages of all children of an engine arrive."""


class LocalChild(Child):
    """A process of this machine, started afresh (spawn); one thread reads from it, another writes to it."""

    def __init__(
        self,
        target: Callable[..., None],
        arguments: tuple[Any, ...],
        events: Events,
        environment: Mapping[str, str],
    ) -> None:
        super().__init__()
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        # What is given to a process as it starts must fit into a pipe: one that is killed before it has read
        # all of that would make its parent wait for ever. So the arguments are the first message.
        self._process = context.Process(target=_live, args=(target, theirs), daemon=True)
        with _environment(environment), _interrupts_held():
            self._process.start()
        theirs.close()
        self._outbox: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._outbox.put(arguments)
        self._events = events
        threading.Thread(target=self._receive, daemon=True).start()
        threading.Thread(target=self._deliver, daemon=True).start()

    def tell(self, message: Any) -> None:
        """Send a message, in its turn."""
        self._outbox.put(message)

    def kill(self) -> None:
        """End the process at once; `Ended` follows."""
        self._process.kill()

    def _receive(self) -> None:
        try:
            while True:
                self._events.put((self, self._pipe.recv()))
        except Exception:
            # Whatever ends the talk ends the child: half a message cannot be mended.
            self._process.kill()
        self._process.join()
        self._outbox.put(None)
        self._events.put((self, Ended(_told(self._process.exitcode))))

    def _deliver(self) -> None:
        while (message := self._outbox.get()) is not None:
            try:
                self._pipe.send(message)
            except OSError:
                break
        with suppress(OSError):
            self._pipe.close()


@contextmanager
def _environment(environment: Mapping[str, str]) -> Iterator[None]:
    """A child that starts meanwhile has these variables besides."""
    before = {name: os.environ.get(name) for name in environment}
    os.environ.update(environment)
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


def _live(target: Callable[..., None], pipe: Connection) -> None:
    """The life of the process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    try:
        arguments = pipe.recv()
    except (EOFError, OSError):
        os._exit(1)  # the parent has gone
    target(pipe, *arguments)


def _told(exit_code: int | None) -> str:
    """How a process ended, in words."""
    if exit_code is None or exit_code >= 0:
        return f"exit code {exit_code}"
    name = {9: "killed, perhaps for want of memory", 11: "segmentation fault", 6: "aborted"}.get(-exit_code)
    return f"signal {-exit_code}" + (f": {name}" if name else "")

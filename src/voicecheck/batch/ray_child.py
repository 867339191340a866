"""A process on some machine of a Ray cluster: an actor that does what a process of this machine does.

The actor runs the same function as a local process, over a line that has queues in place of a pipe. The sound
of the speech goes from worker to recogniser through Ray's object store: the engine sees only a reference.
"""

from __future__ import annotations

import os
import queue
import threading
import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from voicecheck._version import __version__
from voicecheck.batch.child import Child, Ended, Events
from voicecheck.batch.messages import Begun, Heard, Recognise, Recognised
from voicecheck.batch.stages import Failure
from voicecheck.errors import UsageError

__all__ = ["Needs", "RayChild"]

_TALK = "talk"
_UNKNOWN = "Ray's log of the actor says how"


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """What an actor is given: resources that Ray sets aside for it, and variables of its environment.

    `node` is the one where it is to run, if there is room; None leaves the choice to Ray.
    """

    environment: Mapping[str, str]
    cores: int = 0
    gpus: int = 0
    node: str | None = None

    def as_options(self) -> dict[str, Any]:
        """Options of Ray's `remote`."""
        from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

        options: dict[str, Any] = {
            "num_cpus": self.cores,
            "num_gpus": self.gpus,
            "runtime_env": {"env_vars": dict(self.environment)},
        }
        if self.node is not None:
            options["scheduling_strategy"] = NodeAffinitySchedulingStrategy(self.node, soft=True)
        return options


class RayChild(Child):
    """An actor, with a thread that reads from it; until the cluster has room for it, it has not begun.

    Ray is not asked to start it again when it ends: whom that costs what is for the engine to decide.
    """

    def __init__(
        self, target: Callable[..., None], arguments: tuple[Any, ...], events: Events, needs: Needs
    ) -> None:
        import ray

        super().__init__()
        remote: Any = ray.remote
        options = {**needs.as_options(), "max_restarts": 0, "concurrency_groups": {_TALK: 1}}
        self._actor: Any = remote(**options)(Post).remote(__version__)
        self._events = events
        self._killed = False
        messages = self._actor.talk.options(num_returns="streaming", concurrency_group=_TALK).remote(
            target, arguments
        )
        threading.Thread(target=self._receive, args=(messages,), daemon=True).start()

    def tell(self, message: Any) -> None:
        """Send a message, in its turn."""
        self._actor.tell.remote(message)

    def kill(self) -> None:
        """End the actor at once, also one that still waits for room; `Ended` follows."""
        import ray

        self._killed = True
        if ray.is_initialized():  # else it would begin another cluster, only to end nothing
            ray.kill(self._actor)

    def _receive(self, messages: Any) -> None:
        import ray

        try:
            for message in messages:
                self._events.put((self, ray.get(message)))
            how = _UNKNOWN
        # Whatever ends the talk ends the child: half a message cannot be mended. Ray ends a thread that waits
        # for it by a SystemExit where it is shut down.
        except (Exception, SystemExit) as error:
            how = _told(error)
        # Where only the work has ended. An actor that was killed is not killed again from here: meanwhile the
        # cluster may have been left, and Ray would join it anew.
        if not self._killed:
            self.kill()
        self._events.put((self, Ended(how)))


class Post:
    """The inside of an actor: takes messages in and hands messages out while the work runs beside.

    Raises
    ------
    UsageError
        When its machine has another version of voicecheck than the one that asks.
    """

    def __init__(self, version: str) -> None:
        if version != __version__:
            raise UsageError(
                f"node {os.uname().nodename}: expected voicecheck {version}, found {__version__}; "
                "install the same version on every node"
            )
        self._line = _Line()

    def tell(self, message: Any) -> None:
        """A message for the work."""
        self._line.inbox.put(message)

    def talk(self, target: Callable[..., None], arguments: tuple[Any, ...]) -> Iterator[Any]:
        """Begin the work; its messages, to its end."""
        threading.Thread(target=self._work, args=(target, arguments), daemon=True).start()
        while (message := self._line.outbox.get()) is not None:
            yield message
            self._line.outbox.task_done()

    def _work(self, target: Callable[..., None], arguments: tuple[Any, ...]) -> None:
        try:
            target(self._line, *arguments)
        except Exception:
            traceback.print_exc()  # into Ray's log of the actor
        self._line.outbox.put(None)


class _Line:
    """The actor's way to the engine."""

    def __init__(self) -> None:
        self.inbox: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self.outbox: queue.Queue[Any] = queue.Queue()

    def send(self, message: Any) -> None:
        """To the engine; speech stays in the object store of this node until it is asked for."""
        import ray

        if isinstance(message, Heard):
            message = replace(message, speech=ray.put(message.speech))
        self.outbox.put(message)
        if isinstance(message, Begun):
            self.outbox.join()  # should the call end the process, the engine must know which one it was

    def recv(self) -> Any:
        """The next message; speech is fetched from the node where it was heard."""
        import ray

        while True:
            message = self.inbox.get()
            if not isinstance(message, Recognise):
                return message
            try:
                return replace(message, speech=ray.get(message.speech))
            except ray.exceptions.RayError as error:
                self.outbox.put(Recognised(message.number, _lost(error)))


def _lost(error: Exception) -> Failure:
    return Failure(
        kind="crash",
        message=f"speech: expected the sound of a call from the node that heard it, found {_told(error)}; "
        "run the same command again",
    )


def _told(error: BaseException) -> str:
    """How an actor ended, in words."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    if any("node has died" in line or "node was terminated" in line for line in lines):
        return "its node has gone"
    if any("creation task" in line for line in lines):
        return lines[-1][:300]  # the actor's own error
    if any("out of memory" in line.lower() or "OOM" in line for line in lines[:1]):
        return "killed for want of memory"
    return _UNKNOWN

"""The inside of a child process: its messages, taken as they come, so that nobody waits for it to read."""

from __future__ import annotations

import os
import pickle
import threading
from collections import deque
from collections.abc import Callable
from typing import Any, Protocol

__all__ = ["Line", "Mailbox"]


class Line(Protocol):
    """A way to the parent and back: one end of a pipe, or what does the same between machines."""

    def recv(self) -> Any:
        """The next message; waits for one.

        Raises
        ------
        EOFError, OSError
            When the parent has gone.
        """

    def send(self, message: Any, /) -> None:
        """Tell the parent.

        Raises
        ------
        OSError
            When the parent has gone.
        """


class Mailbox:
    """Messages of the parent, in the order of their arrival save that urgent ones come first.

    The process ends at once when its parent has gone.
    """

    def __init__(self, pipe: Line, is_urgent: Callable[[Any], bool] = lambda _message: False) -> None:
        self._pipe = pipe
        self._is_urgent = is_urgent
        self._waiting: deque[Any] = deque()
        self._arrived = threading.Condition()
        threading.Thread(target=self._read, daemon=True).start()

    def take(self) -> Any:
        """The next message; waits for one."""
        with self._arrived:
            while not self._waiting:
                self._arrived.wait()
            return self._waiting.popleft()

    def take_if(self, wanted: Callable[[Any], bool]) -> Any | None:
        """The next message if it is there already and wanted, else None."""
        with self._arrived:
            return self._waiting.popleft() if self._waiting and wanted(self._waiting[0]) else None

    def put(self, message: Any) -> None:
        """Tell the parent."""
        try:
            self._pipe.send(message)
        except OSError:
            os._exit(1)

    def _read(self) -> None:
        while True:
            try:
                message = self._pipe.recv()
            except (EOFError, OSError, pickle.UnpicklingError):
                os._exit(1)
            with self._arrived:
                if self._is_urgent(message):
                    self._waiting.appendleft(message)
                else:
                    self._waiting.append(message)
                self._arrived.notify()

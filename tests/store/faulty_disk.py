"""A disk that fails and a process that dies, at every system call by which a run is written.

The work is done in a child whose writing system calls wait for this process to let them go on: SQLite's as
well as Python's. One of them is refused instead, or the child is killed before it. What the child had
acknowledged until then must be in the run afterwards.
"""

from __future__ import annotations

import errno
import os
import signal
import socket
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tests import seccomp
from voicecheck.errors import VoicecheckError

__all__ = ["FAULTS", "Fault", "Happened", "happened", "write_points"]

Fault = Literal["killed", "full once", "full", "broken once", "broken"]
FAULTS: tuple[Fault, ...] = ("killed", "full once", "full", "broken once", "broken")
Work = Callable[[Path, Callable[[str], None]], None]
"""Works in a folder and acknowledges what it has done, in words."""

_WRITING = (
    "write", "writev", "pwrite64", "pwritev", "fsync", "fdatasync", "truncate", "ftruncate", "fallocate",
    "rename", "renameat", "renameat2", "unlink", "unlinkat", "mkdir", "mkdirat", "open", "openat", "chmod",
    "fchmod",
)  # fmt: skip
_OPENING = {"open": 1, "openat": 2}  # where their flags stand
_TAKING_AWAY = ("unlink", "unlinkat", "truncate", "ftruncate", "chmod", "fchmod")
_ERRORS = {"full": errno.ENOSPC, "broken": errno.EIO}
_DONE, _TOLD, _DEFECT = 0, 3, 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """What became of the work: what it acknowledged, at which calls it wrote, how it ended."""

    acknowledged: tuple[str, ...]
    points: tuple[str, ...]
    end: Literal["done", "told", "defect", "killed"]
    told: str = ""


def write_points(work: Work, folder: Path) -> tuple[str, ...]:
    """The names of the system calls by which the work writes, in order, where nothing fails."""
    whole = happened(work, folder, "killed", at=None)
    if whole.end != "done":
        raise AssertionError(f"the work itself fails: {whole.told}")
    return whole.points


def happened(work: Work, folder: Path, fault: Fault, at: int | None) -> Happened:
    """Do the work in a child process; at its write of this number the fault befalls it."""
    ours, theirs = socket.socketpair()
    child = os.fork()
    if child == 0:
        ours.close()
        os._exit(_worked(work, folder, theirs))
    theirs.close()
    _, (listener, *_), _, _ = socket.recv_fds(ours, 1, 1)
    try:
        disk = _Disk(child, listener, fault, at)
        seccomp.calls_of(listener, disk.met)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    finally:
        os.close(listener)
    with ours, ours.makefile("r", encoding="utf-8") as lines:
        said = [line.rstrip("\n") for line in lines]
    kept = tuple(line.removeprefix("+") for line in said if line.startswith("+"))
    told = "\n".join(line.removeprefix("!") for line in said if line.startswith("!"))
    end: dict[int, Literal["done", "told"]] = {_DONE: "done", _TOLD: "told"}
    return Happened(
        acknowledged=kept,
        points=tuple(disk.points),
        end=end.get(code, "killed" if code == -signal.SIGKILL else "defect"),
        told=told,
    )


def _worked(work: Work, folder: Path, parent: socket.socket) -> int:
    """In the child: the work under watch. It speaks through the socket, whose calls nobody watches."""
    listener = seccomp.watch(_WRITING)
    socket.send_fds(parent, [b"."], [listener])
    os.close(listener)
    try:
        work(folder, lambda line: parent.sendall(f"+{line}\n".encode()))
    except VoicecheckError as error:
        parent.sendall(f"!{error}\n".encode())
        return _TOLD
    except BaseException:
        parent.sendall("".join(f"!{line}\n" for line in traceback.format_exc().splitlines()).encode())
        return _DEFECT
    return _DONE


class _Disk:
    """Lets the writes of a process through, up to the one at which the fault lies."""

    def __init__(self, process: int, listener: int, fault: Fault, at: int | None) -> None:
        self._process, self._listener = process, listener
        self._fault, self._at = fault, at
        self.points: list[str] = []

    def met(self, call: seccomp.Call) -> None:
        if not _writes(call):
            seccomp.answer(self._listener, call, None)
            return
        number = len(self.points)
        self.points.append(call.name)
        due = self._at is not None and (
            number == self._at or (number > self._at and not self._fault.endswith("once"))
        )
        if due and self._fault == "killed":
            os.kill(self._process, signal.SIGKILL)
            return
        error = _ERRORS[self._fault.removesuffix(" once")] if due else None
        # A full disk still lets go of files; a broken one does nothing any more.
        if error == errno.ENOSPC and call.name in _TAKING_AWAY:
            error = None
        seccomp.answer(self._listener, call, error)


def _writes(call: seccomp.Call) -> bool:
    """Whether it changes the disk: neither a file that is opened to be read, nor the terminal."""
    if call.name == "write" and call.arguments[0] <= 2:
        return False
    return call.name not in _OPENING or bool(call.arguments[_OPENING[call.name]] & os.O_CREAT)

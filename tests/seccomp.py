"""Linux's filter of system calls (seccomp), through ctypes: calls forbidden, or watched one by one.

A process that has taken a filter on cannot put it off, nor can its children. What is filtered does not matter
to the filter: Python, SQLite, a decoder, a dependency's own thread.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import platform
import select
import socket
import struct
from collections.abc import Callable, Iterable
from typing import NamedTuple

__all__ = ["SYSTEM_CALLS", "Call", "answer", "calls_of", "can_filter", "forbid_networks", "watch"]

# Numbers of the system calls by machine (the kernel's unistd.h); a machine that is not here is not filtered.
_NUMBERS = {
    "x86_64": {
        "write": 1, "open": 2, "pwrite64": 18, "writev": 20, "fsync": 74, "fdatasync": 75, "truncate": 76,
        "ftruncate": 77, "rename": 82, "mkdir": 83, "unlink": 87, "chmod": 90, "fchmod": 91, "openat": 257,
        "mkdirat": 258, "unlinkat": 263, "renameat": 264, "fallocate": 285, "pwritev": 296, "renameat2": 316,
        "socket": 41, "seccomp": 317,
    },
    "aarch64": {
        "write": 64, "pwrite64": 68, "writev": 66, "fsync": 82, "fdatasync": 83, "truncate": 45,
        "ftruncate": 46, "fchmod": 52, "openat": 56, "mkdirat": 34, "unlinkat": 35, "renameat": 38,
        "fallocate": 47, "pwritev": 70, "renameat2": 276, "socket": 198, "seccomp": 277,
    },
}  # fmt: skip
_ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
SYSTEM_CALLS = _NUMBERS.get(platform.machine(), {})
"""Number of each system call by name."""

_NAMES = {number: name for name, number in SYSTEM_CALLS.items()}
_LOAD, _EQUAL, _RETURN = 0x20, 0x15, 0x06  # BPF: a word of the call's data; compare and jump; the answer
_ALLOW, _NOTIFY, _KILL = 0x7FFF0000, 0x7FC00000, 0x80000000
_NUMBER_AT, _ARCHITECTURE_AT, _FIRST_ARGUMENT_AT = 0, 4, 16
_NO_NEW_PRIVILEGES, _SET_FILTER, _NEW_LISTENER = 38, 1, 8
_NOTICE = struct.Struct("=QIIiIQ6Q")  # id, process, flags; number, architecture, instruction, arguments
_ANSWER = struct.Struct("=QqiI")  # id, value, error, flags
_RECEIVE, _SEND = 0xC0502100, 0xC0182101
_GO_ON = 1

Instruction = tuple[int, int, int, int]


class Call(NamedTuple):
    """A system call that waits for an answer."""

    id: int
    name: str
    arguments: tuple[int, ...]


def can_filter() -> bool:
    """Whether this machine and system can: Linux 5.9 or later, and nobody has forbidden it."""
    if not SYSTEM_CALLS:
        return False
    child = os.fork()
    if child == 0:
        try:
            os.close(watch(["fsync"]))
        except OSError:
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def forbid_networks() -> None:
    """From now on this process and its children die at once when they ask for a socket, other than one
    between processes of this machine.
    """
    kept_family = _if_equal(_FIRST_ARGUMENT_AT, socket.AF_UNIX, then=[(_RETURN, 0, 0, _ALLOW)])
    _install(
        _if_equal(_NUMBER_AT, SYSTEM_CALLS["socket"], then=[*kept_family, (_RETURN, 0, 0, _KILL)]), flags=0
    )


def watch(names: Iterable[str]) -> int:
    """From now on these calls of this process wait for an answer; the descriptor at which to hear them."""
    numbers = [SYSTEM_CALLS[name] for name in names if name in SYSTEM_CALLS]
    program = [
        one for number in numbers for one in _if_equal(_NUMBER_AT, number, then=[(_RETURN, 0, 0, _NOTIFY)])
    ]
    return _install(program, flags=_NEW_LISTENER)


def calls_of(listener: int, answered: Callable[[Call], None]) -> None:
    """Hand every watched call over, until the watched process has ended."""
    poll = select.poll()
    poll.register(listener, select.POLLIN)
    while not any(event & select.POLLHUP for _, event in poll.poll()):
        notice = bytearray(_NOTICE.size)
        try:
            fcntl.ioctl(listener, _RECEIVE, notice)
        except FileNotFoundError:
            continue  # its process was killed meanwhile
        identity, _process, _flags, number, _machine, _at, *arguments = _NOTICE.unpack(notice)
        answered(Call(identity, _NAMES[number], tuple(arguments)))


def answer(listener: int, call: Call, error: int | None) -> None:
    """Let the call go on, or fail with this error in place of it."""
    flags, value = (_GO_ON, 0) if error is None else (0, -error)
    fcntl.ioctl(listener, _SEND, _ANSWER.pack(call.id, 0, value, flags))


def _if_equal(place: int, value: int, *, then: list[Instruction]) -> list[Instruction]:
    return [(_LOAD, 0, 0, place), (_EQUAL, 0, len(then), value), *then]


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p))


def _install(program: list[Instruction], *, flags: int) -> int:
    whole = [
        (_LOAD, 0, 0, _ARCHITECTURE_AT),
        (_EQUAL, 1, 0, _ARCHITECTURES[platform.machine()]),
        (_RETURN, 0, 0, _KILL),
        *program,
        (_RETURN, 0, 0, _ALLOW),
    ]
    code = b"".join(struct.pack("=HBBI", *one) for one in whole)
    buffer = ctypes.create_string_buffer(code, len(code))
    library = ctypes.CDLL(None, use_errno=True)
    library.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    found: int = library.syscall(
        ctypes.c_long(SYSTEM_CALLS["seccomp"]),
        ctypes.c_long(_SET_FILTER),
        ctypes.c_long(flags),
        ctypes.byref(_Program(len(whole), ctypes.cast(buffer, ctypes.c_void_p))),
    )
    if found < 0:
        raise OSError(ctypes.get_errno(), "seccomp: " + os.strerror(ctypes.get_errno()))
    return found

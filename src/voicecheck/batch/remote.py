"""Recordings in other stores, such as `s3://bucket/calls`: found and fetched through fsspec."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from tempfile import TemporaryDirectory, TemporaryFile
from typing import Any

from voicecheck.asr.given import TRANSCRIPT_SUFFIXES
from voicecheck.audio.discover import AUDIO_SUFFIXES
from voicecheck.audio.opening import printable_path
from voicecheck.errors import AudioError, UsageError

__all__ = ["RemoteFile", "fetched", "find_remote", "is_remote"]

_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)
_OWN_FILES = "/proc/self/fd"
_MAGIC = re.compile(r"[*?\[]")


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteFile:
    """A recording in a store; `modified_ns` is a number that changes when the file does."""

    name: str
    place: str
    size_bytes: int
    modified_ns: int
    transcript: str | None

    def as_fields(self) -> dict[str, Any]:
        """The fields by name."""
        return {name: getattr(self, name) for name in self.__slots__}


def is_remote(argument: str) -> bool:
    """Whether this is an address rather than a path."""
    return _ADDRESS.match(argument) is not None


def find_remote(address: str) -> tuple[RemoteFile, ...]:
    """The recordings at an address: a file, a folder to any depth, or a pattern.

    Raises
    ------
    UsageError
        When the store cannot be reached, or nothing is there.
    """
    fsspec = _fsspec(address)
    where = printable_path(address)
    try:
        store, path = fsspec.core.url_to_fs(address)
        listed: dict[str, dict[str, Any]] = (
            store.glob(path, detail=True) if _MAGIC.search(path) else store.find(path, detail=True)
        )
    # Every store has errors of its own.
    except Exception as error:
        raise UsageError(
            f"{where}: expected a store that can be read, found {_short(error)}; "
            "check the address, the rights, and that the store's package is installed"
        ) from error
    files = {name: info for name, info in listed.items() if info.get("type", "file") == "file"}
    recordings = [name for name in sorted(files) if PurePosixPath(name).suffix.lower() in AUDIO_SUFFIXES]
    if not recordings:
        raise UsageError(f"{where}: expected recordings, found no file of a known kind; check the address")
    return tuple(_file(store, name, files) for name in recordings)


@contextmanager
def fetched(place: str, transcript: str | None) -> Iterator[tuple[str, str | None]]:
    """Paths of local copies of a recording and its transcript; they are gone afterwards.

    However this process ends: the copies have no names of their own, only links in a folder lead to them.

    Raises
    ------
    AudioError
        When they cannot be fetched.
    """
    with TemporaryDirectory(prefix="voicecheck-") as folder, ExitStack() as held:
        names = [("recording", place), *([("words", transcript)] if transcript is not None else [])]
        copies = [_fetch(address, _place(folder, name, address, held)) for name, address in names]
        yield copies[0], copies[1] if len(copies) > 1 else None


def _place(folder: str, name: str, address: str, held: ExitStack) -> str:
    """Where a copy goes; on systems without `/proc` an ordinary file."""
    link = os.path.join(folder, name + "".join(PurePosixPath(address).suffixes[-1:]))
    if os.path.isdir(_OWN_FILES):
        copy = held.enter_context(TemporaryFile())  # noqa: SIM115 - the stack closes it
        os.symlink(f"{_OWN_FILES}/{copy.fileno()}", link)
    return link


def _fetch(address: str, copy: str) -> str:
    try:
        store, path = _fsspec(address).core.url_to_fs(address)
        store.get_file(path, copy)
    except Exception as error:
        raise AudioError(
            f"{printable_path(address)}: expected a recording that can be fetched, found {_short(error)}; "
            "check that it is still there, and the connection"
        ) from error
    return copy


def _file(store: Any, name: str, files: dict[str, dict[str, Any]]) -> RemoteFile:
    info = files[name]
    address = store.unstrip_protocol(name)
    stem = name[: -len(PurePosixPath(name).suffix)]
    beside = next((stem + suffix for suffix in TRANSCRIPT_SUFFIXES if stem + suffix in files), None)
    return RemoteFile(
        name=printable_path(address),
        place=address,
        size_bytes=int(info.get("size") or 0),
        modified_ns=_stamp(info),
        transcript=None if beside is None else store.unstrip_protocol(beside),
    )


def _stamp(info: dict[str, Any]) -> int:
    """When a file changed last, or a number made of whatever the store tells instead."""
    for key in ("mtime", "LastModified", "last_modified", "updated", "modified", "created"):
        value = info.get(key)
        if isinstance(value, datetime):
            return round(value.timestamp() * 1e9)
        if isinstance(value, int | float):
            return round(value * 1e9)
    told = repr(sorted((key, str(value)) for key, value in info.items()))
    return int.from_bytes(hashlib.sha256(told.encode()).digest()[:7], "big")


def _fsspec(address: str) -> Any:
    try:
        import fsspec
    except ImportError as error:
        raise UsageError(
            f"{printable_path(address)}: expected the package fsspec for addresses, found none; "
            "install voicecheck[remote]"
        ) from error
    return fsspec


def _short(error: BaseException) -> str:
    return " ".join(f"{type(error).__name__} {error}".split())[:200]

"""Fetching a model: the one thing that goes to a network, and only when somebody asks for it.

Files come from a hub that speaks Hugging Face's protocol. It is asked for one revision and the digest of each
file in it (SHA-256 of large files, Git's object name of the others); what was fetched before an interruption
is kept and gone on with; a file whose digest is another one is thrown away. The model gets its place only
when all files are whole, with a manifest of their hashes that is checked whenever the model is loaded.
"""

from __future__ import annotations

import hashlib
import http.client
import json
import os
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from voicecheck.asr.models import MANIFEST, MODEL_FILES, ModelFolder, find_model
from voicecheck.errors import ModelError

__all__ = ["HUB", "MODELS", "OnProgress", "fetch_model"]

HUB = "https://huggingface.co"
MODELS = {
    **{
        name: f"Systran/faster-whisper-{name}"
        for name in ("tiny", "base", "small", "medium", "large-v2", "large-v3")
    },
    "large-v3-turbo": "mobiuslabsgmbh/faster-whisper-large-v3-turbo",
}
"""The repository of each model by name."""

OnProgress = Callable[[str, int, int], None]
"""Told the file, its bytes so far and all its bytes."""

_PATIENCE_S = 60.0
_PIECE_BYTES = 1 << 20
_LARGEST_REPLY_BYTES = 4 << 20
_PARTIAL = 206


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    """A file of a model as the hub describes it."""

    name: str
    address: str
    size_bytes: int
    sha256: str | None
    git_name: str | None

    def is_whole(self, path: Path) -> bool:
        """Whether this is the file, by its digest."""
        if path.stat().st_size != self.size_bytes:
            return False
        if self.sha256 is not None:
            return _sha256(path) == self.sha256
        # Git names a file by the SHA-1 of its size and content.
        named = hashlib.sha1(b"blob %d\0" % self.size_bytes, usedforsecurity=False)
        named.update(path.read_bytes())
        return named.hexdigest() == self.git_name


def fetch_model(name: str, place: Path, *, hub: str = HUB, on_progress: OnProgress) -> ModelFolder:
    """Fetch a model into a folder of its name under `place`.

    Raises
    ------
    ModelError
        When there is no such model, it is there already, the hub cannot be reached or sends something else,
        or the files cannot be written. What is whole until then is kept for the next time.
    """
    if name not in MODELS:
        raise ModelError(f"model {name!r}: expected one of {', '.join(MODELS)}, found none of them; name one")
    folder, aside = place / name, place / f".{name}.part"
    if folder.exists():
        raise ModelError(
            f"{folder}: expected no such folder yet, found one; check it with `models verify {name}`"
        )
    try:
        revision, files = _listed(hub.rstrip("/"), MODELS[name])
        aside.mkdir(parents=True, exist_ok=True)
        for file in files:
            _fetch(file, aside / file.name, on_progress)
        manifest = {
            "name": name,
            "source": f"{MODELS[name]}@{revision}",
            "files": {file.name: _sha256(aside / file.name) for file in files},
        }
        (aside / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
        aside.replace(folder)
    except (urllib.error.URLError, http.client.HTTPException, TimeoutError, ConnectionError) as error:
        raise ModelError(
            f"{hub}: expected a hub that sends {MODELS[name]}, found {_cause(error)}; "
            "check the connection, or name a mirror with --from; the same command goes on where it stopped"
        ) from error
    except OSError as error:
        raise ModelError(
            f"{place}: expected a folder that can be written to, found {error.strerror}; "
            "free some space, or name another with --to"
        ) from error
    found = find_model(folder)
    if found is None:
        raise ModelError(f"{folder}: expected a model, found none; fetch it again")
    return found


def _listed(hub: str, repository: str) -> tuple[str, list[_File]]:
    """The revision that the hub has now, and the files of a model in it."""
    address = f"{hub}/api/models/{repository}/revision/main?blobs=true"
    with _opened(address) as reply:
        content = reply.read(_LARGEST_REPLY_BYTES)
    try:
        document = json.loads(content)
        revision = str(document["sha"])
        files = [
            _file(f"{hub}/{repository}/resolve/{revision}/{one['rfilename']}", one)
            for one in document["siblings"]
            if one["rfilename"] in MODEL_FILES
        ]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise ModelError(
            f"{address}: expected the files of a model with their digests, found something else "
            f"({type(error).__name__}); name the hub's own address with --from"
        ) from error
    if not any(file.name == "model.bin" for file in files):
        raise ModelError(f"{address}: expected model.bin among the files, found none; take another model")
    return revision, files


def _file(address: str, entry: dict[str, Any]) -> _File:
    large = entry.get("lfs")
    return _File(
        name=str(entry["rfilename"]),
        address=address,
        size_bytes=int(entry["size"]),
        sha256=str(large["sha256"]) if large else None,
        git_name=None if large else str(entry["blobId"]),
    )


def _fetch(file: _File, path: Path, on_progress: OnProgress) -> None:
    """Fetch one file, or go on with what there is of it."""
    present = path.stat().st_size if path.exists() else 0
    if present < file.size_bytes or not file.is_whole(path):
        _continue(file, path, present if present < file.size_bytes else 0, on_progress)
        if not file.is_whole(path):
            found = f"{path.stat().st_size} bytes of another content"
            with suppress(OSError):
                path.unlink()
            raise ModelError(
                f"{file.address}: expected {file.size_bytes} bytes with the digest that the hub names, found "
                f"{found}; it was thrown away: try again, or name another hub with --from"
            )


def _continue(file: _File, path: Path, present: int, on_progress: OnProgress) -> None:
    with _opened(file.address, present) as reply:
        goes_on = reply.status == _PARTIAL
        done = present if goes_on else 0
        with path.open("ab" if goes_on else "wb") as opened:
            # One byte too many is as wrong as any number of them.
            while done <= file.size_bytes and (piece := reply.read(_PIECE_BYTES)):
                opened.write(piece)
                done += len(piece)
                on_progress(file.name, done, file.size_bytes)
            opened.flush()
            os.fsync(opened.fileno())
    if done < file.size_bytes:
        raise ConnectionError(f"the connection ended after {done} of {file.size_bytes} bytes of {file.name}")


def _opened(address: str, start: int = 0) -> Any:
    if not address.startswith(("https://", "http://")):
        raise ModelError(f"--from {address}: expected an address with https://, found another; correct it")
    request = urllib.request.Request(address, headers={"Range": f"bytes={start}-"} if start else {})  # noqa: S310
    return urllib.request.urlopen(request, timeout=_PATIENCE_S)  # noqa: S310 (checked above)


def _cause(error: BaseException) -> str:
    return str(getattr(error, "reason", None) or error) or type(error).__name__


def _sha256(path: Path) -> str:
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()

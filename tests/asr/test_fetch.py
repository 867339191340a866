"""Fetching a model from a hub on this machine that breaks off, lies, and forgets how to go on."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from voicecheck.asr.fetch import MODELS, fetch_model
from voicecheck.asr.models import find_model, verify_hashes
from voicecheck.errors import ModelError

FILES = {
    "model.bin": bytes(range(256)) * 9000,
    "config.json": b'{"a": 1}',
    "tokenizer.json": b"{}",
    "vocabulary.json": b"[]",
    "README.md": b"not wanted",
}
REVISION = "0123abcd"


class Hub(ThreadingHTTPServer):
    """A hub with one model; its attributes say how it misbehaves."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.files = dict(FILES)
        self.break_off_at: int | None = None
        self.knows_ranges = True
        self.listing: bytes | None = None
        self.asked: list[tuple[str, str | None]] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Answer(BaseHTTPRequestHandler):
    server: Hub

    def do_GET(self) -> None:
        hub = self.server
        wanted = self.headers.get("Range")
        hub.asked.append((self.path, wanted))
        repository = MODELS["small"]
        if self.path == f"/api/models/{repository}/revision/main?blobs=true":
            self.send(hub.listing or json.dumps({"sha": REVISION, "siblings": listed()}).encode())
            return
        content = hub.files[self.path.removeprefix(f"/{repository}/resolve/{REVISION}/")]
        start = int(wanted.removeprefix("bytes=").removesuffix("-")) if wanted and hub.knows_ranges else 0
        self.send(content[start:], 206 if start else 200)

    def send(self, content: bytes, status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        end = None
        if self.path.endswith("model.bin"):
            end, self.server.break_off_at = self.server.break_off_at, None
        self.wfile.write(content[:end])

    def log_message(self, *_about: Any) -> None:
        """Nothing on standard error."""


def listed() -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = []
    for name, content in FILES.items():
        entry: dict[str, Any] = {"rfilename": name, "size": len(content)}
        entry["blobId"] = hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()  # noqa: S324
        if name == "model.bin":
            entry["lfs"] = {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
        entries.append(entry)
    return entries


@pytest.fixture
def hub() -> Iterator[Hub]:
    with Hub() as opened:
        threading.Thread(target=opened.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield opened
        opened.shutdown()


def fetch(hub: Hub, place: Path) -> Path:
    return fetch_model("small", place, hub=hub.address, on_progress=lambda *_: None).path


def test_a_model_comes_whole_and_with_its_hashes(tmp_path: Path, hub: Hub) -> None:
    folder = fetch(hub, tmp_path)
    wanted = FILES.keys() - {"README.md"}
    assert {path.name for path in folder.iterdir()} == {*wanted, "manifest.json"}
    assert all((folder / name).read_bytes() == FILES[name] for name in wanted)
    model = find_model(folder)
    assert model is not None
    assert dict(model.hashes) == {name: hashlib.sha256(FILES[name]).hexdigest() for name in wanted}
    assert [path.name for path in tmp_path.iterdir()] == ["small"]
    with pytest.raises(ModelError, match="expected no such folder yet"):
        fetch(hub, tmp_path)


@pytest.mark.parametrize("knows_ranges", [True, False])
def test_what_was_fetched_before_the_connection_broke_is_kept(
    tmp_path: Path, hub: Hub, knows_ranges: bool
) -> None:
    hub.break_off_at, hub.knows_ranges = 300_000, knows_ranges
    with pytest.raises(ModelError, match="the same command goes on where it stopped"):
        fetch(hub, tmp_path)
    assert not (tmp_path / "small").exists()
    assert (tmp_path / ".small.part" / "model.bin").stat().st_size == 300_000
    folder = fetch(hub, tmp_path)
    assert (folder / "model.bin").read_bytes() == FILES["model.bin"]
    assert [wanted for path, wanted in hub.asked if path.endswith("model.bin")] == [None, "bytes=300000-"]


@pytest.mark.parametrize("name", ["model.bin", "config.json"])
@pytest.mark.parametrize("longer", [False, True])
def test_another_content_is_thrown_away(tmp_path: Path, hub: Hub, name: str, longer: bool) -> None:
    hub.files[name] = FILES[name] + b"x" if longer else b"y" + FILES[name][1:]
    with pytest.raises(ModelError, match=r"expected \d+ bytes with the digest .*it was thrown away"):
        fetch(hub, tmp_path)
    assert not (tmp_path / ".small.part" / name).exists()
    assert not (tmp_path / "small").exists()
    hub.files = dict(FILES)
    fetch(hub, tmp_path)


@pytest.mark.parametrize(
    "listing", [b"<html>", b"[]", b'{"sha": "1", "siblings": [{"rfilename": "model.bin"}]}', b'{"sha": "1"}']
)
def test_a_hub_that_lists_something_else(tmp_path: Path, hub: Hub, listing: bytes) -> None:
    hub.listing = listing
    with pytest.raises(ModelError, match="found something else"):
        fetch(hub, tmp_path)


def test_names_from_the_hub_lead_nowhere_else(tmp_path: Path, hub: Hub) -> None:
    evil = {"rfilename": "../model.bin", "size": 1, "blobId": "0"}
    hub.listing = json.dumps({"sha": REVISION, "siblings": [*listed(), evil]}).encode()
    fetch(hub, tmp_path / "models")
    assert [path.name for path in tmp_path.iterdir()] == ["models"]


def test_a_hub_that_is_not_there(tmp_path: Path, hub: Hub) -> None:
    address = hub.address
    hub.server_close()
    with pytest.raises(ModelError, match="check the connection, or name a mirror with --from"):
        fetch_model("small", tmp_path, hub=address, on_progress=lambda *_: None)
    for wrong in ("ftp://x", "/etc"):
        with pytest.raises(ModelError, match="expected an address with https"):
            fetch_model("small", tmp_path, hub=wrong, on_progress=lambda *_: None)
    with pytest.raises(ModelError, match="expected one of tiny, base"):
        fetch_model("../small", tmp_path, hub=address, on_progress=lambda *_: None)


def test_a_file_that_was_changed_is_not_loaded(tmp_path: Path, hub: Hub) -> None:
    folder = fetch(hub, tmp_path)
    (folder / "config.json").write_bytes(b'{"a": 2}')
    model = find_model(folder)
    assert model is not None
    with pytest.raises(ModelError, match=r"config\.json: expected sha256"):
        verify_hashes(model)
    from voicecheck.asr.engine import WhisperTranscriber

    with pytest.raises(ModelError, match=r"config\.json: expected sha256"):
        WhisperTranscriber(model)

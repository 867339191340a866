from __future__ import annotations

import hashlib
import json
import shutil
import socket
from pathlib import Path

import pytest

from voicecheck.asr import models
from voicecheck.asr.engine import load_transcriber
from voicecheck.asr.models import ModelFolder, default_model, find_model, list_models, verify_model
from voicecheck.asr.settings import AsrSettings
from voicecheck.errors import ModelError

CPU = AsrSettings(device="cpu", cpu_threads=1, compute_type="float32")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine of its own: working folder, models by environment, data home, bundled models."""
    for name in ("work/models", "named", "data/voicecheck/models", "bundled"):
        (tmp_path / name).mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "work")
    monkeypatch.setenv("VOICECHECK_MODELS", str(tmp_path / "named"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setattr(models, "_bundled_places", lambda: (tmp_path / "bundled",))
    return tmp_path


def pretend(folder: Path, manifest: object = None) -> Path:
    folder.mkdir(parents=True)
    (folder / "model.bin").write_bytes(b"weights of " + folder.name.encode())
    if manifest is not None:
        (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return folder


@pytest.fixture
def whole(tiny_folder: Path, tmp_path: Path) -> Path:
    """A copy of the tiny model that may be damaged."""
    return Path(shutil.copytree(tiny_folder, tmp_path / "copy"))


def test_nothing_installed(home: Path) -> None:
    assert find_model(None) is None
    assert list_models() == ()


def test_a_folder_is_a_model(home: Path) -> None:
    folder = pretend(home / "elsewhere" / "my-model")
    assert find_model(folder) == ModelFolder(name="my-model", path=folder)
    assert find_model(str(folder)) == ModelFolder(name="my-model", path=folder)


@pytest.mark.parametrize("place", ["work/models", "named", "data/voicecheck/models", "bundled"])
def test_a_name_is_looked_for_everywhere(home: Path, place: str) -> None:
    folder = pretend(home / place / "small")
    found = find_model("small")
    assert found is not None
    assert found.path == folder
    assert [model.name for model in list_models()] == ["small"]


def test_the_nearer_of_two_of_a_name_is_taken(home: Path) -> None:
    pretend(home / "data/voicecheck/models/small")
    near = pretend(home / "work/models/small")
    assert [model.path for model in list_models()] == [near]


@pytest.mark.parametrize(
    ("installed", "best"),
    [
        (["tiny", "small", "medium"], "medium"),
        (["large-v2", "faster-whisper-large-v3-turbo-ct2"], "faster-whisper-large-v3-turbo-ct2"),
        (["large-v3-turbo", "large-v3"], "large-v3"),
        (["distil-large-v3", "base"], "base"),
        (["medium.en", "tiny"], "tiny"),
        (["mine", "tiny.en"], "tiny.en"),
        (["mine"], "mine"),
    ],
)
def test_the_best_one_is_the_default(home: Path, installed: list[str], best: str) -> None:
    for name in installed:
        pretend(home / "named" / name)
    pretend(home / "bundled" / "demo")
    found = default_model()
    assert found is not None
    assert found.name == best


def test_the_demo_model_never_chooses_itself(home: Path) -> None:
    pretend(home / "bundled" / "demo")
    pretend(home / "named" / "disguised", {"name": "demo"})
    assert default_model() is None
    demo = find_model("demo")
    assert demo is not None
    assert demo.is_demo
    assert {model.name: model.is_demo for model in list_models()} == {"demo": True, "disguised": True}


def test_a_missing_model_says_where_and_what_else(home: Path) -> None:
    pretend(home / "named" / "small")
    with pytest.raises(ModelError) as caught:
        find_model("large-v3")
    message = str(caught.value)
    for expected in ("large-v3", str(home / "named" / "large-v3"), "installed: small", "models/README.md"):
        assert expected in message


def test_no_model_at_all_for_a_transcriber(home: Path) -> None:
    with pytest.raises(ModelError, match="--model demo or none"):
        load_transcriber(None)


@pytest.mark.parametrize(
    "manifest",
    [
        [],
        {"window_s": 31},
        {"window_s": "9"},
        {"languages": "zh"},
        {"files": []},
        {"files": {"model.bin": 3}},
        {"files": {"../x": "00"}},
    ],
)
def test_a_wrong_manifest_is_named(home: Path, manifest: object) -> None:
    folder = pretend(home / "named" / "odd", manifest)
    with pytest.raises(ModelError, match=r"manifest\.json: expected"):
        find_model(folder)
    assert list_models() == ()


def test_the_manifest_tells_about_the_model(home: Path) -> None:
    told = {"languages": ["zh"], "licence": "MIT", "description": "small", "window_s": 12}
    pretend(home / "named" / "x", told)
    found = find_model("x")
    assert found is not None
    assert (found.languages, found.licence, found.description) == (("zh",), "MIT", "small")
    assert found.window_s == 12.0


def test_the_hash_follows_the_files(home: Path) -> None:
    first = ModelFolder(name="a", path=pretend(home / "a"))
    before = first.sha256
    inner = hashlib.sha256(b"weights of a").hexdigest()
    assert before == hashlib.sha256(f"model.bin {inner}".encode()).hexdigest()
    (first.path / "model.bin").write_bytes(b"other, longer weights")
    assert first.sha256 != before


def test_a_whole_model_passes(whole: Path) -> None:
    files = {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in whole.iterdir()}
    (whole / "manifest.json").write_text(json.dumps({"files": files}), encoding="utf-8")
    folder = find_model(whole)
    assert folder is not None
    assert len(folder.hashes) == 5
    verify_model(folder, settings=CPU)


@pytest.mark.parametrize("name", ["model.bin", "config.json", "tokenizer.json", "vocabulary.json"])
def test_a_missing_file_is_named(whole: Path, name: str) -> None:
    (whole / name).unlink()
    with pytest.raises(ModelError, match=name):
        verify_model(ModelFolder(name="copy", path=whole), settings=CPU)


def test_a_damaged_file_is_named(whole: Path) -> None:
    hashes = (("model.bin", "0" * 64),)
    with pytest.raises(ModelError, match=r"model\.bin: expected sha256 0000"):
        verify_model(ModelFolder(name="copy", path=whole, hashes=hashes), settings=CPU)


def test_a_missing_tokenizer_does_not_call_the_network(whole: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (whole / "tokenizer.json").unlink()
    monkeypatch.setattr(socket.socket, "connect", _no_network)
    with pytest.raises(ModelError, match=r"tokenizer\.json"):
        load_transcriber(whole, CPU)


def test_models_load_without_a_network(whole: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket.socket, "connect", _no_network)
    monkeypatch.setattr(socket, "getaddrinfo", _no_network)
    assert load_transcriber(whole, CPU).languages == ("en", "zh")


@pytest.mark.parametrize("content", ["{}", "not json", '{"version": "1.0"}'])
def test_a_foreign_tokenizer_is_a_model_error(whole: Path, content: str) -> None:
    (whole / "tokenizer.json").write_text(content, encoding="utf-8")
    with pytest.raises(ModelError):
        load_transcriber(whole, CPU)


def _no_network(*args: object, **others: object) -> None:
    raise AssertionError("the network was asked")

"""The GPU's self-test, with the edge to CTranslate2 and to the driver played by others: no GPU is needed."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import faster_whisper
import pytest

from voicecheck.asr.settings import AsrSettings
from voicecheck.bench import cuda
from voicecheck.bench.cuda import usable_device
from voicecheck.bench.isolated import EndedError
from voicecheck.errors import ModelError

AUTO, CUDA = AsrSettings(device="auto"), AsrSettings(device="cuda")
WhisperModel = faster_whisper.WhisperModel
Open = Callable[..., Any]


class Driver:
    """NVIDIA's library as it answers when asked for its version."""

    def __init__(self, version: int) -> None:
        self._version = version

    def cuDriverGetVersion(self, version: Any) -> int:  # noqa: N802 (the library's own name)
        version._obj.value = self._version
        return 0


@pytest.fixture
def driver(monkeypatch: pytest.MonkeyPatch) -> dict[str, int | None]:
    """The version of the driver that is there; None: there is none."""
    there: dict[str, int | None] = {"version": None}

    def load(_name: str) -> Driver:
        if there["version"] is None:
            raise OSError("cannot open shared object file")
        return Driver(there["version"])

    monkeypatch.setattr(ctypes, "CDLL", load)
    return there


@pytest.fixture
def gpu(monkeypatch: pytest.MonkeyPatch) -> Callable[[Open], None]:
    """A machine with a GPU on which a model is opened like this; all in this process."""
    monkeypatch.setattr("ctranslate2.get_cuda_device_count", lambda: 1)
    monkeypatch.setattr(cuda, "isolated", lambda work, *arguments, **_how: work(*arguments))

    def use(opened: Open) -> None:
        def open_model(path: str, *, device: str, compute_type: str, **others: Any) -> Any:
            if device == "cpu":
                return WhisperModel(path, device=device, compute_type=compute_type, **others)
            return opened(path, compute_type, **others)

        monkeypatch.setattr(faster_whisper, "WhisperModel", open_model)

    return use


def sound(path: str, _compute_type: str, **others: Any) -> Any:
    return WhisperModel(path, device="cpu", compute_type="float32", **others)


def without_cublas(*_path: object, **_others: object) -> Any:
    raise RuntimeError("Library libcublas.so.12 is not found or cannot be loaded")


def deaf(path: str, compute_type: str, **others: Any) -> Any:
    """As a driver too old for the kernels was seen to do: no error, and no words."""
    model = sound(path, compute_type, **others)
    encode = model.encode
    model.encode = lambda features: encode(0.0 * features)
    return model


def test_the_cpu_is_not_tested() -> None:
    settings = AsrSettings(device="cpu")
    assert usable_device(settings) is settings


def test_a_gpu_that_hears_the_same_is_used(gpu: Callable[[Open], None]) -> None:
    asked: list[str] = []

    def noting(path: str, compute_type: str, **others: Any) -> Any:
        asked.append(compute_type)
        return sound(path, compute_type, **others)

    gpu(noting)
    settings = AsrSettings(device="auto", compute_type="int8_float16")
    assert usable_device(settings) == replace(settings, device="cuda")
    assert asked == ["int8_float16"]


@pytest.mark.parametrize(
    ("opened", "message"),
    [
        (without_cublas, "found: Library libcublas.so.12 is not found .*; install CUDA 12's libraries"),
        (deaf, r"other words at \d+\.\d s, .* where the CPU hears '.*'; update the driver"),
    ],
)
def test_a_gpu_that_does_not_serve(
    gpu: Callable[[Open], None], caplog: pytest.LogCaptureFixture, opened: Open, message: str
) -> None:
    gpu(opened)
    with pytest.raises(ModelError, match=message):
        usable_device(CUDA)
    assert usable_device(AUTO).device == "cpu"
    assert "the CPU is used instead" in caplog.text


def test_a_library_that_aborts_the_process(
    gpu: Callable[[Open], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    gpu(sound)

    def abort(*_work: object, **_how: object) -> None:
        raise EndedError("the process ended with exit code -6")

    monkeypatch.setattr(cuda, "isolated", abort)
    with pytest.raises(ModelError, match="exit code -6; install CUDA 12's libraries"):
        usable_device(CUDA)


@pytest.mark.parametrize(
    ("version", "message"),
    [
        (None, "expected NVIDIA's driver .*, found none; install it"),
        (11_040, r"expected a driver for CUDA 12 or newer, found one for 11\.4; update it"),
        (12_040, "expected an NVIDIA GPU, found a driver without one; see what nvidia-smi lists"),
    ],
)
def test_what_is_missing_is_named(
    monkeypatch: pytest.MonkeyPatch, driver: dict[str, int | None], version: int | None, message: str
) -> None:
    monkeypatch.setattr("ctranslate2.get_cuda_device_count", lambda: 0)
    driver["version"] = version
    with pytest.raises(ModelError, match=f"device cuda: {message}"):
        usable_device(CUDA)
    assert usable_device(AUTO).device == "cpu"

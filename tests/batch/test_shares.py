"""How recognition is divided: one process a GPU, or one thread a process as far as memory reaches."""

from __future__ import annotations

from pathlib import Path

import pytest

from voicecheck.asr.models import ModelFolder
from voicecheck.asr.settings import AsrSettings
from voicecheck.batch import shares
from voicecheck.batch.shares import recognition_shares


@pytest.fixture
def model(tmp_path: Path) -> ModelFolder:
    (tmp_path / "model.bin").write_bytes(bytes(1000))
    return ModelFolder(name="m", path=tmp_path)


def threads(found: tuple[AsrSettings, ...]) -> list[int | None]:
    return [one.cpu_threads for one in found]


@pytest.mark.parametrize(
    ("asked", "calls", "room", "expected"),
    [
        (4, 100, 100, [1, 1, 1, 1]),
        (4, 3, 100, [2, 1, 1]),
        (5, 100, 2, [3, 2]),
        (4, 100, 0, [4]),
        (1, 100, 100, [1]),
    ],
)
def test_a_core_has_a_process_where_memory_and_calls_suffice(
    model: ModelFolder,
    monkeypatch: pytest.MonkeyPatch,
    asked: int,
    calls: int,
    room: int,
    expected: list[int],
) -> None:
    monkeypatch.setattr(shares, "_room_for", lambda _model: room)
    settings = AsrSettings(device="cpu", cpu_threads=asked)
    assert threads(recognition_shares(model, settings, calls)) == expected


def test_cores_are_counted_where_nothing_is_asked_for(
    model: ModelFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "3")
    assert threads(recognition_shares(model, AsrSettings(device="cpu"), 100)) == [1, 1, 1]


@pytest.mark.parametrize(("device", "gpus"), [("auto", [0, 1]), ("cuda", [0, 1]), ("cpu", [0])])
def test_each_gpu_has_a_process(
    model: ModelFolder, monkeypatch: pytest.MonkeyPatch, device: str, gpus: list[int]
) -> None:
    monkeypatch.setattr(shares, "gpu_count", lambda: 2)
    found = recognition_shares(model, AsrSettings(device=device, cpu_threads=1), 100)
    assert [one.device_index for one in found] == gpus
    assert len(recognition_shares(model, AsrSettings(device=device, cpu_threads=1), 1)) == 1


def test_a_model_larger_than_the_memory_has_one_process(
    model: ModelFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ModelFolder, "size_bytes", property(lambda _self: 1 << 50))
    assert len(recognition_shares(model, AsrSettings(device="cpu", cpu_threads=8), 100)) == 1


def test_which_process_it_was_does_not_shape_the_words(model: ModelFolder) -> None:
    settings = AsrSettings(device="cpu", cpu_threads=2)
    assert {str(one.choices) for one in recognition_shares(model, settings, 9)} == {str(settings.choices)}

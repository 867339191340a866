from __future__ import annotations

import os
from pathlib import Path

import pytest

from voicecheck.asr import decoder
from voicecheck.asr.decoder import physical_cores
from voicecheck.asr.engine import load_transcriber
from voicecheck.asr.settings import AsrSettings


def test_cores_are_those_that_may_be_used(monkeypatch: pytest.MonkeyPatch) -> None:
    assert 1 <= physical_cores() <= (os.cpu_count() or 1)
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: {0}, raising=False)
    assert physical_cores() == 1


def test_hardware_threads_of_a_core_count_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    siblings = {0: "0-1", 1: "0-1", 2: "2-3", 3: "2-3"}

    def folder(path: str) -> Path:
        return tmp_path / path.strip("/").replace("/", "-")

    for cpu, listed in siblings.items():
        file = folder(f"/sys/devices/system/cpu/cpu{cpu}/topology/thread_siblings_list")
        file.write_text(listed + "\n", encoding="ascii")
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: set(siblings), raising=False)
    monkeypatch.setattr(decoder, "Path", folder)
    assert physical_cores() == 2


@pytest.mark.parametrize(
    ("asked", "environment", "threads"),
    [(3, "2", 3), (None, "2", 2), (None, "2,1", 2), (None, "many", 5), (None, "", 5), (None, None, 5)],
)
def test_threads(
    tiny_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    asked: int | None,
    environment: str | None,
    threads: int,
) -> None:
    import faster_whisper

    given: list[int] = []
    loaded = faster_whisper.WhisperModel

    def noting(path: str, *, cpu_threads: int, **others: object) -> object:
        given.append(cpu_threads)
        return loaded(path, cpu_threads=1, **others)

    monkeypatch.setattr(faster_whisper, "WhisperModel", noting)
    monkeypatch.setattr(decoder, "physical_cores", lambda: 5)
    if environment is None:
        monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    else:
        monkeypatch.setenv("OMP_NUM_THREADS", environment)
    load_transcriber(tiny_folder, AsrSettings(device="cpu", cpu_threads=asked))
    assert given == [threads]

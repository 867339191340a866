from __future__ import annotations

from pathlib import Path

import pytest

from tests.asr.tiny_model import write_tiny_model
from voicecheck.asr.engine import WhisperTranscriber
from voicecheck.asr.models import ModelFolder
from voicecheck.asr.settings import AsrSettings


@pytest.fixture(scope="session")
def tiny_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A multilingual model of random weights that knows zh and en."""
    return write_tiny_model(tmp_path_factory.mktemp("models") / "tiny")


@pytest.fixture(scope="session")
def tiny(tiny_folder: Path) -> WhisperTranscriber:
    settings = AsrSettings(beam_size=2, batch_size=3, compute_type="float32", device="cpu", cpu_threads=1)
    return WhisperTranscriber(ModelFolder(name="tiny", path=tiny_folder), settings)

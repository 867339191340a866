"""Models of a real shape: they load, and write as many tokens as a talker would, whatever they hear."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from voicecheck.asr.engine import WhisperTranscriber
from voicecheck.asr.settings import AsrSettings
from voicecheck.asr.types import SpeechPiece
from voicecheck.bench import shapes
from voicecheck.bench.shapes import SHAPES, Shape, write_shape
from voicecheck.errors import UsageError

SMALL = Shape(width=192, heads=3, encoder_layers=2, decoder_layers=2, tokens=12_000)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(shapes.SHAPES, "doll", SMALL)
        return write_shape("doll", tmp_path_factory.mktemp("shapes") / "doll").path


@pytest.mark.parametrize("compute_type", ["int8", "float32"])
def test_a_window_takes_four_tokens_a_second_and_no_second_pass(written: Path, compute_type: str) -> None:
    model = shapes.ModelFolder(name="doll-shaped", path=written)
    settings = AsrSettings(device="cpu", compute_type=compute_type, cpu_threads=1, batch_size=2)
    draw = np.random.default_rng(5)
    pieces = [
        SpeechPiece(
            call=f"{number}",
            channel=0,
            start_s=1.0,
            samples=(0.1 * draw.standard_normal(28 * 16_000)).astype(np.float32),
        )
        for number in range(2)
    ]
    found = WhisperTranscriber(model, settings).transcribe(pieces)
    assert [piece.failure for piece in found] == [None, None]
    assert [sum(len(word.text) for word in piece.words) for piece in found] == [116, 116]
    assert found[0].language == "zh"
    assert len({word.text for word in found[0].words}) == len(found[0].words)


def test_equal_names_give_equal_models(
    written: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(shapes.SHAPES, "doll", SMALL)
    again = write_shape("doll", tmp_path / "again").path
    assert (again / "model.bin").read_bytes() == (written / "model.bin").read_bytes()
    # A layer more is weights more: no two are stored as one.
    monkeypatch.setitem(shapes.SHAPES, "doll", replace(SMALL, encoder_layers=4))
    larger = write_shape("doll", tmp_path / "larger").path
    layer_bytes = 12 * SMALL.width**2
    grown = (larger / "model.bin").stat().st_size - (written / "model.bin").stat().st_size
    assert grown > 2 * layer_bytes


def test_the_shapes_have_the_published_number_of_parameters() -> None:
    # Radford et al. 2022, table 1, in millions; large-v3-turbo by its model card.
    published = {"tiny": 39, "base": 74, "small": 244, "medium": 769, "large-v3": 1550, "large-v3-turbo": 809}
    for name, millions in published.items():
        shape = SHAPES[name]
        width = shape.width
        layers = 12 * shape.encoder_layers + 16 * shape.decoder_layers
        ends = shape.tokens + 1500 + 448 + 3 * shape.mels + 3 * width
        assert (layers * width**2 + ends * width) / 1e6 == pytest.approx(millions, rel=0.04)


def test_a_shape_that_nobody_knows(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"expected one of tiny, base, .*, found 'huge'"):
        write_shape("huge", tmp_path / "huge")

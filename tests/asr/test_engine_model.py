"""The engine on a real CTranslate2 model of random weights: the invariants that hold whatever is said."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.asr.sounds import murmur, piece
from tests.asr.tiny_model import write_tiny_model
from voicecheck.asr.decoder import Decoder
from voicecheck.asr.engine import WhisperTranscriber, load_transcriber
from voicecheck.asr.models import ModelFolder
from voicecheck.asr.quality import Failure, judge
from voicecheck.asr.settings import AsrSettings
from voicecheck.asr.types import RecognisedPiece, SpeechPiece
from voicecheck.errors import ModelError

PLAIN = AsrSettings(beam_size=1, compute_type="float32", device="cpu", cpu_threads=1)
PIECES = [
    piece(0, 1.5),
    piece(4, 6, channel=1),
    piece(12, 0.1),
    piece(13, 12, call="b", language="en"),
    piece(30, 20, call="b", language=None),
    piece(60, 11, call="b", language="auto", channel=1),
    piece(80, 3, prompt="您好"),
]


def test_every_word_lies_inside_its_piece(tiny: WhisperTranscriber) -> None:
    found = tiny.transcribe(PIECES)
    assert sum(len(one.words) for one in found) > 30
    for asked, one in zip(PIECES, found, strict=True):
        for word in one.words:
            assert asked.start_s <= word.start_s < word.end_s <= asked.end_s
            assert word.probability is not None
            assert 0 <= word.probability <= 1


def test_no_state_survives_a_call(tiny: WhisperTranscriber) -> None:
    first = tiny.transcribe(PIECES)
    tiny.transcribe([piece(3, 9, seed=99, language=None)])
    assert tiny.transcribe(PIECES) == first


def test_the_text_of_a_call_does_not_depend_on_its_company(tiny: WhisperTranscriber) -> None:
    together = tiny.transcribe(PIECES)
    mine = [i for i, one in enumerate(PIECES) if one.call == "b"]
    alone = tiny.transcribe([PIECES[i] for i in mine])

    def told(found: RecognisedPiece) -> list[tuple[str, float]]:
        return [(word.text, word.start_s) for word in found.words]

    assert [told(one) for one in alone] == [told(together[i]) for i in mine]


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.randoms(use_true_random=False))
def test_the_order_of_the_pieces_changes_nothing(tiny: WhisperTranscriber, shuffle: random.Random) -> None:
    order = list(range(len(PIECES)))
    shuffle.shuffle(order)
    expected = tiny.transcribe(PIECES)
    assert tiny.transcribe([PIECES[i] for i in order]) == tuple(expected[i] for i in order)


def test_a_window_without_text_stays_empty(tmp_path: Path) -> None:
    silent = write_tiny_model(tmp_path / "silent", ends_at=0)
    transcriber = WhisperTranscriber(ModelFolder(name="silent", path=silent), PLAIN)
    (found,) = transcriber.transcribe([piece(0, 3)])
    assert (found.words, found.failure) == ((), "no speech")


def test_loops_are_found_out_and_forbidden(tmp_path: Path) -> None:
    folder = write_tiny_model(tmp_path / "looping", favourite="请", ends_at=220)
    decoder = Decoder(folder, PLAIN)
    features = decoder.feature_buffer()[:1]
    decoder.features(murmur(3), features[0])
    states = decoder.encode(features)
    (plain,) = decoder.decode(states, ["zh"], [()], guarded=False)
    (guarded,) = decoder.decode(states, ["zh"], [()], guarded=True)
    assert judge(plain, PLAIN) is Failure.REPETITION
    assert "请" * 50 in plain.text
    # No run of five tokens may come twice, so six of a kind cannot follow each other.
    assert "请" * 6 not in guarded.text


def test_an_english_only_model_speaks_english(tmp_path: Path) -> None:
    folder = write_tiny_model(tmp_path / "tiny.en", multilingual=False)
    transcriber = WhisperTranscriber(ModelFolder(name="tiny.en", path=folder), PLAIN)
    (found,) = transcriber.transcribe([piece(0, 3, language=None)])
    assert (transcriber.languages, found.language) == (("en",), "en")


def test_a_model_of_128_mels(tmp_path: Path) -> None:
    folder = write_tiny_model(tmp_path / "mels", mels=128)
    transcriber = WhisperTranscriber(ModelFolder(name="mels", path=folder), PLAIN)
    assert transcriber.transcribe([piece(0, 3)])[0].words
    (folder / "preprocessor_config.json").unlink()
    with pytest.raises(ModelError, match="feature_size 128, found 80"):
        WhisperTranscriber(ModelFolder(name="mels", path=folder), PLAIN)


def test_int8_is_the_choice_on_a_cpu(tiny_folder: Path) -> None:
    transcriber = load_transcriber(tiny_folder, AsrSettings(device="cpu", cpu_threads=1))
    assert transcriber.info.device == "cpu"
    assert transcriber.info.compute_type.startswith("int8")
    assert transcriber.info.name == "tiny"
    assert len(transcriber.info.sha256) == 64


def test_features_hold_exactly_the_frames_of_the_window(tiny_folder: Path) -> None:
    decoder = Decoder(tiny_folder, PLAIN)
    buffer = decoder.feature_buffer()[0]
    buffer[:] = 7.0
    assert decoder.features(murmur(2.345), buffer) == 234
    assert buffer[:, :234].max() < 2.0
    assert not buffer[:, 234:].any()


def test_a_damaged_model_is_a_model_error(tiny_folder: Path, tmp_path: Path) -> None:
    for file in tiny_folder.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "model.bin").write_bytes((tiny_folder / "model.bin").read_bytes()[:5000])
    with pytest.raises(ModelError, match="models verify"):
        load_transcriber(tmp_path, PLAIN)


def test_no_gpu_where_one_is_demanded(tiny_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import ctranslate2

    monkeypatch.setattr(ctranslate2, "get_cuda_device_count", lambda: 0)
    with pytest.raises(ModelError, match="found none; use --device cpu"):
        load_transcriber(tiny_folder, AsrSettings(device="cuda"))


def test_a_gpu_that_fails_gives_way_to_the_cpu(
    tiny_folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    import ctranslate2
    import faster_whisper

    loaded = faster_whisper.WhisperModel

    def failing(path: str, *, device: str, **others: object) -> object:
        if device == "cuda":
            raise RuntimeError("Library libcublas.so.12 is not found or cannot be loaded")
        return loaded(path, device=device, **others)

    monkeypatch.setattr(ctranslate2, "get_cuda_device_count", lambda: 1)
    monkeypatch.setattr(faster_whisper, "WhisperModel", failing)
    transcriber = load_transcriber(tiny_folder, AsrSettings(cpu_threads=1))
    assert transcriber.info.device == "cpu"
    assert "libcublas" in caplog.text
    with pytest.raises(ModelError, match="libcublas"):
        load_transcriber(tiny_folder, AsrSettings(device="cuda"))


def test_samples_may_be_a_view_of_the_recording(tiny: WhisperTranscriber) -> None:
    whole = np.stack([murmur(8, 1), murmur(8, 2)])
    view = SpeechPiece(call="v", channel=1, start_s=2, samples=whole[1, 32000:], language="zh")
    copy = SpeechPiece(call="v", channel=1, start_s=2, samples=whole[1, 32000:].copy(), language="zh")
    assert tiny.transcribe([view]) == tiny.transcribe([copy])

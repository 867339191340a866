"""The stages by themselves: the same as one call measured alone, and one bad call harms no other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks.short_calls import write_short_calls
from tests.store.calls import documented
from voicecheck.asr.settings import AsrSettings
from voicecheck.asr.types import ModelInfo, RecognisedPiece, SpeechPiece, Transcript
from voicecheck.batch.inputs import find_inputs
from voicecheck.batch.plan import BatchPlan, Task, select
from voicecheck.batch.stages import Failure, Speech, Unchanged, failure_of, finish, listen_to, recognise
from voicecheck.errors import AudioError
from voicecheck.pipeline import HeardCall, judge, measure
from voicecheck.store import prepare

PLAN = BatchPlan(standard=documented(), model=None, recognition=AsrSettings())


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    (path,) = write_short_calls(tmp_path_factory.mktemp("sound"), 1, seconds=3.0)
    return path


def task_of(place: str) -> Task:
    (task,) = select(find_inputs([place]), {}, PLAN.settings()).tasks
    return task


def test_the_stages_together_are_a_measurement(sound: Path) -> None:
    call = listen_to(task_of(str(sound)), PLAN)
    assert isinstance(call, HeardCall)
    timeline = measure(sound)
    alone = prepare(timeline, judge(timeline, documented()))
    assert replace(finish(call, None, None, PLAN), measured_at="") == replace(alone, measured_at="")


def test_an_address_is_measured_under_its_own_name(sound: Path) -> None:
    call = listen_to(task_of(f"file://{sound}"), PLAN)
    assert isinstance(call, HeardCall)
    assert call.info.path == f"file://{sound}"
    assert finish(call, None, None, PLAN).sha256 == prepare_alone(sound)


def prepare_alone(sound: Path) -> str:
    return measure(sound).call.sha256


def test_a_remote_file_that_is_bad_is_named_by_its_address(tmp_path: Path) -> None:
    (tmp_path / "bad.wav").write_bytes(b"no audio at all")
    with pytest.raises(AudioError, match=f"file://{tmp_path}/bad.wav: expected"):
        listen_to(task_of(f"file://{tmp_path}/bad.wav"), PLAN)


def test_the_same_bytes_are_not_measured_again(sound: Path) -> None:
    task = task_of(str(sound))
    known = measure(sound).call.sha256
    assert listen_to(replace(task, known_sha256=known), PLAN) == Unchanged()
    assert isinstance(listen_to(replace(task, known_sha256="0" * 64), PLAN), HeardCall)


class Choosy:
    """Recognises everything save pieces of another language than Chinese."""

    info = ModelInfo(name="choosy", sha256="0" * 64, compute_type="int8", device="cpu")
    choices: dict[str, Any] = {}  # noqa: RUF012 (as the protocol has it)

    def __init__(self) -> None:
        self.sizes: list[int] = []

    def transcribe(
        self, pieces: Sequence[SpeechPiece], *, progress: Any = None
    ) -> tuple[RecognisedPiece, ...]:
        self.sizes.append(len(pieces))
        if any(piece.language != "zh" for piece in pieces):
            raise AudioError("language: expected zh, found another; choose another model")
        assert len({piece.call for piece in pieces}) == self.sizes[-1]  # copies of a call stay apart
        return tuple(
            RecognisedPiece(words=(), language="zh", mean_log_probability=None, no_speech_probability=None)
            for _ in pieces
        )


def speech(language: str) -> Speech:
    piece = SpeechPiece(
        call="x", channel=0, start_s=0.0, samples=np.ones(16_000, np.float32), language=language
    )
    return Speech(pieces=(piece,), language=language)


def test_calls_are_recognised_together_and_fail_by_themselves() -> None:
    model = Choosy()
    assert [
        one.language for one in recognise(model, [speech("zh"), speech("zh")]) if isinstance(one, Transcript)
    ] == [
        "zh",
        "zh",
    ]
    assert model.sizes == [2]
    first, second, third = recognise(model, [speech("zh"), speech("yue"), speech("zh")])
    assert isinstance(first, Transcript)
    assert isinstance(third, Transcript)
    assert second == Failure(
        kind="audio", message="language: expected zh, found another; choose another model"
    )
    assert speech("zh").duration_s == 1.0


def test_what_a_failure_says() -> None:
    assert failure_of(MemoryError(), "a.wav").kind == "memory"
    told = failure_of(ZeroDivisionError("by  nought"), "a.wav")
    assert told.kind == "internal"
    assert told.message.startswith(
        "a.wav: expected a result, found ZeroDivisionError by nought; this is a defect"
    )

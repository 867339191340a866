"""From what was measured to what is said: known answers, drawn by hand."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from voicecheck.asr.types import SpeechPiece
from voicecheck.batch.stages import Speech
from voicecheck.bench.estimate import estimates
from voicecheck.bench.recognition import _as_many_as_fit, _taken
from voicecheck.bench.stability import Judged, compare
from voicecheck.bench.types import Change, Recognition, Stages

STAGES = Stages(calls=2, audio_s=100.0, speech_s=80.0, seconds={"listen": 0.6, "judge": 0.4}, memory_mb=200.0)
WAY = Recognition(
    model="base", is_shape=False, device="cpu", compute_type="int8", batch_size=8, speech_s=40.0, seconds=5.0
)
HEARD = Judged(
    device="cpu",
    compute_type="float32",
    texts={"a.wav": "您好请问", "b.wav": "再见"},
    verdicts={"a.wav": {"pace": "pass", "recap": "fail"}, "b.wav": {"pace": "fail"}},
)


def test_on_a_cpu_recognition_and_the_other_stages_share_the_cores() -> None:
    (found,) = estimates(STAGES, [WAY], [], cores=2)
    # A second of call: 0.01 s of one of two cores, and 0.8 s of speech at 8 x real time on both.
    assert found.times_real_time == pytest.approx(1 / (0.005 + 0.1))
    assert found.calls_per_hour == pytest.approx(found.times_real_time * 12)


def test_what_several_processes_do_adds_up() -> None:
    (found,) = estimates(STAGES, [replace(WAY, processes=2)], [], cores=2)
    assert found.times_real_time == pytest.approx(1 / (0.005 + 0.05))


def test_beside_a_gpu_the_slower_of_the_two_counts() -> None:
    (bound_by_gpu,) = estimates(STAGES, [replace(WAY, device="cuda")], [], cores=2)
    assert bound_by_gpu.times_real_time == pytest.approx(10.0)
    fast = replace(WAY, device="cuda", seconds=0.01)
    (bound_by_cores,) = estimates(STAGES, [fast], [], cores=2)
    assert bound_by_cores.times_real_time == pytest.approx(200.0)


def test_without_a_model_only_the_other_stages_count() -> None:
    (found,) = estimates(STAGES, [], [], cores=4)
    assert (found.way, found.times_real_time) == (None, pytest.approx(400.0))


def test_the_fastest_way_that_changes_no_verdict_is_chosen() -> None:
    slow = replace(WAY, compute_type="float32", seconds=9.0)
    broken = replace(
        WAY, compute_type="int8_float16", seconds=0.0, speech_s=0.0, failure="no such arithmetic"
    )
    other = replace(HEARD, compute_type="int8", verdicts={**HEARD.verdicts, "b.wav": {"pace": "pass"}})
    changing = compare("base", HEARD, other)
    (found,) = estimates(STAGES, [WAY, slow, broken], [changing], cores=2)
    assert found.way == slow
    (found,) = estimates(STAGES, [WAY, slow, broken], [compare("base", HEARD, HEARD)], cores=2)
    assert found.way == WAY
    # Where every way changes something, the fastest one is as good as another.
    (found,) = estimates(STAGES, [WAY, broken], [changing], cores=2)
    assert found.way == WAY
    assert estimates(STAGES, [broken], [], cores=2) == ()


def test_what_a_compute_type_changes() -> None:
    other = Judged(
        device="cpu",
        compute_type="int8",
        texts={"a.wav": "您好情问问"},
        verdicts={"a.wav": {"pace": "pass", "recap": "review"}},
    )
    found = compare("demo", HEARD, other)
    assert (found.calls, found.verdicts, found.reference, found.compute_type) == (1, 2, "float32", "int8")
    assert found.changes == (Change(call="a.wav", rule="recap", before="fail", after="review"),)
    assert (found.characters, found.changed_characters) == (4, 2)


def test_whole_batches_are_measured_where_one_fits() -> None:
    for windows, batch_size, expected in (
        (0.2, 8, 1),
        (5.9, 8, 5),
        (8.0, 8, 8),
        (17.0, 8, 16),
        (900.0, 8, 32),
    ):
        assert _as_many_as_fit(windows, batch_size) == expected


def test_speech_is_taken_from_call_after_call_and_again_as_another_call() -> None:
    calls = [
        Speech(
            pieces=tuple(
                SpeechPiece(
                    call="x", channel=0, start_s=start_s, samples=np.zeros(16_000 * length_s, np.float32)
                )
                for start_s, length_s in ((1.0, 2), (5.0, 3))
            ),
            language=None,
        )
        for _ in range(2)
    ]
    taken = _taken(calls, 23.0)
    assert [piece.call for piece in taken] == ["0", "0", "1", "1", "2", "2", "3", "3", "4"]
    assert sum(piece.end_s - piece.start_s for piece in taken) == pytest.approx(22.0)
    assert all(one.start_s < other.start_s for one, other in pairwise(taken) if one.call == other.call)
    assert len(_taken(calls, 0.5)) == 1

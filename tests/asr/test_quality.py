from __future__ import annotations

import pytest

from voicecheck.asr.quality import Decoded, Failure, judge
from voicecheck.asr.settings import AsrSettings
from voicecheck.errors import UsageError


def decoded(text: str, mean: float | None, silence: float) -> Decoded:
    return Decoded(
        tokens=tuple(range(len(text))), text=text, mean_log_probability=mean, no_speech_probability=silence
    )


@pytest.mark.parametrize(
    ("found", "failure"),
    [
        (decoded("您好请问", -0.2, 0.1), None),
        (decoded("您好请问", -1.0, 0.1), None),
        (decoded("您好请问", -1.01, 0.1), Failure.LOW_PROBABILITY),
        (decoded("您好请问", -0.2, 0.7), None),
        (decoded("您好请问", -1.01, 0.7), Failure.NO_SPEECH),
        (decoded("您好请问", -0.2, 0.91), Failure.NO_SPEECH),
        (decoded("", None, 0.1), Failure.NO_SPEECH),
        (decoded("谢谢" * 40, -0.2, 0.1), Failure.REPETITION),
    ],
)
def test_verdict_on_a_window(found: Decoded, failure: Failure | None) -> None:
    assert judge(found, AsrSettings()) is failure


def test_repetition_gains_from_compression() -> None:
    assert decoded("谢谢" * 40, 0, 0).compression_ratio > 2.4
    assert decoded("请问您的宽带账号和身份证后四位是多少", 0, 0).compression_ratio < 1.5


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"beam_size": 0}, "beam_size"),
        ({"batch_size": 0}, "batch_size"),
        ({"device": "tpu"}, "device"),
        ({"compute_type": "int4"}, "compute type"),
        ({"window_s": 31.0}, "window_s"),
        ({"pause_s": -1.0}, "pause_s"),
        ({"candidate_languages": ()}, "candidate_languages"),
    ],
)
def test_settings_outside_their_range_are_refused(wrong: dict[str, object], named: str) -> None:
    with pytest.raises(UsageError, match=named):
        AsrSettings(**wrong)  # type: ignore[arg-type]

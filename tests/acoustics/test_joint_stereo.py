"""A codec's faint copy is no speech; a party that talks along, however softly, is."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.truth.coded import encoded
from tests.acoustics import voices
from voicecheck.acoustics.joint_stereo import without_copies
from voicecheck.acoustics.listen import listen
from voicecheck.audio.load import load_recording
from voicecheck.intervals import Interval, overlap_s, total_s

RATE_HZ = 16000
WHOLE = Interval(0.7, 3.1)  # the first sentence of both


def two_voices(softer_db: float) -> np.ndarray:
    """Two parties talk at once for four seconds, the second softer."""
    first, second = (
        voices.speech(name, RATE_HZ)[0][: 4 * RATE_HZ]
        for name in (voices.MANDARIN_FEMALE, voices.MANDARIN_MALE)
    )
    return np.stack([first, second * np.float32(10 ** (-softer_db / 20))])


@pytest.mark.parametrize("below_db", [24.0, 40.0])
@pytest.mark.parametrize("sign", [1, -1])
def test_a_faint_copy_is_taken_out(below_db: float, sign: int) -> None:
    voice = two_voices(0.0)[0]
    samples = np.stack([voice, sign * voice * np.float32(10 ** (-below_db / 20))])
    first, second = without_copies(((WHOLE,), (WHOLE,)), samples, RATE_HZ)
    assert first == (WHOLE,)
    assert total_s(second) < 0.1 * WHOLE.duration_s


@pytest.mark.parametrize("softer_db", [0.0, 15.0, 30.0])
def test_a_soft_voice_of_its_own_stays(softer_db: float) -> None:
    kept = without_copies(((WHOLE,), (WHOLE,)), two_voices(softer_db), RATE_HZ)
    assert min(map(total_s, kept)) > 0.9 * WHOLE.duration_s


def test_speech_that_never_meets_stays_as_it_is() -> None:
    apart = ((Interval(0.0, 1.0),), (Interval(1.0, 2.0),))
    assert without_copies(apart, two_voices(0.0), RATE_HZ) == apart


def test_who_is_silent_in_stereo_opus_stays_silent(tmp_path) -> None:  # type: ignore[no-untyped-def]
    voice = two_voices(0.0)
    silence = np.zeros(RATE_HZ, np.float32)
    noise = np.random.default_rng(1).standard_normal((2, 9 * RATE_HZ), dtype=np.float32) * np.float32(4e-4)
    samples = noise + np.stack(
        [np.concatenate([voice[0], silence, 0 * voice[0]]), np.concatenate([0 * voice[1], silence, voice[1]])]
    )
    path = tmp_path / "call.ogg"
    path.write_bytes(encoded(samples, RATE_HZ, "opus", 24))
    audio = load_recording(path)
    first, second = listen(audio.samples, audio.analysis_rate_hz).speech
    assert overlap_s(first, [Interval(4.2, 9.0)]) < 0.1
    assert overlap_s(second, [Interval(0.0, 4.8)]) < 0.1
    assert min(total_s(first), total_s(second)) > 2.5

"""The engine's own logic, with a scripted decoder: what is sent, voted, doubted, and given back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tests.asr.scripted import GOOD, ScriptedDecoder
from tests.asr.sounds import piece
from voicecheck.asr import engine
from voicecheck.asr.engine import WhisperTranscriber
from voicecheck.asr.models import ModelFolder
from voicecheck.asr.settings import AsrSettings
from voicecheck.asr.types import SpeechPiece
from voicecheck.errors import ModelError, UsageError

Build = Callable[..., WhisperTranscriber]
LOOP = "谢谢" * 40


@pytest.fixture
def scripted(monkeypatch: pytest.MonkeyPatch) -> Build:
    def build(
        decoder: ScriptedDecoder, listed: tuple[str, ...] = (), **settings: object
    ) -> WhisperTranscriber:
        monkeypatch.setattr(engine, "Decoder", lambda folder, asked: decoder)
        folder = ModelFolder(name="scripted", path=Path("nowhere"), languages=listed)
        return WhisperTranscriber(folder, AsrSettings(**settings))  # type: ignore[arg-type]

    return build


def always(text: str) -> Callable[[float, bool], tuple[str, float, float]]:
    return lambda duration_s, guarded: (text, *GOOD)


def test_windows_of_different_calls_share_a_batch(scripted: Build) -> None:
    decoder = ScriptedDecoder(always("好"))
    pieces = [piece(0, 3, call=call, channel=channel) for call in "abc" for channel in (0, 1)]
    found = scripted(decoder).transcribe(pieces)
    assert [len(batch) for batch in decoder.batches] == [4, 2]
    assert [[word.text for word in one.words] for one in found] == [["好"]] * 6


def test_short_and_quiet_pieces_are_never_sent(scripted: Build) -> None:
    decoder = ScriptedDecoder(always("好"))
    quiet = SpeechPiece(call="a", channel=0, start_s=5, samples=np.full(16000, 1e-4, np.float32))
    silent = SpeechPiece(call="a", channel=0, start_s=9, samples=np.zeros(16000, np.float32))
    found = scripted(decoder).transcribe([piece(0, 0.19), quiet, silent])
    assert [one.failure for one in found] == ["too short", "too quiet", "too quiet"]
    assert [one.words for one in found] == [(), (), ()]
    assert decoder.batches == []


def test_a_model_may_ask_for_shorter_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    decoder = ScriptedDecoder(always("好"))
    monkeypatch.setattr(engine, "Decoder", lambda folder, asked: decoder)
    folder = ModelFolder(name="scripted", path=Path("nowhere"), window_s=10.0)
    WhisperTranscriber(folder).transcribe([piece(0, 6), piece(10, 6), piece(20, 3)])
    assert decoder.batches == [[6, pytest.approx(9.3)]]


def test_nothing_to_do(scripted: Build) -> None:
    told: list[float] = []
    assert scripted(ScriptedDecoder(always("好"))).transcribe([], progress=told.append) == ()
    assert told == [1.0]


def test_a_silent_window_loses_its_invented_words(scripted: Build) -> None:
    decoder = ScriptedDecoder(lambda duration_s, guarded: ("谢谢观看", -0.3, 0.95))
    (found,) = scripted(decoder).transcribe([piece(0, 3)])
    assert (found.words, found.failure, found.no_speech_probability) == ((), "no speech", 0.95)
    assert len(decoder.batches) == 1


def test_only_doubtful_windows_are_decoded_again(scripted: Build) -> None:
    def script(duration_s: float, guarded: bool) -> tuple[str, float, float]:
        return (LOOP, *GOOD) if duration_s == 5 and not guarded else ("好", *GOOD)

    decoder = ScriptedDecoder(script)
    found = scripted(decoder).transcribe(
        [piece(0, 3, call="a"), piece(0, 5, call="b"), piece(0, 4, call="c")]
    )
    assert decoder.batches == [[3, 5, 4], [5]]
    assert [one.failure for one in found] == [None] * 3
    assert [len(one.words) for one in found] == [1, 1, 1]


def test_a_bad_piece_costs_its_neighbours_nothing(scripted: Build) -> None:
    # Three pieces of 2, 3 and 4 s with pauses of 0.3 s: a window of 9.6 s; the one of 3 s is the culprit.
    def script(duration_s: float, guarded: bool) -> tuple[str, float, float]:
        return (LOOP, *GOOD) if duration_s in (9.6, 3) else ("好", *GOOD)

    decoder = ScriptedDecoder(script)
    found = scripted(decoder).transcribe([piece(0, 2), piece(10, 3), piece(20, 4)])
    assert decoder.batches == [[pytest.approx(9.6)], [pytest.approx(9.6)], [2, 3, 4]]
    assert [one.failure for one in found] == [None, "repetition", None]
    assert [len(one.words) for one in found] == [1, 80, 1]


def test_the_likelier_of_two_doubtful_texts_is_kept(scripted: Build) -> None:
    def script(duration_s: float, guarded: bool) -> tuple[str, float, float]:
        return ("坏", -1.8, 0.1) if guarded else ("好", -1.2, 0.1)

    (found,) = scripted(ScriptedDecoder(script)).transcribe([piece(0, 3)])
    assert [word.text for word in found.words] == ["好"]
    assert (found.failure, found.mean_log_probability) == ("low probability", -1.2)


def test_a_long_piece_comes_back_in_one(scripted: Build) -> None:
    decoder = ScriptedDecoder(always("您好"))
    (found,) = scripted(decoder).transcribe([piece(7, 70)])
    assert sum(decoder.batches[0]) == pytest.approx(70)
    count = len(decoder.batches[0])
    assert "".join(word.text for word in found.words) == "您好" * count
    starts = [word.start_s for word in found.words]
    assert starts == sorted(starts)
    assert found.words[-1].end_s == pytest.approx(77, abs=0.02)


def test_a_call_votes_on_its_language(scripted: Build) -> None:
    # The window of 5 s is surer of English than that of 3 s of Mandarin; call b hears Mandarin only.
    ballots = {3.0: {"zh": 0.6, "en": 0.4}, 5.0: {"zh": 0.05, "en": 0.95}, 4.0: {"zh": 0.9, "en": 0.1}}
    decoder = ScriptedDecoder(always("好"), votes=ballots.__getitem__, batch_size=1)
    found = scripted(decoder).transcribe(
        [
            piece(0, 3, language=None),
            piece(0, 5, channel=1, language="auto"),
            piece(0, 4, call="b", language=None),
            piece(0, 0.1, language=None),
        ]
    )
    assert [one.language for one in found] == ["en", "en", "zh", "en"]


def test_at_most_so_many_windows_vote(scripted: Build) -> None:
    decoder = ScriptedDecoder(always("好"), batch_size=2)
    scripted(decoder, detection_windows=2).transcribe([piece(30 * i, 20, language=None) for i in range(6)])
    assert decoder.detections == 2


def test_a_given_language_asks_nobody(scripted: Build) -> None:
    decoder = ScriptedDecoder(always("好"))
    found = scripted(decoder).transcribe([piece(0, 3, language="en")])
    assert (decoder.detections, found[0].language) == (0, "en")


def test_detection_keeps_to_the_languages_of_the_manifest(scripted: Build) -> None:
    decoder = ScriptedDecoder(always("好"), votes=lambda duration_s: {"en": 0.9, "zh": 0.1})
    found = scripted(decoder, listed=("zh",)).transcribe([piece(0, 3, language=None)])
    assert found[0].language == "zh"


def test_windows_with_prompts_of_other_lengths_get_other_batches(scripted: Build) -> None:
    decoder = ScriptedDecoder(always("好"))
    scripted(decoder).transcribe(
        [
            piece(0, 3, call="a", prompt="宽带"),
            piece(0, 3, call="b"),
            piece(0, 3, call="c", prompt="电话"),
        ]
    )
    assert [lengths for _, _, lengths in decoder.asked] == [[0], [2, 2]]


def test_progress_rises_to_one(scripted: Build) -> None:
    told: list[float] = []
    pieces = [piece(0, 3, call=str(i)) for i in range(9)]
    scripted(ScriptedDecoder(always("好"))).transcribe(pieces, progress=told.append)
    assert told == sorted(told)
    assert (told[0] > 0, told[-1]) == (True, 1.0)


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        (SpeechPiece(call="x", channel=0, start_s=1, samples=np.zeros((2, 9), np.float32)), "shape"),
        (SpeechPiece(call="x", channel=0, start_s=1, samples=np.zeros(16000)), "float64"),  # type: ignore[arg-type]
        (SpeechPiece(call="x", channel=0, start_s=1, samples=np.full(16000, np.nan, np.float32)), "finite"),
        (piece(1, 3, call="x", language="fr"), "fr"),
    ],
)
def test_a_wrong_piece_is_named(scripted: Build, wrong: SpeechPiece, named: str) -> None:
    with pytest.raises(UsageError, match=named) as caught:
        scripted(ScriptedDecoder(always("好"))).transcribe([wrong])
    assert "'x'" in str(caught.value)


def test_a_manifest_with_foreign_languages_is_refused(scripted: Build) -> None:
    with pytest.raises(ModelError, match="manifest"):
        scripted(ScriptedDecoder(always("好")), listed=("fr",))

"""A diarization beside the call: what is read, and what is said about a file that cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest

from voicecheck.asr.given_rttm import find_diarization, load_diarization
from voicecheck.errors import TranscriptError
from voicecheck.intervals import Interval

GOOD = """\
;; made by hand
SPKR-INFO call 1 <NA> <NA> <NA> unknown a <NA>
SPEAKER call 1 5.00 2.50 <NA> <NA> b <NA> <NA>
SPEAKER call 1 0.60 4.00 <NA> <NA> a <NA> <NA>

SPEAKER call 1 8.00 1.00 <NA> <NA> a
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "call.rttm"
    path.write_text(text, encoding="utf-8")
    return path


def test_two_voices_in_order_of_their_first_words(tmp_path: Path) -> None:
    found = load_diarization(written(tmp_path, GOOD))
    assert found.speech == ((Interval(5.0, 7.5),), (Interval(0.6, 4.6), Interval(8.0, 9.0)))[::-1]
    assert found.agent is None


@pytest.mark.parametrize(
    ("names", "agent"), [(("agent", "b"), 0), (("a", "坐席"), 1), (("a", "customer"), 0), (("客户", "b"), 1)]
)
def test_names_tell_who_the_agent_is(tmp_path: Path, names: tuple[str, str], agent: int) -> None:
    text = "".join(f"SPEAKER c 1 {i}.0 0.5 <NA> <NA> {name} <NA> <NA>\n" for i, name in enumerate(names))
    assert load_diarization(written(tmp_path, text)).agent == agent


def test_it_is_found_beside_the_recording(tmp_path: Path) -> None:
    assert find_diarization(tmp_path / "call.wav") is None
    path = written(tmp_path, GOOD)
    assert find_diarization(tmp_path / "call.wav") == path


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "SPEAKER c 1 x 1 <NA> <NA> a <NA> <NA>\n",
            "line 1: expected start and length in seconds, found 'x'",
        ),
        ("\nSPEAKER c 1 1 0 <NA> <NA> a <NA> <NA>\n", "line 2: expected an end after the start"),
        ("SPEAKER c 1 -1 2 <NA> <NA> a <NA> <NA>\n", "line 1: expected the start from 0"),
        ("SPEAKER c 1 1 nan <NA> <NA> a <NA> <NA>\n", "line 1: expected the end from 0"),
        ("0.0 1.0 a\n", "line 1: expected `SPEAKER FILE CHANNEL START LENGTH <NA> <NA> NAME`"),
        ("", "expected the speech of two speakers, found 0;"),
        (GOOD + "SPEAKER c 1 20 1 <NA> <NA> z <NA> <NA>\n", "two speakers, found 3: a, b, z;"),
        (GOOD.replace(" a", " agent").replace(" b", " 客服"), "expected one name for each party"),
    ],
)
def test_a_bad_file_is_explained(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(TranscriptError) as caught:
        load_diarization(written(tmp_path, text))
    assert message in str(caught.value)
    assert str(tmp_path) in str(caught.value)

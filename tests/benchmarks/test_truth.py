"""The made calls and the scorers: what the script says happens, and the scores are those of a peer."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.truth import script
from benchmarks.truth.call import make_call
from benchmarks.truth.diarization import diarization_error
from benchmarks.truth.line import LINES, Line, record
from benchmarks.truth.turn_taking import Event, match, precision_recall_f1
from voicecheck.intervals import Interval, overlap_s


def test_every_scene_is_understood() -> None:
    kinds = Counter(line.kind for scene in script.scenes() for line in scene.lines)
    assert min(kinds[kind] for kind in ("interruption", "backchannel", "handover")) >= 6
    assert {scene.language for scene in script.scenes()} == {"zh", "en"}


@pytest.mark.parametrize("text", ["B: hello", "A (jumps 3): hello", "A hello"])
def test_a_line_that_means_nothing_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"scenes\.toml"):
        script._line(text)


def test_a_made_call_does_what_its_script_says() -> None:
    call = make_call(3, "tuning", "zh", None, 2)
    for number, line in enumerate(call.lines):
        other = [one for one in call.lines[:number] if one.party != line.party]
        talked_s = sum(overlap_s(line.speech, one.speech) for one in other)
        if line.kind == "interruption":
            assert talked_s > 0.5
        elif line.kind == "handover":
            assert talked_s < 0.5
        elif line.kind is None:
            assert talked_s < 0.05
    assert make_call.__wrapped__(3, "tuning", "zh", None, 2).clean.tobytes() == call.clean.tobytes()


@pytest.mark.parametrize("name", ["A-law", "GSM 6.10", "Opus 12 kbit/s", "MP3 32 kbit/s"])
def test_a_codec_keeps_the_time(name: str) -> None:
    call = make_call(3, "tuning", "zh", None, 2)
    plain = record(call, Line(rate_hz=LINES[name].rate_hz, codec="pcm"))
    coded = record(call, LINES[name])
    assert coded.shape == plain.shape
    first = round(call.lines[0].start_s * LINES[name].rate_hz)
    piece = slice(first, first + 2 * LINES[name].rate_hz)
    assert np.corrcoef(plain[0, piece], coded[0, piece])[0, 1] > 0.6


def test_an_event_is_hit_once() -> None:
    true = [Event("interruption", 0, 5.0), Event("interruption", 1, 9.0), Event("handover", 0, 20.0)]
    found = [Event("interruption", 0, 5.3), Event("interruption", 0, 5.9), Event("interruption", 0, 9.0)]
    counts = match(found, true, "interruption")
    assert counts == {"hit": 1, "false": 2, "missed": 1}
    assert precision_recall_f1([counts]) == pytest.approx((1 / 3, 1 / 2, 2 / 5))


spans = st.lists(st.tuples(st.integers(0, 300), st.integers(1, 60)), max_size=6).map(
    lambda pairs: [Interval(a / 10, (a + b) / 10) for a, b in pairs]
)


@settings(max_examples=40, deadline=None)
@given(st.tuples(spans, spans), st.tuples(spans, spans), st.sampled_from([0.0, 0.25]), st.booleans())
def test_the_error_is_that_of_pyannote(true, found, collar_s, skip_overlap) -> None:  # type: ignore[no-untyped-def]
    from pyannote.core import Annotation, Segment, Timeline
    from pyannote.metrics.diarization import DiarizationErrorRate

    def annotation(voices) -> Annotation:  # type: ignore[no-untyped-def]
        made = Annotation()
        for name, voice in zip("ab", voices, strict=True):
            for track, one in enumerate(Timeline([Segment(s.start_s, s.end_s) for s in voice]).support()):
                made[one, f"{name}{track}"] = name
        return made

    metric = DiarizationErrorRate(collar=2 * collar_s, skip_overlap=skip_overlap)
    peer = metric(annotation(true), annotation(found), uem=Timeline([Segment(-1, 40)]), detailed=True)
    own = diarization_error(true, found, collar_s=collar_s, skip_overlap=skip_overlap)
    assert own.speech_s == pytest.approx(peer["total"], abs=1e-6)
    assert own.missed_s == pytest.approx(peer["missed detection"], abs=1e-6)
    assert own.false_s == pytest.approx(peer["false alarm"], abs=1e-6)
    assert own.confused_s == pytest.approx(peer["confusion"], abs=1e-6)

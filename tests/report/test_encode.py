"""The JSON form: rounding, languages, determinism, and nothing that JSON cannot say."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

from tests.report.drawn import drawn_mono, drawn_timeline
from tests.report.judged import drawn_judgement
from tests.report.standards import small_standard
from voicecheck.report.build import build_result
from voicecheck.report.encode import error_entry, result_dict, result_json, round_as
from voicecheck.report.result import CallResult
from voicecheck.report.schema import result_schema
from voicecheck.timeline.types import CallTimeline

GOLDEN = Path(__file__).parent / "golden"
CREATED_AT = "2026-03-02T10:20:00Z"


def result_of(timeline: CallTimeline) -> CallResult:
    """The drawn judgement on a timeline."""
    return build_result(timeline, small_standard(), drawn_judgement(), created_at=CREATED_AT)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_drawn_call_gives_the_golden_document(lang: str) -> None:
    # To make it anew: PYTHONPATH=src:. python -m tests.report.make_golden
    golden = (GOLDEN / f"drawn.{lang}.json").read_text(encoding="utf-8")
    assert result_json(result_of(drawn_timeline()), lang) == golden  # type: ignore[arg-type]


@pytest.mark.parametrize("timeline", [drawn_timeline(), drawn_mono()], ids=["two channels", "mono"])
def test_a_result_fits_the_schema(timeline: CallTimeline) -> None:
    validator = jsonschema.Draft202012Validator(result_schema())
    validator.check_schema(result_schema())
    validator.validate(json.loads(result_json(result_of(timeline), "en")))


def test_an_array_with_a_failed_call_fits_the_schema_of_the_document() -> None:
    # `document` refers to the root for one result: the root keeps its own id where it is wrapped.
    root = {**result_schema(), "$id": "https://voicecheck.invalid/result"}
    wrapped = {"$ref": "https://voicecheck.invalid/result#/$defs/document", "$defs": {"result": root}}
    good = result_dict(result_of(drawn_timeline()), "en")
    bad = error_entry(
        "calls/x.wav", "audio", "calls/x.wav: expected audio, found zero bytes; export it again"
    )
    validator = jsonschema.Draft202012Validator(wrapped)
    validator.validate([good, bad])
    validator.validate(good)
    with pytest.raises(jsonschema.ValidationError):
        validator.validate([{**good, "surprise": 1}])
    with pytest.raises(jsonschema.ValidationError):
        validator.validate([{"call": {"path": "x"}}])


@pytest.mark.parametrize("missing", ["score", "created_at", "timeline"])
def test_the_schema_refuses_a_result_with_a_hole(missing: str) -> None:
    document = result_dict(result_of(drawn_timeline()), "en")
    del document[missing]
    with pytest.raises(jsonschema.ValidationError, match=missing):
        jsonschema.validate(document, result_schema(), cls=jsonschema.Draft202012Validator)


def test_only_created_at_differs_between_two_runs() -> None:
    first = result_of(drawn_timeline())
    second = replace(first, created_at="2027-01-01T00:00:00Z")
    lines = zip(result_json(first, "zh").splitlines(), result_json(second, "zh").splitlines(), strict=True)
    assert [one for one, other in lines if one != other] == [f'  "created_at": "{CREATED_AT}",']


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("start_s", 1.23456, 1.235),
        ("start_s", 0.0005, 0.001),
        ("level_dbov", -25.125, -25.12),
        ("dBov", -25.126, -25.13),
        ("articulation_rate_spm", 312.449, 312.4),
        ("f0_sd_st", 2.505, 2.51),
        ("f0_median_hz", 201.25, 201.3),
        ("talk_share", 0.123456, 0.1235),
        ("1", 0.123456, 0.1235),
        ("rings", 2.0, 2.0),
        (None, 1.0 / 3.0, 0.333),
        ("start_s", -0.0001, 0.0),
        ("start_s", None, None),
    ],
)
def test_numbers_are_rounded_by_their_unit(
    name: str | None, value: float | None, expected: float | None
) -> None:
    assert round_as(name, value) == expected


def test_a_number_that_is_none_has_a_reason_beside_it() -> None:
    document = result_dict(result_of(drawn_mono()), "en")
    assert document["timeline"]["ring_count"] is None
    assert "ring" in document["timeline"]["reasons"]["ring_count"]
    turn = document["timeline"]["turns"][0]
    assert {name for name, value in turn.items() if value is None} <= {
        "speaker",
        "rate_unit",
        *turn["reasons"],
    }
    for party in ("agent", "customer"):
        metrics = document["metrics"][party]
        nulls = {name for name, value in metrics.items() if value is None}
        assert nulls == set(metrics["reasons"])
        assert "talk_share" in nulls
        assert all(metrics["reasons"].values())


def test_metadata_keep_their_values_but_no_number_that_json_lacks() -> None:
    call = replace(
        drawn_timeline().call, metadata={"ring_s": float("nan"), "share": 0.123456789, "note": "a"}
    )
    document = result_dict(result_of(replace(drawn_timeline(), call=call)), "en")
    assert document["call"]["metadata"] == {"ring_s": None, "share": 0.123456789, "note": "a"}
    json.dumps(document, allow_nan=False)


def test_a_path_that_is_not_utf8_can_still_be_written() -> None:
    call = replace(drawn_timeline().call, path="calls/\udcff.wav")
    assert '"calls/?.wav"' in result_json(result_of(replace(drawn_timeline(), call=call)), "en")


def test_texts_are_in_the_language_that_was_asked_for() -> None:
    result = result_of(drawn_timeline())
    chinese, english = result_dict(result, "zh"), result_dict(result, "en")
    assert chinese["text_language"] == "zh"
    assert chinese["findings"][1]["message"] == "语速偏快"
    assert english["findings"][1]["message"] == "faster than the band"
    assert english["findings"][1]["limit"] == {"min": 180.0, "max": 260.0}
    assert english["findings"][2]["limit"] == {"min": None, "max": 0.0}


def test_a_silence_is_excused_by_the_evidence_that_holds_half_of_it() -> None:
    silences = result_dict(result_of(drawn_timeline()), "en")["timeline"]["silences"]
    assert [silence["excused_by"] for silence in silences] == ["hold-etiquette", None]

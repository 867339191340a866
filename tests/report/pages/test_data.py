from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.report.drawn import drawn_mono
from tests.report.pages.pages import drawn_result, drawn_sound
from tests.report.test_encode import result_of
from voicecheck.report.order import ordered_findings
from voicecheck.report.pages.call_data import call_data, score_band
from voicecheck.report.pages.finding_data import finding_rows, headline
from voicecheck.report.pages.scale import finding_scale
from voicecheck.report.pages.sound import lane_speakers
from voicecheck.rules.types import Evidence

NUMBERS = st.floats(-200.0, 400.0).map(lambda number: round(number, 2))


def test_what_matters_comes_first() -> None:
    result = drawn_result()
    verdicts = [finding.verdict for finding in ordered_findings(result)]
    order = ["fail", "review", "pass", "not_measurable", "not_applicable"]
    assert verdicts == sorted(verdicts, key=order.index)
    failed = [finding for finding in ordered_findings(result) if finding.verdict == "fail"]
    assert [finding.critical for finding in failed] == sorted((f.critical for f in failed), reverse=True)


def test_numbers_belong_to_what_failed_or_waits_for_an_ear() -> None:
    rows = finding_rows(drawn_result())
    numbered = [row for row in rows if row["verdict"] in ("fail", "review")]
    assert [row["number"] for row in numbered] == list(range(1, len(numbered) + 1))
    assert all(row["number"] is None for row in rows if row not in numbered)


def test_the_headline_counts() -> None:
    result = drawn_result()
    clean = replace(result, findings=result.findings_with("pass"))
    count = len(clean.findings)
    clean = replace(clean, score=replace(result.score, measurable_share=0.9))
    result = replace(result, score=clean.score)
    scarce = replace(clean, score=replace(result.score, measurable_share=0.4), findings=clean.findings[:1])
    assert headline(scarce)["en"].startswith("Only a small part could be judged")
    assert headline(scarce)["en"].endswith("The one point judged was met.")
    assert headline(clean)["en"] == f"None of the {count} points judged was missed."
    assert headline(replace(result, findings=()))["zh"] == "这通电话没有可以判定的项目。"
    failed = replace(result.findings_with("fail")[0], critical=True, title={"zh": "甲", "en": "A"})
    one = replace(result, findings=(*clean.findings, failed))
    assert headline(one)["en"] == f"1 of the {count + 1} points judged was missed, among them critical: A."
    assert headline(one)["zh"] == f"判定的 {count + 1} 项中有 1 项未通过，其中关键项：甲。"


@pytest.mark.parametrize(
    ("value", "share", "band"),
    [
        (80.0, 1.0, "good"),
        (79.9, 1.0, "fair"),
        (60.0, 0.5, "fair"),
        (59.9, 0.5, "poor"),
        (100.0, 0.49, "none"),
    ],
)
def test_bands_of_the_score(value: float, share: float, band: str) -> None:
    result = drawn_result()
    score = replace(result.score, value=value, measurable_share=share)
    assert score_band(replace(result, score=score)) == band


def test_parties_on_one_channel_share_a_lane() -> None:
    assert lane_speakers(drawn_result()) == (("agent", 0), ("customer", 1))
    assert lane_speakers(result_of(drawn_mono())) == ((None, 0),)


def test_curves_stand_for_the_whole_call() -> None:
    result = drawn_result()
    data = call_data(result, drawn_sound(result))
    assert [lane["speaker"] for lane in data["lanes"]] == ["agent", "customer"]
    for lane in data["lanes"]:
        assert len(lane["peaks"]) == pytest.approx(result.call.duration_s * data["peakRate"], abs=1)
        assert len(lane["level"]) == pytest.approx(result.call.duration_s * data["curveRate"], abs=1)
        assert set(lane["f0"]) - {None} <= set(range(195, 206))
        assert max(lane["peaks"]) == 255
    assert call_data(result, None)["lanes"][0]["peaks"] == []


def test_a_value_at_the_limit_stands_at_the_edge_of_the_accepted_range() -> None:
    scale = finding_scale(260.0, (180.0, 260.0), "spm:character")
    assert scale is not None
    assert scale.value == scale.high
    assert scale.low < scale.high
    assert (scale.low_text, scale.high_text) == ("180", "260")
    assert scale.value_text == {"zh": "260 字/分钟", "en": "260 characters/min"}


def test_a_side_without_limit_is_accepted_to_the_end() -> None:
    scale = finding_scale(12.0, (5.0, None), "st")
    assert scale is not None
    assert (scale.high, scale.high_text) == (1.0, None)
    assert finding_scale(12.0, (None, None), "st") is None
    assert finding_scale(None, (5.0, None), "st") is None


@given(
    value=NUMBERS, low=st.none() | NUMBERS, room=st.none() | st.floats(0.0, 300.0).map(lambda r: round(r, 2))
)
def test_a_scale_shows_on_which_side_of_the_limit_a_value_is(
    value: float, low: float | None, room: float | None
) -> None:
    high = None if room is None else (low or 0.0) + room
    scale = finding_scale(value, (low, high), "dB")
    if scale is None:
        assert low is None
        assert high is None
        return
    assert all(0.0 <= share <= 1.0 and math.isfinite(share) for share in (scale.value, scale.low, scale.high))
    assert low is None or (value < low) <= (scale.value <= scale.low)
    assert high is None or (value > high) <= (scale.value >= scale.high)
    assert low is None or (value >= low) <= (scale.value >= scale.low)
    assert high is None or (value <= high) <= (scale.value <= scale.high)


def test_a_failed_critical_rule_fails_the_call() -> None:
    data = call_data(drawn_result(), None)
    assert [title["en"] for title in data["score"]["failed"]] == ["Never cut in"]


def test_a_measured_finding_says_how_sure_its_measure_is() -> None:
    result = drawn_result()
    findings = tuple(replace(finding, measures=("speech_rate_spm",)) for finding in result.findings)
    rows = finding_rows(replace(result, findings=findings))
    assert all("Speech rate: typical error" in row["errors"][0]["en"] for row in rows)
    assert all(row["errors"] == [] for row in finding_rows(result))
    assert any(row["errors"] for row in call_data(result, None)["figures"])


def test_of_steps_only_what_made_them_due_is_a_place() -> None:
    result = drawn_result()
    protocol = next(finding for finding in result.findings if any(step.start_s for step in finding.steps))
    due = Evidence(start_s=1.0, end_s=2.0, speaker="customer", text="我要投诉")
    said = [
        Evidence(start_s=step.start_s, end_s=step.end_s or step.start_s, speaker="agent", text=step.text)
        for step in protocol.steps
        if step.start_s is not None
    ]
    (row,) = finding_rows(replace(result, findings=(replace(protocol, evidence=(due, *said)),)))
    assert [place["text"] for place in row["evidence"]] == ["我要投诉"]
    assert any(step["start"] is not None for step in row["steps"])

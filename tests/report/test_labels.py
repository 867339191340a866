from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from tests.report.drawn import drawn_mono, drawn_timeline
from tests.report.test_encode import result_of
from voicecheck.asr.given import load_transcript
from voicecheck.report.labels import (
    LABEL_FORMATS,
    audacity_text,
    rttm_text,
    srt_text,
    textgrid_text,
    vtt_text,
)
from voicecheck.report.result import CallResult


@pytest.fixture
def result() -> CallResult:
    return result_of(drawn_timeline())


def spoken(result: CallResult) -> list[tuple[str | None, float, float, str]]:
    return sorted(
        (str(turn.speaker), round(turn.start_s, 3), round(turn.end_s, 3), turn.text)
        for turn in result.timeline.turns
        if turn.text
    )


@pytest.mark.parametrize("suffix", [".srt", ".vtt"])
def test_subtitles_come_back_as_the_transcript(result: CallResult, tmp_path: Path, suffix: str) -> None:
    file = tmp_path / f"call{suffix}"
    file.write_text(LABEL_FORMATS[suffix](result, "en"), encoding="utf-8")
    transcript = load_transcript(file)
    back = sorted(
        (str(one.speaker), round(one.start_s, 3), round(one.end_s, 3), one.text)
        for one in transcript.utterances
    )
    assert back == spoken(result)
    assert len(back) > 3


@pytest.mark.parametrize("suffix", [".srt", ".vtt"])
def test_odd_text_stays_inside_its_cue(result: CallResult, tmp_path: Path, suffix: str) -> None:
    odd = "a < b & c\n\n00:00:01,000 --> 00:00:02,000\tcustomer: no"
    first, *others = result.timeline.turns
    changed = replace(result, timeline=replace(result.timeline, turns=(replace(first, text=odd), *others)))
    file = tmp_path / f"call{suffix}"
    file.write_text(LABEL_FORMATS[suffix](changed, "en"), encoding="utf-8")
    assert file.read_text(encoding="utf-8").count("\n\n") == srt_text(result, "en").count("\n\n") + (
        suffix == ".vtt"
    )


def test_times_are_rounded_to_the_millisecond(result: CallResult) -> None:
    turn = replace(result.timeline.turns[0], start_s=59.9996, end_s=3661.25, text="好")
    one = replace(result, timeline=replace(result.timeline, turns=(turn,)))
    assert srt_text(one, "zh") == "1\n00:01:00,000 --> 01:01:01,250\nagent: 好\n"
    assert vtt_text(one, "zh") == "WEBVTT\n\n00:01:00.000 --> 01:01:01.250\n<v agent>好\n"


def test_audacity_labels_are_rows_of_three_by_time(result: CallResult) -> None:
    rows = [line.split("\t") for line in audacity_text(result, "en").splitlines()]
    assert all(len(row) == 3 for row in rows)
    starts = [float(row[0]) for row in rows]
    assert starts == sorted(starts)
    assert all(float(row[1]) >= float(row[0]) for row in rows)
    told = [row[2] for row in rows]
    assert "ring" in told
    assert f"agent: {result.timeline.turns[0].text}" in told
    for finding in result.findings_with("fail"):
        assert finding.evidence == () or f"[Failed] {finding.title['en']}" in told


def test_rttm_has_a_line_for_every_stretch_of_speech(result: CallResult) -> None:
    lines = [line.split() for line in rttm_text(result, "en").splitlines()]
    pieces = [piece for turn in result.timeline.turns for piece in turn.ipus]
    assert len(lines) == len(pieces)
    assert all(len(line) == 10 and line[0] == "SPEAKER" for line in lines)
    assert sum(float(line[4]) for line in lines) == pytest.approx(sum(p.duration_s for p in pieces), abs=0.01)
    channels = {line[7]: int(line[2]) for line in lines}
    assert channels == {speaker: role.channel + 1 for speaker, role in result.speakers.items()}
    assert {line.split()[7] for line in rttm_text(result_of(drawn_mono()), "en").splitlines()} == {"speech"}


def test_praat_reads_the_grid(result: CallResult, tmp_path: Path) -> None:
    from parselmouth import TextGrid, praat

    file = tmp_path / "call.TextGrid"
    turns = (replace(result.timeline.turns[0], text='他说"好"'), *result.timeline.turns[1:])
    quoted = replace(result, timeline=replace(result.timeline, turns=turns))
    file.write_text(textgrid_text(quoted, "en"), encoding="utf-8")
    grid = TextGrid.read(str(file))
    tiers = int(praat.call(grid, "Get number of tiers"))
    names = [praat.call(grid, "Get tier name", number) for number in range(1, tiers + 1)]
    assert names == ["agent", "agent words", "customer", "customer words", "events", "marks"]
    texts = [
        praat.call(grid, "Get label of interval", 1, number)
        for number in range(1, int(praat.call(grid, "Get number of intervals", 1)) + 1)
    ]
    assert [text for text in texts if text] == [turn.text for turn in turns if turn.speaker == "agent"]
    assert praat.call(grid, "Get end time") == pytest.approx(result.call.duration_s)


@pytest.mark.parametrize("timeline", [drawn_timeline(), drawn_mono()], ids=["two channels", "mono"])
def test_every_interval_tier_covers_the_call(timeline: object) -> None:
    result = result_of(timeline)  # type: ignore[arg-type]
    grid = textgrid_text(result, "zh")
    for tier in re.split(r"    item \[\d+\]:\n", grid)[1:]:
        if "IntervalTier" not in tier:
            continue
        bounds = re.findall(r"            xmin = ([\d.]+)\n            xmax = ([\d.]+)", tier)
        assert float(bounds[0][0]) == 0.0
        assert float(bounds[-1][1]) == pytest.approx(result.call.duration_s)
        assert all(one[1] == other[0] for one, other in pairwise(bounds))
        assert all(float(start) < float(end) for start, end in bounds)


@pytest.mark.parametrize("suffix", LABEL_FORMATS)
def test_nothing_that_a_terminal_obeys_gets_into_a_label(result: CallResult, suffix: str) -> None:
    turns = tuple(replace(turn, text="\x1b[31m\0\u202e\x9b" + turn.text) for turn in result.timeline.turns)
    hostile = replace(result, timeline=replace(result.timeline, turns=turns))
    text = LABEL_FORMATS[suffix](hostile, "en")
    assert [one for one in text if one not in "\n\t" and not one.isprintable()] == []

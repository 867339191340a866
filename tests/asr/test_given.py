from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from voicecheck.asr import given as given_module
from voicecheck.asr.given import find_transcript, load_transcript
from voicecheck.asr.given_rttm import find_diarization
from voicecheck.asr.types import Transcript
from voicecheck.errors import TranscriptError

TURN = {"speaker": "agent", "start_s": 1.0, "end_s": 2.0, "text": "您好"}


def save(folder: Path, content: object, name: str = "call.json", encoding: str = "utf-8") -> Path:
    path = folder / name
    text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
    path.write_bytes(text.encode(encoding))
    return path


def spoken(transcript: Transcript) -> list[tuple[str | None, float, float, str]]:
    return [(one.speaker, one.start_s, one.end_s, one.text) for one in transcript.utterances]


def test_json_of_the_contract(tmp_path: Path) -> None:
    words = [
        {"start_s": 3.0, "end_s": 3.4, "text": "请", "probability": 0.9},
        {"start_s": 3.5, "end_s": 4.0, "text": "问"},
    ]
    found = load_transcript(
        save(
            tmp_path,
            {
                "language": "zh",
                "turns": [
                    {"speaker": "customer", "start_s": 3, "end_s": 4, "text": "请问", "words": words},
                    TURN,
                ],
            },
        )
    )
    assert (found.language, found.source, found.model) == ("zh", "given", None)
    assert spoken(found) == [("agent", 1.0, 2.0, "您好"), ("customer", 3.0, 4.0, "请问")]
    assert [(w.text, w.start_s, w.end_s, w.probability) for w in found.utterances[1].words] == [
        ("请", 3.0, 3.4, 0.9),
        ("问", 3.5, 4.0, None),
    ]


def test_words_without_times_are_spread_evenly(tmp_path: Path) -> None:
    zh = load_transcript(save(tmp_path, {"turns": [{**TURN, "text": "您好，请问"}]}))
    assert zh.language == "zh"
    assert [(w.text, w.start_s, w.end_s) for w in zh.utterances[0].words] == [
        ("您", 1.0, 1.25), ("好，", 1.25, 1.5), ("请", 1.5, 1.75), ("问", 1.75, 2.0),
    ]  # fmt: skip
    en = load_transcript(save(tmp_path, {"turns": [{**TURN, "text": "Good  morning, madam"}]}))
    assert en.language == "en"
    assert [w.text for w in en.utterances[0].words] == ["Good", "morning,", "madam"]
    assert en.utterances[0].text == "Good morning, madam"


def test_turns_may_overlap(tmp_path: Path) -> None:
    turns = [TURN, {**TURN, "speaker": "customer", "start_s": 1.5, "end_s": 3.0}]
    assert len(load_transcript(save(tmp_path, {"turns": turns})).utterances) == 2


def test_a_turn_of_marks_alone_has_no_words(tmp_path: Path) -> None:
    (turn,) = load_transcript(save(tmp_path, {"turns": [{**TURN, "text": "……"}]})).utterances
    assert (turn.text, turn.words) == ("", ())


def test_the_text_may_come_from_the_words(tmp_path: Path) -> None:
    words = [{"start_s": 1.0, "end_s": 1.5, "text": "yes"}, {"start_s": 1.5, "end_s": 2.0, "text": "please"}]
    turn = {"speaker": "agent", "start_s": 1, "end_s": 2, "words": words}
    found = load_transcript(save(tmp_path, {"language": "en", "turns": [turn]}))
    assert found.utterances[0].text == "yes please"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    found = load_transcript(save(tmp_path, {"turns": [TURN]}, encoding=encoding))
    assert found.utterances[0].text == "您好"


@pytest.mark.parametrize(
    ("document", "named"),
    [
        ("{", "line 1"),
        ('{\n"turns": [\n{]}', "line 3"),
        ("[]", "document"),
        ({}, "turns: expected a list"),
        ({"turns": [3]}, "turns[0]: expected a table"),
        ({"turns": [TURN], "language": 5}, "language"),
        ({"turns": [{**TURN, "speaker": "boss"}]}, "turns[0].speaker: expected agent or customer"),
        ({"turns": [{**TURN, "speaker": None}]}, "turns[0].speaker"),
        ({"turns": [TURN, {**TURN, "start_s": "1"}]}, "turns[1].start_s: expected a number, found '1'"),
        ({"turns": [{**TURN, "start_s": True}]}, "turns[0].start_s"),
        ({"turns": [{**TURN, "start_s": -0.1}]}, "turns[0]: expected the start from 0 to"),
        ({"turns": [{**TURN, "end_s": 1.0}]}, "expected an end after the start"),
        ({"turns": [{**TURN, "end_s": 0.5}]}, "expected an end after the start"),
        ({"turns": [{**TURN, "end_s": 86401}]}, "expected the end from 0 to 86400 s"),
        ({"turns": [{**TURN, "end_s": 10**400}]}, "turns[0].end_s"),
        ({"turns": [{**TURN, "text": None}]}, "turns[0].text"),
        ({"turns": [{**TURN, "words": "您好"}]}, "turns[0].words: expected a list"),
        ({"turns": [{**TURN, "words": [{"start_s": 1, "end_s": 2, "text": ""}]}]}, "words[0].text"),
        ({"turns": [{**TURN, "words": [{"start_s": 1, "end_s": 9, "text": "x"}]}]}, "inside the turn"),
        (
            {"turns": [{**TURN, "words": [{"start_s": 1, "end_s": 2, "text": "x", "probability": 2}]}]},
            "probability: expected a number from 0 to 1",
        ),
        ('{"turns": [{"speaker": "agent", "start_s": NaN, "end_s": 1, "text": "x"}]}', "NaN"),
        ("[" * 100_000, "found"),
    ],
)
def test_wrong_json_is_named_by_field(tmp_path: Path, document: object, named: str) -> None:
    path = save(tmp_path, document)
    with pytest.raises(TranscriptError) as caught:
        load_transcript(path)
    message = str(caught.value)
    assert message.startswith(str(path))
    assert named in message
    assert len(message) < 800


SRT = """1
00:00:01,000 --> 00:00:02,500
agent: 您好，请问有什么可以帮您？

2
00:00:03,000 --> 00:00:04,000
客户：<i>我想查</i>账单

3
01:00:05,000 --> 01:00:06,000
坐席: 好的
请稍等
"""
VTT = """WEBVTT - a call

NOTE made by hand

STYLE
::cue { color: lime }

intro
00:01.000 --> 00:02.500 align:start
<v Agent>Good morning &amp; welcome</v>

00:00:03.000 --> 00:00:04.000
<v.loud customer>Hello</v>
"""


def test_srt_with_prefixes(tmp_path: Path) -> None:
    found = load_transcript(save(tmp_path, SRT, "call.srt"))
    assert found.language == "zh"
    assert spoken(found) == [
        ("agent", 1.0, 2.5, "您好，请问有什么可以帮您？"),
        ("customer", 3.0, 4.0, "我想查账单"),
        ("agent", 3605.0, 3606.0, "好的 请稍等"),
    ]
    assert [word.text for word in found.utterances[1].words] == list("我想查账单")


def test_vtt_with_voices(tmp_path: Path) -> None:
    found = load_transcript(save(tmp_path, VTT.replace("\n", "\r\n"), "call.vtt", "utf-8-sig"))
    assert found.language == "en"
    assert spoken(found) == [
        ("agent", 1.0, 2.5, "Good morning & welcome"),
        ("customer", 3.0, 4.0, "Hello"),
    ]


def test_a_cue_of_both_is_shared_out_by_length(tmp_path: Path) -> None:
    cue = "1\n00:00:00,000 --> 00:00:04,000\nagent: 您好您好您好\ncustomer: 您好\n"
    assert spoken(load_transcript(save(tmp_path, cue, "call.srt"))) == [
        ("agent", 0.0, 3.0, "您好您好您好"),
        ("customer", 3.0, 4.0, "您好"),
    ]


def test_a_colon_in_the_text_is_no_speaker(tmp_path: Path) -> None:
    cue = "1\n00:00:00,000 --> 00:00:04,000\nagent: 时间：三点\n方式：电话\n"
    assert spoken(load_transcript(save(tmp_path, cue, "call.srt")))[0][3] == "时间：三点 方式：电话"


@pytest.mark.parametrize("name", ["call.srt", "call.vtt"])
def test_an_empty_call(tmp_path: Path, name: str) -> None:
    content = "WEBVTT\n" if name.endswith("vtt") else ""
    assert load_transcript(save(tmp_path, content, name)).utterances == ()


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ("1\n00:00:01,000 --> x\nagent: a\n", "line 2: expected a time"),
        ("1\n00:00:02,000 --> 00:00:01,000\nagent: a\n", "line 2: expected an end after the start"),
        ("1\n99:00:02,000 --> 99:00:03,000\nagent: a\n", "line 2: expected the start from 0 to 86400"),
        ("1\n00:00:01,000 --> 00:00:02,000\nhello\n", "line 3: expected a speaker before the text"),
        ("1\n00:00:01,000 --> 00:00:02,000\n<v Boss>hello\n", "line 3: expected a speaker out of"),
        ("1\n00:00:01,000 --> 00:00:02,000\nagent: a\n\nmore\n", "line 5: expected a number or a time"),
        ("any old text\n", "line 1: expected"),
    ],
)
def test_wrong_subtitles_are_named_by_line(tmp_path: Path, content: str, named: str) -> None:
    path = save(tmp_path, content, "call.srt")
    with pytest.raises(TranscriptError) as caught:
        load_transcript(path)
    assert f"{path}, {named}" in str(caught.value)


def test_other_files_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(TranscriptError, match=r"expected a transcript with the ending"):
        load_transcript(tmp_path / "call.docx")
    with pytest.raises(TranscriptError, match="No such file"):
        load_transcript(tmp_path / "none.json")
    (tmp_path / "folder.json").mkdir()
    with pytest.raises(TranscriptError, match="directory"):
        load_transcript(tmp_path / "folder.json")
    (tmp_path / "bytes.srt").write_bytes(b"\xff\xff\xff\x80")
    with pytest.raises(TranscriptError, match="UTF-8"):
        load_transcript(tmp_path / "bytes.srt")
    monkeypatch.setattr(given_module, "_LARGEST_BYTES", 10)
    with pytest.raises(TranscriptError, match="expected at most"):
        load_transcript(save(tmp_path, {"turns": []}))


def test_a_transcript_beside_the_recording(tmp_path: Path) -> None:
    recording = tmp_path / "call-17.wav"
    assert find_transcript(recording) is None
    (tmp_path / "call-17.vtt").touch()
    assert find_transcript(recording) == tmp_path / "call-17.vtt"
    (tmp_path / "call-17.srt").touch()
    assert find_transcript(recording) == tmp_path / "call-17.srt"
    (tmp_path / "call-17.transcript.json").touch()
    assert find_transcript(str(recording)) == tmp_path / "call-17.transcript.json"


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.text(alphabet='12:,.-> \n<v>agent客服"{}[]', max_size=30), max_size=12),
    st.sampled_from(["x.srt", "x.vtt", "x.json"]),
)
def test_whatever_stands_in_the_file_only_transcript_errors_come_out(
    tmp_path: Path, lines: list[str], name: str
) -> None:
    path = save(tmp_path, "\n".join([*lines, "00:01.000 --> 00:02.000", *lines]), name)
    try:
        found = load_transcript(path)
    except TranscriptError:
        return
    assert all(one.start_s < one.end_s for one in found.utterances)


def test_a_recording_with_the_longest_name_has_no_transcript_beside_it(tmp_path: Path) -> None:
    recording = tmp_path / f"{'x' * 251}.wav"
    recording.touch()
    assert find_transcript(recording) is None
    assert find_diarization(recording) is None


def test_a_zero_has_no_sign(tmp_path: Path) -> None:
    file = tmp_path / "call.json"
    file.write_text('{"turns": [{"speaker": "agent", "start_s": -0.0, "end_s": 1, "text": "hi"}]}')
    (turn,) = load_transcript(file).utterances
    assert str(turn.start_s) == "0.0"


def test_what_does_not_show_was_not_said(tmp_path: Path) -> None:
    file = tmp_path / "call.json"
    words = r'[{"start_s": 0, "end_s": 1, "text": "zhang\u200b@exam\u00adple.com\u0000"}]'
    turn = (
        r'"speaker": "agent", "start_s": 0, "end_s": 1, "text": "zhang\u200b@exam\u00adple.com\u0000\u001b"'
    )
    file.write_text(f'{{"turns": [{{{turn}, "words": {words}}}, {{{turn}}}]}}', encoding="utf-8")
    for one in load_transcript(file).utterances:
        assert one.text == "zhang@example.com"
        assert "".join(word.text for word in one.words) == "zhang@example.com"

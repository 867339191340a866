"""Call facts from tables and from file names: every value checked, every mistake with its place."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime
from pathlib import Path

import pytest

from voicecheck.audio import CallFacts, compile_name_pattern, load_metadata
from voicecheck.errors import MetadataError, UsageError

FULL = (
    "recording,agent_id,agent_name,customer_name,queue,direction,started_at,ring_count,ring_s,hangup_party,"
    "agent_channel,language,campaign\n"
    "call-17.wav,A7,李娜,王先生,retention,outbound,2024-05-31T09:30:00,2,6.5,customer,left,zh-CN,六月\n"
)


def table(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "calls.csv"
    path.write_bytes(text.encode(encoding))
    return path


def refusal(folder: Path, text: str) -> str:
    with pytest.raises(MetadataError) as caught:
        load_metadata(table(folder, text))
    message = str(caught.value)
    assert message.startswith(str(folder / "calls.csv"))
    assert ": expected " in message
    assert ", found " in message
    return message


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_every_column_in_every_encoding(tmp_path: Path, encoding: str, line_end: str) -> None:
    facts = load_metadata(table(tmp_path, FULL.replace("\n", line_end), encoding)).facts_for("call-17.wav")
    assert facts == CallFacts(
        agent_id="A7",
        agent_name="李娜",
        customer_name="王先生",
        queue="retention",
        direction="outbound",
        started_at=datetime(2024, 5, 31, 9, 30),
        ring_count=2,
        ring_s=6.5,
        hangup_party="customer",
        agent_channel=0,
        language="zh",
        extra=(("campaign", "六月"),),
    )


def test_facts_as_plain_values(tmp_path: Path) -> None:
    facts = load_metadata(table(tmp_path, FULL)).facts_for("call-17.wav")
    assert facts.as_metadata() == {
        "agent_id": "A7",
        "agent_name": "李娜",
        "customer_name": "王先生",
        "queue": "retention",
        "direction": "outbound",
        "started_at": "2024-05-31T09:30:00",
        "ring_count": 2,
        "ring_s": 6.5,
        "hangup_party": "customer",
        "agent_channel": 0,
        "language": "zh",
        "campaign": "六月",
    }
    assert CallFacts().as_metadata() == {}


def test_empty_values_spaces_and_short_or_blank_lines(tmp_path: Path) -> None:
    text = 'recording, agent_id ,queue,,\na.wav, 7 ,,,\n\n"b\n.wav",\n ,,\nc.wav\n'
    metadata = load_metadata(table(tmp_path, text))
    assert len(metadata) == 3
    assert metadata.facts_for("a.wav") == CallFacts(agent_id="7")
    assert metadata.facts_for("c.wav") == CallFacts()


@pytest.mark.parametrize(
    ("column", "value", "expected"),
    [
        ("direction", "Inbound", "inbound"),
        ("hangup_party", "AGENT", "agent"),
        ("agent_channel", "Right", 1),
        ("agent_channel", "0", 0),
        ("ring_count", "0", 0),
        ("ring_s", "0", 0.0),
        ("language", "EN_us", "en"),
        ("started_at", "2024-05-31 09:30", datetime(2024, 5, 31, 9, 30)),
        ("started_at", "20240531T093000Z", datetime(2024, 5, 31, 9, 30, tzinfo=UTC)),
        ("started_at", "20240531093000", datetime(2024, 5, 31, 9, 30)),
    ],
)
def test_values_as_people_write_them(tmp_path: Path, column: str, value: str, expected: object) -> None:
    metadata = load_metadata(table(tmp_path, f"recording,{column}\na.wav,{value}\n"))
    assert getattr(metadata.facts_for("a.wav"), column) == expected


@pytest.mark.parametrize(
    ("column", "value", "expected"),
    [
        ("direction", "in", "inbound or outbound"),
        ("hangup_party", "system", "agent or customer"),
        ("agent_channel", "2", "left, right, 0 or 1"),
        ("ring_count", "2.5", "a whole number from 0 to 1000"),
        ("ring_count", "-1", "a whole number"),
        ("ring_count", "²", "a whole number"),
        ("ring_count", "9" * 5000, "a whole number"),
        ("ring_s", "six", "seconds from 0 to 3600"),
        ("ring_s", "nan", "seconds from 0 to 3600"),
        ("ring_s", "6500", "seconds from 0 to 3600"),
        ("started_at", "2024-05-31", "a date and time such as 2024-05-31T09:30:00"),
        ("started_at", "31.05.2024 09:30", "a date and time"),
        ("started_at", "20241331093000", "a date and time"),
        ("language", "中文", "a language code such as zh or en"),
    ],
)
def test_a_bad_value_is_named_with_line_and_column(
    tmp_path: Path, column: str, value: str, expected: str
) -> None:
    message = refusal(tmp_path, f'recording,note,{column}\na.wav,"two\nlines",\n\nb.wav,,{value}\n')
    assert f"calls.csv, line 5, column {column}: expected {expected}" in message
    assert f"found {value!r}" in message


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "expected a column recording, found nothing"),
        ("file,agent_id\na.wav,1\n", "expected a column recording, found file, agent_id"),
        ("recording;agent_id\na.wav;1\n", "expected a column recording, found recording;agent_id"),
        ("recording,queue,queue\n", "line 1, column 3: expected one name for each column, found a second"),
        ("recording,,queue\n", "line 1, column 2: expected one name for each column, found a column without"),
        ("recording,queue\na.wav,sales,extra\n", "line 2: expected 2 values, found 3"),
        ("recording,queue\n,sales\n", "line 2, column recording: expected a file name or path, found ''"),
        ("recording\n/\n", "line 2, column recording: expected a file name or path, found '/'"),
        ("recording\na.wav\nb.wav\na.wav\n", "line 4, column recording: expected every recording once"),
        ('recording,queue\na.wav,"sales\n', "expected comma-separated values, found unexpected end of data"),
    ],
)
def test_tables_with_mistakes(tmp_path: Path, text: str, problem: str) -> None:
    assert problem in refusal(tmp_path, text)


def test_other_encodings_are_refused(tmp_path: Path) -> None:
    with pytest.raises(MetadataError, match="found another encoding; save it as CSV in UTF-8"):
        load_metadata(table(tmp_path, FULL, "utf-16"))


def test_a_missing_table(tmp_path: Path) -> None:
    with pytest.raises(MetadataError, match="found No such file or directory; check the path"):
        load_metadata(tmp_path / "none.csv")


# Which row belongs to a recording ---------------------------------------------------------------------------


def owner(metadata_text: str, folder: Path, recording: Path | str) -> str | None:
    return load_metadata(table(folder, metadata_text)).facts_for(recording).agent_id


def test_by_name_wherever_the_file_lies(tmp_path: Path) -> None:
    assert owner("recording,agent_id\na.wav,1\nb.wav,2\n", tmp_path, "/somewhere/else/b.wav") == "2"


def test_by_path_beside_the_table(tmp_path: Path) -> None:
    text = "recording,agent_id\nmon/a.wav,1\ntue/a.wav,2\n"
    assert owner(text, tmp_path, tmp_path / "tue" / "a.wav") == "2"
    assert owner(text, tmp_path, "/copied/to/mon/a.wav") == "1"


def test_by_paths_of_another_machine(tmp_path: Path) -> None:
    assert owner("recording,agent_id\nD:\\rec\\2024\\a.wav,1\n", tmp_path, tmp_path / "a.wav") == "1"
    assert owner("recording,agent_id\n/mnt/rec/a.wav,1\n", tmp_path, tmp_path / "a.wav") == "1"


def test_the_row_of_another_existing_file_is_not_taken(tmp_path: Path) -> None:
    (tmp_path / "mon").mkdir()
    (tmp_path / "mon" / "a.wav").write_bytes(b"x")
    text = "recording,agent_id\nmon/a.wav,1\n"
    assert owner(text, tmp_path, tmp_path / "tue" / "a.wav") is None
    assert owner(text, tmp_path, tmp_path / "mon" / "a.wav") == "1"


def test_an_unknown_recording_has_no_facts(tmp_path: Path) -> None:
    assert load_metadata(table(tmp_path, FULL)).facts_for("call-18.wav") == CallFacts()


def test_a_name_that_may_mean_two_rows_is_refused(tmp_path: Path) -> None:
    metadata = load_metadata(table(tmp_path, "recording,agent_id\nmon/a.wav,1\ntue/a.wav,2\n"))
    with pytest.raises(
        MetadataError, match=r"lines 2, 3: expected one row for .*a\.wav, found 2 that may mean it"
    ):
        metadata.facts_for("a.wav")


def test_accents_match_however_they_are_stored(tmp_path: Path) -> None:
    apart = unicodedata.normalize("NFD", "señor.wav")
    assert owner("recording,agent_id\nseñor.wav,1\n", tmp_path, tmp_path / apart) == "1"


# Facts from file names --------------------------------------------------------------------------------------


def test_facts_from_a_file_name() -> None:
    pattern = compile_name_pattern(
        r"(?P<started_at>\d{14})_(?P<agent_id>\w+?)_(?P<direction>inbound|outbound)(_(?P<site>\w+))?\."
    )
    assert pattern.facts_for("/x/20240531093000_A7_outbound_east.wav") == CallFacts(
        started_at=datetime(2024, 5, 31, 9, 30),
        agent_id="A7",
        direction="outbound",
        extra=(("site", "east"),),
    )
    assert pattern.facts_for("20240531093000_A7_inbound.wav").extra == (("site", ""),)
    assert pattern.facts_for("other.wav") == CallFacts()


def test_a_group_that_matched_nonsense_is_named() -> None:
    pattern = compile_name_pattern(r"(?P<ring_count>[a-z]+)")
    with pytest.raises(
        MetadataError, match=r"call\.wav, name pattern, group ring_count: expected a whole number"
    ):
        pattern.facts_for("call.wav")


@pytest.mark.parametrize(
    ("pattern", "problem"),
    [("(?P<agent_id>", "expected a regular expression"), (r"\d+", "expected named groups, found none")],
)
def test_patterns_that_say_nothing_are_refused(pattern: str, problem: str) -> None:
    with pytest.raises(UsageError, match=problem):
        compile_name_pattern(pattern)


def test_known_facts_win_over_others() -> None:
    first = CallFacts(agent_id="1", agent_channel=0, extra=(("site", "east"),))
    second = CallFacts(agent_id="2", queue="sales", agent_channel=1, extra=(("site", "west"), ("team", "b")))
    assert first.or_else(second) == CallFacts(
        agent_id="1", queue="sales", agent_channel=0, extra=(("site", "east"), ("team", "b"))
    )

"""What is exported is what the run holds, in files that other programs read without harm."""

from __future__ import annotations

import codecs
import csv
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import openpyxl
import pyarrow.parquet
import pytest

from tests.store.calls import call, documented, judged
from voicecheck.errors import AudioError, UsageError
from voicecheck.metrics.catalogue import metric_by_id
from voicecheck.metrics.pool import pooled
from voicecheck.report.encode import result_dict
from voicecheck.report.schema import result_schema
from voicecheck.store import Run
from voicecheck.store.export import export_run, formats, workbook
from voicecheck.store.export.calls import calls_table

EVIL = ("=HYPERLINK(1)", "+1", "-1", "@sum", "\tx", "\rx", "＝1")


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    """Two calls of one agent, one of another, one of nobody, one that failed; facts with formulas in them."""
    facts: tuple[dict[str, Any], ...] = (
        {"agent_id": "7", "agent_name": "李静", "queue": EVIL[0], "region": "华东"},
        {"agent_id": "7", "agent_name": "李静", "started_at": "2026-05-01T09:30:00"},
        {"agent_id": "12", "queue": EVIL[6]},
        {},
    )
    with Run.create(tmp_path / "run", {}, documented()) as opened:
        for number, known in enumerate(facts):
            timeline = call(number, cuts_in=number % 2 == 1)
            timeline = replace(timeline, call=replace(timeline.call, metadata=known))
            opened.put(timeline, judged(timeline))
        opened.fail("calls/broken.wav", AudioError("calls/broken.wav: expected audio, found none; export it"))
        yield opened


def rows_of(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as opened:
        return list(csv.DictReader(opened))


def test_calls_are_those_of_the_run(run: Run, tmp_path: Path) -> None:
    export_run(run, "csv", tmp_path / "out", "zh")
    broken, first, second, *_ = rows = rows_of(tmp_path / "out" / "calls.csv")
    assert len(rows) == 5
    result = judged(call(1, cuts_in=True))
    assert (broken["state"], broken["error_kind"], broken["score"]) == ("failed", "audio", "")
    assert "expected audio, found none" in broken["error"]
    assert float(second["score"]) == pytest.approx(result.score.value, abs=0.05)
    assert second["verdict_no-interrupting"] == "fail"
    assert int(second["fail_count"]) == len(result.findings_with("fail"))
    assert float(second["agent_talk_share"]) == pytest.approx(
        result.metrics["agent"].values["talk_share"], abs=1e-4
    )
    assert second["agent_rate_unit"] == result.metrics["agent"].rate_unit
    assert (second["started_at"], second["hangup_party"]) == ("2026-05-01T09:30:00", "")
    assert (first["agent_name"], first["metadata_region"]) == ("李静", "华东")


def test_findings_say_where_to_listen(run: Run, tmp_path: Path) -> None:
    export_run(run, "csv", tmp_path / "out", "en")
    rows = rows_of(tmp_path / "out" / "findings.csv")
    told = [
        (call(number).call.path, finding)
        for number in range(4)
        for finding in judged(call(number, cuts_in=number % 2 == 1)).findings_with("fail", "review")
    ]
    assert [(row["recording"], row["rule"]) for row in rows] == [(path, one.rule) for path, one in told]
    for row, (_, finding) in zip(rows, told, strict=True):
        assert (row["verdict"], row["message"]) == (finding.verdict, finding.message["en"])
        assert int(row["evidence_count"]) == len(finding.evidence)
        if finding.evidence:
            assert float(row["start_s"]) == pytest.approx(finding.evidence[0].start_s, abs=1e-3)


def test_agents_are_pooled(run: Run, tmp_path: Path) -> None:
    export_run(run, "csv", tmp_path / "out", "zh")
    nobody, twelve, seven = rows_of(tmp_path / "out" / "agents.csv")
    assert (nobody["agent_id"], twelve["agent_id"], seven["agent_id"]) == ("", "12", "7")
    assert (seven["agent_name"], seven["call_count"]) == ("李静", "2")
    scores = [judged(call(number, cuts_in=number == 1)).score.value or 0.0 for number in (0, 1)]
    assert float(seven["score_mean"]) == pytest.approx(sum(scores) / 2, abs=0.05)
    assert float(seven["score_min"]) == pytest.approx(min(scores), abs=0.05)
    assert float(seven["fail_share_no-interrupting"]) == pytest.approx(0.5)


def test_figures_pool_as_the_catalogue_says() -> None:
    def pool(name: str, *figures: tuple[float | None, float | None, float | None]) -> float | None:
        metric = metric_by_id(name)
        assert metric is not None
        return pooled(metric, figures)

    long_and_short = ((0.5, 50.0, 100.0), (1.0, 1.0, 1.0))
    assert pool("talk_share", *long_and_short) == pytest.approx(51 / 101)
    assert pool("talk_share", *long_and_short, (None, None, None)) == pytest.approx(51 / 101)
    assert pool("turn_count", (3.0, None, None), (5.0, None, None)) == 8.0
    assert pool("longest_turn_s", (3.0, None, None), (5.0, None, None)) == 5.0
    assert pool("level_dbov", (-30.0, None, None), (-20.0, None, None), (-21.0, None, None)) == -21.0
    assert pool("clipped_share", (0.1, None, None), (0.3, None, None), (0.2, None, None)) == 0.2
    assert pool("level_dbov") is None
    assert pool("talk_share", (None, 0.0, 0.0)) is None


def test_csv_opens_right_in_excel_and_holds_no_formula(run: Run, tmp_path: Path) -> None:
    files = export_run(run, "csv", tmp_path / "out", "zh")
    assert [file.name for file in files] == ["calls.csv", "findings.csv", "agents.csv"]
    assert all(file.read_bytes().startswith(codecs.BOM_UTF8) for file in files)
    calls = rows_of(files[0])
    assert [row["queue"] for row in calls] == ["", "'=HYPERLINK(1)", "", "'＝1", ""]
    assert [formats.defused(cell) for cell in EVIL] == [f"'{cell}" for cell in EVIL]
    assert [formats.defused(cell) for cell in ("1-2", "a=b", "", -1.5, None)] == [
        "1-2",
        "a=b",
        "",
        -1.5,
        None,
    ]


def test_the_workbook_has_three_sheets_and_no_formula(run: Run, tmp_path: Path) -> None:
    (file,) = export_run(run, "xlsx", tmp_path / "out", "zh")
    book = openpyxl.load_workbook(file)
    assert book.sheetnames == ["calls", "findings", "agents"]
    sheet = book["calls"]
    names = [cell.value for cell in sheet[1]]
    assert names == [column.name for column in calls_table(run).columns]
    queue = sheet.cell(3, names.index("queue") + 1)
    assert (queue.value, queue.data_type, queue.quotePrefix) == ("=HYPERLINK(1)", "s", True)
    assert sheet.cell(3, names.index("agent_name") + 1).value == "李静"
    score = sheet.cell(3, names.index("score") + 1)
    assert (score.data_type, 0 < score.value < 100) == ("n", True)
    assert sheet.cell(2, names.index("score") + 1).value is None


def test_a_table_longer_than_a_sheet_goes_on_in_the_next(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "_MOST_ROWS", 4)
    (file,) = export_run(run, "xlsx", tmp_path / "out", "zh")
    book = openpyxl.load_workbook(file)
    assert book.sheetnames[:2] == ["calls", "calls 2"]
    assert [sheet.max_row for sheet in book.worksheets[:2]] == [4, 3]
    assert book["calls 2"]["A1"].value == "recording"


def test_parquet_has_typed_columns(run: Run, tmp_path: Path) -> None:
    calls, _, agents = export_run(run, "parquet", tmp_path / "out", "zh")
    table = pyarrow.parquet.read_table(calls)
    assert table.num_rows == 5
    kinds = {field.name: str(field.type) for field in table.schema}
    assert (kinds["recording"], kinds["score"], kinds["fail_count"]) == ("string", "double", "int64")
    assert table.column("queue").to_pylist()[1] == EVIL[0]
    assert table.column("score").to_pylist()[0] is None
    assert pyarrow.parquet.read_table(agents).column("call_count").to_pylist() == [1, 1, 2]


def test_json_lines_are_results(run: Run, tmp_path: Path) -> None:
    (file,) = export_run(run, "jsonl", tmp_path / "out", "zh")
    *results, broken = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert broken["error"]["kind"] == "audio"
    assert len(results) == 4
    for (_, result), document in zip(run.results(), results, strict=True):
        jsonschema.validate(document, result_schema())
        assert document == json.loads(json.dumps(result_dict(result, "zh")))  # type: ignore[arg-type]


def test_columns_do_not_depend_on_the_calls(run: Run, tmp_path: Path) -> None:
    with Run.create(tmp_path / "empty", {}, documented()) as empty:
        few = [column.name for column in calls_table(empty).columns]
        export_run(empty, "xlsx", tmp_path / "out", "zh")
        assert export_run(empty, "csv", tmp_path / "out", "zh")
    many = [column.name for column in calls_table(run).columns]
    assert [name for name in many if not name.startswith("metadata_")] == few
    assert len(set(many)) == len(many)


def test_what_cannot_be_written_is_named_and_leaves_nothing(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(UsageError, match="expected a folder that can be written to, found"):
        export_run(run, "csv", tmp_path / "file" / "out", "zh")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(formats, "_write_csv", full)
    with pytest.raises(UsageError, match="found No space left on device; name another with --out"):
        export_run(run, "csv", tmp_path / "out", "zh")
    assert list((tmp_path / "out").iterdir()) == []

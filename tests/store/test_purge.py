"""What is taken out of a run is gone from every file of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from tests.store.calls import call, documented, filled, judged, stricter
from voicecheck.asr.types import Word
from voicecheck.errors import StoredDataError
from voicecheck.rules.load import load_standard
from voicecheck.store import Run, Source, recheck
from voicecheck.store.prepared import prepare
from voicecheck.store.purge import calls_before, calls_named, forget_whole_words, purge
from voicecheck.store.record import pack
from voicecheck.timeline.redact import Redaction
from voicecheck.timeline.types import CallTimeline

JUNE = datetime(2024, 6, 1, tzinfo=UTC)
NANOSECONDS = 10**9


def dated(number: int, started_at: str | None) -> CallTimeline:
    timeline = call(number)
    metadata = {} if started_at is None else {"started_at": started_at, "note": f"secret-note-{number}"}
    return replace(timeline, call=replace(timeline.call, metadata=metadata))


def bytes_of(run: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(run.rglob("*")) if file.is_file())


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Calls of May and July; one dated by its file, one by when it was measured; one that failed."""
    opened = Run.create(tmp_path / "run", {}, documented())
    for number, started_at in enumerate(["2024-05-01T10:00:00+08:00", "2024-07-01T10:00:00", None, None]):
        timeline = dated(number, started_at)
        source = Source(1, int(datetime(2024, 4, 1, tzinfo=UTC).timestamp()) * NANOSECONDS, "x")
        opened.keep(prepare(timeline, judged(timeline)), source if number < 3 else None)
    opened.fail("calls/broken.wav", StoredDataError("calls/broken.wav: expected sound"), source=source)
    return opened


def test_the_age_counts_from_the_call_then_its_file_then_the_measurement(run: Run) -> None:
    with run:
        names = [Path(one.path).stem for one in calls_before(run, JUNE)]
        assert names == ["broken", "call-000", "call-002"]
        assert len(calls_before(run, datetime.now(UTC).replace(year=2100))) == 5


def test_no_byte_of_a_purged_call_stays(run: Run) -> None:
    pages = run.path / "pages" / "calls"
    pages.mkdir(parents=True)
    (pages / "call-000.html").write_text("secret-page", encoding="utf-8")
    (run.path / "export").mkdir()
    (run.path / "export" / "calls.csv").write_text("secret-table", encoding="utf-8")
    record = pack(dated(0, "2024-05-01T10:00:00+08:00"))[64:-64]
    kept = pack(dated(1, "2024-07-01T10:00:00"))[64:-64]
    with run:
        before = bytes_of(run.path)
        assert all(trace in before for trace in (record, b"secret-note-0", b"secret-page", b"secret-table"))
        purge(run, calls_before(run, JUNE))
        # While the run is open, so in its log too.
        after = bytes_of(run.path)
    traces = (record, b"secret-note-0", b"call-000", b"broken.wav", b"secret-page", b"secret-table")
    for content in (after, bytes_of(run.path)):
        assert [trace for trace in traces if trace in content] == []
        assert kept in content
    with Run.open(run.path) as opened:
        assert [Path(one.path).stem for one in opened.calls()] == ["call-001", "call-003"]
        assert len(list(opened.results())) == 2


def test_a_call_is_found_by_id_or_path(run: Run) -> None:
    with run:
        assert calls_named(run, "call-001") == calls_named(run, "calls/call-001.wav")
        assert len(calls_named(run, "call-001")) == 1
        assert calls_named(run, "call") == ()


def test_while_somebody_reads_the_bytes_are_told_to_be_left(run: Run) -> None:
    with run, Run.open(run.path) as reader:
        calls = reader.calls()
        next(calls)
        reader._ledger.execute("BEGIN")
        reader._ledger.execute("SELECT count(*) FROM calls").fetchone()
        run._ledger.execute("PRAGMA busy_timeout = 10")
        with pytest.raises(StoredDataError, match=r"found a command that reads it|found another command"):
            purge(run, calls_before(run, JUNE))
    with Run.open(run.path, write=True) as again:
        purge(again, ())
    assert b"secret-note-0" not in bytes_of(run.path)


def private_call() -> CallTimeline:
    """A polite call whose agent calls the customer by name."""
    timeline = call(7)
    turns = tuple(
        replace(turn, text="马先生" + turn.text, words=(named(turn.words[0]), *turn.words[1:]))
        if turn.speaker == "agent" and turn.index > 0
        else turn
        for turn in timeline.turns
    )
    facts = {"customer_name": "马强"}
    return replace(timeline, turns=turns, call=replace(timeline.call, metadata=facts))


def named(word: Word) -> Word:
    return msgspec.structs.replace(word, text="马先生" + word.text)


def private_run(folder: Path) -> Run:
    run = Run.create(folder, {"language": "auto"}, documented())
    run.put(private_call(), judged(private_call()))
    return run


def test_a_run_is_redacted_for_good_and_keeps_its_verdicts(tmp_path: Path) -> None:
    with private_run(tmp_path / "run") as run:
        before = [(rule, row.verdict) for one in run.verdicts() for rule, row in one.verdicts.items()]
        list(recheck(run, redaction=Redaction()))
        forget_whole_words(run, Redaction())
        assert [(rule, row.verdict) for one in run.verdicts() for rule, row in one.verdicts.items()] == before
        (result,) = [result for _, result in run.results()]
        assert not isinstance(result, StoredDataError)
        assert [(one.rule, one.verdict) for one in result.findings] == before
        assert result.call.metadata == {"customer_name": "[姓名]"}
        assert any("[姓名]先生" in turn.text for turn in result.timeline.turns)
        (name,) = [one for one in result.findings if one.rule == "customer-name"]
        assert name.verdict == "pass"
        assert name.message["en"].startswith("Judged before private data were taken out")
    left = bytes_of(tmp_path / "run")
    assert [trace for trace in ("马强".encode(), pack(private_call())[64:-64]) if trace in left] == []


def test_a_changed_rule_that_needs_names_cannot_be_judged_afterwards(tmp_path: Path) -> None:
    file = stricter(tmp_path, rule="customer-name", text="min_count = 2")
    with private_run(tmp_path / "run") as run:
        list(recheck(run, redaction=Redaction()))
        list(recheck(run, load_standard(file)))
        (verdicts,) = [one.verdicts for one in run.verdicts()]
        assert verdicts["customer-name"].verdict == "not_measurable"
        (result,) = [result for _, result in run.results()]
        assert not isinstance(result, StoredDataError)
        (name,) = [one for one in result.findings if one.rule == "customer-name"]
        assert name.reason is not None
        assert name.reason["en"] == "the names were taken out of the words"


def test_redaction_of_a_filled_run_leaves_nothing_half_done(tmp_path: Path) -> None:
    with filled(tmp_path / "run") as run:
        judging = recheck(run, redaction=Redaction(names=("星河",)))
        next(judging)
        judging.close()
        assert all(
            timeline.redacted is None
            for _, timeline in run.timelines()
            if not isinstance(timeline, StoredDataError)
        )


def test_times_beyond_the_calendar_are_no_times(tmp_path: Path) -> None:
    """The next best time counts then; a call that has none is kept."""
    with Run.create(tmp_path / "run", {}, documented()) as run:
        source = Source(1, int(datetime(2024, 4, 1, tzinfo=UTC).timestamp()) * NANOSECONDS, "x")
        for number, started_at in enumerate(["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", None]):
            timeline = dated(number, started_at)
            run.keep(prepare(timeline, judged(timeline)), source)
        run._ledger.execute("UPDATE calls SET measured_at = 'once upon a time', modified_ns = NULL, "
                            "size_bytes = NULL, asked = NULL WHERE id = 'call-002'")  # fmt: skip
        assert [Path(one.path).stem for one in calls_before(run, JUNE)] == ["call-000", "call-001"]

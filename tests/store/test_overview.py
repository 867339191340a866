"""What the ledger says of a call without opening its timeline is what the timeline says."""

from __future__ import annotations

from pathlib import Path

from tests.store.calls import call, filled, judged, stricter
from voicecheck.errors import AudioError
from voicecheck.metrics.catalogue import measure_metrics
from voicecheck.rules.load import load_standard
from voicecheck.store import Source, prepare, recheck


def test_an_overview_tells_what_the_timeline_would(tmp_path: Path) -> None:
    with filled(tmp_path / "run") as run:
        run.fail("calls/broken.wav", AudioError("gone"))
        (first, second, _) = run.overviews()
    timeline, result = call(1, cuts_in=True), judged(call(1, cuts_in=True))
    assert (first.call.id, second.call.id) == ("call-000", "call-001")
    assert second.summary.language == timeline.language
    assert second.summary.metadata == timeline.call.metadata
    assert second.summary.transcript == timeline.measured.transcript
    assert second.summary.agent_channel == timeline.speakers["agent"].channel
    for speaker, quantities in measure_metrics(timeline).items():
        assert list(second.summary.metrics[speaker]) == list(quantities)
        assert all(
            row == (quantity.value, quantity.numerator, quantity.denominator)
            for row, quantity in zip(
                second.summary.metrics[speaker].values(), quantities.values(), strict=True
            )
        )
        assert second.summary.rate_units[speaker] == result.metrics[speaker].rate_unit
    assert {name: row.value for name, row in second.summary.call_metrics.items()} == (
        result.call_metrics.values
    )
    assert second.by_group == result.score.by_group
    assert {rule: row.verdict for rule, row in second.verdicts.items()} == {
        finding.rule: finding.verdict for finding in result.findings
    }


def test_judging_again_changes_verdicts_and_leaves_the_summary(tmp_path: Path) -> None:
    with filled(tmp_path / "run") as run:
        before = list(run.overviews())
        list(recheck(run, load_standard(stricter(tmp_path))))
        after = list(run.overviews())
    assert [one.summary for one in after] == [one.summary for one in before]
    assert after[1].by_group != before[1].by_group


def test_a_source_is_kept_until_the_recording_is_measured_again(tmp_path: Path) -> None:
    source = Source(size_bytes=44, modified_ns=1_700_000_000_000_000_001, asked="a")
    with filled(tmp_path / "run", calls=1) as run:
        timeline = call(0)
        run.keep(prepare(timeline, judged(timeline)), source)
        run.fail("calls/broken.wav", AudioError("gone"), source=source._replace(asked="b"))
        assert [one.source for one in run.calls()] == [source._replace(asked="b"), source]
        run.put(timeline, judged(timeline))
        assert [one.source for one in run.calls("done")] == [None]

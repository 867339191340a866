"""What a batch tells while it runs."""

from __future__ import annotations

import pytest

from voicecheck.batch.stages import Failure
from voicecheck.batch.status import BatchStatus
from voicecheck.cli import batch_progress
from voicecheck.cli.batch_progress import BatchProgress, span


def halfway(monkeypatch: pytest.MonkeyPatch) -> BatchStatus:
    """Half of the bytes of a batch, done in a thousand seconds."""
    moments = iter([0.0])
    monkeypatch.setattr("voicecheck.batch.status.time.monotonic", lambda: next(moments, 1000.0))
    status = BatchStatus(total=40, total_bytes=8000)
    status.done, status.failed, status.unchanged = 8, 1, 1
    status.finished_bytes, status.audio_s = 4000, 50_000.0
    return status


def test_rates_and_what_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    status = halfway(monkeypatch)
    assert status.finished == 10
    assert status.calls_per_hour == pytest.approx(36.0)
    assert status.times_real_time == pytest.approx(50.0)
    assert status.remaining_s == pytest.approx(1000.0)
    assert BatchStatus(total=1, total_bytes=1).remaining_s is None


def test_lines_come_now_and_then_where_there_is_no_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    status = halfway(monkeypatch)
    monkeypatch.setattr(batch_progress, "_LINE_EVERY_S", 0.0)
    with BatchProgress("en") as progress:
        progress.progress(status)
        progress.failed("calls/a.wav", Failure(kind="audio", message="expected audio, found none"))
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.splitlines() == [
        "voicecheck: 10 of 40 calls, 1 failed, 36 calls an hour, 50.0 x real time, 16 min 40 s left",
        "voicecheck: calls/a.wav: expected audio, found none",
    ]
    assert progress.named == {"calls/a.wav"}
    monkeypatch.setattr(batch_progress, "_LINE_EVERY_S", 60.0)
    BatchProgress("zh").progress(status)
    assert capsys.readouterr().err == ""


def test_lengths_of_time_as_people_say_them() -> None:
    assert span(59.6, "en") == "1 min 00 s"
    assert span(2 * 3600 + 5 * 60, "en") == "2 h 05 min"
    assert span(2 * 3600 + 5 * 60, "zh") == "2 小时 05 分"

"""`voicecheck bench`: real measurements of short calls, in this process, and what is printed of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.short_calls import write_short_calls
from tests.cli.conftest import Cli
from voicecheck.bench import recognition, run


@pytest.fixture
def calls(tmp_path: Path) -> Path:
    write_short_calls(tmp_path / "calls", 2, seconds=4.0)
    return tmp_path / "calls"


@pytest.fixture
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """No processes, and a window of each way."""
    monkeypatch.setattr(run, "isolated", lambda work, *arguments, **_how: work(*arguments))
    monkeypatch.setattr(recognition, "_SPENT_S", 0.01)


@pytest.mark.usefixtures("_quick")
def test_everything_is_measured_and_something_recommended(cli: Cli, calls: Path) -> None:
    ran = cli(
        "bench", str(calls), "--model", "demo", "--compute-type", "int8", "--compute-type", "float16",
        "--batch-size", "2", "--device", "cpu", "--json",
    )  # fmt: skip
    assert ran.code == 0
    found = ran.document
    assert found["machine"]["cores"] >= 1
    assert found["stages"]["audio_s"] == pytest.approx(8.0)
    assert list(found["stages"]["seconds"]) == ["decode", "listen", "measure", "judge", "store"]
    assert all(seconds > 0 for seconds in found["stages"]["seconds"].values())
    way, failed = found["recognition"]
    assert (way["model"], way["compute_type"], way["batch_size"]) == ("demo", "int8", 2)
    assert way["times_real_time"] == pytest.approx(way["speech_s"] / way["seconds"])
    assert "float16" in failed["failure"]
    assert failed["times_real_time"] is None
    (stability,) = found["stability"]
    assert (stability["reference"], stability["compute_type"], stability["calls"]) == ("float32", "int8", 2)
    assert stability["verdicts"] > 100
    (estimate,) = found["estimates"]
    assert estimate["compute_type"] == "int8"
    assert estimate["calls_per_hour"] == pytest.approx(12 * estimate["times_real_time"])


@pytest.mark.parametrize(
    ("lang", "lines"),
    [
        ("en", ("All stages but recognition", "without recognition: about", "calls of five minutes an hour")),
        ("zh", ("识别以外的各阶段", "不识别语音：约", "通五分钟的通话")),
    ],
)
@pytest.mark.usefixtures("_quick")
def test_the_tables_in_two_languages(cli: Cli, calls: Path, lang: str, lines: tuple[str, ...]) -> None:
    ran = cli("bench", str(calls / "call-00000.wav"), "--model", "none", "--lang", lang)
    assert ran.code == 0
    assert all(line in ran.out.replace("\n", "") for line in lines)


def test_what_cannot_be_measured_is_named_first(cli: Cli, calls: Path, tmp_path: Path) -> None:
    for arguments, message in (
        ((str(tmp_path / "none*.wav"),), "expected a pattern that matches recordings"),
        ((str(calls), "--compute-type", "int9"), "compute type: expected one of"),
        ((str(calls), "--model", "huge", "--device", "cpu"), "or the shape of a model: tiny, base, small"),
    ):
        ran = cli("bench", *arguments)
        assert ran.code == 2
        assert message in ran.err


def test_an_interruption(cli: Cli, calls: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_arguments: object, **_how: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(run, "isolated", interrupt)
    ran = cli("bench", str(calls), "--model", "none")
    assert (ran.code, ran.out) == (130, "")
    assert "interrupted" in ran.err

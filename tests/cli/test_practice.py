from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import soundfile

from tests.cli.conftest import Cli
from voicecheck.audio.microphone import RECORD_RATE_HZ
from voicecheck.cli import recording
from voicecheck.cli.practice_history import HISTORY_FILE
from voicecheck.cli.recording import level_bar, record, script_lines
from voicecheck.errors import AudioError

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "samples" / "fast-and-flat.wav"
GOOD = ROOT / "samples" / "good-call.wav"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_page_says_what_went_well_first(cli: Cli, here: Path) -> None:
    ran = cli("practice", str(SAMPLE), "--reference", str(GOOD), "--model", "none")
    assert ran.code == 0
    assert ran.out.index("What went well") < ran.out.index("Try next") < ran.out.index("Worth hearing again")
    assert "Good call" in ran.out
    page = (here / "fast-and-flat.practice.html").read_text(encoding="utf-8")
    assert "data:audio/ogg" in page
    assert "page written: fast-and-flat.practice.html" in ran.err


def test_figures_of_earlier_calls_are_kept_and_measured_once(cli: Cli, here: Path) -> None:
    history = here / "mine"
    history.mkdir()
    (history / "before.wav").write_bytes(GOOD.read_bytes())
    arguments = ("practice", str(SAMPLE), "--history", str(history), "--model", "none", "--html", "p.html")
    assert cli(*arguments).code == 0
    stored = (history / HISTORY_FILE).read_text(encoding="utf-8")
    assert "before.wav" in stored
    assert "fast-and-flat.wav" in stored
    (history / "before.wav").unlink()
    assert cli(*arguments, "--no-audio").code == 0
    assert (history / HISTORY_FILE).read_text(encoding="utf-8") == stored
    page = (here / "p.html").read_text(encoding="utf-8")
    assert "before.wav" in page
    assert "<audio" not in page


def test_a_damaged_history_is_named_and_left_alone(cli: Cli, here: Path) -> None:
    file = here / HISTORY_FILE
    file.write_text("{", encoding="utf-8")
    ran = cli("practice", str(SAMPLE), "--history", str(here), "--model", "none")
    assert ran.code == 2
    assert f"{file}: expected the figures of earlier practice calls" in ran.err
    assert file.read_text(encoding="utf-8") == "{"


def test_json_is_the_result_and_nothing_else(cli: Cli, here: Path) -> None:
    ran = cli("practice", str(SAMPLE), "--model", "none", "--json")
    assert ran.document["provenance"]["standard"]["name"] == "practice"
    assert list(here.iterdir()) == []


def test_one_voice_on_one_channel_is_measured_when_it_is_said_to_be_alone(cli: Cli, here: Path) -> None:
    samples, rate_hz = soundfile.read(SAMPLE)
    alone = here / "alone.wav"
    soundfile.write(alone, samples[7 * rate_hz :, 0], rate_hz)
    assert "--alone" in cli("practice", str(alone), "--model", "none").err
    ran = cli("practice", str(alone), "--model", "none", "--alone")
    assert ran.code == 0
    assert "How fast you speak" in ran.out
    assert "Your share of the talk" not in ran.out
    assert ran.out.startswith("alone.wav")


def test_a_transcript_beside_a_reading_is_used(cli: Cli, here: Path) -> None:
    samples, rate_hz = soundfile.read(SAMPLE)
    soundfile.write(here / "alone.wav", samples[7 * rate_hz : 20 * rate_hz, 0], rate_hz)
    (here / "alone.srt").write_text(
        "1\n00:00:00,500 --> 00:00:07,500\nagent: 您好欢迎致电\n", encoding="utf-8"
    )
    ran = cli("practice", "alone.wav", "--model", "none", "--alone", "--json")
    assert "您好欢迎致电" in "".join(turn["text"] for turn in ran.document["timeline"]["turns"])


def test_a_recording_that_cannot_be_read_is_told(cli: Cli, here: Path) -> None:
    (here / "broken.wav").write_bytes(b"RIFF")
    ran = cli("practice", "broken.wav", "--model", "none")
    assert ran.code == 3
    assert "broken.wav" in ran.err
    assert ran.out == ""
    assert [file.name for file in here.iterdir()] == ["broken.wav"]


def test_without_a_recording_the_command_does_not_start(cli: Cli, here: Path) -> None:
    ran = cli("practice")
    assert ran.code == 2
    assert "use --record" in ran.err


class Stream:
    """A microphone that hears a tone for ever."""

    def __init__(self, *, samplerate: int, blocksize: int, callback: Callable[..., None], **_: Any) -> None:
        time_s = np.arange(blocksize) / samplerate
        self._block = (0.1 * np.sin(2 * np.pi * 200 * time_s)).astype(np.float32)[:, np.newaxis]
        self._callback, self._ended = callback, threading.Event()
        self._thread = threading.Thread(target=self._run)

    def _run(self) -> None:
        while not self._ended.wait(0.001):
            self._callback(self._block, len(self._block), None, None)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._ended.set()
        self._thread.join()

    def close(self) -> None:
        assert self._ended.is_set()


def sounddevice(stream: Any) -> Any:
    return SimpleNamespace(InputStream=stream, PortAudioError=OSError)


def test_a_reading_is_recorded_as_the_agents_side_of_a_call(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "sounddevice", sounddevice(Stream))
    stop = threading.Event()
    threading.Timer(0.5, stop.set).start()
    seconds = record(here / "mine.wav", "en", stop)
    samples, rate_hz = soundfile.read(here / "mine.wav")
    assert samples.shape == (round(seconds * rate_hz), 2)
    assert np.abs(samples[:, 0]).max() == pytest.approx(0.1, abs=0.01)
    assert not samples[:, 1].any()
    shown = capsys.readouterr()
    assert shown.out == ""
    assert script_lines("en")[0][0] in shown.err
    assert [file.name for file in here.iterdir()] == ["mine.wav"]


def test_a_recorded_reading_becomes_a_page(cli: Cli, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read, stop = threading.Event(), threading.Event()
    samples, rate_hz = soundfile.read(GOOD, dtype="float32")
    said = np.repeat(samples[7 * rate_hz : 42 * rate_hz, 0], RECORD_RATE_HZ // rate_hz)

    class Reading(Stream):
        def _run(self) -> None:
            size = len(self._block)
            for start in range(0, len(said) - size, size):
                self._callback(said[start : start + size, np.newaxis], size, None, None)
            read.set()

    monkeypatch.setitem(sys.modules, "sounddevice", sounddevice(Reading))
    monkeypatch.setattr(recording, "_until_enter", lambda: stop)
    threading.Thread(target=lambda: (read.wait(), time.sleep(1.0), stop.set())).start()
    ran = cli("practice", "--record", "--history", "mine", "--model", "none")
    assert ran.code == 0
    assert "How fast you speak" in ran.out
    (kept,) = (here / "mine").glob("practice-*.wav")
    assert kept.name in (here / "mine" / HISTORY_FILE).read_text(encoding="utf-8")
    assert (here / f"{kept.stem}.practice.html").exists()


def test_a_reading_of_a_moment_is_not_kept(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sounddevice", sounddevice(Stream))
    stop = threading.Event()
    stop.set()
    with pytest.raises(AudioError, match="expected at least 3 s of sound"):
        record(here / "mine.wav", "zh", stop)
    assert list(here.iterdir()) == []


def no_device(**_: Any) -> None:
    raise OSError("Error querying device -1")


@pytest.mark.parametrize(
    ("module", "message"),
    [
        (None, "pip install 'voicecheck[record]'"),
        (
            sounddevice(no_device),
            "expected a microphone, found none that can be opened (Error querying device -1)",
        ),
    ],
)
def test_a_missing_microphone_is_explained(
    cli: Cli, here: Path, monkeypatch: pytest.MonkeyPatch, module: Any, message: str
) -> None:
    monkeypatch.setitem(sys.modules, "sounddevice", module)
    ran = cli("practice", "--record")
    assert ran.code == 2
    assert message in ran.err


def test_a_recording_is_never_written_over(cli: Cli, here: Path) -> None:
    (here / "there.wav").write_bytes(b"mine")
    ran = cli("practice", "there.wav", "--record")
    assert ran.code == 2
    assert (here / "there.wav").read_bytes() == b"mine"


def test_the_level_says_when_it_is_too_soft_or_too_loud() -> None:
    assert "too soft" in level_bar(-50.0, "en").plain
    assert "too loud" in level_bar(-3.0, "en").plain
    assert level_bar(-20.0, "zh").plain.endswith("dBov ")
    assert level_bar(-20.0, "en").plain.count("#") > level_bar(-40.0, "en").plain.count("#")


def test_the_script_has_both_languages() -> None:
    assert len(script_lines("zh")) == len(script_lines("en")) >= 5

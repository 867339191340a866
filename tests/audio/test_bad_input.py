"""Files that are no recordings, names of any kind, and damage of any kind."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.audio.recordings import tones, write_av, write_sound
from tests.audio.refusals import MESSAGE_FORM, cut, file_of, refusal
from voicecheck.audio import load_recording, printable_path
from voicecheck.errors import AudioError


def test_a_missing_file(tmp_path: Path) -> None:
    assert "found nothing there; check the name" in refusal(tmp_path / "none.wav")


def test_a_folder(tmp_path: Path) -> None:
    assert "found a folder; name the files in it" in refusal(tmp_path)


def test_a_path_through_a_file(tmp_path: Path) -> None:
    file_of(tmp_path / "a", b"x")
    assert "Not a directory" in refusal(tmp_path / "a" / "b.wav")


def test_a_name_with_a_zero_byte() -> None:
    assert "expected a file path" in refusal("call\0.wav")


def test_an_unreadable_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_sound(tmp_path / "call.wav", tones(), 8000)

    # The system's own answer, since a test that runs as root may read everything.
    def deny(name: object, flags: int) -> int:
        raise PermissionError(13, "Permission denied", str(name))

    monkeypatch.setattr(os, "open", deny)
    assert "found that access is denied; change its permissions" in refusal(path)


def test_an_empty_file(tmp_path: Path) -> None:
    assert "found an empty file" in refusal(file_of(tmp_path / "call.wav", b""))


def test_a_pipe_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "call.wav")
    start_s = time.monotonic()
    assert "found a pipe; save the recording to a file" in refusal(tmp_path / "call.wav")
    assert time.monotonic() - start_s < 5


def test_a_device() -> None:
    assert "found a device" in refusal("/dev/zero")


@pytest.mark.parametrize(
    ("content", "guess"),
    [
        (b"Dear customer, your call is important to us. " * 50, "found text"),
        ("来电录音清单,编号,时间\n".encode() * 60, "found text"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3" * 40, "found a PDF document"),
        (b"PK\x03\x04" + bytes(500), "found a ZIP archive or an office document"),
        (bytes(4096), "found zero bytes only"),
        (b"\x00\x00\x00\x20ftypM4A " + bytes(300), "found an MP4 file that is cut or damaged"),
        (b"fLaC" + bytes(300), "found an audio file that is cut or damaged"),
        (b"#!AMR\n", "a single sample"),
        (b"OggS", "found an audio file that is cut or damaged"),
        (b"\xff\xfb", "found an audio file that is cut or damaged"),
        (np.random.default_rng(3).bytes(300_000), "found bytes that are not audio"),
    ],
)
def test_other_files_under_the_name_of_a_recording(tmp_path: Path, content: bytes, guess: str) -> None:
    assert guess in refusal(file_of(tmp_path / "call.wav", content))


def test_a_play_list_opens_no_other_file(tmp_path: Path) -> None:
    write_sound(tmp_path / "other.wav", tones(), 8000)
    for script in (
        f"#EXTM3U\n#EXTINF:2,\n{tmp_path}/other.wav\n",
        f"ffconcat version 1.0\nfile {tmp_path}/other.wav\n",
    ):
        refusal(file_of(tmp_path / "call.m3u8", script.encode()))


def test_a_video_without_sound(tmp_path: Path) -> None:
    import av

    path = tmp_path / "silent.mp4"
    with av.open(str(path), "w") as output:
        video = output.add_stream("mpeg4", rate=10)
        video.width, video.height, video.pix_fmt = 64, 64, "yuv420p"
        output.mux(video.encode(av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), format="rgb24")))
        output.mux(video.encode(None))
    assert "without a sound track" in refusal(path)


@pytest.mark.parametrize(
    "name", [b"\xc2\xbc\xd2\xf4.wav", b"a\nb\x1b[31m.wav", "通话 录音　一.wav".encode(), b"-x '\".wav"]
)
@pytest.mark.parametrize("kind", ["wav", "m4a"])
def test_names_of_any_bytes(tmp_path: Path, name: bytes, kind: str) -> None:
    made = (
        write_sound(tmp_path / "made.wav", tones(), 8000)
        if kind == "wav"
        else write_av(tmp_path / "m", tones(), 8000, codec="aac", container="mp4", sample_format="fltp")
    )
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name))
    made.rename(path)

    recording = load_recording(path).recording

    assert recording.path == printable_path(path)
    recording.path.encode("utf-8")
    assert "\n" not in recording.path
    file_of(path, b"no sound")
    refusal(path)


def test_printable_names() -> None:
    assert printable_path(os.fsdecode(b"a\xff\n\x1b.wav")) == "a\\xff\\n\\x1b.wav"
    assert printable_path("通话　一 ü.wav") == "通话　一 ü.wav"
    assert printable_path("a\u202ewav.exe") == "a\\u202ewav.exe"


@pytest.fixture(scope="module")
def whole_files(tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    folder = tmp_path_factory.mktemp("whole")
    signal = tones(duration_s=0.3)
    makers: list[Callable[[], Path]] = [
        lambda: write_sound(folder / "a.wav", signal, 8000),
        lambda: write_sound(folder / "a.flac", signal, 8000),
        lambda: write_sound(folder / "a.ogg", signal, 8000),
        lambda: write_sound(folder / "a.mp3", signal, 8000),
        lambda: write_av(folder / "m", signal, 8000, codec="aac", container="mp4", sample_format="fltp"),
        lambda: write_av(
            folder / "r",
            signal[:1],
            8000,
            codec="libopencore_amrnb",
            container="amr",
            sample_format="s16",
            bit_rate=12_200,
        ),
    ]
    return [make().read_bytes() for make in makers]


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_any_damage_is_either_refused_or_gives_finite_samples(
    tmp_path: Path, whole_files: list[bytes], data: st.DataObject
) -> None:
    content = bytearray(data.draw(st.sampled_from(whole_files), label="file"))
    for _ in range(data.draw(st.integers(1, 8), label="count")):
        position = data.draw(st.integers(0, min(len(content) - 1, 600)) | st.integers(0, len(content) - 1))
        content[position] = data.draw(st.integers(0, 255))
    length = data.draw(st.integers(0, len(content)) | st.just(len(content)), label="length")
    path = file_of(tmp_path / "call", bytes(content[:length]))
    try:
        loaded = load_recording(path)
    except AudioError as error:
        assert MESSAGE_FORM.match(str(error)), error  # noqa: PT017
    else:
        assert np.all(np.isfinite(loaded.samples))
        assert loaded.samples.shape[1] > 0
        assert loaded.recording.duration_s > 0


def test_no_warning_of_a_decoder_reaches_the_terminal(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    load_recording(cut(write_sound(tmp_path / "call.mp3", tones(duration_s=10), 8000), 0.5))
    assert capfd.readouterr() == ("", "")


def test_files_are_closed_again(tmp_path: Path) -> None:
    good = write_sound(tmp_path / "call.wav", tones(), 8000)
    bad = file_of(tmp_path / "bad.wav", b"no sound at all")
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(5):
        load_recording(good)
        refusal(bad)
    assert len(os.listdir("/proc/self/fd")) == before


def test_soundfile_reads_what_was_written(tmp_path: Path) -> None:
    """The helper is not the code under test: what it wrote is what the library reads back."""
    path = write_sound(tmp_path / "call.wav", tones(), 8000)
    samples, rate_hz = soundfile.read(path, dtype="float32")
    assert rate_hz == 8000
    assert np.array_equal(samples.T, load_recording(path).samples)


def test_a_coding_that_nobody_knows(tmp_path: Path) -> None:
    path = write_av(
        tmp_path / "call.mov", tones(), 8000, codec="pcm_s16le", container="mov", sample_format="s16"
    )
    content = path.read_bytes()
    assert content.count(b"sowt") == 1
    file_of(path, content.replace(b"sowt", b"zzzz"))
    assert "a coding of sound that is not known here" in refusal(path)


def test_a_damaged_index_prints_nothing(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = write_sound(tmp_path / "call.caf", tones(), 8000)
    content = bytearray(path.read_bytes())
    rng = np.random.default_rng(5)
    for _ in range(60):
        damaged = content.copy()
        for position in rng.integers(0, 64, 6):
            damaged[position] = rng.choice([0, 127, 128, 255])
        file_of(path, bytes(damaged))
        try:
            load_recording(path)
        except AudioError:
            continue
    assert capfd.readouterr() == ("", "")

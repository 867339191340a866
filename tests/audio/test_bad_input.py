"""What cannot be judged is refused with a message that helps; what can, is judged and its flaws are said."""

from __future__ import annotations

import os
import re
import struct
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import voicecheck.audio.load as load_module
from tests.audio.recordings import pcm16, pcm_format, riff, tones, write_av, write_sound
from voicecheck.audio import load_recording, printable_path
from voicecheck.audio.decode import Decoder
from voicecheck.audio.opening import OpenFile
from voicecheck.errors import AudioError

MESSAGE_FORM = re.compile(r"^.+: expected [^\n]+, found [^\n]+; [^\n]+$")


def refusal(path: Path | str, channels: tuple[int, int] | None = None) -> str:
    """The message with which a recording is refused; every one has the same form."""
    with pytest.raises(AudioError) as caught:
        load_recording(path, channels=channels)
    message = str(caught.value)
    assert MESSAGE_FORM.match(message), message
    assert message.startswith(printable_path(path)), message
    message.encode("utf-8")
    return message


def file_of(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


# Not a recording at all -------------------------------------------------------------------------------------


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


# Headers that are false --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("chunks", "found"),
    [
        ([(b"fmt ", pcm_format(rate_hz=0), None), (b"data", bytes(800), None)], "1 channels at 0 Hz"),
        ([(b"fmt ", pcm_format(channels=0), None), (b"data", bytes(800), None)], "0 channels at 8000 Hz"),
        ([(b"fmt ", pcm_format(rate_hz=4000), None), (b"data", bytes(800), None)], "found 4000 Hz"),
        ([(b"fmt ", pcm_format(rate_hz=400_000), None), (b"data", bytes(800), None)], "found 400000 Hz"),
        ([(b"fmt ", pcm_format(), None), (b"data", b"", None)], "without a single sample"),
        ([(b"fmt ", pcm_format(), None)], "found no sound data"),
        ([(b"data", bytes(800), None)], "found no format description"),
        ([(b"fmt ", pcm_format()[:10], None)], "the file ends within it"),
        ([(b"junk", bytes(4), 0xFFFFFFF0)], "found no format description"),
    ],
)
def test_impossible_wav_headers(
    tmp_path: Path, chunks: list[tuple[bytes, bytes, int | None]], found: str
) -> None:
    assert found in refusal(file_of(tmp_path / "call.wav", riff(*chunks)))


def test_an_absurd_rate_beyond_32_bits_of_sense(tmp_path: Path) -> None:
    header = struct.pack("<HHIIHH", 1, 1, 0xFFFFFFFF, 0xFFFFFFFF, 2, 16)
    refusal(file_of(tmp_path / "call.wav", riff((b"fmt ", header, None), (b"data", bytes(800), None))))


@pytest.mark.parametrize("size", [0, 0x7FFFFFFF, 0xFFFFFFFF])
@pytest.mark.parametrize("whole", [0, 36, None])
def test_a_recorder_that_left_the_size_open_is_no_cut_file(
    tmp_path: Path, size: int, whole: int | None
) -> None:
    content = riff((b"fmt ", pcm_format(channels=2), None), (b"data", pcm16(tones()), size))
    if whole is not None:
        content = content[:4] + struct.pack("<I", whole) + content[8:]
    loaded = load_recording(file_of(tmp_path / "call.wav", content))
    assert loaded.samples.shape == (2, 16000)
    assert loaded.limits == ()


def test_an_empty_recording_with_tags_is_empty(tmp_path: Path) -> None:
    chunks = ((b"fmt ", pcm_format(), None), (b"data", b"", None), (b"LIST", b"INFOICRD" + bytes(40), None))
    assert "without a single sample" in refusal(file_of(tmp_path / "call.wav", riff(*chunks)))


def test_a_wav_size_far_beyond_the_file_costs_no_memory_and_is_said(tmp_path: Path) -> None:
    content = riff((b"fmt ", pcm_format(channels=2), None), (b"data", pcm16(tones()), 0x60000000))
    loaded = load_recording(file_of(tmp_path / "call.wav", content))
    assert loaded.samples.shape == (2, 16000)
    assert len(loaded.limits) == 1
    assert "its header promises 50331.6 s and 2.0 s are there" in loaded.limits[0]


def test_a_flac_length_far_beyond_the_file_costs_no_memory_and_is_said(tmp_path: Path) -> None:
    path = write_sound(tmp_path / "call.flac", tones(), 8000)
    content = bytearray(path.read_bytes())
    content[21] |= 0x0F  # the upper four of the 36 bits of STREAMINFO's number of samples (RFC 9639, 8.2)
    loaded = load_recording(file_of(path, bytes(content)))
    assert loaded.samples.shape[1] == pytest.approx(16000, abs=4096)
    assert any("the file is cut" in note for note in loaded.limits)


# Cut files --------------------------------------------------------------------------------------------------


def cut(path: Path, share: float) -> Path:
    content = path.read_bytes()
    return file_of(path, content[: int(len(content) * share)])


@pytest.mark.parametrize("suffix", ["wav", "flac", "mp3"])
def test_a_cut_file_is_judged_as_far_as_it_goes(tmp_path: Path, suffix: str) -> None:
    path = cut(write_sound(tmp_path / f"call.{suffix}", tones(duration_s=10), 8000), 0.5)
    loaded = load_recording(path)
    assert loaded.recording.duration_s == pytest.approx(5.0, abs=1.0)
    assert loaded.samples.shape == (2, round(loaded.recording.duration_s * 8000))
    assert any("the file is cut: its header promises 10.0 s" in note for note in loaded.limits)


def test_a_cut_matroska_file(tmp_path: Path) -> None:
    path = write_av(
        tmp_path / "call.mkv",
        tones(duration_s=10),
        8000,
        codec="pcm_s16le",
        container="matroska",
        sample_format="s16",
    )
    loaded = load_recording(cut(path, 0.5))
    assert loaded.recording.duration_s == pytest.approx(5.0, abs=1.0)
    assert any("the file is cut: its header promises 10.0 s" in note for note in loaded.limits)


@pytest.mark.parametrize(
    ("codec", "container", "sample_format", "channels"),
    [("aac", "adts", "fltp", 2), ("libopencore_amrnb", "amr", "s16", 1), ("wmav2", "asf", "fltp", 2)],
)
def test_other_cut_files_give_what_is_there(
    tmp_path: Path, codec: str, container: str, sample_format: str, channels: int
) -> None:
    path = write_av(
        tmp_path / "call",
        tones(16000 if channels == 2 else 8000, channels, 10),
        16000 if channels == 2 else 8000,
        codec=codec,
        container=container,
        sample_format=sample_format,
        bit_rate=12_200 if channels == 1 else 64_000,
    )
    loaded = load_recording(cut(path, 0.5))
    assert 3.0 < loaded.recording.duration_s < 6.0


def test_a_cut_mp4_without_its_index(tmp_path: Path) -> None:
    path = write_av(
        tmp_path / "call.m4a", tones(duration_s=10), 8000, codec="aac", container="mp4", sample_format="fltp"
    )
    assert "found an MP4 file that is cut or damaged" in refusal(cut(path, 0.5))


def test_a_few_bytes_missing_are_no_cut(tmp_path: Path) -> None:
    path = write_sound(tmp_path / "call.wav", tones(duration_s=10), 8000)
    assert load_recording(cut(path, 0.99)).limits == ()


def test_damage_in_the_middle_is_said_and_survived(tmp_path: Path) -> None:
    path = write_av(
        tmp_path / "call.m4a", tones(duration_s=10), 8000, codec="aac", container="mp4", sample_format="fltp"
    )
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 4000] = b"\xff" * 4000
    loaded = load_recording(file_of(path, bytes(content)))
    assert any("damaged" in note for note in loaded.limits)


def test_a_file_that_is_still_being_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_sound(tmp_path / "call.wav", tones(), 8000)
    decode = load_module.open_decoder

    def decode_while_the_recorder_writes(
        source: OpenFile, *, open_ended: bool
    ) -> AbstractContextManager[Decoder]:
        with path.open("ab") as recorder:
            recorder.write(bytes(1600))
        return decode(source, open_ended=open_ended)

    monkeypatch.setattr(load_module, "open_decoder", decode_while_the_recorder_writes)
    assert "found a file that changed while it was read" in refusal(path)


# Samples that cannot be sound -------------------------------------------------------------------------------


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 20_000.0])
@pytest.mark.parametrize("rate_hz", [8000, 48000])
def test_the_first_impossible_sample_is_named(tmp_path: Path, value: float, rate_hz: int) -> None:
    samples = tones(rate_hz, 2, 4.0)
    samples[1, 3 * rate_hz] = value
    samples[0, round(3.5 * rate_hz)] = value
    path = write_sound(tmp_path / "call.wav", samples, rate_hz, subtype="FLOAT")
    assert f"found {value:g} at 3.000 s in channel 1; export" in refusal(path)


def test_float_samples_a_little_over_full_scale_are_kept(tmp_path: Path) -> None:
    path = write_sound(tmp_path / "call.wav", tones() * 6, 8000, subtype="FLOAT")
    assert np.max(load_recording(path).samples) == pytest.approx(1.5, abs=0.01)


@pytest.mark.parametrize("subtype", ["PCM_16", "PCM_U8", "ULAW", "ALAW", "FLOAT"])
def test_a_silent_recording_is_allowed_and_said(tmp_path: Path, subtype: str) -> None:
    path = write_sound(tmp_path / "call.wav", np.zeros((2, 8000), "f4"), 8000, subtype=subtype)
    loaded = load_recording(path)
    assert loaded.samples.shape == (2, 8000)
    assert loaded.limits == ("the recording is silent throughout; nothing in it can be judged",)


def test_a_silent_channel_is_named(tmp_path: Path) -> None:
    samples = tones()
    samples[1] = 0
    path = write_sound(tmp_path / "call.wav", samples, 8000)
    assert load_recording(path).limits == ("channel 1 is silent throughout; nothing on it can be judged",)


def test_a_recording_longer_than_half_a_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load_module, "_LONGEST_S", 60)
    path = write_sound(tmp_path / "call.flac", np.zeros((1, 61 * 8000), "f4"), 8000)
    assert "found a longer recording; cut it into its calls" in refusal(path)


def test_no_memory_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_sound(tmp_path / "call.wav", tones(), 8000)

    def refuse(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(load_module, "_SampleSink", refuse)
    assert "found none left; close other programs" in refusal(path)


# Channels ---------------------------------------------------------------------------------------------------


def test_more_than_two_channels_must_be_chosen(tmp_path: Path) -> None:
    path = write_sound(tmp_path / "call.wav", tones(channels=4), 8000)
    assert "found 4; name the two that carry the agent and the customer, as in --channels 0,1" in refusal(
        path
    )


@pytest.mark.parametrize("wrong", [(0, 4), (-1, 0), (2, 2)])
def test_channels_that_are_not_there(tmp_path: Path, wrong: tuple[int, int]) -> None:
    path = write_sound(tmp_path / "call.wav", tones(channels=4), 8000)
    assert "expected two different channels from 0 to 3" in refusal(path, wrong)


# Names and noise --------------------------------------------------------------------------------------------


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

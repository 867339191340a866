"""Files whose headers promise what is not there: refused when impossible, else judged as far as they go."""

from __future__ import annotations

import struct
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

import voicecheck.audio.load as load_module
from tests.audio.recordings import pcm16, pcm_format, riff, tones, write_av, write_sound
from tests.audio.refusals import cut, file_of, refusal
from voicecheck.audio import load_recording
from voicecheck.audio.decode import Decoder
from voicecheck.audio.opening import OpenFile


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
    whole = load_recording(path)
    loaded = load_recording(file_of(path, bytes(content)))
    assert any("damaged pieces of the file were replaced by silence" in note for note in loaded.limits)
    # What follows the damage is heard at its own time.
    assert loaded.recording.duration_s == pytest.approx(whole.recording.duration_s, abs=0.3)


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

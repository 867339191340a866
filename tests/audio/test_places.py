"""Names and places that are no recordings: what is read of them is a message, and nothing else happens."""

from __future__ import annotations

import os
import resource
import struct
from pathlib import Path

import numpy as np
import pytest

from tests.audio.recordings import pcm16, pcm_format, riff, tones, write_sound
from tests.audio.refusals import refusal
from voicecheck.audio import compile_name_pattern, find_recordings, load_recording
from voicecheck.cli.file_names import FileNames, safe_stem, write_whole
from voicecheck.errors import UsageError
from voicecheck.text.repetition import loose_repetitions, shares_endlessly

NAMES = [
    b"..wav", b"...wav", b"a\nb.wav", b"\x1b[2J.wav", b"\xff\xfe.wav", "\u202egnp.wav".encode(), b"-rf.wav",
    b"~.wav", b"$(id).wav", b"`id`.wav", b"%s%n.wav", b"con.wav", b"a;b&c|d.wav", b"'\".wav", b"<script>.wav",
    b"x" * 251 + b".wav", "长".encode() * 83 + b".wav", b" .wav", b"a .wav", b"*.wav", b"[a].wav", b"?.wav",
    b"{x}.wav", b"\\..\\x.wav",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_found_read_and_written_for(tmp_path: Path, name: bytes) -> None:
    calls = tmp_path / "calls"
    calls.mkdir()
    path = Path(os.fsdecode(os.fsencode(calls) + b"/" + name))
    write_sound(tmp_path / "made.wav", tones(), 8000).rename(path)
    assert find_recordings([path]) == (path,)
    hidden = name.startswith(b".")
    if not hidden:
        assert find_recordings([calls]) == (path,)
    assert load_recording(path).recording.path.isprintable()
    stem = FileNames().stem(path)
    page = tmp_path / "pages" / f"{stem}.TextGrid"
    page.parent.mkdir()
    write_whole(page, "x", "--labels")
    assert page.resolve().parent == (tmp_path / "pages").resolve()
    assert safe_stem(path) == stem


def test_links_are_followed_and_lead_nowhere_else(tmp_path: Path) -> None:
    calls = tmp_path / "calls"
    calls.mkdir()
    for name, target in (
        ("loop.wav", "loop.wav"),
        ("none.wav", "nowhere"),
        ("device.wav", "/dev/zero"),
        ("memory.wav", "/proc/self/mem"),
        ("folder.wav", "."),
        ("round", ".."),
    ):
        (calls / name).symlink_to(target)
    os.mkfifo(calls / "pipe.wav")
    found = find_recordings([calls])
    assert {path.name for path in found} >= {"loop.wav", "none.wav", "device.wav", "memory.wav", "pipe.wav"}
    for path in found:
        refusal(path)


@pytest.mark.parametrize("rate_hz", [8000, 16000])
def test_a_header_that_claims_hours_takes_no_memory(tmp_path: Path, rate_hz: int) -> None:
    before_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    sound = pcm16(tones(rate_hz, channels=1, duration_s=0.2))
    for size in (0x7FFFFFF0, 0xFFFFFFF0, 1 << 30):
        path = tmp_path / "call.wav"
        path.write_bytes(riff((b"fmt ", pcm_format(rate_hz=rate_hz), None), (b"data", sound, size)))
        assert load_recording(path).recording.duration_s == pytest.approx(0.2, abs=0.01)
    chunks = [(b"junk", b"", None)] * 2000
    path.write_bytes(riff(*chunks, (b"fmt ", pcm_format(), None), (b"data", sound, None)))
    refusal(path)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before_kb < 100_000


def test_a_chunk_that_leads_beyond_every_file(tmp_path: Path) -> None:
    path = tmp_path / "call.wav"
    path.write_bytes(b"RIFF" + struct.pack("<I", 4) + b"WAVE" + b"LIST" + struct.pack("<I", 0xFFFFFFFF))
    assert "found no format description" in refusal(path)


def test_silence_of_an_hour_in_a_small_file(tmp_path: Path) -> None:
    path = write_sound(tmp_path / "call.flac", np.zeros((1, 3600 * 8000), np.float32), 8000)
    assert path.stat().st_size < 200_000
    loaded = load_recording(path)
    assert loaded.recording.duration_s == 3600.0
    assert "silent throughout" in loaded.limits[0]


@pytest.mark.parametrize(
    "pattern",
    [
        r"(?P<agent_id>(?:a+)+)$",
        r"(?P<agent_id>(a|a)*)b",
        r"(?P<agent_id>.*)(?P<queue>.*)(?P<x>.*)b",
        r"(?P<agent_id>a)(?P=agent_id)+",
        r"(?P<agent_id>\d+)\d+\d+b",
    ],
)
def test_a_name_pattern_that_may_search_for_hours_is_refused(pattern: str) -> None:
    with pytest.raises(UsageError, match="expected an expression that cannot search for hours"):
        compile_name_pattern(pattern)


@pytest.mark.parametrize(
    "pattern", ["(?P<a>" + "9" * 5000 + ")", "(?P<a>x{" + "9" * 5000 + "})", "(?P<a>", "(?P<a>[[a])"]
)
def test_a_pattern_that_is_none(pattern: str) -> None:
    try:
        compile_name_pattern(pattern)
    except UsageError as error:
        assert "--name-pattern: expected" in str(error)  # noqa: PT017


@pytest.mark.parametrize(
    ("pattern", "loose"),
    [
        (r"(?P<agent_id>[0-9]+)_(?P<started_at>[0-9]{14})", 0),
        (r"(?P<queue>[a-z]+)-(?P<agent_id>\d+)_(?P<x>.*)\.wav", 1),
        (r"(?P<a>\w+)_(?P<b>\w+)", 2),
        (r"[^_]+\d+", 2),
    ],
)
def test_usual_patterns_may_be_used(pattern: str, loose: int) -> None:
    assert not shares_endlessly(pattern)
    assert loose_repetitions(pattern) == loose

"""Records of timelines and standards: what comes back is what went in, or an error that says what to do."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.store.calls import any_timeline, call, documented
from voicecheck.asr.types import ModelInfo
from voicecheck.errors import StoredDataError
from voicecheck.rules.load import load_standard
from voicecheck.store import call_key, key_of
from voicecheck.store.record import pack, unpack
from voicecheck.store.stored_standard import decode_standard, encode_standard
from voicecheck.timeline.codec import encode_timeline
from voicecheck.timeline.types import CallTimeline


@settings(max_examples=60, deadline=None)
@given(timeline=any_timeline())
def test_a_timeline_comes_back_with_every_bit(timeline: CallTimeline) -> None:
    back = unpack(pack(timeline), where="here")
    assert back == timeline
    assert encode_timeline(back) == encode_timeline(timeline)


def test_equal_timelines_give_equal_records() -> None:
    assert pack(call(1)) == pack(call(1)) != pack(call(2))


@settings(max_examples=60, deadline=None)
@given(place=st.integers(0, 10_000), bit=st.integers(0, 7))
def test_one_bit_that_fell_over_is_noticed_or_means_nothing(place: int, bit: int) -> None:
    record = bytearray(pack(call(1)))
    record[place % len(record)] ^= 1 << bit
    found: CallTimeline | str
    try:
        found = unpack(bytes(record), where="run: call-1.wav")
    except StoredDataError as error:
        found = str(error).partition(" record")[0]
    # The format has bits that mean nothing.
    assert found in (call(1), "run: call-1.wav: expected stored measurements, found a damaged")


@pytest.mark.parametrize(
    "record", [b"", b"nonsense", zstandard.compress(b""), zstandard.compress(b"\x93\x01\x02\x03")]
)
def test_what_is_no_record_is_refused(record: bytes) -> None:
    with pytest.raises(StoredDataError, match="here: expected stored measurements, found a damaged record"):
        unpack(record, where="here")


def test_a_small_record_of_huge_content_is_refused_before_it_is_unpacked() -> None:
    """A few bytes that claim more than any call can have, and a stream that says nothing of its length."""
    honest = zstandard.compress(bytes((1 << 28) + 1))
    assert len(honest) < 30_000
    assert zstandard.get_frame_parameters(honest[:18]).content_size == (1 << 28) + 1
    silent = zstandard.ZstdCompressor(write_content_size=False).compress(bytes(1 << 20))
    for bomb in (honest, honest[:18], silent):
        with pytest.raises(StoredDataError, match="found a damaged record"):
            unpack(bomb, where="here")


def test_a_cut_record_is_refused() -> None:
    with pytest.raises(StoredDataError, match="damaged record"):
        unpack(pack(call(1))[:-20], where="here")


@pytest.mark.parametrize(
    ("version", "remedy"), [(2, "use a newer voicecheck"), (0, "measure the call again")]
)
def test_another_schema_is_named(version: int, remedy: str) -> None:
    content = msgspec.to_builtins(call(1)) | {"schema_version": version}
    for stored in (content, content | {"turns": "moved elsewhere"}):
        with pytest.raises(StoredDataError, match=f"schema_version 1, found {version}; {remedy}"):
            unpack(zstandard.compress(msgspec.msgpack.encode(stored)), where="here")


def test_a_name_that_is_not_utf8_does_not_cost_the_call() -> None:
    odd = replace(call(1), call=replace(call(1).call, path="calls/\udcff.wav", id="\udcff"))
    assert unpack(pack(odd), where="here").call.path == "calls/\\udcff.wav"


@pytest.mark.parametrize("name", ["documented", "hotline"])
def test_a_standard_comes_back_the_same(name: str) -> None:
    standard = load_standard(name)
    assert decode_standard(encode_standard(standard), where="here") == standard


@pytest.mark.parametrize("change", [("MetricCheck", "LaterCheck"), ('"rules"', '"ruled"'), ("{", "")])
def test_a_standard_that_cannot_be_read_is_refused(change: tuple[str, str]) -> None:
    stored = encode_standard(documented()).replace(*change, 1)
    with pytest.raises(StoredDataError, match="here: expected the standard of the run, found none"):
        decode_standard(stored, where="here")


def test_a_key_moves_with_audio_settings_and_weights_and_with_nothing_else() -> None:
    model = ModelInfo(name="m", sha256="1", compute_type="int8", device="cpu")
    key = call_key("a", {"language": "zh", "channels": None}, model)
    assert call_key("a", {"channels": None, "language": "zh"}, replace(model, device="cuda")) == key
    others = [
        call_key("b", {"language": "zh", "channels": None}, model),
        call_key("a", {"language": "en", "channels": None}, model),
        call_key("a", {"language": "zh", "channels": None}, replace(model, compute_type="float16")),
        call_key("a", {"language": "zh", "channels": None}, None),
    ]
    assert len({key, *others}) == 5
    timeline = call(1)
    assert key_of(replace(timeline, language="en")) == key_of(timeline) != key_of(call(2))

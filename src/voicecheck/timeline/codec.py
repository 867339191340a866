"""The timeline as JSON and back: one codec, one schema version.

Nothing is rounded here, so that a stored timeline gives the same verdicts as the one that was measured.
"""

from __future__ import annotations

import msgspec

from voicecheck.errors import StoredDataError
from voicecheck.intervals import FAR_S, Interval
from voicecheck.timeline.types import SPEAKERS, CallTimeline

__all__ = ["SCHEMA_VERSION", "decode_timeline", "encode_timeline", "in_order"]

SCHEMA_VERSION = 1

_encoder = msgspec.json.Encoder(order="deterministic")
_decoder = msgspec.json.Decoder(CallTimeline)


class _Head(msgspec.Struct):
    schema_version: int


def encode_timeline(timeline: CallTimeline) -> bytes:
    """UTF-8 JSON; equal timelines give equal bytes."""
    return _encoder.encode(timeline)


def decode_timeline(data: bytes, *, where: str = "stored timeline") -> CallTimeline:
    """The timeline that these bytes hold.

    Raises
    ------
    StoredDataError
        When the bytes are not a timeline, or one of another schema version.
    """
    try:
        head = msgspec.json.decode(data, type=_Head)
        if head.schema_version != SCHEMA_VERSION:
            raise StoredDataError(
                f"{where}: expected schema_version {SCHEMA_VERSION}, found {head.schema_version}; "
                "measure the call again with this version"
            )
        return in_order(_decoder.decode(data))
    except (msgspec.MsgspecError, ValueError) as error:
        raise StoredDataError(
            f"{where}: expected a call timeline, found {error}; measure the call again"
        ) from error


def in_order(timeline: CallTimeline) -> CallTimeline:
    """The same timeline, once it is sure that it knows both parties or neither, and when each thing was.

    Raises
    ------
    ValueError
        When it is not so.
    """
    if timeline.speakers and timeline.speakers.keys() != set(SPEAKERS):
        raise ValueError(f"one party alone: {', '.join(timeline.speakers)}")
    for kind in (timeline.turns, timeline.rings, timeline.overlaps, timeline.unrecognised):
        for one in kind:
            if not -FAR_S < one.start_s < one.end_s < FAR_S:
                Interval(one.start_s, one.end_s)  # says what is wrong with it
    return timeline

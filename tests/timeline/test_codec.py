"""Stored timelines: damage and other versions are answered with a message."""

from __future__ import annotations

import pytest

from voicecheck import StoredDataError
from voicecheck.timeline.codec import decode_timeline


@pytest.mark.parametrize(
    "data", [b"", b"{", b"[]", b'{"schema_version": 1}', b"\xff\xfe", b'{"schema_version": "1"}']
)
def test_what_is_no_timeline_is_refused(data: bytes) -> None:
    with pytest.raises(
        StoredDataError, match=r"^here: expected a call timeline, found .+; measure the call again$"
    ):
        decode_timeline(data, where="here")


def test_another_version_is_refused() -> None:
    with pytest.raises(StoredDataError, match="expected schema_version 1, found 2"):
        decode_timeline(b'{"schema_version": 2}')

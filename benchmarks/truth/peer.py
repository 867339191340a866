"""The open peer for mono calls, where it is installed beside: `pip install speaker-diarize-lite`."""

from __future__ import annotations

from importlib.util import find_spec

import numpy as np
from numpy.typing import NDArray

from voicecheck.intervals import Interval

__all__ = ["PEER", "peer_voices"]

PEER = "speaker-diarize-lite"


def peer_voices(channel: NDArray[np.float32], rate_hz: int) -> list[list[Interval]] | None:
    """What the peer, told that there are two voices, gives to each; None where it is not installed."""
    if find_spec("speaker_diarize_lite") is None:
        return None
    from speaker_diarize_lite import diarize

    found = diarize(channel, sample_rate=rate_hz, num_speakers=2).segments
    return [
        [Interval(one.start_s, one.end_s) for one in found if one.speaker == name]
        for name in sorted({one.speaker for one in found})
    ]

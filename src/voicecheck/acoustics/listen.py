"""What is on the channels of a call: who speaks when, which tones sound, and whether the channels are
independent.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from voicecheck.acoustics.activity import speech_activity
from voicecheck.acoustics.joint_stereo import without_copies
from voicecheck.acoustics.leak import ChannelRelation, compare_channels, remove_leak
from voicecheck.acoustics.tones import Ring, find_tones, merge_rings
from voicecheck.intervals import Interval, merge

__all__ = ["Heard", "listen"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Heard:
    """What was heard on one call.

    Attributes
    ----------
    samples
        Float32, shape (channel, sample): one channel where both carried the same audio.
    speech
        Speech activity by channel, without tones and without what only leaked in from the other channel.
    rings
        Rings on any channel, each once.
    sounds
        All tones of any channel, rings included.
    relation
        How the two channels hang together; None for one channel.
    """

    samples: NDArray[np.float32]
    speech: tuple[tuple[Interval, ...], ...]
    rings: tuple[Ring, ...]
    sounds: tuple[Interval, ...]
    relation: ChannelRelation | None

    @property
    def answer_s(self) -> float | None:
        """The end of the last ring before anybody speaks, in seconds; None where no ring was heard.

        A ring after the first words belongs to a transfer.
        """
        answered = self.answering_rings
        return answered[-1].end_s if answered else None

    @property
    def answering_rings(self) -> tuple[Ring, ...]:
        """The rings before the first speech."""
        starts = [span.start_s for channel in self.speech for span in channel]
        first_s = min(starts, default=float("inf"))
        return tuple(ring for ring in self.rings if ring.start_s < first_s)


def listen(samples: NDArray[np.float32], sample_rate_hz: int) -> Heard:
    """Find speech and tones on one or two channels.

    Parameters
    ----------
    samples
        Shape (channel, sample), one or two channels, full scale 1.0.
    sample_rate_hz
        Rate of `samples`, in Hz.
    """
    relation = compare_channels(samples, sample_rate_hz) if len(samples) == 2 else None
    if relation is not None and relation.same_audio:
        samples = samples[:1]
    tones = [find_tones(channel, sample_rate_hz) for channel in samples]
    sounds = merge(span for found in tones for span in found.intervals)
    speech = tuple(speech_activity(channel, sample_rate_hz, exclude=sounds) for channel in samples)
    if relation is not None and len(samples) == 2:
        speech = remove_leak(speech[0], speech[1], samples, sample_rate_hz, relation)
        speech = without_copies(speech, samples, sample_rate_hz)
    return Heard(
        samples=samples,
        speech=speech,
        rings=merge_rings(ring for found in tones for ring in found.rings),
        sounds=sounds,
        relation=relation,
    )

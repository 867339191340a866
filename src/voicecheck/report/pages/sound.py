"""The sound of a call for its page: the curves of the picture, and the audio itself."""

from __future__ import annotations

import os
from dataclasses import dataclass

from voicecheck.acoustics.picture import ChannelPicture, channel_picture
from voicecheck.audio.load import LoadedRecording, beside_silence, load_recording
from voicecheck.intervals import Interval
from voicecheck.report.result import CallResult
from voicecheck.timeline.types import Speaker
from voicecheck.units import seconds_to_samples

__all__ = ["CallSound", "Lane", "call_sound", "lane_speakers"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """One channel of the picture, counted from 0; `speaker` is None where the parties share it."""

    speaker: Speaker | None
    channel: int
    picture: ChannelPicture


@dataclass(frozen=True, slots=True, kw_only=True)
class CallSound:
    """The lanes of the picture, and the call as Opus in OGG or None."""

    lanes: tuple[Lane, ...]
    opus: bytes | None


def lane_speakers(result: CallResult) -> tuple[tuple[Speaker | None, int], ...]:
    """Which party has which channel of its own, the agent first; one shared lane where they have none."""
    channels = {speaker: role.channel for speaker, role in result.speakers.items()}
    if len(set(channels.values())) < 2:
        return ((None, 0),)
    return (("agent", channels["agent"]), ("customer", channels["customer"]))


def call_sound(
    path: str | os.PathLike[str],
    result: CallResult,
    *,
    channels: tuple[int, int] | None = None,
    with_audio: bool = True,
) -> CallSound:
    """Decode the recording once more, for its picture and its player.

    Parameters
    ----------
    channels
        The channels that were judged, as they were given to the measurement.

    Raises
    ------
    AudioError
        When the recording cannot be read any more.
    """
    from voicecheck.audio.opus import encode_opus

    audio = load_recording(path, channels=channels)
    if result.provenance.settings.get("alone"):
        audio = beside_silence(audio)
    _silence(audio, result)
    lanes = tuple(
        Lane(
            speaker=speaker,
            channel=channel,
            picture=channel_picture(
                audio.samples[min(channel, len(audio.samples) - 1)],
                audio.analysis_rate_hz,
                _speech(result, speaker),
            ),
        )
        for speaker, channel in lane_speakers(result)
    )
    opus = encode_opus(audio.samples, audio.analysis_rate_hz) if with_audio else None
    return CallSound(lanes=lanes, opus=opus)


def _silence(audio: LoadedRecording, result: CallResult) -> None:
    """Take what was private out of the sound, on every channel: the other one may carry it as an echo."""
    for one in result.timeline.redacted or ():
        first, end = (seconds_to_samples(at_s, audio.analysis_rate_hz) for at_s in (one.start_s, one.end_s))
        audio.samples[:, first:end] = 0.0


def _speech(result: CallResult, speaker: Speaker | None) -> tuple[Interval, ...]:
    return tuple(
        piece
        for turn in result.timeline.turns
        if speaker is None or turn.speaker == speaker
        for piece in turn.ipus
    )

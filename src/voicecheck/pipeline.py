"""One call from end to end: decode, listen, recognise, measure; then judge.

`measure` needs audio and perhaps a model, and gives the evidence; `judge` needs nothing but the evidence;
`check` is one after the other.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypedDict, Unpack

from voicecheck._version import __version__
from voicecheck.acoustics.listen import Heard, listen
from voicecheck.asr.engine import load_transcriber
from voicecheck.asr.given import find_transcript, load_transcript
from voicecheck.asr.transcribe import transcribe_channels
from voicecheck.asr.types import Transcriber, Transcript
from voicecheck.audio.load import LoadedRecording, Recording, load_recording
from voicecheck.audio.metadata import CallFacts
from voicecheck.report.build import build_result
from voicecheck.report.result import CallResult
from voicecheck.rules.judge import judge as judge_timeline
from voicecheck.rules.load import load_standard
from voicecheck.rules.standard import Standard
from voicecheck.timeline.gather import gather
from voicecheck.timeline.types import CallInfo, CallTimeline, Measured

__all__ = ["Measuring", "OnStage", "check", "judge", "measure"]

OnStage = Callable[[str, float], None]
"""Told about progress: the stage ("decode", "listen", "recognise", "measure") and its share done, 0..1."""


class Measuring(TypedDict, total=False):
    """How a call is to be measured; every entry may be left out.

    `model` is a model's name or folder, or a `Transcriber` that is shared by many calls; without one, and
    without a transcript, the call is measured without words. `transcript` is a file; left out, one beside
    the recording is taken.
    `facts` is what the metadata says. `agent_channel` and `channels` count from 0. `language` is "zh",
    "en" or "auto".
    """

    model: str | Path | Transcriber | None
    transcript: str | Path | None
    facts: CallFacts | None
    agent_channel: int | None
    channels: tuple[int, int] | None
    language: str
    on_stage: OnStage | None


def check(
    path: str | os.PathLike[str],
    *,
    standard: str | Path | Standard = "documented",
    **measuring: Unpack[Measuring],
) -> CallResult:
    """Measure one recording and judge it.

    Raises
    ------
    VoicecheckError
        When the recording, its transcript, the model or the standard cannot be used; the message says what
        to do.
    """
    return judge(measure(path, **measuring), _loaded(standard))


def judge(timeline: CallTimeline, standard: str | Path | Standard = "documented") -> CallResult:
    """Judge a measured call: pure, without audio or model, in milliseconds."""
    chosen = _loaded(standard)
    return build_result(timeline, chosen, judge_timeline(timeline, chosen))


def measure(path: str | os.PathLike[str], **measuring: Unpack[Measuring]) -> CallTimeline:
    """All evidence of one recording, nothing judged.

    Raises
    ------
    VoicecheckError
        When the recording, its transcript or the model cannot be used.
    """
    tell = measuring.get("on_stage") or _silent
    facts = measuring.get("facts") or CallFacts()
    asked = measuring.get("language", "auto")
    language = facts.language if asked == "auto" else asked

    tell("decode", 0.0)
    audio = load_recording(path, channels=measuring.get("channels"))
    tell("listen", 0.0)
    heard = listen(audio.samples, audio.analysis_rate_hz)
    tell("recognise", 0.0)
    given = measuring.get("transcript") or find_transcript(path)
    # A transcript that is given, or lies beside the recording, wins over recognition.
    transcriber = None if given else _transcriber(measuring.get("model"))
    transcript = load_transcript(given) if given else None
    if transcriber is not None:
        transcript = _recognised(transcriber, audio, heard, language, tell)
    tell("measure", 0.0)
    return gather(
        _call_info(audio.recording, facts),
        heard,
        audio.analysis_rate_hz,
        transcript=transcript,
        facts=facts,
        agent_channel=measuring.get("agent_channel"),
        language=language,
        limits=audio.limits,
        measured=Measured(
            voicecheck=__version__,
            transcript=transcript.source if transcript else None,
            model=transcript.model if transcript else None,
            settings=_settings(measuring, given, transcriber),
        ),
    )


def _transcriber(model: str | Path | Transcriber | None) -> Transcriber | None:
    if model is None or model == "none":
        return None
    return load_transcriber(model) if isinstance(model, str | Path) else model


def _recognised(
    transcriber: Transcriber, audio: LoadedRecording, heard: Heard, language: str | None, tell: OnStage
) -> Transcript:
    return transcribe_channels(
        transcriber,
        audio.recording.id,
        heard.samples,
        audio.analysis_rate_hz,
        heard.speech,
        language,
        progress=lambda share: tell("recognise", share),
    )


def _silent(stage: str, share: float) -> None:
    """Nobody asked for progress."""


def _loaded(standard: str | Path | Standard) -> Standard:
    return standard if isinstance(standard, Standard) else load_standard(standard)


def _call_info(recording: Recording, facts: CallFacts) -> CallInfo:
    return CallInfo(
        id=recording.id,
        path=recording.path,
        sha256=recording.sha256,
        duration_s=recording.duration_s,
        sample_rate_hz=recording.sample_rate_hz,
        channels=recording.channels,
        codec=recording.codec,
        metadata=facts.as_metadata(),
    )


def _settings(
    measuring: Measuring, given: str | Path | None, transcriber: Transcriber | None
) -> dict[str, Any]:
    """What shaped the measurement, as plain JSON values."""
    channels = measuring.get("channels")
    return {
        "agent_channel": measuring.get("agent_channel"),
        "channels": list(channels) if channels else None,
        "language": measuring.get("language", "auto"),
        "recognition": transcriber.choices if transcriber else None,
        "transcript_sha256": hashlib.sha256(Path(given).read_bytes()).hexdigest() if given else None,
    }

"""One call from end to end: decode, listen, recognise, measure; then judge.

`measure` needs audio and perhaps a model, and gives the evidence; `judge` needs nothing but the evidence;
`check` is one after the other. `hear` and `complete` are the halves of `measure` before and after
recognition, for whoever recognises the speech of many calls together.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypedDict, Unpack

from voicecheck._version import __version__
from voicecheck.acoustics.listen import Heard, listen
from voicecheck.asr.engine import load_transcriber
from voicecheck.asr.given import find_transcript, load_transcript
from voicecheck.asr.transcribe import speech_pieces, transcribe_channels
from voicecheck.asr.types import SpeechPiece, Transcriber, Transcript
from voicecheck.audio.load import Recording, load_recording
from voicecheck.audio.metadata import CallFacts
from voicecheck.report.build import build_result
from voicecheck.report.result import CallResult
from voicecheck.rules.judge import judge as judge_timeline
from voicecheck.rules.load import load_standard
from voicecheck.rules.standard import Standard
from voicecheck.timeline.gather import gather
from voicecheck.timeline.types import CallInfo, CallTimeline, Measured

__all__ = [
    "HeardCall",
    "Measuring",
    "OnStage",
    "check",
    "complete",
    "hear",
    "judge",
    "measure",
    "spoken_pieces",
]

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


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class HeardCall:
    """A call whose sound was listened to and whose words are still to come, unless they were given.

    `language` is None where it is to be found out; `settings` is what shaped the measurement so far.
    """

    info: CallInfo
    heard: Heard
    sample_rate_hz: int
    limits: tuple[str, ...]
    facts: CallFacts
    language: str | None
    transcript: Transcript | None
    agent_channel: int | None
    settings: dict[str, Any]


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
    call = hear(path, **measuring)
    tell("recognise", 0.0)
    # A transcript that is given, or lies beside the recording, wins over recognition.
    transcriber = None if call.transcript else _transcriber(measuring.get("model"))
    transcript = None if transcriber is None else _recognised(transcriber, call, tell)
    tell("measure", 0.0)
    return complete(call, transcript, transcriber.choices if transcriber else None)


def hear(path: str | os.PathLike[str], **measuring: Unpack[Measuring]) -> HeardCall:
    """The first half of `measure`: all that needs the file. The model is not touched.

    Raises
    ------
    VoicecheckError
        When the recording or its transcript cannot be used.
    """
    tell = measuring.get("on_stage") or _silent
    facts = measuring.get("facts") or CallFacts()
    asked = measuring.get("language", "auto")
    tell("decode", 0.0)
    audio = load_recording(path, channels=measuring.get("channels"))
    tell("listen", 0.0)
    heard = listen(audio.samples, audio.analysis_rate_hz)
    given = measuring.get("transcript") or find_transcript(path)
    return HeardCall(
        info=_call_info(audio.recording, facts),
        heard=heard,
        sample_rate_hz=audio.analysis_rate_hz,
        limits=audio.limits,
        facts=facts,
        language=facts.language if asked == "auto" else asked,
        transcript=load_transcript(given) if given else None,
        agent_channel=measuring.get("agent_channel"),
        settings=_settings(measuring, given),
    )


def spoken_pieces(call: HeardCall) -> tuple[SpeechPiece, ...]:
    """What of a call is to be recognised."""
    return speech_pieces(
        call.info.id, call.heard.samples, call.sample_rate_hz, call.heard.speech, call.language
    )


def complete(
    call: HeardCall, transcript: Transcript | None, recognition: dict[str, Any] | None
) -> CallTimeline:
    """The second half of `measure`.

    Parameters
    ----------
    transcript
        What was recognised; a transcript that was given with the call needs none.
    recognition
        The recogniser's choices, where one was at work.
    """
    words = transcript or call.transcript
    return gather(
        call.info,
        call.heard,
        call.sample_rate_hz,
        transcript=words,
        facts=call.facts,
        agent_channel=call.agent_channel,
        language=call.language,
        limits=call.limits,
        measured=Measured(
            voicecheck=__version__,
            transcript=words.source if words else None,
            model=words.model if words else None,
            settings=dict(sorted({**call.settings, "recognition": recognition}.items())),
        ),
    )


def _transcriber(model: str | Path | Transcriber | None) -> Transcriber | None:
    if model is None or model == "none":
        return None
    return load_transcriber(model) if isinstance(model, str | Path) else model


def _recognised(transcriber: Transcriber, call: HeardCall, tell: OnStage) -> Transcript:
    return transcribe_channels(
        transcriber,
        call.info.id,
        call.heard.samples,
        call.sample_rate_hz,
        call.heard.speech,
        call.language,
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


def _settings(measuring: Measuring, given: str | Path | None) -> dict[str, Any]:
    """What shaped the measurement besides the recogniser's choices, as plain JSON values."""
    channels = measuring.get("channels")
    return {
        "agent_channel": measuring.get("agent_channel"),
        "channels": list(channels) if channels else None,
        "language": measuring.get("language", "auto"),
        "transcript_sha256": hashlib.sha256(Path(given).read_bytes()).hexdigest() if given else None,
    }

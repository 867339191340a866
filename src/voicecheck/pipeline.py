"""One call from end to end: decode, listen, recognise, measure; then judge.

`measure` needs audio and perhaps a model, and gives the evidence; `judge` needs nothing but the evidence;
`check` is one after the other. `hear` and `complete` are the halves of `measure` before and after
recognition, for whoever recognises the speech of many calls together.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypedDict, Unpack

import numpy as np
from numpy.typing import NDArray

from voicecheck._version import __version__
from voicecheck.acoustics.listen import Heard, listen
from voicecheck.acoustics.separation import Separation, separate_voices
from voicecheck.asr.engine import load_transcriber
from voicecheck.asr.given import find_transcript, load_transcript
from voicecheck.asr.given_rttm import Diarization, find_diarization, load_diarization
from voicecheck.asr.transcribe import speech_pieces, transcribe_channels
from voicecheck.asr.types import SpeechPiece, Transcriber, Transcript
from voicecheck.audio.load import Recording, beside_silence, load_recording
from voicecheck.audio.metadata import CallFacts
from voicecheck.intervals import Interval, intersection
from voicecheck.report.build import build_result
from voicecheck.report.redact import redact_call
from voicecheck.report.result import CallResult
from voicecheck.rules.judge import judge as judge_timeline
from voicecheck.rules.load import load_standard
from voicecheck.rules.standard import Standard
from voicecheck.timeline.gather import UNUSED_DIARIZATION, gather
from voicecheck.timeline.redact import Redaction
from voicecheck.timeline.types import CallInfo, CallTimeline, Measured

__all__ = [
    "HeardCall",
    "Measuring",
    "OnStage",
    "check",
    "complete",
    "hear",
    "judge",
    "judge_and_redact",
    "measure",
    "spoken_pieces",
]

OnStage = Callable[[str, float], None]
"""Told about progress: the stage ("decode", "listen", "recognise", "measure") and its share done, 0..1."""


class Measuring(TypedDict, total=False):
    """How a call is to be measured; every entry may be left out.

    `model` is a model's name or folder, or a `Transcriber` that is shared by many calls; without one, and
    without a transcript, the call is measured without words. `transcript` is a file; left out, one beside
    the recording is taken. So is `diarization`, an RTTM file with who speaks when on a channel that both
    share. `alone` says that nobody but the agent speaks on the one channel of the recording. `facts` is what
    the metadata says. `agent_channel` and `channels` count from 0. `language` is "zh", "en" or "auto".
    """

    model: str | Path | Transcriber | None
    transcript: str | Path | None
    diarization: str | Path | None
    facts: CallFacts | None
    agent_channel: int | None
    channels: tuple[int, int] | None
    language: str
    alone: bool
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
    separation: Separation | None = None


def check(
    path: str | os.PathLike[str],
    *,
    standard: str | Path | Standard = "documented",
    redaction: Redaction | None = None,
    **measuring: Unpack[Measuring],
) -> CallResult:
    """Measure one recording and judge it; with a redaction, private data are taken out of the result.

    Raises
    ------
    VoicecheckError
        When the recording, its transcript, the model or the standard cannot be used; the message says what
        to do.
    """
    return judge_and_redact(measure(path, **measuring), _loaded(standard), redaction)[1]


def judge(timeline: CallTimeline, standard: str | Path | Standard = "documented") -> CallResult:
    """Judge a measured call: pure, without audio or model, in milliseconds."""
    chosen = _loaded(standard)
    return build_result(timeline, chosen, judge_timeline(timeline, chosen))


def judge_and_redact(
    timeline: CallTimeline, standard: Standard, redaction: Redaction | None
) -> tuple[CallTimeline, CallResult]:
    """Judge a measured call on all its words, then take private data out of both; None takes nothing out."""
    judgement = judge_timeline(timeline, standard)
    if redaction is not None:
        timeline, judgement = redact_call(timeline, judgement, redaction)
    return timeline, build_result(timeline, standard, judgement)


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
    if measuring.get("alone"):
        audio = beside_silence(audio)
    tell("listen", 0.0)
    heard = listen(audio.samples, audio.analysis_rate_hz)
    given = measuring.get("transcript") or find_transcript(path)
    transcript = load_transcript(given) if given else None
    told = measuring.get("diarization") or find_diarization(path)
    diarization = load_diarization(told) if told else None
    unused = _unused(heard, transcript) if diarization else None
    return HeardCall(
        info=_call_info(audio.recording, facts),
        heard=heard,
        sample_rate_hz=audio.analysis_rate_hz,
        limits=audio.limits if unused is None else (*audio.limits, UNUSED_DIARIZATION.format(why=unused)),
        facts=facts,
        language=facts.language if asked == "auto" else asked,
        transcript=transcript,
        agent_channel=measuring.get("agent_channel"),
        settings=_settings(measuring, given, told),
        separation=_separated(heard, audio.analysis_rate_hz, transcript, diarization),
    )


def spoken_pieces(call: HeardCall) -> tuple[SpeechPiece, ...]:
    """What of a call is to be recognised."""
    samples, speech = _sources(call)
    return speech_pieces(call.info.id, samples, call.sample_rate_hz, speech, call.language)


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
        separation=call.separation,
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
    samples, speech = _sources(call)
    return transcribe_channels(
        transcriber,
        call.info.id,
        samples,
        call.sample_rate_hz,
        speech,
        call.language,
        progress=lambda share: tell("recognise", share),
    )


def _sources(call: HeardCall) -> tuple[NDArray[np.float32], Sequence[Sequence[Interval]]]:
    """What words are recognised from: the channels, or the voices on the one channel that both share."""
    if call.separation is None or call.separation.speech is None:
        return call.heard.samples, call.heard.speech
    samples = call.heard.samples
    return np.broadcast_to(samples, (2, samples.shape[1])), call.separation.speech


def _unused(heard: Heard, transcript: Transcript | None) -> str | None:
    """Why a diarization has nothing to tell; None where it has."""
    if len(heard.speech) == 2:
        return "each party has a channel of its own"
    return "the transcript names the speakers" if transcript else None


def _separated(
    heard: Heard, sample_rate_hz: int, transcript: Transcript | None, diarization: Diarization | None
) -> Separation | None:
    """The voices of a channel that both parties share; a given transcript names its speakers itself."""
    if _unused(heard, transcript) is not None:
        return None
    if diarization is None:
        return separate_voices(heard.samples[0], sample_rate_hz, heard.speech[0])
    first, second = (intersection(voice, heard.speech[0]) for voice in diarization.speech)
    return Separation(speech=(first, second), agent=diarization.agent)


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


def _settings(measuring: Measuring, given: str | Path | None, told: str | Path | None) -> dict[str, Any]:
    """What shaped the measurement besides the recogniser's choices, as plain JSON values."""
    channels = measuring.get("channels")
    return {
        "agent_channel": measuring.get("agent_channel"),
        **({"alone": True} if measuring.get("alone") else {}),
        "channels": list(channels) if channels else None,
        **({"diarization_sha256": hashlib.sha256(Path(told).read_bytes()).hexdigest()} if told else {}),
        "language": measuring.get("language", "auto"),
        "transcript_sha256": hashlib.sha256(Path(given).read_bytes()).hexdigest() if given else None,
    }

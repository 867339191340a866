"""A made call as voicecheck measures it, without files; the true words as a recogniser would give them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from benchmarks.truth.call import TruthCall
from benchmarks.truth.turn_taking import Event
from voicecheck.acoustics.listen import Heard, listen
from voicecheck.acoustics.separation import separate_voices
from voicecheck.asr.types import Transcript, Utterance, Word
from voicecheck.audio.metadata import CallFacts
from voicecheck.timeline.gather import gather
from voicecheck.timeline.types import SPEAKERS, CallInfo, CallTimeline, Measured

__all__ = ["found_events", "measured_call", "transcript_of"]


def measured_call(
    call: TruthCall,
    samples: NDArray[np.float32],
    rate_hz: int,
    *,
    heard: Heard | None = None,
    transcript: Transcript | None = None,
    agent_channel: int | None = 0,
) -> CallTimeline:
    """The timeline of a recording of a call; `heard`, where it was listened to before."""
    info = CallInfo(
        id=call.name,
        path=f"{call.name}.wav",
        sha256="0" * 64,
        duration_s=samples.shape[1] / rate_hz,
        sample_rate_hz=rate_hz,
        channels=len(samples),
        codec="pcm",
        metadata={},
    )
    heard = heard or listen(samples, rate_hz)
    separation = None
    if len(heard.speech) == 1:
        separation = separate_voices(heard.samples[0], rate_hz, heard.speech[0])
    return gather(
        info,
        heard,
        rate_hz,
        separation=separation,
        transcript=transcript,
        facts=CallFacts(),
        agent_channel=agent_channel,
        language=call.language,
        limits=(),
        measured=Measured(
            voicecheck="0", transcript=transcript.source if transcript else None, model=None, settings={}
        ),
    )


def transcript_of(call: TruthCall) -> Transcript:
    """The true words as recognition gives them: by channel, speakers unknown."""
    return Transcript(
        source="model",
        language=call.language,
        utterances=tuple(
            Utterance(
                start_s=line.words[0][1],
                end_s=line.words[-1][2],
                text=line.text,
                words=tuple(
                    Word(start_s=a, end_s=b, text=text, probability=0.95) for text, a, b in line.words
                ),
                channel=line.party,
                speaker=None,
            )
            for line in sorted(call.lines, key=lambda line: line.words[0][1])
        ),
        model=None,
    )


def found_events(timeline: CallTimeline) -> list[Event]:
    """Who came in on whom by a timeline; signs of listening in a pause are backchannels too."""
    overlaps = [Event(one.kind, SPEAKERS.index(one.by), one.start_s) for one in timeline.overlaps]
    talked_over = {one.turn for one in timeline.overlaps}
    quiet = [
        Event("backchannel", SPEAKERS.index(turn.speaker), turn.start_s)
        for turn in timeline.turns
        if turn.backchannel and turn.speaker and turn.index not in talked_over
    ]
    return [*overlaps, *quiet]

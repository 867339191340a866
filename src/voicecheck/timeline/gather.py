"""From what was heard and said to the timeline: who is who, each party's voice, all on one time axis."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from statistics import median
from typing import Literal

from voicecheck.acoustics.listen import Heard
from voicecheck.acoustics.measure import measure_channel
from voicecheck.acoustics.separation import Separation
from voicecheck.asr.types import Transcript
from voicecheck.audio.metadata import CallFacts
from voicecheck.intervals import Interval, merge, total_s, union
from voicecheck.timeline.build import CallEvidence, Party, build_timeline, build_unattributed_timeline
from voicecheck.timeline.roles import Roles, assign_roles
from voicecheck.timeline.types import CallInfo, CallTimeline, Measured, Ring, Speaker
from voicecheck.timeline.words import PartyWords, given_speech, party_words

__all__ = ["gather", "ring_count"]

_NO_WORDS = PartyWords(words=(), unrecognised=())
# One ring is about three seconds: the document that asks for three rings counts so (telephone etiquette D0).
_RING_S = 3.0
# At 10 dB one pause in four is more than 50 ms off, at 20 dB one in nine (benchmarks/accuracy.py).
_NOISY_DB = 12.0
_LOWEST_RATIO = 0.1

MONO = "mono: the parties share one channel, so overlaps and each party's own voice cannot be told apart"
BY_VOICE = (
    "mono: the parties share one channel and are told apart by their voices "
    "(confidence {confidence:.2f} of 1); overlaps cannot be seen"
)
BY_DIARIZATION = (
    "mono: the parties share one channel and are told apart by the diarization given; overlaps cannot be seen"
)
UNUSED_DIARIZATION = "the diarization given is not used: {why}"
SAME_AUDIO = "both channels carry the same audio: judged as a mono recording"
UNKNOWN_PARTIES = "mono: nothing tells which party speaks when; a transcript with speakers would"
STARTS_AT_ANSWER = "no ring is heard: the recording starts at the answer, or the line rings with music"
NO_TRANSCRIPT = "no transcript: no model was used and none was given, so wording cannot be judged"
LEAK = "channel leak: the {loud} channel is heard on the {quiet} channel {below_db:.0f} dB down"
NOISE = (
    "noise: the {side} channel has a signal-to-noise ratio of {snr_db:.0f} dB; soft words are lost, "
    "so interruptions and pauses are less certain"
)
UNHEARD = "the transcript has {count} utterances where the audio shows no speech; they are taken as given"


def gather(
    call: CallInfo,
    heard: Heard,
    sample_rate_hz: int,
    *,
    transcript: Transcript | None,
    facts: CallFacts,
    agent_channel: int | None,
    language: str | None,
    limits: Sequence[str],
    measured: Measured,
    separation: Separation | None = None,
) -> CallTimeline:
    """Lay one call's evidence on its timeline.

    Parameters
    ----------
    call, limits
        The recording, and what its file cannot show.
    heard
        Speech and tones, with the samples at `sample_rate_hz`.
    transcript
        Recognised or given words, if any.
    facts
        What the metadata says; it wins over the audio for rings and roles.
    agent_channel
        As declared by the user, or None.
    language
        Of the call, where it is known without a transcript.
    measured
        Provenance, kept in the timeline.
    separation
        Two voices on one channel, where they were told apart; recognised words then have the number of the
        voice for their channel.
    """
    count, source = ring_count(heard, facts)
    evidence = CallEvidence(
        call=call,
        language=transcript.language if transcript else language,
        rings=tuple(
            Ring(start_s=ring.start_s, end_s=ring.end_s, frequencies_hz=ring.frequencies_hz)
            for ring in heard.rings
        ),
        ring_count=count,
        ring_source=source,
        answer_s=heard.answer_s,
        sounds=heard.sounds,
        limits=(*limits, *_limits(heard, transcript, count)),
        measured=measured,
        parties_apart=len(heard.speech) == 2,
    )
    if len(heard.speech) == 2:
        return _two_channels(evidence, heard, sample_rate_hz, transcript, facts, agent_channel)
    if transcript is not None and any(utterance.speaker for utterance in transcript.utterances):
        return _one_channel(evidence, heard, sample_rate_hz, transcript)
    if separation is not None and separation.speech is not None:
        timeline = _by_voice(
            evidence, heard, sample_rate_hz, transcript, facts, separation, separation.speech
        )
        if timeline is not None:
            return timeline
    return _unattributed(evidence, heard, sample_rate_hz, transcript)


def ring_count(heard: Heard, facts: CallFacts) -> tuple[int | None, Literal["audio", "metadata"] | None]:
    """How often it rang before the answer, and who says so; None where neither metadata nor audio tells.

    Metadata wins. A ringing time alone counts three seconds a ring, as the document does.
    """
    if facts.ring_count is not None:
        return facts.ring_count, "metadata"
    if facts.ring_s is not None:
        return math.ceil(facts.ring_s / _RING_S), "metadata"
    if heard.answering_rings:
        return len(heard.answering_rings), "audio"
    return None, None


def _limits(heard: Heard, transcript: Transcript | None, rings: int | None) -> list[str]:
    found = []
    if heard.relation is not None and heard.relation.same_audio:
        found.append(SAME_AUDIO)
    elif len(heard.speech) == 1:
        found.append(MONO)
    elif heard.relation is not None:
        found.extend(
            LEAK.format(loud=("left", "right")[channel], quiet=("right", "left")[channel], below_db=-leak_db)
            for channel, leak_db in enumerate(heard.relation.leak_db)
            if leak_db is not None
        )
    if rings is None:
        found.append(STARTS_AT_ANSWER)
    if transcript is None:
        found.append(NO_TRANSCRIPT)
    return found


def _two_channels(
    evidence: CallEvidence,
    heard: Heard,
    sample_rate_hz: int,
    transcript: Transcript | None,
    facts: CallFacts,
    agent_channel: int | None,
) -> CallTimeline:
    roles = assign_roles(
        declared=agent_channel,
        from_metadata=facts.agent_channel,
        direction=facts.direction,
        transcript=transcript,
        speech=heard.speech,
        answer_s=heard.answer_s,
    )
    words = party_words(transcript, roles.agent_channel) if transcript else (_NO_WORDS, _NO_WORDS)
    speech = [heard.speech[roles.agent_channel], heard.speech[roles.customer_channel]]
    evidence, speech = _with_given_speech(evidence, transcript, speech)
    agent, customer = (
        _party(channel, roles, measured, sample_rate_hz, heard, words[number])
        for number, (channel, measured) in enumerate(
            zip((roles.agent_channel, roles.customer_channel), speech, strict=True)
        )
    )
    return _noting_noise(build_timeline(evidence, agent, customer))


def _noting_noise(timeline: CallTimeline) -> CallTimeline:
    """Where noise costs words, the timeline says so."""
    noisy = tuple(
        NOISE.format(side=("left", "right")[voice.channel], snr_db=snr_db)
        for speaker, voice in sorted(timeline.speakers.items(), key=lambda item: item[1].channel)
        if (snr_db := _usual_snr_db(timeline, speaker)) is not None and snr_db < _NOISY_DB
    )
    return replace(timeline, limits=(*timeline.limits, *noisy)) if noisy else timeline


def _usual_snr_db(timeline: CallTimeline, speaker: Speaker) -> float | None:
    """By the turns' median level: a few shouted turns lift the active level of a call, not the rest."""
    noise_dbov = timeline.speakers[speaker].noise_dbov
    levels_dbov = [turn.level_dbov for turn in timeline.turns_of(speaker) if turn.level_dbov is not None]
    if noise_dbov is None or not levels_dbov:
        return None
    ratio = 10 ** ((median(levels_dbov) - noise_dbov) / 10) - 1
    return 10 * math.log10(max(ratio, _LOWEST_RATIO))


def _party(
    channel: int,
    roles: Roles,
    speech: Sequence[Interval],
    sample_rate_hz: int,
    heard: Heard,
    words: PartyWords,
) -> Party:
    return Party(
        channel=channel,
        basis=roles.basis,
        acoustics=measure_channel(heard.samples[channel], sample_rate_hz, speech),
        words=words,
    )


def _with_given_speech(
    evidence: CallEvidence, transcript: Transcript | None, speech: list[tuple[Interval, ...]]
) -> tuple[CallEvidence, list[tuple[Interval, ...]]]:
    """Where a given transcript has an utterance and the channel shows no speech, the transcript is
    believed.
    """
    if transcript is None or transcript.source != "given":
        return evidence, speech
    extended, unheard = [], 0
    for party, activity in enumerate(speech):
        given, missed = given_speech(transcript, activity, party)
        extended.append(union(activity, given) if missed else activity)
        unheard += missed
    return _noting_unheard(evidence, unheard), extended


def _one_channel(
    evidence: CallEvidence, heard: Heard, sample_rate_hz: int, transcript: Transcript
) -> CallTimeline:
    """Mono with a transcript that names the speakers."""
    words = party_words(transcript, None)
    parties, unheard = [], 0
    for party in (0, 1):
        given, missed = given_speech(transcript, heard.speech[0], party)
        unheard += missed
        parties.append(
            Party(
                channel=0,
                basis="declared",
                acoustics=measure_channel(
                    heard.samples[0], sample_rate_hz, merge(given), others=heard.speech[0]
                ),
                words=words[party],
            )
        )
    return build_timeline(_noting_unheard(evidence, unheard), *parties)


def _by_voice(
    evidence: CallEvidence,
    heard: Heard,
    sample_rate_hz: int,
    transcript: Transcript | None,
    facts: CallFacts,
    separation: Separation,
    speech: tuple[tuple[Interval, ...], tuple[Interval, ...]],
) -> CallTimeline | None:
    """Mono whose voices were told apart; None where nothing says which of them is the agent."""
    roles = assign_roles(
        declared=separation.agent,
        from_metadata=None,
        direction=facts.direction,
        transcript=transcript,
        speech=speech,
        answer_s=heard.answer_s,
    )
    if roles.basis == "guessed":
        return None
    told = (
        BY_DIARIZATION if separation.confidence is None else BY_VOICE.format(confidence=separation.confidence)
    )
    evidence = replace(
        evidence,
        limits=tuple(told if limit == MONO else limit for limit in evidence.limits),
        # Speech that no party was given is no silence.
        sounds=union(evidence.sounds, heard.speech[0]),
    )
    words = party_words(transcript, roles.agent_channel) if transcript else (_NO_WORDS, _NO_WORDS)
    agent, customer = (
        Party(
            channel=0,
            basis=roles.basis,
            acoustics=measure_channel(
                heard.samples[0], sample_rate_hz, speech[voice], others=heard.speech[0]
            ),
            words=words[number],
        )
        for number, voice in enumerate((roles.agent_channel, roles.customer_channel))
    )
    return build_timeline(evidence, agent, customer)


def _noting_unheard(evidence: CallEvidence, unheard: int) -> CallEvidence:
    if not unheard:
        return evidence
    return replace(evidence, limits=(*evidence.limits, UNHEARD.format(count=unheard)))


def _unattributed(
    evidence: CallEvidence, heard: Heard, sample_rate_hz: int, transcript: Transcript | None
) -> CallTimeline:
    acoustics = measure_channel(heard.samples[0], sample_rate_hz, heard.speech[0])
    # Every word is attached to the one channel, whoever said it.
    words = party_words(transcript, 0)[0] if transcript else _NO_WORDS
    if total_s(heard.speech[0]):
        evidence = replace(evidence, limits=(*evidence.limits, UNKNOWN_PARTIES))
    return build_unattributed_timeline(evidence, acoustics, words)

"""One call's evidence, gathered into its timeline.

Takes what lower rooms measured (speech activity, rings, acoustics, words) and lays it on one time axis;
judges nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from voicecheck.acoustics.effort import calm_baseline, raised
from voicecheck.acoustics.measure import ChannelAcoustics, TurnAcoustics, turn_acoustics
from voicecheck.acoustics.noise import noise_around_dbov
from voicecheck.acoustics.prominence import word_prominence
from voicecheck.asr.types import Word
from voicecheck.intervals import Interval, total_s
from voicecheck.text import count_syllables
from voicecheck.timeline.codec import SCHEMA_VERSION
from voicecheck.timeline.turns import (
    FloorTurn,
    TurnSettings,
    find_overlaps,
    find_turns,
    mutual_silences,
    to_ipus,
)
from voicecheck.timeline.types import (
    SPEAKERS,
    CallInfo,
    CallTimeline,
    Measured,
    Overlap,
    RateUnit,
    Ring,
    RoleBasis,
    SpeakerVoice,
    Turn,
)
from voicecheck.timeline.words import PartyWords, are_timed, attach_words, listening_words, words_text

__all__ = ["CallEvidence", "Party", "build_timeline", "build_unattributed_timeline"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CallEvidence:
    """What holds for the whole call. `sounds` are tones and music, which are neither speech nor silence."""

    call: CallInfo
    language: str | None
    rings: tuple[Ring, ...]
    ring_count: int | None
    ring_source: Literal["audio", "metadata"] | None
    answer_s: float | None
    sounds: tuple[Interval, ...]
    limits: tuple[str, ...]
    measured: Measured
    parties_apart: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """One party: its channel, how its role is known, its voice and its words."""

    channel: int
    basis: RoleBasis
    acoustics: ChannelAcoustics
    words: PartyWords


def build_timeline(evidence: CallEvidence, agent: Party, customer: Party) -> CallTimeline:
    """The timeline of a call whose parties are known."""
    parties = (agent, customer)
    floor = find_turns(
        to_ipus(agent.acoustics.speech),
        to_ipus(customer.acoustics.speech),
        is_backchannel=listening_words((agent.words.words, customer.words.words)),
    )
    words = [attach_words(party.words.words, floor, number) for number, party in enumerate(parties)]
    acoustics = [turn_acoustics(parties[turn.party].acoustics, turn.ipus) for turn in floor]
    turns = [
        _with_surroundings(
            _turn(index, turn, words[turn.party].get(index, ()), acoustics[index], evidence),
            parties[turn.party].acoustics,
        )
        for index, turn in enumerate(floor)
    ]
    turns = _with_effort(turns, floor, acoustics)
    overlaps = find_overlaps(floor) if evidence.parties_apart else ()
    unrecognised = sorted(
        (*agent.words.unrecognised, *customer.words.unrecognised), key=lambda lost: lost.start_s
    )
    return CallTimeline(
        schema_version=SCHEMA_VERSION,
        call=evidence.call,
        language=evidence.language,
        speakers={name: _voice(party) for name, party in zip(SPEAKERS, parties, strict=True)},
        rings=evidence.rings,
        ring_count=evidence.ring_count,
        ring_source=evidence.ring_source,
        answer_s=evidence.answer_s,
        turns=tuple(turns),
        silences=_silences(evidence, (*agent.acoustics.speech, *customer.acoustics.speech)),
        overlaps=tuple(
            Overlap(
                start_s=overlap.interval.start_s,
                end_s=overlap.interval.end_s,
                by=SPEAKERS[overlap.by],
                kind=overlap.kind,
                turn=overlap.turn,
            )
            for overlap in overlaps
        ),
        unrecognised=tuple(unrecognised),
        limits=evidence.limits,
        measured=evidence.measured,
        parties_apart=evidence.parties_apart,
    )


# Without knowing who speaks, a stretch of speech ends where nobody speaks for a moment.
_UNATTRIBUTED = TurnSettings(turn_pause_s=0.6)


def build_unattributed_timeline(
    evidence: CallEvidence, acoustics: ChannelAcoustics, words: PartyWords
) -> CallTimeline:
    """The timeline of a call in which the parties cannot be told apart: one channel, no speaker known."""
    floor = find_turns(to_ipus(acoustics.speech), (), settings=_UNATTRIBUTED)
    attached = attach_words(words.words, floor, 0)
    turns = tuple(
        replace(
            _turn(index, turn, attached.get(index, ()), turn_acoustics(acoustics, turn.ipus), evidence),
            speaker=None,
        )
        for index, turn in enumerate(floor)
    )
    return CallTimeline(
        schema_version=SCHEMA_VERSION,
        call=evidence.call,
        language=evidence.language,
        speakers={},
        rings=evidence.rings,
        ring_count=evidence.ring_count,
        ring_source=evidence.ring_source,
        answer_s=evidence.answer_s,
        turns=turns,
        silences=_silences(evidence, acoustics.speech),
        overlaps=(),
        unrecognised=tuple(replace(lost, speaker=None) for lost in words.unrecognised),
        limits=evidence.limits,
        measured=evidence.measured,
        parties_apart=False,
    )


def _turn(
    index: int,
    turn: FloorTurn,
    words: Sequence[Word],
    acoustics: TurnAcoustics,
    evidence: CallEvidence,
) -> Turn:
    text = words_text(words)
    count, unit = _syllables(text, acoustics, evidence)
    speaking_s = total_s(turn.ipus)
    duration_s = turn.end_s - turn.start_s
    return Turn(
        index=index,
        speaker=SPEAKERS[turn.party],
        start_s=turn.start_s,
        end_s=turn.end_s,
        ipus=turn.ipus,
        text=text,
        words=tuple(words),
        syllable_count=count,
        rate_unit=unit,
        speech_rate_spm=60 * count / duration_s if count else None,
        articulation_rate_spm=60 * count / speaking_s if count else None,
        level_dbov=acoustics.level_dbov,
        f0_median_hz=acoustics.f0_median_hz,
        f0_sd_st=acoustics.f0_sd_st,
        f0_range_st=acoustics.f0_range_st,
        balance_db=acoustics.balance_db,
        backchannel=turn.backchannel,
    )


def _syllables(
    text: str, acoustics: TurnAcoustics, evidence: CallEvidence
) -> tuple[int | None, RateUnit | None]:
    """How many syllables a turn has and what was counted: the text's, else nuclei in the signal."""
    count = count_syllables(text, evidence.language) if text else 0
    if count:
        return count, "character" if (evidence.language or "zh").startswith("zh") else "syllable"
    if acoustics.nuclei_count:
        return acoustics.nuclei_count, "nucleus"
    return None, None


def _with_surroundings(turn: Turn, channel: ChannelAcoustics) -> Turn:
    """The turn with the noise around it, and level and F0 of its words that have times of their own."""
    turn = replace(turn, noise_dbov=noise_around_dbov(channel.level, channel.speech, turn.interval))
    if not are_timed(turn.words):
        return turn
    levels_db, f0_st = word_prominence(
        channel.level, channel.pitch, [(word.start_s, word.end_s) for word in turn.words]
    )
    return replace(turn, word_levels_db=levels_db, word_f0_st=f0_st)


def _with_effort(
    turns: Sequence[Turn], floor: Sequence[FloorTurn], acoustics: Sequence[TurnAcoustics]
) -> list[Turn]:
    """The turns with their rise over the speaker's own calm voice."""
    cues = [measured.effort_cues for measured in acoustics]
    baselines = [
        calm_baseline([cue for cue, turn in zip(cues, floor, strict=True) if turn.party == party])
        for party in (0, 1)
    ]
    judged = []
    for turn, own, place in zip(turns, cues, floor, strict=True):
        effort = raised(own, baselines[place.party])
        judged.append(
            replace(
                turn,
                level_rise_db=effort.level_rise_db,
                f0_rise_st=effort.f0_rise_st,
                balance_rise_db=effort.balance_rise_db,
                raised=effort.raised,
            )
        )
    return judged


def _voice(party: Party) -> SpeakerVoice:
    """One party over the whole call, with the reason for every figure that is missing."""
    acoustics = party.acoustics
    whole = turn_acoustics(acoustics, acoustics.speech)
    level, noise, clipping = acoustics.active_level, acoustics.noise, acoustics.clipping
    blast_count = None if acoustics.blasts is None else len(acoustics.blasts)
    unspoken = "no speech on this channel" if not acoustics.speech else None
    missing = {
        "level_dbov": (level.level_dbov, level.reason),
        "noise_dbov": (noise.noise_dbov, noise.reason),
        "snr_db": (noise.snr_db, noise.reason),
        "clipped_share": (clipping.share if clipping else None, "empty channel"),
        "clipping_count": (clipping.moment_count if clipping else None, "empty channel"),
        "blast_count": (blast_count, "the line cuts the low end, where air on the microphone would be heard"),
        "hnr_db": (acoustics.hnr_db, "less than 0.5 s of voiced speech"),
        "f0_median_hz": (whole.f0_median_hz, whole.pitch_reason),
        "f0_sd_st": (whole.f0_sd_st, whole.pitch_reason),
        "f0_range_st": (whole.f0_range_st, whole.pitch_reason),
    }
    return SpeakerVoice(
        channel=party.channel,
        basis=party.basis,
        speech=acoustics.speech,
        level_dbov=level.level_dbov,
        noise_dbov=noise.noise_dbov,
        snr_db=noise.snr_db,
        clipped_share=clipping.share if clipping else None,
        clipping_count=clipping.moment_count if clipping else None,
        blast_count=blast_count,
        hnr_db=acoustics.hnr_db,
        f0_median_hz=whole.f0_median_hz,
        f0_sd_st=whole.f0_sd_st,
        f0_range_st=whole.f0_range_st,
        reasons={
            name: unspoken or reason or "not measurable"
            for name, (value, reason) in missing.items()
            if value is None
        },
    )


def _silences(evidence: CallEvidence, speech: Sequence[Interval]) -> tuple[Interval, ...]:
    since_s = evidence.answer_s or 0.0
    if since_s >= evidence.call.duration_s:
        return ()
    rings = [Interval(ring.start_s, ring.end_s) for ring in evidence.rings]
    within = Interval(since_s, evidence.call.duration_s)
    return mutual_silences([*speech, *evidence.sounds, *rings], within)

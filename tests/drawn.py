"""Call timelines drawn by hand: one row a party, one character a second.

Letters are speech, `_` silence. A run of letters is a turn; `-` inside it is a pause. A run of small
letters is a sign of listening, a run with an `X` in it is a raised turn. Texts are given in the order of
the party's turns and spread evenly over the turn's speech, one character (Mandarin) or word (English) after
another. Figures of the voice are given by the name of their field, in the order of the turns.

    draw(agent="_AAA____AA", customer="____CC____", agent_says=["您好", "好的"])
    draw(agent="AA__AA", agent_turns=[{"level_dbov": -26.0}, {"level_dbov": -20.0}])
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Literal

from voicecheck.asr.types import Word
from voicecheck.intervals import Interval, complement
from voicecheck.text import count_syllables, tokens
from voicecheck.timeline.types import (
    CallInfo,
    CallTimeline,
    Measured,
    Overlap,
    Ring,
    Speaker,
    SpeakerVoice,
    Turn,
    Unrecognised,
)

OverlapKind = Literal["interruption", "backchannel", "handover"]
SPEECH = re.compile(r"[A-Za-z](?:[A-Za-z-]*[A-Za-z])?")


def draw(
    agent: str = "",
    customer: str = "",
    *,
    agent_says: Sequence[str] = (),
    customer_says: Sequence[str] = (),
    rings: str = "",
    ring_count: int | None = None,
    language: str | None = "zh",
    transcript: bool = True,
    probability: float | None = None,
    unrecognised: Sequence[tuple[float, float, Speaker]] = (),
    metadata: dict[str, Any] | None = None,
    agent_voice: dict[str, Any] | None = None,
    customer_voice: dict[str, Any] | None = None,
    agent_turns: Sequence[dict[str, Any]] = (),
    customer_turns: Sequence[dict[str, Any]] = (),
    parties: bool = True,
    apart: bool = True,
    end_s: float | None = None,
    step_s: float = 1.0,
) -> CallTimeline:
    """A timeline of two rows.

    `agent_voice` sets figures of the call and `agent_turns` figures of each turn, `end_s` ends the call;
    without `parties` nobody can tell who speaks, without `apart` both are on one channel.
    """
    duration_s = end_s if end_s is not None else step_s * max(len(agent), len(customer), len(rings))
    spoken = _turns("agent", agent, agent_says, language, probability, step_s)
    heard = _turns("customer", customer, customer_says, language, probability, step_s)
    said = [*_with_figures(spoken, agent_turns), *_with_figures(heard, customer_turns)]
    turns = tuple(
        replace(turn, index=index)
        for index, turn in enumerate(sorted(said, key=lambda turn: (turn.start_s, turn.speaker or "")))
    )
    heard_rings = tuple(
        Ring(start_s=found.start() * step_s, end_s=found.end() * step_s, frequencies_hz=(450.0,))
        for found in re.finditer("R+", rings)
    )
    answer_s = heard_rings[-1].end_s if heard_rings else None
    timeline = CallTimeline(
        schema_version=1,
        call=CallInfo(
            id="drawn",
            path="drawn.wav",
            sha256="0" * 64,
            duration_s=duration_s,
            sample_rate_hz=8000,
            channels=2,
            codec="pcm",
            metadata=metadata or {},
        ),
        language=language,
        speakers={
            "agent": _voice(0, "agent", turns, agent_voice or {}),
            "customer": _voice(1, "customer", turns, customer_voice or {}),
        },
        rings=heard_rings,
        ring_count=len(heard_rings) if heard_rings and ring_count is None else ring_count,
        ring_source="audio" if heard_rings else None if ring_count is None else "metadata",
        answer_s=answer_s,
        turns=turns,
        silences=_silences(turns, answer_s or 0.0, duration_s),
        overlaps=_overlaps(turns),
        unrecognised=tuple(
            Unrecognised(start_s=start_s, end_s=end_s, speaker=speaker, reason="repetition")
            for start_s, end_s, speaker in unrecognised
        ),
        limits=(),
        measured=Measured(
            voicecheck="0", transcript="given" if transcript else None, model=None, settings={}
        ),
        parties_apart=apart,
    )
    return timeline if parties else without_parties(timeline)


def without_parties(timeline: CallTimeline) -> CallTimeline:
    """The same call recorded so that nobody can tell who speaks."""
    return replace(
        timeline,
        speakers={},
        turns=tuple(replace(turn, speaker=None) for turn in timeline.turns),
        overlaps=(),
        parties_apart=False,
    )


def with_turn(timeline: CallTimeline, index: int, **changes: Any) -> CallTimeline:
    """The same call with one turn changed."""
    turns = tuple(replace(turn, **changes) if turn.index == index else turn for turn in timeline.turns)
    return replace(timeline, turns=turns)


def _with_figures(turns: list[Turn], figures: Sequence[dict[str, Any]]) -> list[Turn]:
    """The turns with figures of their own; a count of syllables sets the rate too."""
    if len(figures) > len(turns):
        raise ValueError(f"figures for {len(figures)} of {len(turns)} turns")
    return [_with_own(turn, own) for turn, own in zip(turns, [*figures, *[{}] * len(turns)], strict=False)]


def _with_own(turn: Turn, own: dict[str, Any]) -> Turn:
    changes = {key: tuple(value) if isinstance(value, list) else value for key, value in own.items()}
    if "syllable_count" in changes:
        changes.setdefault("speech_rate_spm", changes["syllable_count"] * 60.0 / turn.duration_s)
    return replace(turn, **changes)


def _turns(
    speaker: Speaker,
    row: str,
    texts: Sequence[str],
    language: str | None,
    probability: float | None,
    step_s: float,
) -> list[Turn]:
    runs = list(SPEECH.finditer(row))
    if len(texts) > len(runs):
        raise ValueError(f"{len(texts)} texts for {len(runs)} turns of the {speaker}: {row}")
    spoken = [*texts, *[""] * (len(runs) - len(texts))]
    return [
        _turn(speaker, run, text, language, probability, step_s)
        for run, text in zip(runs, spoken, strict=True)
    ]


def _turn(
    speaker: Speaker,
    run: re.Match[str],
    text: str,
    language: str | None,
    probability: float | None,
    step_s: float,
) -> Turn:
    ipus = tuple(
        Interval((run.start() + part.start()) * step_s, (run.start() + part.end()) * step_s)
        for part in re.finditer("[A-Za-z]+", run[0])
    )
    start_s, end_s = ipus[0].start_s, ipus[-1].end_s
    syllables = count_syllables(text, language) if text else None
    minutes = (end_s - start_s) / 60.0
    return Turn(
        index=0,
        speaker=speaker,
        start_s=start_s,
        end_s=end_s,
        ipus=ipus,
        text=text,
        words=_words(text, ipus, probability),
        syllable_count=syllables,
        rate_unit=("character" if language == "zh" else "syllable") if text else None,
        speech_rate_spm=syllables / minutes if syllables else None,
        raised="X" in run[0],
        backchannel=run[0].islower(),
    )


def _words(text: str, ipus: tuple[Interval, ...], probability: float | None) -> tuple[Word, ...]:
    units = tokens(text)
    if not units:
        return ()
    speech_s = sum(ipu.duration_s for ipu in ipus)
    step_s = speech_s / len(units)
    words = []
    for number, unit in enumerate(units):
        words.append(
            Word(
                start_s=_at(ipus, number * step_s),
                end_s=_at(ipus, (number + 1) * step_s, ending=True),
                text=unit,
                probability=probability,
            )
        )
    return tuple(words)


def _at(ipus: tuple[Interval, ...], spoken_s: float, *, ending: bool = False) -> float:
    """The moment at which so much of the turn's speech is over."""
    for ipu in ipus:
        if spoken_s < ipu.duration_s - 1e-9 or (ending and spoken_s <= ipu.duration_s + 1e-9):
            return ipu.start_s + spoken_s
        spoken_s -= ipu.duration_s
    return ipus[-1].end_s


def _voice(channel: int, speaker: Speaker, turns: tuple[Turn, ...], figures: dict[str, Any]) -> SpeakerVoice:
    speech = tuple(ipu for turn in turns if turn.speaker == speaker for ipu in turn.ipus)
    return SpeakerVoice(channel=channel, basis="declared", speech=speech, **{"reasons": {}, **figures})


def _silences(turns: tuple[Turn, ...], start_s: float, end_s: float) -> tuple[Interval, ...]:
    speech = [ipu for turn in turns for ipu in turn.ipus]
    return tuple(free for free in complement(speech, Interval(start_s, end_s)) if free.duration_s >= 1.0)


def _overlaps(turns: tuple[Turn, ...]) -> tuple[Overlap, ...]:
    """Whoever comes in after the other's first second and talks along for half a second interrupts."""
    found: list[Overlap] = []
    for turn in turns:
        for other in turns:
            apart = not other.start_s < turn.start_s < other.end_s
            if turn.speaker is None or other.speaker == turn.speaker or apart:
                continue
            end_s = min(turn.end_s, other.end_s)
            cuts_in = turn.start_s - other.start_s >= 1.0 and end_s - turn.start_s >= 0.5
            kind: OverlapKind = (
                "backchannel" if turn.backchannel else "interruption" if cuts_in else "handover"
            )
            found.append(
                Overlap(start_s=turn.start_s, end_s=end_s, by=turn.speaker, kind=kind, turn=turn.index)
            )
    return tuple(found)

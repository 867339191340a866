"""Makes a call from scenes: both parties clean on channels of their own, and everything that is true of
it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import soxr
from numpy.typing import NDArray

from benchmarks.calls.wording import Language
from benchmarks.truth.delivery import DELIVERIES, shaped
from benchmarks.truth.script import Delivery, EventKind, Scene, ScriptLine, lists, scenes
from benchmarks.truth.voices import RATE_HZ, Set, Voice, roster, say
from samples.lines import CHINA, NORTH_AMERICA
from samples.sound import ring_tone
from voicecheck.intervals import Interval, merge
from voicecheck.text import count_syllables

__all__ = ["TrueLine", "TruthCall", "make_call"]

Samples = NDArray[np.float32]
_SOUNDING_DB = -38.0
_GAP_S = (0.25, 0.8)
_TAIL_S = 1.2
_RING_LEAD_S = 0.4
# Before this moment of a line nobody cuts in, and so much of it is left to the other when someone does.
_HELD_S, _LEFT_S = 1.4, 0.35


@dataclass(frozen=True, slots=True, kw_only=True)
class TrueLine:
    """One line as it sounds: words with their spans, where it sounds, what it is to turn taking, how said."""

    party: int
    text: str
    words: tuple[tuple[str, float, float], ...]
    speech: tuple[Interval, ...]
    syllables: int
    kind: EventKind | None
    delivery: Delivery

    @property
    def start_s(self) -> float:
        """Where it begins to sound."""
        return self.speech[0].start_s

    @property
    def end_s(self) -> float:
        """Where it has sounded."""
        return self.speech[-1].end_s


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TruthCall:
    """A call: `clean` is (2, sample) at 16 kHz, agent first, without a line's noise; voices by party."""

    name: str
    language: Language
    clean: Samples
    lines: tuple[TrueLine, ...]
    rings: tuple[Interval, ...]
    voices: tuple[Voice, Voice]

    def speech(self, party: int) -> tuple[Interval, ...]:
        """Where one party sounds; silences under 0.1 s belong to it."""
        return merge(
            (one for line in self.lines if line.party == party for one in line.speech), max_gap_s=0.1
        )


@dataclass(frozen=True, slots=True)
class _Sounding:
    """A spoken line before it has its place: samples, words with spans, the pauses that were put in."""

    samples: Samples
    words: tuple[tuple[str, float, float], ...]
    pauses: tuple[Interval, ...]

    @property
    def duration_s(self) -> float:
        return self.samples.size / RATE_HZ


@lru_cache(maxsize=64)
def make_call(
    seed: int,
    which: Set,
    language: Language,
    sexes: tuple[str, str] | None = None,
    middles: int = 5,
    calm: bool = False,
) -> TruthCall:
    """The call of a seed; `sexes` of agent and customer, else as drawn; `calm` takes all shouting out of
    it.
    """
    rng = np.random.default_rng([seed, ("tuning", "unseen").index(which), ("zh", "en").index(language)])
    voices = _pair(roster(which, language), sexes, rng)
    speakers = [_speaker(voice, language, rng) for voice in voices]
    script = [line for scene in _drawn(language, middles, rng) for line in scene.lines]
    if calm:
        script = [replace(line, delivery="calm") for line in script]
    sounds = [_spoken(line, speakers[line.party], rng) for line in script]
    rings, lead_s, tone = _rings(language, rng)
    starts_s, sounds = _placed(script, sounds, lead_s, rng)
    end_s = max(start + sound.duration_s for start, sound in zip(starts_s, sounds, strict=True)) + _TAIL_S
    clean = np.zeros((2, round(end_s * RATE_HZ)), dtype=np.float32)
    clean[1, : tone.size] += tone
    lines = []
    for line, sound, start_s in zip(script, sounds, starts_s, strict=True):
        first = round(start_s * RATE_HZ)
        clean[line.party, first : first + sound.samples.size] += sound.samples
        lines.append(_true(line, sound, first / RATE_HZ, language))
    return TruthCall(
        name=f"{which}-{language}-{seed}",
        language=language,
        clean=clean,
        lines=tuple(lines),
        rings=rings,
        voices=voices,
    )


def _pair(
    voices: tuple[Voice, ...], sexes: tuple[str, str] | None, rng: np.random.Generator
) -> tuple[Voice, Voice]:
    agent = voices[int(rng.choice([i for i, v in enumerate(voices) if sexes is None or v.sex == sexes[0]]))]
    others = [i for i, v in enumerate(voices) if v != agent and (sexes is None or v.sex == sexes[1])]
    return agent, voices[int(rng.choice(others))]


def _drawn(language: Language, middles: int, rng: np.random.Generator) -> list[Scene]:
    parts = {part: [s for s in scenes() if s.language == language and s.part == part]
             for part in ("opening", "middle", "closing")}  # fmt: skip
    order = rng.permutation(len(parts["middle"]))[:middles]
    opening, closing = (parts[part][int(rng.integers(len(parts[part])))] for part in ("opening", "closing"))
    return [opening, *(parts["middle"][i] for i in order), closing]


def _speaker(voice: Voice, language: Language, rng: np.random.Generator) -> Callable[..., _Sounding]:
    """One party's way of speaking, for the whole call."""
    rate, level_dbov = float(rng.uniform(0.85, 1.2)), float(rng.uniform(-30, -22))
    pitch, pitch_range = int(rng.integers(38, 60)), int(rng.integers(50, 95))

    def speaks(text: str, delivery: Delivery) -> _Sounding:
        manner = DELIVERIES[delivery]
        spoken = say(
            text,
            voice,
            language,
            rate=rate * manner.rate,
            pitch=min(99, pitch + manner.pitch_steps + int(rng.integers(-5, 6))),
            pitch_range=pitch_range if manner.pitch_range is None else manner.pitch_range,
        )
        samples = shaped(spoken.samples, manner, RATE_HZ, rng)
        loud = samples[np.abs(samples) > 0.02 * np.abs(samples).max()]
        level_db = level_dbov + manner.level_db + float(rng.uniform(-1, 1))
        samples = samples * np.float32(10 ** (level_db / 20) / np.sqrt(np.mean(loud**2)))
        words = tuple(
            (word, float(a), float(b)) for word, (a, b) in zip(spoken.words, spoken.spans_s, strict=True)
        )
        return _Sounding(samples, words, ())

    return speaks


def _spoken(line: ScriptLine, speaks: Callable[..., _Sounding], rng: np.random.Generator) -> _Sounding:
    """The pieces of a line with its pauses between."""
    whole = _Sounding(np.zeros(0, np.float32), (), ())
    for piece, pause_s in zip(line.pieces, (*line.pauses_s, 0.0), strict=True):
        text = str(rng.choice(lists()[piece])) if piece in lists() else piece
        said = speaks(text, line.delivery)
        offset_s = whole.duration_s
        words = (*whole.words, *((word, a + offset_s, b + offset_s) for word, a, b in said.words))
        end_s = offset_s + said.duration_s
        pauses = (*whole.pauses, Interval(end_s, end_s + pause_s)) if pause_s else whole.pauses
        silence = np.zeros(round(pause_s * RATE_HZ), np.float32)
        whole = _Sounding(np.concatenate([whole.samples, said.samples, silence]), words, pauses)
    return whole


def _rings(language: Language, rng: np.random.Generator) -> tuple[tuple[Interval, ...], float, Samples]:
    """Rings of the call, the moment of the first words, and the tone from the start of the recording."""
    count = int(rng.integers(0, 4))
    if not count:
        return (), float(rng.uniform(0.3, 1.0)), np.zeros(0, np.float32)
    tone, rings = ring_tone(CHINA if language == "zh" else NORTH_AMERICA, count)
    wide = soxr.resample(tone.astype(np.float32), 8000, RATE_HZ)
    lead = np.zeros(round(_RING_LEAD_S * RATE_HZ), np.float32)
    places = tuple(Interval(_RING_LEAD_S + a, _RING_LEAD_S + b) for a, b in rings)
    return places, places[-1].end_s + float(rng.uniform(0.6, 1.5)), np.concatenate([lead, wide])


def _placed(
    script: list[ScriptLine], sounds: list[_Sounding], lead_s: float, rng: np.random.Generator
) -> tuple[list[float], list[_Sounding]]:
    """The start of every line; who is stopped loses the rest of the line."""
    starts: list[float] = []
    kept = list(sounds)
    latest_s = before = -1.0
    held = 0
    for index, (line, sound) in enumerate(zip(script, sounds, strict=True)):
        jitter = float(rng.uniform(0.9, 1.15))
        if index == 0:
            start_s = lead_s
        elif line.placing in ("natural", "wait"):
            gap_s = line.time_s * jitter if line.placing == "wait" else float(rng.uniform(*_GAP_S))
            start_s = latest_s + gap_s
        elif line.placing == "nods pause":
            pause = sounds[held].pauses[0]
            start_s = before + pause.start_s + min(0.15, max(0.0, pause.duration_s - sound.duration_s) / 2)
        else:
            start_s = before + _into(line, kept[held], sound, line.time_s * jitter)
        starts.append(start_s)
        if line.placing == "stops":
            kept[held] = _cut(kept[held], start_s - before + line.time_s * jitter)
            latest_s = before + kept[held].duration_s
        latest_s = max(latest_s, start_s + sound.duration_s)
        if line.kind != "backchannel" and line.placing != "tries":
            before, held = start_s, index
    return starts, kept


def _into(line: ScriptLine, other: _Sounding, sound: _Sounding, time_s: float) -> float:
    """How far into the other's line a line begins that overlaps it."""
    if line.placing in ("early", "cuts"):
        return (
            max(_HELD_S, other.duration_s - time_s) if line.placing == "cuts" else other.duration_s - time_s
        )
    if line.placing == "stops":
        return min(max(_HELD_S, 0.55 * other.duration_s), other.duration_s - time_s - 0.3)
    return max(0.6, min(time_s, other.duration_s - sound.duration_s - _LEFT_S))


def _cut(sound: _Sounding, time_s: float) -> _Sounding:
    """What was said up to a moment: the word that is being said is finished."""
    words = tuple(word for word in sound.words if word[1] < time_s)
    samples = sound.samples[: round((words[-1][2] + 0.03) * RATE_HZ)].copy()
    fade = np.linspace(1, 0, RATE_HZ // 100, dtype=np.float32)
    samples[-fade.size :] *= fade
    return replace(sound, samples=samples, words=words)


def _true(line: ScriptLine, sound: _Sounding, start_s: float, language: Language) -> TrueLine:
    joint = "" if language == "zh" else " "
    text = joint.join(word for word, _, _ in sound.words)
    return TrueLine(
        party=line.party,
        text=text,
        words=tuple((word, a + start_s, b + start_s) for word, a, b in sound.words),
        speech=_sounding(sound.samples, start_s),
        syllables=count_syllables(text, language) or 0,
        kind=line.kind,
        delivery=line.delivery,
    )


def _sounding(samples: Samples, start_s: float) -> tuple[Interval, ...]:
    """Where clean speech sounds: 5 ms frames within 38 dB of the loudest, gaps under 0.1 s joined."""
    frame = RATE_HZ // 200
    count = samples.size // frame
    power = np.mean(np.square(samples[: count * frame].reshape(count, frame)), axis=1)
    loud = np.flatnonzero(power > power.max() * 10 ** (_SOUNDING_DB / 10))
    frames = (Interval(start_s + index / 200, start_s + (index + 1) / 200) for index in loud)
    return tuple(one for one in merge(frames, max_gap_s=0.1) if one.duration_s >= 0.03)

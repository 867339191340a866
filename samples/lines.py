"""What a scripted call is made of: voices, lines with their timing, rings, the file's format."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Speaker = Literal["agent", "customer"]
FileFormat = Literal["wav-ulaw", "wav-alaw", "wav-pcm16", "flac", "opus"]

SUFFIX: Mapping[FileFormat, str] = {
    "wav-ulaw": ".wav", "wav-alaw": ".wav", "wav-pcm16": ".wav", "flac": ".flac", "opus": ".ogg",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """A speaker: espeak-ng's variant, rate, pitch (0-99) and pitch range (0-99), and active level."""

    variant: str
    rate_wpm: int = 178
    pitch: int = 52
    pitch_range: int = 80
    level_dbov: float = -26.0
    sentence_pause_s: float = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """How a raised line differs from the speaker's calm ones."""

    pitch_steps: int
    rate_wpm: int
    level_db: float
    tilt_db: float


CALM = Effort(pitch_steps=0, rate_wpm=0, level_db=0.0, tilt_db=0.0)
# Shouted Mandarin sentences lie 9.6 semitones above normal ones and are 19 % slower (MSP corpus,
# PMC4959306, table 2); the long-term spectrum gains about 1 dB more above 1 kHz than below for
# every 2 dB of level (Nordenberg & Sundberg 2004). A pitch step is about 0.2 semitones.
SHOUTED = Effort(pitch_steps=38, rate_wpm=-22, level_db=13.0, tilt_db=12.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One turn. ``after_s`` counts from the latest end of speech so far; below zero it overlaps.

    ``None`` takes a natural gap of 0.3 to 0.7 s.
    """

    speaker: Speaker
    text: str
    after_s: float | None = None
    effort: Effort = CALM


@dataclass(frozen=True, slots=True, kw_only=True)
class RingPlan:
    """A country's ring-back tone: its frequencies, and the on and off times of one ring."""

    frequencies_hz: tuple[float, ...]
    bursts_s: tuple[tuple[float, float], ...]
    period_s: float


# Cadences of ITU-T E.180 supplement 2 as tone tables give them.
CHINA = RingPlan(frequencies_hz=(450.0,), bursts_s=((0.0, 1.0),), period_s=5.0)
NORTH_AMERICA = RingPlan(frequencies_hz=(440.0, 480.0), bursts_s=((0.0, 2.0),), period_s=6.0)
UNITED_KINGDOM = RingPlan(frequencies_hz=(400.0, 450.0), bursts_s=((0.0, 0.4), (0.6, 1.0)), period_s=3.0)

# What holds for every sample with a channel for each party.
CLEAN_SOUND: Mapping[str, str] = {"greeting-delay": "pass", "volume": "pass", "quiet-surroundings": "pass"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A sample call and the verdicts that it is made to show."""

    name: str
    zh: str
    en: str
    agent: Voice
    lines: tuple[Line, ...]
    verdicts: Mapping[str, str]
    customer: Voice | None = None
    ring_plan: RingPlan = CHINA
    ring_count: int = 2
    rings_on_both: bool = False
    agent_channel: Literal["left", "right", "both"] = "left"
    leak_db: float | None = None
    tail_s: float = 1.5
    file_format: FileFormat = "wav-ulaw"


def agent(text: str, after_s: float | None = None, effort: Effort = CALM) -> Line:
    """A line of the agent."""
    return Line(speaker="agent", text=text, after_s=after_s, effort=effort)


def customer(text: str, after_s: float | None = None, effort: Effort = CALM) -> Line:
    """A line of the customer."""
    return Line(speaker="customer", text=text, after_s=after_s, effort=effort)

"""A call under construction: its lines with delivery and timing, its faults of sound, and its labels."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from benchmarks.calls.wording import Language, Split, answer, choose, choose_story, slots_for

__all__ = ["ANSWERED", "CALM", "SHOUTED", "UNKNOWN", "Delivery", "Draft", "Line", "Speaker", "Voice"]

Speaker = Literal["agent", "customer"]
UNKNOWN = "?"
"""A label that is not known: the scenario touches the rule without settling it."""
_STRENGTH = ("not_applicable", "outside", "not_measurable", "pass", UNKNOWN, "review", "fail")
# 你 in these words addresses nobody; in a greeting a person decides.
_FIXED_NI = ("迷你",)
_GREETING_NI = "你好"
ANSWERED = {
    "smalltalk_answer_2": "smalltalk_request_2",
    "alternative": "ask_favour",
    "complaint_reason": "complain",
}
"""Replies and what they reply to: situations with lists of one length, each reply at its question's place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """How a line differs from the speaker's usual voice; `digits_db` stresses or swallows numbers."""

    rate_factor: float = 1.0
    level_db: float = 0.0
    pitch_steps: int = 0
    tilt_db: float = 0.0
    digits_db: float = 0.0


CALM = Delivery()
# Shouted speech as in the sample calls: 9.6 semitones up and slower (MSP corpus, PMC4959306), one dB
# above 1 kHz for every two of level (Nordenberg & Sundberg 2004).
SHOUTED = Delivery(rate_factor=0.9, level_db=13.0, pitch_steps=38, tilt_db=12.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """A speaker: espeak-ng's variant, rate, pitch (0-99), range (0-99), and active level."""

    variant: str
    rate_wpm: int
    pitch: int
    pitch_range: int = 99
    level_dbov: float = -26.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One stretch of speech.

    `after_s` counts from the latest end of speech so far (None: a natural gap); `into_s`, where set, counts
    from the start of the line before, over which this one is laid.
    """

    speaker: Speaker
    text: str
    language: Language
    after_s: float | None = None
    into_s: float | None = None
    delivery: Delivery = CALM


@dataclass(slots=True, kw_only=True)
class Draft:
    """A call that scenarios add to."""

    name: str
    language: Language
    split: Split
    rng: random.Random
    agent_voice: Voice
    customer_voice: Voice
    woman: bool
    slots: dict[str, str] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    labels: dict[str, str] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    asked: dict[str, str] = field(default_factory=dict)
    pieces: list[str] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)
    ring_count: int = 0
    pick_up_s: float = 1.0
    tail_s: float = 2.0
    agent_noise_dbov: float = -66.0
    customer_noise_dbov: float = -66.0
    customer_noise_from: int | None = None
    customer_noise_later_dbov: float = -38.0
    mic_bursts: bool = False
    low_confidence: bool = False
    late_responses: bool = False
    unsteady: Literal["rate", "level"] | None = None
    cut_into_last_line: bool = False
    mono: bool = False
    wide: bool = False
    transcribed: bool = True
    agent_style: Delivery = CALM
    polite: bool = True
    named: bool = False

    def __post_init__(self) -> None:
        if not self.slots:
            self.slots = slots_for(self.language, self.woman, self.rng)

    def text(self, situation: str) -> str:
        """A wording for a situation in this call's language and split; a reply fits its question."""
        question = ANSWERED.get(situation)
        if question is not None:
            asked = self.asked[question]
            return answer(self.language, situation, question, asked, self.split, self.slots)
        chosen = choose(self.language, situation, self.split, self.slots, self.rng, self.used)
        self.asked[situation] = chosen
        return chosen

    def story(self, situation: str) -> list[str]:
        """The sentences of a story."""
        return choose_story(self.language, situation, self.split, self.slots, self.rng)

    def agent(self, *situations: str, **how: Any) -> None:
        """A line of the agent, made of one wording for each situation."""
        self.say("agent", " ".join(self.text(situation) for situation in situations), **how)

    def customer(self, *situations: str, **how: Any) -> None:
        """A line of the customer."""
        self.say("customer", " ".join(self.text(situation) for situation in situations), **how)

    def say(self, speaker: Speaker, text: str, *, language: Language | None = None, **how: Any) -> None:
        """A line in so many words."""
        spoken_in = language or self.language
        delivery = how.pop("delivery", CALM)
        if speaker == "agent":
            delivery = _both(self.agent_style, delivery)
            plain = text
            for fixed in _FIXED_NI:
                plain = plain.replace(fixed, "")
            if spoken_in == "zh" and "你" in plain:
                self.mark(honorific="fail" if "你" in plain.replace(_GREETING_NI, "") else UNKNOWN)
        self.lines.append(Line(speaker=speaker, text=text, language=spoken_in, delivery=delivery, **how))

    def mark(self, **verdicts: str) -> None:
        """Labels by rule (underscores for hyphens); the stronger one of two stays."""
        for name, verdict in verdicts.items():
            rule = name.replace("_", "-")
            old = self.labels.get(rule)
            if old is None or _STRENGTH.index(verdict) > _STRENGTH.index(old):
                self.labels[rule] = verdict

    def doubt(self, *rules: str) -> None:
        """Leave rules unlabelled that this call touches without settling, unless they failed elsewhere."""
        self.mark(**{rule.replace("-", "_"): UNKNOWN for rule in rules})

    def lead_agent(self, **changes: Any) -> None:
        """Change the agent's voice from here on."""
        self.agent_style = replace(self.agent_style, **changes)


def _both(style: Delivery, delivery: Delivery) -> Delivery:
    return Delivery(
        rate_factor=style.rate_factor * delivery.rate_factor,
        level_db=style.level_db + delivery.level_db,
        pitch_steps=style.pitch_steps + delivery.pitch_steps,
        tilt_db=style.tilt_db + delivery.tilt_db,
        digits_db=style.digits_db + delivery.digits_db,
    )

"""Faults of the agent's voice, line or surroundings that last for the whole call."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from benchmarks.calls.draft import UNKNOWN, Draft, Speaker

__all__ = ["FAULTS", "VoiceFault"]

VoiceFault = Callable[[Draft], None]

_WORDED = (
    "late-answer-apology", "greeting-complete", "no-bare-hello", "identify-caller", "recap",
    "listening-language",
    "polite-words", "honorific", "forbidden-phrases", "sensitive-wording", "i-not-you", "customer-name",
    "empathy",
    "closing-complete", "address-form", "offer-alternative", "next-step-stated", "hold-etiquette",
    "no-abrupt-end",
    "transfer-etiquette", "complaint-thanks", "complaint-procedure", "no-repeat-questions", "dialect-caller",
    "agent-too-quiet", "keep-mandarin", "dead-air",
)  # fmt: skip


def _sped(draft: Draft, factor: float) -> None:
    draft.lines = [
        replace(line, delivery=replace(line.delivery, rate_factor=line.delivery.rate_factor * factor))
        if line.speaker == "agent"
        else line
        for line in draft.lines
    ]
    draft.lead_agent(rate_factor=draft.agent_style.rate_factor * factor)


def _fast(draft: Draft) -> None:
    _sped(draft, 1.55)
    draft.doubt("pace-steadiness")


def _slow(draft: Draft) -> None:
    _sped(draft, 0.62)
    draft.doubt("pace-steadiness", "brevity", "pauses")


def _unsteady_rate(draft: Draft) -> None:
    draft.unsteady = "rate"
    draft.mark(pace_steadiness="fail", pace=UNKNOWN)


def _unsteady_level(draft: Draft) -> None:
    draft.unsteady = "level"
    draft.mark(volume_steadiness="fail", calm_throughout=UNKNOWN, mic_technique=UNKNOWN)


def _late_responses(draft: Draft) -> None:
    previous: Speaker = "agent"
    for index, line in enumerate(draft.lines):
        answers = (
            line.speaker == "agent"
            and previous == "customer"
            and line.after_s is None
            and line.into_s is None
        )
        if answers:
            draft.lines[index] = replace(line, after_s=draft.rng.uniform(3.3, 4.4))
        previous = line.speaker
    draft.mark(response_time="fail")


def _too_quiet(draft: Draft) -> None:
    draft.agent_voice = replace(draft.agent_voice, level_dbov=-43.0)
    draft.mark(volume="fail")
    draft.doubt("quiet-surroundings")


def _too_loud(draft: Draft) -> None:
    draft.agent_voice = replace(draft.agent_voice, level_dbov=-12.5)
    draft.mark(volume="fail")
    draft.doubt("mic-technique")


def _flat(draft: Draft) -> None:
    draft.agent_voice = replace(draft.agent_voice, pitch_range=0)
    draft.mark(pitch_variation="review")


def _high(draft: Draft) -> None:
    draft.agent_voice = replace(draft.agent_voice, variant="f2", pitch=99)
    draft.mark(pitch_height="review")


def _noisy_room(draft: Draft) -> None:
    draft.agent_noise_dbov = draft.agent_voice.level_dbov - 8.0
    draft.mark(quiet_surroundings="fail")
    draft.doubt("volume", "pitch-variation", "pitch-height", "response-time", "dead-air", "greeting-delay",
                "no-interrupting", "pauses", "articulation", "pace", "pace-steadiness")  # fmt: skip


def _into_the_microphone(draft: Draft) -> None:
    draft.mic_bursts = draft.wide = True
    draft.mark(mic_technique="fail")
    draft.doubt("volume", "volume-steadiness", "quiet-surroundings", "pitch-variation", "articulation")


def _mumbled(draft: Draft) -> None:
    draft.low_confidence = True
    draft.mark(articulation="review")
    draft.doubt(*_WORDED)  # low confidence rightly asks for a person's ear


_PACING = frozenset({"pace", "monologue"})
_LEVELS = frozenset({"voice", "stress"})
# (fault, weight in a set of 800, groups of situations that it would spoil)
FAULTS: tuple[tuple[VoiceFault, int, frozenset[str]], ...] = (
    (_fast, 34, _PACING), (_slow, 30, _PACING), (_unsteady_rate, 34, _PACING), (_unsteady_level, 34, _LEVELS),
    (_late_responses, 34, frozenset()), (_too_quiet, 24, _LEVELS), (_too_loud, 18, _LEVELS),
    (_flat, 34, frozenset({"voice", "monologue"})), (_high, 32, _LEVELS),
    (_noisy_room, 34, _LEVELS | {"monologue"}), (_into_the_microphone, 34, _LEVELS),
    (_mumbled, 32, frozenset()),
)  # fmt: skip

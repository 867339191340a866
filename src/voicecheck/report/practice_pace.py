"""The pace of an agent, turn by turn, and the bands that a standard gives an agent's figures."""

from __future__ import annotations

from dataclasses import dataclass

from voicecheck.metrics.rate import MIN_TURN_SYLLABLES
from voicecheck.report.result import CallResult, TurnResult
from voicecheck.rules.standard import MetricCheck, Standard
from voicecheck.text import count_words

__all__ = ["Band", "TurnPace", "band_of", "pace_metric", "turn_paces"]

Band = tuple[float | None, float | None]
"""The lowest and the highest accepted value, either None where that side is open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnPace:
    """How fast the agent speaks in one turn, in the unit of the pace."""

    start_s: float
    end_s: float
    value: float
    text: str


def pace_metric(call: CallResult) -> str:
    """The metric that is the pace in the call's language: words a minute in English, else syllables."""
    return (
        "word_rate_wpm"
        if call.timeline.language == "en" and call.provenance.transcript
        else "speech_rate_spm"
    )


def band_of(metric: str, standard: Standard, language: str | None) -> Band | None:
    """The band that the standard gives a metric of the agent in that language."""
    spoken = language or standard.language
    for rule in standard.rules:
        if not isinstance(rule.check, MetricCheck) or rule.check.speaker != "agent":
            continue
        for bound in rule.check.bounds:
            if bound.metric == metric and (not bound.languages or spoken in bound.languages):
                return (bound.minimum, bound.maximum)
    return None


def turn_paces(call: CallResult) -> tuple[TurnPace, ...]:
    """The pace of every turn of the agent that is long enough to have one."""
    by_words = pace_metric(call) == "word_rate_wpm"
    return tuple(
        TurnPace(start_s=turn.start_s, end_s=turn.end_s, value=value, text=turn.text)
        for turn in call.timeline.turns
        if turn.speaker == "agent" and (value := _pace(turn, by_words)) is not None
    )


def _pace(turn: TurnResult, by_words: bool) -> float | None:
    minutes = (turn.end_s - turn.start_s) / 60.0
    if turn.speech_rate_spm is None or turn.speech_rate_spm * minutes < MIN_TURN_SYLLABLES:
        return None
    return count_words(turn.text) / minutes if by_words else turn.speech_rate_spm

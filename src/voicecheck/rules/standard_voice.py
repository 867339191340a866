"""The part of a standard that describes how words should stand out."""

from __future__ import annotations

from dataclasses import dataclass

from voicecheck.rules.standard_parts import Doubt
from voicecheck.timeline.types import Speaker

__all__ = ["StressCheck"]


@dataclass(frozen=True, slots=True, kw_only=True)
class StressCheck:
    """Numbers, and the terms of the lists `phrases`, stand out from the rest of their turn.

    A term is stressed where at least `min_cues` of three hold: louder by `level_db`, higher by `f0_st`,
    longer by `length_share`. At least `min_share` of the terms must be; fewer than `min_terms` terms say
    nothing.
    """

    phrases: tuple[str, ...]
    level_db: float
    f0_st: float
    length_share: float
    min_cues: int
    min_share: float
    min_terms: int
    speaker: Speaker = "agent"
    outside: Doubt = "review"

"""Parts of a standard that describe special calls: what makes a protocol due, and its steps."""

from __future__ import annotations

from dataclasses import dataclass

from voicecheck.rules.standard_parts import Doubt
from voicecheck.rules.types import Text
from voicecheck.timeline.types import Speaker

__all__ = ["ProtocolCheck", "ProtocolStep", "Trigger"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """The situation that makes a protocol due: a party's words, or a figure of its voice.

    `phrases` are looked for in the turns of `speaker` that hold none of `unless`; with `remark_s` in
    remarks of their own only: from the pause before to the end of the turn no longer than this. `metric` of
    `metric_of` under `below` is a hint without words: then nothing fails, a person reviews; what is
    forbidden and said all the same is proof enough, but for a figure within `margin` of `below`. After more
    than `words_pass_s` (`metric_pass_s`) seconds of the customer's speech since, the call went on after all
    and the situation is over. `from_start`: the steps may lie anywhere, not only after the trigger.
    `alone`: what a single cue leads to that the party answers with no essential step.
    """

    phrases: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    speaker: Speaker = "customer"
    remark_s: float | None = None
    metric: str | None = None
    metric_of: Speaker = "customer"
    below: float = 0.0
    margin: float = 0.0
    words_pass_s: float | None = None
    metric_pass_s: float | None = None
    from_start: bool = False
    alone: Doubt = "fail"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtocolStep:
    """Something that must be said, a wait between two limits, or a change of the party's own level.

    `phrases`: any of the lists. `level_change_db`: lowest and highest mean change of the level after the
    trigger against the turns before. An `optional` step is reported where it was taken; `follows` names an
    earlier step without which this one is not due. An `essential` step may not be missing, whatever number
    of steps is enough. `within_turns`: what the party says in so many of its turns, counted from the one in
    which the protocol became due, is the place for this saying; later words belong to other matters.
    """

    id: str
    title: Text
    phrases: tuple[str, ...] = ()
    wait_s: tuple[float, float] | None = None
    level_change_db: tuple[float, float] | None = None
    optional: bool = False
    essential: bool = False
    follows: str | None = None
    within_turns: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtocolCheck:
    """Steps in order. A wait follows what was said before it, up to the next words or the end of the call.

    `utterance_gap_s` is the silence that parts two sayings. A match of `forbidden` fails the protocol; one
    of `too_early` before any step was taken is for a person to review. `trigger` None: always due where the
    rule applies. With `min_steps`, so many steps are enough for a review instead of a failure.
    """

    steps: tuple[ProtocolStep, ...]
    speaker: Speaker = "agent"
    forbidden: tuple[str, ...] = ()
    too_early: tuple[str, ...] = ()
    utterance_gap_s: float = 1.5
    trigger: Trigger | None = None
    min_steps: int | None = None

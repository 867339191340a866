"""The kind "relation": one party raises the voice, and soon after the other does too.

Each is held against that party's own baseline in this call; a turn counts as raised only where level, pitch
and spectral balance rise together, which the timeline has settled.
"""

from __future__ import annotations

from collections.abc import Callable

from voicecheck.rules.case import Case, Outcome, not_applicable, not_measurable
from voicecheck.rules.messages import number_text, reason_text, say
from voicecheck.rules.standard import RelationCheck
from voicecheck.rules.types import Evidence, Text
from voicecheck.timeline.types import Turn

__all__ = ["check_relation"]


def check_relation(case: Case, check: RelationCheck) -> Outcome:
    """Pairs of raised turns, counted against the limit; where too few are certain, with those perhaps so."""
    if not case.has_parties:
        return not_measurable(reason_text("the parties cannot be told apart"))
    first_turns = case.floor_turns(check.first)
    raised = [turn for turn in first_turns if _is_raised(check, turn)]
    pairs = _pairs(case, check, raised, _is_raised)
    if len(pairs) > check.max_count:
        return _followed(check, pairs, say("reason.review_only") if check.outside == "review" else None)
    loud = [turn for turn in first_turns if _is_loud(check, turn)]
    perhaps = _pairs(case, check, loud, _is_loud)
    if len(perhaps) > check.max_count:
        return _followed(check, perhaps, say("reason.loud"))
    if not raised:
        known = any(turn.raised is not None for turn in first_turns)
        if not known and first_turns:
            return not_measurable(reason_text(f"there is no baseline of the {check.first}'s voice"))
        return not_applicable(reason_text(f"the {check.first}'s voice is not raised"))
    if not pairs and any(reply.raised is None for turn in raised for reply in _replies(case, check, turn)):
        return not_measurable(reason_text(f"there is no baseline of the {check.then}'s voice"))
    return Outcome(
        verdict="pass",
        message=say("relation.pass", raised=len(raised)),
        value=float(len(pairs)),
        unit="pairs",
        limit=(None, float(check.max_count)),
        evidence=tuple(_evidence(turn) for turn in raised),
    )


def _followed(check: RelationCheck, pairs: list[tuple[Turn, Turn]], reason: Text | None) -> Outcome:
    turn, reply = pairs[0]
    return Outcome(
        verdict="fail" if reason is None else "review",
        message=say(
            "relation.fail",
            after=number_text(max(0.0, reply.start_s - turn.end_s)),
            first=_rise(turn),
            then=_rise(reply),
            count=len(pairs),
        ),
        value=float(len(pairs)),
        unit="pairs",
        limit=(None, float(check.max_count)),
        reason=reason,
        evidence=tuple(_evidence(turn) for pair in pairs for turn in pair),
    )


def _is_raised(check: RelationCheck, turn: Turn) -> bool:
    """Whether the voice is raised. Pitch and balance of a word or two are those of its sounds: there the
    level must have risen too.
    """
    short = check.short_s is not None and turn.duration_s < check.short_s
    return turn.raised is True and not (short and not _has_loud_level(check, turn))


def _is_loud(check: RelationCheck, turn: Turn) -> bool:
    """Whether the voice is raised, or as loud and brighter, though the pitch does not say so: the median of
    a turn also falls with its sentences and with what was said calmly in it.
    """
    if turn.raised is None:
        return False
    brighter = turn.balance_rise_db is not None and turn.balance_rise_db > 0.0
    return _is_raised(check, turn) or (_has_loud_level(check, turn) and brighter)


def _has_loud_level(check: RelationCheck, turn: Turn) -> bool:
    if check.loud_db is None or turn.level_rise_db is None:
        return False
    return turn.level_rise_db >= check.loud_db


def _pairs(
    case: Case, check: RelationCheck, first: list[Turn], counts: Callable[[RelationCheck, Turn], bool]
) -> list[tuple[Turn, Turn]]:
    """Turns of one party with the replies of the other in which the voice is raised likewise."""
    replies = [(turn, reply) for turn in first for reply in _replies(case, check, turn)]
    return _first_of_each([(turn, reply) for turn, reply in replies if counts(check, reply)])


def _replies(case: Case, check: RelationCheck, turn: Turn) -> list[Turn]:
    """Turns of the other party that begin after this one has begun and soon enough after it has ended."""
    return [
        reply
        for reply in case.floor_turns(check.then)
        if turn.start_s < reply.start_s <= turn.end_s + check.within_s + 1e-9
    ]


def _first_of_each(pairs: list[tuple[Turn, Turn]]) -> list[tuple[Turn, Turn]]:
    """One pair for each raised reply, with the nearest cause before it."""
    nearest: dict[int, tuple[Turn, Turn]] = {}
    for turn, reply in pairs:
        nearest[reply.index] = (turn, reply)
    return [nearest[index] for index in sorted(nearest)]


def _rise(turn: Turn) -> Text:
    return say("relation.rise", level=_signed(turn.level_rise_db), pitch=_signed(turn.f0_rise_st))


def _signed(value: float | None) -> str:
    if value is None:
        return "?"
    return ("+" if value >= 0 else "") + number_text(value)


def _evidence(turn: Turn) -> Evidence:
    return Evidence(start_s=turn.start_s, end_s=turn.end_s, speaker=turn.speaker, text=turn.text or None)

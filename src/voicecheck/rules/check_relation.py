"""The kind "relation": one party raises the voice, and soon after the other does too.

Each is held against that party's own baseline in this call; a turn counts as raised only where level, pitch
and spectral balance rise together, which the timeline has settled.
"""

from __future__ import annotations

from voicecheck.rules.case import Case, Outcome, not_applicable, not_measurable
from voicecheck.rules.messages import number_text, reason_text, say
from voicecheck.rules.standard import RelationCheck
from voicecheck.rules.types import Evidence, Text
from voicecheck.timeline.types import Turn

__all__ = ["check_relation"]


def check_relation(case: Case, check: RelationCheck) -> Outcome:
    """Pairs of raised turns, counted against the limit."""
    if not case.has_parties:
        return not_measurable(reason_text("the parties cannot be told apart"))
    first_turns = case.floor_turns(check.first)
    raised = [turn for turn in first_turns if turn.raised]
    if not raised:
        known = any(turn.raised is False for turn in first_turns)
        if not known and first_turns:
            return not_measurable(reason_text(f"there is no baseline of the {check.first}'s voice"))
        return not_applicable(reason_text(f"the {check.first}'s voice is not raised"))
    replies = [(turn, reply) for turn in raised for reply in _replies(case, check, turn)]
    pairs = _first_of_each([(turn, reply) for turn, reply in replies if reply.raised])
    if not pairs and any(reply.raised is None for _, reply in replies):
        return not_measurable(reason_text(f"there is no baseline of the {check.then}'s voice"))
    limit = (None, float(check.max_count))
    if len(pairs) <= check.max_count:
        return Outcome(
            verdict="pass",
            message=say("relation.pass", raised=len(raised)),
            value=float(len(pairs)),
            unit="pairs",
            limit=limit,
            evidence=tuple(_evidence(turn) for turn in raised),
        )
    turn, reply = pairs[0]
    return Outcome(
        verdict=check.outside,
        message=say(
            "relation.fail",
            after=number_text(max(0.0, reply.start_s - turn.end_s)),
            first=_rise(turn),
            then=_rise(reply),
            count=len(pairs),
        ),
        value=float(len(pairs)),
        unit="pairs",
        limit=limit,
        reason=say("reason.review_only") if check.outside == "review" else None,
        evidence=tuple(_evidence(turn) for pair in pairs for turn in pair),
    )


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

"""Where in a call something happens that makes words due, and which words count as near it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from voicecheck.rules.case import Case
from voicecheck.rules.standard import Anchor
from voicecheck.rules.types import Evidence, Text
from voicecheck.rules.wording import Excerpt, SpokenTurn
from voicecheck.rules.words import allowed_out, unsure_reason
from voicecheck.timeline.types import Speaker, Turn

__all__ = ["Place", "find_places", "near"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One anchor: when, whose turn it belongs to (None: nobody's), whether it is certain, why it is not."""

    start_s: float
    end_s: float
    turn: int | None
    sure: bool
    evidence: Evidence
    doubt: Text | None = None


def find_places(case: Case, anchor: Anchor) -> tuple[Place, ...]:
    """All anchors in order of time, several in one turn taken together."""
    found = [place for event in anchor.events for place in _EVENTS[event](case, anchor)]
    ordered = sorted(found, key=lambda place: (place.start_s, not place.sure))
    kept = ordered[:1]
    for before, place in pairwise(ordered):
        if place.turn is None or place.turn != before.turn:
            kept.append(place)
        elif place.sure and not kept[-1].sure:
            kept[-1] = place
    return tuple(kept)


def near(case: Case, anchor: Anchor, place: Place, speaker: Speaker) -> Excerpt:
    """What a party says near an anchor; an excerpt without turns where it never speaks there."""
    own = [one for one in case.wording.spoken if one.turn.speaker == speaker and not one.turn.backchannel]
    inside = [one for one in own if one.turn.index == place.turn]
    turns = (
        _some(anchor, [one for one in own if _before(one, place)], "before")
        + inside
        + _some(anchor, [one for one in own if _after(one, place)], "after")
    )
    start_s, end_s = _limits(anchor, place, turns)
    excerpt = case.wording.part(turns, start_s, end_s)
    stops = excerpt.matches(case.wording.phrases(anchor.until))
    later = [stop.start_s for stop in stops if stop.start_s >= place.start_s]
    return case.wording.part(excerpt.turns, start_s, min(later)) if later else excerpt


def _before(one: SpokenTurn, place: Place) -> bool:
    return one.turn.index != place.turn and one.turn.start_s < place.start_s


def _after(one: SpokenTurn, place: Place) -> bool:
    return one.turn.index != place.turn and one.turn.start_s >= place.start_s


def _some(anchor: Anchor, turns: list[SpokenTurn], side: str) -> list[SpokenTurn]:
    if anchor.relation not in (side, "around") and (side, anchor.relation) != ("after", "onward"):
        return []
    if anchor.within_turns is None:
        return turns
    if side == "after":
        return turns[: anchor.within_turns]
    return turns[-anchor.within_turns :] if anchor.within_turns else []


def _limits(anchor: Anchor, place: Place, turns: list[SpokenTurn]) -> tuple[float, float]:
    starts = [one.turn.start_s for one in turns] or [place.start_s]
    ends = [one.turn.end_s for one in turns] or [place.end_s]
    # A recogniser's word may stray a little past its turn.
    start_s, end_s = min(starts) - 0.5, max(ends) + 0.5
    if anchor.relation == "after":
        start_s = max(start_s, place.start_s)
    if anchor.relation == "before":
        end_s = min(end_s, place.end_s)
    if anchor.within_s is not None:
        end_s = min(end_s, place.end_s + anchor.within_s)
        if anchor.relation != "after":
            start_s = max(start_s, place.start_s - anchor.within_s)
    return start_s, max(start_s, end_s)


def _said(case: Case, anchor: Anchor) -> list[Place]:
    excerpt = case.wording.excerpt(anchor.speaker)
    if anchor.after_matter:
        matter = {turn.index for turn in case.floor_turns("customer")[:1]}
        later = [one for one in excerpt.turns if one.turn.index not in matter]
        excerpt = case.wording.part(later, excerpt.start_s, excerpt.end_s)
    fine = excerpt.matches(case.wording.phrases(anchor.unless))
    return [
        Place(
            start_s=match.start_s,
            end_s=match.end_s,
            turn=match.turn,
            sure=case.sure_of_match(match),
            evidence=match.evidence,
            doubt=None if case.sure_of_match(match) else unsure_reason((match,)),
        )
        for match in allowed_out(excerpt.heard(case.wording.phrases(anchor.phrases)), fine)
    ]


def _floor_turns(case: Case, anchor: Anchor) -> list[Turn]:
    return [
        turn
        for turn in case.timeline.turns
        if not turn.backchannel and anchor.speaker in (None, turn.speaker)
    ]


def _raised(case: Case, anchor: Anchor) -> list[Place]:
    return [_of_turn(turn) for turn in _floor_turns(case, anchor) if turn.raised]


def _interruptions(case: Case, anchor: Anchor) -> list[Place]:
    by_index = {turn.index: turn for turn in case.timeline.turns}
    return [
        _of_turn(by_index[overlap.turn])
        for overlap in case.timeline.overlaps
        if overlap.kind == "interruption" and anchor.speaker in (None, overlap.by)
    ]


def _silences(case: Case, anchor: Anchor) -> list[Place]:
    return [
        Place(
            start_s=silence.start_s,
            end_s=silence.end_s,
            turn=None,
            sure=True,
            evidence=Evidence(start_s=silence.start_s, end_s=silence.end_s),
        )
        for silence in case.timeline.silences
        if silence.duration_s > anchor.longer_than_s
    ]


def _answer(case: Case, anchor: Anchor) -> list[Place]:
    at_s = case.timeline.answer_s or 0.0
    return [
        Place(start_s=at_s, end_s=at_s, turn=None, sure=True, evidence=Evidence(start_s=at_s, end_s=at_s))
    ]


def _of_turn(turn: Turn) -> Place:
    return Place(
        start_s=turn.start_s,
        end_s=turn.end_s,
        turn=turn.index,
        sure=True,
        evidence=Evidence(
            start_s=turn.start_s, end_s=turn.end_s, speaker=turn.speaker, text=turn.text or None
        ),
    )


_EVENTS = {
    "phrase": _said,
    "raised": _raised,
    "interruption": _interruptions,
    "silence": _silences,
    "answer": _answer,
}

"""Whether the situation that a protocol is for has come about, and when."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from voicecheck.intervals import Interval, overlap_s
from voicecheck.rules.case import Case, Outcome, not_applicable, not_measurable
from voicecheck.rules.messages import reason_text
from voicecheck.rules.standard_protocol import Trigger
from voicecheck.rules.types import Evidence, Text
from voicecheck.rules.wording import Match
from voicecheck.rules.words import unsure_reason
from voicecheck.timeline.types import Speaker, Turn

__all__ = ["Situation", "find_situation"]

_PAUSE_S = 0.5  # parts two remarks of one turn; within a sentence people seldom stop for so long


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """When a protocol became due; `doubt` where that is not certain. `evidence` is what made it due, `alone`
    whether it is a single cue.

    `at_limit`: a figure made it due that lies too near its limit for anything else to remove the doubt.
    """

    start_s: float = 0.0
    doubt: Text | None = None
    at_limit: bool = False
    alone: bool = False
    evidence: tuple[Evidence, ...] = ()


ALWAYS = Situation()


def find_situation(case: Case, trigger: Trigger | None, speaker: Speaker) -> Situation | Outcome:
    """The situation, or why the protocol of `speaker` is not due or cannot be judged."""
    if trigger is None:
        return ALWAYS
    found = _said(case, trigger, speaker) or _measured(case, trigger)
    if found is not None:
        return found
    if trigger.phrases and (gap := case.no_words(trigger.speaker)) is not None:
        return gap
    return not_applicable(reason_text("the situation did not occur"))


def _said(case: Case, trigger: Trigger, speaker: Speaker) -> Situation | Outcome | None:
    if not trigger.phrases or case.no_words(trigger.speaker) is not None:
        return None
    excerpt = case.wording.excerpt(trigger.speaker)
    other = {match.turn for match in excerpt.matches(case.wording.phrases(trigger.unless))}
    matches = [
        match
        for match in excerpt.heard(case.wording.phrases(trigger.phrases))
        if match.turn not in other and _is_remark(case.timeline.turns[match.turn], match, trigger.remark_s)
    ]
    if not matches:
        return None
    first = next((match for match in matches if case.sure_of_match(match)), matches[0])
    if trigger.words_pass_s is not None and _went_on(case, first.end_s, trigger.words_pass_s):
        return not_applicable(reason_text("the customer could be heard again and the call went on"))
    start_s = first.start_s
    if trigger.speaker == speaker:
        # The turn that names the situation is part of the answer to it; in noise its words begin before it.
        turn = case.timeline.turns[first.turn]
        start_s = min([turn.start_s, *(word.start_s for word in turn.words)])
    return Situation(
        start_s=0.0 if trigger.from_start else start_s,
        doubt=None if case.sure_of_match(first) else unsure_reason((first,)),
        alone=sum(map(case.sure_of_match, matches)) <= 1,
        evidence=(first.evidence,),
    )


def _is_remark(turn: Turn, match: Match, longest_s: float | None) -> bool:
    """Whether the party says this for its own sake, and then waits: it is no word in a longer tale."""
    if longest_s is None:
        return True
    starts = [
        turn.start_s,
        *(after.start_s for before, after in pairwise(turn.ipus) if _is_pause(before, after)),
    ]
    start_s = max((start_s for start_s in starts if start_s < match.end_s), default=turn.start_s)
    return turn.end_s - start_s <= longest_s


def _is_pause(before: Interval, after: Interval) -> bool:
    return after.start_s - before.end_s >= _PAUSE_S


def _measured(case: Case, trigger: Trigger) -> Situation | Outcome | None:
    if trigger.metric is None or not case.has_parties:
        return None
    value = case.quantity(trigger.metric, trigger.metric_of).value
    if value is None or value >= trigger.below + trigger.margin:
        return None
    if case.no_words("agent") is not None:
        return not_measurable(reason_text("no transcript"))
    if trigger.metric_pass_s is not None and _went_on(case, 0.0, trigger.metric_pass_s):
        return None
    doubt = reason_text("the situation is inferred from the sound alone")
    return Situation(doubt=doubt, at_limit=value >= trigger.below - trigger.margin)


def _went_on(case: Case, since_s: float, pass_s: float) -> bool:
    """Whether the customer speaks for longer than this after a moment."""
    customer = case.timeline.speakers.get("customer")
    if customer is None or since_s >= case.timeline.call.duration_s:
        return False
    return overlap_s(customer.speech, [Interval(since_s, case.timeline.call.duration_s)]) > pass_s

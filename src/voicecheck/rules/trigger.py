"""Whether the situation that a protocol is for has come about, and when."""

from __future__ import annotations

from dataclasses import dataclass

from voicecheck.intervals import Interval, overlap_s
from voicecheck.rules.case import Case, Outcome, not_applicable, not_measurable
from voicecheck.rules.messages import reason_text, say
from voicecheck.rules.standard_protocol import Trigger
from voicecheck.rules.types import Evidence, Text
from voicecheck.timeline.types import Speaker

__all__ = ["Situation", "find_situation"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """When a protocol became due; `doubt` where that is not certain. `evidence` is what made it due.

    `at_limit`: a figure made it due that lies too near its limit for anything else to remove the doubt.
    """

    start_s: float = 0.0
    doubt: Text | None = None
    at_limit: bool = False
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
        match for match in excerpt.matches(case.wording.phrases(trigger.phrases)) if match.turn not in other
    ]
    if not matches:
        return None
    first = next((match for match in matches if case.sure_of_match(match)), matches[0])
    if trigger.words_pass_s is not None and _went_on(case, first.end_s, trigger.words_pass_s):
        return not_applicable(reason_text("the customer could be heard again and the call went on"))
    start_s = first.start_s
    if trigger.speaker == speaker:
        # The sentence that names the situation is part of the answer to it.
        start_s = case.timeline.turns[first.turn].start_s
    return Situation(
        start_s=0.0 if trigger.from_start else start_s,
        doubt=None if case.sure_of_match(first) else say("reason.unsure_match"),
        evidence=(first.evidence,),
    )


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

"""The kind "protocol": things to say, waits between them and one's own voice, in order."""

from __future__ import annotations

from dataclasses import replace

from voicecheck.intervals import Interval
from voicecheck.rules.case import Case, Certainty, Outcome, no_wording, not_measurable
from voicecheck.rules.messages import reason_text, say
from voicecheck.rules.protocol_course import Course, follow, said_places
from voicecheck.rules.standard import ProtocolCheck
from voicecheck.rules.trigger import Situation, find_situation
from voicecheck.rules.types import Text, Verdict
from voicecheck.rules.wording import Excerpt, Match
from voicecheck.rules.words import joined, unclear_words

__all__ = ["check_protocol", "protocol_waits"]


def check_protocol(case: Case, check: ProtocolCheck) -> Outcome:
    """Every step with what was expected and what happened; a missing step or a wrong wait fails."""
    if not case.has_parties:
        return not_measurable(reason_text("the parties cannot be told apart"))
    situation = find_situation(case, check.trigger, check.speaker)
    if isinstance(situation, Outcome):
        return situation
    if (gap := case.no_words(check.speaker)) is not None:
        return gap
    if not all(case.has_wording(step.phrases) for step in check.steps if step.phrases and not step.optional):
        return no_wording()
    course = follow(case, check, situation.start_s)
    excerpt = case.wording.excerpt(check.speaker)
    forbidden = _forbidden(case, check, excerpt, course)
    _note_too_early(case, check, excerpt, course)
    reason = _note_missing(case, check, excerpt, course)
    problems = [*course.faults, *course.doubts]
    if situation.doubt is None and _is_unanswered(check, situation, course):
        situation = replace(situation, doubt=say("reason.alone"))
    if not situation.at_limit and any(case.sure_of_match(match) for match in forbidden):
        situation = replace(situation, doubt=None)  # what must not be said there shows that it was there
    verdict, doubt = _verdict(course, situation, reason)
    taken = sum(step.found for step in course.steps)
    return Outcome(
        verdict=verdict,
        message=say(f"protocol.{verdict}", problems=joined(problems or [say("protocol.unsure")])),
        value=float(taken),
        unit="steps",
        limit=(float(len(course.steps)), None),
        reason=doubt,
        evidence=(
            tuple(match.evidence for match in forbidden)
            or (*situation.evidence, *said_places(course.steps, check.speaker))
            or excerpt.span
        ),
        steps=tuple(course.steps),
    )


def _is_unanswered(check: ProtocolCheck, situation: Situation, course: Course) -> bool:
    """Whether a single cue, and nothing in the answer, says that the situation was there at all."""
    if check.trigger is None or check.trigger.alone == "fail" or not situation.alone:
        return False
    return not any(step.essential and course.took(step.id) for step in check.steps)


def _verdict(course: Course, situation: Situation, absence: Text | None) -> tuple[Verdict, Text | None]:
    if situation.doubt is not None and (course.faults or course.doubts):
        return "review", situation.doubt
    if course.faults:
        return "fail", None
    if course.doubts:
        return "review", absence or say("reason.protocol")
    return "pass", None


def _forbidden(case: Case, check: ProtocolCheck, excerpt: Excerpt, course: Course) -> tuple[Match, ...]:
    found = tuple(
        match
        for match in excerpt.matches(case.wording.phrases(check.forbidden))
        if match.end_s > course.start_s
    )
    for match in found:
        told = course.faults if case.sure_of_match(match) else course.doubts
        told.append(say("protocol.forbidden", quote=match.text))
    return found


def _note_too_early(case: Case, check: ProtocolCheck, excerpt: Excerpt, course: Course) -> None:
    """What must not come before the first step, and came."""
    first_s = min(
        (step.start_s for step in course.steps if step.found and step.start_s is not None),
        default=course.call_end_s,
    )
    for match in excerpt.matches(case.wording.phrases(check.too_early)):
        if course.start_s < match.start_s < first_s:
            course.doubts.append(say("protocol.too_early", quote=match.text))
            return


def _note_missing(case: Case, check: ProtocolCheck, excerpt: Excerpt, course: Course) -> Text | None:
    """Missing steps as faults or doubts; the reason where the words are not certain."""
    certainty = case.sure_of_absence(check.speaker, excerpt, required=True)
    said = [step for step in course.steps if step.text is not None]
    if certainty.sure and len(unclear_words(case, excerpt, said)) >= len(course.missing):
        certainty = Certainty(False, say("reason.unclear_place"))
    taken = sum(step.found for step in course.steps)
    enough = check.min_steps is not None and taken >= check.min_steps
    for step in course.missing:
        told = course.faults if certainty.sure and (step.essential or not enough) else course.doubts
        told.append(say("protocol.missing", title=step.title))
    return certainty.reason if course.missing else None


def protocol_waits(case: Case, check: ProtocolCheck) -> tuple[Interval, ...]:
    """The waits that belong to a protocol, however long they were."""
    if not case.has_parties or case.no_words(check.speaker) is not None:
        return ()
    situation = find_situation(case, check.trigger, check.speaker)
    if isinstance(situation, Outcome):
        return ()
    return tuple(
        Interval(step.start_s, step.end_s)
        for step in follow(case, check, situation.start_s).steps
        if step.expected_s is not None
        and step.start_s is not None
        and step.end_s is not None
        and step.start_s < step.end_s
    )

"""The kind "protocol": things to say and waits between them, in order."""

from __future__ import annotations

from dataclasses import dataclass, field

from voicecheck.intervals import Interval
from voicecheck.rules.case import Case, Outcome, not_measurable
from voicecheck.rules.check_phrases import best_match, joined
from voicecheck.rules.messages import number_text, reason_text, say
from voicecheck.rules.standard import ProtocolCheck, ProtocolStep
from voicecheck.rules.types import Evidence, Step, Text, Verdict
from voicecheck.timeline.types import Speaker

__all__ = ["check_protocol", "protocol_waits"]

_TIMING_SLACK_S = 1e-6


@dataclass(slots=True)
class _Course:
    """How far the protocol has got: what was said last, and what has been noted so far.

    Words and speech activity disagree by a few tenths of a second, so a phrase belongs to the utterance
    that its end falls into.
    """

    utterances: tuple[Interval, ...]
    call_end_s: float
    cursor_s: float = 0.0
    said_end_s: float | None = None
    steps: list[Step] = field(default_factory=list)
    problems: list[Text] = field(default_factory=list)
    doubtful: bool = False

    def next_start_s(self, time_s: float) -> float:
        """When the party speaks again after a moment; the end of the call where it does not."""
        return min(
            (utterance.start_s for utterance in self.utterances if utterance.start_s >= time_s),
            default=self.call_end_s,
        )

    def end_of_utterance_s(self, time_s: float) -> float:
        """Where the utterance ends that holds this moment."""
        return max(
            (utterance.end_s for utterance in self.utterances if utterance.start_s <= time_s), default=time_s
        )


def check_protocol(case: Case, check: ProtocolCheck) -> Outcome:
    """Every step with what was expected and what happened; a missing step or a wrong wait fails."""
    if not case.has_parties:
        return not_measurable(reason_text("the parties cannot be told apart"))
    if (gap := case.no_words(check.speaker)) is not None:
        return gap
    course = _follow(case, check)
    excerpt = case.wording.excerpt(check.speaker)
    forbidden = excerpt.matches(case.wording.phrases(check.forbidden))
    for match in forbidden:
        course.problems.append(say("protocol.forbidden", quote=match.text))
        course.doubtful |= not case.sure_of_match(match)
    certainty = case.sure_of_absence(check.speaker, excerpt, required=True)
    reason = certainty.reason or (say("reason.unsure_match") if course.doubtful else None)
    verdict: Verdict = "fail" if course.problems else "pass"
    if reason is not None and (course.problems or course.doubtful):
        verdict = "review"
    return Outcome(
        verdict=verdict,
        message=say(f"protocol.{verdict}", problems=joined(course.problems or [say("protocol.unsure")])),
        value=float(sum(step.found for step in course.steps)),
        unit="steps",
        limit=(float(len(check.steps)), None),
        reason=reason if verdict == "review" else None,
        evidence=tuple(match.evidence for match in forbidden)
        or _said(course.steps, check.speaker)
        or excerpt.span,
        steps=tuple(course.steps),
    )


def protocol_waits(case: Case, check: ProtocolCheck) -> tuple[Interval, ...]:
    """The waits that belong to a protocol, however long they were."""
    if not case.has_parties or case.no_words(check.speaker) is not None:
        return ()
    return tuple(
        Interval(step.start_s, step.end_s)
        for step in _follow(case, check).steps
        if step.expected_s is not None
        and step.start_s is not None
        and step.end_s is not None
        and step.start_s < step.end_s
    )


def _follow(case: Case, check: ProtocolCheck) -> _Course:
    course = _Course(
        utterances=_utterances(case, check.speaker, check.utterance_gap_s),
        call_end_s=case.timeline.call.duration_s,
    )
    for step in check.steps:
        if step.wait_s is None:
            _say_step(case, check.speaker, step, course)
            continue
        if step is check.steps[-1] and course.said_end_s is not None and course.utterances:
            # What ends a protocol with a wait is the end of the call: words after the script put it off.
            course.said_end_s = max(course.said_end_s, course.utterances[-1].end_s)
        _wait_step(step, step.wait_s, course)
    return course


def _utterances(case: Case, speaker: Speaker, gap_s: float) -> tuple[Interval, ...]:
    """The party's sayings: its speech, parted where it is silent for long enough."""
    ipus = [ipu for turn in case.timeline.turns_of(speaker) for ipu in turn.ipus]
    joined_up: list[Interval] = []
    for ipu in sorted(ipus):
        if joined_up and ipu.start_s - joined_up[-1].end_s < gap_s:
            last = joined_up[-1]
            joined_up[-1] = Interval(last.start_s, max(last.end_s, ipu.end_s))
        else:
            joined_up.append(ipu)
    return tuple(joined_up)


def _say_step(case: Case, speaker: Speaker, step: ProtocolStep, course: _Course) -> None:
    """Look for a saying from where the last wait ended; between two waits the order is free."""
    matches = tuple(
        match
        for match in case.wording.excerpt(speaker).matches(case.wording.phrases(step.phrases))
        if match.end_s > course.cursor_s
    )
    if not matches:
        course.problems.append(say("protocol.missing", title=step.title))
        course.steps.append(Step(id=step.id, title=step.title, found=False))
        return
    # The first saying that has it: a later one belongs to a later step.
    utterance_end_s = course.end_of_utterance_s(matches[0].end_s)
    match = best_match(tuple(match for match in matches if match.start_s <= utterance_end_s)) or matches[0]
    course.doubtful |= not case.sure_of_match(match)
    course.said_end_s = max(utterance_end_s, course.said_end_s or 0.0)
    course.steps.append(
        Step(
            id=step.id,
            title=step.title,
            found=True,
            start_s=match.start_s,
            end_s=match.end_s,
            text=match.text,
        )
    )


def _wait_step(step: ProtocolStep, wait_s: tuple[float, float], course: _Course) -> None:
    """The silence after what was said; nothing to time where that was not said."""
    if course.said_end_s is None:
        course.steps.append(Step(id=step.id, title=step.title, found=False, expected_s=wait_s))
        return
    start_s = course.said_end_s
    end_s = max(course.next_start_s(start_s), start_s)
    actual_s = end_s - start_s
    low_s, high_s = wait_s
    kept = low_s - _TIMING_SLACK_S <= actual_s <= high_s + _TIMING_SLACK_S
    if not kept:
        course.problems.append(
            say(
                "protocol.wait",
                title=step.title,
                actual=number_text(actual_s),
                low=number_text(low_s),
                high=number_text(high_s),
            )
        )
    course.steps.append(
        Step(
            id=step.id,
            title=step.title,
            found=kept,
            expected_s=wait_s,
            actual_s=actual_s,
            start_s=start_s,
            end_s=end_s,
        )
    )
    course.said_end_s = None
    course.cursor_s = end_s


def _said(steps: list[Step], speaker: Speaker) -> tuple[Evidence, ...]:
    return tuple(
        Evidence(start_s=step.start_s, end_s=step.end_s, speaker=speaker, text=step.text)
        for step in steps
        if step.expected_s is None and step.start_s is not None and step.end_s is not None
    )

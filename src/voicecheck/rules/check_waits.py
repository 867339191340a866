"""The kind "waits": courtesy around a wait that was announced."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from voicecheck.intervals import Interval
from voicecheck.rules.case import Case, Outcome, not_applicable, not_measurable
from voicecheck.rules.messages import number_text, reason_text, say
from voicecheck.rules.standard import WaitCheck
from voicecheck.rules.types import Evidence, Step, Text
from voicecheck.rules.wording import Excerpt, Match
from voicecheck.rules.words import best_match, joined, unsure_reason

__all__ = ["check_waits"]

# After the announcement the agent may still finish the sentence before going quiet.
_ANNOUNCED_S = 8.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wait:
    """An announced wait and what was said after it; `thanks` None: no thanks, `after` None: no return."""

    announced: Match
    quiet: Interval
    after: Excerpt | None
    thanks: Match | None


def check_waits(case: Case, check: WaitCheck) -> Outcome:
    """Waits that were too long or went without thanks, against the limit."""
    if not case.has_parties:
        return not_measurable(reason_text("the parties cannot be told apart"))
    if (gap := case.no_words("agent")) is not None:
        return gap
    waits = _waits(case, check)
    if not waits:
        return not_applicable(reason_text("nobody was asked to wait"))
    problems = [_problems(case, check, wait) for wait in waits]
    wrong = [wait for wait, found in zip(waits, problems, strict=True) if found]
    reason = _doubt(case, check, wrong)
    kept = len(wrong) <= check.max_count
    failed = reason is None and check.outside == "fail"
    verdict = "pass" if kept else "fail" if failed else "review"
    return Outcome(
        verdict="pass" if kept else "fail" if failed else "review",
        message=say(
            f"waits.{verdict}",
            count=len(waits),
            wrong=len(wrong),
            problems=joined([problem for found in problems for problem in found]),
        ),
        value=float(len(wrong)),
        unit="waits",
        limit=(None, float(check.max_count)),
        reason=(reason or say("reason.review_only")) if verdict == "review" else None,
        evidence=tuple(place for wait in wrong or waits for place in _evidence(wait)),
        steps=tuple(step for wait in waits for step in _steps(check, wait)),
    )


def _waits(case: Case, check: WaitCheck) -> list[_Wait]:
    """One wait for each silence of the agent that an announcement comes before."""
    gaps = _gaps(case, check.longer_than_s)
    if not gaps:
        return []
    excerpt = case.wording.excerpt("agent")
    by_start: dict[float, _Wait] = {}
    for match in excerpt.matches(case.wording.phrases(check.hold)):
        gap = next((gap for gap in gaps if gap.end_s > match.end_s), None)
        if gap is not None and gap.start_s - match.end_s <= _ANNOUNCED_S:
            by_start.setdefault(gap.start_s, _after(case, check, match, gap))
    return list(by_start.values())


def _gaps(case: Case, longer_than_s: float) -> list[Interval]:
    """Stretches without the agent's speech in which the customer is quiet for long enough too."""
    ipus = sorted(ipu for turn in case.timeline.turns_of("agent") for ipu in turn.ipus)
    ends = [
        *(Interval(one.end_s, other.start_s) for one, other in pairwise(ipus) if one.end_s < other.start_s)
    ]
    if ipus and ipus[-1].end_s < case.timeline.call.duration_s:
        ends.append(Interval(ipus[-1].end_s, case.timeline.call.duration_s))
    return [
        gap
        for gap in ends
        if gap.duration_s > longer_than_s and gap.duration_s - _customer_s(case, gap) > longer_than_s
    ]


def _customer_s(case: Case, gap: Interval) -> float:
    return sum(ipu.overlap_s(gap) for turn in case.timeline.turns_of("customer") for ipu in turn.ipus)


def _after(case: Case, check: WaitCheck, announced: Match, gap: Interval) -> _Wait:
    turns = [
        one
        for one in case.wording.spoken
        if one.turn.speaker == "agent" and not one.turn.backchannel and one.turn.end_s > gap.end_s
    ][: check.within_turns]
    if not turns:
        return _Wait(announced=announced, quiet=gap, after=None, thanks=None)
    after = case.wording.part(turns, gap.end_s - 0.5, turns[-1].turn.end_s + 0.5)
    thanks = best_match(after.heard(case.wording.phrases(check.thanks)))
    return _Wait(announced=announced, quiet=gap, after=after, thanks=thanks)


def _problems(case: Case, check: WaitCheck, wait: _Wait) -> list[Text]:
    problems = []
    if wait.quiet.duration_s > check.max_s:
        problems.append(say("waits.long", actual=number_text(wait.quiet.duration_s), most=check.max_s))
    if wait.after is None:
        problems.append(say("waits.no_return"))
    elif wait.thanks is None or not case.sure_of_match(wait.thanks):
        problems.append(say("waits.no_thanks", at=number_text(wait.quiet.end_s)))
    return problems


def _doubt(case: Case, check: WaitCheck, wrong: list[_Wait]) -> Text | None:
    """Why none of the wrong waits need be a fault, or None where one surely is."""
    reasons = []
    for wait in wrong:
        if not case.sure_of_match(wait.announced):
            reasons.append(say("reason.unsure_match"))
        elif wait.quiet.duration_s > check.max_s or wait.after is None:
            return None
        elif wait.thanks is not None:
            reasons.append(unsure_reason((wait.thanks,)))
        else:
            certainty = case.sure_of_absence("agent", wait.after, required=True)
            if certainty.reason is None:
                return None
            reasons.append(certainty.reason)
    return reasons[0] if reasons else None


def _evidence(wait: _Wait) -> tuple[Evidence, ...]:
    quiet = Evidence(start_s=wait.quiet.start_s, end_s=wait.quiet.end_s)
    after = () if wait.after is None else wait.after.span
    return (wait.announced.evidence, quiet, *((wait.thanks.evidence,) if wait.thanks else after))


def _steps(check: WaitCheck, wait: _Wait) -> tuple[Step, ...]:
    thanks = wait.thanks
    return (
        Step(
            id="wait",
            title=say("waits.step_wait"),
            found=wait.quiet.duration_s <= check.max_s,
            expected_s=(0.0, check.max_s),
            actual_s=wait.quiet.duration_s,
            start_s=wait.quiet.start_s,
            end_s=wait.quiet.end_s,
        ),
        Step(
            id="thanks",
            title=say("waits.step_thanks"),
            found=thanks is not None,
            start_s=None if thanks is None else thanks.start_s,
            end_s=None if thanks is None else thanks.end_s,
            text=None if thanks is None else thanks.text,
        ),
    )

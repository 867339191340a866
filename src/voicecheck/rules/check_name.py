"""The kind "name": whether the caller is identified, and called by name."""

from __future__ import annotations

from voicecheck.rules.case import Case, Outcome, not_applicable, not_measurable
from voicecheck.rules.messages import reason_text, say
from voicecheck.rules.name_words import same_name
from voicecheck.rules.names import Address, addresses, given_names, metadata_name
from voicecheck.rules.standard import NameCheck
from voicecheck.rules.types import Evidence, Text
from voicecheck.rules.wording import Match
from voicecheck.rules.words import quotes

__all__ = ["check_name"]


def check_name(case: Case, check: NameCheck) -> Outcome:
    """The caller identified, or called by name."""
    if not case.has_parties:
        return not_measurable(reason_text("the parties cannot be told apart"))
    if (gap := case.no_words("agent")) is not None:
        return gap
    told = metadata_name(case, check)
    given = given_names(case, check)
    known = frozenset(name for name, _ in given) | ({told} if told is not None else frozenset())
    called = addresses(case, check, known)
    asked = case.wording.excerpt("agent").heard(case.wording.phrases(check.ask))
    if check.part == "identified":
        said = (*asked, *(match for _, match in given), *(address.match for address in called))
        return _identified(case, check, said)
    return _used(case, check, known, called, asked)


def _identified(case: Case, check: NameCheck, said: tuple[Match, ...]) -> Outcome:
    excerpt = case.wording.excerpt("agent")
    sure = tuple(match for match in said if case.sure_of_match(match))
    limit = (1.0, None)
    if sure:
        return Outcome(
            verdict="pass",
            message=say("name.identified_pass", quotes=quotes(sure)),
            value=float(len(sure)),
            unit="matches",
            limit=limit,
            evidence=tuple(match.evidence for match in sorted(sure, key=lambda match: match.start_s)),
        )
    certainty = case.sure_of_absence("agent", excerpt, required=True)
    reason = say("reason.unsure_match") if said else certainty.reason
    failed = reason is None and check.outside == "fail"
    return Outcome(
        verdict="fail" if failed else "review",
        message=say(f"name.identified_{'fail' if failed else 'review'}"),
        value=float(len(said)),
        unit="matches",
        limit=limit,
        reason=None if failed else reason or say("reason.review_only"),
        evidence=tuple(match.evidence for match in said) or excerpt.span,
    )


def _used(
    case: Case, check: NameCheck, known: frozenset[str], called: list[Address], asked: tuple[Match, ...]
) -> Outcome:
    if not known and not called:
        if asked and case.timeline.turns_of("customer"):
            return not_measurable(reason_text("the answer to the question for the name was not understood"))
        return not_applicable(reason_text("the customer's name is not known"))
    sure = [address for address in called if case.sure_of_match(address.match)]
    others = [one for one in sure if known and not any(same_name(one.surname, name) for name in known)]
    right = len(sure) - len(others)
    reason = _reason(case, check, right, len(called), others)
    passed = right >= check.min_count
    failed = not passed and reason is None and check.outside == "fail"
    verdict = "pass" if passed else "fail" if failed else "review"
    matches = tuple(address.match for address in called)
    return Outcome(
        verdict="pass" if passed else "fail" if failed else "review",
        message=say(f"name.used_{verdict}", quotes=quotes(matches), count=right, low=check.min_count),
        value=float(right),
        unit="matches",
        limit=(float(check.min_count), None),
        reason=reason or say("reason.review_only") if verdict == "review" else None,
        evidence=tuple(match.evidence for match in matches) or _where_known(case, check),
        suggestion=_suggestion(known) if not passed else None,
    )


def _reason(case: Case, check: NameCheck, right: int, called: int, others: list[Address]) -> Text | None:
    """Why too few uses of the name need not be a fault."""
    if right >= check.min_count:
        return None
    if others:
        return say("reason.other_name", name=others[0].surname)
    if called > right:
        return say("reason.unsure_match")
    return case.sure_of_absence("agent", case.wording.excerpt("agent"), required=True).reason


def _where_known(case: Case, check: NameCheck) -> tuple[Evidence, ...]:
    told = tuple(match.evidence for _, match in given_names(case, check))
    return told or case.wording.excerpt("agent").span


def _suggestion(known: frozenset[str]) -> Text | None:
    if not known:
        return None
    name = min(known)
    return say("suggestion.name", name=name, title=name.title())

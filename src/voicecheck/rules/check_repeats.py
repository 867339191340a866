"""The kind "repeats": questions whose answer the customer has given before."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from math import inf

from voicecheck.rules.case import Case, Outcome, not_measurable
from voicecheck.rules.digits import numbers_given_again, repeated_digits
from voicecheck.rules.messages import reason_text, say
from voicecheck.rules.standard import RepeatCheck, RepeatItem
from voicecheck.rules.types import Text
from voicecheck.rules.wording import Excerpt, Match, SpokenTurn
from voicecheck.rules.words import joined

__all__ = ["check_repeats"]

# A name, a number or an address takes fewer characters or words than what one calls about.
_MOST_IN_AN_ANSWER = 12


@dataclass(frozen=True, slots=True)
class _Repeat:
    """What was asked for again, where its answer or first question stood, and where it was asked again."""

    title: Text
    first: Match
    again: Match


def check_repeats(case: Case, check: RepeatCheck) -> Outcome:
    """Questions asked again, against the limit."""
    if not case.has_parties:
        return not_measurable(reason_text("the parties cannot be told apart"))
    if (gap := case.no_words("agent")) is not None:
        return gap
    agent = case.wording.excerpt("agent")
    found = [repeat for item in check.items for repeat in _item_repeats(case, check, item, agent)]
    for further in (_number_repeats(case, check, agent), _same_words(case, check, agent)):
        known = {repeat.again.turn for repeat in found}
        found += [repeat for repeat in further if repeat.again.turn not in known]
    return _outcome(case, check, agent, found)


def _heard(case: Case, excerpt: Excerpt, lists: tuple[str, ...]) -> tuple[Match, ...]:
    """What was said in each turn, or only sounds like it."""
    phrases = case.wording.phrases(lists)
    alone = (case.wording.part((one,), excerpt.start_s, excerpt.end_s) for one in excerpt.turns)
    return tuple(match for one in alone for match in one.heard(phrases))


def _item_repeats(case: Case, check: RepeatCheck, item: RepeatItem, agent: Excerpt) -> list[_Repeat]:
    """Requests for an item that the customer has given, unasked or in answer to an earlier request."""
    customer = case.wording.excerpt("customer")
    given = customer.matches(case.wording.phrases(item.given))
    said = [match for match in _heard(case, agent, item.ask) if not _only_opens(case, match)]
    asked = list({match.turn: match for match in reversed(said)}.values())[::-1]
    found = []
    for number, again in enumerate(asked):
        told = next((match for match in given if match.end_s <= again.start_s), None)
        before = next((one for one in asked[:number] if _answered(case, one, again)), None)
        first = told or before
        if first is not None and not _allowed(case, check, agent, first, again):
            found.append(_Repeat(item.title, first, again))
    return found


def _only_opens(case: Case, asked: Match) -> bool:
    """Whether a question opens the call ("Hello, who is it?") and the customer comes to the matter."""
    opening = case.floor_turns("agent")[:1]
    if all(turn.index != asked.turn for turn in opening):
        return False
    reply = next((one for one in case.wording.excerpt("customer").turns if not one.turn.backchannel), None)
    return reply is not None and len(reply.words) > _MOST_IN_AN_ANSWER


def _number_repeats(case: Case, check: RepeatCheck, agent: Excerpt) -> list[_Repeat]:
    """Requests after which the customer says a number once more that the agent has been given."""
    if not check.repeated_digits:
        return []
    said = agent.matches(case.wording.phrases(check.numbers))
    found = []
    for first, second in numbers_given_again(case.wording.excerpt("customer"), check.repeated_digits):
        turns = [turn for turn in case.floor_turns("agent") if turn.start_s < second.start_s]
        again = next((match for match in said if turns and match.turn == turns[-1].index), None)
        if (
            again is None
            or again.start_s < first.end_s
            or _reads_back(case, agent, again, check.repeated_digits)
        ):
            continue
        if not _allowed(case, check, agent, first, again):
            found.append(_Repeat(say("repeats.number"), first, again))
    return found


def _reads_back(case: Case, agent: Excerpt, asked: Match, least: int) -> bool:
    """Whether the agent says the number himself, to have it confirmed."""
    turns = [one for one in agent.turns if one.turn.index == asked.turn]
    return repeated_digits(case, "agent", case.wording.part(turns, -inf, inf), least) is not None


def _allowed(case: Case, check: RepeatCheck, agent: Excerpt, first: Match, again: Match) -> bool:
    """Whether it was asked in a form that is allowed, or straight after an answer that may have got lost."""
    if any(match.turn == again.turn for match in agent.matches(case.wording.phrases(check.allowed))):
        return True
    if all(match.turn != again.turn for match in agent.matches(case.wording.phrases(check.repeat_please))):
        return False
    answers = [
        turn
        for turn in case.floor_turns("customer")
        if first.end_s < turn.end_s and turn.start_s < again.start_s
    ]
    return len(answers) <= 1


def _answered(case: Case, one: Match, again: Match) -> bool:
    """Whether the customer says something between two requests."""
    return any(
        one.end_s <= turn.end_s and turn.start_s < again.start_s and turn.index > one.turn
        for turn in case.floor_turns("customer")
    )


def _same_words(case: Case, check: RepeatCheck, agent: Excerpt) -> list[_Repeat]:
    """Questions in nearly the words of an earlier one."""
    asking = {match.turn for match in agent.matches(case.wording.phrases(check.questions))}
    fine = case.wording.phrases((*check.allowed, *check.repeat_please))
    turns = [
        one
        for one in agent.turns
        if one.turn.index in asking
        and len(one.words) >= check.min_tokens
        and not case.wording.part((one,), agent.start_s, agent.end_s).matches(fine)
    ]
    found = []
    for number, again in enumerate(turns):
        first = next((one for one in turns[:number] if _alike(one, again, check.min_similarity)), None)
        if first is not None and _answered(case, _whole(first), _whole(again)):
            found.append(_Repeat(say("repeats.same_words"), _whole(first), _whole(again)))
    return found


def _alike(one: SpokenTurn, other: SpokenTurn, least: float) -> bool:
    shorter, longer = sorted((len(one.words), len(other.words)))
    # What all of the shorter one would give.
    if 2.0 * shorter / (shorter + longer) < least:
        return False
    matcher = SequenceMatcher(None, one.line.split(), other.line.split(), autojunk=False)
    return matcher.quick_ratio() >= least and matcher.ratio() >= least


def _whole(one: SpokenTurn) -> Match:
    return one.between(0, len(one.words))


def _outcome(case: Case, check: RepeatCheck, agent: Excerpt, found: list[_Repeat]) -> Outcome:
    kept = len(found) <= check.max_count
    sure = sum(case.sure_of_match(one.first) and case.sure_of_match(one.again) for one in found)
    failed = sure > check.max_count and check.outside == "fail"
    certainty = case.sure_of_absence("agent", agent, required=False)
    reason: Text | None = None
    if kept:
        reason = certainty.reason
    elif not failed:
        reason = say("reason.unsure_match" if sure <= check.max_count else "reason.review_only")
    verdict = "fail" if failed else "review" if reason is not None else "pass"
    places = tuple(place.evidence for one in found for place in (one.first, one.again))
    return Outcome(
        verdict="fail" if failed else "review" if reason is not None else "pass",
        message=say(
            f"repeats.{verdict}" if found else f"repeats.none_{verdict}",
            count=len(found),
            items=joined(list({one.title["en"]: one.title for one in found}.values())),
        ),
        value=float(len(found)),
        unit="questions",
        limit=(None, float(check.max_count)),
        reason=reason,
        evidence=tuple(dict.fromkeys(places)) or agent.span,
    )

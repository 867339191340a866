"""The kind "ending": who ends the call, and whether it is cut off."""

from __future__ import annotations

from voicecheck.rules.case import Case, Outcome, not_applicable, not_measurable
from voicecheck.rules.messages import number_text, reason_text, say
from voicecheck.rules.standard import EndingCheck, Window
from voicecheck.rules.types import Evidence, Text, Verdict
from voicecheck.rules.wording import Match
from voicecheck.rules.words import best_match, quotes
from voicecheck.timeline.types import Turn

__all__ = ["check_ending"]

# Speech activity ends up to this much before the recording does where the line was cut in mid-speech.
_CUT_S = 0.3
# A customer's "goodbye" at the very end is no turn that was cut off.
_CUT_TURN_S = 1.0


def check_ending(case: Case, check: EndingCheck) -> Outcome:
    """Who hung up, or whether the call was cut off."""
    return _check_who(case, check) if check.part == "who" else _check_abrupt(case, check)


def _hangup_party(case: Case) -> str | None:
    party = case.timeline.call.metadata.get("hangup_party")
    return str(party) if party in ("agent", "customer") else None


def _tail(case: Case, last: Turn) -> Evidence:
    return Evidence(start_s=last.end_s, end_s=max(last.end_s, case.timeline.call.duration_s))


def _check_who(case: Case, check: EndingCheck) -> Outcome:
    turns = case.timeline.turns
    party = _hangup_party(case)
    if party is not None and turns:
        return Outcome(
            verdict="pass" if party == "customer" else "fail",
            message=say(f"ending.{party}"),
            value=0.0 if party == "customer" else 1.0,
            unit="hangups",
            limit=(None, 0.0),
            evidence=(_tail(case, max(turns, key=lambda turn: turn.end_s)),),
        )
    if not case.has_parties:
        return not_measurable(reason_text("the parties cannot be told apart"))
    if not turns:
        return not_measurable(reason_text("nobody speaks"))
    last = max(turns, key=lambda turn: turn.end_s)
    tail_s = max(0.0, case.timeline.call.duration_s - last.end_s)
    if last.speaker != "agent" or tail_s > check.tail_s:
        return not_measurable(reason_text("the metadata do not say who hung up, and sound does not show it"))
    return Outcome(
        verdict="review",
        message=say("ending.short_tail", tail=number_text(tail_s), low=check.tail_s),
        value=tail_s,
        unit="s",
        limit=(check.tail_s, None),
        reason=say("reason.short_tail"),
        evidence=(_last_words(last), _tail(case, last)),
    )


def _last_words(last: Turn) -> Evidence:
    return Evidence(start_s=last.start_s, end_s=last.end_s, speaker=last.speaker, text=last.text or None)


def _check_abrupt(case: Case, check: EndingCheck) -> Outcome:
    if not case.has_parties:
        return not_measurable(reason_text("the parties cannot be told apart"))
    if (gap := case.no_words("agent")) is not None:
        return gap
    excerpt = case.wording.excerpt("agent", Window(last_turns=check.last_turns))
    closing = best_match(excerpt.heard(case.wording.phrases(check.closing)))
    last = max(case.timeline.turns, key=lambda turn: turn.end_s)
    cut = _cut_off(case, last, closing)
    if closing is not None and case.sure_of_match(closing) and not cut:
        return _outcome("pass", "closed", (closing.evidence,), 0.0, closing)
    if _hangup_party(case) == "customer":
        return not_applicable(reason_text("the customer hung up"))
    if cut:
        return _cut_outcome(case, last)
    reason = _doubt(case, check, last, closing)
    places = (*excerpt.span, _tail(case, last))
    return _outcome("review" if reason else "fail", "unclosed", places, 1.0, closing, reason)


def _cut_off(case: Case, last: Turn, closing: Match | None) -> bool:
    """Whether the call ends inside a turn of the customer that is no mere farewell."""
    tail_s = case.timeline.call.duration_s - last.end_s
    after_closing = closing is not None and last.start_s >= closing.start_s
    return (
        last.speaker == "customer"
        and tail_s <= _CUT_S
        and not last.backchannel
        and last.duration_s > _CUT_TURN_S
        and not after_closing
    )


def _cut_outcome(case: Case, last: Turn) -> Outcome:
    places = (_last_words(last), _tail(case, last))
    if _hangup_party(case) == "agent":
        return _outcome("fail", "cut", places, 1.0, None)
    return _outcome("review", "cut", places, 1.0, None, say("reason.unknown_hangup"))


def _doubt(case: Case, check: EndingCheck, last: Turn, closing: Match | None) -> Text | None:
    if closing is not None:
        return say("reason.unsure_match")
    excerpt = case.wording.excerpt("agent", Window(last_turns=check.last_turns))
    certainty = case.sure_of_absence("agent", excerpt, required=True)
    if not certainty.sure:
        return certainty.reason
    # Where the customer had the last word, the customer may have hung up.
    if last.speaker == "customer" and _hangup_party(case) is None:
        return say("reason.unknown_hangup")
    return None


def _outcome(
    verdict: Verdict,
    key: str,
    places: tuple[Evidence, ...],
    value: float,
    closing: Match | None,
    reason: Text | None = None,
) -> Outcome:
    said = quotes((closing,)) if closing is not None else {"zh": "", "en": ""}
    return Outcome(
        verdict=verdict,
        message=say(f"ending.{key}", quotes=said),
        value=value,
        unit="hangups",
        limit=(None, 0.0),
        reason=reason,
        evidence=places,
    )

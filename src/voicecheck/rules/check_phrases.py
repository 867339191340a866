"""The kinds "phrases" and "components": what must be said, and what must not."""

from __future__ import annotations

from collections.abc import Sequence

from voicecheck.rules.case import Case, Certainty, Outcome, no_wording, not_measurable
from voicecheck.rules.check_anchored import check_anchored
from voicecheck.rules.digits import repeated_digits
from voicecheck.rules.messages import reason_text, say
from voicecheck.rules.standard import Component, ComponentsCheck, PhraseCheck
from voicecheck.rules.types import Step, Text, Verdict
from voicecheck.rules.wording import Excerpt, Match
from voicecheck.rules.words import (
    allowed_out,
    best_match,
    better_words,
    joined,
    quotes,
    unclear_words,
    unsure_reason,
)
from voicecheck.timeline.types import Speaker
from voicecheck.units import clock

__all__ = ["check_components", "check_phrases"]


def check_phrases(case: Case, check: PhraseCheck) -> Outcome:
    """Phrases that must or must not be said by one party."""
    if check.anchor is not None:
        return check_anchored(case, check, check.anchor)
    speaker = check.speaker if case.has_parties else None
    if speaker is None and check.mode != "none":
        return not_measurable(reason_text("the parties cannot be told apart"))
    if (gap := case.no_words(speaker)) is not None:
        return gap
    excerpt = case.wording.excerpt(speaker, check.window)
    if check.mode == "none":
        return _check_none(case, check, speaker, excerpt)
    return _check_required(case, check, check.speaker, excerpt)


def _check_none(case: Case, check: PhraseCheck, speaker: Speaker | None, excerpt: Excerpt) -> Outcome:
    lists = case.wording.phrases(check.phrases)
    fine = excerpt.matches(case.wording.phrases(check.allowed))
    matches = allowed_out(excerpt.matches(lists), fine)
    if not matches:  # what only sounds like one of them is for a person to hear
        matches = allowed_out(excerpt.heard(lists), fine)
    limit = (None, float(check.max_count))
    if len(matches) <= check.max_count:
        certainty = case.sure_of_absence(speaker, excerpt, required=False)
        return Outcome(
            verdict="pass" if certainty.sure else "review",
            message=say("forbidden.pass" if certainty.sure else "forbidden.unsure"),
            value=float(len(matches)),
            unit="matches",
            limit=limit,
            reason=certainty.reason,
            evidence=tuple(match.evidence for match in matches) or excerpt.span,
        )
    sure = sum(case.sure_of_match(match) for match in matches) > check.max_count
    failed = sure and speaker is not None and check.found == "fail"
    return Outcome(
        verdict="fail" if failed else "review",
        message=say(
            "forbidden.fail" if failed else "forbidden.review",
            count=len(matches),
            quotes=quotes(matches),
        ),
        value=float(len(matches)),
        unit="matches",
        limit=limit,
        reason=None if failed else _doubt(sure, matches, speaker),
        evidence=tuple(match.evidence for match in matches),
        suggestion=better_words(lists, matches),
    )


def _doubt(sure: bool, matches: tuple[Match, ...], speaker: Speaker | None) -> Text:
    if not sure:
        return unsure_reason(matches)
    return say("reason.unknown_speaker" if speaker is None else "reason.review_only")


def _check_required(case: Case, check: PhraseCheck, speaker: Speaker, excerpt: Excerpt) -> Outcome:
    found = [best_match(excerpt.heard(case.wording.phrases((name,)))) for name in check.phrases]
    if check.repeated_digits:
        found.append(repeated_digits(case, speaker, excerpt, check.repeated_digits))
    matches = tuple(match for match in found if match is not None)
    needed = check.needed
    if sum(case.has_wording((name,)) for name in check.phrases) + bool(check.repeated_digits) < needed:
        return no_wording()
    sure = sum(case.sure_of_match(match) for match in matches)
    certainty = case.sure_of_absence(speaker, excerpt, required=True)
    verdict, reason = _required_verdict(matches, sure, needed, certainty)
    if verdict == "fail" and check.found == "review":
        verdict, reason = "review", say("reason.review_only")
    span = excerpt.span
    return Outcome(
        verdict=verdict,
        message=say(
            f"required.{'perhaps' if verdict == 'review' and len(matches) >= needed else verdict}",
            quotes=quotes(matches),
            start=clock(span[0].start_s if span else 0.0),
            end=clock(span[-1].end_s if span else 0.0),
        ),
        value=float(len(matches)),
        unit="matches",
        limit=(float(needed), None),
        reason=reason,
        evidence=tuple(match.evidence for match in matches) or span,
    )


def _required_verdict(
    heard: tuple[Match, ...], sure: int, needed: int, absence: Certainty
) -> tuple[Verdict, Text | None]:
    """What the number of things heard, and surely heard, amounts to."""
    if sure >= needed:
        return "pass", None
    if len(heard) >= needed:
        return "review", unsure_reason(heard)
    return ("fail", None) if absence.sure else ("review", absence.reason)


def check_components(case: Case, check: ComponentsCheck) -> Outcome:
    """A form of words, part by part."""
    if not case.has_parties:
        return not_measurable(reason_text("the parties cannot be told apart"))
    if (gap := case.no_words(check.speaker)) is not None:
        return gap
    excerpt = case.wording.excerpt(check.speaker, check.window)
    parts = [part for part in check.components if part.direction in (None, case.direction)]
    matches = [_found(case, excerpt, part, parts) for part in parts]
    needed = len(parts) if check.min_components is None else min(check.min_components, len(parts))
    if sum(case.has_wording(part.phrases) for part in parts) < needed:
        return no_wording()
    heard = tuple(match for match in matches if match is not None)
    sure = sum(case.sure_of_match(match) for match in heard)
    certainty = case.sure_of_absence(check.speaker, excerpt, required=True)
    if certainty.sure and len(
        unclear_words(case, excerpt, [match.evidence for match in heard])
    ) >= needed - len(heard):
        certainty = Certainty(False, say("reason.unclear_place"))
    verdict, reason = _required_verdict(heard, sure, needed, certainty)
    if verdict == "fail" and check.outside == "review":
        verdict, reason = "review", say("reason.review_only")
    titles = {
        "found": [part.title for part, match in zip(parts, matches, strict=True) if match is not None],
        "missing": [
            part.title
            for part, match in zip(parts, matches, strict=True)
            if match is None or not case.sure_of_match(match)
        ],
    }
    return Outcome(
        verdict=verdict,
        message=say(
            f"components.{verdict}", found=joined(titles["found"]), missing=joined(titles["missing"])
        ),
        value=float(len(heard)),
        unit="components",
        limit=(float(needed), None),
        reason=reason,
        evidence=tuple(match.evidence for match in heard) or excerpt.span,
        steps=tuple(_step(part, match) for part, match in zip(parts, matches, strict=True)),
    )


def _found(case: Case, excerpt: Excerpt, part: Component, parts: Sequence[Component]) -> Match | None:
    """The surest words of a part. A clause seldom holds two parts: what is only meant, in clauses each of
    which begins another, is for a person to hear. Where one begins two others, the words come without marks
    of clauses, and nothing can be told.
    """
    match = best_match(excerpt.heard(case.wording.phrases(part.phrases)))
    if match is None or match.meaning is None:
        return match
    others = [
        other
        for one in parts
        if one is not part
        for name in one.phrases
        for other in excerpt.matches(case.wording.phrases((name,)))
        if other.meaning is None
    ]
    spoken = next(one for one in excerpt.turns if one.turn.index == match.turn)
    if all(_begun_in(clause, others) == 1 for clause in spoken.clauses_in(match)):
        return match._replace(unsure=True, shared=True)
    return match


def _begun_in(clause: Match, matches: Sequence[Match]) -> int:
    """How many matches begin in a clause, none overlapping another."""
    count, free_s = 0, clause.start_s
    for match in sorted(matches, key=lambda match: match.end_s):
        if free_s <= match.start_s < clause.end_s:
            count, free_s = count + 1, match.end_s
    return count


def _step(part: Component, match: Match | None) -> Step:
    if match is None:
        return Step(id=part.id, title=part.title, found=False)
    return Step(
        id=part.id, title=part.title, found=True, start_s=match.start_s, end_s=match.end_s, text=match.text
    )

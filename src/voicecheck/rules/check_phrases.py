"""The kinds "phrases" and "components": what must be said, and what must not."""

from __future__ import annotations

from voicecheck.rules.case import Case, Certainty, Outcome, not_measurable
from voicecheck.rules.messages import reason_text, say
from voicecheck.rules.standard import Component, ComponentsCheck, PhraseCheck
from voicecheck.rules.types import Step, Text, Verdict
from voicecheck.rules.wording import Excerpt, Match
from voicecheck.timeline.types import Speaker

__all__ = ["best_match", "check_components", "check_phrases", "forbidden_matches", "joined", "quotes"]

_MAX_QUOTES = 5


def check_phrases(case: Case, check: PhraseCheck) -> Outcome:
    """Phrases that must or must not be said by one party."""
    speaker = check.speaker if case.has_parties else None
    if speaker is None and check.mode != "none":
        return not_measurable(reason_text("the parties cannot be told apart"))
    if (gap := case.no_words(speaker)) is not None:
        return gap
    excerpt = case.wording.excerpt(speaker, check.window)
    if check.mode == "none":
        return _check_none(case, check, speaker, excerpt)
    return _check_required(case, check, check.speaker, excerpt)


def forbidden_matches(
    case: Case, excerpt: Excerpt, lists: tuple[str, ...], allowed: tuple[str, ...] = ()
) -> tuple[Match, ...]:
    """Matches of forbidden phrases outside the forms in which they are allowed."""
    fine = excerpt.matches(case.wording.phrases(allowed))
    return tuple(
        match
        for match in excerpt.matches(case.wording.phrases(lists))
        if not any(
            form.turn == match.turn
            and form.start_s <= match.start_s + 1e-9
            and match.end_s <= form.end_s + 1e-9
            for form in fine
        )
    )


def best_match(matches: tuple[Match, ...]) -> Match | None:
    """The match that the recogniser was surest of; the first of equals."""
    return max(
        matches, key=lambda match: 1.0 if match.probability is None else match.probability, default=None
    )


def quotes(matches: tuple[Match, ...]) -> Text:
    """The words of the first matches, each once."""
    said = list(dict.fromkeys(match.text for match in matches))[:_MAX_QUOTES]
    return {"zh": "、".join(f"「{text}」" for text in said), "en": ", ".join(f"“{text}”" for text in said)}


def joined(texts: list[Text]) -> Text:
    """Several texts as one list."""
    return {"zh": "、".join(text["zh"] for text in texts), "en": ", ".join(text["en"] for text in texts)}


def _check_none(case: Case, check: PhraseCheck, speaker: Speaker | None, excerpt: Excerpt) -> Outcome:
    matches = forbidden_matches(case, excerpt, check.phrases, check.allowed)
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
        reason=None if failed else _doubt(sure, speaker),
        evidence=tuple(match.evidence for match in matches),
    )


def _doubt(sure: bool, speaker: Speaker | None) -> Text:
    if not sure:
        return say("reason.unsure_match")
    return say("reason.unknown_speaker" if speaker is None else "reason.review_only")


def _check_required(case: Case, check: PhraseCheck, speaker: Speaker, excerpt: Excerpt) -> Outcome:
    found = [best_match(excerpt.matches(case.wording.phrases((name,)))) for name in check.phrases]
    matches = tuple(match for match in found if match is not None)
    needed = len(check.phrases) if check.mode == "all" else 1
    sure = sum(case.sure_of_match(match) for match in matches)
    certainty = case.sure_of_absence(speaker, excerpt, required=True)
    verdict, reason = _required_verdict(len(matches), sure, needed, certainty)
    return Outcome(
        verdict=verdict,
        message=say(f"required.{verdict}", quotes=quotes(matches)),
        value=float(len(matches)),
        unit="matches",
        limit=(float(needed), None),
        reason=reason,
        evidence=tuple(match.evidence for match in matches) or excerpt.span,
    )


def _required_verdict(heard: int, sure: int, needed: int, absence: Certainty) -> tuple[Verdict, Text | None]:
    """What the number of things heard, and surely heard, amounts to."""
    if sure >= needed:
        return "pass", None
    if heard >= needed:
        return "review", say("reason.unsure_match")
    return ("fail", None) if absence.sure else ("review", absence.reason)


def check_components(case: Case, check: ComponentsCheck) -> Outcome:
    """A form of words, part by part."""
    if not case.has_parties:
        return not_measurable(reason_text("the parties cannot be told apart"))
    if (gap := case.no_words(check.speaker)) is not None:
        return gap
    excerpt = case.wording.excerpt(check.speaker, check.window)
    parts = [part for part in check.components if part.direction in (None, case.direction)]
    matches = [best_match(excerpt.matches(case.wording.phrases(part.phrases))) for part in parts]
    needed = len(parts) if check.min_components is None else min(check.min_components, len(parts))
    heard = sum(match is not None for match in matches)
    sure = sum(match is not None and case.sure_of_match(match) for match in matches)
    certainty = case.sure_of_absence(check.speaker, excerpt, required=True)
    verdict, reason = _required_verdict(heard, sure, needed, certainty)
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
        value=float(heard),
        unit="components",
        limit=(float(needed), None),
        reason=reason,
        evidence=tuple(match.evidence for match in matches if match is not None) or excerpt.span,
        steps=tuple(_step(part, match) for part, match in zip(parts, matches, strict=True)),
    )


def _step(part: Component, match: Match | None) -> Step:
    if match is None:
        return Step(id=part.id, title=part.title, found=False)
    return Step(
        id=part.id, title=part.title, found=True, start_s=match.start_s, end_s=match.end_s, text=match.text
    )

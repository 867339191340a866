"""Phrases that are due near something that happened: each occasion is judged by itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from voicecheck.rules.anchors import Place, find_places, near
from voicecheck.rules.case import Case, Outcome, no_wording, not_applicable, not_measurable
from voicecheck.rules.messages import reason_text, say, sentence_case
from voicecheck.rules.patterns import Phrases
from voicecheck.rules.standard import Anchor, PhraseCheck
from voicecheck.rules.types import Evidence, Text
from voicecheck.rules.wording import Excerpt, Match
from voicecheck.rules.words import allowed_out, best_match, better_words, quotes, unsure_reason
from voicecheck.units import clock

__all__ = ["check_anchored"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    """What became of one occasion; `reason` says why it is unsure, `farther` that the words stand in
    neighbouring turns.
    """

    place: Place
    state: Literal["kept", "broken", "unsure"]
    matches: tuple[Match, ...]
    searched: Excerpt
    farther: bool = False
    reason: Text | None = None


def check_anchored(case: Case, check: PhraseCheck, anchor: Anchor) -> Outcome:
    """Occasions on which the words were missing (or said, where they must not be), against the limit."""
    if (gap := _no_words(case, check, anchor)) is not None:
        return gap
    places = find_places(case, anchor)
    if not places:
        return _without_places(case, anchor)
    if check.mode != "none" and sum(case.has_wording((name,)) for name in check.phrases) < check.needed:
        return no_wording()
    answers = [answer for place in places if (answer := _answer(case, check, anchor, place)) is not None]
    if not answers:
        return not_applicable(reason_text("the call ends before an answer is possible"))
    return _outcome(case, check, anchor, _chosen(anchor, answers))


def _no_words(case: Case, check: PhraseCheck, anchor: Anchor) -> Outcome | None:
    if not case.has_parties:
        return not_measurable(reason_text("the parties cannot be told apart"))
    if (gap := case.no_words(check.speaker)) is not None:
        return gap
    # A customer who says nothing gives no occasion.
    speaker = anchor.speaker
    if "phrase" in anchor.events and (speaker is None or case.timeline.turns_of(speaker)):
        return case.no_words(speaker)
    return None


def _without_places(case: Case, anchor: Anchor) -> Outcome:
    if "phrase" in anchor.events:
        whole = case.wording.excerpt(anchor.speaker)
        certainty = case.sure_of_absence(anchor.speaker, whole, required=False)
        if whole.turns and not certainty.sure:
            return not_measurable(certainty.reason or reason_text("no words were recognised"))
    elif anchor.events == ("raised",) and anchor.speaker is not None:
        turns = case.floor_turns(anchor.speaker)
        if turns and all(turn.raised is None for turn in turns):
            return not_measurable(reason_text(f"there is no baseline of the {anchor.speaker}'s voice"))
    return not_applicable(reason_text("nothing calls for it"))


def _answer(case: Case, check: PhraseCheck, anchor: Anchor, place: Place) -> _Answer | None:
    """One occasion judged, or None where the party says nothing more."""
    excerpt = near(case, anchor, place, check.speaker)
    if not excerpt.turns:
        return None
    if check.mode == "none":
        return _answer_none(case, check, place, excerpt)
    matches = _best_of_each(case, check, excerpt.heard)
    needed = check.needed
    if sum(map(case.sure_of_match, matches)) >= needed:
        return _Answer(place=place, state="kept", matches=matches, searched=excerpt)
    if len(matches) >= needed:
        reason = unsure_reason(matches)
        return _Answer(place=place, state="unsure", matches=matches, searched=excerpt, reason=reason)
    certainty = case.sure_of_absence(check.speaker, excerpt, required=True)
    reason = certainty.reason or place.doubt or say("reason.unsure_match")
    if not (certainty.sure and place.sure):
        return _Answer(place=place, state="unsure", matches=matches, searched=excerpt, reason=reason)
    farther = _farther(case, check, anchor, place)
    if len(farther) < needed:
        return _Answer(place=place, state="broken", matches=matches, searched=excerpt)
    reason = say("reason.farther")
    return _Answer(
        place=place, state="unsure", matches=farther, searched=excerpt, farther=True, reason=reason
    )


def _farther(case: Case, check: PhraseCheck, anchor: Anchor, place: Place) -> tuple[Match, ...]:
    """What was surely said of the words beyond the turns in which they are due, one match a list."""
    if anchor.within_turns is None or not anchor.review_turns:
        return ()
    # What comes before the anchor in its own turn may belong to it as well.
    relation = "onward" if anchor.relation == "after" else anchor.relation
    wider = replace(anchor, relation=relation, within_turns=anchor.within_turns + anchor.review_turns)
    return _best_of_each(case, check, near(case, wider, place, check.speaker).matches)


def _best_of_each(
    case: Case, check: PhraseCheck, search: Callable[[Phrases], tuple[Match, ...]]
) -> tuple[Match, ...]:
    """The surest match of each list that has any."""
    found = [best_match(search(case.wording.phrases((name,)))) for name in check.phrases]
    return tuple(match for match in found if match is not None)


def _answer_none(case: Case, check: PhraseCheck, place: Place, excerpt: Excerpt) -> _Answer:
    said = excerpt.matches(case.wording.phrases(check.phrases))
    matches = allowed_out(said, excerpt.matches(case.wording.phrases(check.allowed)))
    if not matches:
        return _Answer(place=place, state="kept", matches=(), searched=excerpt)
    if place.sure and any(map(case.sure_of_match, matches)):
        return _Answer(place=place, state="broken", matches=matches, searched=excerpt)
    reason = unsure_reason(matches)
    return _Answer(place=place, state="unsure", matches=matches, searched=excerpt, reason=reason)


def _chosen(anchor: Anchor, answers: list[_Answer]) -> list[_Answer]:
    """The occasions that count."""
    if anchor.which == "first":
        return answers[:1]
    if anchor.which == "any":
        best = [answer for answer in answers if answer.state == "kept"]
        unsure = [answer for answer in answers if answer.state == "unsure"]
        return (best or unsure or answers)[:1]
    return answers


def _kind(check: PhraseCheck, verdict: str, shown: list[_Answer]) -> str:
    """Which sentence tells the outcome."""
    if verdict != "review" or check.mode == "none":
        return verdict
    if all(answer.farther for answer in shown):
        return "farther"
    if not any(answer.place.sure for answer in shown):
        return "doubt"
    return "perhaps" if all(answer.matches for answer in shown) else "review"


def _where(anchor: Anchor, answers: list[_Answer]) -> dict[str, Text]:
    """The words that made the phrases due, and where these were due."""
    quoted = quotes_of(answers)
    where = say(f"occasion.where_{anchor.relation}", anchor=quoted)
    return {"anchor": quoted, "where": where, "Where": sentence_case(where)}


def _outcome(case: Case, check: PhraseCheck, anchor: Anchor, answers: list[_Answer]) -> Outcome:
    broken = [answer for answer in answers if answer.state == "broken"]
    unsure = [answer for answer in answers if answer.state == "unsure"]
    kept = len(broken) + len(unsure) <= check.max_count
    failed = len(broken) > check.max_count and check.found == "fail"
    verdict: Literal["pass", "fail", "review"] = "pass" if kept else "fail" if failed else "review"
    shown = answers if kept else broken if len(broken) > check.max_count else broken + unsure
    said = "none" if check.mode == "none" else "due"
    matches = tuple(match for answer in shown for match in answer.matches)
    reason = None
    if verdict == "review":
        reason = next((answer.reason for answer in shown if answer.reason is not None), None)
        reason = reason or say("reason.review_only")
    return Outcome(
        verdict=verdict,
        message=say(
            f"occasion.{said}_{_kind(check, verdict, shown)}",
            **_where(anchor, shown),
            count=len(answers),
            missing=len(broken) + len(unsure),
            quotes=quotes(matches),
            start=clock(max(0.0, shown[0].searched.start_s)),
            end=clock(shown[0].searched.end_s),
        ),
        value=float(len(broken) + len(unsure)),
        unit="occasions",
        limit=(None, float(check.max_count)),
        reason=reason,
        evidence=_evidence(shown, missing=not kept),
        suggestion=better_words(case.wording.phrases(check.phrases), matches) if not kept else None,
    )


def quotes_of(answers: list[_Answer]) -> Text:
    """The words that made the phrases due."""
    said = list(dict.fromkeys(answer.place.evidence.text or "…" for answer in answers))[:3]
    return {"zh": "、".join(f"「{text}」" for text in said), "en": ", ".join(f"“{text}”" for text in said)}


def _evidence(answers: list[_Answer], *, missing: bool) -> tuple[Evidence, ...]:
    """Each occasion with what answered it, or with the stretch in which nothing did."""
    places: list[Evidence] = []
    for answer in answers:
        places.append(answer.place.evidence)
        places.extend(match.evidence for match in answer.matches)
        if missing and not answer.matches:
            places.extend(answer.searched.span)
    return tuple(dict.fromkeys(places))

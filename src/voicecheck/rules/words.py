"""What the kinds about words share: the surest match, quotes, why a match is unsure, what to say instead."""

from __future__ import annotations

from collections.abc import Iterable

from voicecheck.asr.types import Word
from voicecheck.intervals import Interval
from voicecheck.meaning.titles import meaning_titles
from voicecheck.rules.case import Case
from voicecheck.rules.messages import say
from voicecheck.rules.patterns import better_of
from voicecheck.rules.standard import PhraseList
from voicecheck.rules.types import Evidence, Step, Text
from voicecheck.rules.wording import Excerpt, Match
from voicecheck.units import rounded

__all__ = ["allowed_out", "best_match", "better_words", "joined", "quotes", "unclear_words", "unsure_reason"]

_MAX_QUOTES = 5


def best_match(matches: tuple[Match, ...]) -> Match | None:
    """The match that is surest: said rather than sounding alike, then by the recogniser; first of equals."""
    return max(
        matches,
        key=lambda match: (-match.distance, 1.0 if match.probability is None else match.probability),
        default=None,
    )


def allowed_out(matches: tuple[Match, ...], fine: tuple[Match, ...]) -> tuple[Match, ...]:
    """The matches that do not lie inside a form in which they are allowed; of what is only meant, those that
    do not overlap one.
    """
    return tuple(match for match in matches if not any(_is_allowed(match, form) for form in fine))


def _is_allowed(match: Match, form: Match) -> bool:
    if form.turn != match.turn:
        return False
    if match.meaning is not None:
        return match.overlaps(form)
    return form.start_s <= match.start_s + 1e-9 and match.end_s <= form.end_s + 1e-9


def unclear_words(case: Case, excerpt: Excerpt, places: Iterable[Evidence | Step]) -> tuple[Word, ...]:
    """Words that were recognised with low confidence, in the turns in which parts of a form of words were
    found (`places`) and outside of these parts: a part that is missing may be one of them.
    """
    spans = [
        Interval(place.start_s, place.end_s)
        for place in places
        if place.start_s is not None and place.end_s is not None
    ]
    return tuple(
        word
        for spoken in excerpt.turns
        if any(spoken.turn.start_s < span.end_s and span.start_s < spoken.turn.end_s for span in spans)
        for word in spoken.words
        if word.probability is not None
        and word.probability < case.standard.min_word_probability
        and not any(span.start_s <= word.start_s and word.end_s <= span.end_s for span in spans)
    )


def quotes(matches: tuple[Match, ...]) -> Text:
    """The words of the first matches, each once; what only sounds like a phrase with that phrase."""
    said = list(dict.fromkeys(map(_quote, matches)))[:_MAX_QUOTES]
    return {"zh": "、".join(f"「{text}」" for text in said), "en": ", ".join(f"“{text}”" for text in said)}


def _quote(match: Match) -> str:
    return match.text if match.meant is None else f"{match.text} (≈ {match.meant})"


def joined(texts: list[Text]) -> Text:
    """Several texts as one list."""
    return {"zh": "、".join(text["zh"] for text in texts), "en": ", ".join(text["en"] for text in texts)}


def unsure_reason(matches: tuple[Match, ...]) -> Text:
    """Why matches need a person: they only sound alike or perhaps mean it, or were recognised with low
    confidence.
    """
    meant = next((match for match in matches if match.unsure and match.meaning is not None), None)
    if meant is not None:
        title = meaning_titles()[meant.meaning or ""]
        if meant.shared:
            return say("reason.shared", heard=meant.text, title=title)
        return say("reason.meant", heard=meant.text, title=title, percent=f"{100 * (1 - meant.distance):.0f}")
    alike = next((match for match in matches if match.unsure and match.meant is not None), None)
    if alike is None:
        return say("reason.unsure_match")
    return say(
        "reason.alike", heard=alike.text, meant=alike.meant or "", distance=f"{rounded(alike.distance, 2):g}"
    )


def better_words(lists: Iterable[PhraseList], matches: tuple[Match, ...]) -> Text | None:
    """What to say instead of what was said, where the lists know it; the first three."""
    pairs = {match.text: better_of(lists, match.text) for match in matches}
    known = [(said, better) for said, better in pairs.items() if better is not None][:3]
    if not known:
        return None
    lines = [say("suggestion.better", said=said, better=better) for said, better in known]
    return {"zh": "".join(line["zh"] for line in lines), "en": " ".join(line["en"] for line in lines)}

"""The kinds "stretches" and "language": responses while the other talks, and in which language."""

from __future__ import annotations

from voicecheck.intervals import Interval
from voicecheck.rules.case import Case, Outcome, not_applicable, not_measurable
from voicecheck.rules.messages import reason_text, say
from voicecheck.rules.standard import LanguageCheck, StretchCheck
from voicecheck.rules.types import Evidence
from voicecheck.rules.wording import SpokenTurn
from voicecheck.text import is_cjk
from voicecheck.timeline.types import Speaker, Turn

__all__ = ["check_language", "check_stretches"]

# Chosen: an answer that no telling has begun with is short, and a pause follows it.
_ANSWER_S = 1.5
_PAUSE_S = 0.3


def check_stretches(case: Case, check: StretchCheck) -> Outcome:
    """Long stretches of one party without a response of the other, against the limit."""
    if not case.has_parties:
        return not_measurable(reason_text("the parties cannot be told apart"))
    if not case.timeline.parties_apart:
        return not_measurable(
            reason_text("both parties are on one channel: speech at the same time cannot be seen")
        )
    other: Speaker = "customer" if check.speaker == "agent" else "agent"
    long = [turn for turn in case.floor_turns(other) if _told(turn).duration_s > check.longer_than_s]
    if not long:
        return not_applicable(reason_text(f"the {other} never speaks for that long"))
    bare = [turn for turn in long if not _responses(case, check.speaker, _told(turn))]
    kept = len(bare) <= check.max_count
    return Outcome(
        verdict="pass" if kept else check.outside,
        message=say(
            f"stretches.{'pass' if kept else 'fail'}",
            count=len(bare),
            all=len(long),
            longer=check.longer_than_s,
            longest=max(_told(turn).duration_s for turn in bare or long),
        ),
        value=float(len(bare)),
        unit="stretches",
        limit=(None, float(check.max_count)),
        reason=None if kept or check.outside == "fail" else say("reason.review_only"),
        evidence=tuple(map(_evidence, bare or long)),
    )


def _told(turn: Turn) -> Interval:
    """The turn without a first "okay, fine" that answers what was said before: nothing is being told yet."""
    if len(turn.ipus) > 1:
        first, second = turn.ipus[:2]
        if first.duration_s < _ANSWER_S and second.start_s - first.end_s >= _PAUSE_S:
            return Interval(second.start_s, turn.end_s)
    return turn.interval


def _responses(case: Case, speaker: Speaker, stretch: Interval) -> list[Turn]:
    return [
        turn
        for turn in case.timeline.turns_of(speaker)
        if stretch.start_s < turn.start_s < stretch.end_s
        or turn.start_s <= stretch.start_s < turn.end_s - 1.0  # still talking well into it
    ]


def _evidence(turn: Turn) -> Evidence:
    return Evidence(start_s=turn.start_s, end_s=turn.end_s, speaker=turn.speaker, text=turn.text or None)


def check_language(case: Case, check: LanguageCheck) -> Outcome:
    """Turns in another language or in dialect, against the limit."""
    if not case.has_parties:
        return not_measurable(reason_text("the parties cannot be told apart"))
    if (gap := case.no_words(check.speaker)) is not None:
        return gap
    excerpt = case.wording.excerpt(check.speaker)
    turns = [one for one in excerpt.turns if len(one.words) >= check.min_tokens]
    if not turns:
        return not_measurable(reason_text("no turn is long enough"))
    strayed = [one for one in turns if _strays(case, check, one)]
    kept = len(strayed) <= check.max_count
    certainty = case.sure_of_absence(check.speaker, excerpt, required=False)
    reason = certainty.reason if kept or certainty.reason else None
    if not kept and reason is None and check.outside == "review":
        reason = say("reason.review_only")
    verdict = "review" if reason is not None else "pass" if kept else "fail"
    return Outcome(
        verdict="review" if reason is not None else "pass" if kept else "fail",
        message=say(f"language.{verdict}", count=len(strayed), all=len(turns)),
        value=float(len(strayed)),
        unit="turns",
        limit=(None, float(check.max_count)),
        reason=reason,
        evidence=tuple(_evidence(one.turn) for one in strayed) or excerpt.span,
    )


def _strays(case: Case, check: LanguageCheck, one: SpokenTurn) -> bool:
    units = one.line.split()
    letters = sum(not is_cjk(unit[0]) and not unit[0].isdigit() for unit in units)
    mandarin = letters <= len(units) / 2
    if mandarin != (check.language == "zh"):
        return True
    alone = case.wording.part((one,), one.turn.start_s - 1.0, one.turn.end_s + 1.0)
    return bool(alone.matches(case.wording.phrases(check.dialect)))

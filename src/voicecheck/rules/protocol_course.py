"""Following a protocol through a call: which step was taken when, with which words, and what was amiss.

A step is found by its words, by words that sound alike (where its lists tolerate that), or, between two
waits, by its place: something was said where the step belongs. The last two are told, and for a person to
review.
"""

from __future__ import annotations

import math

from voicecheck.intervals import Interval
from voicecheck.rules.case import Case
from voicecheck.rules.messages import number_text, say
from voicecheck.rules.standard import ProtocolCheck, ProtocolStep
from voicecheck.rules.types import Evidence, Step, StepBasis, Text
from voicecheck.rules.wording import Excerpt, Match
from voicecheck.rules.words import best_match
from voicecheck.timeline.types import Speaker, Turn
from voicecheck.timeline.words import words_text

__all__ = ["Course", "follow", "said_places"]

_TIMING_SLACK_S = 1e-6
# Mean distance of syllables up to which words are those of the step, written with other characters:
# recognisers write homophones. It is told in the step, and nobody need listen.
_SAME_SOUND = 0.05


class Course:
    """How far the protocol has got: what was said last, and what has been noted so far.

    `faults` are certain if the words are, `missing` too unless enough steps were taken; `doubts` are for a
    person. Words and speech activity disagree by a few tenths of a second, so a phrase belongs to the
    utterance that its end falls into.
    """

    def __init__(
        self, *, utterances: tuple[Interval, ...], call_end_s: float, start_s: float, cursor_s: float
    ) -> None:
        self.utterances = utterances
        self.call_end_s = call_end_s
        self.start_s = start_s
        self.cursor_s = cursor_s
        self.said_end_s: float | None = None
        self.said_doubtful = False
        self.steps: list[Step] = []
        self.missing: list[ProtocolStep] = []
        self.faults: list[Text] = []
        self.doubts: list[Text] = []

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

    def took(self, step_id: str) -> bool:
        """Whether an earlier step was taken."""
        return any(step.id == step_id and step.found for step in self.steps)


def follow(case: Case, check: ProtocolCheck, start_s: float) -> Course:
    """Go through the steps from the moment at which the protocol became due."""
    course = Course(
        utterances=_utterances(case, check.speaker, check.utterance_gap_s),
        call_end_s=case.timeline.call.duration_s,
        start_s=start_s,
        cursor_s=start_s,
    )
    for step in check.steps:
        if step.follows is not None and not course.took(step.follows):
            continue
        if step.level_change_db is not None:
            _level_step(case, check.speaker, step, step.level_change_db, course)
        elif step.wait_s is None:
            _say_step(case, check, step, course)
        else:
            if step is check.steps[-1] and course.said_end_s is not None and course.utterances:
                # What ends a protocol with a wait is the end of the call: words after the script put it off.
                course.said_end_s = max(course.said_end_s, course.utterances[-1].end_s)
            _wait_step(step, step.wait_s, course)
    return course


def said_places(steps: list[Step], speaker: Speaker) -> tuple[Evidence, ...]:
    """Where the sayings among some steps are."""
    return tuple(
        Evidence(start_s=step.start_s, end_s=step.end_s, speaker=speaker, text=step.text)
        for step in steps
        if step.expected_s is None and step.start_s is not None and step.end_s is not None
    )


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


def _say_step(case: Case, check: ProtocolCheck, step: ProtocolStep, course: Course) -> None:
    """Look for a saying from where the last wait ended; between two waits the order is free."""
    lists = case.wording.phrases(step.phrases)
    matches = tuple(
        match
        for match in _place(case, check.speaker, step, course).heard(lists)
        # What began before the protocol became due answers something else.
        if match.end_s > course.cursor_s and match.start_s >= course.start_s - _TIMING_SLACK_S
    )
    if not matches:
        _not_said(case, check, step, course)
        return
    # The first saying that has it: a later one belongs to a later step.
    utterance_end_s = course.end_of_utterance_s(matches[0].end_s)
    match = best_match(tuple(match for match in matches if match.start_s <= utterance_end_s)) or matches[0]
    same_sound = match.meant is not None and match.distance <= _SAME_SOUND
    course.said_doubtful = not same_sound and not case.sure_of_match(match)
    if not step.optional:  # whether an optional step was taken, nobody need hear
        _note_unsure(course, step, match, same_sound=same_sound)
    course.said_end_s = max(utterance_end_s, course.said_end_s or 0.0)
    course.steps.append(
        Step(
            id=step.id,
            title=step.title,
            found=True,
            found_by=_found_by(match),
            start_s=match.start_s,
            end_s=match.end_s,
            text=match.text,
        )
    )


def _note_unsure(course: Course, step: ProtocolStep, match: Match, *, same_sound: bool) -> None:
    """What a person must hear of a step's words."""
    if match.meant is not None and not same_sound:
        course.doubts.append(say("protocol.near", title=step.title, quote=match.text, meant=match.meant))
    elif course.said_doubtful:
        course.doubts.append(say("protocol.unsure_step", title=step.title, quote=match.text))


def _found_by(match: Match) -> StepBasis:
    if match.meaning is not None:
        return "meaning"
    return "words" if match.meant is None else "near_words"


def _place(case: Case, speaker: Speaker, step: ProtocolStep, course: Course) -> Excerpt:
    """What the party says where the step belongs: in the whole call, or soon after it became due."""
    whole = case.wording.excerpt(speaker)
    if step.within_turns is None:
        return whole
    since = [one for one in whole.turns if one.turn.end_s > course.start_s and not one.turn.backchannel]
    return case.wording.part(since[: step.within_turns], whole.start_s, whole.end_s)


def _not_said(case: Case, check: ProtocolCheck, step: ProtocolStep, course: Course) -> None:
    place = _in_place(case, check, step, course)
    if place is not None:
        said = _words_in(case, check.speaker, place)
        course.doubts.append(say("protocol.position", title=step.title, quote=said))
        course.said_end_s, course.said_doubtful = place.end_s, True
        course.steps.append(
            Step(
                id=step.id,
                title=step.title,
                found=True,
                found_by="position",
                start_s=place.start_s,
                end_s=place.end_s,
                text=said,
            )
        )
        return
    if step.optional:
        return
    course.missing.append(step)
    course.steps.append(Step(id=step.id, title=step.title, found=False))


def _in_place(case: Case, check: ProtocolCheck, step: ProtocolStep, course: Course) -> Interval | None:
    """The utterance that stands where this step belongs and says nothing that belongs elsewhere.

    Only a step that waits part from all other sayings has such a place, once the protocol is under way.
    """
    if not any(taken.found for taken in course.steps) or not _alone_between_waits(check, step):
        return None
    found = next((one for one in course.utterances if one.start_s >= course.cursor_s - _TIMING_SLACK_S), None)
    if found is None or not _words_in(case, check.speaker, found):
        return None
    lists = {name for other in check.steps for name in other.phrases} | set(check.forbidden)
    known = case.wording.excerpt(check.speaker).heard(case.wording.phrases(sorted(lists)))
    elsewhere = any(found.start_s < match.end_s and match.start_s < found.end_s for match in known)
    return None if elsewhere else found


def _alone_between_waits(check: ProtocolCheck, step: ProtocolStep) -> bool:
    place = check.steps.index(step)
    neighbours = (*check.steps[max(0, place - 1) : place], *check.steps[place + 1 : place + 2])
    return all(neighbour.wait_s is not None for neighbour in neighbours)


def _words_in(case: Case, speaker: Speaker, place: Interval) -> str:
    return words_text(
        [
            word
            for turn in case.timeline.turns_of(speaker)
            for word in turn.words
            if word.start_s < place.end_s and place.start_s < word.end_s
        ]
    )


def _wait_step(step: ProtocolStep, wait_s: tuple[float, float], course: Course) -> None:
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
        told = course.doubts if course.said_doubtful else course.faults
        told.append(
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


def _level_step(
    case: Case, speaker: Speaker, step: ProtocolStep, limits_db: tuple[float, float], course: Course
) -> None:
    """The party's own level after the trigger against before. A cue of the voice alone fails nothing."""
    turns = case.floor_turns(speaker)
    after = [turn for turn in turns if turn.start_s >= course.start_s - _TIMING_SLACK_S]
    before_dbov = _mean_level_dbov([turn for turn in turns if turn not in after])
    after_dbov = _mean_level_dbov(after)
    if before_dbov is None and course.start_s <= 0.0:
        return  # due from the start: there is no before
    if before_dbov is None or after_dbov is None:
        course.doubts.append(say("protocol.no_level", title=step.title))
        course.steps.append(Step(id=step.id, title=step.title, found=False))
        return
    change_db = after_dbov - before_dbov
    low_db, high_db = limits_db
    kept = low_db <= change_db <= high_db
    title = say(
        "protocol.level",
        title=step.title,
        actual=f"{change_db:+.1f}",
        low=f"{low_db:+g}",
        high=f"{high_db:+g}",
    )
    if not kept:
        course.doubts.append(title)
    course.steps.append(
        Step(id=step.id, title=title, found=kept, start_s=after[0].start_s, end_s=after[-1].end_s)
    )


def _mean_level_dbov(turns: list[Turn]) -> float | None:
    known = [(turn.level_dbov, turn.duration_s) for turn in turns if turn.level_dbov is not None]
    time_s = sum(duration_s for _, duration_s in known)
    return math.fsum(level * duration_s for level, duration_s in known) / time_s if known else None

"""The kind "events": interruptions and unannounced silences, counted against a limit."""

from __future__ import annotations

from voicecheck.intervals import Interval
from voicecheck.rules.case import Case, Outcome, not_measurable
from voicecheck.rules.check_protocol import protocol_waits
from voicecheck.rules.messages import reason_text, say
from voicecheck.rules.standard import EventCheck, ProtocolCheck
from voicecheck.rules.types import Evidence, SilenceExcuse, Text
from voicecheck.timeline.types import Speaker

__all__ = ["check_events", "silence_excuses"]

# Speech activity ends a little before the last sample; a silence that comes this near to the end reaches it.
_END_SLACK_S = 0.5


def check_events(case: Case, check: EventCheck) -> Outcome:
    """Events of one kind against the limit on their number."""
    if check.event == "interruption":
        return _check_interruptions(case, check)
    return _check_silences(case, check)


def _check_interruptions(case: Case, check: EventCheck) -> Outcome:
    quantity = case.quantity("interruption_count", check.speaker)
    if quantity.value is None:
        return not_measurable(reason_text(quantity.reason or "undefined"))
    texts = {turn.index: turn.text for turn in case.timeline.turns}
    found = tuple(
        Evidence(
            start_s=overlap.start_s,
            end_s=overlap.end_s,
            speaker=overlap.by,
            text=texts.get(overlap.turn) or None,
        )
        for overlap in case.timeline.overlaps
        if overlap.by == check.speaker and overlap.kind == "interruption"
    )
    kept = len(found) <= check.max_count
    return Outcome(
        verdict="pass" if kept else check.outside,
        message=say(
            "interruption.pass" if kept else "interruption.fail", count=len(found), high=check.max_count
        ),
        value=float(len(found)),
        unit="interruptions",
        limit=(None, float(check.max_count)),
        reason=None if kept or check.outside == "fail" else say("reason.review_only"),
        evidence=found or case.examined(check.speaker),
    )


def _check_silences(case: Case, check: EventCheck) -> Outcome:
    if not case.timeline.turns:
        # A recording without a word, cut or dead, shows neither listening nor its absence.
        return not_measurable(reason_text("nobody speaks"))
    long = _long_silences(case, check)
    excused = {(excuse.start_s, excuse.end_s) for excuse in silence_excuses(case, check)}
    bare = tuple(silence for silence in long if (silence.start_s, silence.end_s) not in excused)
    kept = len(bare) <= check.max_count
    reason = None if kept else _doubt(case, check, bare)
    longest = max((silence.duration_s for silence in bare or long), default=0.0)
    return Outcome(
        verdict="pass" if kept else "review" if reason else "fail",
        message=say(
            "silence.pass" if kept else "silence.fail",
            count=len(bare),
            longer=check.longer_than_s,
            longest=longest,
            high=check.max_count,
        ),
        value=float(len(bare)),
        unit="silences",
        limit=(None, float(check.max_count)),
        reason=reason,
        evidence=_places(bare or long) or _places(_longest(case.timeline.silences)) or case.examined(None),
    )


def silence_excuses(case: Case, check: EventCheck) -> tuple[SilenceExcuse, ...]:
    """What excuses each long silence that has an excuse."""
    waits = _protocol_waits(case, check)
    excuses: list[SilenceExcuse] = []
    for silence in _long_silences(case, check):
        excused_by = _excuse(case, check, silence, waits)
        if excused_by is not None:
            excuses.append(SilenceExcuse(start_s=silence.start_s, end_s=silence.end_s, excused_by=excused_by))
    return tuple(excuses)


def _long_silences(case: Case, check: EventCheck) -> tuple[Interval, ...]:
    return tuple(silence for silence in case.timeline.silences if silence.duration_s > check.longer_than_s)


def _longest(silences: tuple[Interval, ...]) -> tuple[Interval, ...]:
    return (max(silences, key=lambda silence: silence.duration_s),) if silences else ()


def _places(silences: tuple[Interval, ...]) -> tuple[Evidence, ...]:
    return tuple(Evidence(start_s=silence.start_s, end_s=silence.end_s) for silence in silences)


def _protocol_waits(case: Case, check: EventCheck) -> list[tuple[str, Interval]]:
    """Waits of the protocols that apply to this call."""
    waits: list[tuple[str, Interval]] = []
    for rule_id in check.protocols:
        rule = case.standard.rule(rule_id)
        if rule is not None and isinstance(rule.check, ProtocolCheck) and case.exempt(rule.applies) is None:
            waits.extend((rule_id, wait) for wait in protocol_waits(case, rule.check))
    return waits


def _excuse(
    case: Case, check: EventCheck, silence: Interval, waits: list[tuple[str, Interval]]
) -> str | None:
    for rule_id, wait in waits:
        if silence.overlap_s(wait) >= silence.duration_s / 2:
            return rule_id
    if _announced(case, check, silence):
        return "hold"
    if silence.end_s >= case.timeline.call.duration_s - _END_SLACK_S and _closed(case, check, silence):
        return "closing"
    return None


def _speaker(case: Case, check: EventCheck) -> Speaker | None:
    return check.speaker if case.has_parties else None


def _announced(case: Case, check: EventCheck, silence: Interval) -> bool:
    """Whether the party's last turn before the silence asks to wait, and little was said since."""
    speaker = _speaker(case, check)
    before = [
        turn
        for turn in case.timeline.turns
        if turn.start_s < silence.start_s and not turn.backchannel and speaker in (None, turn.speaker)
    ]
    if not before:
        return False
    last = before[-1]
    holds = case.wording.excerpt(speaker).matches(case.wording.phrases(check.hold))
    if not any(match.turn == last.index for match in holds):
        return False
    spoken_since_s = sum(
        turn.duration_s
        for turn in case.timeline.turns
        if turn.index != last.index and last.end_s <= turn.start_s < silence.start_s
    )
    return spoken_since_s <= check.hold_s


def _closed(case: Case, check: EventCheck, silence: Interval) -> bool:
    """Whether either party has said goodbye in the last turns before the silence."""
    closings = case.wording.excerpt(None).matches(case.wording.phrases(check.closing))
    before = [turn.index for turn in case.timeline.turns if turn.start_s < silence.start_s][-3:]
    return any(match.turn in before for match in closings)


def _doubt(case: Case, check: EventCheck, bare: tuple[Interval, ...]) -> Text | None:
    """Why a long silence without an excuse need not be a fault."""
    if case.no_words(None) is not None:
        return say("reason.unannounced")
    speaker = _speaker(case, check)
    for lost in case.timeline.unrecognised:
        near = any(0.0 <= silence.start_s - lost.end_s <= check.hold_s for silence in bare)
        if near and (speaker is None or lost.speaker in (None, speaker)):
            return reason_text("part of the words could not be recognised")
    return say("reason.review_only") if check.outside == "review" else None

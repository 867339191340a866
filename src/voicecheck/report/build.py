"""A timeline and its judgement joined into one result. Nothing is measured or decided here."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from voicecheck.intervals import Interval
from voicecheck.metrics.catalogue import measure_call_metrics, measure_metrics
from voicecheck.metrics.types import Quantity
from voicecheck.report.reasons import known_text
from voicecheck.report.result import (
    SCHEMA_VERSION,
    CallMetrics,
    CallResult,
    FindingResult,
    OverlapResult,
    Provenance,
    SilenceResult,
    SpeakerMetrics,
    SpeakerRole,
    StandardInfo,
    TimelineResult,
    TurnResult,
    UnrecognisedResult,
)
from voicecheck.rules.explain_errors import metrics_under
from voicecheck.rules.types import Finding, Judgement, SilenceExcuse, Text
from voicecheck.timeline.types import CallTimeline, RateUnit, Speaker, Turn

if TYPE_CHECKING:
    from voicecheck.rules.standard import Standard

__all__ = ["build_result"]

# What may be undefined in a turn, and why, where the voice of the whole call has no reason of its own.
_TURN_REASONS: dict[str, Text] = {
    "speech_rate_spm": {"zh": "该轮没有可计数的音节", "en": "no syllables to count in this turn"},
    "articulation_rate_spm": {"zh": "该轮没有可计数的音节", "en": "no syllables to count in this turn"},
    "level_dbov": {"zh": "该轮语音太少", "en": "too little speech in this turn"},
    "f0_median_hz": {"zh": "该轮浊音太少", "en": "too little voiced speech in this turn"},
    "f0_sd_st": {"zh": "该轮浊音太少", "en": "too little voiced speech in this turn"},
    "level_rise_db": {"zh": "没有可比的本人基线", "en": "no baseline of the speaker's own to compare with"},
    "f0_rise_st": {"zh": "没有可比的本人基线", "en": "no baseline of the speaker's own to compare with"},
    "raised": {"zh": "没有可比的本人基线", "en": "no baseline of the speaker's own to compare with"},
}
_NO_RATE: Text = {"zh": "没有可计数的音节", "en": "no syllables to count"}
_UNKNOWN: Text = {"zh": "未给出原因", "en": "no reason given"}
_NO_RINGS: Text = {
    "zh": "录音中没有振铃,随附信息也没有振铃数",
    "en": "no ring is heard in the recording and the metadata has none",
}


def build_result(
    timeline: CallTimeline, standard: Standard, judgement: Judgement, *, created_at: str | None = None
) -> CallResult:
    """The result of one call.

    Parameters
    ----------
    created_at
        ISO 8601 in UTC; the present second where it is not given.
    """
    return CallResult(
        schema_version=SCHEMA_VERSION,
        created_at=created_at or datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        call=timeline.call,
        speakers={
            speaker: SpeakerRole(channel=voice.channel, basis=voice.basis)
            for speaker, voice in timeline.speakers.items()
        },
        limits=tuple(known_text(limit) for limit in timeline.limits),
        timeline=_timeline(timeline, judgement.excuses),
        metrics=_metrics(timeline),
        call_metrics=_call_metrics(timeline),
        findings=_findings(judgement.findings, standard),
        score=judgement.score,
        provenance=Provenance(
            voicecheck=timeline.measured.voicecheck,
            standard=_standard(standard),
            transcript=timeline.measured.transcript,
            model=timeline.measured.model,
            settings=timeline.measured.settings,
        ),
    )


def _standard(standard: Standard) -> StandardInfo:
    return StandardInfo(
        name=standard.name,
        version=standard.version,
        sha256=standard.sha256,
        title=standard.title,
        groups={group.id: group.title for group in standard.groups},
        documents=standard.documents,
    )


def _timeline(timeline: CallTimeline, excuses: Iterable[SilenceExcuse]) -> TimelineResult:
    listed = tuple(excuses)
    undefined = {"ring_count": timeline.ring_count, "answer_s": timeline.answer_s}
    return TimelineResult(
        language=timeline.language,
        rings=timeline.rings,
        ring_count=timeline.ring_count,
        answer_s=timeline.answer_s,
        ring_source=timeline.ring_source,
        turns=tuple(_turn(turn, timeline) for turn in timeline.turns),
        silences=tuple(_silence(silence, listed) for silence in timeline.silences),
        overlaps=tuple(
            OverlapResult(start_s=o.start_s, end_s=o.end_s, by=o.by, kind=o.kind, turn=o.turn)
            for o in timeline.overlaps
        ),
        unrecognised=tuple(
            UnrecognisedResult(
                start_s=one.start_s, end_s=one.end_s, speaker=one.speaker, reason=known_text(one.reason)
            )
            for one in timeline.unrecognised
        ),
        redacted=timeline.redacted,
        reasons={name: _NO_RINGS for name, value in undefined.items() if value is None},
    )


def _turn(turn: Turn, timeline: CallTimeline) -> TurnResult:
    voice = timeline.speakers.get(turn.speaker) if turn.speaker else None
    of_call = voice.reasons if voice else {}
    reasons = {
        name: known_text(of_call[name]) if name in of_call else reason
        for name, reason in _TURN_REASONS.items()
        if getattr(turn, name) is None
    }
    return TurnResult(
        index=turn.index,
        speaker=turn.speaker,
        start_s=turn.start_s,
        end_s=turn.end_s,
        ipus=turn.ipus,
        text=turn.text,
        words=turn.words,
        rate_unit=turn.rate_unit,
        speech_rate_spm=turn.speech_rate_spm,
        articulation_rate_spm=turn.articulation_rate_spm,
        level_dbov=turn.level_dbov,
        f0_median_hz=turn.f0_median_hz,
        f0_sd_st=turn.f0_sd_st,
        level_rise_db=turn.level_rise_db,
        f0_rise_st=turn.f0_rise_st,
        raised=turn.raised,
        reasons=reasons,
    )


def _silence(silence: Interval, excuses: tuple[SilenceExcuse, ...]) -> SilenceResult:
    """A silence with the first excuse that holds at least half of it."""
    for excuse in excuses:
        excused_s = min(silence.end_s, excuse.end_s) - max(silence.start_s, excuse.start_s)
        if excused_s >= silence.duration_s / 2:
            return SilenceResult(start_s=silence.start_s, end_s=silence.end_s, excused_by=excuse.excused_by)
    return SilenceResult(start_s=silence.start_s, end_s=silence.end_s, excused_by=None)


def _metrics(timeline: CallTimeline) -> dict[Speaker, SpeakerMetrics]:
    metrics: dict[Speaker, SpeakerMetrics] = {}
    for speaker, quantities in measure_metrics(timeline).items():
        unit = _rate_unit(timeline, speaker)
        reasons = _reasons(quantities)
        metrics[speaker] = SpeakerMetrics(
            values={name: quantity.value for name, quantity in quantities.items()},
            rate_unit=unit,
            reasons=reasons if unit else {**reasons, "rate_unit": _NO_RATE},
        )
    return metrics


def _call_metrics(timeline: CallTimeline) -> CallMetrics:
    quantities = measure_call_metrics(timeline)
    return CallMetrics(
        values={name: quantity.value for name, quantity in quantities.items()},
        reasons=_reasons(quantities),
    )


def _reasons(quantities: dict[str, Quantity]) -> dict[str, Text]:
    return {
        name: known_text(quantity.reason) if quantity.reason else _UNKNOWN
        for name, quantity in quantities.items()
        if quantity.value is None
    }


def _rate_unit(timeline: CallTimeline, speaker: Speaker) -> RateUnit | None:
    """What the party's rates count: the unit of most of its turns' time."""
    time_by_unit: dict[RateUnit, float] = {}
    for turn in timeline.turns_of(speaker):
        if turn.rate_unit is not None:
            time_by_unit[turn.rate_unit] = time_by_unit.get(turn.rate_unit, 0.0) + turn.duration_s
    return max(time_by_unit, key=lambda unit: time_by_unit[unit], default=None)


def _findings(findings: Iterable[Finding], standard: Standard) -> tuple[FindingResult, ...]:
    rules = {rule.id: rule for rule in standard.rules}
    return tuple(
        FindingResult(
            rule=finding.rule,
            group=rules[finding.rule].group,
            measures=metrics_under(rules[finding.rule].check),
            title=rules[finding.rule].title,
            verdict=finding.verdict,
            value=finding.value,
            unit=finding.unit,
            limit=finding.limit,
            critical=finding.critical,
            weight=finding.weight,
            reason=finding.reason,
            message=finding.message,
            suggestion=finding.suggestion,
            evidence=finding.evidence,
            steps=finding.steps,
            clause=finding.clause,
        )
        for finding in findings
    )

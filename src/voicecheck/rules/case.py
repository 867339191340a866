"""A call under a standard: what every kind of rule needs to judge it, and what it answers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from voicecheck.intervals import total_s
from voicecheck.metrics import Quantity, metric_by_id
from voicecheck.rules.messages import reason_text, say
from voicecheck.rules.standard import Applies, Standard
from voicecheck.rules.types import Evidence, Step, Text, Verdict
from voicecheck.rules.wording import Excerpt, Match, Wording
from voicecheck.timeline.types import CallTimeline, Speaker, Turn

__all__ = ["Case", "Certainty", "Outcome", "no_wording", "not_applicable", "not_measurable"]

# Forbidden words may hide in speech that was not recognised; below this share of the speech the risk is
# accepted.
MAX_LOST_SHARE = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a kind of rule found, before it is joined with the rule's own facts into a finding.

    `suggestion` takes the place of the rule's tip where the words that were found call for their own.
    """

    verdict: Verdict
    message: Text
    value: float | None = None
    unit: str | None = None
    limit: tuple[float | None, float | None] | None = None
    reason: Text | None = None
    evidence: tuple[Evidence, ...] = ()
    steps: tuple[Step, ...] = ()
    suggestion: Text | None = None


def not_measurable(reason: Text) -> Outcome:
    """The recording cannot show it."""
    return Outcome(
        verdict="not_measurable", message=say("verdict.not_measurable", reason=reason), reason=reason
    )


def not_applicable(reason: Text) -> Outcome:
    """The situation did not occur."""
    return Outcome(
        verdict="not_applicable", message=say("verdict.not_applicable", reason=reason), reason=reason
    )


def no_wording() -> Outcome:
    """What must be said is not listed in the language of the call: that it was not said proves nothing."""
    return not_measurable(reason_text("the standard has no wording for this language"))


class Certainty(NamedTuple):
    """Whether words can be relied on, and what keeps them from it."""

    sure: bool
    reason: Text | None


class Case:
    """One call under one standard; holds what several rules need so that it is worked out once."""

    def __init__(self, timeline: CallTimeline, standard: Standard) -> None:
        self.timeline = timeline
        self.standard = standard
        self.language = (timeline.language or standard.language).split("-")[0].lower()
        self._quantities: dict[tuple[str, Speaker], Quantity] = {}
        self._floor_turns: dict[Speaker, tuple[Turn, ...]] = {}
        self._no_words: dict[Speaker | None, Outcome | None] = {}

    @cached_property
    def wording(self) -> Wording:
        """The words of the call; rules of the voice alone never ask for them."""
        return Wording(self.timeline, self.standard, self.language)

    @property
    def has_parties(self) -> bool:
        """Whether it is known who speaks."""
        return bool(self.timeline.speakers)

    @property
    def direction(self) -> str:
        """Who called whom; the standard says what counts without a direction in the metadata."""
        return str(self.timeline.call.metadata.get("direction") or self.standard.direction)

    def quantity(self, metric_id: str, speaker: Speaker) -> Quantity:
        """A metric of this call."""
        key = (metric_id, speaker)
        if key not in self._quantities:
            metric = metric_by_id(metric_id)
            found = Quantity(value=None, reason="no such metric")
            self._quantities[key] = found if metric is None else metric.compute(self.timeline, speaker)
        return self._quantities[key]

    def floor_turns(self, speaker: Speaker) -> tuple[Turn, ...]:
        """A party's turns without signs of listening."""
        known = self._floor_turns.get(speaker)
        if known is None:
            turns = self.timeline.turns_of(speaker)
            known = self._floor_turns[speaker] = tuple([turn for turn in turns if not turn.backchannel])
        return known

    def examined(self, speaker: Speaker | None) -> tuple[Evidence, ...]:
        """The stretch from a party's first to its last turn."""
        turns = self.timeline.turns if speaker is None else self.timeline.turns_of(speaker)
        if not turns:
            return ()
        return (Evidence(start_s=turns[0].start_s, end_s=turns[-1].end_s, speaker=turns[0].speaker),)

    def exempt(self, applies: Applies) -> Outcome | None:
        """Why a rule cannot or need not be judged here, or None."""
        if applies.direction is not None and applies.direction != self.direction:
            return not_applicable(reason_text(f"only for {applies.direction} calls"))
        if applies.languages and self.language not in applies.languages:
            return not_applicable(reason_text("the requirement is not for this language"))
        if applies.customer_speaks is not None:
            outcome = self._exempt_by_customer(applies)
            if outcome is not None:
                return outcome
        if applies.metric is not None:
            return self._exempt_by_metric(applies, applies.metric)
        return None

    def _exempt_by_customer(self, applies: Applies) -> Outcome | None:
        speech_s = self.quantity("speaking_time_s", "customer").value
        if speech_s is None:
            return (
                None
                if applies.customer_speaks
                else not_measurable(reason_text("the parties cannot be told apart"))
            )
        speaks = speech_s >= applies.customer_speech_s
        if speaks == applies.customer_speaks:
            return None
        return not_applicable(reason_text("the customer speaks" if speaks else "the customer does not speak"))

    def _exempt_by_metric(self, applies: Applies, metric_id: str) -> Outcome | None:
        quantity = self.quantity(metric_id, applies.metric_of)
        if quantity.value is None:
            return not_measurable(reason_text(quantity.reason or "undefined"))
        metric = metric_by_id(metric_id)
        title: Any = metric.title if metric else metric_id
        if applies.below is not None:
            if quantity.value < applies.below:
                return None
            return not_applicable(
                say("reason.not_below", title=title, value=quantity.value, below=applies.below)
            )
        if quantity.value > applies.above:
            return None
        return not_applicable(say("reason.not_above", title=title, value=quantity.value, above=applies.above))

    def no_words(self, speaker: Speaker | None) -> Outcome | None:
        """Why a party's words cannot be judged, or None."""
        if speaker not in self._no_words:
            self._no_words[speaker] = self._without_words(speaker)
        return self._no_words[speaker]

    def _without_words(self, speaker: Speaker | None) -> Outcome | None:
        if not self.timeline.has_words:
            return not_measurable(reason_text("no transcript"))
        if self.language not in self.standard.languages:
            return not_measurable(reason_text("the standard has no wording for this language"))
        turns = self.timeline.turns if speaker is None else self.timeline.turns_of(speaker)
        if not turns:
            return not_measurable(reason_text("this party does not speak"))
        if not any(turn.words for turn in turns):
            return not_measurable(reason_text("no words were recognised"))
        return None

    def has_wording(self, names: Iterable[str]) -> bool:
        """Whether any of these lists has a phrase of the call's language."""
        lists = [self.standard.phrases[name] for name in names]
        return any(not one.languages or self.language in one.languages for one in lists)

    def sure_of_match(self, match: Match) -> bool:
        """Whether the recogniser was sure enough of these words; given transcripts are certain."""
        if match.unsure:
            return False
        return match.probability is None or match.probability >= self.standard.min_word_probability

    def sure_of_absence(self, speaker: Speaker | None, excerpt: Excerpt, *, required: bool) -> Certainty:
        """Whether words that were not found were not said.

        Something required may stand in any stretch that was not recognised; something forbidden is only
        feared there when more than a tenth of the speech was lost.
        """
        lost_s = total_s(self.wording.unrecognised(speaker, excerpt))
        heard_s = sum(spoken.turn.duration_s for spoken in excerpt.turns)
        if lost_s > (0.0 if required else MAX_LOST_SHARE * heard_s):
            return Certainty(False, reason_text("part of the words could not be recognised"))
        mean = excerpt.mean_probability
        if mean is not None and mean < self.standard.min_mean_probability:
            return Certainty(False, reason_text("the words were recognised with low confidence"))
        return Certainty(True, None)

"""Single sentences of the agent that break a rule of wording, or that look as if they did and are allowed."""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.calls.draft import Draft

__all__ = ["LAPSES", "Lapse", "slip"]

_KIN = ("forbidden-phrases", "sensitive-wording", "i-not-you", "polite-words", "empathy")
# "Ask somebody else" sends the customer away, "that is impossible" refuses.
_TURNED_AWAY = ("offer-alternative", "transfer-etiquette")


@dataclass(frozen=True, slots=True)
class Lapse:
    """A situation of the wording tables, the rule that it settles and how, its weight in a set of 800."""

    situation: str
    rule: str
    verdict: str
    weight: int
    mandarin_only: bool = False


LAPSES = (
    Lapse("forbidden", "forbidden-phrases", "fail", 48),
    Lapse("forbidden_shout_up", "forbidden-phrases", "fail", 12),
    Lapse("allowed", "forbidden-phrases", "pass", 48),
    Lapse("sensitive", "sensitive-wording", "fail", 60),
    Lapse("gentle", "sensitive-wording", "pass", 40),
    Lapse("you_statement", "i-not-you", "fail", 50),
    Lapse("i_statement", "i-not-you", "pass", 40),
    Lapse("informal_you", "honorific", "fail", 50, mandarin_only=True),
    Lapse("formal_you", "honorific", "pass", 40, mandarin_only=True),
    Lapse("familiar", "address-form", "fail", 46),
)


def slip(draft: Draft, lapse: Lapse) -> None:
    """A question of the customer, and an answer that begins with the sentence."""
    draft.customer("smalltalk_request_2")
    draft.agent(lapse.situation, "smalltalk_answer_2")
    draft.customer("customer_ok")
    draft.mark(**{lapse.rule.replace("-", "_"): lapse.verdict})
    if lapse.verdict == "fail":
        draft.doubt(*(rule for rule in _KIN if rule != lapse.rule))
    if lapse.situation in ("forbidden", "sensitive"):
        draft.doubt(*_TURNED_AWAY)
    if lapse.situation == "forbidden_shout_up":  # so rudely is a caller told who is hard to hear
        draft.doubt("faint-caller")
    if lapse.situation in ("allowed", "i_statement"):
        draft.doubt("recap", "offer-alternative", "listening-language")
    if lapse.situation == "sensitive":  # some of them refuse something
        draft.doubt("offer-alternative")

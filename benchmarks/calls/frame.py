"""How a call begins and ends: rings, greeting, the customer's matter and name, closing, who hung up."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.calls.draft import UNKNOWN, Draft

__all__ = ["ANSWERS", "CLOSINGS", "GREETINGS", "IDENTITIES", "close", "greet", "identify", "ring"]

# (variant, weight): of every kind, how many of a hundred calls have it.
ANSWERS = (("prompt", 38), ("late, sorry", 17), ("late, no word", 17), ("no rings", 8),
           ("metadata prompt", 6), ("metadata late", 8), ("slow to speak", 12))  # fmt: skip
GREETINGS = (("greet_full", 56), ("greet_no_name", 9), ("greet_no_company", 8), ("greet_no_offer", 8),
             ("greet_only", 5), ("bare_hello", 12))  # fmt: skip
IDENTITIES = (("asked, used", 42), ("asked, not used", 16), ("known, used", 14), ("known, not used", 6),
              ("never", 22))  # fmt: skip
CLOSINGS = (("complete", 52), ("no question", 10), ("no thanks", 10), ("no goodbye", 8), ("none", 10),
            ("cut off", 10))  # fmt: skip


def ring(draft: Draft, variant: str) -> bool:
    """Rings and what the metadata says of them; true where the call was answered late."""
    rng = draft.rng
    late = "late" in variant
    count = rng.randint(4, 6) if late else rng.randint(1, 3)
    if variant.startswith("metadata"):
        draft.facts["ring_count"] = count
        if rng.random() < 0.4:  # the table wins over what is heard
            draft.ring_count = rng.randint(1, 2)
    elif variant == "no rings":
        draft.mark(answer_within_three_rings="not_measurable", late_answer_apology=UNKNOWN)
    else:
        draft.ring_count = count
    draft.pick_up_s = rng.uniform(0.5, 1.8)
    if variant == "slow to speak":
        draft.pick_up_s = rng.uniform(4.6, 6.5)
        draft.mark(greeting_delay="fail", dead_air=UNKNOWN, response_time=UNKNOWN)
    if variant != "no rings":
        draft.mark(answer_within_three_rings="fail" if late else "pass")
    draft.mark(greeting_delay="pass")
    return late


def greet(draft: Draft, variant: str, late: bool, apologise: bool) -> None:
    """The agent's first turn."""
    kind = variant if draft.polite else "greet_no_hello"
    text = draft.text(kind)
    if late:
        draft.mark(late_answer_apology="pass" if apologise else "fail")
        if apologise:
            text = draft.text("late_sorry") + " " + text
    elif "answer-within-three-rings" in draft.labels:
        draft.mark(late_answer_apology="not_applicable")
    draft.say("agent", text)
    draft.mark(greeting_complete="pass" if kind == "greet_full" else "fail")
    bare = UNKNOWN if late and apologise else "fail"  # an apology before it opens the call with better words
    draft.mark(no_bare_hello=bare if kind == "bare_hello" else "pass")
    if kind == "greet_only" and draft.language == "en":
        draft.doubt("no-bare-hello")  # "hello" is a greeting, and with nothing behind it a bare one
    if kind == "bare_hello":
        draft.doubt("forbidden-phrases", "honorific")
        if draft.language == "zh":
            draft.mark(forbidden_phrases="fail")  # 喂 is never said


def identify(draft: Draft, variant: str) -> None:
    """The matter, and who calls."""
    draft.customer("request")
    name = draft.slots["s" if draft.language == "en" else "n"]
    if variant.startswith("asked"):
        draft.agent("ask_name" if draft.polite else "curt_ask_name")
        draft.customer("tell_name")
        draft.named = True
        draft.mark(identify_caller="pass")
    elif variant.startswith("known"):
        draft.facts["customer_name"] = name
        draft.named = True
        if variant == "known, used":
            draft.agent("name_check")
            draft.customer("name_confirmed")
        draft.mark(identify_caller="pass" if variant == "known, used" else UNKNOWN)
    else:
        # "Hello? Who is it?" asks, however curtly.
        asked = draft.labels["no-bare-hello"] == "fail"
        draft.mark(identify_caller=UNKNOWN if asked else "fail", customer_name="not_applicable")
    used = variant in ("asked, used", "known, used") and draft.polite
    if used:
        draft.agent("thanks_name")
    if not draft.polite:
        draft.agent("curt_answer")
    else:
        draft.agent("answer_named" if used else "answer_unnamed")
    draft.customer("customer_ok")
    if draft.named:
        draft.mark(customer_name="pass" if used else "fail")


def close(draft: Draft, variant: str) -> None:
    """The end of the call, and whether the metadata names who ended it."""
    chosen = variant if draft.polite else "curt"
    _CLOSERS[chosen](draft)
    draft.mark(closing_complete="pass" if chosen == "complete" else "fail")
    if chosen not in ("none", "cut off", "curt"):
        draft.mark(no_abrupt_end="pass")
    if draft.rng.random() < 0.6:
        abrupt = chosen in ("none", "cut off")
        party = "agent" if abrupt or draft.rng.random() < 0.35 else "customer"
        draft.facts["hangup_party"] = party
        draft.mark(customer_hangs_up_first="fail" if party == "agent" else "pass")


def _complete(draft: Draft) -> None:
    draft.agent("anything_else")
    draft.customer("nothing_else")
    draft.agent("closing_thanks", "closing_bye")
    draft.customer("customer_bye")


def _no_question(draft: Draft) -> None:
    draft.agent("closing_thanks", "closing_bye")
    draft.customer("customer_bye")


def _no_thanks(draft: Draft) -> None:
    # Thanks for something else may have been said just before: leave them behind.
    draft.customer("smalltalk_request_2")
    draft.agent("smalltalk_answer_2")
    draft.customer("customer_ok")
    draft.agent("anything_else")
    draft.customer("nothing_else")
    draft.agent("closing_bye_only")
    draft.customer("customer_bye")


def _no_goodbye(draft: Draft) -> None:
    draft.agent("anything_else")
    draft.customer("nothing_else")
    draft.agent("closing_thanks")
    draft.customer("customer_thanks")


def _none(draft: Draft) -> None:
    draft.customer("smalltalk_request_2")
    draft.agent("smalltalk_answer_2")
    draft.tail_s = draft.rng.uniform(0.3, 1.5)
    draft.mark(no_abrupt_end="fail")


def _cut_off(draft: Draft) -> None:
    draft.customer("interrupted_story")
    draft.cut_into_last_line = True
    draft.mark(no_abrupt_end="fail", backchannel=UNKNOWN)


def _curt(draft: Draft) -> None:
    draft.agent("curt_close")
    draft.doubt("no-abrupt-end")


_CLOSERS: dict[str, Callable[[Draft], None]] = {
    "complete": _complete,
    "no question": _no_question,
    "no thanks": _no_thanks,
    "no goodbye": _no_goodbye,
    "none": _none,
    "cut off": _cut_off,
    "curt": _curt,
}

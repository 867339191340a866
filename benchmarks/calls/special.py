"""Calls with a course of their own: silent, faint, noisy, outbound or brusque; some that show less."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from benchmarks.calls.draft import UNKNOWN, Draft
from benchmarks.calls.frame import close, greet, identify, ring

__all__ = ["SPECIALS"]

_EARLY = (
    "answer-within-three-rings",
    "late-answer-apology",
    "greeting-delay",
    "greeting-complete",
    "no-bare-hello",
)
_WORDS = (
    "greeting-complete", "no-bare-hello", "identify-caller", "recap",
    "listening-language",
    "polite-words", "honorific", "forbidden-phrases", "sensitive-wording", "i-not-you", "customer-name",
    "closing-complete", "address-form",
)  # fmt: skip
_ENDS = ("closing-complete", "next-step-stated", "no-abrupt-end", "customer-hangs-up-first", "recap",
         "identify-caller", "polite-words", "response-time", "customer-name", "brevity", "hold-etiquette",
         "dead-air", "no-repeat-questions", "empathy", "offer-alternative")  # fmt: skip


def _opening(draft: Draft) -> None:
    ring(draft, "prompt")
    greet(draft, "greet_full", late=False, apologise=False)


def _wait(draft: Draft) -> float:
    return draft.rng.uniform(4.4, 6.5)


def silent_right(draft: Draft) -> None:
    _opening(draft)
    draft.agent("greet_again", after_s=_wait(draft))
    draft.agent("silent_end", after_s=_wait(draft))
    draft.tail_s = _wait(draft)
    draft.mark(silent_call="pass", dead_air="pass")
    draft.doubt(*(rule for rule in _ENDS if rule != "dead-air"))


def silent_hurried(draft: Draft) -> None:
    _opening(draft)
    short = draft.rng.random() < 0.5
    draft.agent("greet_again", after_s=draft.rng.uniform(1.2, 2.6) if short else _wait(draft))
    draft.agent("silent_end", after_s=_wait(draft) if short else draft.rng.uniform(1.2, 2.6))
    draft.tail_s = _wait(draft)
    draft.mark(silent_call="fail")
    draft.doubt(*_ENDS)


def silent_incomplete(draft: Draft) -> None:
    _opening(draft)
    if draft.rng.random() < 0.5:  # no second greeting, or no word of another telephone
        draft.agent("silent_end", after_s=_wait(draft))
    else:
        draft.agent("greet_again", after_s=_wait(draft))
        draft.agent("silent_end_no_phone", after_s=_wait(draft))
    draft.tail_s = _wait(draft)
    draft.mark(silent_call="fail")
    draft.doubt(*_ENDS)


def silent_scolded(draft: Draft) -> None:
    _opening(draft)
    draft.agent("silent_rude", after_s=_wait(draft))
    draft.tail_s = draft.rng.uniform(1.0, 3.0)
    draft.mark(silent_call="fail", forbidden_phrases="fail")
    draft.doubt(*_ENDS, "sensitive-wording", "i-not-you")


def silent_dropped(draft: Draft) -> None:
    _opening(draft)
    draft.agent("silent_end", after_s=_wait(draft))
    draft.tail_s = 0.4
    draft.mark(silent_call="fail")
    draft.doubt(*_ENDS)


def _faint(draft: Draft) -> None:
    _opening(draft)
    draft.customer("request")
    draft.doubt(
        *_ENDS, "customer-name", "agent-too-quiet", "noisy-line", "silent-call", "raise-voice-for-noise"
    )


def faint_helped(draft: Draft) -> None:
    _faint(draft)
    draft.agent("faint_ask")
    draft.customer("request")
    draft.agent("faint_ask_phone")
    draft.tail_s = _wait(draft)
    draft.mark(faint_caller="pass")


def faint_shouted_at(draft: Draft) -> None:
    _faint(draft)
    draft.agent("faint_rude")
    draft.customer("request")
    draft.agent("forbidden_shout_up")
    draft.tail_s = 0.5
    draft.mark(faint_caller="fail", forbidden_phrases=UNKNOWN)
    draft.doubt("sensitive-wording", "i-not-you")


def _noisy(draft: Draft) -> None:
    draft.customer_noise_from = 0
    draft.customer_noise_later_dbov = draft.customer_voice.level_dbov + 2.0
    _opening(draft)
    draft.customer("request")
    draft.doubt(
        *_ENDS, "raise-voice-for-noise", "faint-caller", "silent-call", "no-interrupting", "backchannel"
    )


def noisy_handled(draft: Draft) -> None:
    _noisy(draft)
    draft.agent("noisy_end")
    draft.tail_s = _wait(draft)
    draft.mark(noisy_line="pass")


def noisy_dropped(draft: Draft) -> None:
    _noisy(draft)
    draft.agent("noisy_rude")
    draft.tail_s = 0.5
    draft.mark(noisy_line="fail")
    draft.doubt("sensitive-wording", "i-not-you", "forbidden-phrases")


def _outbound(draft: Draft) -> None:
    draft.facts["direction"] = "outbound"
    kind = draft.rng.random()
    day = datetime(2026, 3, 2) + timedelta(days=draft.rng.randint(0, 60))
    minutes = draft.rng.randint(1, 59)
    if kind < 0.45:
        draft.facts["started_at"] = day + timedelta(hours=draft.rng.randint(9, 19), minutes=minutes)
        draft.mark(calling_hours="pass")
    elif kind < 0.88:
        draft.facts["started_at"] = day + timedelta(
            hours=draft.rng.choice((5, 6, 7, 21, 22, 23)), minutes=minutes
        )
        draft.mark(calling_hours="fail")
    else:
        draft.mark(calling_hours="not_measurable")
    draft.doubt(*_EARLY, "identify-caller", "recap", "complaint-procedure", "empathy", "complaint-thanks",
                "next-step-stated", "closing-complete", "response-time", "customer-name",
                "polite-words")  # fmt: skip
    draft.pick_up_s = 0.8
    draft.say("customer", "喂?" if draft.language == "zh" else "Hello?")


def called_back_well(draft: Draft) -> None:
    _outbound(draft)
    draft.agent("out_greet")
    draft.customer("name_confirmed")
    draft.agent("out_convenient")
    draft.customer("customer_ok")
    draft.agent("out_purpose")
    draft.customer("out_got")
    draft.agent("out_explain", "out_satisfied")
    draft.customer("out_yes")
    draft.agent("out_next", "out_thanks")
    draft.customer("customer_bye")
    draft.mark(follow_up_call="pass", no_abrupt_end="pass")
    draft.labels["greeting-complete"] = "pass"


def called_back_badly(draft: Draft) -> None:
    _outbound(draft)
    draft.agent("out_bad_greet")
    draft.customer("name_confirmed")
    explained = draft.rng.random() < 0.5
    if explained:
        draft.agent("out_explain")
        draft.customer("customer_ok")
    draft.agent("out_bad_end")
    # Without a word of the matter nothing shows that the call is a call-back.
    draft.mark(follow_up_call="fail" if explained else UNKNOWN)
    draft.labels["greeting-complete"] = "fail"
    draft.doubt("forbidden-phrases", "sensitive-wording", "polite-words", "no-abrupt-end", "next-step-stated",
                "no-repeat-questions", "brevity")  # fmt: skip


def called_back_incompletely(draft: Draft) -> None:
    _outbound(draft)
    draft.agent("out_greet")
    draft.customer("name_confirmed")
    draft.agent("out_purpose")
    draft.customer("out_got")
    draft.agent("out_explain")
    draft.customer("customer_ok")
    draft.agent("out_thanks")
    draft.customer("customer_bye")
    draft.mark(follow_up_call="fail", no_abrupt_end="pass")


def brusque(draft: Draft) -> None:
    draft.polite = False
    late = ring(draft, "late, no word" if draft.rng.random() < 0.3 else "prompt")
    greet(draft, "greet_no_hello", late, apologise=False)
    identify(draft, "asked, not used")
    draft.mark(polite_words="fail")
    draft.doubt("sensitive-wording", "no-repeat-questions")
    close(draft, "curt")


def _ordinary(draft: Draft) -> None:
    _opening(draft)
    identify(draft, "asked, used")
    close(draft, "complete")


def without_words(draft: Draft) -> None:
    _ordinary(draft)
    draft.transcribed = False
    draft.doubt("articulation")
    for rule in (*_WORDS, "no-repeat-questions"):
        draft.labels[rule] = "not_measurable"
    for rule in ("next-step-stated", "hold-etiquette", "transfer-etiquette", "offer-alternative", "empathy",
                 "complaint-procedure", "agent-too-quiet", "dialect-caller", "complaint-thanks",
                 "no-abrupt-end",
                 "follow-up-call", "faint-caller", "noisy-line", "silent-call", "keep-mandarin",
                 "key-word-stress",
                 "pace", "pace-steadiness", "dead-air", "raise-voice-for-noise"):  # fmt: skip
        draft.labels[rule] = UNKNOWN


def mixed_to_mono(draft: Draft) -> None:
    _ordinary(draft)
    draft.mono = True
    kept = {rule: draft.labels.get(rule) for rule in ("answer-within-three-rings",)}
    draft.labels = {rule: verdict for rule, verdict in kept.items() if verdict}
    draft.mark(no_interrupting="not_measurable")


# (whole call, weight in a set of 800)
SPECIALS: tuple[tuple[Callable[[Draft], None], int], ...] = (
    (silent_right, 34), (silent_hurried, 12), (silent_incomplete, 12), (silent_scolded, 8), (silent_dropped,
    5),
    (faint_helped, 28), (faint_shouted_at, 26), (noisy_handled, 28), (noisy_dropped, 26),
    (called_back_well, 34), (called_back_badly, 20), (called_back_incompletely, 16), (brusque, 32),
    (without_words, 14), (mixed_to_mono, 12),
)  # fmt: skip

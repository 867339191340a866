"""What is hard in a call: anger, slow, noisy and dialect-speaking customers, an agent who cannot be heard."""

from __future__ import annotations

from benchmarks.calls.draft import SHOUTED, UNKNOWN, Delivery, Draft


def _anger(draft: Draft) -> None:
    draft.customer("angry", "angry_more", delivery=SHOUTED)
    draft.doubt("complaint-procedure", "complaint-thanks", "next-step-stated")


def anger_met_calmly(draft: Draft) -> None:
    _anger(draft)
    draft.agent("soothe", "solve")
    draft.customer("calmed")
    draft.mark(no_shouting_back="pass", empathy="pass", next_step_stated="pass")


def anger_met_coldly(draft: Draft) -> None:
    _anger(draft)
    draft.agent("cold_explain")
    draft.customer("angry_more", delivery=SHOUTED)
    draft.agent("cold_explain")
    draft.customer("calmed")
    draft.mark(no_shouting_back="pass", empathy="fail")
    draft.doubt("offer-alternative")


def anger_returned(draft: Draft) -> None:
    _anger(draft)
    draft.agent("shout_back", delivery=SHOUTED)
    draft.customer("calmed")
    draft.mark(no_shouting_back="fail", calm_throughout="fail", empathy="fail")
    draft.doubt("sensitive-wording", "i-not-you", "volume-steadiness", "volume", "pitch-variation",
                "pitch-height",
                "pace-steadiness", "mic-technique", "polite-words", "honorific",
                "offer-alternative")  # fmt: skip


def lost_temper(draft: Draft) -> None:
    draft.customer("smalltalk_request_2")
    draft.agent("smalltalk_answer_2", delivery=SHOUTED)
    draft.customer("customer_ok")
    draft.mark(calm_throughout="fail")
    draft.doubt(
        "volume-steadiness", "volume", "pitch-variation", "pitch-height", "pace-steadiness", "mic-technique"
    )


def _slow_customer(draft: Draft, factor: float) -> None:
    draft.customer("slow_request")
    for _ in range(2):
        draft.agent("explain_step", delivery=Delivery(rate_factor=factor))
        draft.customer("slow_more")
    draft.lead_agent(rate_factor=factor)
    draft.agent("explain_step")
    draft.customer("customer_ok")
    draft.doubt("pace", "pace-steadiness", "backchannel", "no-repeat-questions")


def slow_customer_matched(draft: Draft) -> None:
    _slow_customer(draft, 0.66)
    draft.mark(pace_match="pass")


def slow_customer_rushed(draft: Draft) -> None:
    _slow_customer(draft, 1.2)
    draft.mark(pace_match="fail")


def _noisy_customer(draft: Draft, level_db: float, pitch_steps: int) -> None:
    draft.customer_noise_from = len(draft.lines)
    draft.customer_noise_later_dbov = draft.customer_voice.level_dbov - 11.0
    draft.customer("smalltalk_request_2")
    draft.lead_agent(level_db=level_db, pitch_steps=pitch_steps, tilt_db=level_db / 2.0)
    draft.agent("smalltalk_answer_2", "explain_step")
    draft.customer("customer_ok")
    draft.agent("emphasis")
    draft.customer("customer_ok")
    draft.doubt("volume-steadiness", "noisy-line", "faint-caller", "response-time", "no-interrupting",
                "backchannel",
                "dead-air", "calm-throughout", "key-word-stress")  # fmt: skip


def noise_answered_louder(draft: Draft) -> None:
    _noisy_customer(draft, 3.5, 0)
    draft.mark(raise_voice_for_noise="pass")


def noise_ignored(draft: Draft) -> None:
    _noisy_customer(draft, 0.0, 0)
    draft.mark(raise_voice_for_noise="fail")


def noise_answered_higher(draft: Draft) -> None:
    _noisy_customer(draft, 9.0, 22)
    draft.mark(raise_voice_for_noise="fail")
    draft.doubt("volume", "pitch-height")


def _quiet_agent(draft: Draft, situation: str, level_db: float) -> None:
    draft.customer("cannot_hear_agent")
    draft.lead_agent(level_db=level_db)
    draft.agent(situation)
    draft.customer("request")
    draft.agent("answer_unnamed")
    draft.customer("customer_ok")
    draft.doubt("volume-steadiness", "volume", "raise-voice-for-noise", "calm-throughout",
                "no-repeat-questions",
                "faint-caller", "customer-name")  # fmt: skip


def quiet_agent_louder(draft: Draft) -> None:
    _quiet_agent(draft, "quiet_sorry", 4.0)
    draft.mark(agent_too_quiet="pass")


def quiet_agent_no_louder(draft: Draft) -> None:
    _quiet_agent(draft, "quiet_sorry", 0.0)
    draft.mark(agent_too_quiet="fail")


def quiet_agent_rude(draft: Draft) -> None:
    _quiet_agent(draft, "quiet_rude", 0.0)
    draft.mark(agent_too_quiet="fail")
    draft.doubt("sensitive-wording", "i-not-you", "polite-words")


def dialect_in_mandarin(draft: Draft) -> None:
    draft.customer("dialect_request")
    draft.agent("mandarin_reply")
    draft.customer("customer_ok")
    draft.mark(keep_mandarin="pass", dialect_caller=UNKNOWN)
    draft.doubt("next-step-stated")  # what is asked in dialect may be when


def dialect_joined(draft: Draft) -> None:
    draft.customer("dialect_request")
    draft.agent("dialect_switch")
    draft.customer("customer_ok")
    draft.mark(keep_mandarin="fail", dialect_caller=UNKNOWN)
    draft.doubt("next-step-stated")


def english_slipped_in(draft: Draft) -> None:
    draft.customer("smalltalk_request_2")
    draft.agent("english_switch", language="en")
    draft.customer("customer_ok")
    draft.mark(keep_mandarin="fail")
    draft.doubt("pace", "pace-steadiness", "hold-etiquette", "next-step-stated")


def dialect_asked_twice(draft: Draft) -> None:
    draft.customer("deep_dialect")
    draft.agent("ask_mandarin")
    draft.customer("deep_dialect")
    draft.agent("ask_speaker")
    draft.customer("customer_ok")
    draft.mark(dialect_caller="pass", keep_mandarin="pass")
    draft.doubt("next-step-stated")


def dialect_scolded(draft: Draft) -> None:
    draft.customer("deep_dialect")
    draft.agent("dialect_rude")
    draft.customer("customer_ok")
    draft.mark(dialect_caller="fail")
    draft.doubt("sensitive-wording", "forbidden-phrases", "polite-words", "no-abrupt-end")
    draft.doubt("i-not-you", "next-step-stated")


def _emphasis(draft: Draft, digits_db: float) -> None:
    for _ in range(2):
        draft.agent("emphasis", "emphasis", delivery=Delivery(digits_db=digits_db))
        draft.customer("customer_ok")
    draft.doubt("recap", "next-step-stated", "volume-steadiness")


def numbers_stressed(draft: Draft) -> None:
    _emphasis(draft, 5.0)
    draft.mark(key_word_stress="pass")


def numbers_swallowed(draft: Draft) -> None:
    _emphasis(draft, -8.0)
    draft.mark(key_word_stress="review")

"""What happens in the middle of a call: questions, waits, stories, transfers, refusals, complaints.

Every piece adds lines, and the labels that it settles or puts in doubt.
"""

from __future__ import annotations

from benchmarks.calls.draft import UNKNOWN, Draft


def order_number(draft: Draft) -> None:
    draft.agent("ask_number")
    draft.customer("tell_number")


def number_recap(draft: Draft) -> None:
    order_number(draft)
    draft.agent("recap_number")
    draft.customer("confirm")
    draft.mark(recap="pass")


def matter_recap(draft: Draft) -> None:
    draft.customer("smalltalk_request_2")
    draft.agent("recap_matter")
    draft.customer("confirm")
    draft.agent("smalltalk_answer_2")
    draft.mark(recap="pass")


def asked_again(draft: Draft) -> None:
    order_number(draft)
    draft.agent("answer_unnamed")
    draft.customer("customer_ok")
    draft.agent("ask_number_again")
    draft.customer("tell_number_again")
    draft.mark(no_repeat_questions="fail", empathy=UNKNOWN)


def hold_good(draft: Draft) -> None:
    draft.agent("hold_ask")
    draft.customer("customer_ok")
    draft.agent("hold_return", after_s=draft.rng.uniform(5.6, 8.5))
    draft.mark(hold_etiquette="pass", dead_air="pass")


def hold_no_thanks(draft: Draft) -> None:
    draft.agent("hold_ask")
    draft.customer("customer_ok")
    draft.agent("hold_return_bare", after_s=draft.rng.uniform(5.6, 8.5))
    draft.mark(hold_etiquette="fail", dead_air="pass")


def hold_rude(draft: Draft) -> None:
    draft.agent("hold_rude")
    draft.agent("hold_return_bare", after_s=draft.rng.uniform(5.6, 8.0))
    draft.mark(hold_etiquette="fail")
    draft.doubt("dead-air", "sensitive-wording", "polite-words")


def silence(draft: Draft) -> None:
    draft.customer("smalltalk_request_2")
    draft.agent("think_silence_return", after_s=draft.rng.uniform(6.3, 9.5))
    draft.customer("customer_ok")
    draft.mark(dead_air="fail", response_time=UNKNOWN)


def interrupted(draft: Draft) -> None:
    draft.customer("interrupted_story")
    draft.agent("interruption", into_s=draft.rng.uniform(2.0, 3.5))
    draft.customer("customer_ok")
    draft.mark(
        no_interrupting="fail", backchannel=UNKNOWN, response_time=UNKNOWN, no_repeat_questions=UNKNOWN
    )
    draft.doubt(
        "listening-language", "sensitive-wording", "polite-words", "identify-caller", "offer-alternative"
    )


def listened(draft: Draft) -> None:
    draft.customer("interrupted_story")
    draft.agent("backchannel", into_s=draft.rng.uniform(3.0, 4.5))
    draft.agent("after_story")
    draft.customer("customer_ok")
    draft.mark(no_interrupting="pass", backchannel=UNKNOWN, next_step_stated=UNKNOWN)


def quick_reply(draft: Draft) -> None:
    draft.customer("smalltalk_request_2")
    draft.agent("smalltalk_answer_2", after_s=-0.25)
    draft.customer("customer_ok")
    draft.mark(no_interrupting="pass")


def story_heard(draft: Draft) -> None:
    for number, sentence in enumerate(draft.story("long_story")):
        draft.say("customer", sentence, after_s=0.25 if number else None)
        if number < 3:
            draft.agent("backchannel", after_s=-0.2)
    draft.agent("after_story")
    draft.customer("customer_ok")
    draft.mark(backchannel="pass", no_interrupting="pass", next_step_stated=UNKNOWN)


def story_unheard(draft: Draft) -> None:
    for number, sentence in enumerate(draft.story("long_story")):
        draft.say("customer", sentence, after_s=0.35 if number else None)
    draft.agent("after_story")
    draft.customer("customer_ok")
    draft.mark(backchannel="fail", next_step_stated=UNKNOWN)


def story_listening(draft: Draft) -> None:
    sentences = draft.story("long_story")
    draft.say("customer", sentences[0] + " " + sentences[1])
    draft.agent("listening")
    draft.say("customer", sentences[2])
    draft.agent("listening")
    draft.say("customer", sentences[3])
    draft.agent("recap_matter")
    draft.customer("confirm")
    draft.mark(listening_language="pass", recap="pass", backchannel=UNKNOWN)


def story_brushed_off(draft: Draft) -> None:
    for number, sentence in enumerate(draft.story("long_story")):
        draft.say("customer", sentence, after_s=0.35 if number else None)
    draft.agent("curt_answer")
    draft.customer("customer_ok")
    draft.mark(listening_language="fail", backchannel="fail")


def complaint_handled(draft: Draft) -> None:
    draft.customer("complain")
    draft.agent("sympathy", "complaint_check")
    draft.customer("confirm")
    draft.agent("complaint_sorry", "complaint_action")
    draft.customer("customer_ok")
    draft.agent("complaint_thank", "complaint_follow")
    draft.customer("customer_ok")
    draft.mark(complaint_procedure="pass", empathy="pass", recap="pass", next_step_stated="pass",
               complaint_thanks="pass")  # fmt: skip


def complaint_reasoned(draft: Draft) -> None:
    draft.customer("complain")
    draft.agent("complaint_reason")
    draft.customer("angry_more")
    draft.agent("complaint_action")
    draft.customer("customer_ok")
    draft.mark(complaint_procedure="fail", empathy="fail", complaint_thanks=UNKNOWN, next_step_stated=UNKNOWN)
    draft.doubt("sensitive-wording", "i-not-you", "offer-alternative", "polite-words", "recap")


def complaint_only_sorry(draft: Draft) -> None:
    draft.customer("complain")
    draft.agent("complaint_sorry")
    draft.customer("calmed")
    draft.mark(complaint_procedure="fail", empathy="pass", complaint_thanks=UNKNOWN, next_step_stated=UNKNOWN)
    draft.doubt("recap")


def refused_with_way(draft: Draft) -> None:
    draft.customer("ask_favour")
    draft.agent("refuse", "alternative")
    draft.customer("customer_ok")
    draft.mark(offer_alternative="pass")


def refused_flatly(draft: Draft) -> None:
    draft.customer("ask_favour")
    draft.agent("refuse", "refuse_end")
    draft.customer("customer_ok")
    draft.mark(offer_alternative="fail")
    draft.doubt("sensitive-wording")


def transferred_well(draft: Draft) -> None:
    draft.customer("ask_person")
    draft.agent("transfer_good")
    draft.customer("customer_ok")
    draft.agent("hold_return", after_s=draft.rng.uniform(3.0, 4.3))
    draft.mark(transfer_etiquette="pass", hold_etiquette=UNKNOWN, response_time=UNKNOWN)


def transferred_badly(draft: Draft) -> None:
    draft.customer("ask_person")
    draft.agent("transfer_bad")
    draft.customer("customer_ok")
    draft.agent("hold_return_bare", after_s=draft.rng.uniform(3.0, 4.3))
    draft.mark(transfer_etiquette="fail", hold_etiquette=UNKNOWN, response_time=UNKNOWN)
    draft.doubt("polite-words", "sensitive-wording")


def transfer_refused(draft: Draft) -> None:
    draft.customer("ask_person")
    draft.agent("transfer_refuse")
    draft.customer("customer_ok")
    draft.mark(transfer_etiquette="fail")
    draft.doubt("offer-alternative", "sensitive-wording", "forbidden-phrases", "polite-words")


def feedback_thanked(draft: Draft) -> None:
    draft.customer("critic" if draft.rng.random() < 0.5 else "praise")
    draft.agent("thank_feedback")
    draft.customer("customer_ok")
    draft.mark(complaint_thanks="pass")
    draft.doubt("empathy", "complaint-procedure", "next-step-stated")


def feedback_ignored(draft: Draft) -> None:
    draft.customer("critic" if draft.rng.random() < 0.5 else "praise")
    draft.agent("ignore_feedback")
    draft.customer("customer_ok")
    draft.mark(complaint_thanks="fail")
    draft.doubt("empathy", "complaint-procedure", "sensitive-wording", "transfer-etiquette", "polite-words")


def next_step(draft: Draft) -> None:
    draft.customer("leave_open")
    draft.agent("next_step")
    draft.customer("customer_ok")
    draft.mark(next_step_stated="pass")


def no_next_step(draft: Draft) -> None:
    draft.customer("leave_open")
    draft.agent("no_next_step")
    draft.customer("customer_ok")
    draft.mark(next_step_stated="fail")
    draft.doubt("sensitive-wording")


def monologue(draft: Draft) -> None:
    draft.customer("smalltalk_request_2")
    draft.agent("monologue", "explain_step", "explain_step", "smalltalk_answer_2")
    draft.customer("customer_ok")
    draft.mark(pauses="fail", brevity="fail", pace=UNKNOWN, pace_steadiness=UNKNOWN, pitch_variation=UNKNOWN)
    draft.doubt("recap", "plain-words", "key-word-stress")

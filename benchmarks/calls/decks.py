"""Which situations a set of calls holds, and how often."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.calls import difficulties, situations
from benchmarks.calls.draft import Draft

__all__ = ["SITUATIONS", "Piece"]

Piece = Callable[[Draft], None]

# Weight: how many of a set of 800 calls. Pieces of one group change the same things and never share a call.
# (piece, weight, group, Mandarin only)
SITUATIONS: tuple[tuple[Piece, int, str, bool], ...] = (
    (situations.order_number, 30, "number", False),
    (situations.number_recap, 50, "number", False),
    (situations.asked_again, 36, "number", False),
    (situations.matter_recap, 30, "matter", False),
    (situations.hold_good, 36, "hold", False),
    (situations.hold_no_thanks, 24, "hold", False),
    (situations.hold_rude, 16, "hold", False),
    (situations.silence, 36, "silence", False),
    (situations.interrupted, 40, "floor", False),
    (situations.listened, 28, "floor", False),
    (situations.quick_reply, 24, "reply", False),
    (situations.story_heard, 34, "floor", False),
    (situations.story_unheard, 24, "floor", False),
    (situations.story_listening, 32, "floor", False),
    (situations.story_brushed_off, 30, "floor", False),
    (difficulties.anger_met_calmly, 34, "voice", False),
    (difficulties.anger_met_coldly, 32, "voice", False),
    (difficulties.anger_returned, 36, "voice", False),
    (difficulties.lost_temper, 14, "voice", False),
    (situations.complaint_handled, 36, "complaint", False),
    (situations.complaint_reasoned, 22, "complaint", False),
    (situations.complaint_only_sorry, 20, "complaint", False),
    (situations.refused_with_way, 34, "refusal", False),
    (situations.refused_flatly, 34, "refusal", False),
    (situations.transferred_well, 32, "transfer", False),
    (situations.transferred_badly, 18, "transfer", False),
    (situations.transfer_refused, 18, "transfer", False),
    (difficulties.slow_customer_matched, 30, "pace", False),
    (difficulties.slow_customer_rushed, 30, "pace", False),
    (difficulties.noise_answered_louder, 30, "voice", False),
    (difficulties.noise_ignored, 20, "voice", False),
    (difficulties.noise_answered_higher, 14, "voice", False),
    (difficulties.quiet_agent_louder, 30, "voice", False),
    (difficulties.quiet_agent_no_louder, 18, "voice", False),
    (difficulties.quiet_agent_rude, 16, "voice", False),
    (difficulties.dialect_in_mandarin, 30, "dialect", True),
    (difficulties.dialect_joined, 18, "dialect", True),
    (difficulties.english_slipped_in, 16, "dialect", True),
    (difficulties.dialect_asked_twice, 30, "dialect", True),
    (difficulties.dialect_scolded, 30, "dialect", True),
    (situations.feedback_thanked, 34, "feedback", False),
    (situations.feedback_ignored, 34, "feedback", False),
    (situations.next_step, 30, "open", False),
    (situations.no_next_step, 36, "open", False),
    (difficulties.numbers_stressed, 24, "stress", False),
    (difficulties.numbers_swallowed, 24, "stress", False),
    (situations.monologue, 30, "monologue", False),
)

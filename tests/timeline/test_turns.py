"""Turn taking on calls drawn by hand: one character is half a second, letters are speech."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from voicecheck.intervals import Interval, total_s, union
from voicecheck.timeline.turns import (
    FloorTurn,
    find_overlaps,
    find_turns,
    mutual_silences,
    to_ipus,
)

STEP_S = 0.5


def drawn(row: str) -> tuple[Interval, ...]:
    """IPUs of a row such as `__AAA__A`."""
    return to_ipus(
        Interval(STEP_S * place, STEP_S * (place + 1)) for place, mark in enumerate(row) if mark != "_"
    )


def spans(turns: tuple[FloorTurn, ...]) -> list[tuple[int, float, float]]:
    return [(turn.party, turn.start_s, turn.end_s) for turn in turns if not turn.backchannel]


def test_parties_take_turns() -> None:
    turns = find_turns(
        drawn("AAAA______AAAA"),
        drawn("_____CCCC_____"),
    )
    assert spans(turns) == [(0, 0.0, 2.0), (1, 2.5, 4.5), (0, 5.0, 7.0)]


def test_a_pause_of_three_seconds_does_not_end_a_turn() -> None:
    assert spans(find_turns(drawn("AA______AA"), ())) == [(0, 0.0, 5.0)]


def test_a_longer_pause_ends_a_turn() -> None:
    assert spans(find_turns(drawn("AA_______AA"), ())) == [(0, 0.0, 1.0), (0, 4.5, 5.5)]


def test_pauses_from_a_quarter_second_part_ipus() -> None:
    speech = [Interval(0.0, 1.0), Interval(1.249, 2.0), Interval(2.25, 3.0)]
    assert to_ipus(speech) == (Interval(0.0, 2.0), Interval(2.25, 3.0))


def test_cutting_in_is_an_interruption() -> None:
    # The customer has spoken for 2 s; the agent talks along for 1 s and goes on.
    turns = find_turns(
        drawn("____AAAAAA__"),
        drawn("CCCCCC______"),
    )
    (overlap,) = find_overlaps(turns)
    assert (overlap.kind, overlap.by) == ("interruption", 0)
    assert overlap.interval == Interval(2.0, 3.0)
    assert turns[overlap.turn].party == 0


def test_cutting_in_within_the_first_second_is_no_interruption() -> None:
    turns = find_turns(drawn("_AAAAA____"), drawn("CCC______"))
    assert [overlap.kind for overlap in find_overlaps(turns)] == ["handover"]


def test_a_short_word_in_the_others_turn_is_a_backchannel() -> None:
    turns = find_turns(drawn("____A_____"), drawn("CCCCCCCCCC"))
    (overlap,) = find_overlaps(turns)
    assert (overlap.kind, overlap.by) == ("backchannel", 0)
    assert spans(turns) == [(1, 0.0, 5.0)]


def test_words_tell_a_short_contribution_from_a_backchannel() -> None:
    turns = find_turns(drawn("____AA____"), drawn("CCCCCCCCCC"), is_backchannel=lambda party, ipu: False)
    (overlap,) = find_overlaps(turns)
    assert overlap.kind == "interruption"


def test_a_backchannel_in_a_breath_leaves_the_turn_whole() -> None:
    agent = (Interval(2.2, 2.6),)
    customer = (Interval(0.0, 2.0), Interval(3.0, 5.0))
    worded = find_turns(agent, customer, is_backchannel=lambda party, ipu: True)
    assert spans(worded) == [(1, 0.0, 5.0)]
    # By its length alone nobody can tell it from a short answer: it counts as a turn.
    assert spans(find_turns(agent, customer)) == [(1, 0.0, 2.0), (0, 2.2, 2.6), (1, 3.0, 5.0)]


def test_a_short_answer_takes_the_floor() -> None:
    turns = find_turns(drawn("AAAA_____AAA"), drawn("_____C______"))
    assert spans(turns) == [(0, 0.0, 2.0), (1, 2.5, 3.0), (0, 4.5, 6.0)]


def test_who_goes_on_after_a_breath_keeps_the_turn() -> None:
    # The agent cuts in; the customer breathes for 0.5 s while the agent talks, and goes on.
    turns = find_turns(drawn("____AAAA____"), drawn("CCCCCC_CCCCC"))
    assert spans(turns) == [(1, 0.0, 6.0), (0, 2.0, 4.0)]
    assert [(overlap.by, overlap.kind) for overlap in find_overlaps(turns)] == [(0, "interruption")]


def test_who_goes_on_after_a_first_word_was_not_only_listening() -> None:
    # "Wait", a breath, and then the rest: the customer falls silent.
    agent = (Interval(3.0, 3.5), Interval(3.9, 6.0))
    customer = (Interval(0.0, 4.1),)
    turns = find_turns(agent, customer)
    assert spans(turns) == [(1, 0.0, 4.1), (0, 3.0, 6.0)]
    assert [(overlap.by, overlap.kind) for overlap in find_overlaps(turns)] == [(0, "interruption")]


def test_the_last_words_of_who_is_cut_off_are_no_sign_of_listening() -> None:
    agent = (Interval(2.4, 5.0),)
    customer = (Interval(0.0, 2.3), Interval(2.7, 3.3))
    turns = find_turns(agent, customer)
    assert spans(turns) == [(1, 0.0, 3.3), (0, 2.4, 5.0)]
    assert [(overlap.by, overlap.kind) for overlap in find_overlaps(turns)] == [(0, "interruption")]


def test_several_signs_of_listening_in_a_row_stay_signs_of_listening() -> None:
    agent = (Interval(2.0, 2.3), Interval(2.6, 2.9), Interval(3.2, 3.5))
    turns = find_turns(agent, (Interval(0.0, 8.0),))
    assert spans(turns) == [(1, 0.0, 8.0)]
    assert [overlap.kind for overlap in find_overlaps(turns)] == ["backchannel"] * 3


def test_silences_are_what_nobody_fills() -> None:
    speech = union(drawn("AA________AA"), drawn("___C________"))
    assert mutual_silences(speech, Interval(0.0, 8.0)) == (Interval(2.0, 5.0), Interval(6.0, 8.0))


rows = st.text(alphabet="A_", min_size=1, max_size=40)


@settings(max_examples=60, deadline=None)
@given(rows, rows)
def test_turns_hold_all_speech_once(agent: str, customer: str) -> None:
    parties = (drawn(agent), drawn(customer))
    turns = find_turns(*parties)
    for party in (0, 1):
        ipus = [ipu for turn in turns if turn.party == party for ipu in turn.ipus]
        assert sorted(ipus) == list(parties[party])


@settings(max_examples=60, deadline=None)
@given(rows, rows)
def test_swapping_the_parties_swaps_who_speaks_and_nothing_else(agent: str, customer: str) -> None:
    there = find_turns(drawn(agent), drawn(customer))
    back = find_turns(drawn(customer), drawn(agent))
    assert sorted((turn.start_s, turn.end_s, turn.party) for turn in there) == sorted(
        (turn.start_s, turn.end_s, 1 - turn.party) for turn in back
    )


@settings(max_examples=60, deadline=None)
@given(rows, rows)
def test_silence_and_speech_fill_the_call(agent: str, customer: str) -> None:
    speech = union(drawn(agent), drawn(customer))
    whole = Interval(0.0, 25.0)
    silences = mutual_silences(speech, whole)
    short = total_s([whole]) - total_s(silences) - total_s(speech)
    assert short >= -1e-9
    assert not any(silence.overlap_s(span) for silence in silences for span in speech)

"""Every metric on calls small enough to work out by hand."""

from __future__ import annotations

import pytest

from tests.drawn import draw, with_turn, without_parties
from voicecheck.metrics import METRICS, measure_call_metrics, measure_metrics, metric_by_id, rate_unit
from voicecheck.timeline.types import CallTimeline, Speaker

CONTRACT = (
    "speaking_time_s", "talk_share", "turn_count", "speech_rate_spm", "articulation_rate_spm", "level_dbov",
    "level_sd_db", "snr_db", "clipped_share", "f0_median_hz", "f0_sd_st", "f0_range_st", "pause_count",
    "pause_mean_s", "pause_share", "response_median_s", "response_p90_s", "interruption_count",
    "backchannel_count",
)  # fmt: skip

# Two turns of 6 s and 3 s; the first has a pause of 2 s; ten and five characters.
TALK = draw(
    agent="_AA--AA__________AAA_",
    customer="_________CCCCC_______",
    agent_says=["一二三四五六七八九十", "一二三四五"],
)


def value(timeline: CallTimeline, metric_id: str, speaker: Speaker = "agent") -> float | None:
    metric = metric_by_id(metric_id)
    if metric is None:
        raise LookupError(metric_id)
    return metric.compute(timeline, speaker).value


def test_catalogue_holds_the_contract_and_no_name_twice() -> None:
    ids = [metric.id for metric in METRICS]
    assert len(set(ids)) == len(ids)
    assert set(CONTRACT) <= set(measure_metrics(TALK)["agent"])
    assert set(measure_call_metrics(TALK)) == {
        "ring_count",
        "answer_s",
        "call_duration_s",
        "longest_silence_s",
        "start_hour",
    }
    assert all(metric.title.keys() == metric.definition.keys() == {"zh", "en"} for metric in METRICS)


@pytest.mark.parametrize(
    ("metric_id", "speaker", "expected"),
    [
        ("speaking_time_s", "agent", 7.0),
        ("talk_share", "agent", 7.0 / 12.0),
        ("turn_count", "agent", 2.0),
        ("longest_turn_s", "agent", 6.0),
        ("speech_rate_spm", "agent", 15 / 9 * 60),
        ("articulation_rate_spm", "agent", 15 / 7 * 60),
        ("pause_count", "agent", 1.0),
        ("pause_mean_s", "agent", 2.0),
        ("pause_share", "agent", 2.0 / 9.0),
        ("longest_unpaused_s", "agent", 3.0),
        ("response_median_s", "agent", 3.0),
        ("response_median_s", "customer", 2.0),
        ("longest_silence_s", "agent", 3.0),
        ("greeting_delay_s", "agent", 1.0),
        ("greeting_delay_s", "customer", 9.0),
    ],
)
def test_values_worked_by_hand(metric_id: str, speaker: Speaker, expected: float) -> None:
    assert value(TALK, metric_id, speaker) == pytest.approx(expected)


def test_the_rate_of_a_call_is_all_syllables_over_all_time() -> None:
    metric = metric_by_id("speech_rate_spm")
    if metric is None:
        raise LookupError("speech_rate_spm")
    quantity = metric.compute(TALK, "agent")
    assert quantity.numerator == 15
    assert quantity.denominator == pytest.approx(9 / 60)


def test_fewer_than_seven_syllables_are_no_rate() -> None:
    six = draw(agent="AAA", agent_says=["一二三四五六"])
    seven = draw(agent="AAA", agent_says=["一二三四五六七"])
    assert value(six, "speech_rate_spm") is None
    assert value(seven, "speech_rate_spm") == pytest.approx(140.0)


def test_english_rate_in_words() -> None:
    call = draw(agent="AAAA", agent_says=["thank you for calling how may I help you"], language="en")
    assert value(call, "word_rate_wpm") == pytest.approx(9 / 4 * 60)


def test_counts_of_different_units_are_not_added() -> None:
    call = with_turn(TALK, 2, rate_unit="nucleus", syllable_count=50)
    assert rate_unit(call, "agent") == "character"
    assert value(call, "speech_rate_spm") == pytest.approx(100.0)


def test_response_times_leave_out_signs_of_listening() -> None:
    call = draw(agent="AAA____aa______AA", customer="____CCCCCCCCC____")
    assert value(call, "response_median_s") == pytest.approx(2.0)
    assert value(call, "turn_count") == 2.0
    assert value(call, "backchannel_count") == 1.0


def test_response_percentile_is_linear_between_replies() -> None:
    # Replies after 1, 2 and 6 s: the 90th percentile lies 0.8 of the way from 2 to 6.
    call = draw(agent="__A___A_______A", customer="C__C___C")
    gaps = [1.0, 2.0, 6.0]
    assert value(call, "response_p90_s") == pytest.approx(gaps[1] + 0.8 * (gaps[2] - gaps[1]))


def test_overlaps_cannot_be_seen_on_one_channel() -> None:
    call = draw(agent="___AA", customer="CCCCC", apart=False)
    assert value(draw(agent="___AA", customer="CCCCC"), "interruption_count") == 1.0
    assert value(call, "interruption_count") is None


def test_level_spread_is_that_of_the_turns() -> None:
    call = with_turn(with_turn(TALK, 0, level_dbov=-20.0), 2, level_dbov=-26.0)
    assert value(call, "level_sd_db") == pytest.approx(18**0.5)
    assert value(TALK, "level_sd_db") is None


def test_voice_figures_carry_their_reason() -> None:
    call = draw(agent="A", agent_voice={"level_dbov": -25.0, "reasons": {"snr_db": "no quiet stretch"}})
    figures = measure_metrics(call)["agent"]
    assert figures["level_dbov"].value == -25.0
    assert figures["snr_db"].value is None
    assert figures["snr_db"].reason == "no quiet stretch"


@pytest.mark.parametrize(
    ("started_at", "expected"),
    [("2026-03-01T08:30:00+08:00", 8.5), ("2026-03-01 21:00", 21.0), ("noon", None), (None, None)],
)
def test_hour_of_the_call(started_at: str | None, expected: float | None) -> None:
    assert value(draw(agent="A", metadata={"started_at": started_at}), "start_hour") == expected


def test_rings_and_answer() -> None:
    call = draw(agent="______AA", rings="RR__R")
    assert value(call, "ring_count") == 2.0
    assert value(call, "answer_s") == 5.0
    assert value(call, "greeting_delay_s") == 1.0
    assert value(TALK, "ring_count") is None


@pytest.mark.parametrize(
    "call", [draw(end_s=5.0), without_parties(TALK), TALK], ids=["empty", "mono", "talk"]
)
def test_an_undefined_quantity_has_a_reason(call: CallTimeline) -> None:
    for quantities in (*measure_metrics(call).values(), measure_call_metrics(call)):
        for quantity in quantities.values():
            assert (quantity.value is None) == bool(quantity.reason)


def noisy_later(noise_dbov: float) -> CallTimeline:
    """A customer who is heard at -30 dBov, at first in quiet; the agent speaks up by 3 dB afterwards."""
    return draw(
        agent="AAA____AAA____AAA",
        customer="___CCCC___CCCC___",
        agent_turns=[{"level_dbov": -26.0}, {"level_dbov": -26.0}, {"level_dbov": -23.0}],
        customer_turns=[
            {"level_dbov": -30.0, "noise_dbov": -60.0},
            {"level_dbov": -30.0, "noise_dbov": noise_dbov},
        ],
        customer_voice={"snr_db": 25.0},
    )


@pytest.mark.parametrize(
    ("noise_dbov", "snr_db", "change_db"),
    [
        (
            -40.0,
            10.0,
            3.0,
        ),  # noise sets in with the second turn: what comes after it against what came before
        (-50.0, 20.0, 1.5),  # no noise: what follows the first words against the greeting
    ],
)
def test_a_voice_is_compared_before_and_after_the_noise(
    noise_dbov: float, snr_db: float, change_db: float
) -> None:
    call = noisy_later(noise_dbov)
    assert value(call, "lowest_snr_db", "customer") == pytest.approx(snr_db)
    assert value(call, "level_change_db", "agent") == pytest.approx(change_db)


def test_where_no_noise_is_known_by_turn_the_whole_call_tells() -> None:
    call = draw(agent="AAA____AAA", customer="___CCCC___", customer_voice={"snr_db": 8.0})
    assert value(call, "lowest_snr_db", "customer") == pytest.approx(8.0)

"""Group B: voice."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.drawn import draw, with_turn, without_parties
from tests.rules.judging import finding, own_standard
from voicecheck.rules.load import load_standard
from voicecheck.timeline.types import CallTimeline


def talk(syllables: int, seconds: int = 20) -> CallTimeline:
    return draw(agent="A" * seconds, agent_says=["一" * syllables])


@pytest.mark.parametrize(
    ("per_minute", "verdict"),
    [
        (150, "fail"),
        (168, "fail"),
        (171, "review"),  # the margin ends at 170
        (180, "pass"),
        (225, "pass"),
        (260.0, "pass"),
        (270.0, "review"),
        (273.0, "fail"),
    ],
)
def test_pace(per_minute: float, verdict: str) -> None:
    found = finding(talk(round(per_minute), 60), "pace")
    assert found.verdict == verdict
    assert found.value == pytest.approx(per_minute)
    assert (found.unit, found.limit) == ("spm", (180.0, 260.0))


def test_pace_says_what_was_counted() -> None:
    assert "字/分钟" in finding(talk(90), "pace").message["zh"]
    nuclei = with_turn(talk(90), 0, rate_unit="nucleus")
    assert "counted in the signal" in finding(nuclei, "pace").message["en"]


def test_pace_lists_the_turns_outside_the_band() -> None:
    call = draw(agent="A" * 30 + "_" + "A" * 5, agent_says=["一" * 100, "二" * 30])
    found = finding(call, "pace")
    assert found.verdict == "pass"  # 5 of 35 seconds at 360 a minute do not make a hasty call
    hasty = draw(agent="A" * 10 + "_" + "A" * 10, agent_says=["一" * 25, "二" * 49])
    found = finding(hasty, "pace")
    assert found.verdict == "review"
    assert [place.start_s for place in found.evidence] == [0.0, 11.0]


@pytest.mark.parametrize(
    ("second", "verdict"),
    [
        ((10, "一" * 47), "pass"),  # 282 a minute: listeners do not notice a tenth
        ((10, "一" * 49), "review"),  # 294 a minute
        ((10, "一" * 28), "pass"),  # 168 a minute
    ],
)
def test_which_turns_count_as_outside_the_band(second: tuple[int, str], verdict: str) -> None:
    seconds, said = second
    call = draw(agent="A" * 9 + "_" + "A" * seconds, agent_says=["一" * 32, said])
    outside = finding(call, "pace")
    assert outside.verdict == verdict
    assert [place.start_s for place in outside.evidence] == ([10.0] if verdict == "review" else [0.0])


def test_short_turns_have_no_pace_of_their_own() -> None:
    call = draw(agent="AAAAA_AA_AA_AA", agent_says=["一" * 20, *["二" * 5] * 3])
    assert finding(call, "pace").verdict == "pass"


def test_pace_in_english_counts_words() -> None:
    said = "please tell me the number of your order and I will look it up " * 3
    call = draw(agent="A" * 18, agent_says=[said], language="en")
    found = finding(call, "pace")
    assert found.value == pytest.approx(140.0)
    assert (found.verdict, found.unit) == ("pass", "wpm")


def test_pace_needs_ten_seconds_of_speech() -> None:
    assert finding(talk(36, 9), "pace").verdict == "not_measurable"
    assert finding(talk(40, 10), "pace").verdict == "pass"


def test_pace_in_a_language_without_a_band() -> None:
    call = draw(agent="A" * 20, agent_says=["bonjour " * 40], language="fr")
    assert finding(call, "pace").verdict == "not_measurable"


def test_the_hotline_band() -> None:
    assert finding(talk(80), "pace", load_standard("hotline")).verdict == "fail"
    assert finding(talk(50), "pace", load_standard("hotline")).verdict == "pass"


@pytest.mark.parametrize(
    ("level_dbov", "verdict"),
    [
        (-26.0, "pass"), (-36.0, "pass"), (-16.0, "pass"), (-36.1, "review"), (-39.0, "review"),
        (-39.1, "fail"), (-13.0, "review"), (-12.9, "fail"), (None, "not_measurable"),
    ],
)  # fmt: skip
def test_volume(level_dbov: float | None, verdict: str) -> None:
    call = draw(agent="AAA", agent_voice={"level_dbov": level_dbov})
    assert finding(call, "volume").verdict == verdict


@pytest.mark.parametrize(
    ("range_st", "sd_st", "verdict"),
    [
        (8.0, 3.0, "pass"),
        (4.0, 1.5, "pass"),
        (3.9, 3.0, "review"),
        (8.0, 1.4, "review"),
        (None, None, "not_measurable"),
    ],
)
def test_a_flat_voice_is_for_a_person_to_judge(range_st: float, sd_st: float, verdict: str) -> None:
    call = draw(agent="AAA", agent_voice={"f0_range_st": range_st, "f0_sd_st": sd_st})
    found = finding(call, "pitch-variation")
    assert found.verdict == verdict
    assert (found.reason is None) == (verdict == "pass")


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        ("A" * 20, "pass"),
        ("A" * 21, "fail"),
        ("A" * 15 + "-" + "A" * 15, "pass"),
        ("A---A----AAA", "review"),  # 7 of 12 s are pauses
        ("", "not_measurable"),
    ],
)
def test_pauses(row: str, verdict: str) -> None:
    assert finding(draw(agent=row, end_s=40.0), "pauses").verdict == verdict


@pytest.mark.parametrize(("snr_db", "verdict"), [(15.0, "pass"), (14.9, "review"), (None, "not_measurable")])
def test_quiet_surroundings(snr_db: float | None, verdict: str) -> None:
    assert finding(draw(agent="AAA", agent_voice={"snr_db": snr_db}), "quiet-surroundings").verdict == verdict


@pytest.mark.parametrize(("gap", "verdict"), [(1, "pass"), (2, "pass"), (3, "fail")])
def test_response_time(gap: int, verdict: str) -> None:
    agent = "A_" + ("__" + "_" * gap + "A_") * 3
    customer = "__" + ("CC" + "_" * gap + "__") * 3
    found = finding(draw(agent=agent, customer=customer), "response-time")
    assert (found.verdict, found.value) == (verdict, gap)


@pytest.mark.parametrize(("prompt", "verdict"), [(7, "pass"), (8, "review")])
def test_slow_replies_among_ten_are_for_a_person_to_judge(prompt: int, verdict: str) -> None:
    agent = "A__" * prompt + "A" + "______A" * 2
    customer = "_C_" * prompt + "_C_____" * 2
    found = finding(draw(agent=agent, customer=customer), "response-time")
    assert found.verdict == verdict
    if verdict == "review":
        assert found.limit == (None, 4.0)
        assert [(place.start_s, place.end_s) for place in found.evidence] == [(26.0, 30.0 + 1.0)]


def test_two_replies_are_too_few() -> None:
    assert finding(draw(agent="A__A__A", customer="_C__C__"), "response-time").verdict == "not_measurable"
    assert finding(draw(agent="AAA"), "response-time").verdict == "not_applicable"


@pytest.mark.parametrize(
    ("agent", "customer", "verdict"),
    [
        ("AA____AA", "___CC___", "not_applicable"),
        ("AA____AA", "___XX___", "pass"),
        ("AA____XX", "___XX___", "fail"),
        ("XX____AA", "___XX___", "pass"),  # the agent was loud before
        ("AA__" + "_" * 15 + "XX", "__XX", "fail"),  # 15 s after the outburst
        ("AA__" + "_" * 16 + "XX", "__XX", "pass"),
        ("AA___XX__", "__XXXXX__", "fail"),  # into the outburst
        ("AA", "", "not_applicable"),
    ],
)
def test_shouting_back(agent: str, customer: str, verdict: str) -> None:
    found = finding(draw(agent=agent, customer=customer), "no-shouting-back")
    assert found.verdict == verdict
    assert found.critical


@pytest.mark.parametrize(
    ("level_db", "balance_db", "verdict"),
    [
        (12.0, 3.0, "review"),
        (8.0, 0.1, "review"),
        (7.9, 3.0, "pass"),
        (12.0, -1.0, "pass"),
        (None, 3.0, "pass"),
    ],
)
def test_a_reply_as_loud_as_a_shout_without_its_pitch_is_for_a_person(
    level_db: float | None, balance_db: float, verdict: str
) -> None:
    call = draw(agent="AA____AA", customer="___XX___")
    call = with_turn(call, 2, level_rise_db=level_db, f0_rise_st=-1.0, balance_rise_db=balance_db)
    found = finding(call, "no-shouting-back")
    assert found.verdict == verdict
    assert verdict == "pass" or "do not agree" in (found.reason or {})["en"]


@pytest.mark.parametrize(
    ("turn", "level_db", "verdict"), [("X_", 1.0, "not_applicable"), ("X_", 9.0, "fail"), ("XX", 1.0, "fail")]
)
def test_a_short_turn_is_raised_only_where_it_is_louder(turn: str, level_db: float, verdict: str) -> None:
    call = draw(agent="AA____XX", customer=f"___{turn}___")
    assert finding(with_turn(call, 1, level_rise_db=level_db), "no-shouting-back").verdict == verdict


def test_shouting_back_lists_the_pair_with_both_figures() -> None:
    call = draw(
        agent="AA____XX", customer="___XX___", agent_says=["您好", "你别喊"], customer_says=["怎么搞的"]
    )
    call = with_turn(call, 1, level_rise_db=9.0, f0_rise_st=4.5)
    call = with_turn(call, 2, level_rise_db=8.0, f0_rise_st=3.0)
    found = finding(call, "no-shouting-back")
    assert [(place.speaker, place.text) for place in found.evidence] == [
        ("customer", "怎么搞的"),
        ("agent", "你别喊"),
    ]
    assert "level +9 dB, pitch +4.5 semitones" in found.message["en"]
    assert "音量 +8 dB，音高 +3 半音" in found.message["zh"]


def test_no_baseline_is_no_verdict() -> None:
    call = draw(agent="AA____AA", customer="___CC___")
    assert finding(with_turn(call, 1, raised=None), "no-shouting-back").verdict == "not_measurable"
    raised = with_turn(with_turn(call, 1, raised=True), 2, raised=None)
    assert finding(raised, "no-shouting-back").verdict == "not_measurable"
    assert finding(without_parties(call), "no-shouting-back").verdict == "not_measurable"


def test_a_standard_may_leave_shouting_to_a_person(tmp_path: Path) -> None:
    soft = own_standard(tmp_path, '[rules.no-shouting-back]\noutside = "review"\ncritical = false\n')
    found = finding(draw(agent="AA____XX", customer="___XX___"), "no-shouting-back", soft)
    assert (found.verdict, found.critical) == ("review", False)
    assert found.reason is not None

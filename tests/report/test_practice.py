from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from tests.drawn import draw
from tests.report.drawn import drawn_mono
from voicecheck.pipeline import judge
from voicecheck.report.practice import detail_of, is_alone, practise
from voicecheck.report.practice_history import earlier_calls, past_call
from voicecheck.report.practice_pace import band_of, pace_metric, turn_paces
from voicecheck.report.result import CallResult
from voicecheck.rules.load import load_standard
from voicecheck.timeline.types import CallTimeline

STANDARD = load_standard("practice")
# Three characters a second are 180 a minute, inside the practice band of 160 to 285; six are 360, above it.
CALM = "您好这里是客户服务中心很高兴为您服务请问有什么可以帮您的吗"
FAST = CALM * 2


def reading(*said: str, seconds: int = 10, **voice: object) -> CallTimeline:
    """An agent alone: a turn of so many seconds for each text, three seconds apart."""
    row = "".join("A" * seconds + "_" * 3 for _ in said)
    drawn = draw(agent=row, customer="_" * len(row), agent_says=said)
    turns = tuple(replace(turn, **voice) for turn in drawn.turns)  # type: ignore[arg-type]
    return replace(drawn, turns=turns)


def judged(timeline: CallTimeline) -> CallResult:
    return judge(timeline, STANDARD)


def test_a_moderate_pace_went_well_and_a_fast_one_is_to_try() -> None:
    calm, fast = (practise(judged(reading(text, text)), STANDARD) for text in (CALM, FAST))
    assert "pace" in [finding.rule for finding in calm.well]
    assert "pace" not in [finding.rule for finding in calm.to_try]
    assert "pace" in [finding.rule for finding in fast.to_try]
    assert calm.measures[0].inside is True
    assert fast.measures[0].inside is False


def test_at_most_two_things_are_to_be_tried_and_three_places_heard() -> None:
    timeline = draw(
        agent="_AAAA_AAAXAAA__AAA_AAAAAA____",
        customer="_____CCCCC__CCXXX_______CC___",
        agent_says=["喂", "你必须自己等一会儿", "这不是我的事", "不知道"],
        customer_says=["我要投诉", "你们怎么回事", "算了"],
    )
    result = judged(timeline)
    assert len(result.findings_with("fail", "review")) > 3
    practice = practise(result, STANDARD)
    assert 1 <= len(practice.to_try) <= 2
    assert 1 <= len(practice.moments) <= 3
    starts = [moment.start_s for moment in practice.moments]
    assert starts == sorted(starts)
    assert all(later - sooner >= 3.0 for sooner, later in pairwise(starts))
    assert all(sooner.end_s <= later.start_s for sooner, later in pairwise(practice.moments))


def test_a_lively_turn_in_the_band_is_a_sound_to_keep() -> None:
    lively = practise(judged(reading(CALM, CALM, f0_sd_st=3.0)), STANDARD)
    assert [moment.kind for moment in lively.moments].count("keep") == 1
    for dull in (reading(CALM, CALM, f0_sd_st=1.0), reading(FAST, FAST, f0_sd_st=3.0)):
        assert "keep" not in [moment.kind for moment in practise(judged(dull), STANDARD).moments]


def test_a_turn_that_a_listener_would_notice_is_named_and_no_other() -> None:
    uneven = practise(judged(reading(CALM, CALM + CALM[:6], CALM)), STANDARD)
    even = practise(judged(reading(CALM, CALM, CALM)), STANDARD)
    assert "Your fastest turn" in [moment.title["en"] for moment in uneven.moments]
    assert not {"Your slowest turn", "Your fastest turn"} & {moment.title["en"] for moment in even.moments}


def test_a_reading_is_not_asked_for_what_only_a_customer_could_show() -> None:
    result = judged(reading(CALM, CALM))
    assert is_alone(result)
    practice = practise(result, STANDARD)
    assert practice.alone
    groups = {finding.group for finding in (*practice.well, *practice.to_try)}
    assert groups <= {"voice", "wording"}
    assert not {"talk_share", "response_median_s", "interruption_count"} & {
        measure.id for measure in practice.measures
    }


def test_the_band_is_that_of_the_language() -> None:
    assert band_of("speech_rate_spm", STANDARD, "zh") == (160.0, 285.0)
    assert band_of("speech_rate_spm", STANDARD, "en") is None
    assert band_of("word_rate_wpm", STANDARD, "en") == (110.0, 175.0)
    assert band_of("talk_share", STANDARD, None) is not None


def test_english_is_counted_in_words() -> None:
    text = "good morning this is customer service my name is Chen how may I help you today"
    row = "A" * 8 + "___"
    result = judged(draw(agent=row, customer="_" * 11, agent_says=[text], language="en"))
    assert pace_metric(result) == "word_rate_wpm"
    (pace,) = turn_paces(result)
    assert pace.value == pytest.approx(len(text.split()) / 8 * 60)


def test_a_turn_of_a_few_syllables_has_no_pace() -> None:
    assert turn_paces(judged(reading("好的"))) == ()


def test_the_reference_stands_beside_unless_it_counts_something_else() -> None:
    own, other = judged(reading(CALM)), judged(reading(FAST))
    measure = practise(own, STANDARD, other).measures[0]
    assert measure.value is not None
    assert measure.reference == pytest.approx(2 * measure.value)
    agent = replace(other.metrics["agent"], rate_unit="nucleus")
    counted = replace(other, metrics={**other.metrics, "agent": agent})
    assert practise(own, STANDARD, counted).measures[0].reference is None


def test_a_call_that_cannot_be_told_apart_has_reasons_instead_of_figures() -> None:
    measures = practise(judged(drawn_mono()), STANDARD).measures
    assert all(measure.value is None and measure.reason for measure in measures)


def test_earlier_calls_come_in_order_and_the_same_recording_once() -> None:
    first = past_call(judged(reading(CALM)), "a.wav", "2026-01-02T10:00:00")
    second = replace(first, sha256="b" * 64, name="b.wav", at="2026-01-01T10:00:00")
    later = replace(first, sha256="c" * 64, name="c.wav", at="2026-02-01T10:00:00")
    now = replace(first, sha256="d" * 64, name="d.wav", at="2026-01-03T10:00:00")
    again = replace(now, at="2026-01-01T00:00:00")
    assert earlier_calls((first, later, again, second), now) == (second, first)
    assert first.figures["speech_rate_spm"] == pytest.approx(174.0)
    assert None not in first.figures.values()


def shouted() -> CallResult:
    """An agent who answers a calm customer in a raised voice, at an even level otherwise."""
    timeline = draw(
        agent="AAAAAAAAAA___AAAAAAAAAA___AAAAAAAAAA",
        customer="__________CCC__________CCC__________",
        agent_says=[CALM, CALM, CALM],
        customer_says=["我想查一下订单", "好的"],
    )
    loud = [
        replace(turn, raised=number == 4, level_dbov=-14.0 if number == 4 else -28.0)
        for number, turn in enumerate(timeline.turns)
    ]
    return judged(replace(timeline, turns=tuple(loud)))


def test_a_raised_voice_is_one_thing_to_mend_and_its_volume_is_not_praised() -> None:
    practice = practise(shouted(), STANDARD)
    of_loudness = [finding.rule for finding in practice.to_try if finding.rule in LOUDNESS_RULES]
    assert of_loudness == ["calm-throughout"]
    assert not LOUDNESS_RULES & {finding.rule for finding in practice.well}
    assert "microphone" not in "".join(str(finding.suggestion) for finding in practice.to_try)


LOUDNESS_RULES = {"volume", "volume-steadiness", "calm-throughout", "no-shouting-back", "tone-not-high"}


def test_what_is_to_be_changed_is_what_is_to_be_tried() -> None:
    for result in (shouted(), judged(reading(FAST, FAST, f0_sd_st=3.0))):
        practice = practise(result, STANDARD)
        asked = [moment for moment in practice.moments if moment.kind == "ask"]
        assert asked
        assert len({moment.rule for moment in asked}) == len(asked)
        assert {moment.rule for moment in asked} <= {finding.rule for finding in practice.to_try}


def test_what_was_measured_stands_in_short() -> None:
    result = judged(reading(FAST, FAST))
    (pace,) = [finding for finding in result.findings if finding.rule == "pace"]
    detail = detail_of(pace, result)
    assert detail is not None
    assert "160 to 285 characters/min" in detail["en"]
    (wording,) = [finding for finding in result.findings if finding.rule == "forbidden-phrases"]
    assert detail_of(wording, result) is None

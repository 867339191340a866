"""Group B: evenness, matching, the microphone, tone, stress, clearness, calm."""

from __future__ import annotations

import pytest

from tests.drawn import draw, with_turn, without_parties
from tests.rules.judging import finding
from voicecheck.asr.types import Word
from voicecheck.timeline.types import CallTimeline


def paced(*rates_spm: float) -> CallTimeline:
    """One agent turn of 10 s for each articulation rate."""
    call = draw(agent="_".join(["A" * 10] * len(rates_spm)), agent_says=["一" * 40] * len(rates_spm))
    for index, rate_spm in enumerate(rates_spm):
        call = with_turn(call, index, articulation_rate_spm=rate_spm, syllable_count=round(rate_spm / 6))
    return call


@pytest.mark.parametrize(
    ("rates", "verdict", "value"),
    [
        ((240, 240, 240, 240), "pass", 0.0),
        ((180, 180, 300, 300), "pass", 0.25),  # 60 off 240: at the limit
        ((174, 174, 306, 306), "review", 0.275),
        ((174, 306, 306), "not_measurable", None),  # three turns
    ],
)
def test_pace_steadiness(rates: tuple[float, ...], verdict: str, value: float | None) -> None:
    found = finding(paced(*rates), "pace-steadiness")
    assert found.verdict == verdict
    assert found.value == (None if value is None else pytest.approx(value))


def test_turns_far_off_the_pace_are_listed() -> None:
    found = finding(paced(240, 240, 120, 240, 396), "pace-steadiness")
    assert found.verdict == "review"
    assert [place.start_s for place in found.evidence] == [22.0, 44.0]


def test_steadiness_counts_by_time_and_leaves_short_turns_out() -> None:
    call = with_turn(paced(240, 240, 240, 240, 480), 4, syllable_count=6)
    assert finding(call, "pace-steadiness").value == 0.0


def two_paces(agent_spm: int, customer_spm: int) -> CallTimeline:
    """Ten seconds of one, ten of the other, three times."""
    return draw(
        agent="AAAAAAAAAA__________" * 3,
        customer="__________CCCCCCCCCC" * 3,
        agent_says=["一" * (agent_spm // 6)] * 3,
        customer_says=["二" * (customer_spm // 6)] * 3,
    )


@pytest.mark.parametrize(
    ("agent_spm", "customer_spm", "verdict"),
    [
        (240, 240, "not_applicable"),
        (240, 162, "not_applicable"),
        (204, 156, "review"),  # 1.31
        (198, 156, "pass"),
        (240, 156, "fail"),  # 1.54
        (192, 90, "pass"),  # slower than 150 counts as 150: 1.28
        (150, 156, "pass"),
    ],
)
def test_pace_match(agent_spm: int, customer_spm: int, verdict: str) -> None:
    found = finding(two_paces(agent_spm, customer_spm), "pace-match")
    assert found.verdict == verdict
    if verdict != "not_applicable":
        assert found.value == pytest.approx(agent_spm / max(customer_spm, 150))


def test_the_first_third_is_for_hearing_the_customer() -> None:
    call = two_paces(180, 120)
    call = with_turn(call, 0, syllable_count=60)
    assert finding(call, "pace-match").verdict == "pass"
    late = with_turn(two_paces(180, 120), 4, syllable_count=60)
    found = finding(late, "pace-match")
    assert (found.verdict, found.evidence[0].start_s) == ("fail", 40.0)


def test_pace_match_in_english_and_without_parties() -> None:
    slow = "I would like to know about my order " * 2
    call = draw(
        agent="AAAAAAAAAA__________" * 3,
        customer="__________CCCCCCCCCC" * 3,
        agent_says=["certainly let me look that up for you straight away right now please wait here " * 3]
        * 3,
        customer_says=[slow] * 3,
        language="en",
    )
    assert finding(call, "pace-match").verdict == "fail"
    assert finding(without_parties(call), "pace-match").verdict == "not_measurable"


def levels(*dbov: float | None) -> CallTimeline:
    call = draw(agent="_".join(["AA"] * len(dbov)))
    for index, level_dbov in enumerate(dbov):
        call = with_turn(call, index, level_dbov=level_dbov)
    return call


@pytest.mark.parametrize(
    ("call", "verdict"),
    [
        (levels(-26, -26, -26), "pass"),
        (levels(-26, -30, -26, -22, -26), "pass"),
        (levels(-28, -28, -28, -28, -28, -28, -28, -28, -20), "pass"),  # a rise of 8 dB is at the limit
        (levels(-28, -28, -28, -28, -28, -28, -28, -28, -19), "review"),
        (levels(-20, -28.5, -20, -28.5), "review"),
        (levels(-20, -24, -28, -32, -36), "review"),  # falls only, but spreads by 6.3 dB
        (levels(-26), "not_measurable"),
        (levels(None, None), "not_measurable"),
    ],
)
def test_volume_steadiness(call: CallTimeline, verdict: str) -> None:
    assert finding(call, "volume-steadiness").verdict == verdict


def test_the_sudden_rise_is_shown() -> None:
    found = finding(levels(-30, -30, -30, -30, -30, -30, -30, -30, -20, -30), "volume-steadiness")
    assert found.message["en"] == "The level suddenly rises by 10 dB; the reference is at most 8 dB."
    assert [place.start_s for place in found.evidence] == [21.0, 24.0]


@pytest.mark.parametrize(
    ("voice", "verdict"),
    [
        ({"blast_count": 0, "clipping_count": 0}, "pass"),
        ({"blast_count": 2, "clipping_count": 2}, "pass"),  # in one minute of speech
        ({"blast_count": 3, "clipping_count": 0}, "review"),
        ({"blast_count": 0, "clipping_count": 3}, "review"),
        ({"blast_count": None, "clipping_count": 3}, "review"),
        ({"blast_count": None, "clipping_count": 0}, "not_measurable"),
    ],
)
def test_mic_technique(voice: dict[str, int | None], verdict: str) -> None:
    reasons = {"blast_count": "the line cuts the low end, where air on the microphone would be heard"}
    call = draw(agent="A" * 60, agent_voice={**voice, "reasons": reasons})
    found = finding(call, "mic-technique")
    assert found.verdict == verdict
    if verdict == "not_measurable":
        assert found.reason == {"zh": "线路切掉了低频，听不出气流声", "en": reasons["blast_count"]}


@pytest.mark.parametrize(("f0_hz", "verdict"), [(120.0, "pass"), (270.0, "pass"), (271.0, "review")])
def test_pitch_height(f0_hz: float, verdict: str) -> None:
    call = draw(agent="AAA", agent_voice={"f0_median_hz": f0_hz})
    assert finding(call, "pitch-height").verdict == verdict


@pytest.mark.parametrize(("high", "verdict"), [(2, "pass"), (3, "review")])
def test_pitch_over_ones_own(high: int, verdict: str) -> None:
    call = draw(agent="AAAAA_AAAAA_AAAAA_AAAAA", agent_voice={"f0_median_hz": 200.0}, step_s=2.0)
    for index in range(4):
        call = with_turn(call, index, f0_rise_st=4.0 if index < high else 3.9)
    found = finding(call, "pitch-height")
    assert found.verdict == verdict
    assert finding(draw(agent="AAA"), "pitch-height").verdict == "not_measurable"


# "您的费用是一百二十元请您在明天上午交": a number and two terms among other words, one character 0.2 s.
SENTENCE = "您的费用是一百二十元请您在明天上午交"
AMOUNT, DAY = range(5, 10), range(13, 17)


def stressed(places: set[int], level_db: float = 3.0, f0_st: float = 3.0, turns: int = 2) -> CallTimeline:
    """The sentence, with some of its characters louder and higher."""
    call = draw(agent="AAAA_" * turns, agent_says=[SENTENCE] * turns)
    for index in range(turns):
        call = with_turn(
            call,
            index,
            word_levels_db=tuple(level_db if place in places else 0.0 for place in range(len(SENTENCE))),
            word_f0_st=tuple(f0_st if place in places else 0.0 for place in range(len(SENTENCE))),
        )
    return call


@pytest.mark.parametrize(
    ("call", "verdict", "value"),
    [
        (stressed({*AMOUNT, *DAY}), "pass", 1.0),
        (stressed(set(AMOUNT)), "pass", 0.5),
        (stressed(set()), "review", 0.0),
        (stressed(set(AMOUNT), 2.9, 0.0), "review", 0.0),  # louder alone
        (stressed(set(AMOUNT), 3.0, 0.0), "pass", 0.5),  # twice as loud as is noticed
        (stressed({*AMOUNT, *DAY}, 1.5, 1.5), "pass", 1.0),  # at the limits
        (stressed({*AMOUNT, *DAY}, 1.4, 3.0), "review", 0.0),
        (stressed(set(), turns=1), "not_applicable", None),  # two terms
    ],
)
def test_key_word_stress(call: CallTimeline, verdict: str, value: float | None) -> None:
    found = finding(call, "key-word-stress")
    assert (found.verdict, found.value) == (verdict, value)


def test_plain_terms_are_quoted() -> None:
    found = finding(stressed(set(AMOUNT), 2.9, 0.0), "key-word-stress")
    assert [place.text for place in found.evidence] == ["一百二十元", "明天上午"] * 2
    assert "「一百二十元」、「明天上午」没有突出" in found.message["zh"].replace(" ", "")


def test_a_longer_word_is_stressed_too() -> None:
    call = stressed(set(AMOUNT), 2.9, 0.0)
    for index in (0, 1):
        turn = call.turns[index]
        words, at_s = [], turn.start_s
        for place, word in enumerate(turn.words):
            long_s = 0.24 if place in AMOUNT else 0.2
            words.append(Word(start_s=at_s, end_s=at_s + long_s, text=word.text))
            at_s += long_s
        call = with_turn(call, index, words=tuple(words))
    assert finding(call, "key-word-stress").value == 0.5


def test_stress_in_english() -> None:
    said = "your total is one hundred twenty dollars and it is due on monday morning"
    words = len(said.split())
    call = draw(agent="AAAA_AAAA", agent_says=[said] * 2, language="en")
    for index in (0, 1):
        loud = tuple(3.0 if 3 <= place <= 6 else 0.0 for place in range(words))
        call = with_turn(call, index, word_levels_db=loud, word_f0_st=loud)
    found = finding(call, "key-word-stress")
    assert (found.verdict, found.value) == ("pass", 0.5)
    assert found.evidence[0].text == "one hundred twenty dollars"


def test_numbers_of_the_opening_are_no_news() -> None:
    call = draw(agent="AAAA_____AAAA_AAAA", customer="_____CCC", agent_says=[SENTENCE] * 3)
    loud = tuple(3.0 if place in AMOUNT else 0.0 for place in range(len(SENTENCE)))
    plain = (0.0,) * len(SENTENCE)
    for index in (turn.index for turn in call.turns if turn.speaker == "agent"):
        levels = plain if index == 0 else loud
        call = with_turn(call, index, word_levels_db=levels, word_f0_st=levels)
    assert finding(call, "key-word-stress").value == 0.5  # of four terms, not of six


@pytest.mark.parametrize(
    ("said", "number"),
    [
        (
            "the whole sum is two hundred and thirty seven pounds for you",
            "two hundred and thirty seven pounds",
        ),
        ("they will be there at half past nine with the parts", "half past nine"),
        ("it is good until the twenty eighth of february and no longer", "twenty eighth"),
        ("please pay it before the ninth of november if you can", "ninth of november"),
        ("it takes three weeks from now until it gets to you", "three weeks"),
        ("那我们给您百分之五的优惠好吗", "百分之五"),
        ("大概要等三个工作日才能到您那", "三个工作日"),
        ("十分感谢您的耐心，要等三周", "三周"),
        ("万一不行您再快一点打来，十一点前都可以", "十一点"),
        ("first may i ask which one am i to send you in the next three weeks", "three weeks"),
        ("one second please i will have it for you in three weeks", "three weeks"),
    ],
)
def test_numbers_are_taken_whole(said: str, number: str) -> None:
    language = "en" if said.isascii() else "zh"
    call = draw(agent="AAAA_AAAA_AAAA_AAAA", agent_says=[said] * 4, language=language)
    for index in range(4):
        plain = (0.0,) * len(call.turns[index].words)
        call = with_turn(call, index, word_levels_db=plain, word_f0_st=plain)
    assert finding(call, "key-word-stress").evidence[0].text == number


def test_no_stress_without_word_times() -> None:
    call = draw(agent="AAAA_AAAA", agent_says=[SENTENCE] * 2)
    assert finding(call, "key-word-stress").verdict == "not_measurable"
    assert finding(without_parties(call), "key-word-stress").verdict == "not_measurable"
    assert finding(draw(agent="AAA", transcript=False), "key-word-stress").verdict == "not_measurable"


CLEAR = {"snr_db": 30.0, "hnr_db": 10.0}


@pytest.mark.parametrize(
    ("voice", "probability", "verdict"),
    [
        (CLEAR, 0.9, "pass"),
        (CLEAR, 0.65, "pass"),
        (CLEAR, 0.64, "review"),
        (CLEAR, None, "pass"),  # given words: the voice alone is judged
        ({**CLEAR, "hnr_db": 5.0}, 0.9, "pass"),
        ({**CLEAR, "hnr_db": 4.9}, 0.9, "review"),
        ({**CLEAR, "snr_db": 19.9}, 0.5, "not_measurable"),
        ({**CLEAR, "snr_db": 20.0}, 0.9, "pass"),
        ({**CLEAR, "hnr_db": None}, None, "not_measurable"),
        ({"hnr_db": 10.0}, None, "not_measurable"),
    ],
)
def test_articulation(voice: dict[str, float], probability: float | None, verdict: str) -> None:
    call = draw(agent="AAAAA", agent_says=["您" * 20], agent_voice=voice, probability=probability)
    assert finding(call, "articulation").verdict == verdict


@pytest.mark.parametrize(
    ("agent", "verdict", "value"),
    [("AA_AA_AA", "pass", 0.0), ("AA_XX_AA", "review", 1.0), ("AA_XX_XX", "review", 2.0)],
)
def test_calm_throughout(agent: str, verdict: str, value: float) -> None:
    found = finding(draw(agent=agent), "calm-throughout")
    assert (found.verdict, found.value) == (verdict, value)
    if verdict == "review":
        assert found.evidence[0].start_s == 3.0


def test_calm_needs_a_baseline() -> None:
    call = with_turn(draw(agent="AAA"), 0, raised=None)
    assert finding(call, "calm-throughout").verdict == "not_measurable"
    assert finding(draw(customer="CCC"), "calm-throughout").verdict == "not_measurable"


def in_noise(
    level_change_db: float, f0_change_st: float = 0.0, snr_db: float | None = 8.0, greeting: str = "AAA"
) -> CallTimeline:
    call = draw(
        agent=greeting + "______AAAA" * bool(greeting), customer="___CCC", customer_voice={"snr_db": snr_db}
    )
    if not greeting:
        return call
    call = with_turn(call, 0, level_dbov=-26.0, f0_median_hz=200.0)
    return with_turn(
        call, 2, level_dbov=-26.0 + level_change_db, f0_median_hz=200.0 * 2 ** (f0_change_st / 12)
    )


@pytest.mark.parametrize(
    ("call", "verdict"),
    [
        (in_noise(3.0), "pass"),
        (in_noise(1.0, 1.99), "pass"),
        (in_noise(6.0), "pass"),
        (in_noise(0.9), "review"),
        (in_noise(6.1), "review"),
        (in_noise(3.0, 2.1), "review"),
        (in_noise(0.0, snr_db=15.0), "not_applicable"),
        (in_noise(3.0, snr_db=None), "not_measurable"),
        (in_noise(3.0, greeting=""), "not_measurable"),
    ],
)
def test_raise_voice_for_noise(call: CallTimeline, verdict: str) -> None:
    assert finding(call, "raise-voice-for-noise").verdict == verdict


def test_how_far_louder_is_said() -> None:
    found = finding(in_noise(9.0), "raise-voice-for-noise")
    assert "far louder (9 dB" in found.message["en"]
    assert found.unit == "dB"

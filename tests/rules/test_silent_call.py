"""Group E: the call without a sound."""

from __future__ import annotations

import pytest

from tests.drawn import draw, without_parties
from tests.rules.judging import documented, finding
from voicecheck.rules.judge import judge
from voicecheck.timeline.types import CallTimeline

HELLO = "您好！请问有什么可以帮助您？"
AGAIN = "您好，请问有什么可以帮助您？"
SCRIPT = "对不起，您的电话没有声音，请您换一部电话再次打来，好吗？再见！"


def silent(
    first: int = 5, second: int = 5, last: int = 5, lines: tuple[str, ...] = (HELLO, AGAIN, SCRIPT)
) -> CallTimeline:
    agent = "_AAA" + "_" * first + "AAA" + "_" * second + "AAAAAAA" + "_" * last
    return draw(agent=agent, agent_says=lines)


def test_the_script_to_the_letter() -> None:
    found = finding(silent(), "silent-call")
    assert found.verdict == "pass"
    assert [step.id for step in found.steps] == [
        "greeting", "first-wait", "second-greeting", "second-wait", "apology", "no-sound", "another-phone",
        "goodbye", "last-wait",
    ]  # fmt: skip
    assert all(step.found for step in found.steps)
    waits = [step for step in found.steps if step.expected_s]
    assert [(step.expected_s, step.actual_s) for step in waits] == [((4.0, 8.0), 5.0)] * 3
    assert found.steps[7].text == "再见"


@pytest.mark.parametrize("wait", ["first", "second", "last"])
@pytest.mark.parametrize(("length", "verdict"), [(3, "fail"), (4, "pass"), (8, "pass"), (9, "fail")])
def test_every_wait_has_its_limits(wait: str, length: int, verdict: str) -> None:
    waits = {"first": 5, "second": 5, "last": 5} | {wait: length}
    call = silent(waits["first"], waits["second"], waits["last"])
    found = finding(call, "silent-call")
    assert found.verdict == verdict
    if verdict == "fail":
        assert f"took {length} s (4 to 8 s)" in found.message["en"]


@pytest.mark.parametrize(
    ("script", "missing", "verdict"),
    [
        # Free words may have been put otherwise than listed: one such part alone is for a person.
        ("您的电话没有声音，请您换一部电话再次打来，好吗？再见！", ["apology"], "review"),
        ("对不起，请您换一部电话打来。再见！", ["no-sound"], "review"),
        ("请您换一部电话打来。再见！", ["apology", "no-sound"], "fail"),
        ("对不起，听不到您的声音。再见！", ["another-phone"], "fail"),
        ("对不起，您的电话没有声音，请您换一部电话打来，好吗？", ["goodbye"], "fail"),
    ],
)
def test_a_missing_part_does_not_pass(script: str, missing: list[str], verdict: str) -> None:
    found = finding(silent(lines=(HELLO, AGAIN, script)), "silent-call")
    assert found.verdict == verdict
    assert [step.id for step in found.steps if not step.found] == missing


def test_small_differences_of_wording_pass() -> None:
    script = "您的电话好像没声音，不好意思，麻烦您换个电话再打来，谢谢，再见"
    assert finding(silent(lines=("喂，您好", AGAIN, script)), "silent-call").verdict == "pass"


@pytest.mark.parametrize(("pause", "verdict"), [(2, "pass"), (3, "fail")])
def test_a_breath_is_no_wait(pause: int, verdict: str) -> None:
    # Steps of half a second: 1 s inside the first greeting joins it up, 1.5 s parts it.
    agent = "_AAA" + "-" * pause + "AAA" + "_" * 10 + "AAAAAA" + "_" * 10 + "A" * 14 + "_" * 10
    call = draw(agent=agent, agent_says=[HELLO, AGAIN, SCRIPT], step_s=0.5)
    assert finding(call, "silent-call").verdict == verdict


def test_no_second_greeting() -> None:
    call = draw(agent="_AAA_____AAAAAAA_____", agent_says=[HELLO, SCRIPT])
    found = finding(call, "silent-call")
    assert found.verdict == "fail"
    assert [step.id for step in found.steps if not step.found] == ["second-greeting", "second-wait"]


def test_words_after_the_script_put_off_the_end() -> None:
    agent = "_AAA_____AAA_____AAAAAAA_____AA__"
    call = draw(agent=agent, agent_says=[HELLO, AGAIN, SCRIPT, "还在吗"])
    found = finding(call, "silent-call")
    assert found.verdict == "fail"
    assert found.steps[-1].actual_s == 2.0


def test_hanging_up_early() -> None:
    found = finding(draw(agent="_AAA_", agent_says=[HELLO]), "silent-call")
    assert found.verdict == "fail"
    assert [step.id for step in found.steps if step.found] == ["greeting"]


def test_the_forbidden_line() -> None:
    agent = "_AAA_____AAA_____AA_AAAAAA_____"
    call = draw(agent=agent, agent_says=[HELLO, AGAIN, "喂，说话呀！再不说话我就挂了啊！", SCRIPT])
    found = finding(call, "silent-call")
    assert found.verdict == "fail"
    assert "说了「喂说话」" in found.message["zh"]
    assert found.evidence[0].start_s == pytest.approx(17.0)


def test_waits_of_the_script_are_not_dead_air() -> None:
    judgement = judge(silent(first=7, second=6, last=8), documented())
    assert [excuse.excused_by for excuse in judgement.excuses] == ["silent-call"] * 3
    assert next(found.verdict for found in judgement.findings if found.rule == "dead-air") == "pass"


def test_the_same_waits_with_a_customer_are_dead_air() -> None:
    call = draw(agent="_AAA_______AAA", customer="______________CC", agent_says=[HELLO, AGAIN])
    assert finding(call, "silent-call").verdict == "not_applicable"
    assert finding(call, "dead-air").verdict == "fail"


def test_a_click_is_no_speech() -> None:
    click = draw(agent="__AAAAAA", customer="c", agent_says=[HELLO], step_s=0.4)
    assert finding(click, "silent-call").verdict == "fail"
    word = draw(agent="__AAAAAA", customer="c", agent_says=[HELLO], step_s=0.5)
    assert finding(word, "silent-call").verdict == "not_applicable"


def test_unsure_words_are_for_a_person() -> None:
    agent = "_AAA_____AAA_____AAAAAAA_____"
    call = draw(agent=agent, agent_says=[HELLO, AGAIN, SCRIPT], probability=0.4)
    assert finding(call, "silent-call").verdict == "review"


def test_what_cannot_be_known() -> None:
    assert finding(without_parties(silent()), "silent-call").verdict == "not_measurable"
    assert finding(draw(agent="_AAA____", transcript=False), "silent-call").verdict == "not_measurable"

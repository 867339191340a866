"""What the scorecard says, in both languages and without UTF-8."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from rich.cells import cell_len
from rich.console import Console, RenderableType

from tests.report.drawn import drawn_mono, drawn_timeline
from tests.report.test_encode import result_of
from voicecheck.report.glyphs import ASCII, UNICODE, Glyphs
from voicecheck.report.i18n import Lang
from voicecheck.report.result import CallResult
from voicecheck.report.summary import render_summary
from voicecheck.report.terminal import View, render_call, score_style


def shown(renderable: RenderableType, *, width: int = 100, colour: bool = False) -> str:
    """What a terminal of that width shows."""
    console = Console(
        file=io.StringIO(), width=width, force_terminal=colour, color_system="truecolor" if colour else None,
        highlight=False, markup=False, emoji=False,
    )  # fmt: skip
    console.print(renderable)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def page(
    result: CallResult, lang: Lang = "en", glyphs: Glyphs = UNICODE, width: int = 100, colour: bool = False
) -> str:
    """The scorecard as text."""
    return shown(render_call(result, View(lang=lang, glyphs=glyphs, width=width)), width=width, colour=colour)


def section(text: str, heading: str) -> str:
    """The lines from a heading to the next empty line."""
    return text[text.index(f"\n{heading}") :].split("\n\n")[0]


def test_a_failed_rule_is_shown_with_time_quote_value_and_limit() -> None:
    failed = section(page(result_of(drawn_timeline())), "Failed (4)")
    assert "2 ✗ Neither too fast nor too slow  pace" in failed
    assert "0:11.0 agent “您好这里是星河客服”" in failed
    assert "312.5" in failed
    assert "180 to 260" in failed
    assert "→ slow down at numbers and times" in failed
    assert "1 ✗ Never cut in  no-interrupting  critical" in failed


def test_numbers_continue_from_failures_to_reviews() -> None:
    text = page(result_of(drawn_timeline()))
    assert "5 ? Neither too loud nor too soft" in section(text, "Please listen (1)")
    assert "the gain of the recorder is unknown" in section(text, "Please listen (1)")


def test_rules_without_a_verdict_are_grouped_by_reason() -> None:
    unmeasured = section(page(result_of(drawn_timeline())), "Could not be measured (2)")
    assert "· no hang-up is known\n       The customer hangs up first" in unmeasured
    assert "Call without a voice; Stay in Mandarin" in section(
        page(result_of(drawn_timeline())), "Did not occur (2)"
    )


def test_a_protocol_is_a_list_of_steps() -> None:
    steps = section(page(result_of(drawn_timeline())), "Failed (4)").splitlines()
    assert any(line.strip().startswith("✓ apologise  0:31.6") for line in steps)
    assert any("waited 8.9 s" in line and "0 to 60" in line for line in steps)
    assert any(line.strip() == "○ show understanding  missing" for line in steps)


def test_the_score_stands_with_its_measurable_share_and_critical_failures() -> None:
    text = page(result_of(drawn_timeline()), glyphs=ASCII)
    assert "  62.5  / 100" in text
    assert "88.9 % of the weight could be measured" in text
    assert "The call fails, whatever its score: a critical rule was not met (Never cut in)" in text


def test_chinese_speaks_chinese_throughout() -> None:
    text = page(result_of(drawn_timeline()), lang="zh")
    for word in (
        "未通过 (4)",
        "请人工复听 (1)",
        "缺少",
        "通过 (3)",
        "无法测量 (2)",
        "未发生的情形 (2)",
        "坐席",
        "客户",
    ):
        assert word in text
    for word in ("agent", "Failed", "measured", "limit", "channel"):
        assert word not in text


def test_without_utf8_every_character_that_is_ours_is_ascii() -> None:
    text = page(result_of(drawn_timeline()), glyphs=ASCII)
    ours = {char for char in text if ord(char) > 127 and not "一" <= char <= "鿿"}
    assert ours == set()


@pytest.mark.parametrize("width", [40, 72, 100, 200])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_line_is_wider_than_the_terminal(width: int, lang: Lang) -> None:
    lines = page(result_of(drawn_timeline()), lang=lang, width=width).splitlines()
    assert max(map(cell_len, lines)) <= width


def test_piped_output_holds_no_escape_sequence_and_a_terminal_gets_colour() -> None:
    assert "\x1b" not in page(result_of(drawn_timeline()))
    assert "\x1b" in page(result_of(drawn_timeline()), colour=True)


def test_a_quote_cannot_command_the_terminal() -> None:
    call = replace(drawn_timeline().call, path="call\x1b[31m [bold]17")
    text = page(result_of(replace(drawn_timeline(), call=call)))
    assert "\x1b" not in text
    assert "[31m [bold]17" in text


def test_mono_has_one_lane_and_says_that_nobody_is_told_apart() -> None:
    text = page(result_of(drawn_mono()))
    assert "the parties cannot be told apart" in text
    assert "\n speech " in text
    assert "\n agent " not in text
    assert "none recognised" in text


def test_a_call_without_a_score_says_so() -> None:
    result = result_of(drawn_timeline())
    empty = replace(
        result, score=replace(result.score, value=None, measurable_share=None, critical_failed=())
    )
    assert "no score" in page(empty)


def test_several_calls_end_in_a_table() -> None:
    result = result_of(drawn_timeline())
    text = shown(render_summary([result, result], 1, View(lang="en", glyphs=UNICODE, width=100)))
    row = next(line.split() for line in text.splitlines() if line.startswith("call-17.wav"))
    assert row[:6] == ["call-17.wav", "1:03", "62.5", "88.9", "%", "4"]
    assert "3 calls: 2 judged, 1 could not be judged" in text


def test_a_score_of_little_evidence_has_no_colour() -> None:
    score = result_of(drawn_timeline()).score
    assert score_style(replace(score, value=95.0, measurable_share=0.9)) == "green"
    assert score_style(replace(score, value=95.0, measurable_share=0.4)) == "dim"

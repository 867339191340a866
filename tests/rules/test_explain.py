"""A rule in plain words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.rules.judging import documented, own_standard
from voicecheck.errors import StandardError
from voicecheck.rules.explain import explain_rule
from voicecheck.rules.load import available_standards, load_standard


def test_a_rule_with_its_limits_and_source() -> None:
    told = explain_rule(documented(), "answer-within-three-rings", "en")
    assert "Rings before the answer: at most 3 rings" in told
    assert "Source: D0 Telephone etiquette for service agents" in told


@pytest.mark.parametrize(
    ("rule", "part"),
    [
        ("pace", "中文通话：语速应在 180 至 260 字/分钟之间，越界不超过 10 字/分钟的由人工判断"),
        ("pitch-variation", "只提示人工试听"),
        ("calling-hours", "08:00 至 21:00"),
        ("calling-hours", "只适用于：外呼电话"),
        ("late-answer-apology", "接听前铃声超过 3 声的通话"),
        ("forbidden-phrases", "这样说是可以的"),
        ("polite-words", "至少要做到以下各项中的 2 项"),
        ("silent-call", "2. 第一次等待：4 至 8 秒"),
        ("no-shouting-back", "客户提高嗓门后 15 秒之内，坐席不应也提高嗓门"),
        ("no-shouting-back", "关键项"),
        ("recap", "4 位以上"),
        ("empathy", "客户提高嗓门"),
        ("hold-etiquette", "最长 60 秒"),
        ("no-repeat-questions", "80% 以上相同"),
        ("backchannel", "10 秒"),
        ("keep-mandarin", "中文通话"),
        ("customer-hangs-up-first", "以通话资料为准"),
        ("no-abrupt-end", "结束的话"),
        ("identify-caller", "坐席问到姓名"),
        ("customer-name", "至少 1 次"),
        ("smile", "人工评分"),
        ("no-bare-hello", "只看坐席开头 1 次发言的话"),
        ("greeting-complete", "（外呼）确认对方，如「请问是」"),
        ("complaint-procedure", "（不能少）"),
        ("plain-words", "只提示人工试听，不判不合格"),
        ("next-step-stated", "整个当时话轮和之后"),
        ("dead-air", "规定的等待不算：无声来电"),
    ],
)
def test_every_kind_says_how_it_is_judged(rule: str, part: str) -> None:
    assert part in explain_rule(documented(), rule, "zh")


def test_an_unknown_rule() -> None:
    with pytest.raises(StandardError, match="did you mean 'dead-air'"):
        explain_rule(documented(), "deadair", "en")


@pytest.mark.parametrize("name", available_standards())
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_rule_reads_as_a_person_would_say_it(name: str, language: str) -> None:
    standard = load_standard(name)
    for rule in standard.rules:
        told = explain_rule(standard, rule.id, language)
        _, _, method = told.partition("：\n" if language == "zh" else ":\n")
        # Nothing of the file's own notation: codes of languages, marks of beginning and end, empty lists.
        for code in (
            "（zh",
            "(zh",
            "zh）",
            "None",
            "{",
            "^",
            "$",
            "()",
            "（）",
            "「」",
            "“”",
            " 1 turns",
            "  of",
        ):
            assert code not in told, (rule.id, code)
        assert method.startswith("  - ")
        if language == "zh":
            assert not re.search(r"[\u4e00-\u9fff] ?:|,", method.split("出处")[0]), rule.id


def test_rules_that_allow_a_few_say_how_many(tmp_path: Path) -> None:
    own = own_standard(
        tmp_path,
        """[rules.no-interrupting]
max_count = 2
[rules.recap.window]
last_s = 60
after = "hold"
[rules.customer-name]
min_count = 3
[rules.listening-language]
outside = "review"
""",
    )
    assert "must not cut in on the other (allowed: 2)" in explain_rule(own, "no-interrupting", "en")
    assert "最多允许 2 次" in explain_rule(own, "no-interrupting", "zh")
    assert "says in the last 60 s, after “one moment”" in explain_rule(own, "recap", "en")
    assert "3 times or more often" in explain_rule(own, "customer-name", "en")
    assert "nothing fails" in explain_rule(own, "listening-language", "en")

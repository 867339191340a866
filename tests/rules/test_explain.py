"""A rule in plain words."""

from __future__ import annotations

import pytest

from tests.rules.judging import documented
from voicecheck.errors import StandardError
from voicecheck.rules.explain import explain_rule


def test_a_rule_with_its_limits_and_source() -> None:
    told = explain_rule(documented(), "answer-within-three-rings", "en")
    assert "Rings before the answer: at most 3 rings" in told
    assert "Source: D0 Telephone etiquette for service agents" in told


@pytest.mark.parametrize(
    ("rule", "part"),
    [
        ("pace", "180 至 260 音节/分钟（zh），界限外 10 音节/分钟"),
        ("pitch-variation", "只提示人工试听"),
        ("calling-hours", "08:00 至 21:00"),
        ("calling-hours", "适用条件：外呼电话"),
        ("late-answer-apology", "接听前铃声超过 3"),
        ("forbidden-phrases", "以下说法除外"),
        ("polite-words", "至少要有 2 项"),
        ("silent-call", "第一次等待：4–8 秒"),
        ("no-shouting-back", "15 秒内"),
        ("no-shouting-back", "关键项"),
        ("recap", "4 位以上"),
        ("empathy", "客户提高嗓门"),
        ("hold-etiquette", "不超过 60 秒"),
        ("no-repeat-questions", "80% 以上相同"),
        ("backchannel", "10 秒"),
        ("keep-mandarin", "zh 的通话"),
        ("customer-hangs-up-first", "挂机方为准"),
        ("no-abrupt-end", "结束的话"),
        ("identify-caller", "询问姓名"),
        ("customer-name", "至少 1 次"),
        ("smile", "人工评分"),
    ],
)
def test_every_kind_says_how_it_is_judged(rule: str, part: str) -> None:
    assert part in explain_rule(documented(), rule, "zh")


def test_an_unknown_rule() -> None:
    with pytest.raises(StandardError, match="did you mean 'dead-air'"):
        explain_rule(documented(), "deadair", "en")

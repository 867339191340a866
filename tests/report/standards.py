"""A small standard for the drawn judgement: its rules have titles and groups, and judge nothing."""

from __future__ import annotations

from tests.report.judged import GROUPS, TITLES, both, title
from voicecheck.rules.standard import Applies, Group, Pending, Rule, Standard
from voicecheck.rules.types import Clause

GROUP_TITLES = {
    "answering": ("接听", "Answering"),
    "voice": ("声音", "Voice"),
    "conversation": ("交流", "Conversation"),
    "wording": ("用语", "Wording"),
    "special": ("特殊来电", "Special calls"),
    "closing": ("结束", "Closing"),
}


def small_standard() -> Standard:
    """Twelve rules in six groups."""
    return Standard(
        name="small",
        version="3",
        title=both("小标准", "A small standard"),
        language="zh",
        languages=("zh",),
        min_word_probability=0.5,
        min_mean_probability=0.5,
        documents={"D0": both("电话礼仪", "Telephone etiquette")},
        groups=tuple(Group(id=name, title=both(*texts)) for name, texts in GROUP_TITLES.items()),
        phrases={},
        rules=tuple(_rule(name) for name in TITLES),
        sha256="cd" * 32,
    )


def _rule(name: str) -> Rule:
    return Rule(
        id=name,
        group=GROUPS[name],
        title=title(name),
        explanation=both("说明", "explanation"),
        tip=both("提示", "tip"),
        clause=Clause(document="D0", section="4.1"),
        weight=2.0,
        critical=False,
        applies=Applies(),
        check=Pending(),
    )

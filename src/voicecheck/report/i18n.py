"""Every label that voicecheck prints, in both languages, and the choice between them."""

from __future__ import annotations

import locale
import os
from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

__all__ = ["LABELS", "Lang", "default_lang", "label"]

Lang = Literal["zh", "en"]


def default_lang(environment: Mapping[str, str] | None = None) -> Lang:
    """Chinese where the locale is Chinese, else English."""
    given = os.environ if environment is None else environment
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if given.get(name):
            return "zh" if given[name].lower().startswith("zh") else "en"
    if environment is None and (locale.getlocale()[0] or "").lower().startswith(("zh", "chinese")):
        return "zh"
    return "en"


def label(key: str, lang: Lang) -> str:
    """The label of that key; a missing key is a programming error and raises KeyError."""
    return LABELS[key][lang]


def _frozen(table: dict[str, tuple[str, str]]) -> Mapping[str, Mapping[str, str]]:
    return MappingProxyType({key: MappingProxyType({"zh": zh, "en": en}) for key, (zh, en) in table.items()})


LABELS = _frozen(
    {
        "agent": ("坐席", "agent"),
        "customer": ("客户", "customer"),
        "speech": ("语音", "speech"),
        "unknown_speaker": ("未知", "unknown"),
        "events": ("事件", "events"),
        "marks": ("标记", "marks"),
        "channel": ("声道", "channel"),
        "channels": ("声道", "channels"),
        "left": ("左声道", "left channel"),
        "right": ("右声道", "right channel"),
        "declared": ("指定", "declared"),
        "metadata": ("随附信息", "metadata"),
        "content": ("按内容判断", "by what is said"),
        "order": ("按声道顺序", "by channel order"),
        "guessed": ("推测", "guessed"),
        "standard": ("标准", "standard"),
        "words_from": ("文字", "words"),
        "words_model": ("模型 {model}", "model {model}"),
        "words_given": ("已有文本", "given transcript"),
        "words_none": ("无（未识别）", "none recognised"),
        "roles_unknown": ("无法区分坐席与客户", "the parties cannot be told apart"),
        "score": ("得分", "score"),
        "no_score": ("无得分", "no score"),
        "measurable": ("可测量部分占权重 {share}", "{share} of the weight could be measured"),
        "critical_failed": ("关键项未通过", "critical rules failed"),
        "call_fails": (
            "整通不合格：关键项未通过（{rules}），无论得分多少",
            "The call fails, whatever its score: a critical rule was not met ({rules})",
        ),
        "critical": ("关键", "critical"),
        "failed": ("未通过", "Failed"),
        "review": ("请人工复听", "Please listen"),
        "passed": ("通过", "Passed"),
        "not_measurable": ("无法测量", "Could not be measured"),
        "not_applicable": ("未发生的情形", "Did not occur"),
        "limits": ("本录音的局限", "What this recording cannot show"),
        "picture": ("通话概览", "The call"),
        "legend_rings": ("振铃", "ring"),
        "legend_raised": ("提高嗓门", "raised voice"),
        "legend_silence": ("静默", "silence"),
        "legend_excused": ("已说明的等待", "announced wait"),
        "legend_overlap": ("打断", "interruption"),
        "legend_mark": ("对应下列条目", "see the finding of that number"),
        "waited": ("等待", "waited"),
        "step_missing": ("缺少", "missing"),
        "and_more": ("另有 {count} 处", "and {count} more"),
        "no_reason": ("未给出原因", "no reason given"),
        "source": ("依据", "source"),
        "status": ("状态", "status"),
        "not_scored": ("不计分", "Not scored"),
        "rule_count": ("{count} 条", "{count} rules"),
        "column_rule": ("规则", "rule"),
        "column_group": ("分组", "group"),
        "column_title": ("要求", "requirement"),
        "column_weight": ("权重", "weight"),
        "column_critical": ("关键", "critical"),
        "column_judged": ("判定", "judged"),
        "judged": ("可判定", "judged"),
        "not_yet_judged": ("尚未支持", "not yet judged"),
        "beyond_sound": ("声音无法证明", "beyond sound"),
        "rules": ("条规则", "rules"),
        "bundled": ("自带标准：{names}", "bundled standards: {names}"),
        "between": ("；", "; "),
        "mono": ("单声道", "mono"),
        "summary": ("汇总", "All calls"),
        "call": ("通话", "call"),
        "duration": ("时长", "length"),
        "measurable_short": ("可测", "measured"),
        "critical_note": (
            "关键项未通过，整通即不合格，无论得分多少。",
            "A critical rule that is not met fails the call, whatever its score.",
        ),
        "passes": ("通过", "passed"),
        "unmeasured": ("无法测", "unmeasured"),
        "fails": ("未通过", "failed"),
        "reviews": ("复听", "listen"),
        "not_judged": ("未能判定", "could not be judged"),
        "counts": (
            "{calls} 通：已判定 {judged}，未能判定 {errors}",
            "{calls} calls: {judged} judged, {errors} could not be judged",
        ),
    }
)

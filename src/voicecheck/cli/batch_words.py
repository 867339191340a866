"""What `voicecheck batch` says on the way, in both languages."""

from __future__ import annotations

from voicecheck.cli.console import Output, say

__all__ = ["Teller"]

_WORDS = {
    "zh": {
        "start": "{total} 通：此前已完成 {done}，此前失败 {failed}，待处理 {tasks}",
        "later": "--limit 之外另有 {later} 通",
        "failed_before": "此前失败且未改动的 {failed} 通不再尝试；--retry-failed 可重试",
        "rejudge": "按 {name} {version} 重新判定已完成的 {done} 通，不用录音",
        "settings": "设置与上次不同（{names}）：受影响的通话将重新测量",
        "facts_kept": "通话信息沿用上次的 {option} {value}",
        "interrupted": "已中断：完成的 {finished} 通已保存；用同一命令继续",
        "stopped": "已中断；用同一命令继续",
        "wordless": "没有语音识别模型，也没有转写稿的通话不判定用语；用 --model 指定模型",
        "took": "用时 {elapsed}：{finished} 通，每小时 {rate:,.0f} 通，{speed:.1f} 倍实时",
    },
    "en": {
        "start": "{total} calls: {done} done before, {failed} failed before, {tasks} to do",
        "later": "{later} more calls lie beyond --limit",
        "failed_before": "{failed} calls that failed before and have not changed are not tried again; "
        "--retry-failed does",
        "rejudge": "judging the {done} finished calls by {name} {version}, without audio",
        "settings": "the settings differ from the run's ({names}): the calls they touch are measured again",
        "facts_kept": "facts of the calls as before: {option} {value}",
        "interrupted": "interrupted: {finished} finished calls are kept; the same command goes on",
        "stopped": "interrupted; the same command goes on",
        "wordless": "no recognition model: the wording of calls without a transcript is not judged; "
        "name a model with --model",
        "took": "{finished} calls in {elapsed}: {rate:,.0f} calls an hour, {speed:.1f} x real time",
    },
}


class Teller:
    """Says lines of the language in use on standard error."""

    def __init__(self, output: Output) -> None:
        self._words = _WORDS[output.lang]

    def __call__(self, line: str, **values: object) -> None:
        say(self._words[line].format(**values))

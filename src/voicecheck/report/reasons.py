"""Reasons in both languages: lower rooms give them in English, as stable sentences; Chinese is added here."""

from __future__ import annotations

import re
from types import MappingProxyType

from voicecheck.rules.types import Text

__all__ = ["known_text"]

_CHINESE = MappingProxyType(
    {
        "the parties cannot be told apart": "无法区分坐席与客户",
        "this party does not speak": "该方没有说话",
        "nobody speaks": "没有人说话",
        "no transcript": "没有文字",
        "too little speech": "语音太少",
        "no reply to the other party": "没有回应对方",
        "fewer than two turns with a level": "能测音量的话轮不足两个",
        "no pause inside a turn": "话轮内没有停顿",
        "no speech on this channel": "该声道没有语音",
        "empty channel": "该声道为空",
        "not measurable": "无法测量",
        "the recording is empty": "录音为空",
        "the audio is silent": "声音为静默",
        "the audio is too faint for an active level": "声音太弱,测不出有效电平",
        "the speech is no louder than the noise": "语音不比噪声响",
        "the metadata give no time of the call": "随附信息没有通话时间",
        "the time of the call in the metadata cannot be read": "随附信息中的通话时间无法读取",
        "no ring is heard: the recording starts at the answer": "没有听到振铃:录音从接通开始",
        "no ring is heard and no metadata gives one: the recording starts at the answer": (
            "没有听到振铃,随附信息也没有:录音从接通开始"
        ),
    }
)
_PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = ()


def known_text(sentence: str) -> Text:
    """A reason in both languages; a sentence that nobody translated serves for both."""
    return {"zh": _chinese(sentence), "en": sentence}


def _chinese(sentence: str) -> str:
    if sentence in _CHINESE:
        return _CHINESE[sentence]
    for pattern, chinese in _PATTERNS:
        if match := pattern.fullmatch(sentence):
            return match.expand(chinese)
    return sentence

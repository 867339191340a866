"""Reasons and limits in both languages: lower rooms give them in English, as stable sentences."""

from __future__ import annotations

import re

from voicecheck.rules.messages import reason_text
from voicecheck.rules.types import Text

__all__ = ["known_text"]

# What a recording cannot show and what a turn lacks. Figures stand in both sentences.
_CHINESE: tuple[tuple[str, str], ...] = (
    (
        "private data: the words are not known, so all speech is taken out of the sound",
        "个人信息：不知道说了什么，因此声音中的全部话语都已隐去",
    ),
    (
        "mono: the parties share one channel, so overlaps and each party's own voice cannot be told apart",
        "单声道：双方同在一个声道，无法区分重叠说话和各自的声音",
    ),
    (
        r"mono: the parties share one channel and are told apart by their voices "
        r"\(confidence ([\d.]+) of 1\); overlaps cannot be seen",
        r"单声道：双方同在一个声道，按嗓音区分（置信度 \1，最高为 1）；无法看到重叠说话",
    ),
    (
        "mono: the parties share one channel and are told apart by the diarization given; "
        "overlaps cannot be seen",
        "单声道：双方同在一个声道，按所给的说话人分离结果区分；无法看到重叠说话",
    ),
    (
        "the diarization given is not used: each party has a channel of its own",
        "所给的说话人分离结果没有使用：双方各有一个声道",
    ),
    (
        "the diarization given is not used: the transcript names the speakers",
        "所给的说话人分离结果没有使用：文字稿已写明说话人",
    ),
    (
        "both channels carry the same audio: judged as a mono recording",
        "两个声道声音相同：按单声道录音判定",
    ),
    (
        r"(\d+) damaged pieces of the file were left out; later times are too early",
        r"文件有 \1 处损坏被略过；其后的时间偏早",
    ),
    (
        "mono: nothing tells which party speaks when; a transcript with speakers would",
        "单声道：无从得知何时是谁说话；带说话人的文字稿可以说明",
    ),
    (
        "no ring is heard: the recording starts at the answer, or the line rings with music",
        "听不到铃声：录音从接听开始，或者用的是彩铃",
    ),
    (
        "no transcript: no model was used and none was given, so wording cannot be judged",
        "没有文字稿：没有使用模型，也没有给出文字稿，因此无法判定用语",
    ),
    (
        r"channel leak: the left channel is heard on the right channel (-?\d+) dB down",
        r"串音：左声道的声音以低 \1 dB 的电平出现在右声道",
    ),
    (
        r"channel leak: the right channel is heard on the left channel (-?\d+) dB down",
        r"串音：右声道的声音以低 \1 dB 的电平出现在左声道",
    ),
    (
        r"noise: the left channel has a signal-to-noise ratio of (-?\d+) dB; soft words are lost, "
        r"so interruptions and pauses are less certain",
        r"噪声：左声道信噪比为 \1 dB；轻声的字会听漏，打断和停顿的结果把握较小",
    ),
    (
        r"noise: the right channel has a signal-to-noise ratio of (-?\d+) dB; soft words are lost, "
        r"so interruptions and pauses are less certain",
        r"噪声：右声道信噪比为 \1 dB；轻声的字会听漏，打断和停顿的结果把握较小",
    ),
    (
        r"the transcript has (\d+) utterances where the audio shows no speech; they are taken as given",
        r"文字稿中有 \1 句所在之处听不到语音；按文字稿处理",
    ),
    (
        r"the file is cut: its header promises ([\d.]+) s and ([\d.]+) s are there; "
        r"the rest of the call cannot be judged",
        r"文件不完整：文件头写明 \1 秒，实际只有 \2 秒；其余部分无法判定",
    ),
    (r"the file holds (\d+) sound tracks; only the first is judged", r"文件有 \1 条音轨；只判定第一条"),
    (
        r"decoding stopped early \((.*)\); what follows cannot be judged",
        r"解码中途停止（\1）；之后的部分无法判定",
    ),
    ("the recording is silent throughout; nothing in it can be judged", "录音全程无声，无法判定"),
    (
        r"channel (\d+) is silent throughout; nothing on it can be judged",
        r"声道 \1 全程无声，无法判定",
    ),
    ("too short", "太短"),
    ("too quiet", "声音太轻"),
    ("no speech", "没有语音"),
    ("repetition", "识别结果重复"),
    ("low probability", "识别置信度低"),
    (r"less than ([\d.]+) s of voiced speech", r"浊音不足 \1 秒"),
    (r"less than ([\d.]+) s without speech", r"无语音的时间不足 \1 秒"),
    ("no speech on this channel", "该声道没有语音"),
    ("empty channel", "该声道为空"),
    ("not measurable", "无法测量"),
    ("the recording is empty", "录音为空"),
    ("the audio is silent", "声音为静默"),
    ("the audio is too faint for an active level", "声音太弱，测不出有效电平"),
    ("the speech is no louder than the noise", "语音不比噪声响"),
)
_PATTERNS = tuple((re.compile(english), chinese) for english, chinese in _CHINESE)


def known_text(sentence: str) -> Text:
    """A sentence in both languages; one that nobody translated serves for both."""
    for pattern, chinese in _PATTERNS:
        if match := pattern.fullmatch(sentence):
            return {"zh": match.expand(chinese), "en": sentence}
    return reason_text(sentence)

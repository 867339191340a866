"""Timelines of five-minute service calls in Mandarin, drawn by chance: some 60 turns and 800 words each.

They have what the measured ones have: numbers with all their digits, words with probabilities, pauses,
overlaps, signs of listening, a hold, stretches without words. Equal seeds give equal calls.
"""

from __future__ import annotations

import hashlib
import random
from dataclasses import dataclass, field

from voicecheck.asr.types import ModelInfo, Word
from voicecheck.intervals import Interval, complement
from voicecheck.timeline.types import (
    CallInfo,
    CallTimeline,
    Measured,
    Overlap,
    Ring,
    Speaker,
    SpeakerVoice,
    Turn,
    Unrecognised,
)

__all__ = ["five_minute_call"]

_GREETINGS = (
    "您好这里是星河客服工号三零七请问有什么可以帮您",
    "您好很高兴为您服务请问您贵姓",
    "喂你好什么事",
)
_AGENT = (
    "请您稍等我帮您查一下",
    "谢谢您的等候",
    "我看到您的账户在三月二号有一笔三十块钱的费用",
    "非常抱歉给您带来了不便",
    "我理解您的心情这个问题我马上为您登记",
    "请问您的手机号码是一三八零零一三八零零零对吗",
    "您看这样可以吗",
    "你说得不对这个不是我们的问题",
    "好的我已经为您记录下来了会有专人在二十四小时之内和您联系",
    "您方便的话可以在手机上打开我们的小程序看一下账单明细",
    "请问还有什么可以帮您的吗",
    "嗯嗯这个我不清楚你打别的电话问",
)
_CUSTOMER = (
    "我的账单多扣了三十块钱已经打过两次电话了一直没有人处理",
    "对的就是这个号码",
    "那你们什么时候可以给我退回来",
    "我想问一下上个月的流量是怎么算的",
    "你先让我讲完",
    "好的谢谢",
    "可是上次那位也是这么说的到现在都没有结果",
    "不是我办的业务为什么要收我的钱",
    "行吧那我等你们的电话",
    "我听不太清楚你能再说一遍吗",
)
_CLOSINGS = ("感谢您的来电祝您生活愉快再见", "好再见", "那先这样")
_SIGNS = ("嗯", "对", "好的", "是的")
_TURNS = 60


def five_minute_call(seed: int) -> CallTimeline:
    """The call of this number."""
    course = _Course(chance=random.Random(seed))
    course.begin()
    while len(course.turns) < _TURNS - 1:
        course.go_on()
    course.say("agent", course.chance.choice(_CLOSINGS))
    return course.timeline(seed)


@dataclass
class _Course:
    """How far a call has got."""

    chance: random.Random
    now_s: float = 0.0
    turns: list[Turn] = field(default_factory=list)
    overlaps: list[Overlap] = field(default_factory=list)
    rings: list[Ring] = field(default_factory=list)

    def begin(self) -> None:
        for _ in range(self.chance.randint(1, 4)):
            self.rings.append(
                Ring(
                    start_s=self.now_s, end_s=self.now_s + 1.0, frequencies_hz=(449.7 + self.chance.random(),)
                )
            )
            self.now_s += 5.0
        self.say("agent", self.chance.choice(_GREETINGS))

    def go_on(self) -> None:
        last = self.turns[-1].speaker
        speaker: Speaker = "customer" if last == "agent" else "agent"
        drawn = self.chance.random()
        if drawn < 0.06:
            self.now_s += self.chance.uniform(5.0, 25.0)
        elif drawn < 0.2 and self.turns[-1].end_s - self.turns[-1].start_s > 2.0:
            self.now_s -= self.chance.uniform(0.2, 1.0)
        else:
            self.now_s += self.chance.lognormvariate(-0.6, 0.6)
        if self.chance.random() < 0.2:
            self.say(speaker, self.chance.choice(_SIGNS), backchannel=True)
        else:
            sentences = _AGENT if speaker == "agent" else _CUSTOMER
            self.say(speaker, "".join(self.chance.choices(sentences, k=self.chance.choice((1, 1, 1, 2)))))

    def say(self, speaker: Speaker, text: str, *, backchannel: bool = False) -> None:
        syllable_s = self.chance.gauss(0.21, 0.03)
        start_s = max(self.now_s, self.turns[-1].start_s + 0.05) if self.turns else self.now_s
        words: list[Word] = []
        at_s = start_s
        for character in text:
            if self.chance.random() < 0.06:
                at_s += self.chance.uniform(0.26, 0.9)
            length_s = max(0.05, syllable_s * self.chance.uniform(0.7, 1.3))
            words.append(
                Word(
                    start_s=round(at_s, 2) + 0.0,
                    end_s=round(at_s + length_s, 2) + 0.0,
                    text=character,
                    probability=1.0 - self.chance.random() ** 3,
                )
            )
            at_s += length_s
        self._note_overlap(speaker, start_s, at_s, backchannel)
        self.turns.append(self._turn(speaker, text, words, start_s, at_s, backchannel))
        self.now_s = max(self.now_s, at_s)

    def _note_overlap(self, speaker: Speaker, start_s: float, end_s: float, backchannel: bool) -> None:
        if self.turns and self.turns[-1].speaker != speaker and start_s < self.turns[-1].end_s:
            shared_s = self.turns[-1].end_s - start_s
            kind = "backchannel" if backchannel else "interruption" if shared_s > 0.5 else "handover"
            self.overlaps.append(
                Overlap(
                    start_s=start_s,
                    end_s=min(end_s, self.turns[-1].end_s),
                    by=speaker,
                    kind=kind,
                    turn=len(self.turns),
                )
            )

    def _turn(
        self, speaker: Speaker, text: str, words: list[Word], start_s: float, end_s: float, backchannel: bool
    ) -> Turn:
        ipus: list[Interval] = []
        for word in words:
            if ipus and word.start_s - ipus[-1].end_s < 0.25:
                ipus[-1] = Interval(ipus[-1].start_s, word.end_s)
            else:
                ipus.append(Interval(word.start_s, word.end_s))
        speech_s = sum(ipu.duration_s for ipu in ipus)
        voiced = len(text) > 2
        near = self.chance.gauss
        return Turn(
            index=len(self.turns),
            speaker=speaker,
            start_s=start_s,
            end_s=end_s,
            ipus=tuple(ipus),
            text=text,
            words=tuple(words),
            syllable_count=len(text),
            rate_unit="character",
            speech_rate_spm=60.0 * len(text) / (end_s - start_s),
            articulation_rate_spm=60.0 * len(text) / speech_s,
            level_dbov=near(-24.0, 3.0),
            f0_median_hz=near(190.0, 20.0) if voiced else None,
            f0_sd_st=abs(near(2.6, 0.6)) if voiced else None,
            f0_range_st=abs(near(8.0, 2.0)) if voiced else None,
            balance_db=near(-12.0, 2.0) if voiced else None,
            level_rise_db=near(0.0, 2.0) if voiced else None,
            f0_rise_st=near(0.0, 1.0) if voiced else None,
            balance_rise_db=near(0.0, 1.0) if voiced else None,
            raised=self.chance.random() < 0.02 if voiced else None,
            backchannel=backchannel,
        )

    def timeline(self, seed: int) -> CallTimeline:
        sha256 = hashlib.sha256(str(seed).encode()).hexdigest()
        duration_s = self.now_s + self.chance.uniform(0.3, 2.0)
        answer_s = self.rings[-1].end_s
        speech = [ipu for turn in self.turns for ipu in turn.ipus]
        return CallTimeline(
            schema_version=1,
            call=CallInfo(
                id=f"call-{seed:06d}",
                path=f"calls/2026-03-{1 + seed % 28:02d}/call-{seed:06d}.wav",
                sha256=sha256,
                duration_s=duration_s,
                sample_rate_hz=8000,
                channels=2,
                codec="pcm_mulaw",
                metadata={
                    "agent_id": str(300 + seed % 40),
                    "queue": self.chance.choice(("billing", "delivery", "sales")),
                    "direction": "inbound",
                    "started_at": f"2026-03-{1 + seed % 28:02d}T{8 + seed % 12:02d}:15:00+08:00",
                },
            ),
            language="zh",
            speakers={"agent": self._voice("agent", 0), "customer": self._voice("customer", 1)},
            rings=tuple(self.rings),
            ring_count=len(self.rings),
            ring_source="audio",
            answer_s=answer_s,
            turns=tuple(self.turns),
            silences=tuple(
                free for free in complement(speech, Interval(answer_s, duration_s)) if free.duration_s >= 1.0
            ),
            overlaps=tuple(self.overlaps),
            unrecognised=tuple(
                Unrecognised(
                    start_s=turn.start_s, end_s=turn.end_s, speaker=turn.speaker, reason="low probability"
                )
                for turn in self.turns
                if self.chance.random() < 0.01
            ),
            limits=(),
            measured=Measured(
                voicecheck="0.1.0",
                transcript="model",
                model=ModelInfo(name="large-v3", sha256="ab" * 32, compute_type="int8", device="cpu"),
                settings={"agent_channel": None, "channels": None, "language": "auto"},
            ),
        )

    def _voice(self, speaker: Speaker, channel: int) -> SpeakerVoice:
        near = self.chance.gauss
        return SpeakerVoice(
            channel=channel,
            basis="content",
            speech=tuple(ipu for turn in self.turns if turn.speaker == speaker for ipu in turn.ipus),
            level_dbov=near(-24.0, 2.0),
            noise_dbov=near(-58.0, 4.0),
            snr_db=near(34.0, 4.0),
            clipped_share=0.0,
            f0_median_hz=near(190.0, 15.0),
            f0_sd_st=abs(near(2.6, 0.4)),
            f0_range_st=abs(near(8.0, 1.0)),
            reasons={},
        )

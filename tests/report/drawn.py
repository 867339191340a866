"""A call drawn by hand: two rings, a greeting, an interruption, an announced wait, an unexcused silence.

seconds   0         10        20        30        40        50        60
rings     RR    RR
agent              AAAA              AA  AAAA           AAAAAAA   AAA
customer                   CCCCCCCCCCCC       CC    ..             ..
"""

from __future__ import annotations

from voicecheck.asr.types import ModelInfo, Word
from voicecheck.intervals import Interval
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

SHA256 = "ab" * 32


def words_of(text: str, start_s: float, end_s: float) -> tuple[Word, ...]:
    """The characters of a text at even distances."""
    step_s = (end_s - start_s) / len(text)
    return tuple(
        Word(start_s=start_s + i * step_s, end_s=start_s + (i + 1) * step_s, text=char, probability=0.9)
        for i, char in enumerate(text)
    )


def turn(
    index: int, speaker: Speaker | None, start_s: float, end_s: float, text: str, **voice: object
) -> Turn:
    """A turn of one stretch of speech, with a voice unless given otherwise."""
    figures: dict[str, object] = {
        "syllable_count": len(text),
        "rate_unit": "character",
        "speech_rate_spm": 60 * len(text) / (end_s - start_s),
        "articulation_rate_spm": 60 * len(text) / (end_s - start_s),
        "level_dbov": -25.125,
        "f0_median_hz": 201.25,
        "f0_sd_st": 2.505,
        "f0_range_st": 7.25,
        "level_rise_db": 0.5,
        "f0_rise_st": 0.25,
        "raised": False,
    }
    return Turn(
        index=index,
        speaker=speaker,
        start_s=start_s,
        end_s=end_s,
        ipus=(Interval(start_s, end_s),),
        text=text,
        words=words_of(text, start_s, end_s),
        **{**figures, **voice},  # type: ignore[arg-type]
    )


def drawn_timeline() -> CallTimeline:
    """The call above."""
    turns = (
        turn(0, "agent", 11.0, 15.0, "您好这里是星河客服工号三零七请问有什么可以帮您"),
        turn(1, "customer", 15.6, 28.0, "我的账单多扣了三十块钱已经打过两次电话了一直没有人处理"),
        turn(2, "agent", 27.2, 29.0, "您听我说", raised=True),
        turn(3, "customer", 29.4, 31.0, "你先让我讲完", level_rise_db=7.2, f0_rise_st=3.1, raised=True),
        turn(4, "agent", 31.6, 35.2, "对不起我帮您查一下请稍等"),
        turn(5, "agent", 44.1, 50.9, "谢谢您的等候三十元明天下午六点前退回您的账户"),
        turn(6, "customer", 51.5, 52.1, "好", f0_median_hz=None, f0_sd_st=None, f0_rise_st=None, raised=None),
        turn(7, "agent", 58.7, 61.3, "感谢您的来电再见"),
    )
    voice = {
        "level_dbov": -25.4,
        "noise_dbov": -58.0,
        "snr_db": 32.6,
        "clipped_share": 0.0,
        "f0_median_hz": 203.0,
        "f0_sd_st": 2.6,
        "f0_range_st": 8.1,
    }
    return CallTimeline(
        schema_version=1,
        call=CallInfo(
            id="call-17",
            path="calls/call-17.wav",
            sha256=SHA256,
            duration_s=63.0,
            sample_rate_hz=8000,
            channels=2,
            codec="pcm_s16le",
            metadata={"agent_id": "307", "queue": "billing", "started_at": "2026-03-02T10:15:00+08:00"},
        ),
        language="zh",
        speakers={
            "agent": SpeakerVoice(channel=0, basis="content", speech=(), reasons={}, **voice),
            "customer": SpeakerVoice(channel=1, basis="content", speech=(), reasons={}, **voice),
        },
        rings=(
            Ring(start_s=1.0, end_s=2.0, frequencies_hz=(450.0,)),
            Ring(start_s=6.0, end_s=7.0, frequencies_hz=(450.0,)),
        ),
        ring_count=2,
        ring_source="audio",
        answer_s=10.0,
        turns=turns,
        silences=(Interval(35.2, 44.1), Interval(52.1, 58.7)),
        overlaps=(Overlap(start_s=27.2, end_s=28.0, by="agent", kind="interruption", turn=2),),
        unrecognised=(Unrecognised(start_s=51.5, end_s=52.1, speaker="customer", reason="low probability"),),
        limits=("the recording starts with the first ring",),
        measured=Measured(
            voicecheck="0.1.0",
            transcript="model",
            model=ModelInfo(name="drawn", sha256=SHA256, compute_type="int8", device="cpu"),
            settings={"language": "zh", "activity": {"least_speech_s": 0.1}},
        ),
    )


def drawn_mono() -> CallTimeline:
    """The same call on one channel: nobody knows who speaks, and nothing was recognised."""
    call = drawn_timeline()
    info = CallInfo(
        id="call-18",
        path="calls/call-18.wav",
        sha256=SHA256,
        duration_s=63.0,
        sample_rate_hz=8000,
        channels=1,
        codec="pcm_mulaw",
        metadata={},
    )
    silent: dict[str, object] = {
        "syllable_count": None,
        "rate_unit": None,
        "speech_rate_spm": None,
        "articulation_rate_spm": None,
        "f0_sd_st": None,
        "raised": None,
    }
    return CallTimeline(
        schema_version=1,
        call=info,
        language=None,
        speakers={},
        rings=(),
        ring_count=None,
        ring_source=None,
        answer_s=None,
        turns=tuple(
            Turn(
                index=one.index,
                speaker=None,
                start_s=one.start_s,
                end_s=one.end_s,
                ipus=one.ipus,
                level_dbov=-25.0,
            )
            for one in call.turns
        ),
        silences=call.silences,
        overlaps=(),
        unrecognised=(),
        limits=("one channel: the parties cannot be told apart",),
        measured=Measured(voicecheck="0.1.0", transcript=None, model=None, settings=dict(silent)),
    )

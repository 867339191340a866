"""Who is the agent: the role of each channel, and what that rests on.

In order of trust: declared by the user; named in the metadata; heard in the words (who greets, offers
help, names a company or a work number); the order of speaking (on an inbound call the agent speaks first
after the answer); guessed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from voicecheck.asr.types import Transcript
from voicecheck.intervals import Interval, overlap_s
from voicecheck.timeline.types import RoleBasis

__all__ = ["AGENT_CUES", "CUSTOMER_CUES", "Roles", "assign_roles"]

# What only one side of a service call says, with how strongly it tells (3: hardly ever the other side).
AGENT_CUES: tuple[tuple[re.Pattern[str], int], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), weight)
    for pattern, weight in (
        (r"为您服务|很高兴为您", 3),
        (r"工号", 2),
        (r"(可以|能)(帮|为)(助)?您|帮您(查|问|看|转|处理|登记|核实)|为您(查|转|处理|登记|核实)", 3),
        (r"感谢您的(来电|等待|耐心)|感谢来电", 3),
        (r"请您?稍等|稍等片刻|让您久等|久等了", 2),
        (r"请问您?(贵姓|怎么称呼|的姓名)|还有什么(可以|需要)", 2),
        (r"您的电话没有声音|请您换一部电话|请您(拿起话筒|大声)", 3),
        (r"客服(部|中心)?|公司.{0,4}(您好|客服)", 1),
        (r"how (may|can) i (help|assist)|thank you for (calling|holding)|is there anything else", 3),
        (r"one moment,? please|please hold|bear with me", 2),
        (r"my name is .{1,24} (how|and i)", 2),
    )
)
CUSTOMER_CUES: tuple[tuple[re.Pattern[str], int], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), weight)
    for pattern, weight in (
        (r"我要(投诉|退|查|咨询|办)|我想(问|查|咨询|退|换|办)", 2),
        (r"你们(公司|怎么|的(服务|人|产品))", 2),
        (r"我(买|订|收到)的|我的(订单|快递|宽带|账单|话费|手机|网)", 2),
        (r"i('d| would) like to (complain|return|ask|know)", 2),
        (r"my (order|bill|account|phone) (is|has|was|number)", 2),
    )
)


@dataclass(frozen=True, slots=True)
class Roles:
    """The agent's channel of a two-channel recording and how it is known."""

    agent_channel: int
    basis: RoleBasis

    @property
    def customer_channel(self) -> int:
        """The other channel."""
        return 1 - self.agent_channel


def assign_roles(
    *,
    declared: int | None,
    from_metadata: int | None,
    direction: str | None,
    transcript: Transcript | None,
    speech: Sequence[Sequence[Interval]],
    answer_s: float | None,
) -> Roles:
    """Decide which channel of two is the agent's.

    Parameters
    ----------
    declared, from_metadata
        Channel 0 or 1 where the user or the metadata says so.
    direction
        "outbound" turns the order of speaking round: the called party answers first.
    transcript
        Recognised words by channel, or given words by speaker, if any.
    speech
        Speech activity of both channels.
    answer_s
        The end of the last ring; what is said before does not count for the order.
    """
    if declared is not None:
        return Roles(declared, "declared")
    if from_metadata is not None:
        return Roles(from_metadata, "metadata")
    if transcript is not None:
        by_content = (
            _by_given_speakers(transcript, speech)
            if transcript.source == "given"
            else _by_content(transcript)
        )
        if by_content is not None:
            return Roles(by_content, "content")
    return _by_order(direction, speech, answer_s)


def _by_content(transcript: Transcript) -> int | None:
    """The channel that sounds like an agent, or None where the words do not tell."""
    scores = [0, 0]
    for utterance in transcript.utterances:
        if utterance.channel is None or utterance.failure is not None:
            continue
        # Recognised Mandarin comes without spaces, but a given text need not.
        text = utterance.text if utterance.text.isascii() else utterance.text.replace(" ", "")
        weight = _cue_weight(AGENT_CUES, text) - _cue_weight(CUSTOMER_CUES, text)
        scores[utterance.channel] += weight
    # Two points apart: one weak cue on one side does not settle it.
    if abs(scores[0] - scores[1]) < 2:
        return None
    return 0 if scores[0] > scores[1] else 1


def _by_given_speakers(transcript: Transcript, speech: Sequence[Sequence[Interval]]) -> int | None:
    """The channel on which the given agent's utterances sound, or None where the two fit equally."""
    spans: dict[str, list[Interval]] = {"agent": [], "customer": []}
    for utterance in transcript.utterances:
        if utterance.speaker is not None and utterance.start_s < utterance.end_s:
            spans[utterance.speaker].append(Interval(utterance.start_s, utterance.end_s))
    straight_s = overlap_s(spans["agent"], speech[0]) + overlap_s(spans["customer"], speech[1])
    crossed_s = overlap_s(spans["agent"], speech[1]) + overlap_s(spans["customer"], speech[0])
    if straight_s == crossed_s:
        return None
    return 0 if straight_s > crossed_s else 1


def _cue_weight(cues: tuple[tuple[re.Pattern[str], int], ...], text: str) -> int:
    return sum(weight for pattern, weight in cues if pattern.search(text))


def _by_order(direction: str | None, speech: Sequence[Sequence[Interval]], answer_s: float | None) -> Roles:
    since_s = answer_s or 0.0
    first = [
        min((span.start_s for span in channel if span.end_s > since_s), default=None) for channel in speech
    ]
    if first[0] is None and first[1] is None:
        return Roles(0, "guessed")
    if first[0] is None or first[1] is None:
        # One side never speaks: a recording of a silent caller holds the agent alone.
        return Roles(1 if first[0] is None else 0, "guessed")
    if abs(first[0] - first[1]) < 0.1:
        return Roles(0, "guessed")
    earlier = 0 if first[0] < first[1] else 1
    return Roles(1 - earlier if direction == "outbound" else earlier, "order")

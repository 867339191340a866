"""From two parties' speech to turns, overlaps and silences.

What is measured here and how: an inter-pausal unit (IPU) is speech of one party without a pause of 250 ms
or more; a turn is a party's IPUs until the floor changes or the party pauses for more than 3 s; a
backchannel is a short sign of listening that does not take the floor. Everything rests on the audio's
speech activity; words only help to tell a backchannel
from a short contribution, through a predicate that the caller passes.

Conventions: times in seconds; `first` and `second` are the two parties' IPUs, sorted and disjoint.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from voicecheck.intervals import Interval, complement, intersection, merge, total_s

__all__ = [
    "FloorTurn",
    "SpeechOverlap",
    "TurnSettings",
    "find_overlaps",
    "find_turns",
    "mutual_silences",
    "to_ipus",
]

IsBackchannel = Callable[[int, Interval], bool | None]
"""(party, IPU) -> whether its words are nothing but a sign of listening; None where the words are not
known.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnSettings:
    """Limits of turn taking.

    `pause_s`: 250 ms parts hesitation from articulation (Goldman-Eisler 1968; De Jong & Bosker 2013).
    `turn_pause_s`: a party that is silent for longer has ended the turn.
    `backchannel_s`: the longest sign of listening, judged by length alone where no words are known.
    `worded_backchannel_s`: the longest where the words say so ("yes, yes, I understand").
    `breath_s`: who goes on after no more than a breath goes on with the same contribution.
    `backchannel_gap_s`: a sign of listening said into a pause leaves the turn whole when the pause is no
    longer.
    `floor_s`, `interruption_s`: who comes in after the other has spoken for 1 s, and talks along for 0.5
    s, interrupts.
    `silence_s`: the shortest mutual silence that is kept.
    """

    pause_s: float = 0.25
    turn_pause_s: float = 3.0
    backchannel_s: float = 1.0
    worded_backchannel_s: float = 2.0
    breath_s: float = 0.6
    backchannel_gap_s: float = 1.2
    floor_s: float = 1.0
    interruption_s: float = 0.5
    silence_s: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class FloorTurn:
    """One turn: the party's number (0 or 1), its IPUs, and whether it is but a sign of listening."""

    party: int
    ipus: tuple[Interval, ...]
    backchannel: bool = False

    @property
    def start_s(self) -> float:
        """Start of the first IPU."""
        return self.ipus[0].start_s

    @property
    def end_s(self) -> float:
        """End of the last IPU."""
        return self.ipus[-1].end_s


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechOverlap:
    """Both speak; `by` is the party that came in second and `turn` the index of its turn."""

    interval: Interval
    by: int
    kind: Literal["interruption", "backchannel", "handover"]
    turn: int


def to_ipus(speech: Iterable[Interval], settings: TurnSettings | None = None) -> tuple[Interval, ...]:
    """Speech activity joined over every pause shorter than the limit."""
    settings = settings or TurnSettings()
    # A pause of exactly the limit is a pause; joining takes what is shorter.
    return merge(speech, max_gap_s=settings.pause_s - 1e-9)


def find_turns(
    first: Sequence[Interval],
    second: Sequence[Interval],
    *,
    is_backchannel: IsBackchannel | None = None,
    settings: TurnSettings | None = None,
) -> tuple[FloorTurn, ...]:
    """Turns of both parties in order of start."""
    settings = settings or TurnSettings()
    parties = (tuple(first), tuple(second))
    listening = tuple(
        _listening(party, parties[party], parties[1 - party], is_backchannel, settings) for party in (0, 1)
    )
    turns = [
        turn
        for party in (0, 1)
        for turn in _party_turns(party, parties[party], parties[1 - party], listening, settings)
    ]
    return tuple(sorted(turns, key=lambda turn: (turn.start_s, turn.party)))


def _listening(
    party: int,
    own: Sequence[Interval],
    other: Sequence[Interval],
    is_backchannel: IsBackchannel | None,
    settings: TurnSettings,
) -> frozenset[Interval]:
    """A party's signs of listening: what stands within a breath of its own contribution belongs to that."""
    alone = [_is_listening(party, ipu, other, is_backchannel, settings) for ipu in own]
    worded = [bool(is_backchannel and is_backchannel(party, ipu)) for ipu in own]
    kept = list(alone)
    for index in range(len(own) - 2, -1, -1):
        goes_on = own[index + 1].start_s - own[index].end_s <= settings.breath_s
        kept[index] = kept[index] and (kept[index + 1] or not goes_on)
    for index in range(1, len(own)):
        went_on = own[index].start_s - own[index - 1].end_s <= settings.breath_s
        kept[index] = kept[index] and (worded[index] or kept[index - 1] or not went_on)
    return frozenset(ipu for ipu, listening in zip(own, kept, strict=True) if listening)


def _is_listening(
    party: int,
    ipu: Interval,
    other: Sequence[Interval],
    is_backchannel: IsBackchannel | None,
    settings: TurnSettings,
) -> bool:
    """Whether an IPU is a sign of listening: short, said within the other's turn, by its words no
    contribution.
    """
    if ipu.duration_s > settings.worded_backchannel_s:
        return False
    worded = is_backchannel(party, ipu) if is_backchannel else None
    if worded is False or (worded is None and ipu.duration_s > settings.backchannel_s):
        return False
    before = max((o.end_s for o in other if o.start_s < ipu.start_s), default=None)
    after = min((o.start_s for o in other if o.end_s > ipu.end_s), default=None)
    if before is None or after is None:
        return False  # nobody to listen to on one side: it opens or closes something
    talked_over = before >= ipu.end_s or after <= ipu.start_s
    if talked_over:
        return True
    covered_s = max(0.0, before - ipu.start_s) + max(0.0, ipu.end_s - after)
    if covered_s >= ipu.duration_s / 2:
        return True
    return worded is True and after - before <= settings.backchannel_gap_s


def _party_turns(
    party: int,
    own: Sequence[Interval],
    other: Sequence[Interval],
    listening: tuple[frozenset[Interval], ...],
    settings: TurnSettings,
) -> list[FloorTurn]:
    turns: list[FloorTurn] = []
    current: list[Interval] = []
    taking = [ipu for ipu in other if ipu not in listening[1 - party]]
    for ipu in own:
        if ipu in listening[party]:
            turns.append(FloorTurn(party=party, ipus=(ipu,), backchannel=True))
            continue
        if current and _floor_changed(current[-1], ipu, taking, settings):
            turns.append(FloorTurn(party=party, ipus=tuple(current)))
            current = []
        current.append(ipu)
    if current:
        turns.append(FloorTurn(party=party, ipus=tuple(current)))
    return turns


def _floor_changed(
    last: Interval, following: Interval, taking: Sequence[Interval], settings: TurnSettings
) -> bool:
    """Whether the turn ended between two IPUs of one party: a long pause, or the other spoke in it."""
    if following.start_s - last.end_s > settings.turn_pause_s:
        return True
    return any(_takes_floor(ipu, last, following, settings) for ipu in taking)


def _takes_floor(ipu: Interval, last: Interval, following: Interval, settings: TurnSettings) -> bool:
    """Whether the other's IPU, spoken into a party's pause, ends that party's turn.

    Words that merely run out into the pause do not, nor does talking against a party that goes on after a
    breath, whether that party came in on it or goes on talking along.
    """
    if ipu.start_s >= following.start_s or ipu.end_s - last.end_s < settings.pause_s:
        return False
    breath = following.start_s - last.end_s <= settings.floor_s
    along = ipu.start_s < last.start_s or ipu.end_s > following.start_s + settings.pause_s
    return not (breath and along)


def find_overlaps(
    turns: Sequence[FloorTurn], settings: TurnSettings | None = None
) -> tuple[SpeechOverlap, ...]:
    """Stretches in which both parties speak, told apart by who came in and what became of the floor."""
    settings = settings or TurnSettings()
    found: list[SpeechOverlap] = []
    for index, turn in enumerate(turns):
        for other in turns:
            if other.party == turn.party or not _came_in_second(turn, other):
                continue
            shared = intersection(turn.ipus, other.ipus)
            if shared:
                found.append(_classify(index, turn, other, shared, settings))
    return tuple(sorted(found, key=lambda overlap: (overlap.interval, overlap.by)))


def _came_in_second(turn: FloorTurn, other: FloorTurn) -> bool:
    return (other.start_s, other.party) < (turn.start_s, turn.party) and turn.start_s < other.end_s


def _classify(
    index: int, turn: FloorTurn, other: FloorTurn, shared: tuple[Interval, ...], settings: TurnSettings
) -> SpeechOverlap:
    interval = Interval(shared[0].start_s, shared[-1].end_s)
    talked_s = total_s(merge(shared, max_gap_s=settings.breath_s))  # a breath ends no talking along
    held_s = turn.start_s - other.start_s
    kind: Literal["interruption", "backchannel", "handover"] = "handover"
    if turn.backchannel:
        kind = "backchannel"
    elif held_s >= settings.floor_s and talked_s >= settings.interruption_s:
        kind = "interruption"
    return SpeechOverlap(interval=interval, by=turn.party, kind=kind, turn=index)


def mutual_silences(
    speech: Iterable[Interval],
    within: Interval,
    settings: TurnSettings | None = None,
) -> tuple[Interval, ...]:
    """Stretches of `within` that nothing of `speech` (both parties', rings, music) fills."""
    settings = settings or TurnSettings()
    return tuple(
        silence for silence in complement(speech, within) if silence.duration_s >= settings.silence_s
    )

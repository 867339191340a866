"""Deals scenario pieces to calls, so that every rule is shown broken and kept a known number of times."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from benchmarks.calls import frame
from benchmarks.calls.decks import SITUATIONS
from benchmarks.calls.draft import UNKNOWN, Draft, Voice
from benchmarks.calls.faults import FAULTS, VoiceFault
from benchmarks.calls.lapses import LAPSES, Lapse, slip
from benchmarks.calls.special import SPECIALS, faint_helped, faint_shouted_at
from benchmarks.calls.wording import Language, Split

__all__ = ["plan"]

T = TypeVar("T")
_SET = 800
_MANDARIN_SHARE = 0.7
_SITUATIONS_PER_CALL = 4
_RATE_WPM: dict[Language, int] = {"zh": 178, "en": 128}
# Pieces in which the agent listens well, whatever another piece of the call shows.
_HEARING = frozenset({
    "number_recap", "matter_recap", "complaint_handled", "complaint_reasoned", "complaint_only_sorry",
    "i_statement", "anger_met_calmly", "transferred_well", "numbers_stressed", "allowed",
})  # fmt: skip
_WOMEN, _MEN = ("f3", "f4", "f1"), ("m5", "m7", "m2")

# What no piece of a call says otherwise: nothing out of the ordinary happened.
_ORDINARY = {
    **dict.fromkeys(
        ("response-time", "volume", "volume-steadiness", "mic-technique", "pitch-height", "pitch-variation",
        "pauses",
         "articulation", "quiet-surroundings", "calm-throughout", "pace-steadiness", "no-interrupting",
         "dead-air",
         "brevity", "polite-words", "honorific", "forbidden-phrases", "sensitive-wording", "i-not-you",
         "address-form",
         "no-repeat-questions"), "pass"),
    **dict.fromkeys(
        ("calling-hours", "pace-match", "no-shouting-back", "raise-voice-for-noise", "backchannel",
        "hold-etiquette",
         "transfer-etiquette", "empathy", "offer-alternative", "complaint-thanks", "silent-call",
         "faint-caller",
         "noisy-line", "dialect-caller", "agent-too-quiet", "complaint-procedure", "follow-up-call",
         "next-step-stated"), "not_applicable"),
    "recap": "fail",
}  # fmt: skip


def plan(calls: int, seed: int, split: Split) -> list[Draft]:
    """The drafts of a set: the special calls, and ordinary ones that share out the other pieces."""
    rng = random.Random(f"{seed} {split}")
    drafts: list[Draft] = []
    for make, weight in SPECIALS:
        for _ in range(_scaled(weight, calls)):
            draft = _draft(len(drafts), make.__name__, split, rng)
            if make in (faint_helped, faint_shouted_at):
                draft.customer_voice = replace(draft.customer_voice, level_dbov=-50.0)
            make(draft)
            drafts.append(draft)
    drafts += _ordinary_calls(max(0, calls - len(drafts)), calls, len(drafts), split, rng)
    for draft in drafts:
        _finish(draft)
    return drafts


def _ordinary_calls(count: int, calls: int, first: int, split: Split, rng: random.Random) -> list[Draft]:
    situations = _deck([(entry, entry[1]) for entry in SITUATIONS], calls, rng)
    lapses = _deck([(lapse, lapse.weight) for lapse in LAPSES], calls, rng)
    faults = _deck([(entry, entry[1]) for entry in FAULTS], calls, rng)
    answers = _dealt(frame.ANSWERS, count, rng)
    greetings = _dealt(frame.GREETINGS, count, rng)
    identities = _dealt(frame.IDENTITIES, count, rng)
    closings = _dealt(frame.CLOSINGS, count, rng)
    drafts: list[Draft] = []
    for index in range(count):
        draft = _draft(first + index, "ordinary", split, rng)
        late = frame.ring(draft, answers[index])
        frame.greet(draft, greetings[index], late, apologise=", no word" not in answers[index])
        frame.identify(draft, identities[index])
        left = count - index
        groups = _play(draft, situations, -(-len(situations) // left))
        for _ in range(-(-len(lapses) // left)):
            _lapse(draft, lapses)
        _spoil(draft, faults, groups)
        frame.close(draft, closings[index])
        draft.pieces += [answers[index], greetings[index], identities[index], "end: " + closings[index]]
        drafts.append(draft)
    return drafts


def _play(draft: Draft, deck: list[tuple[Callable[[Draft], None], int, str, bool]], count: int) -> set[str]:
    """Up to `count` pieces of different groups from the deck, in its order."""
    groups: set[str] = set()
    position = 0
    while position < len(deck) and len(groups) < min(count, _SITUATIONS_PER_CALL):
        piece, _, group, mandarin_only = deck[position]
        if group in groups or (mandarin_only and draft.language != "zh"):
            position += 1
            continue
        del deck[position]
        groups.add(group)
        if piece.__name__.startswith("slow_customer"):
            draft.customer_voice = replace(
                draft.customer_voice, rate_wpm=round(draft.customer_voice.rate_wpm * 0.6)
            )
        if piece.__name__.startswith("quiet_agent"):
            draft.agent_voice = replace(draft.agent_voice, level_dbov=-37.0)
        piece(draft)
        draft.pieces.append(piece.__name__)
    return groups


def _lapse(draft: Draft, deck: list[Lapse]) -> None:
    for position, lapse in enumerate(deck):
        if not lapse.mandarin_only or draft.language == "zh":
            del deck[position]
            slip(draft, lapse)
            draft.pieces.append(lapse.situation)
            return


def _spoil(draft: Draft, deck: list[tuple[VoiceFault, int, frozenset[str]]], groups: set[str]) -> None:
    """The first fault of the deck that does not meddle with what the call already shows."""
    for position, (fault, _, apart_from) in enumerate(deck):
        if not apart_from & groups:
            del deck[position]
            fault(draft)
            draft.pieces.append(fault.__name__.strip("_"))
            return


def _deck(entries: Sequence[tuple[T, int]], calls: int, rng: random.Random) -> list[T]:
    deck = [entry for entry, weight in entries for _ in range(_scaled(weight, calls))]
    rng.shuffle(deck)
    return deck


def _dealt(entries: Sequence[tuple[str, int]], count: int, rng: random.Random) -> list[str]:
    """`count` variants in the proportions of their weights."""
    total = sum(weight for _, weight in entries)
    dealt = [name for name, weight in entries for _ in range(-(-weight * count // total))]
    rng.shuffle(dealt)
    return dealt[:count]


def _scaled(weight: int, calls: int) -> int:
    return max(1, round(weight * calls / _SET))


def _draft(number: int, kind: str, split: Split, rng: random.Random) -> Draft:
    own = random.Random(rng.getrandbits(48))
    language: Language = "zh" if own.random() < _MANDARIN_SHARE else "en"
    woman, agent_woman = own.random() < 0.5, own.random() < 0.5
    return Draft(
        name=f"{number:03d}-{language}",
        language=language,
        split=split,
        rng=own,
        woman=woman,
        agent_voice=Voice(
            variant=own.choice(_WOMEN if agent_woman else _MEN),
            rate_wpm=_RATE_WPM[language],
            pitch=own.choice((46, 52, 58)),
            level_dbov=own.uniform(-29.0, -24.0),
        ),
        customer_voice=Voice(
            variant=own.choice(_WOMEN if woman else _MEN),
            rate_wpm=_RATE_WPM[language],
            pitch=own.choice((44, 50)),
            level_dbov=own.uniform(-33.0, -28.0),
        ),
        pieces=[kind],
        wide=own.random() < 0.3,
    )


def _soften(labels: dict[str, str], *rules: str) -> None:
    """Accept either verdict without a judgement where nothing happened; leave `pass` unlabelled."""
    for rule in rules:
        if labels.get(rule) == "not_applicable":
            labels[rule] = "outside"
        elif labels.get(rule) == "pass":
            labels[rule] = UNKNOWN


def _finish(draft: Draft) -> None:
    """Labels of what did not happen; a label that is not known is left out."""
    if not draft.mono:
        for rule, verdict in _ORDINARY.items():
            draft.labels.setdefault(rule, verdict)
    if draft.pieces[0] != "ordinary":  # too little is said for a baseline of either voice
        _soften(
            draft.labels,
            "no-shouting-back",
            "calm-throughout",
            "volume-steadiness",
            "pace-steadiness",
            "brevity",
        )
    if all(line.speaker == "agent" for line in draft.lines):
        _soften(draft.labels, "no-interrupting", "response-time", "articulation")
        _soften(draft.labels, *(rule for rule, label in draft.labels.items() if label == "not_applicable"))
    if not draft.wide:  # a telephone band shows no breath on the microphone
        _soften(draft.labels, "mic-technique")
    if _HEARING.intersection(draft.pieces) and draft.labels.get("listening-language") == "fail":
        draft.labels["listening-language"] = UNKNOWN
    if draft.language == "en":
        draft.labels["honorific"] = "outside"
        draft.labels["keep-mandarin"] = "outside"
    draft.labels = {rule: verdict for rule, verdict in sorted(draft.labels.items()) if verdict != UNKNOWN}

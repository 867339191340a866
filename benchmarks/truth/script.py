"""Reads the scenes that the calls are made of; `scenes.toml` explains how they are written."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from benchmarks.calls.wording import Language

__all__ = ["Delivery", "EventKind", "Placing", "Scene", "ScriptLine", "lists", "scenes"]

EventKind = Literal["interruption", "backchannel", "handover"]
Placing = Literal["natural", "wait", "early", "cuts", "stops", "tries", "nods", "nods pause"]
Delivery = Literal["calm", "shouted", "loud", "near", "laughing", "fast", "slow", "flat"]

FILE = Path(__file__).parent / "scenes.toml"
_LINE = re.compile(r"([AC])\s*(?:\(([^)]*)\))?\s*:\s*(.+)")
_PAUSE = re.compile(r"\s*\[(\d+(?:\.\d+)?)\]\s*")
_KINDS: dict[str, EventKind] = {
    "early": "handover",
    "cuts": "interruption",
    "stops": "interruption",
    "tries": "interruption",
    "nods": "backchannel",
    "nods pause": "backchannel",
}
_DELIVERIES = ("calm", "shouted", "loud", "near", "laughing", "fast", "slow", "flat")


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptLine:
    """One line: who (0 agent, 1 customer), what in `pieces` with `pauses_s` between, where, how said.

    `time_s` belongs to the placing.
    """

    party: int
    pieces: tuple[str, ...]
    pauses_s: tuple[float, ...]
    placing: Placing
    time_s: float
    delivery: Delivery

    @property
    def kind(self) -> EventKind | None:
        """What the line is to turn taking; None for an ordinary turn."""
        return _KINDS.get(self.placing)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Some lines that belong together; `part` is opening, middle or closing."""

    language: Language
    part: str
    lines: tuple[ScriptLine, ...]


@cache
def scenes() -> tuple[Scene, ...]:
    """All scenes of the file."""
    return tuple(
        Scene(
            language=scene["language"],
            part=scene["part"],
            lines=tuple(_line(text) for text in scene["lines"].strip().splitlines()),
        )
        for scene in _file()["scene"]
    )


@cache
def lists() -> dict[str, tuple[str, ...]]:
    """What may stand for a line in capitals."""
    return {name: tuple(lines) for name, lines in _file()["lists"].items()}


@cache
def _file() -> dict:  # type: ignore[type-arg]
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def _line(text: str) -> ScriptLine:
    match = _LINE.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{FILE.name}: expected `A (direction): words`, found {text!r}")
    placing, time_s, delivery = "natural", 0.0, "calm"
    for direction in filter(None, (part.strip() for part in (match[2] or "").split(","))):
        name, _, number = direction.partition(" ")
        if name in _DELIVERIES:
            delivery = name
        elif direction == "nods pause":
            placing = direction
        else:
            placing, time_s = name, float(number)
    if placing not in ("natural", "wait", *_KINDS):
        raise ValueError(f"{FILE.name}: no direction {placing!r} in {text!r}")
    parts = _PAUSE.split(match[3])
    return ScriptLine(
        party="AC".index(match[1]),
        pieces=tuple(parts[::2]),
        pauses_s=tuple(map(float, parts[1::2])),
        placing=placing,  # type: ignore[arg-type]
        time_s=time_s,
        delivery=delivery,  # type: ignore[arg-type]
    )

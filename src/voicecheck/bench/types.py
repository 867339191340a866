"""What a bench finds, as plain values; memory in MB of a million bytes."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["CALL_S", "Bench", "Change", "Estimate", "Machine", "Recognition", "Stability", "Stages"]

CALL_S = 300.0
"""The call that `calls an hour` counts, in seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stages:
    """What everything but recognition takes on one core.

    `seconds` are processor seconds by stage, in the order of the stages, for `audio_s` seconds of calls;
    `speech_s` is how much of them (both channels added) is speech.
    """

    calls: int
    audio_s: float
    speech_s: float
    seconds: dict[str, float]
    memory_mb: float | None

    @property
    def cost(self) -> float:
        """Seconds of one core for a second of call."""
        return sum(self.seconds.values()) / self.audio_s


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognition:
    """What one model takes in one way of running it: figures of one process; a batch has `processes` of them.

    `seconds` went into recognising `speech_s` seconds of speech, `load_s` into loading. `is_shape` marks a
    model with a real one's shape and random weights. `failure` says why there are no figures (they are 0).
    """

    model: str
    is_shape: bool
    device: str
    compute_type: str
    batch_size: int
    processes: int = 1
    speech_s: float = 0.0
    seconds: float = 0.0
    load_s: float = 0.0
    memory_mb: float | None = None
    failure: str | None = None

    @property
    def cost(self) -> float:
        """Seconds for a second of speech."""
        return self.seconds / self.speech_s


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A verdict that is another one than with the compute type of reference."""

    call: str
    rule: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stability:
    """What a compute type changes, against `reference`: verdicts, and characters of text."""

    model: str
    device: str
    compute_type: str
    reference: str
    calls: int
    verdicts: int
    changes: tuple[Change, ...]
    characters: int
    changed_characters: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """What a batch on this machine would do; `way` is None where nothing is recognised."""

    way: Recognition | None
    times_real_time: float

    @property
    def calls_per_hour(self) -> float:
        """Calls of `CALL_S` seconds in an hour."""
        return self.times_real_time * 3600.0 / CALL_S


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """What was measured on; `cores` are those that this process may use."""

    processor: str
    cores: int
    gpus: int
    memory_mb: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """All that was found; one estimate for each model, for its best way of running."""

    machine: Machine
    stages: Stages
    recognition: tuple[Recognition, ...]
    stability: tuple[Stability, ...]
    estimates: tuple[Estimate, ...]

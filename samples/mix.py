"""Puts the lines of a call on one time axis and two channels, and writes down the truth."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samples.lines import CALM, Call, Line, Speaker, Voice
from samples.sound import (
    NOISE_DBOV,
    SAMPLE_RATE_HZ,
    Samples,
    Spoken,
    active_power,
    pink_noise,
    ring_tone,
    speak_line,
    start_synthesiser,
)

RING_LEAD_S = 0.4
PICK_UP_S = 1.1
ANSWERED_LEAD_S = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class Mix:
    """A finished call: ``samples`` (channel, sample) int16 at 8 kHz, and what is true of it."""

    samples: NDArray[np.int16]
    truth: dict[str, Any]


def mix(call: Call) -> Mix:
    """Speak, place and mix a call. Once per process: the synthesiser keeps state between lines."""
    start_synthesiser(zlib.crc32(call.name.encode()))
    rng = np.random.default_rng(zlib.crc32(call.name.encode()))
    voices: dict[Speaker, Voice] = {"agent": call.agent}
    if call.customer is not None:
        voices["customer"] = call.customer
    spoken = [speak_line(line.text, voices[line.speaker], line.effort) for line in call.lines]
    tone, rings = ring_tone(call.ring_plan, call.ring_count)
    lead_s = RING_LEAD_S if rings else ANSWERED_LEAD_S - PICK_UP_S
    first_s = lead_s + len(tone) / SAMPLE_RATE_HZ + PICK_UP_S
    starts = _starts(call.lines, spoken, round(first_s * SAMPLE_RATE_HZ), rng)
    end = max(start + len(line.samples) for start, line in zip(starts, spoken, strict=True))
    count = end + round(call.tail_s * SAMPLE_RATE_HZ)

    parties = {name: np.zeros(count) for name in ("agent", "customer")}
    gains = {name: _gain(name, voice, call, spoken) for name, voice in voices.items()}
    for line, start, sound in zip(call.lines, starts, spoken, strict=True):
        gain = gains[line.speaker]
        if line.effort is not CALM:
            gain = _gain_to(voices[line.speaker].level_dbov + line.effort.level_db, [sound])
        parties[line.speaker][start : start + len(sound.samples)] += gain * sound.samples
    for name in ("customer", "agent") if call.rings_on_both else ("customer",):
        begin = round(lead_s * SAMPLE_RATE_HZ) if rings else 0
        parties[name][begin : begin + len(tone)] += tone
    channels = _channels(call, parties, rng)
    truth = {
        "title": {"zh": call.zh, "en": call.en},
        "duration_s": round(count / SAMPLE_RATE_HZ, 3),
        "agent_channel": call.agent_channel,
        "rings": [
            {
                "start_s": round(lead_s + start_s, 3),
                "end_s": round(lead_s + end_s, 3),
                "frequencies_hz": list(call.ring_plan.frequencies_hz),
            }
            for start_s, end_s in rings
        ],
        "turns": [
            _turn(line, start, sound) for line, start, sound in zip(call.lines, starts, spoken, strict=True)
        ],
        "verdicts": dict(call.verdicts),
    }
    return Mix(samples=channels, truth=truth)


def _starts(lines: tuple[Line, ...], spoken: list[Spoken], first: int, rng: np.random.Generator) -> list[int]:
    """First sample of each line's sound; gaps are counted between speech, not between sounds."""
    starts: list[int] = []
    latest_end_s = 0.0
    for line, sound in zip(lines, spoken, strict=True):
        gap_s = float(rng.uniform(0.3, 0.7)) if line.after_s is None else line.after_s
        start = (
            first
            if not starts
            else round((latest_end_s + gap_s - float(sound.spans_s[0, 0])) * SAMPLE_RATE_HZ)
        )
        starts.append(start)
        latest_end_s = max(latest_end_s, start / SAMPLE_RATE_HZ + float(sound.spans_s[-1, 1]))
    return starts


def _gain(name: Speaker, voice: Voice, call: Call, spoken: list[Spoken]) -> float:
    calm = [
        sound
        for line, sound in zip(call.lines, spoken, strict=True)
        if line.speaker == name and line.effort is CALM
    ]
    return _gain_to(voice.level_dbov, calm)


def _gain_to(level_dbov: float, sounds: list[Spoken]) -> float:
    return float(np.sqrt(10.0 ** (level_dbov / 10.0) / active_power(sounds)))


def _channels(call: Call, parties: dict[str, Samples], rng: np.random.Generator) -> NDArray[np.int16]:
    """Leak, noise (a little different on each channel), order of the channels, 16 bits."""
    agent, customer = parties["agent"], parties["customer"]
    if call.agent_channel == "both":
        mixed = [agent + customer]
    else:
        leak = 0.0 if call.leak_db is None else 10.0 ** (call.leak_db / 20.0)
        mixed = [agent + leak * customer, customer + leak * agent]
    noisy = np.stack([x + pink_noise(len(x), NOISE_DBOV + 1.5 * k, rng) for k, x in enumerate(mixed)])
    if call.agent_channel == "right":
        noisy = noisy[::-1]
    if float(np.max(np.abs(noisy))) > 0.98:
        raise ValueError(f"{call.name}: expected a peak below 0.98, found clipping; lower its levels")
    return np.rint(noisy * 32768.0).astype(np.int16)


def _turn(line: Line, start: int, sound: Spoken) -> dict[str, Any]:
    times_s = np.round(sound.spans_s + start / SAMPLE_RATE_HZ, 3).tolist()
    return {
        "speaker": line.speaker,
        "start_s": times_s[0][0],
        "end_s": times_s[-1][1],
        "text": line.text,
        "raised": line.effort is not CALM,
        "words": [
            {"start_s": start_s, "end_s": end_s, "text": text}
            for (start_s, end_s), text in zip(times_s, sound.characters, strict=True)
        ],
    }

"""Puts a draft on two channels and one time axis, writes its transcript, and settles the labels of pace."""

from __future__ import annotations

import json
import random
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import scipy.signal
import soundfile as sf
from numpy.typing import NDArray

from benchmarks.calls.draft import CALM, Delivery, Draft, Line, Voice
from benchmarks.calls.misheard import HeardWord, mishear
from benchmarks.calls.synthesis import SAMPLE_RATE_HZ, Spoken, speak
from samples.lines import CHINA, NORTH_AMERICA, RingPlan
from samples.sound import ring_tone

__all__ = ["MadeCall", "make"]

Samples = NDArray[np.float32]
_RING_LEAD_S = 0.4
_BAND_HZ = (200.0, 3500.0)
# Words of amounts, dates and times, which are stressed or swallowed together.
_DIGITS = set("零一二两三四五六七八九十百千万") | {
    "zero", "oh", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
    "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety", "hundred", "thousand",
    "fourteenth", "twentieth", "thirtieth",
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
    "january", "february", "march", "april", "june", "july", "august", "september", "october",
    "november", "december",
}  # fmt: skip
# With less speech of the agent than this a rate says nothing.
_LEAST_SPEECH_S = 12.0
# Customers who talk longer may be owed a sign of listening: the documents say ten seconds.
_SHORT_STRETCH_S = 9.0
# Beyond either a call may rightly be called long: the documents ask for a call in three minutes.
_LONG_CALL_S, _LONG_TURN_S = 170.0, 22.0
# Without a pause of a quarter of a second: certainly within the documented 20 s, certainly over it.
_PAUSE_S = 0.25
_UNPAUSED_S = (18.0, 22.0)
# Rates certainly inside or outside the documented bands: 180-260 characters, 120-160 words a minute of
# turn time.
_PACE = {"zh": ((190.0, 250.0), (165.0, 280.0)), "en": ((126.0, 154.0), (108.0, 175.0))}


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeCall:
    """A call on disk: its recording, transcript (None: none given), facts and labels by rule."""

    name: str
    recording: Path
    transcript: Path | None
    duration_s: float
    facts: dict[str, Any]
    labels: dict[str, str]
    pieces: tuple[str, ...]
    word_errors: int
    agent_rate: float
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Placed:
    line: Line
    sound: Spoken
    start: int

    def spans_s(self) -> NDArray[np.float64]:
        return self.sound.spans_s + self.start / SAMPLE_RATE_HZ


def make(draft: Draft, folder: Path, error_rate: float) -> MadeCall:
    """Speak and mix a draft, and write recording and transcript into a folder."""
    seed = zlib.crc32(draft.name.encode())
    rng = np.random.default_rng(seed)
    tone, lead_s = _ring(draft)
    placed = _place(draft, lead_s, rng)
    count = placed[-1].start + len(placed[-1].sound.samples) if draft.cut_into_last_line else max(
        item.start + len(item.sound.samples) for item in placed
    )  # fmt: skip
    count += round((-2.5 if draft.cut_into_last_line else draft.tail_s) * SAMPLE_RATE_HZ)
    parties = {"agent": np.zeros(count, np.float32), "customer": np.zeros(count, np.float32)}
    for item in placed:
        _lay(parties[item.line.speaker], item.start, _levelled(draft, item, rng))
    begin = round(_RING_LEAD_S * SAMPLE_RATE_HZ)
    _lay(parties["customer"], begin, tone)
    if draft.mic_bursts:
        _burst(
            parties["agent"],
            [item for item in placed if item.line.speaker == "agent"],
            draft.agent_voice,
            rng,
        )
    samples = _lined(draft, parties, placed, rng)
    recording = folder / f"{draft.name}.wav"
    sf.write(recording, samples.T, SAMPLE_RATE_HZ, subtype="PCM_16")
    errors, transcript, heard = 0, None, ""
    if draft.transcribed:
        transcript = folder / f"{draft.name}.transcript.json"
        errors, heard = _write_transcript(draft, placed, count / SAMPLE_RATE_HZ, transcript, error_rate)
    rate, spoken_s = _agent_rate(placed)
    labels = dict(draft.labels)
    if labels.get("backchannel") == "not_applicable" and _longest_stretch_s(placed) > _SHORT_STRETCH_S:
        del labels["backchannel"]
    longest_s = max(_spoken_s(item) for item in placed if item.line.speaker == "agent")
    if labels.get("brevity") == "pass" and (
        count > _LONG_CALL_S * SAMPLE_RATE_HZ or longest_s > _LONG_TURN_S
    ):
        del labels["brevity"]
    _settle_pauses(labels, placed)
    if labels.get("honorific") == "fail" and "你" not in heard:
        del labels["honorific"]  # one character decides, and the recogniser lost every one of them
    if draft.transcribed and not draft.mono and spoken_s >= _LEAST_SPEECH_S:
        _settle_pace(labels, draft, rate)
    return MadeCall(
        name=draft.name,
        recording=recording,
        transcript=transcript,
        duration_s=count / SAMPLE_RATE_HZ,
        facts=draft.facts,
        labels=labels,
        pieces=tuple(draft.pieces),
        word_errors=errors,
        agent_rate=rate,
        said=tuple(
            f"{item.start / SAMPLE_RATE_HZ:6.1f} {item.line.speaker}: {item.line.text}" for item in placed
        ),
    )


def _ring(draft: Draft) -> tuple[Samples, float]:
    """The ring-back tone, and the moment of the first words."""
    plan: RingPlan = CHINA if draft.language == "zh" else NORTH_AMERICA
    if draft.ring_count == 0:
        return np.zeros(0, np.float32), draft.pick_up_s
    tone, rings = ring_tone(plan, draft.ring_count)
    return tone.astype(np.float32), _RING_LEAD_S + rings[-1][1] + draft.pick_up_s


def _place(draft: Draft, lead_s: float, rng: np.random.Generator) -> list[_Placed]:
    placed: list[_Placed] = []
    latest_s = before_s = lead_s
    swing = 1
    for index, line in enumerate(draft.lines):
        factor = line.delivery.rate_factor
        if draft.unsteady == "rate" and line.speaker == "agent":
            factor, swing = factor * (1.45 if swing > 0 else 0.68), -swing
        sound = _spoken(line, draft.agent_voice if line.speaker == "agent" else draft.customer_voice, factor)
        if line.into_s is not None:
            start_s = before_s + line.into_s
        elif index == 0:
            start_s = lead_s
        else:
            start_s = latest_s + (float(rng.uniform(0.35, 0.8)) if line.after_s is None else line.after_s)
        start = round((start_s - float(sound.spans_s[0, 0])) * SAMPLE_RATE_HZ)
        placed.append(_Placed(line=line, sound=sound, start=max(0, start)))
        before_s = start_s
        latest_s = max(latest_s, start_s + float(sound.spans_s[-1, 1] - sound.spans_s[0, 0]))
    return placed


def _spoken(line: Line, voice: Voice, factor: float) -> Spoken:
    # The synthesiser begins every line on one note; people do not.
    drift = zlib.crc32(line.text.encode()) % 21 - 10 if voice.pitch_range else 0
    return speak(
        line.text,
        line.language,
        voice.variant,
        max(80, min(450, round(voice.rate_wpm * factor))),
        max(0, min(99, voice.pitch + line.delivery.pitch_steps + drift)),
        voice.pitch_range,
    )


def _levelled(draft: Draft, item: _Placed, rng: np.random.Generator) -> Samples:
    """The line at its level, numbers stressed or swallowed."""
    line, sound = item.line, item.sound
    voice = draft.agent_voice if line.speaker == "agent" else draft.customer_voice
    level_dbov = voice.level_dbov + line.delivery.level_db + float(rng.uniform(-0.8, 0.8))
    if draft.unsteady == "level" and line.speaker == "agent":
        level_dbov += 8.0 if item.start % 2 else -8.0
    samples = _tilted(sound.samples, line.delivery)
    inside = np.concatenate(
        [samples[int(a * SAMPLE_RATE_HZ) : int(b * SAMPLE_RATE_HZ)] for a, b in sound.spans_s]
    )
    samples = samples * np.float32(10.0 ** (level_dbov / 20.0) / np.sqrt(np.mean(np.square(inside)) + 1e-12))
    if line.delivery.digits_db:
        gain_db = np.zeros(len(samples))
        for word, (start_s, end_s) in zip(sound.words, sound.spans_s, strict=True):
            if word.strip(",.!?").lower() in _DIGITS:
                gain_db[int(start_s * SAMPLE_RATE_HZ) : int(end_s * SAMPLE_RATE_HZ)] = line.delivery.digits_db
        smooth = np.convolve(gain_db, np.ones(160) / 160.0, mode="same")
        samples = samples * (10.0 ** (smooth / 20.0)).astype(np.float32)
    return samples


def _tilted(samples: Samples, delivery: Delivery) -> Samples:
    """More of what lies above 1 kHz, as in a raised voice."""
    if delivery is CALM or delivery.tilt_db == 0.0:
        return samples
    high = scipy.signal.sosfilt(
        scipy.signal.butter(1, 1000.0, "highpass", fs=SAMPLE_RATE_HZ, output="sos"), samples
    )
    tilted: Samples = (samples + (10.0 ** (delivery.tilt_db / 20.0) - 1.0) * high).astype(np.float32)
    return tilted


def _lay(channel: Samples, start: int, samples: Samples) -> None:
    end = min(len(channel), start + len(samples))
    channel[start:end] += samples[: end - start]


def _burst(channel: Samples, placed: list[_Placed], voice: Voice, rng: np.random.Generator) -> None:
    """Breath against the microphone: short thumps and hisses far above the speech, at the starts of words."""
    for item in placed:
        spans = item.spans_s()
        for start_s, _ in spans[:: max(1, len(spans) // 4)]:
            start, length = int(start_s * SAMPLE_RATE_HZ), int(rng.uniform(0.05, 0.11) * SAMPLE_RATE_HZ)
            time_s = np.arange(length) / SAMPLE_RATE_HZ
            thump = np.sin(2.0 * np.pi * rng.uniform(60.0, 120.0) * time_s) * np.exp(-time_s / 0.03)
            blast = thump + 0.15 * rng.standard_normal(length) * np.exp(-time_s / 0.03)
            _lay(channel, start, (10.0 ** ((voice.level_dbov + 16.0) / 20.0) * blast).astype(np.float32))


def _lined(
    draft: Draft, parties: dict[str, Samples], placed: list[_Placed], rng: np.random.Generator
) -> NDArray[np.float32]:
    """Telephone band, the noise of either side, and the limit of the scale."""
    count = len(parties["agent"])
    agent = _band(parties["agent"], wide=draft.wide) + _noise(count, draft.agent_noise_dbov, rng)
    customer = _band(parties["customer"], wide=draft.wide) + _noise(count, draft.customer_noise_dbov, rng)
    if draft.customer_noise_from is not None:
        first = placed[draft.customer_noise_from].start  # a ring-back tone comes before the caller's noise
        customer[first:] += _noise(count - first, draft.customer_noise_later_dbov, rng)
    both = np.stack([agent, customer])
    if draft.mono:
        both = both.sum(axis=0, keepdims=True)
    clipped: NDArray[np.float32] = np.clip(both, -1.0, 1.0 - 2.0**-15)
    return clipped


def _band(samples: Samples, wide: bool) -> Samples:
    low_hz = 50.0 if wide else _BAND_HZ[0]
    band = scipy.signal.butter(2, (low_hz, _BAND_HZ[1]), "bandpass", fs=SAMPLE_RATE_HZ, output="sos")
    filtered: Samples = scipy.signal.sosfilt(band, samples).astype(np.float32)
    return filtered


def _noise(count: int, level_dbov: float, rng: np.random.Generator) -> Samples:
    """Noise that falls off towards high frequencies, like a room's."""
    white = rng.standard_normal(count, dtype=np.float32)
    coloured: Samples = scipy.signal.lfilter([1.0], [1.0, -0.7], white).astype(np.float32)
    coloured *= np.float32(10.0 ** (level_dbov / 20.0) / (np.sqrt(np.mean(np.square(coloured))) + 1e-12))
    return coloured


def _write_transcript(
    draft: Draft, placed: list[_Placed], end_s: float, path: Path, error_rate: float
) -> tuple[int, str]:
    """Write what was recognised; the number of errors in it, and the agent's words."""
    rng = random.Random(draft.name)
    turns: list[dict[str, Any]] = []
    errors = 0
    for item in placed:
        spans = item.spans_s()
        words = [
            (round(float(a), 3), round(min(float(b), end_s), 3), word)
            for word, (a, b) in zip(item.sound.words, spans, strict=True)
            if a < end_s - 0.05
        ]
        heard, wrong = mishear(words, item.line.language, error_rate, rng)
        errors += wrong
        if heard:
            turns.append(_turn(item.line, heard, draft.low_confidence, rng))
    document = {"language": draft.language, "turns": turns}
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    return errors, " ".join(turn["text"] for turn in turns if turn["speaker"] == "agent")


def _turn(line: Line, heard: list[HeardWord], mumbled: bool, rng: random.Random) -> dict[str, Any]:
    unclear = mumbled and line.speaker == "agent"
    joint = "" if line.language == "zh" else " "
    return {
        "speaker": line.speaker,
        "start_s": heard[0].start_s,
        "end_s": max(word.end_s for word in heard),
        "text": joint.join(word.text for word in heard),
        "words": [
            {
                "start_s": word.start_s,
                "end_s": word.end_s,
                "text": word.text,
                "probability": round(rng.uniform(0.15, 0.55), 3) if unclear else word.probability,
            }
            for word in heard
        ],
    }


def _agent_rate(placed: list[_Placed]) -> tuple[float, float]:
    """Characters or words per minute of the agent's turns, pauses inside included, and their length in s."""
    lines = [item for item in placed if item.line.speaker == "agent"]
    spoken_s = sum(map(_spoken_s, lines))
    return 60.0 * sum(len(item.sound.words) for item in lines) / spoken_s, spoken_s


def _spoken_s(item: _Placed) -> float:
    return float(item.sound.spans_s[-1, 1] - item.sound.spans_s[0, 0])


def _longest_stretch_s(placed: list[_Placed]) -> float:
    """The longest time for which the customer keeps the floor."""
    longest_s = 0.0
    first_s: float | None = None
    for item in placed:
        spans = item.spans_s()
        if item.line.speaker == "agent":
            first_s = None
            continue
        first_s = float(spans[0, 0]) if first_s is None else first_s
        longest_s = max(longest_s, float(spans[-1, 1]) - first_s)
    return longest_s


def _settle_pauses(labels: dict[str, str], placed: list[_Placed]) -> None:
    """A monologue is one only where nothing interrupts it for that long."""
    longest_s = max(_longest_unpaused_s(item) for item in placed if item.line.speaker == "agent")
    within, over = _UNPAUSED_S
    if (labels.get("pauses") == "fail" and longest_s < over) or (
        labels.get("pauses") == "pass" and longest_s > within
    ):
        del labels["pauses"]


def _longest_unpaused_s(item: _Placed) -> float:
    longest_s, first_s, before_s = 0.0, float(item.sound.spans_s[0, 0]), float(item.sound.spans_s[0, 0])
    for start_s, end_s in item.sound.spans_s:
        if start_s - before_s >= _PAUSE_S:
            first_s = float(start_s)
        before_s = float(end_s)
        longest_s = max(longest_s, before_s - first_s)
    return longest_s


def _settle_pace(labels: dict[str, str], draft: Draft, rate: float) -> None:
    inside, outside = _PACE[draft.language]
    if any(line.speaker == "agent" and line.language != draft.language for line in draft.lines):
        return
    if rate < outside[0] or rate > outside[1]:
        labels["pace"] = "fail"
    elif inside[0] <= rate <= inside[1] and draft.unsteady != "rate":
        labels["pace"] = "pass"

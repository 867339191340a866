"""What is measured on one made call, held against its truth: a flat list of observations to be pooled."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from benchmarks.reference import praat
from benchmarks.truth.call import TruthCall, make_call
from benchmarks.truth.diarization import diarization_error
from benchmarks.truth.line import LINES, Line, noise_dbov, record, speech_dbov
from benchmarks.truth.measured import found_events, measured_call
from benchmarks.truth.turn_taking import KINDS, match, true_events
from benchmarks.truth.voices import RATE_HZ, Set
from voicecheck.acoustics.measure import measure_channel
from voicecheck.intervals import merge, overlap_s
from voicecheck.timeline.types import SPEAKERS, CallTimeline

__all__ = ["Observation", "mono_observations", "two_channel_observations"]

_PAUSE_S = 0.25
_CALM = ("calm", "loud", "laughing", "near")
PAIRS = {"two sexes": ("male", "female"), "two men": ("male", "male"), "two women": ("female", "female")}


@dataclass(frozen=True, slots=True)
class Observation:
    """One figure of one call: what, under which condition, how much."""

    measure: str
    condition: str
    value: float


def two_channel_observations(seed: int, which: Set, language: str) -> list[Observation]:
    """All lines of one call."""
    call = make_call(seed, which, language)  # type: ignore[arg-type]
    return [one for name, line in LINES.items() for one in _on_line(call, name, line)]


def _on_line(call: TruthCall, name: str, line: Line) -> Iterator[Observation]:
    samples = record(call, line)
    timeline = measured_call(call, samples, line.rate_hz)
    if line.same:
        yield Observation("dual mono: recognised", name, float(not timeline.parties_apart))
        return
    yield from _turn_taking(call, name, timeline, "without words")
    yield from _turn_taking(call, name, measured_call(call, samples, line.rate_hz, words=True), "with words")
    yield from _pauses(call, name, timeline)
    yield from _effort(call, name, timeline)
    for party, speaker in enumerate(SPEAKERS):
        voice = timeline.speakers[speaker]
        if line.snr_db is not None and line.leak_db is None:
            known = voice.snr_db is not None
            yield Observation("signal-to-noise ratio: given", name, float(known))
            if voice.snr_db is not None:
                true_db = speech_dbov(call, party) - noise_dbov(call, party, line)
                yield Observation("signal-to-noise ratio: error, dB", name, voice.snr_db - true_db)
        yield from _rate(call, name, timeline, party)
        yield from _pitch(call, name, timeline, party)


def _turn_taking(call: TruthCall, name: str, timeline: CallTimeline, words: str) -> Iterator[Observation]:
    found, true = found_events(timeline), true_events(call)
    for kind in KINDS:
        for what, count in match(found, true, kind).items():
            yield Observation(f"{kind}, {words}: {what}", name, count)


def _pauses(call: TruthCall, name: str, timeline: CallTimeline) -> Iterator[Observation]:
    """Each true pause inside a party's speech: is there one whose start and end lie within 50 ms?"""
    for party, speaker in enumerate(SPEAKERS):
        true = merge(call.speech(party), max_gap_s=_PAUSE_S - 1e-9)
        found = [ipu for turn in timeline.turns_of(speaker) for ipu in turn.ipus]
        ends, starts = np.array([one.end_s for one in found]), np.array([one.start_s for one in found])
        for before, after in pairwise(true):
            if not found:
                continue
            apart_s = max(np.abs(ends - before.end_s).min(), np.abs(starts - after.start_s).min())
            yield Observation("pause: edges within 50 ms", name, float(apart_s <= 0.05))
            yield Observation("pause: edges within 100 ms", name, float(apart_s <= 0.1))


def _effort(call: TruthCall, name: str, timeline: CallTimeline) -> Iterator[Observation]:
    for line in call.lines:
        if line.kind == "backchannel" or line.end_s - line.start_s < 0.8:
            continue
        turns = [
            turn for turn in timeline.turns_of(SPEAKERS[line.party])
            if overlap_s(turn.ipus, line.speech) > 0.5 * sum(ipu.duration_s for ipu in turn.ipus)
        ]  # fmt: skip
        if not turns or turns[0].raised is None:
            continue
        raised = float(any(turn.raised for turn in turns))
        if line.delivery == "shouted":
            yield Observation("raised voice: shouted turns found", name, raised)
        elif line.delivery in _CALM:
            yield Observation("raised voice: false alarms on other turns", name, raised)


def _rate(call: TruthCall, name: str, timeline: CallTimeline, party: int) -> Iterator[Observation]:
    """Syllables of a party counted in the signal against those that it speaks."""
    true = sum(line.syllables for line in call.lines if line.party == party)
    found = sum(turn.syllable_count or 0 for turn in timeline.turns_of(SPEAKERS[party]))
    yield Observation(f"rate without words, {call.language}: error, %", name, 100 * (found / true - 1))


def _pitch(call: TruthCall, name: str, timeline: CallTimeline, party: int) -> Iterator[Observation]:
    """Median and spread of a party's pitch against Praat on the clean original."""
    voice = timeline.speakers[SPEAKERS[party]]
    sex = call.voices[party].sex
    given = voice.f0_median_hz is not None
    yield Observation(f"pitch, {sex}: given", name, float(given))
    speech = call.speech(party)
    places = [slice(round(one.start_s * RATE_HZ), round(one.end_s * RATE_HZ)) for one in speech]
    clean = np.zeros_like(call.clean[party])
    for place in places:
        clean[place] = call.clean[party][place]
    f0_hz = praat(clean, RATE_HZ, clean.size * 100 // RATE_HZ)
    true_st = 12 * np.log2(f0_hz[~np.isnan(f0_hz)])
    if voice.f0_median_hz is None or voice.f0_sd_st is None or voice.f0_range_st is None:
        return
    low, high = np.percentile(true_st, [10, 90])
    median_st = 12 * np.log2(voice.f0_median_hz)
    yield Observation(f"pitch, {sex}: median, cents", name, 100 * float(median_st - np.median(true_st)))
    yield Observation(f"pitch, {sex}: SD, st", name, voice.f0_sd_st - float(np.std(true_st)))
    yield Observation(f"pitch, {sex}: range, st", name, voice.f0_range_st - float(high - low))


def mono_observations(seed: int, which: Set, language: str) -> list[Observation]:
    """One call of each pair of sexes on one channel, as it is and with noise, and one party alone."""
    found = []
    for pair, sexes in PAIRS.items():
        call = make_call(seed, which, language, sexes, middles=4)  # type: ignore[arg-type]
        for name, snr_db in (("mu-law", None), ("noise at 20 dB", 20.0)):
            found += _mono(call, f"{pair}, {name}", Line(mono=True, snr_db=snr_db))
        alone = replace(call, clean=call.clean * np.array([[1.0], [1e-4]], dtype=np.float32))
        samples = record(alone, Line(mono=True))
        timeline = measured_call(call, samples, 8000)
        found.append(Observation("mono, one voice: refused", pair, float(not timeline.speakers)))
    return found


def _mono(call: TruthCall, name: str, line: Line) -> list[Observation]:
    timeline = measured_call(call, record(call, line), line.rate_hz)
    found = [Observation("mono: told apart", name, float(len(timeline.speakers) == 2))]
    if timeline.speakers:
        true = [call.speech(0), call.speech(1)]
        heard = [timeline.speakers[speaker].speech for speaker in SPEAKERS]
        error = diarization_error(true, heard)
        swapped = overlap_s(true[0], heard[1]) > overlap_s(true[0], heard[0])
        found += [
            Observation("mono: diarisation error, %", name, 100 * error.rate),
            Observation("mono: of it confusion, %", name, 100 * error.confusion),
            Observation("mono: parties swapped", name, float(swapped)),
        ]
    return found


def microphone_observations(seed: int, which: Set) -> list[Observation]:
    """Clipping and bursts of air put into one party's clean speech."""
    call = make_call(seed, which, "zh", None, 2)
    rng = np.random.default_rng(seed)
    speech = call.speech(0)
    clean = record(replace(call, clean=call.clean), Line(rate_hz=16000, codec="pcm"))[0]
    found = []
    plain = measure_channel(clean, RATE_HZ, speech)
    found.append(
        Observation(
            "clipping: false alarm",
            "16 kHz, PCM",
            float(bool(plain.clipping and plain.clipping.moment_count)),
        )
    )
    found.append(Observation("plosives: false alarm", "16 kHz, PCM", float(bool(plain.blasts))))
    limit = float(np.quantile(np.abs(clean), 0.998))
    clipped = np.clip(clean, -limit, limit)
    hard = measure_channel(clipped, RATE_HZ, speech)
    found.append(
        Observation(
            "clipping: found", "16 kHz, PCM", float(bool(hard.clipping and hard.clipping.moment_count))
        )
    )
    level = 10 ** (speech_dbov(call, 0) / 20)
    blown = clean.copy()
    places = [one.start_s for one in speech if one.duration_s > 0.6][:12]
    for start_s in places:
        length = int(rng.uniform(0.05, 0.11) * RATE_HZ)
        time_s = np.arange(length) / RATE_HZ
        thump = np.sin(2 * np.pi * rng.uniform(40, 90) * time_s) * np.exp(-time_s / 0.03)
        first = round((start_s + 0.05) * RATE_HZ)
        blown[first : first + length] += (level * 10 ** (16 / 20) * thump).astype(np.float32)
    heard = measure_channel(blown, RATE_HZ, speech).blasts or ()
    for start_s in places:
        near = any(abs(one.start_s - start_s - 0.05) < 0.15 for one in heard)
        found.append(Observation("plosives: found", "16 kHz, PCM", float(near)))
    return found

"""What is measured on one made call, held against its truth: a flat list of observations to be pooled."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from benchmarks.truth.call import TruthCall, make_call
from benchmarks.truth.diarization import diarization_error
from benchmarks.truth.line import LINES, Line, noise_dbov, record, speech_dbov
from benchmarks.truth.measured import found_events, measured_call, transcript_of
from benchmarks.truth.peer import PEER, peer_voices
from benchmarks.truth.praat import praat
from benchmarks.truth.turn_taking import KINDS, match, true_events
from benchmarks.truth.voices import RATE_HZ, Set
from voicecheck.acoustics.listen import listen
from voicecheck.acoustics.measure import ChannelAcoustics, measure_channel
from voicecheck.asr.engine import WhisperTranscriber, load_transcriber
from voicecheck.asr.transcribe import transcribe_channels
from voicecheck.intervals import merge, overlap_s
from voicecheck.timeline.types import SPEAKERS, CallTimeline

__all__ = [
    "Observation",
    "microphone_observations",
    "mono_observations",
    "recognised_observations",
    "two_channel_observations",
]

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
    heard = listen(samples, line.rate_hz)
    timeline = measured_call(call, samples, line.rate_hz, heard=heard)
    if line.same:
        yield Observation("dual mono: recognised", name, float(not timeline.parties_apart))
        return
    yield from _turn_taking(call, name, timeline, "without words")
    worded = measured_call(call, samples, line.rate_hz, heard=heard, transcript=transcript_of(call))
    yield from _turn_taking(call, name, worded, "with words")
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
        yield from _rate(call, name, timeline, party, "without words")
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


def _rate(call: TruthCall, name: str, timeline: CallTimeline, party: int, by: str) -> Iterator[Observation]:
    """Syllables of a party counted in the signal or in the words, against those that it speaks."""
    true = sum(line.syllables for line in call.lines if line.party == party)
    found = sum(turn.syllable_count or 0 for turn in timeline.turns_of(SPEAKERS[party]))
    yield Observation(f"rate {by}, {call.language}: error, %", name, 100 * (found / true - 1))


def recognised_observations(seed: int, which: Set) -> list[Observation]:
    """The rate of a Mandarin call, the only language of the demo model, with the words that it recognises."""
    call = make_call(seed, which, "zh")
    samples = record(call, LINES["mu-law"])
    heard = listen(samples, 8000)
    words = transcribe_channels(_demo_model(), call.name, samples, 8000, heard.speech, "zh")
    timeline = measured_call(call, samples, 8000, heard=heard, transcript=words)
    return [
        one
        for party in (0, 1)
        for one in _rate(call, "mu-law", timeline, party, "with the demo model's words")
    ]


@cache
def _demo_model() -> WhisperTranscriber:
    return load_transcriber("demo")


def _pitch(call: TruthCall, name: str, timeline: CallTimeline, party: int) -> Iterator[Observation]:
    """Median and spread of a party's pitch against Praat on the clean original."""
    voice = timeline.speakers[SPEAKERS[party]]
    sex = call.voices[party].sex
    given = voice.f0_median_hz is not None
    yield Observation(f"pitch, {sex}: given", name, float(given))
    true_st = _true_pitch_st(call, party)
    if voice.f0_median_hz is None or voice.f0_sd_st is None or voice.f0_range_st is None:
        return
    low, high = np.percentile(true_st, [10, 90])
    median_st = 12 * np.log2(voice.f0_median_hz)
    yield Observation(f"pitch, {sex}: median, cents", name, 100 * float(median_st - np.median(true_st)))
    yield Observation(f"pitch, {sex}: SD, st", name, voice.f0_sd_st - float(np.std(true_st)))
    yield Observation(f"pitch, {sex}: range, st", name, voice.f0_range_st - float(high - low))


@cache
def _true_pitch_st(call: TruthCall, party: int) -> NDArray[np.float64]:
    """What Praat hears in the clean original, semitones over 1 Hz, voiced frames alone."""
    places = [slice(round(one.start_s * RATE_HZ), round(one.end_s * RATE_HZ)) for one in call.speech(party)]
    clean = np.zeros_like(call.clean[party])
    for place in places:
        clean[place] = call.clean[party][place]
    f0_hz = praat(clean, RATE_HZ, clean.size * 100 // RATE_HZ)
    return np.asarray(12 * np.log2(f0_hz[~np.isnan(f0_hz)]))


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


def _mono(call: TruthCall, name: str, line: Line) -> Iterator[Observation]:
    """Two voices on one channel; the peer is asked about the calls in which ours are told apart."""
    samples = record(call, line)
    timeline = measured_call(call, samples, line.rate_hz)
    yield Observation("mono: told apart", name, float(len(timeline.speakers) == 2))
    if not timeline.speakers:
        return
    true = [call.speech(0), call.speech(1)]
    heard = [timeline.speakers[speaker].speech for speaker in SPEAKERS]
    error = diarization_error(true, heard)
    swapped = overlap_s(true[0], heard[1]) > overlap_s(true[0], heard[0])
    yield Observation("mono: diarisation error, %", name, 100 * error.rate)
    yield Observation("mono: of it confusion, %", name, 100 * error.confusion)
    yield Observation("mono: parties swapped", name, float(swapped))
    peer = peer_voices(samples[0], line.rate_hz)
    if peer is not None:
        error = diarization_error(true, peer)
        yield Observation(f"mono: diarisation error of {PEER}, %", name, 100 * error.rate)


def microphone_observations(seed: int, which: Set) -> list[Observation]:
    """Clipping and bursts of air put into one party's clean speech."""
    call = make_call(seed, which, "zh", None, 2)
    speech = call.speech(0)
    clean = record(call, LINES["16 kHz, PCM"])[0]
    plain = measure_channel(clean, RATE_HZ, speech)
    limit = float(np.quantile(np.abs(clean), 0.998))
    clipped = measure_channel(np.clip(clean, -limit, limit), RATE_HZ, speech)
    places_s = [one.start_s + 0.05 for one in speech if one.duration_s > 0.6][:12]
    heard = measure_channel(_blown(clean, places_s, call, seed), RATE_HZ, speech).blasts or ()
    found = [
        ("clipping: false alarm", _is_clipped(plain)),
        ("clipping: found", _is_clipped(clipped)),
        ("plosives: false alarm", bool(plain.blasts)),
        *(("plosives: found", any(abs(one.start_s - at_s) < 0.15 for one in heard)) for at_s in places_s),
    ]
    return [Observation(measure, "16 kHz, PCM", float(value)) for measure, value in found]


def _is_clipped(channel: ChannelAcoustics) -> bool:
    return bool(channel.clipping and channel.clipping.moment_count)


def _blown(
    clean: NDArray[np.float32], places_s: list[float], call: TruthCall, seed: int
) -> NDArray[np.float32]:
    """Speech with a burst of air on the microphone, 40 to 90 Hz and 16 dB over the speech, at each place."""
    rng = np.random.default_rng(seed)
    level = 10 ** ((speech_dbov(call, 0) + 16) / 20)
    blown = clean.copy()
    for at_s in places_s:
        length = int(rng.uniform(0.05, 0.11) * RATE_HZ)
        time_s = np.arange(length) / RATE_HZ
        thump = np.sin(2 * np.pi * rng.uniform(40, 90) * time_s) * np.exp(-time_s / 0.03)
        first = round(at_s * RATE_HZ)
        blown[first : first + length] += (level * thump).astype(np.float32)
    return blown

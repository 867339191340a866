"""How fast everything but recognition is, stage by stage, on one core; beside Praat's pitch and Silero's
activity.

    python benchmarks/speed.py [RECORDING...]

Measures four sample calls (two channels, 8 kHz, as WAV, FLAC and Opus) or the recordings named. Every stage
is run in turn, three rounds over, and the fastest round of each counts: other work on the machine only ever
adds time.
"x real time" is the length of the call over the processor time spent on it. The peer does two of the
stages alone, as an open pipeline would: Praat's pitch in two passes (praat-parselmouth) and the Silero
speech activity that faster-whisper carries, on both channels.
"""

from __future__ import annotations

import os

for _threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_threads] = "1"  # before numpy: one core is what is compared

import json
import platform
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import parselmouth
import soxr
from faster_whisper.vad import VadOptions, get_speech_timestamps

from voicecheck.acoustics.activity import speech_activity
from voicecheck.acoustics.leak import compare_channels, remove_leak
from voicecheck.acoustics.listen import listen
from voicecheck.acoustics.measure import measure_channel
from voicecheck.acoustics.tones import find_tones
from voicecheck.audio.discover import find_recordings
from voicecheck.audio.load import load_recording
from voicecheck.pipeline import judge, measure

ROUNDS = 3
HERE = Path(__file__).parent
SAMPLES = ("good-call.wav", "shouting-back.wav", "dead-air.flac", "interrupting-agent.ogg")
SILERO_RATE_HZ = 16_000


def praat_pitch(samples: np.ndarray, rate_hz: int) -> None:
    """Two passes: a wide range first, then the speaker's own, from the quartiles (Hirst 2011)."""
    sound = parselmouth.Sound(samples.astype(np.float64), rate_hz)
    f0_hz = sound.to_pitch_ac(time_step=0.01, pitch_floor=75, pitch_ceiling=500).selected_array["frequency"]
    voiced = f0_hz[f0_hz > 0]
    if voiced.size:
        low, high = np.percentile(voiced, (25, 75))
        sound.to_pitch_ac(
            time_step=0.01, pitch_floor=max(50, 0.75 * low), pitch_ceiling=min(600, 1.75 * high)
        )


def silero(samples: np.ndarray, rate_hz: int) -> None:
    wide = soxr.resample(samples, rate_hz, SILERO_RATE_HZ).astype(np.float32)
    get_speech_timestamps(wide, VadOptions())


def stages(path: Path) -> tuple[dict[str, Callable[[], Any]], dict[str, Callable[[], Any]], float]:
    """What is timed on one recording, ours and the peer's, and how long the recording is in seconds."""
    audio = load_recording(path)
    samples, rate_hz = audio.samples, audio.analysis_rate_hz
    heard = listen(samples, rate_hz)
    timeline = measure(path)
    ours: dict[str, Callable[[], Any]] = {
        "decode and hash": lambda: load_recording(path),
        "tones": lambda: [find_tones(channel, rate_hz) for channel in samples],
        "speech activity": lambda: [
            speech_activity(channel, rate_hz, exclude=heard.sounds) for channel in samples
        ],
        "pitch, level, effort": lambda: [
            measure_channel(channel, rate_hz, speech)
            for channel, speech in zip(heard.samples, heard.speech, strict=True)
        ],
        "judge": lambda: judge(timeline),
        "ALL, file to verdicts": lambda: judge(measure(path)),
    }
    if len(samples) == 2:
        relation = compare_channels(samples, rate_hz)
        ours["channel leak"] = lambda: (
            compare_channels(samples, rate_hz),
            remove_leak(heard.speech[0], heard.speech[-1], samples, rate_hz, relation),
        )
    peer: dict[str, Callable[[], Any]] = {
        "peer: Praat pitch, two passes": lambda: [praat_pitch(channel, rate_hz) for channel in samples],
        "peer: Silero activity": lambda: [silero(channel, rate_hz) for channel in samples],
    }
    return ours, peer, audio.recording.duration_s


def main(arguments: list[str]) -> None:
    recordings = find_recordings(arguments or [str(HERE.parent / "samples" / name) for name in SAMPLES])
    total_s: dict[str, float] = {}
    audio_s = 0.0
    for path in recordings:
        ours, peer, duration_s = stages(path)
        audio_s += duration_s
        for run in (ours | peer).values():
            run()  # warm: first calls build tables
        best = {name: float("inf") for name in ours | peer}
        for _ in range(ROUNDS):
            for name, run in (ours | peer).items():
                started_s = time.process_time()
                run()
                best[name] = min(best[name], time.process_time() - started_s)
        for name, spent_s in best.items():
            total_s[name] = total_s.get(name, 0.0) + spent_s
    report(total_s, audio_s, len(recordings))


def report(total_s: dict[str, float], audio_s: float, calls: int) -> None:
    machine = platform.processor() or platform.machine()
    print(f"{calls} calls, {audio_s:.0f} s; one core; fastest of {ROUNDS} rounds; {machine}")
    print(f"{'stage':34} {'ms per s of call':>17} {'x real time':>12}")
    for name, spent_s in total_s.items():
        print(f"{name:34} {1000 * spent_s / audio_s:17.2f} {audio_s / spent_s:12.0f}")
    ours_s = total_s["ALL, file to verdicts"]
    peer_s = sum(spent_s for name, spent_s in total_s.items() if name.startswith("peer"))
    print(f"{'peer: both':34} {1000 * peer_s / audio_s:17.2f} {audio_s / peer_s:12.0f}")
    print(f"everything of ours takes {ours_s / peer_s:.2f} of what the peer's two stages take")
    results = HERE / "results"
    results.mkdir(exist_ok=True)
    (results / "speed.json").write_text(
        json.dumps({"audio_s": audio_s, "calls": calls, "processor_s": total_s}, indent=2) + "\n"
    )


if __name__ == "__main__":
    main(sys.argv[1:])

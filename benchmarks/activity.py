"""Speech activity against the truth: the energy detector of voicecheck, Silero, and both together.

Run with `python benchmarks/activity.py [CONVERSATIONS]`. Silero is the model inside faster-whisper (16 kHz).
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import soxr
from faster_whisper.vad import VadOptions, get_speech_timestamps
from numpy.typing import NDArray

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[1] / "src")]

from tests.acoustics.activity_cases import CONDITIONS, ActivityCase, activity_case
from tests.acoustics.signals import RATE_HZ
from voicecheck.acoustics.activity import speech_activity
from voicecheck.intervals import Interval, complement, merge, overlap_s, total_s

Detector = Callable[[NDArray[np.float32]], tuple[Interval, ...]]


def energy(samples: NDArray[np.float32]) -> tuple[Interval, ...]:
    """The detector of voicecheck."""
    return speech_activity(samples, RATE_HZ)


def silero(samples: NDArray[np.float32]) -> tuple[Interval, ...]:
    """Silero over the whole channel."""
    options = VadOptions(min_speech_duration_ms=100, min_silence_duration_ms=100, speech_pad_ms=30)
    wide = soxr.resample(samples, RATE_HZ, 16000)
    found = get_speech_timestamps(wide, options)
    return tuple(Interval(one["start"] / 16000, one["end"] / 16000) for one in found)


def both(samples: NDArray[np.float32]) -> tuple[Interval, ...]:
    """The energy detector's pieces of which Silero hears at least a third as speech."""
    heard = silero(samples)
    joined = merge(energy(samples), max_gap_s=0.3)
    kept = [one for one in joined if overlap_s([one], heard) > one.duration_s / 3]
    return tuple(piece for piece in energy(samples) if any(piece.overlap_s(one) > 0 for one in kept))


DETECTORS: dict[str, Detector] = {"energy": energy, "silero": silero, "both": both}


def boundary_errors_s(case: ActivityCase, found: tuple[Interval, ...]) -> list[float]:
    """Distance from each true start and end to the nearest found one of its kind."""
    errors: list[float] = []
    for truth in merge(case.speech, max_gap_s=0.2):
        for place, places in (
            (truth.start_s, [one.start_s for one in found]),
            (truth.end_s, [one.end_s for one in found]),
        ):
            errors.append(min((abs(place - other) for other in places), default=1.0))
    return errors


def main(conversations: int) -> None:
    """Print miss and false alarm (share of speech and of silence), and boundary errors, by condition."""
    print(f"{'condition':<24}" + "".join(f"{name:^34}" for name in DETECTORS))
    print(" " * 24 + "".join(f"{'miss   false  p50    p90  <50ms':^34}" for _ in DETECTORS))
    spent_s = dict.fromkeys(DETECTORS, 0.0)
    audio_s = 0.0
    for condition in CONDITIONS:
        cases = [activity_case(seed, condition) for seed in range(conversations)]
        audio_s += sum(case.duration_s for case in cases)
        row = f"{condition:<24}"
        for name, detector in DETECTORS.items():
            missed = false = spoken = silent = 0.0
            errors: list[float] = []
            for case in cases:
                before_s = time.perf_counter()
                found = detector(case.samples)
                spent_s[name] += time.perf_counter() - before_s
                silence = complement(case.speech, Interval(0.0, case.duration_s))
                spoken, silent = spoken + total_s(case.speech), silent + total_s(silence)
                missed += total_s(case.speech) - overlap_s(case.speech, found)
                false += overlap_s(silence, found)
                errors += boundary_errors_s(case, found)
            near = float(np.mean(np.array(errors) <= 0.05))
            p50, p90 = np.percentile(errors, [50, 90])
            row += f"{missed / spoken:>7.1%}{false / silent:>7.1%}{p50:>7.3f}{p90:>7.3f}{near:>5.0%} "
        print(row, flush=True)
    for name, value in spent_s.items():
        print(f"{name}: {value / audio_s * 1e3:.3f} ms per second of one channel")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 6)

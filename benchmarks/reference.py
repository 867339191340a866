"""How exact level and pitch are, method against method: ITU-T P.56 sample by sample, Praat frame by frame.

    python benchmarks/reference.py

The voices are made by espeak-ng on the spot; synthetic speech is easier than people, so the differences
between methods are the result. The reference of pitch is Praat itself (praat-parselmouth, two passes) on the
clean 16 kHz original, and Praat is scored on the same degraded audio beside voicecheck; for vowels made with
a known F0 that F0 is the reference of both. Writes benchmarks/results/reference.json.
"""

from __future__ import annotations

import os

for _threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_threads] = "1"  # before numpy: one core is what is compared

import json
import sys
from pathlib import Path

import numpy as np
import numpy.typing as npt

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[1] / "src")]

from benchmarks.truth.praat import praat
from tests.acoustics import voices
from tests.acoustics.p56_reference import active_level_dbov
from voicecheck.acoustics.level import active_speech_level
from voicecheck.acoustics.pitch import track_pitch
from voicecheck.intervals import Interval

FloatArray = npt.NDArray[np.floating]
Table = dict[str, dict[str, float]]
RATE_HZ = 8000
MALE = ("cmn-latn-pinyin", "cmn-latn-pinyin+m1", "cmn-latn-pinyin+m3", "en-us", "en-us+m2")
FEMALE = ("cmn-latn-pinyin+f1", "cmn-latn-pinyin+f2", "cmn-latn-pinyin+f4", "en-us+f3", "en-us+f5")
# Creaky, or so dark that the telephone leaves little but one harmonic: where trackers break.
HARD = ("cmn-latn-pinyin+m8", "cmn-latn-pinyin+robert", "cmn-latn-pinyin+anika")
GROUPS = {"male": MALE, "female": FEMALE, "hard": HARD}


def channels(clean: voices.FloatArray) -> dict[str, voices.FloatArray]:
    """One recording as it comes out of several lines."""
    band = voices.telephone_band(clean, RATE_HZ)
    return {
        "clean": clean,
        "mu-law": voices.mu_law(clean),
        "300-3400 Hz": voices.mu_law(band),
        "and noise at 20 dB": voices.with_noise(band, 20.0),
        "and noise at 10 dB": voices.with_noise(band, 10.0),
    }


def scores(found_hz: FloatArray, true_hz: FloatArray) -> dict[str, float]:
    """Gross errors (over 20 %) and voicing errors in per cent; median in cents, spreads in semitones."""
    both = ~np.isnan(found_hz) & ~np.isnan(true_hz)
    found_st, true_st = (12 * np.log2(f0[~np.isnan(f0)]) for f0 in (found_hz, true_hz))
    spread = [float(np.subtract(*np.percentile(values, [90, 10]))) for values in (found_st, true_st)]
    return {
        "gross_percent": 100 * float(np.mean(np.abs(found_hz[both] / true_hz[both] - 1) > 0.2)),
        "voicing_percent": 100 * float(np.mean(np.isnan(found_hz) != np.isnan(true_hz))),
        "median_cents": 100 * abs(float(np.median(found_st) - np.median(true_st))),
        "sd_st": abs(float(np.std(found_st) - np.std(true_st))),
        "range_st": abs(spread[0] - spread[1]),
    }


def pitch_table() -> Table:
    """Mean over the voices of a group, by line and method; errors are against Praat on the original."""
    rows: dict[str, list[dict[str, float]]] = {}
    for group, names in GROUPS.items():
        for name in names:
            original, places, _ = voices.speech(name, 16000)
            speech = [Interval(*place) for place in places]
            clean = voices.to_rate(original, 16000, RATE_HZ)
            true_hz = praat(original, 16000, clean.size // 80)
            for line, samples in channels(clean).items():
                own_hz = track_pitch(samples, RATE_HZ, within=speech).f0_hz
                rows.setdefault(f"{group}, {line}: voicecheck", []).append(scores(own_hz, true_hz))
                praat_hz = praat(samples, RATE_HZ, clean.size // 80)
                rows.setdefault(f"{group}, {line}: Praat", []).append(scores(praat_hz, true_hz))
    return {key: {name: float(np.mean([one[name] for one in all_]))
                  for name in all_[0]} for key, all_ in rows.items()}  # fmt: skip


def known_pitch_table() -> Table:
    """Error on vowels of a known, moving F0, through the line that takes the fundamental away."""
    rows: Table = {}
    time_s = np.arange(4 * RATE_HZ) / RATE_HZ
    for middle_hz in (75.0, 110.0, 210.0, 400.0):
        contour_hz = middle_hz * 2 ** (np.sin(2 * np.pi * 0.7 * time_s) / 4)
        samples = channels(voices.vowel(contour_hz, RATE_HZ))["300-3400 Hz"]
        true_hz = contour_hz[40::80]
        rows[f"{middle_hz:.0f} Hz: voicecheck"] = scores(track_pitch(samples, RATE_HZ).f0_hz, true_hz)
        rows[f"{middle_hz:.0f} Hz: Praat"] = scores(praat(samples, RATE_HZ, true_hz.size), true_hz)
    return rows


def level_table() -> Table:
    """Error against P.56 sample by sample, over voices, rates, gains and noise."""
    errors_db, errors_share = [], []
    for name in (*MALE[:2], *FEMALE[:2]):
        for rate_hz in (8000, 11025, 16000):
            clean = voices.speech(name, rate_hz)[0][: 8 * rate_hz]
            for samples in (clean, clean * np.float32(0.03), voices.with_noise(clean, 20.0)):
                found = active_speech_level(samples, rate_hz)
                expected_dbov, expected_share = active_level_dbov(samples.tolist(), rate_hz)
                errors_db.append(abs((found.level_dbov or 0.0) - expected_dbov))
                errors_share.append(abs((found.activity_share or 0.0) - expected_share))
    return {
        "active level, dB": {"mean": float(np.mean(errors_db)), "largest": max(errors_db)},
        "activity": {"mean": float(np.mean(errors_share)), "largest": max(errors_share)},
    }


def main() -> None:
    """Measure, print, write."""
    results = {
        "level against P.56": level_table(),
        "pitch against Praat on the original": pitch_table(),
        "pitch of vowels of known F0, 300-3400 Hz": known_pitch_table(),
    }
    for title, table in results.items():
        columns = next(iter(table.values()))
        print(f"\n{title:<40}" + "".join(f"{name:>17}" for name in columns))
        for row, values in table.items():
            print(f"{row:<40}" + "".join(f"{value:17.3f}" for value in values.values()))
    path = Path(__file__).parent / "results" / "reference.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

"""Raised voices: by figures worked by hand, and on speech whose effort is changed as published."""

from __future__ import annotations

import numpy as np
import pytest

from tests.acoustics import raised_voices, voices
from voicecheck.acoustics.effort import EffortCues, calm_baseline, raised, spectral_balance_db
from voicecheck.acoustics.measure import measure_channel, turn_acoustics
from voicecheck.acoustics.pitch import track_pitch
from voicecheck.intervals import Interval


def _cues(
    level_dbov: float | None = -26.0,
    f0_hz: float | None = 120.0,
    balance_db: float | None = -6.0,
    duration_s: float = 2.0,
) -> EffortCues:
    return EffortCues(duration_s=duration_s, level_dbov=level_dbov, f0_median_hz=f0_hz, balance_db=balance_db)


_CALM = _cues()


@pytest.mark.parametrize(
    ("turn", "cues", "verdict"),
    [
        (_cues(), (), False),
        (_cues(level_dbov=-10.0), ("level",), False),  # gain, or near the microphone
        (_cues(f0_hz=200.0), ("f0",), False),  # laughing
        (_cues(level_dbov=-16.0, f0_hz=160.0), ("level", "f0"), False),  # nearer and livelier: no brighter
        (_cues(level_dbov=-16.0, f0_hz=160.0, balance_db=-5.0), ("level", "f0"), True),
        (_cues(level_dbov=-16.0, f0_hz=160.0, balance_db=-5.1), ("level", "f0"), False),
        (_cues(level_dbov=-16.0, f0_hz=160.0, balance_db=None), ("level", "f0"), True),
        (_cues(f0_hz=160.0, balance_db=0.0), ("f0", "balance"), True),  # gain control took the level
        (_cues(level_dbov=-29.0, f0_hz=160.0, balance_db=0.0), ("f0", "balance"), True),
        (_cues(level_dbov=-29.1, f0_hz=160.0, balance_db=0.0), ("f0", "balance"), False),  # but softer
        (_cues(level_dbov=-18.0, balance_db=-2.0), ("level", "balance"), False),  # straight to the microphone
        (_cues(level_dbov=-18.0, f0_hz=127.2, balance_db=-2.0), ("level", "balance"), True),  # at the limits
        (_cues(level_dbov=-18.0, f0_hz=127.0, balance_db=-2.0), ("level", "balance"), False),
        (_cues(level_dbov=-18.1, balance_db=-2.0), ("balance",), False),
        (_cues(level_dbov=-10.0, f0_hz=240.0, balance_db=3.0), ("level", "f0", "balance"), True),
        (_cues(level_dbov=-10.0, f0_hz=None, balance_db=3.0), ("level", "balance"), True),
    ],
)
def test_two_of_three_cues(turn: EffortCues, cues: tuple[str, ...], verdict: bool) -> None:
    effort = raised(turn, _CALM)
    assert effort.cues == cues
    assert effort.raised is verdict
    assert effort.reason is None


def test_figures_are_rises_over_the_baseline() -> None:
    effort = raised(_cues(level_dbov=-20.0, f0_hz=240.0, balance_db=None), _CALM)
    assert effort.level_rise_db == pytest.approx(6.0)
    assert effort.f0_rise_st == pytest.approx(12.0)
    assert effort.balance_rise_db is None


def test_what_cannot_be_measured_is_said() -> None:
    assert "turns" in (raised(_CALM, None).reason or "")
    lonely = raised(_cues(f0_hz=None, balance_db=None, level_dbov=0.0), _CALM)
    assert (lonely.raised, lonely.cues) == (None, ("level",))
    short = raised(_cues(level_dbov=-10.0, f0_hz=240.0, duration_s=0.4), _CALM)
    assert short.raised is None
    assert "shorter" in (short.reason or "")


def test_too_few_long_turns_make_no_baseline() -> None:
    assert calm_baseline([_cues(), _cues()]) is None
    assert calm_baseline([_cues(), _cues(), _cues(duration_s=0.3)]) is None
    baseline = calm_baseline([_cues(), _cues(), _cues()])
    assert baseline is not None
    assert (baseline.duration_s, baseline.level_dbov, baseline.balance_db) == (4.0, -26.0, -6.0)
    assert baseline.f0_median_hz == pytest.approx(120.0)


@pytest.mark.parametrize("shouted", [1, 3, 5, 7])
def test_a_speaker_who_shouts_much_is_still_held_against_the_calm_turns(shouted: int) -> None:
    turns = [_cues(level_dbov=-25.0 - i / 10) for i in range(10 - shouted)]
    turns += [_cues(level_dbov=-14.0, f0_hz=190.0, balance_db=1.0)] * shouted
    baseline = calm_baseline(turns)
    assert baseline is not None
    assert baseline.level_dbov == pytest.approx(-25.5, abs=0.6)
    assert sum(bool(raised(turn, baseline).raised) for turn in turns) == shouted


def test_one_faint_turn_does_not_make_the_others_shouting() -> None:
    turns = [_cues(level_dbov=-45.0, f0_hz=90.0, balance_db=-14.0)] + [_cues()] * 6
    baseline = calm_baseline(turns)
    assert baseline is not None
    assert not any(raised(turn, baseline).raised for turn in turns)


def test_speech_away_from_the_microphone_does_not_make_the_others_shouting() -> None:
    away = _cues(level_dbov=-40.0, balance_db=-13.0)
    turns = [away, away] + [_cues()] * 6
    baseline = calm_baseline(turns)
    assert baseline is not None
    assert not any(raised(turn, baseline).raised for turn in turns)


def test_unknown_cues_stay_unknown() -> None:
    baseline = calm_baseline([_cues(f0_hz=None)] * 3)
    assert baseline is not None
    assert baseline.f0_median_hz is None
    assert baseline.level_dbov == pytest.approx(-26.0)


def test_balance_of_two_tones_is_the_ratio_of_their_powers() -> None:
    time_s = np.arange(16000) / 8000
    low, high = 0.4 * np.sin(2 * np.pi * 500 * time_s), 0.1 * np.sin(2 * np.pi * 2000 * time_s)
    voiced = np.ones(200, dtype=np.bool_)
    balance = spectral_balance_db((low + high).astype(np.float32), 8000, voiced, [Interval(0.2, 1.8)])
    assert balance == pytest.approx(20 * np.log10(0.1 / 0.4), abs=0.05)
    assert spectral_balance_db((low + high).astype(np.float32), 8000, voiced, [Interval(0.2, 0.3)]) is None


def _effortful(samples: np.ndarray, level_db: float) -> np.ndarray:
    """More effort: 0.5 dB per dB at low frequencies, 1.5 at 1.5-3 kHz (Nordenberg and Sundberg 2004)."""
    from scipy.signal import fftconvolve, firwin2

    gains = [10 ** (level_db * slope / 20) for slope in (0.5, 0.5, 0.7, 1.5, 1.5, 1.3)]
    taps = firwin2(201, [0, 300, 700, 1500, 3000, 4000], gains, fs=8000)
    return fftconvolve(samples, taps, mode="same").astype(np.float32)


def _verdicts(change: str, voice: str, line: str) -> list[bool | None]:
    samples, speech = raised_voices.changed_call(change, voice, line)
    channel = measure_channel(samples, 8000, speech)
    turns = [turn_acoustics(channel, turn).effort_cues for turn in speech]
    baseline = calm_baseline(turns)
    return [raised(turn, baseline).raised for turn in turns]


every_voice = pytest.mark.parametrize("voice", raised_voices.VOICES)
every_line = pytest.mark.parametrize("line", ["as it is", "300-3400 Hz and mu-law"])


@every_voice
@every_line
@pytest.mark.parametrize("change", raised_voices.SHOUTED_CHANGES)
def test_shouted_turns_are_found_through_the_telephone(change: str, voice: str, line: str) -> None:
    assert _verdicts(change, voice, line) == [number in raised_voices.CHANGED for number in range(8)]


@every_voice
@every_line
@pytest.mark.parametrize(
    "change", [name for name in raised_voices.CALM_CHANGES if name != "gain, and higher"]
)
def test_gain_nearness_and_laughter_are_not_shouting(change: str, voice: str, line: str) -> None:
    assert _verdicts(change, voice, line) == [False] * 8


def test_balance_follows_effort_and_not_gain() -> None:
    samples, places, _ = voices.speech(voices.MANDARIN_FEMALE, 8000)
    speech = [Interval(*place) for place in places]
    voiced = ~np.isnan(track_pitch(samples, 8000, within=speech).f0_hz)
    plain = spectral_balance_db(samples, 8000, voiced, speech)
    softer = spectral_balance_db(samples * np.float32(0.1), 8000, voiced, speech)
    effortful = spectral_balance_db(_effortful(samples, 10.0), 8000, voiced, speech)
    assert plain is not None
    assert effortful is not None
    assert softer == pytest.approx(plain, abs=0.01)
    assert effortful - plain > 4

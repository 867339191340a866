"""Vocal effort: is a turn raised (louder, higher, brighter) against the speaker's own calm turns?

Gain alone moves the level and nothing else; a mouth nearer to the microphone also moves the balance, down by
the nearness or up by the straighter path of the high frequencies; laughing moves F0. So two of three cues
must reach their limits, and the third must not speak against it: when effort rises, all three do. An
automatic gain control hides the level, which need only not fall.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voicecheck.acoustics.narrowband import NARROWBAND_HZ, to_narrowband
from voicecheck.acoustics.spectra import FFT_SIZE, frame_count, frames_within, power_spectra
from voicecheck.intervals import Interval

__all__ = [
    "DEFAULT_EFFORT",
    "BandTrack",
    "Effort",
    "EffortCues",
    "EffortSettings",
    "add_band_energies",
    "balance_in",
    "bass_balance_in",
    "calm_baseline",
    "raised",
    "spectral_balance_db",
]

# 1-3.4 kHz against 0.3-1 kHz: the alpha ratio (energy over against under 1 kHz) cut to the telephone band.
_LOW_HZ = (300.0, 1000.0)
_HIGH_HZ = (1000.0, 3400.0)
# Where the fundamentals lie, to tell whether the line has a low end at all.
_BASS_HZ = (80.0, 250.0)
_BANDS_HZ = (_LOW_HZ, _HIGH_HZ, _BASS_HZ)
_MINIMUM_FRAMES = 20
_NEARLY_ALL = 0.8


@dataclass(frozen=True, slots=True, eq=False)
class BandTrack:
    """Energy under and over 1 kHz in the telephone band, and of 80-250 Hz, per 10 ms frame, shape (frame,);
    else 0.
    """

    low: npt.NDArray[np.float32]
    high: npt.NDArray[np.float32]
    bass: npt.NDArray[np.float32]

    @classmethod
    def empty(cls, frames: int) -> BandTrack:
        """Room for so many frames."""
        return cls(*(np.zeros(frames, dtype=np.float32) for _ in range(3)))


@dataclass(frozen=True, slots=True, kw_only=True)
class EffortSettings:
    """Limits of a raised voice, against the speaker's own baseline.

    Attributes
    ----------
    level_rise_db
        Normal to raised is 6 dB and to very loud 12 dB (ANSI S3.5 vocal efforts); 8 is more than raised.
    f0_rise_st
        Mandarin sentences: emotional +5.4 st, shouted +9.6 st (PMC4959306, table 2).
    balance_rise_db
        The part over 1 kHz gains 0.42 (men) to 0.68 dB (women) per dB of level (Sundberg and Nordenberg
        2006): some 4 dB for the 8 dB above.
    cues_needed
        How many of the three must reach their limit.
    support_share
        F0 and balance, where known, must rise by this share of their limits at least. F0 rises with the
        loudness of every speaker (100 of 100 men: Jessen, Köster and Gfroerer 2005), and so does the balance.
    level_fall_db
        The level, where known, may not fall by more than this: an effort that a gain control levels out
        leaves it as it was.
    minimum_turn_s
        Shorter turns are neither judged nor used for the baseline.
    minimum_turns
        Fewer turns make no baseline.
    """

    level_rise_db: float = 8.0
    f0_rise_st: float = 4.0
    balance_rise_db: float = 4.0
    cues_needed: int = 2
    support_share: float = 0.25
    level_fall_db: float = 3.0
    minimum_turn_s: float = 0.5
    minimum_turns: int = 3


DEFAULT_EFFORT = EffortSettings()


@dataclass(frozen=True, slots=True, kw_only=True)
class EffortCues:
    """What effort is judged by, for one turn or for a baseline; None where it could not be measured."""

    duration_s: float
    level_dbov: float | None
    f0_median_hz: float | None
    balance_db: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """A turn against the baseline.

    Attributes
    ----------
    raised
        None where `reason` says why.
    level_rise_db, f0_rise_st, balance_rise_db
        Turn less baseline; None where either was not measured.
    cues
        Names of the cues that reached their limit: "level", "f0", "balance".
    """

    raised: bool | None
    level_rise_db: float | None = None
    f0_rise_st: float | None = None
    balance_rise_db: float | None = None
    cues: tuple[str, ...] = ()
    reason: str | None = None


def add_band_energies(power: npt.NDArray[np.float32], place: slice, bands: BandTrack) -> None:
    """Write the band energies of power spectra, shape (block, bin), into their place in `bands`."""
    sums = power @ _band_matrix()
    bands.low[place] = sums[:, 0]
    bands.high[place] = sums[:, 1]
    bands.bass[place] = sums[:, 2]


def balance_in(
    bands: BandTrack, voiced: npt.NDArray[np.bool_], intervals: Sequence[Interval]
) -> float | None:
    """Spectral balance over the voiced frames of some intervals, in dB; None with less than 0.2 s of them."""
    frames = frames_within(intervals, bands.low.size)
    frames = frames[voiced[frames] & (bands.low[frames] > 0) & (bands.high[frames] > 0)]
    if frames.size < _MINIMUM_FRAMES:
        return None
    high, low = (float(np.sum(band[frames], dtype=np.float64)) for band in (bands.high, bands.low))
    return 10 * float(np.log10(high / low))


def bass_balance_in(
    bands: BandTrack, voiced: npt.NDArray[np.bool_], intervals: Sequence[Interval]
) -> float | None:
    """Energy of 80-250 Hz over that of 0.3-1 kHz in the voiced frames of some intervals, in dB."""
    frames = frames_within(intervals, bands.low.size)
    frames = frames[voiced[frames]]
    bass, low = (float(np.sum(band[frames], dtype=np.float64)) for band in (bands.bass, bands.low))
    return 10 * float(np.log10(bass / low)) if frames.size >= _MINIMUM_FRAMES and bass > 0 < low else None


def spectral_balance_db(
    samples: npt.NDArray[np.floating],
    sample_rate_hz: int,
    voiced: npt.NDArray[np.bool_],
    within: Sequence[Interval],
) -> float | None:
    """Energy of 1-3.4 kHz over that of 0.3-1 kHz in voiced frames, in dB; None with less than 0.2 s of them.

    Parameters
    ----------
    samples
        One channel, shape (sample,), full scale 1.0.
    sample_rate_hz
        Rate of `samples`, in Hz.
    voiced
        Shape (frame,), 10 ms frames: where the pitch track has an F0.
    within
        The speech.
    """
    narrow = to_narrowband(samples, sample_rate_hz)
    frames = np.arange(frame_count(narrow.size), dtype=np.intp)
    bands = BandTrack.empty(frames.size)
    for place, power in power_spectra(narrow, frames):
        add_band_energies(power, place, bands)
    return balance_in(bands, voiced, within)


def calm_baseline(
    turns: Sequence[EffortCues], settings: EffortSettings = DEFAULT_EFFORT
) -> EffortCues | None:
    """The speaker's calm voice: medians over the calmer half of the turns, by time; None with too few turns.

    Half, because who shouts for a good part of the call must still be measured against the rest. Who shouts
    for most of it leaves fewer calm turns: those count, when nearly all others are raised against them.
    """
    usable = [turn for turn in turns if turn.duration_s >= settings.minimum_turn_s]
    if len(usable) < settings.minimum_turns:
        return None
    weights = np.array([turn.duration_s for turn in usable])
    cues = _cue_table(usable)
    scaled = (cues - _medians(cues, weights)) / _limits(settings)
    known = ~np.isnan(scaled)
    effort = np.where(known, scaled, 0).sum(axis=1) / np.maximum(known.sum(axis=1), 1)
    order = np.argsort(effort, kind="stable")
    calm = order[: _calm_count(cues[order], weights[order], settings)]
    level, semitones, balance = _medians(cues[calm], weights[calm])
    return EffortCues(
        duration_s=float(weights[calm].sum()),
        level_dbov=_known(level),
        f0_median_hz=None if np.isnan(semitones) else float(2 ** (semitones / 12)),
        balance_db=_known(balance),
    )


def _calm_count(
    cues: npt.NDArray[np.float64], weights: npt.NDArray[np.float64], settings: EffortSettings
) -> int:
    """How many turns, sorted from the calmest, make the baseline."""
    half = int(np.count_nonzero(np.cumsum(weights) - weights < weights.sum() / 2))
    for count in range(2, half):
        fired = cues - _medians(cues[:count], weights[:count]) >= _limits(settings)
        shouted = fired.sum(axis=1) >= settings.cues_needed
        # F0 must be among the cues: level and balance alone also fall when the mouth leaves the microphone.
        share = weights[count:][(shouted & fired[:, 1])[count:]].sum() / weights[count:].sum()
        if share >= _NEARLY_ALL and not shouted[:count].any():
            return count
    return half


def raised(
    turn: EffortCues, baseline: EffortCues | None, settings: EffortSettings = DEFAULT_EFFORT
) -> Effort:
    """Judge one turn against the speaker's own baseline."""
    if baseline is None:
        return Effort(
            raised=None, reason=f"fewer than {settings.minimum_turns} turns to learn the calm voice from"
        )
    level, f0, balance = (_known(rise) for rise in _cue_table([turn])[0] - _cue_table([baseline])[0])
    limits = {
        "level": (level, settings.level_rise_db),
        "f0": (f0, settings.f0_rise_st),
        "balance": (balance, settings.balance_rise_db),
    }
    cues = tuple(name for name, (rise, limit) in limits.items() if rise is not None and rise >= limit)
    known = sum(rise is not None for rise, _ in limits.values())
    verdict: bool | None = len(cues) >= settings.cues_needed and _supported(level, f0, balance, settings)
    why: str | None = None
    if turn.duration_s < settings.minimum_turn_s:
        verdict, why = None, f"the turn is shorter than {settings.minimum_turn_s} s"
    elif known < settings.cues_needed:
        verdict, why = None, f"fewer than {settings.cues_needed} of level, F0 and balance are known"
    return Effort(
        raised=verdict, level_rise_db=level, f0_rise_st=f0, balance_rise_db=balance, cues=cues, reason=why
    )


def _supported(
    level_db: float | None, f0_st: float | None, balance_db: float | None, settings: EffortSettings
) -> bool:
    """Whether no cue speaks against a raised voice."""
    share = settings.support_share
    return (
        (level_db is None or level_db >= -settings.level_fall_db)
        and (f0_st is None or f0_st >= share * settings.f0_rise_st)
        and (balance_db is None or balance_db >= share * settings.balance_rise_db)
    )


def _cue_table(turns: Sequence[EffortCues]) -> npt.NDArray[np.float64]:
    """Level, F0 in semitones and balance, shape (turn, 3); NaN where unknown."""
    rows = [
        (
            np.nan if turn.level_dbov is None else turn.level_dbov,
            np.nan if turn.f0_median_hz is None else 12 * np.log2(turn.f0_median_hz),
            np.nan if turn.balance_db is None else turn.balance_db,
        )
        for turn in turns
    ]
    return np.array(rows, dtype=np.float64)


def _limits(settings: EffortSettings) -> npt.NDArray[np.float64]:
    """Limits of the rises, in the order of the cue table."""
    return np.array([settings.level_rise_db, settings.f0_rise_st, settings.balance_rise_db])


def _medians(cues: npt.NDArray[np.float64], weights: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Median of each cue over some turns, shape (3,)."""
    return np.array([_weighted_median(column, weights) for column in cues.T])


def _weighted_median(values: npt.NDArray[np.float64], weights: npt.NDArray[np.float64]) -> float:
    """Median of the known values; NaN when there are none."""
    known = np.flatnonzero(~np.isnan(values))
    if known.size == 0:
        return float("nan")
    order = known[np.argsort(values[known], kind="stable")]
    cumulative = np.cumsum(weights[order])
    middle = cumulative[-1] / 2
    return float(np.interp(middle, cumulative - weights[order] / 2, values[order]))


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _band_matrix() -> npt.NDArray[np.float32]:
    """Shape (bin, 3): which bins belong to the low, to the high and to the bass band."""
    frequency = np.arange(FFT_SIZE // 2 + 1) * (NARROWBAND_HZ / FFT_SIZE)
    columns = [(frequency >= lowest) & (frequency < highest) for lowest, highest in _BANDS_HZ]
    return np.stack(columns, axis=1).astype(np.float32)

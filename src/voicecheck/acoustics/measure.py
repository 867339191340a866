"""Everything that is measured on one channel in one pass, and the figures of any turn from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voicecheck.acoustics.candidates import Candidates, find_candidates
from voicecheck.acoustics.clipping import Clipping, find_clipping
from voicecheck.acoustics.effort import BandTrack, EffortCues, add_band_energies, balance_in, bass_balance_in
from voicecheck.acoustics.harmonicity import harmonicity_db
from voicecheck.acoustics.level import ActiveLevel, LevelTrack, level_in, level_track
from voicecheck.acoustics.narrowband import to_narrowband
from voicecheck.acoustics.noise import NoiseAndSnr, noise_and_snr
from voicecheck.acoustics.pitch import PitchTrack, choose_pitch, pitch_summary
from voicecheck.acoustics.plosives import blasts, line_has_low_end
from voicecheck.acoustics.spectra import frame_count, frames_within, power_spectra
from voicecheck.acoustics.syllables import nuclei_in
from voicecheck.intervals import Interval, merge, total_s

__all__ = ["ChannelAcoustics", "TurnAcoustics", "measure_channel", "turn_acoustics"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ChannelAcoustics:
    """Acoustics of one channel.

    Attributes
    ----------
    speech
        The speech that was analysed.
    level
        Level over time.
    pitch
        F0 over time, inside the speech.
    bands
        Energy under and over 1 kHz over time, inside the speech.
    nuclei_s
        Times of the syllable nuclei, ascending.
    active_level
        ITU-T P.56 over the speech; with a signal-to-noise ratio under 12 dB it is that of speech and noise.
    noise
        Noise between the speech, and signal-to-noise ratio.
    clipping
        Clipped samples; None for an empty channel.
    hnr_db
        Harmonics-to-noise ratio of the voiced speech; None with less than 0.5 s of it.
    blasts
        Bursts of air on the microphone; None where the line carries no low end, or nobody speaks.
    """

    speech: tuple[Interval, ...]
    level: LevelTrack
    pitch: PitchTrack
    bands: BandTrack
    nuclei_s: npt.NDArray[np.float64]
    active_level: ActiveLevel
    noise: NoiseAndSnr
    clipping: Clipping | None
    hnr_db: float | None
    blasts: tuple[Interval, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnAcoustics:
    """Acoustics of a turn, or of any set of intervals; None where a reason says why.

    `level_reason` speaks for the level, `pitch_reason` for the F0 figures, `balance_reason` for the balance.
    """

    duration_s: float
    level_dbov: float | None
    f0_median_hz: float | None
    f0_sd_st: float | None
    f0_range_st: float | None
    voiced_share: float | None
    balance_db: float | None
    nuclei_count: int
    f0_low_confidence: bool = False
    level_reason: str | None = None
    pitch_reason: str | None = None
    balance_reason: str | None = None

    @property
    def effort_cues(self) -> EffortCues:
        """What effort is judged by."""
        return EffortCues(
            duration_s=self.duration_s,
            level_dbov=self.level_dbov,
            f0_median_hz=self.f0_median_hz,
            balance_db=self.balance_db,
        )


def measure_channel(
    samples: npt.NDArray[np.floating],
    sample_rate_hz: int,
    speech: Sequence[Interval],
    *,
    others: Sequence[Interval] = (),
) -> ChannelAcoustics:
    """Measure one channel.

    Parameters
    ----------
    samples
        Shape (sample,), full scale 1.0.
    sample_rate_hz
        Rate of `samples`, in Hz.
    speech
        When the channel's own party speaks.
    others
        When anybody else is heard on the channel, as on one that both parties share; that is no noise.
    """
    speech = merge(speech)
    level = level_track(samples, sample_rate_hz)
    narrow = to_narrowband(samples, sample_rate_hz)
    count = frame_count(narrow.size)
    frames = frames_within(speech, count)
    candidates, within = Candidates.empty(frames.size), BandTrack.empty(frames.size)
    for place, power in power_spectra(narrow, frames):
        find_candidates(power, place, candidates)
        add_band_energies(power, place, within)
    bands = BandTrack.empty(count)
    bands.low[frames], bands.high[frames], bands.bass[frames] = within.low, within.high, within.bass
    pitch = choose_pitch(candidates, frames, count)
    active_level = level_in(level, speech)
    low_end = line_has_low_end(bass_balance_in(bands, ~np.isnan(pitch.f0_hz), speech))
    return ChannelAcoustics(
        speech=speech,
        level=level,
        pitch=pitch,
        bands=bands,
        nuclei_s=np.array(nuclei_in(level, pitch, speech), dtype=np.float64),
        active_level=active_level,
        noise=noise_and_snr(level, speech, others=others),
        clipping=find_clipping(samples, sample_rate_hz),
        hnr_db=harmonicity_db(pitch, speech),
        blasts=blasts(narrow, speech, active_level.level_dbov)
        if low_end and active_level.level_dbov is not None
        else None,
    )


def turn_acoustics(channel: ChannelAcoustics, turn: Interval | Sequence[Interval]) -> TurnAcoustics:
    """Figures of one turn, or of several intervals together, from what the channel's pass found."""
    intervals = merge([turn] if isinstance(turn, Interval) else turn)
    level = level_in(channel.level, intervals)
    pitch = pitch_summary(channel.pitch, intervals, snr_db=channel.noise.snr_db)
    balance_db = balance_in(channel.bands, ~np.isnan(channel.pitch.f0_hz), intervals)
    edges = np.searchsorted(channel.nuclei_s, [(piece.start_s, piece.end_s) for piece in intervals])
    return TurnAcoustics(
        duration_s=total_s(intervals),
        level_dbov=level.level_dbov,
        f0_median_hz=pitch.median_hz,
        f0_sd_st=pitch.sd_st,
        f0_range_st=pitch.range_st,
        voiced_share=pitch.voiced_share,
        balance_db=balance_db,
        nuclei_count=int(np.diff(edges, axis=-1).sum()),
        f0_low_confidence=pitch.low_confidence,
        level_reason=level.reason,
        pitch_reason=pitch.reason,
        balance_reason="less than 0.2 s of voiced speech" if balance_db is None else None,
    )

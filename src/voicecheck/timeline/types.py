"""The call timeline: everything that was measured on one call, and nothing that was judged.

Conventions: seconds from the first sample; levels in dBov (ITU-T P.56); pitch spread in semitones; rates in
syllables per minute (Mandarin: characters). None means *not measurable*, and `limits` or `reasons` say why. A
timeline is frozen, serialisable, and enough to judge the call again without its audio.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from voicecheck.asr.types import ModelInfo, Word
from voicecheck.intervals import Interval

__all__ = [
    "CallInfo",
    "CallTimeline",
    "Measured",
    "Overlap",
    "RateUnit",
    "Redacted",
    "Ring",
    "RoleBasis",
    "Speaker",
    "SpeakerVoice",
    "Turn",
    "Unrecognised",
]

Speaker = Literal["agent", "customer"]
SPEAKERS: tuple[Speaker, Speaker] = ("agent", "customer")
RoleBasis = Literal["declared", "metadata", "content", "order", "guessed"]
RateUnit = Literal["character", "syllable", "nucleus"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CallInfo:
    """The recording and what is known about it. `metadata` holds plain JSON values by column name."""

    id: str
    path: str
    sha256: str
    duration_s: float
    sample_rate_hz: int
    channels: int
    codec: str
    metadata: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ring:
    """One ring as a person counts it: a double burst is one."""

    start_s: float
    end_s: float
    frequencies_hz: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One party's speech until the floor changes.

    `speaker` is None where the parties cannot be told apart. `ipus` are its inter-pausal units. Rates:
    articulation rate leaves out pauses of 250 ms and more, speech rate keeps them; `rate_unit` says what
    was counted. The `*_rise_*` figures are against the speaker's own baseline in this call; `raised` is
    None where there is no baseline. A `backchannel` is a short sign of listening inside the other party's
    turn: it is listed, and does not count as taking the floor. `word_count` is kept where words were taken
    out since; None: the text has them all. `word_levels_db` and `word_f0_st` hold one figure a word, against
    the turn's own level and median F0; empty where the words' times are not their own. `noise_dbov` is the
    background on the party's channel from the turn's start to 5 s after its end.
    """

    index: int
    speaker: Speaker | None
    start_s: float
    end_s: float
    ipus: tuple[Interval, ...]
    text: str = ""
    words: tuple[Word, ...] = ()
    syllable_count: int | None = None
    rate_unit: RateUnit | None = None
    speech_rate_spm: float | None = None
    articulation_rate_spm: float | None = None
    level_dbov: float | None = None
    noise_dbov: float | None = None
    f0_median_hz: float | None = None
    f0_sd_st: float | None = None
    f0_range_st: float | None = None
    balance_db: float | None = None
    level_rise_db: float | None = None
    f0_rise_st: float | None = None
    balance_rise_db: float | None = None
    raised: bool | None = None
    backchannel: bool = False
    word_count: int | None = None
    word_levels_db: tuple[float | None, ...] = ()
    word_f0_st: tuple[float | None, ...] = ()

    @property
    def duration_s(self) -> float:
        """From the first to the last moment of the turn, in seconds."""
        return self.end_s - self.start_s

    @property
    def interval(self) -> Interval:
        """The turn as an interval."""
        return Interval(self.start_s, self.end_s)

    @property
    def snr_db(self) -> float | None:
        """The turn's level over the background around it; None where either is not known."""
        if self.level_dbov is None or self.noise_dbov is None:
            return None
        return self.level_dbov - self.noise_dbov


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap:
    """Both speak at once; `by` is who came in second, `turn` the index of that party's turn."""

    start_s: float
    end_s: float
    by: Speaker
    kind: Literal["interruption", "backchannel", "handover"]
    turn: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Unrecognised:
    """Speech whose words could not be recognised reliably: absence of words proves nothing here."""

    start_s: float
    end_s: float
    speaker: Speaker | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Redacted:
    """Where private data were taken out of the words, or words that nobody knows may hold some.

    `kind` is the private data's, or "unrecognised".
    """

    start_s: float
    end_s: float
    speaker: Speaker | None
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakerVoice:
    """One party's voice over the whole call; `reasons` gives, by field name, why a figure is None.

    `channel` counts from 0. `noise_dbov` is the background between the speech of the channel.
    `blast_count` are bursts of air on the microphone (plosives, breath), `clipping_count` the moments that
    clip. `hnr_db` is the harmonics-to-noise ratio of the voiced speech.
    """

    channel: int
    basis: RoleBasis
    speech: tuple[Interval, ...]
    level_dbov: float | None = None
    noise_dbov: float | None = None
    snr_db: float | None = None
    clipped_share: float | None = None
    f0_median_hz: float | None = None
    f0_sd_st: float | None = None
    f0_range_st: float | None = None
    hnr_db: float | None = None
    blast_count: int | None = None
    clipping_count: int | None = None
    reasons: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """With what the timeline was measured."""

    voicecheck: str
    transcript: Literal["model", "given"] | None
    model: ModelInfo | None
    settings: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class CallTimeline:
    """Everything measured on one call.

    `speakers` has both parties, or neither where they cannot be told apart (mono). `turns` are in order of
    start;
    `silences` are the stretches in which nobody speaks and no ring sounds, from the answer on (the start
    of the recording where no ring was heard) to the end of the recording. `ring_count` is None where
    neither audio nor metadata can tell.
    `parties_apart` says whether each party has a channel of its own: without, speech at the same time
    cannot be seen. `redacted` is None as long as nothing was looked for; where private data were taken out of
    the words, it says when they were said, so that they can be taken out of the sound too.
    """

    schema_version: int
    call: CallInfo
    language: str | None
    speakers: dict[Speaker, SpeakerVoice]
    rings: tuple[Ring, ...]
    ring_count: int | None
    ring_source: Literal["audio", "metadata"] | None
    answer_s: float | None
    turns: tuple[Turn, ...]
    silences: tuple[Interval, ...]
    overlaps: tuple[Overlap, ...]
    unrecognised: tuple[Unrecognised, ...]
    limits: tuple[str, ...]
    measured: Measured
    parties_apart: bool = True
    redacted: tuple[Redacted, ...] | None = None

    def turns_of(self, speaker: Speaker) -> tuple[Turn, ...]:
        """The turns of one party, in order."""
        return self._turns_by_speaker.get(speaker, ())

    @cached_property
    def _turns_by_speaker(self) -> dict[Speaker | None, tuple[Turn, ...]]:
        # Every metric and most rules ask for it.
        return {
            speaker: tuple([turn for turn in self.turns if turn.speaker == speaker]) for speaker in SPEAKERS
        }

    @property
    def has_words(self) -> bool:
        """Whether a transcript stands behind the turns."""
        return self.measured.transcript is not None

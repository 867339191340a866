"""Training windows put together on the fly from sentences, pauses, noise and line sounds.

Everything happens in mel power, which is additive: a window costs milliseconds, and no two are
alike. Speakers are varied by warping the mel axis (vocal tract length), the frame axis (rate) and
a spectral tilt; the telephone by its band, its companding noise and its level.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from models.training import features, sounds
from models.training.corpus import LEVEL_RMS, Corpus
from models.training.tokenizer import character_ids, vocabulary

WARPS = np.linspace(0.82, 1.2, 39)
ENCODER_FRAME_S = 2 * features.FRAME_S
_PINYIN = re.compile(r"([zcs]h|[bpmfdtnlgkhjqxrzcsyw]?)([^\d]+)(\d?)")
_EMPTY_SHARE = 0.07
_BANK_S = 24.0
_LAST_GUIDE_S = 0.4
_PAUSE_GUIDE_SHARE = 0.12


@dataclass(slots=True)
class Window:
    """One training example; spans are seconds in the window, one row per token of ``tokens``.

    ``parts`` (token, 3) numbers the initial, final and tone of each syllable, from 1.
    """

    mel: np.ndarray
    tokens: list[int]
    parts: np.ndarray
    spans_s: np.ndarray
    duration_s: float


def _syllable_parts(syllables: list[str]) -> tuple[list[int], np.ndarray]:
    """How many classes each part has, 0 standing for silence, and the parts of every syllable."""
    split = {name: _PINYIN.fullmatch(name).groups() for name in set(syllables)}  # type: ignore[union-attr]
    columns, counts = [], []
    for part in range(3):
        values = sorted({parts[part] for parts in split.values()})
        numbers = {name: values.index(parts[part]) + 1 for name, parts in split.items()}
        columns.append([numbers[name] for name in syllables])
        counts.append(len(values) + 1)
    return counts, np.array(columns).T


def _warp_matrices() -> np.ndarray:
    """(warp, mel, mel): linear interpolation along the mel axis for each factor of ``WARPS``."""
    centres = features.mel_edges_hz()
    matrices = np.zeros((len(WARPS), len(centres), len(centres)), dtype=np.float32)
    for index, warp in enumerate(WARPS):
        position = np.interp(centres * warp, centres, np.arange(len(centres)))
        low = np.minimum(position.astype(int), len(centres) - 2)
        rows = np.arange(len(centres))
        matrices[index, rows, low] = 1.0 - (position - low)
        matrices[index, rows, low + 1] = position - low
    return matrices


class Composer:
    """Draws windows from a corpus. ``seed`` fixes everything it will ever draw."""

    def __init__(self, corpus: Corpus, seed: int) -> None:
        self.corpus = corpus
        self.rng = np.random.default_rng(seed)
        self.hardness = 1.0  # 0..1: how often and how far speakers and lines differ from the plain ones
        self.part_counts, self._classes = _syllable_parts(corpus.syllables)
        ids = character_ids()
        self._tokens = np.array([ids[character] for character in corpus.text])
        self._by_voice = [np.flatnonzero(corpus.voices == v) for v in np.unique(corpus.voices)]
        self._warps = _warp_matrices()
        self._noises = [self._bank(sounds.noise(kind, _BANK_S, self.rng)) for kind in sounds.NOISE_KINDS]
        self._noises += [self._babble() for _ in range(3)]
        self._tones = [
            self._bank(sounds.tone(k, _BANK_S, self.rng)) for k in sounds.TONE_KINDS for _ in range(3)
        ]
        self._music = [self._bank(sounds.music(_BANK_S, self.rng)) for _ in range(40)]

    def _bank(self, samples: np.ndarray) -> np.ndarray:
        return features.mel_power(samples / samples.std())

    def _babble(self) -> np.ndarray:
        frames = int(_BANK_S / features.FRAME_S)
        total = np.zeros((frames, features.MEL_COUNT), dtype=np.float32)
        for _ in range(int(self.rng.integers(4, 9))):
            at = 0
            while at < frames:
                piece = self._power(int(self.rng.integers(len(self.corpus))))[: frames - at]
                total[at : at + len(piece)] += piece
                at += len(piece)
        return total / (total @ features.variance_weights()).mean()

    def _log_mel(self, sentence: int) -> np.ndarray:
        starts = self.corpus.frame_starts
        return self.corpus.mel[starts[sentence] : starts[sentence + 1]].astype(np.float32)

    def _power(self, sentence: int) -> np.ndarray:
        return 10.0 ** self._log_mel(sentence)

    def _level(self, low_db: float, high_db: float) -> float:
        return float(10.0 ** (self.rng.uniform(low_db, high_db) / 10.0))

    def _sound(self, bank: list[np.ndarray], frames: int) -> np.ndarray:
        """A random stretch of a random sound of a bank, (frame, mel), repeated when too short."""
        sound = bank[int(self.rng.integers(len(bank)))]
        start = int(self.rng.integers(len(sound)))
        return np.take(sound, np.arange(start, start + frames), axis=0, mode="wrap")

    def _pause_s(self, dense: bool) -> float:
        draw = self.rng.random()
        if dense or draw < 0.5:
            return float(self.rng.uniform(0.08, 0.6))
        return float(self.rng.uniform(0.6, 2.0) if draw < 0.85 else self.rng.uniform(2.0, 6.0))

    def _piece(self, sentence: int, warp: int, room: int) -> tuple[np.ndarray, np.ndarray, slice] | None:
        """A sentence, or the part of it that has room, stretched and warped: log mel, spans in s, syllables.

        ``room`` is in frames; None when not even one syllable fits.
        """
        first, last = self.corpus.syllable_starts[sentence], self.corpus.syllable_starts[sentence + 1]
        log_mel, spans = self._log_mel(sentence), self.corpus.spans_s[first:last]
        stretch = self.rng.uniform(0.8, 1.2)
        room_s = room * features.FRAME_S * stretch - 0.08
        begin, end = 0, int(last - first)
        if end > 4 and self.rng.random() < 0.2:
            begin = int(self.rng.integers(0, end - 2))
            end = int(self.rng.integers(begin + 2, end + 1))
        end = min(end, int(np.searchsorted(spans[:, 1] - spans[begin, 0], room_s)))
        if end <= begin:
            return None
        if begin > 0 or end < last - first:
            low = int(max(0.0, float(spans[begin, 0]) - 0.02) / features.FRAME_S)
            log_mel = log_mel[low : int((float(spans[end - 1, 1]) + 0.02) / features.FRAME_S) + 1]
            spans = spans[begin:end] - low * features.FRAME_S
        position = np.arange(int((len(log_mel) - 1) / stretch)) * stretch
        before = position.astype(int)
        weight = (position - before).astype(np.float32)[:, None]
        log_mel = log_mel[before] * (1.0 - weight) + log_mel[before + 1] * weight
        return log_mel @ self._warps[warp].T, spans / stretch, slice(int(first) + begin, int(first) + end)

    def _speech(self, frames: int) -> tuple[np.ndarray, np.ndarray, list[tuple[slice, np.ndarray]]]:
        """Sentences with pauses: power (frame, mel), mask of frames inside a piece, the pieces."""
        power = np.zeros((frames, features.MEL_COUNT), dtype=np.float32)
        inside = np.zeros(frames, dtype=bool)
        pieces: list[tuple[slice, np.ndarray]] = []
        dense = bool(self.rng.random() < 0.6)
        at_s = float(self.rng.uniform(0.0, 0.4)) if dense else min(self._pause_s(False), 0.01 * frames - 1.0)
        speakers: list[tuple[np.ndarray, int, float, np.ndarray]] = []
        tilt_axis = np.linspace(-1.0, 1.0, features.MEL_COUNT)
        spread_db = self.rng.choice([2.0, 6.0])
        while True:
            if not speakers or (len(speakers) < 3 and self.rng.random() < 0.3):
                voice = self._by_voice[int(self.rng.integers(len(self._by_voice)))]
                tilt = self.rng.normal(0.0, 0.25) * tilt_axis + self.rng.normal(0.0, 0.15) * tilt_axis**2
                warp = int(np.clip(round(self.rng.normal(19, 8 * self.hardness)), 0, len(WARPS) - 1))
                speakers.append((voice, warp, self._level(-spread_db, spread_db), tilt.astype(np.float32)))
            voice, warp, gain, tilt = speakers[int(self.rng.integers(len(speakers)))]
            sentence = int(voice[int(self.rng.integers(len(voice)))])
            start = int(at_s / features.FRAME_S)
            piece = self._piece(sentence, warp, frames - start - 5)
            if piece is None:
                break
            log_mel, spans, part = piece
            power[start : start + len(log_mel)] += gain * 10.0 ** (log_mel + tilt)
            inside[max(0, start - 10) : start + len(log_mel) + 10] = True
            pieces.append((part, spans + start * features.FRAME_S))
            at_s = (start + len(log_mel)) * features.FRAME_S + self._pause_s(dense)
        return power, inside, pieces

    def _line(self, power: np.ndarray, inside: np.ndarray) -> np.ndarray:
        """Add noise and the line's own effects, and set the level, in the order of a real line."""
        frames = len(power)
        if self.rng.random() < 0.65 * self.hardness:
            noise = self._sound(self._noises, frames)
            # Signal-to-noise ratios about 8..50 dB, most of them high.
            power = power + noise * (LEVEL_RMS**2 * self._level(-50.0, -8.0 - 12.0 * self.rng.random()))
        if self.rng.random() < 0.12:
            outside = ~inside
            sound = self._sound(self._tones if self.rng.random() < 0.5 else self._music, frames)
            power = power + sound * outside[:, None] * (LEVEL_RMS**2 * self._level(-20.0, 0.0))
        if self.rng.random() < 0.2:
            leak = np.concatenate([self._power(int(self.rng.integers(len(self.corpus)))) for _ in range(4)])
            leak = np.take(leak, np.arange(frames), axis=0, mode="wrap")
            power = power + leak * self._level(-45.0, -25.0)
        power = power * self._level(-22.0, 8.0)
        band = self.rng.random()
        if band < 0.9:
            low_hz = 0.0 if self.rng.random() < 0.5 else float(self.rng.choice([100.0, 200.0, 300.0]))
            high_hz = float(self.rng.choice([3400.0, 3600.0, 3800.0, 3900.0, 3950.0]))
            power = power * features.narrow_band_gain(low_hz, high_hz)
        if self.rng.random() < 0.6:
            variance = power @ features.variance_weights()
            companding = (variance * 10.0**-3.8 + 5e-9)[:, None] * self._sound(self._noises[:1], frames)
            power = power + companding * features.narrow_band_gain(0.0, 3900.0)
        if self.rng.random() < 0.35:
            power[~inside] = 0.0
        return power

    def _empty(self, frames: int) -> np.ndarray:
        """A window without speech: silence, noise, tones, music or the other party's leak."""
        kind = self.rng.random()
        power = self._sound(self._noises, frames) * self._level(-90.0, -35.0 if kind < 0.5 else -60.0)
        if kind < 0.1:
            power = np.zeros_like(power)
        elif 0.5 <= kind < 0.65:
            power = power + self._sound(self._tones, frames) * self._level(-50.0, -8.0)
        elif 0.65 <= kind < 0.85:
            power = power + self._sound(self._music, frames) * self._level(-50.0, -8.0)
        elif kind >= 0.85:
            leak = np.concatenate([self._power(int(self.rng.integers(len(self.corpus)))) for _ in range(3)])
            power = power + np.take(leak, np.arange(frames), axis=0, mode="wrap") * self._level(-50.0, -38.0)
        if self.rng.random() < 0.8:
            power = power * features.narrow_band_gain(0.0, float(self.rng.choice([3400.0, 3900.0])))
        return power

    def draw(self, duration_s: float) -> Window:
        """One window of a duration, features scaled as Whisper's, (mel, frame) float32."""
        frames = int(duration_s / features.FRAME_S)
        if self.rng.random() < _EMPTY_SHARE:
            mel = features.compress(self._empty(frames))
            return Window(mel.T, [], np.zeros((0, 3), dtype=int), np.zeros((0, 2)), duration_s)
        power, inside, pieces = self._speech(frames)
        mel = features.compress(self._line(power, inside))
        if self.rng.random() < 0.5 * self.hardness:
            self._mask(mel)
        tokens = [int(token) for part, _ in pieces for token in self._tokens[part]]
        if not tokens:
            return Window(mel.T, [], np.zeros((0, 3), dtype=int), np.zeros((0, 2)), duration_s)
        classes = np.concatenate([self._classes[part] for part, _ in pieces])
        return Window(mel.T, tokens, classes, np.concatenate([spans for _, spans in pieces]), duration_s)

    def _mask(self, mel: np.ndarray) -> None:
        floor = mel.min()
        for _ in range(int(self.rng.integers(1, 3))):
            low = int(self.rng.integers(0, features.MEL_COUNT - 8))
            mel[:, low : low + int(self.rng.integers(1, 8))] = floor
        for _ in range(len(mel) // 500 + 1):
            start = int(self.rng.integers(0, len(mel)))
            mel[start : start + int(self.rng.integers(1, 9))] = floor


def prompt() -> list[int]:
    """The prompt of transcription without timestamps."""
    ids = vocabulary()
    names = ("<|startoftranscript|>", "<|zh|>", "<|transcribe|>", "<|notimestamps|>")
    return [ids[name] for name in names]


def guide(window: Window, encoder_frames: int) -> np.ndarray:
    """Where each row of the decoder should look, (token + 1, encoder frame), rows sum to 1 or 0.

    Row ``t`` is the step that writes token ``t``: its syllable, and weakly the pause after it, so
    that the next syllable's start stays sharp. The last row writes the end: the sound after it.
    """
    spans = window.spans_s
    rows = np.zeros((len(spans) + 1, encoder_frames), dtype=np.float32)
    if len(spans) == 0:
        return rows
    ends = [*spans[1:, 0], min(spans[-1, 1] + _LAST_GUIDE_S, encoder_frames * ENCODER_FRAME_S)]
    for row, ((start_s, end_s), next_s) in enumerate(zip(spans, ends, strict=True)):
        first = int(start_s / ENCODER_FRAME_S)
        last = max(first + 1, round(end_s / ENCODER_FRAME_S))
        following = int(next_s / ENCODER_FRAME_S)
        if following - last >= 3 and row < len(spans) - 1:
            rows[row, last:following] = _PAUSE_GUIDE_SHARE / (following - last)
            rows[row, first:last] = (1.0 - _PAUSE_GUIDE_SHARE) / (last - first)
        else:
            rows[row, first:last] = 1.0 / (last - first)
    first = min(round(spans[-1, 1] / ENCODER_FRAME_S), encoder_frames - 1)
    last = max(first + 1, min(int(ends[-1] / ENCODER_FRAME_S), encoder_frames))
    rows[-1, first:last] = 1.0 / (last - first)
    return rows

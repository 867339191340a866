"""Mandarin speech by espeak-ng, with the true time of every syllable.

espeak-ng speaks Chinese characters badly but pinyin with tone numbers well, so characters are
turned into pinyin first and every syllable is given as a word of its own; the synthesiser's
phoneme and word events then say when each one is spoken.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import espeakng_loader
import numpy as np
from pypinyin import Style, lazy_pinyin

from models.training.espeak import Event, synthesise
from models.training.grammar import written

_BREATH = {",": ", ", "、": ", ", "。": ". ", "!": "! ", "?": "? "}


@dataclass(frozen=True, slots=True, kw_only=True)
class Utterance:
    """A spoken sentence: ``samples`` (sample,) float32 and one time span per character."""

    samples: np.ndarray
    sample_rate_hz: int
    text: str
    spans_s: np.ndarray
    syllables: tuple[str, ...]


def pinyin(sentence: str) -> list[str]:
    """Pinyin with tone numbers, one entry per character, marks of breath kept."""
    return lazy_pinyin(
        sentence, style=Style.TONE3, tone_sandhi=True, neutral_tone_with_five=True, errors=list
    )


def voice_names() -> list[str]:
    """Every voice variant of espeak-ng, sorted."""
    return sorted(entry.name for entry in Path(espeakng_loader.get_data_path(), "voices", "!v").iterdir())


def speak(
    sentence: str, *, voice: str, rate_wpm: int = 190, pitch: int = 50, pitch_range: int = 50
) -> Utterance:
    """Speak ``sentence`` (characters and Chinese punctuation) with a voice variant.

    Raises
    ------
    ValueError
        When the synthesiser's events do not give exactly one span per character.
    """
    syllables = pinyin(sentence)
    spoken, starts = [], []
    for piece in syllables:
        if piece in _BREATH:
            spoken.append(_BREATH[piece])
        else:
            starts.append(sum(map(len, spoken)))
            spoken.append(piece + " ")
    text = written(sentence)
    samples, rate_hz, events = synthesise(
        "".join(spoken),
        f"cmn-latn-pinyin+{voice}",
        rate_wpm=rate_wpm,
        pitch=pitch,
        pitch_range=pitch_range,
    )
    spans = _spans(events, starts, len(samples) / rate_hz)
    if len(spans) != len(text):
        raise ValueError(f"{sentence}: expected {len(text)} spans, found {len(spans)}")
    kept = tuple(piece for piece in syllables if piece not in _BREATH)
    return Utterance(samples=samples, sample_rate_hz=rate_hz, text=text, spans_s=spans, syllables=kept)


def _spans(events: list[Event], starts: list[int], end_s: float) -> np.ndarray:
    """Start and end of each syllable (syllable, 2): from its first phoneme to the end of its last."""
    times: dict[int, list[float]] = {}
    for event in events:
        if event.name.startswith(("_:", "_;")) or event.name == "_":
            continue
        times.setdefault(event.place, []).append(event.time_s)
    found = [times[start] for start in starts if start in times]
    return np.array([(t[0], min(max(t[-1], t[0] + 0.04), end_s)) for t in found], dtype=np.float32)

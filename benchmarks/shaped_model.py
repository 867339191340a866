"""Whisper models of true shape and random weights: they cost what the real ones cost and say nothing.

The time of a recognition hangs on three things: the shape, the number of windows, and the number of tokens
that are written. The first is copied, the second is the engine's affair, the third is built in: a first
convolution marks the frames in which somebody is loud, a head of the decoder that looks at all frames alike
takes their share, and the text ends once `TOKENS_A_SECOND` have been written for each marked second. So a
window gets text in proportion to the speech in it, whoever has filled it. Texts depend on the sound, do
not repeat themselves and are sure of themselves, so that no engine doubts them.

Every token that is ever written is one Chinese character: words can be counted as tokens.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from ctranslate2.specs import WhisperSpec
from faster_whisper.tokenizer import _LANGUAGE_CODES
from numpy.typing import NDArray

from voicecheck.bench.vocabulary import byte_letters, special_tokens, write_tokenizer

__all__ = ["SHAPES", "TOKENS_A_SECOND", "Shape", "write_shaped_model"]

TOKENS_A_SECOND = 4.0
"""What Mandarin and English of ordinary pace cost in Whisper's own tokens."""

_VOCABULARY, _TEXT_TOKENS = 51_865, 50_257
_SOUND_POSITIONS, _TEXT_POSITIONS = 1500, 448
_WRITTEN = 4000
_FIRST_CHARACTER, _CHARACTERS = 0x4E00, 20_902
_PROMPT = 3  # tokens between the start of the transcript and its first word
_NEVER = -200.0
# Dimensions of the residual stream that are kept for the end of the text; no random weight writes to them.
_MARK, _CLOCK, _COUNTER_CLOCK = 0, 1, 2
_KEPT = [_MARK, _CLOCK, _COUNTER_CLOCK]
_LOW_BANDS, _LOUD = 20, 0.05
"""Mean of the lowest log-mel bands of a frame from which it counts as speech; a padded frame has 0."""
_MARKED = 3.0
_TICK = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """One of Whisper's sizes."""

    width: int
    heads: int
    layers: int
    mels: int = 80
    alignment_heads: tuple[tuple[int, int], ...]


# Sizes: table 1 of https://arxiv.org/abs/2212.04356. Alignment heads: as many as in the published models.
SHAPES = {
    "tiny": Shape(width=384, heads=6, layers=4, alignment_heads=((2, 2), *((3, i) for i in (0, 2, 3, 4, 5)))),
    "base": Shape(
        width=512, heads=8, layers=6,
        alignment_heads=((3, 1), *((4, i) for i in (2, 3, 7)), *((5, i) for i in (1, 2, 4, 6))),
    ),
    "small": Shape(
        width=768, heads=12, layers=12,
        alignment_heads=(
            *((5, i) for i in (3, 9)), *((8, i) for i in (0, 4, 7, 8)), *((9, i) for i in (0, 7, 9)), (10, 5),
        ),
    ),
}  # fmt: skip


def write_shaped_model(folder: Path, shape: Shape, *, seed: int = 1) -> Path:
    """Write a loadable model to `folder` and return it; equal arguments give equal files."""
    folder.mkdir(parents=True, exist_ok=True)
    text, merges = _text_tokens()
    special = special_tokens(_LANGUAGE_CODES[:-1])
    spec = WhisperSpec(shape.layers, shape.heads, shape.layers, shape.heads)
    _Weights(shape, np.random.default_rng(seed)).fill(spec, text, special)
    spec.register_vocabulary(text + special)
    first_language = len(text) + special.index("<|startoftranscript|>") + 1
    spec.config.lang_ids = list(range(first_language, first_language + len(_LANGUAGE_CODES) - 1))
    spec.config.alignment_heads = [list(head) for head in shape.alignment_heads]
    spec.config.suppress_ids = []
    spec.config.suppress_ids_begin = []
    spec.validate()
    spec.optimize(quantization="int8")
    spec.save(str(folder))
    write_tokenizer(folder, text, merges, special)
    (folder / "preprocessor_config.json").write_text(
        json.dumps({"feature_size": shape.mels}), encoding="utf-8"
    )
    return folder


def _text_tokens() -> tuple[list[str], list[tuple[str, str]]]:
    """Bytes, then characters, then pairs of characters up to Whisper's number; with the merges of each."""
    letters = byte_letters()
    tokens = list(letters)
    merges: list[tuple[str, str]] = []
    known = set(tokens)

    def merge(first: str, second: str) -> str:
        if first + second not in known:
            tokens.append(first + second)
            known.add(first + second)
            merges.append((first, second))
        return first + second

    characters = []
    for code in range(_FIRST_CHARACTER, _FIRST_CHARACTER + _CHARACTERS):
        one, two, three = (letters[byte] for byte in chr(code).encode())
        characters.append(merge(merge(one, two), three))
    for first in characters:
        for second in characters[:2]:
            if len(tokens) < _TEXT_TOKENS - 1:
                merge(first, second)
    tokens.append("")  # CTranslate2 (4.7 and later) tells a multilingual model by this entry
    return tokens, merges


class _Weights:
    """Draws the weights of a model, and builds the end of its texts into them."""

    def __init__(self, shape: Shape, draw: np.random.Generator) -> None:
        self._shape, self._draw = shape, draw

    def fill(self, spec: Any, text: list[str], special: list[str]) -> None:
        self._encoder(spec.encoder)
        self._decoder(spec.decoder)
        self._output(spec.decoder, text, special)

    def _normal(self, *size: int, scale: float) -> NDArray[np.float32]:
        drawn: NDArray[np.float32] = self._draw.standard_normal(size, dtype=np.float32)
        return drawn * np.float32(scale)

    def _linear(self, layer: Any, rows: int, columns: int, *, writes: bool = False) -> None:
        layer.weight = self._normal(rows, columns, scale=columns**-0.5)
        layer.bias = np.zeros(rows, np.float32)
        if writes:
            layer.weight[_KEPT] = 0

    def _norm(self, layer: Any) -> None:
        layer.gamma = np.ones(self._shape.width, np.float32)
        layer.beta = np.zeros(self._shape.width, np.float32)

    def _self_attention(self, layer: Any) -> None:
        width = self._shape.width
        self._norm(layer.layer_norm)
        self._linear(layer.linear[0], 3 * width, width)
        self._linear(layer.linear[1], width, width, writes=True)

    def _feed_forward(self, layer: Any) -> None:
        width = self._shape.width
        self._norm(layer.layer_norm)
        self._linear(layer.linear_0, 4 * width, width)
        self._linear(layer.linear_1, width, 4 * width, writes=True)

    def _encoder(self, encoder: Any) -> None:
        width, mels = self._shape.width, self._shape.mels
        encoder.conv1.weight = self._normal(width, mels, 3, scale=(3 * mels) ** -0.5)
        encoder.conv1.bias = np.zeros(width, np.float32)
        encoder.conv2.weight = self._normal(width, width, 3, scale=(3 * width) ** -0.5)
        encoder.conv2.bias = np.zeros(width, np.float32)
        # Two ramps of the loudness, one behind the other, whose difference is 0 or `_MARKED`.
        gain = 40.0
        encoder.conv1.weight[:2] = 0
        encoder.conv1.weight[:2, :_LOW_BANDS] = gain / (3 * _LOW_BANDS)
        encoder.conv1.bias[:2] = (-gain * _LOUD, -gain * _LOUD - _MARKED)
        encoder.conv2.weight[_KEPT] = 0
        encoder.conv2.weight[:, :2] = 0
        encoder.conv2.weight[_MARK, :2, 1] = (1.0, -1.0)
        encoder.position_encodings.encodings = self._normal(_SOUND_POSITIONS, width, scale=0.3)
        encoder.position_encodings.encodings[:, _KEPT] = 0
        self._norm(encoder.layer_norm)
        for layer in encoder.layer:
            self._self_attention(layer.self_attention)
            self._feed_forward(layer.ffn)

    def _decoder(self, decoder: Any) -> None:
        width = self._shape.width
        decoder.position_encodings.encodings = self._normal(_TEXT_POSITIONS, width, scale=3.0)
        ticks = _TICK * np.maximum(np.arange(_TEXT_POSITIONS, dtype=np.float32) - _PROMPT, 0)
        decoder.position_encodings.encodings[:, _KEPT] = 0
        decoder.position_encodings.encodings[:, _CLOCK] = ticks
        decoder.position_encodings.encodings[:, _COUNTER_CLOCK] = -ticks
        self._norm(decoder.layer_norm)
        for layer in decoder.layer:
            self._self_attention(layer.self_attention)
            attention = layer.attention
            self._norm(attention.layer_norm)
            self._linear(attention.linear[0], width, width)
            self._linear(attention.linear[1], 2 * width, width)
            self._linear(attention.linear[2], width, width, writes=True)
            self._feed_forward(layer.ffn)
        self._share_of_speech(decoder.layer[0].attention)

    def _share_of_speech(self, attention: Any) -> None:
        """The first head looks at all frames alike and sets the clock back by the share that is marked."""
        width = self._shape.width
        head = width // self._shape.heads
        attention.linear[0].weight[:head] = 0
        value = attention.linear[1].weight[width:]
        value[:head] = 0
        value[0, _MARK] = 1.0
        full_window = 30.0 * TOKENS_A_SECOND * _TICK / self._mark_after_norm()
        attention.linear[2].weight[:, :head] = 0
        attention.linear[2].weight[_CLOCK, 0] = -full_window
        attention.linear[2].weight[_COUNTER_CLOCK, 0] = full_window

    def _mark_after_norm(self) -> float:
        """What the last norm of the encoder leaves of a mark: its input has a variance of about this."""
        return _MARKED / np.sqrt(1 + 2 * 0.6 * self._shape.layers)

    def _output(self, decoder: Any, text: list[str], special: list[str]) -> None:
        width = self._shape.width
        embeddings = self._normal(_VOCABULARY, width, scale=1.0)
        embeddings[:, _KEPT] = 0
        decoder.embeddings.weight = embeddings
        projection = self._normal(_VOCABULARY, width, scale=20.0 * width**-0.5)
        projection[:, _KEPT] = 0
        end = len(text) + special.index("<|endoftext|>")
        projection[len(text) :] = 0
        projection[end, [_CLOCK, _COUNTER_CLOCK]] = (40.0, -40.0)
        bias = np.full(_VOCABULARY, _NEVER, np.float32)
        first = text.index("".join(byte_letters()[byte] for byte in chr(_FIRST_CHARACTER).encode()))
        single = [i for i in range(first, len(text)) if _is_character(text[i])]
        bias[single[:_WRITTEN]] = 0
        bias[end] = 60.0
        decoder.projection.weight = projection
        decoder.projection.bias = bias


def _is_character(token: str) -> bool:
    """Whether a token is the three bytes of one Chinese character."""
    return len(token) == 3

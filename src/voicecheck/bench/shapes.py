"""Models of a real Whisper's shape with random weights, where the real one is not at hand.

Time and memory of a model depend on its shape and on how many tokens it writes, hardly on its weights. So
these write what a talker would, four tokens for each second of a full window, and then end: each position of
the decoder points at one token, whatever is heard. Nothing that they write means anything.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voicecheck.asr.models import ModelFolder
from voicecheck.bench.vocabulary import byte_letters, special_tokens, write_tokenizer
from voicecheck.errors import UsageError

__all__ = ["SHAPES", "Shape", "write_shape"]

TOKENS_PER_SECOND = 4.0  # Mandarin and English at a moderate pace
_WINDOW_S = 29.0
_LANGUAGES = ("zh", "en")
_SOUND_FRAMES, _TEXT_POSITIONS = 1500, 448
_START_TOKENS = 4  # start, language, task, no time stamps
_FIRST_CHARACTER, _CHARACTERS = 0x4E00, 8000  # of the common Chinese ones
_SURE = 30.0  # how far a position's own token stands out of the noise of the layers
_BLOCK, _STEP = 1 << 20, 1009


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """The dimensions of a Whisper model (Radford et al. 2022, table 1; the model cards of the later ones)."""

    width: int
    heads: int
    encoder_layers: int
    decoder_layers: int
    mels: int = 80
    tokens: int = 51_865


SHAPES = {
    "tiny": Shape(width=384, heads=6, encoder_layers=4, decoder_layers=4),
    "base": Shape(width=512, heads=8, encoder_layers=6, decoder_layers=6),
    "small": Shape(width=768, heads=12, encoder_layers=12, decoder_layers=12),
    "medium": Shape(width=1024, heads=16, encoder_layers=24, decoder_layers=24),
    "large-v3-turbo": Shape(
        width=1280, heads=20, encoder_layers=32, decoder_layers=4, mels=128, tokens=51_866
    ),
    "large-v3": Shape(width=1280, heads=20, encoder_layers=32, decoder_layers=32, mels=128, tokens=51_866),
}


def write_shape(name: str, folder: Path) -> ModelFolder:
    """Write a loadable model of the shape of that name to a new folder; equal names give equal models.

    Raises
    ------
    UsageError
        When no shape has that name.
    """
    if name not in SHAPES:
        raise UsageError(f"shape: expected one of {', '.join(SHAPES)}, found {name!r}; choose one")
    from ctranslate2.specs import WhisperSpec

    shape = SHAPES[name]
    text, special = _text_tokens(shape.tokens), special_tokens(_LANGUAGES)
    tokens = [*text, *special]
    spec = WhisperSpec(shape.encoder_layers, shape.heads, shape.decoder_layers, shape.heads)
    _fill(spec, _Noise(), shape, _written(tokens))
    spec.register_vocabulary(tokens)
    start = tokens.index("<|startoftranscript|>")
    spec.config.lang_ids = [start + 1 + place for place in range(len(_LANGUAGES))]
    spec.config.alignment_heads = [
        [layer, 0] for layer in range(shape.decoder_layers // 2, shape.decoder_layers)
    ]
    spec.config.suppress_ids = spec.config.suppress_ids_begin = []
    spec.validate()
    spec.optimize(quantization="int8")
    folder.mkdir(parents=True)
    spec.save(str(folder))
    write_tokenizer(folder, text, [], special)
    features = {"feature_size": shape.mels}
    (folder / "preprocessor_config.json").write_text(json.dumps(features), encoding="utf-8")
    return ModelFolder(name=f"{name}-shaped", path=folder, languages=_LANGUAGES)


class _Noise:
    """Arrays of normal noise: one block, drawn once and repeated, as drawing a large model takes minutes.

    Each array begins elsewhere in the block: equal ones would be stored once, and take no memory of their
    own.
    """

    def __init__(self) -> None:
        self._block = np.random.default_rng(1).standard_normal(_BLOCK, dtype=np.float32)
        self._arrays = 0

    def __call__(self, *shape: int, scale: float = 1.0) -> NDArray[np.float32]:
        self._arrays += 1
        return scale * np.resize(np.roll(self._block, _STEP * self._arrays), shape)


def _written(tokens: list[str]) -> list[int]:
    """The token that the decoder writes behind each of its positions: the language, a text, then the end."""
    start, end = tokens.index("<|startoftranscript|>"), tokens.index("<|endoftext|>")
    count = round(TOKENS_PER_SECOND * _WINDOW_S)
    characters = range(256, 256 + _CHARACTERS)
    text = np.random.default_rng(2).choice(characters, count, replace=False)
    before, after = _START_TOKENS - 1, _TEXT_POSITIONS - _START_TOKENS + 1 - count
    return [start + 1] * before + [int(token) for token in text] + [end] * after


def _fill(spec: Any, noise: _Noise, shape: Shape, written: list[int]) -> None:
    width = shape.width
    encoder, decoder = spec.encoder, spec.decoder
    encoder.conv1.weight = noise(width, shape.mels, 3, scale=0.05)
    encoder.conv2.weight = noise(width, width, 3, scale=0.02)
    encoder.conv1.bias, encoder.conv2.bias = np.zeros((2, width), np.float32)
    encoder.position_encodings.encodings = noise(_SOUND_FRAMES, width)
    for layer in encoder.layer:
        _attention(layer.self_attention, noise, width, (3, 1))
        _feed_forward(layer.ffn, noise, width)
    # Apart by a step, the rows of a repeated block would be copies of each other.
    embeddings = np.random.default_rng(3).standard_normal((shape.tokens, width), dtype=np.float32)
    decoder.embeddings.weight = decoder.projection.weight = embeddings / width**0.5
    decoder.position_encodings.encodings = _SURE * embeddings[written]
    for layer in decoder.layer:
        _attention(layer.self_attention, noise, width, (3, 1))
        _attention(layer.attention, noise, width, (1, 2, 1))
        _feed_forward(layer.ffn, noise, width)
    for half in (encoder, decoder):
        _norm(half.layer_norm, width)


def _attention(attention: Any, noise: _Noise, width: int, multiples: tuple[int, ...]) -> None:
    _norm(attention.layer_norm, width)
    for linear, multiple in zip(attention.linear, multiples, strict=True):
        _linear(linear, noise, multiple * width, width)


def _feed_forward(layer: Any, noise: _Noise, width: int) -> None:
    _norm(layer.layer_norm, width)
    _linear(layer.linear_0, noise, 4 * width, width)
    _linear(layer.linear_1, noise, width, 4 * width)


def _linear(layer: Any, noise: _Noise, rows: int, columns: int) -> None:
    layer.weight = noise(rows, columns, scale=columns**-0.5)
    layer.bias = np.zeros(rows, np.float32)


def _norm(layer: Any, width: int) -> None:
    layer.gamma, layer.beta = np.ones(width, np.float32), np.zeros(width, np.float32)


def _text_tokens(total: int) -> list[str]:
    """The 256 bytes, Chinese characters, invented words, and the empty token that says "multilingual"."""
    letters = byte_letters()
    characters = (
        "".join(letters[byte] for byte in chr(_FIRST_CHARACTER + number).encode())
        for number in range(_CHARACTERS)
    )
    tokens = [*letters, *characters]
    words = total - len(tokens) - len(special_tokens(_LANGUAGES)) - 1
    return [*tokens, *(f"Ġword{number}" for number in range(words)), ""]

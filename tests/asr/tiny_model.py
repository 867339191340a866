"""A Whisper of random weights in CTranslate2's format, built without PyTorch in a fraction of a second.

It says nothing that was said, but everything around the words is real: the tokenizer, the languages, the
batching, the alignment, the failure modes. Its weights are drawn so that the text depends on the sound and
ends by itself.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from ctranslate2.specs import WhisperSpec
from numpy.typing import NDArray

from voicecheck.bench.vocabulary import byte_letters, special_tokens, write_tokenizer

LANGUAGES = ("zh", "en")
CHARACTERS = "您好请问有什么可以帮到的吗我想查一下账单号码不是谢谢再见稍等没系感来电祝生活愉快"
SPACED = (" yes", " no", " hello", " call", " please")
PIECES = (*CHARACTERS, *SPACED, "您好")
SOUND_FRAMES, TEXT_POSITIONS = 1500, 448
FOLLOWED_FRAMES = 500  # words are spread over the first ten seconds
_ENDING, _CLOCK = [0, 1], [2, 3]  # dimensions that no layer writes to
_RESERVED = _ENDING + _CLOCK
ENDS_AT = 40
"""The decoder position where every text ends at the latest."""


def write_tiny_model(
    folder: Path,
    *,
    seed: int = 7,
    width: int = 32,
    heads: int = 2,
    encoder_layers: int = 1,
    decoder_layers: int = 2,
    mels: int = 80,
    multilingual: bool = True,
    ends_at: int = ENDS_AT,
    favourite: str | None = None,
    pieces: tuple[str, ...] = PIECES,
) -> Path:
    """Write the five files of a loadable model to `folder` and return it.

    The text ends at decoder position `ends_at` at the latest; a `favourite` character is always the
    likeliest; only `pieces` (some of `PIECES`) are ever written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    vocabulary, merges = _text_tokens()
    if multilingual:
        vocabulary.append("")  # CTranslate2 (4.7 and later) tells a multilingual model by this entry
    text_count = len(vocabulary)
    tokens = vocabulary + special_tokens(LANGUAGES)
    spec = WhisperSpec(encoder_layers, heads, decoder_layers, heads)
    _fill(spec, np.random.default_rng(seed), tokens, width, heads, mels, ends_at, pieces)
    if favourite is not None:
        spec.decoder.projection.bias[tokens.index(_written(favourite))] = 12
    spec.register_vocabulary(tokens)
    sot = tokens.index("<|startoftranscript|>")
    spec.config.lang_ids = [sot + 1 + i for i in range(len(LANGUAGES))]
    spec.config.alignment_heads = [[decoder_layers - 1, 0]]
    spec.config.suppress_ids = []
    spec.config.suppress_ids_begin = [vocabulary.index("Ġ"), tokens.index("<|endoftext|>")]
    spec.validate()
    spec.optimize()
    spec.save(str(folder))
    write_tokenizer(folder, vocabulary, merges, tokens[text_count:])
    (folder / "preprocessor_config.json").write_text(json.dumps({"feature_size": mels}), encoding="utf-8")
    return folder


def _written(piece: str) -> str:
    letters = byte_letters()
    return "".join(letters[byte] for byte in piece.encode())


def _text_tokens() -> tuple[list[str], list[tuple[str, str]]]:
    letters = byte_letters()
    tokens = list(letters)
    merges: list[tuple[str, str]] = []
    for piece in PIECES:
        written = [letters[byte] for byte in piece.encode()]
        if piece == "您好":
            written = ["".join(written[:3]), "".join(written[3:])]
        while len(written) > 1:
            merge = (written[0], written[1])
            written[:2] = ["".join(merge)]
            if written[0] not in tokens:
                tokens.append(written[0])
                merges.append(merge)
    return tokens, merges


def _fill(
    spec: WhisperSpec, draw: np.random.Generator, tokens: list[str], width: int, heads: int, mels: int,
    ends_at: int,
    pieces: tuple[str, ...],
) -> None:  # fmt: skip
    def normal(*shape: int, scale: float = 1.0) -> NDArray[np.float32]:
        return (scale * draw.standard_normal(shape)).astype(np.float32)

    def linear(layer: object, rows: int, columns: int, gain: float = 1.0) -> None:
        layer.weight = normal(rows, columns, scale=gain / np.sqrt(columns))  # type: ignore[attr-defined]
        layer.bias = np.zeros(rows, np.float32)  # type: ignore[attr-defined]

    def norm(layer: object) -> None:
        layer.gamma = np.ones(width, np.float32)  # type: ignore[attr-defined]
        layer.beta = np.zeros(width, np.float32)  # type: ignore[attr-defined]

    def feed_forward(layer: object) -> None:
        norm(layer.layer_norm)  # type: ignore[attr-defined]
        linear(layer.linear_0, 4 * width, width)  # type: ignore[attr-defined]
        linear(layer.linear_1, width, 4 * width)  # type: ignore[attr-defined]
        layer.linear_1.weight[_RESERVED] = 0  # type: ignore[attr-defined]

    encoder, decoder = spec.encoder, spec.decoder
    encoder.conv1.weight, encoder.conv1.bias = normal(width, mels, 3, scale=0.15), np.zeros(width, np.float32)
    encoder.conv2.weight, encoder.conv2.bias = (
        normal(width, width, 3, scale=0.15),
        np.zeros(width, np.float32),
    )
    encoder.conv2.weight[:, _RESERVED] = 0
    encoder.conv2.weight[_RESERVED] = 0
    encoder.position_encodings.encodings = normal(SOUND_FRAMES, width, scale=0.3)
    encoder.position_encodings.encodings[:, _RESERVED] = _clock(SOUND_FRAMES, FOLLOWED_FRAMES)
    norm(encoder.layer_norm)
    for layer in encoder.layer:
        norm(layer.self_attention.layer_norm)
        linear(layer.self_attention.linear[0], 3 * width, width)
        linear(layer.self_attention.linear[1], width, width)
        layer.self_attention.linear[1].weight[_RESERVED] = 0
        feed_forward(layer.ffn)

    embeddings = normal(len(tokens), width, scale=0.5)
    embeddings[:, _RESERVED] = 0
    decoder.embeddings.weight = embeddings
    positions = normal(TEXT_POSITIONS, width)
    positions[:, _RESERVED] = _clock(TEXT_POSITIONS, ends_at)
    positions[:ends_at, _ENDING] = (-2, 2)
    positions[ends_at:, _ENDING] = (60, -60)
    decoder.position_encodings.encodings = positions
    norm(decoder.layer_norm)
    for layer in decoder.layer:
        norm(layer.self_attention.layer_norm)
        linear(layer.self_attention.linear[0], 3 * width, width)
        linear(layer.self_attention.linear[1], width, width)
        layer.self_attention.linear[1].weight[_RESERVED] = 0
        norm(layer.attention.layer_norm)
        linear(layer.attention.linear[0], width, width, 2.0)
        linear(layer.attention.linear[1], 2 * width, width, 2.0)
        linear(layer.attention.linear[2], width, width, 3.0)
        layer.attention.linear[2].weight[_RESERVED] = 0
        feed_forward(layer.ffn)
    # The first head of the last layer compares the clock of the text with that of the sound, so words follow
    # time.
    follower = decoder.layer[-1].attention
    for weight in (follower.linear[0].weight, follower.linear[1].weight):
        weight[: width // heads] = 0
        weight[0, _CLOCK[0]] = weight[1, _CLOCK[1]] = 8.0

    projection = normal(len(tokens), width, scale=1.2)
    projection[:, _RESERVED] = 0
    eot = tokens.index("<|endoftext|>")
    projection[eot] = 0
    projection[eot, _ENDING] = (8, -8)
    decoder.projection.weight = projection
    bias = np.full(len(tokens), -30, np.float32)  # whole characters and words only, no loose bytes
    bias[[tokens.index(_written(piece)) for piece in pieces]] = 0
    bias[eot] = 0
    decoder.projection.bias = bias


def _clock(count: int, turn: int) -> NDArray[np.float32]:
    """A hand that moves half a turn in `turn` positions, and no ending; shape (count, 4)."""
    angle = np.pi * np.minimum(np.arange(count) / max(1, turn), 1.0)
    return np.stack([np.zeros(count), np.zeros(count), 3 * np.cos(angle), 3 * np.sin(angle)], 1).astype(
        np.float32
    )

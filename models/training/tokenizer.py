"""A byte-level tokenizer in which every character of the grammar is one token.

Laid out like Whisper's: text first, then the special tokens in Whisper's order, timestamps last.
"""

from __future__ import annotations

import functools
import json
from pathlib import Path

from models.training.grammar import characters

LANGUAGES = ("en", "zh")
TIMESTAMP_COUNT = 1501
_SPECIAL_AFTER_LANGUAGES = (
    "<|translate|>",
    "<|transcribe|>",
    "<|startoflm|>",
    "<|startofprev|>",
    "<|nospeech|>",
    "<|notimestamps|>",
)


def byte_alphabet() -> list[str]:
    """The printable stand-in of every byte 0..255, as byte-level BPE writes them."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = iter(range(256, 512))
    return [chr(byte) if byte in printable else chr(next(others)) for byte in range(256)]


def text_pieces() -> tuple[list[str], list[tuple[str, str]]]:
    """Text tokens in the order of their ids, and the merges that make them."""
    alphabet = byte_alphabet()
    tokens, merges = sorted(alphabet), []
    for character in characters():
        first, second, third = (alphabet[byte] for byte in character.encode())
        pair = first + second
        if pair not in tokens:
            tokens.append(pair)
            merges.append((first, second))
        tokens.append(pair + third)
        merges.append((pair, third))
    return tokens, merges


@functools.cache
def vocabulary() -> dict[str, int]:
    """Every token with its id."""
    tokens, _ = text_pieces()
    # The empty token marks the model as multilingual for CTranslate2, whatever its size.
    tokens += ["", "<|endoftext|>", "<|startoftranscript|>", *(f"<|{code}|>" for code in LANGUAGES)]
    tokens += _SPECIAL_AFTER_LANGUAGES
    tokens += [f"<|{index * 0.02:.2f}|>" for index in range(TIMESTAMP_COUNT)]
    return {token: index for index, token in enumerate(tokens)}


@functools.cache
def character_ids() -> dict[str, int]:
    """The token id of every character."""
    alphabet = byte_alphabet()
    return {c: vocabulary()["".join(alphabet[b] for b in c.encode())] for c in characters()}


def write(path: Path) -> None:
    """Write ``tokenizer.json`` in the format of Hugging Face's tokenizers."""
    ids = vocabulary()
    text_end = ids["<|endoftext|>"]
    byte_level = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True}
    added = [
        {
            "id": index,
            "content": token,
            "single_word": False,
            "lstrip": False,
            "rstrip": False,
            "normalized": False,
            "special": index < ids["<|0.00|>"],
        }
        for token, index in ids.items()
        if index >= text_end
    ]
    document = {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": added,
        "normalizer": None,
        "pre_tokenizer": byte_level,
        "post_processor": None,
        "decoder": byte_level,
        "model": {
            "type": "BPE",
            "dropout": None,
            "unk_token": None,
            "continuing_subword_prefix": "",
            "end_of_word_suffix": "",
            "fuse_unk": False,
            "byte_fallback": False,
            "vocab": {token: index for token, index in ids.items() if index < text_end},
            "merges": [list(pair) for pair in text_pieces()[1]],
        },
    }
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")

"""What every Whisper's tokenizer has in common: letters for the bytes, special tokens, the file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

__all__ = ["byte_letters", "special_tokens", "write_tokenizer"]

_TIMESTAMPS = 1501


def byte_letters() -> list[str]:
    """The printable stand-ins for the 256 bytes, as in every byte-level tokenizer."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = iter(range(256, 512))
    return [chr(byte if byte in printable else next(others)) for byte in range(256)]


def special_tokens(languages: Sequence[str]) -> list[str]:
    """Whisper's own order, which CTranslate2 and faster-whisper rely on."""
    return [
        "<|endoftext|>", "<|startoftranscript|>", *(f"<|{code}|>" for code in languages), "<|translate|>",
        "<|transcribe|>", "<|startoflm|>", "<|startofprev|>", "<|nospeech|>", "<|notimestamps|>",
        *(f"<|{0.02 * number:.2f}|>" for number in range(_TIMESTAMPS)),
    ]  # fmt: skip


def write_tokenizer(
    folder: Path, text: Sequence[str], merges: list[tuple[str, str]], special: list[str]
) -> None:
    """Write `tokenizer.json`: a byte-level tokenizer of these tokens, each numbered by its place."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers

    vocabulary = {token: number for number, token in enumerate(text)}
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=merges))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens(special)
    tokenizer.save(str(folder / "tokenizer.json"))

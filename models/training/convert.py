"""Turns a checkpoint into the directory that faster-whisper loads.

``python -m models.training.convert CHECKPOINT DIRECTORY``
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
import tempfile
from pathlib import Path

import torch

from models.training.model import Shape
from models.training.tokenizer import LANGUAGES, vocabulary, write

_FILES = ("model.bin", "config.json", "vocabulary.json", "tokenizer.json", "preprocessor_config.json")
_DESCRIPTION = (
    "Small Whisper model for trying the program out: Mandarin service-call sentences of a fixed grammar, "
    "trained on synthetic speech only. It recognises nothing else."
)


def _hugging_face(weights: dict[str, torch.Tensor], shape: Shape, folder: Path) -> None:
    """Save the weights as a Hugging Face model with tokenizer and feature settings."""
    from transformers import WhisperConfig, WhisperFeatureExtractor, WhisperForConditionalGeneration

    ids = vocabulary()
    end = ids["<|endoftext|>"]
    config = WhisperConfig(
        vocab_size=shape.vocabulary,
        num_mel_bins=shape.mels,
        d_model=shape.width,
        encoder_layers=shape.encoder_layers,
        encoder_attention_heads=shape.heads,
        encoder_ffn_dim=shape.feed_forward,
        decoder_layers=shape.decoder_layers,
        decoder_attention_heads=shape.heads,
        decoder_ffn_dim=shape.feed_forward,
        max_source_positions=shape.source_positions,
        max_target_positions=shape.target_positions,
        decoder_start_token_id=ids["<|startoftranscript|>"],
        pad_token_id=end,
        bos_token_id=end,
        eos_token_id=end,
        suppress_tokens=None,
        begin_suppress_tokens=None,
    )
    model = WhisperForConditionalGeneration(config)
    missing, unknown = model.load_state_dict(weights, strict=False)
    if unknown or set(missing) - {"proj_out.weight"}:
        raise ValueError(f"weights: expected Whisper's names, found {unknown} and missed {missing}")
    model.tie_weights()
    model.save_pretrained(folder)
    WhisperFeatureExtractor(feature_size=shape.mels).save_pretrained(folder)
    write(folder / "tokenizer.json")
    (folder / "tokenizer_config.json").write_text(json.dumps({"tokenizer_class": "PreTrainedTokenizerFast"}))


def _patch_config(folder: Path, shape: Shape) -> None:
    """Write what the converter does not take over from a home-made model."""
    ids = vocabulary()
    path = folder / "config.json"
    config = json.loads(path.read_text(encoding="utf-8"))
    config["lang_ids"] = [ids[f"<|{code}|>"] for code in LANGUAGES]
    config["alignment_heads"] = [list(pair) for pair in shape.guided]
    config["suppress_ids"] = [ids["<|startoftranscript|>"], ids["<|nospeech|>"]]
    # Only the end of text may not be forbidden first: a window without speech is empty.
    config["suppress_ids_begin"] = []
    path.write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")


def _manifest(folder: Path) -> dict[str, object]:
    digests = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in _FILES}
    return {
        "name": "demo",
        "languages": ["zh"],
        "description": _DESCRIPTION,
        "licence": "MIT",
        "provenance": "Trained from scratch by models/training on speech synthesised by espeak-ng.",
        "files": digests,
    }


def convert(checkpoint: Path, target: Path, shape: Shape | None = None) -> None:
    """Write the int8 model to ``target``, file by file, each replaced in one step.

    Raises
    ------
    ValueError
        When the weights do not fit Whisper's architecture.
    """
    from ctranslate2.converters import TransformersConverter

    shape = shape or Shape()
    weights = torch.load(checkpoint, weights_only=True)["mean"]
    with tempfile.TemporaryDirectory() as name:
        source, made = Path(name, "source"), Path(name, "made")
        source.mkdir()
        _hugging_face(weights, shape, source)
        converter = TransformersConverter(
            str(source), copy_files=["tokenizer.json", "preprocessor_config.json"]
        )
        converter.convert(str(made), quantization="int8")
        _patch_config(made, shape)
        manifest = json.dumps(_manifest(made), ensure_ascii=False, indent=2) + "\n"
        (made / "manifest.json").write_text(manifest, encoding="utf-8")
        target.mkdir(parents=True, exist_ok=True)
        for file in (*_FILES, "manifest.json"):
            aside = target / f"{file}.new"
            shutil.copyfile(made / file, aside)
            aside.replace(target / file)


if __name__ == "__main__":
    convert(Path(sys.argv[1]), Path(sys.argv[2]))

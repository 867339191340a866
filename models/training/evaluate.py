"""Measures an exported model as it is used: int8, CTranslate2, faster-whisper's features and times.

``python -m models.training.evaluate DIRECTORY [--development] [--beam-size N]`` prints a table and
writes ``evaluation.json`` into the directory. Voices and sentences were never trained on.
"""

from __future__ import annotations

import argparse
import difflib
import json
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from faster_whisper import WhisperModel
from faster_whisper.audio import pad_or_trim
from faster_whisper.tokenizer import Tokenizer

from models.training.features import SAMPLE_RATE_HZ
from models.training.lines import Example, empty_examples, glued_examples, single_examples
from models.training.voices import DEVELOPMENT_VOICES, TEST_VOICES

NO_SPEECH_THRESHOLD = 0.6
_BATCH = 8


@dataclass(frozen=True, slots=True)
class Heard:
    """What the model made of one example: text, one time span per character, no-speech probability."""

    text: str
    spans_s: np.ndarray
    no_speech_probability: float


def recognise(model: WhisperModel, examples: list[Example], beam_size: int) -> list[Heard]:
    """Recognise examples, each as one window padded to 30 s, with word times."""
    tokenizer = Tokenizer(model.hf_tokenizer, True, task="transcribe", language="zh")
    prompt = [*tokenizer.sot_sequence, tokenizer.no_timestamps]
    heard = []
    for start in range(0, len(examples), _BATCH):
        mels = [model.feature_extractor(example.samples) for example in examples[start : start + _BATCH]]
        encoded = model.encode(np.stack([pad_or_trim(mel) for mel in mels]))
        results = model.model.generate(
            encoded,
            [prompt] * len(mels),
            beam_size=beam_size,
            max_length=448,
            suppress_blank=False,
            suppress_tokens=[-1],
            return_no_speech_prob=True,
        )
        tokens = [[t for t in result.sequences_ids[0] if t < tokenizer.eot] for result in results]
        frames = [mel.shape[-1] for mel in mels]
        words = model.find_alignment(tokenizer, tokens, encoded, frames) if any(tokens) else [[]] * len(mels)
        for ids, aligned, result in zip(tokens, words, results, strict=True):
            spans = np.array([(w["start"], w["end"]) for w in aligned if w["word"]]).reshape(-1, 2)
            heard.append(Heard(tokenizer.decode(ids), spans, result.no_speech_prob))
    return heard


def accepted(heard: Heard) -> str:
    """The text, unless the model says that nobody spoke."""
    return "" if heard.no_speech_probability > NO_SPEECH_THRESHOLD else heard.text


def edit_distance(reference: str, hypothesis: str) -> int:
    """Levenshtein distance in characters."""
    row = np.arange(len(hypothesis) + 1)
    columns = np.arange(len(hypothesis) + 1)
    letters = np.array(list(hypothesis))
    for index, character in enumerate(reference, start=1):
        replaced = np.concatenate([[index], row[:-1] + (letters != character)])
        row = np.minimum(replaced, np.concatenate([[index], row[1:] + 1]))
        row = np.minimum.accumulate(row - columns) + columns
    return int(row[-1])


def error_rate(examples: list[Example], heard: list[Heard]) -> float:
    """Character error rate, pooled over all characters."""
    errors = sum(edit_distance(e.text, accepted(h)) for e, h in zip(examples, heard, strict=True))
    return errors / sum(len(example.text) for example in examples)


def time_errors(examples: list[Example], heard: list[Heard]) -> np.ndarray:
    """Absolute errors of start and end in s, (character, 2), over the characters heard rightly."""
    errors = []
    for example, result in zip(examples, heard, strict=True):
        if len(result.spans_s) != len(result.text):
            continue
        matcher = difflib.SequenceMatcher(a=example.text, b=result.text, autojunk=False)
        for block in matcher.get_matching_blocks():
            true = example.spans_s[block.a : block.a + block.size]
            errors.append(np.abs(result.spans_s[block.b : block.b + block.size] - true))
    return np.concatenate(errors) if errors else np.zeros((0, 2))


def _by_voice(examples: list[Example], heard: list[Heard]) -> dict[str, float]:
    rates = {}
    for voice in dict.fromkeys(example.voice for example in examples):
        chosen = [index for index, example in enumerate(examples) if example.voice == voice]
        rates[voice] = round(error_rate([examples[i] for i in chosen], [heard[i] for i in chosen]), 4)
    return rates


def _times_summary(errors: np.ndarray) -> dict[str, float]:
    if not len(errors):
        return {}
    return {
        "start_median_s": round(float(np.median(errors[:, 0])), 3),
        "start_p90_s": round(float(np.quantile(errors[:, 0], 0.9)), 3),
        "end_median_s": round(float(np.median(errors[:, 1])), 3),
        "end_p90_s": round(float(np.quantile(errors[:, 1], 0.9)), 3),
        "median_s": round(float(np.median(errors)), 3),
    }


def _figures(examples: list[Example], heard: list[Heard]) -> dict[str, object]:
    return {
        "windows": len(examples),
        "characters": sum(len(example.text) for example in examples),
        "longest_s": round(max(len(example.samples) for example in examples) / SAMPLE_RATE_HZ, 1),
        "character_error_rate": round(error_rate(examples, heard), 4),
        "by_voice": _by_voice(examples, heard),
        "times": _times_summary(time_errors(examples, heard)),
    }


def evaluate(folder: Path, *, development: bool, beam_size: int, threads: int = 1) -> dict[str, object]:
    """Every figure of the model in ``folder``; ``development`` uses other voices and fewer sentences."""
    voices = DEVELOPMENT_VOICES if development else TEST_VOICES
    seed, count = (70, 2) if development else (7, 3)
    model = WhisperModel(str(folder), device="cpu", compute_type="int8", cpu_threads=threads)
    started = time.monotonic()
    kinds = {
        "single": single_examples(voices, 12 if development else 30, seed),
        "glued_15_s": glued_examples(voices, count, seed, sentence_count=3, longest_s=15.0),
        "glued_29_s": glued_examples(voices, count, seed, sentence_count=4, longest_s=29.0),
    }
    figures: dict[str, object] = {"voices": list(voices), "beam_size": beam_size}
    mistakes = []
    for kind, examples in kinds.items():
        heard = recognise(model, examples, beam_size)
        figures[kind] = _figures(examples, heard)
        mistakes += [
            (example.voice, example.text, accepted(result))
            for example, result in zip(examples, heard, strict=True)
            if accepted(result) != example.text
        ]
    empty = empty_examples(20 if development else 100, seed)
    heard = recognise(model, empty, beam_size)
    talkative = [e.voice for e, h in zip(empty, heard, strict=True) if accepted(h)]
    figures["empty"] = {"windows": len(empty), "with_text": len(talkative), "kinds": sorted(talkative)}
    figures["seconds"] = round(time.monotonic() - started, 1)
    figures["mistakes"] = mistakes
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--development", action="store_true")
    parser.add_argument("--beam-size", type=int, default=5)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    figures = evaluate(
        options.folder, development=options.development, beam_size=options.beam_size, threads=options.threads
    )
    mistakes = figures.pop("mistakes")
    document = json.dumps(figures, ensure_ascii=False, indent=2)
    if not options.development:
        (options.folder / "evaluation.json").write_text(document + "\n", encoding="utf-8")
    print(document)
    for voice, wanted, found in mistakes:  # type: ignore[attr-defined]
        print(f"{voice}: {wanted}\n   -> {found}")


if __name__ == "__main__":
    main()

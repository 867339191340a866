"""One Whisper model in memory: sound to encoder states, to tokens, to aligned words. It knows nothing of
calls.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from voicecheck.asr.align import TimedWord, timed_words, token_starts
from voicecheck.asr.devices import gpu_count
from voicecheck.asr.memory import keep_freed_memory
from voicecheck.asr.quality import Decoded
from voicecheck.asr.settings import AsrSettings
from voicecheck.errors import ModelError

if TYPE_CHECKING:
    from faster_whisper import WhisperModel
    from faster_whisper.tokenizer import Tokenizer

__all__ = ["Decoder", "physical_cores", "usable_threads"]

FRAMES = 3000  # the encoder is always given 30 s
_CONTEXT = 448  # positions of the decoder
_LONGEST_PROMPT = _CONTEXT // 2 - 1
_GUARDED_BEAM, _GUARDED_PATIENCE, _GUARDED_NGRAM = 5, 2.0, 5
_log = logging.getLogger(__name__)


def physical_cores() -> int:
    """Physical cores that this process may use; hardware threads of one core count once."""
    usable = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else range(os.cpu_count() or 1)
    cores = set()
    for cpu in usable:
        siblings = Path(f"/sys/devices/system/cpu/cpu{cpu}/topology/thread_siblings_list")
        try:
            cores.add(siblings.read_text(encoding="ascii").strip())
        except OSError:
            cores.add(str(cpu))
    return max(1, len(cores))


def usable_threads(settings: AsrSettings) -> int:
    """Threads of recognition on a CPU: as asked for, as OMP_NUM_THREADS says, or one for each core."""
    # The variable may be a list, with one number for each level.
    told = os.environ.get("OMP_NUM_THREADS", "").split(",")[0].strip()
    return settings.cpu_threads or (int(told) if told.isdecimal() else 0) or physical_cores()


class Decoder:
    """A loaded model.

    Raises
    ------
    ModelError
        When the folder cannot be loaded or the device cannot run it.
    """

    def __init__(self, folder: Path, settings: AsrSettings) -> None:
        self._folder = folder
        self._model = _load(folder, settings)
        self.device: str = self._model.model.device
        self.compute_type: str = self._model.model.compute_type
        self.batch_size = settings.batch_size or (16 if self.device == "cuda" else 8)
        self._beam_size = settings.beam_size
        self.languages = self._model_languages()
        self._tokenizers = {language: self._tokenizer(language) for language in self.languages}
        self._suppressed = self._suppressed_tokens()

    def features(self, samples: NDArray[np.float32], out: NDArray[np.float32]) -> int:
        """Write the log-mel features of a window to `out`, shape (mel, 3000); return the frames that hold
        sound.
        """
        found = self._model.feature_extractor(samples)
        # The extractor pads by one hop, so its last frame is not of the window.
        frames = min(int(found.shape[-1]) - 1, FRAMES)
        out[:, :frames] = found[:, :frames]
        out[:, frames:] = 0.0
        return frames

    def feature_buffer(self) -> NDArray[np.float32]:
        """Room for the features of one batch, shape (window, mel, frame)."""
        return np.zeros((self.batch_size, self._model.model.n_mels, FRAMES), np.float32)

    def encode(self, features: NDArray[np.float32]) -> Any:
        """Encoder states of a batch, shape (window, mel, frame), on the device."""
        return self._guard(lambda: self._model.encode(features))

    def language_probabilities(self, states: Any) -> list[dict[str, float]]:
        """Probability of each language that the model lists, for every window of the batch."""
        if not self._model.model.is_multilingual:
            return [{"en": 1.0}] * int(states.shape[0])
        found = self._guard(lambda: self._model.model.detect_language(states))
        return [{token[2:-2]: probability for token, probability in window} for window in found]

    def prompt_tokens(self, prompt: str | None) -> tuple[int, ...]:
        """Tokens that stand before the start of the transcript; none without a prompt."""
        if not prompt or not prompt.strip():
            return ()
        tokenizer = next(iter(self._tokenizers.values()))
        words = tokenizer.encode(" " + prompt.strip())[-_LONGEST_PROMPT:]
        return (tokenizer.sot_prev, *words)

    def decode(
        self, states: Any, languages: Sequence[str], prompts: Sequence[tuple[int, ...]], *, guarded: bool
    ) -> list[Decoded]:
        """Text of every window; the prompts of a batch have one length.

        `guarded` searches wider and forbids the loops that Whisper falls into.
        """
        starts = [
            [
                *prompt,
                *self._tokenizers[language].sot_sequence,
                self._tokenizers[language].no_timestamps,
            ]
            for language, prompt in zip(languages, prompts, strict=True)
        ]
        search: dict[str, Any] = {"beam_size": self._beam_size}
        if guarded:
            search = {
                "beam_size": max(_GUARDED_BEAM, self._beam_size),
                "patience": _GUARDED_PATIENCE,
                "no_repeat_ngram_size": _GUARDED_NGRAM,
            }
        results = self._guard(
            lambda: self._model.model.generate(
                states,
                starts,
                max_length=_CONTEXT,
                suppress_blank=False,  # an empty window may stay empty
                suppress_tokens=self._suppressed,
                return_scores=True,
                return_no_speech_prob=True,
                **search,
            )
        )
        return [self._decoded(result, language) for result, language in zip(results, languages, strict=True)]

    def align(
        self,
        states: Any,
        texts: Sequence[tuple[int, ...]],
        languages: Sequence[str],
        frames: Sequence[int],
    ) -> list[tuple[TimedWord, ...]]:
        """Words with window times; a window with empty text gets none."""
        words: list[tuple[TimedWord, ...]] = [()] * len(texts)
        # One start sequence holds for a whole call of `align`, hence one call for each language in the batch.
        for language in sorted({code for code, text in zip(languages, texts, strict=True) if text}):
            tokenizer = self._tokenizers[language]
            mine = [
                list(text) if code == language else [] for code, text in zip(languages, texts, strict=True)
            ]
            found = self._guard(
                lambda mine=mine, tokenizer=tokenizer: self._model.model.align(
                    states, tokenizer.sot_sequence, mine, list(frames)
                )
            )
            for i, (tokens, result) in enumerate(zip(mine, found, strict=True)):
                if tokens:
                    starts = np.minimum(token_starts(result.alignments, len(tokens)), frames[i] / 100)
                    units = _units(tokenizer, tokens)
                    words[i] = timed_words(units, starts, result.text_token_probs, language)
        return words

    def _decoded(self, result: Any, language: str) -> Decoded:
        tokenizer = self._tokenizers[language]
        tokens = tuple(token for token in result.sequences_ids[0] if token < tokenizer.eot)
        # The score is the mean over the tokens; Whisper counts the end of the text as one token more.
        length = len(result.sequences_ids[0])
        mean = result.scores[0] * length / (length + 1) if length else None
        text = tokenizer.decode(list(tokens)).strip()
        return Decoded(
            tokens=tokens,
            text=text,
            mean_log_probability=None if mean is None else round(mean, 4),
            no_speech_probability=round(result.no_speech_prob, 4),
        )

    def _model_languages(self) -> tuple[str, ...]:
        if not self._model.model.is_multilingual:
            return ("en",)
        token_id = self._model.hf_tokenizer.token_to_id
        # faster-whisper answers with all languages of Whisper, also for a model that knows a few of them.
        known = tuple(code for code in self._model.supported_languages if token_id(f"<|{code}|>") is not None)
        if not known:
            raise ModelError(
                f"{self._folder / 'tokenizer.json'}: expected tokens of languages such as <|zh|>, "
                "found none; "
                "take the tokenizer.json that belongs to the model"
            )
        return known

    def _tokenizer(self, language: str) -> Tokenizer:
        from faster_whisper.tokenizer import Tokenizer

        tokenizer = Tokenizer(
            self._model.hf_tokenizer,
            self._model.model.is_multilingual,
            task="transcribe",
            language=language,
        )
        if None in (tokenizer.eot, tokenizer.sot, self._model.hf_tokenizer.token_to_id("<|notimestamps|>")):
            raise ModelError(
                f"{self._folder / 'tokenizer.json'}: expected Whisper's special tokens, found none; "
                "take the tokenizer.json that belongs to the model"
            )
        return tokenizer

    def _suppressed_tokens(self) -> list[int]:
        """Signs that nobody speaks, control tokens, and time stamps, which only mislead where none was
        asked for.
        """
        tokenizer = next(iter(self._tokenizers.values()))
        control = (
            tokenizer.transcribe, tokenizer.translate, tokenizer.sot, tokenizer.sot_prev, tokenizer.sot_lm,
            tokenizer.no_speech,
        )  # fmt: skip
        stamps = range(tokenizer.timestamp_begin, _vocabulary_size(self._folder))
        known = {token for token in control if token is not None}
        return sorted({*known, *tokenizer.non_speech_tokens, *stamps})

    def _guard(self, work: Any) -> Any:
        try:
            return work()
        except (RuntimeError, ValueError, IndexError) as error:
            raise ModelError(
                f"{self._folder}: expected a model that runs on {self.device}, found: {error}; "
                "check it with `voicecheck models verify`, or use --device cpu"
            ) from error


def _vocabulary_size(folder: Path) -> int:
    listed = folder / "vocabulary.json"
    if listed.is_file():
        return len(json.loads(listed.read_text(encoding="utf-8")))
    return len((folder / "vocabulary.txt").read_text(encoding="utf-8").splitlines())


def _units(tokenizer: Tokenizer, tokens: list[int]) -> list[tuple[str, int]]:
    texts, groups = tokenizer.split_tokens_on_unicode(tokens)
    units = [(text, len(group)) for text, group in zip(texts, groups, strict=True)]
    rest = len(tokens) - sum(count for _, count in units)
    # A text that ends within a character leaves tokens over that decode to nothing.
    return [*units, ("\ufffd", rest)] if rest else units


def _load(folder: Path, settings: AsrSettings) -> WhisperModel:
    if not (folder / "tokenizer.json").is_file():
        # Without it the loader would ask the network for one.
        raise ModelError(
            f"{folder}: expected a tokenizer.json, found none; convert the model again with "
            "--copy_files tokenizer.json preprocessor_config.json"
        )
    os.environ.setdefault("HF_HUB_OFFLINE", "1")  # read when huggingface_hub is imported
    has_gpu = gpu_count() > 0
    if settings.device == "cuda" and not has_gpu:
        raise ModelError("device cuda: expected an NVIDIA GPU, found none; use --device cpu or auto")
    if settings.device == "cuda" or (settings.device == "auto" and has_gpu):
        try:
            return _open(folder, "cuda", settings)
        except ModelError as error:
            if settings.device == "cuda":
                raise
            _log.warning("%s; the CPU is used instead", error)
    if settings.keep_memory:
        keep_freed_memory()  # before the model starts its threads
    return _open(folder, "cpu", settings)


def _open(folder: Path, device: str, settings: AsrSettings) -> WhisperModel:
    from faster_whisper import WhisperModel

    compute_type = settings.compute_type
    if compute_type == "auto":
        compute_type = "float16" if device == "cuda" else "int8"
    try:
        model = WhisperModel(
            str(folder),
            device=device,
            device_index=settings.device_index if device == "cuda" else 0,
            compute_type=compute_type,
            cpu_threads=usable_threads(settings),
            local_files_only=True,
        )
        if device == "cuda":
            # A missing CUDA library shows at the first use only.
            model.encode(np.zeros((1, model.model.n_mels, FRAMES), np.float32))
    except Exception as error:  # the loaders raise RuntimeError, ValueError, KeyError and plain Exception
        raise ModelError(
            f"{folder}: expected a CTranslate2 Whisper model that loads on {device} as {compute_type}, "
            f"found: {error}; check it with `voicecheck models verify`, or choose another --device or "
            "--compute-type"
        ) from error
    wanted = model.feature_extractor.mel_filters.shape[0]
    if wanted != model.model.n_mels:
        raise ModelError(
            f"{folder / 'preprocessor_config.json'}: expected feature_size {model.model.n_mels}, "
            f"found {wanted}; "
            "take the file that belongs to the model"
        )
    return model

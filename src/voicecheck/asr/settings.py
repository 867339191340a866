"""How recognition is to be done; every limit with its source."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from voicecheck.errors import UsageError

__all__ = ["AsrSettings"]

DEVICES = ("auto", "cpu", "cuda")
COMPUTE_TYPES = (
    "auto", "default", "int8", "int8_float32", "int8_float16", "int8_bfloat16",
    "int16", "float16", "bfloat16", "float32",
)  # fmt: skip
_SPEED_ONLY = ("batch_size", "device", "device_index", "compute_type", "cpu_threads", "keep_memory")


@dataclass(frozen=True, slots=True, kw_only=True)
class AsrSettings:
    """Settings of `WhisperTranscriber`.

    Raises
    ------
    UsageError
        When a setting lies outside its range.
    """

    beam_size: int = 5  # the value of the Whisper paper, section 4.5, and of faster-whisper
    batch_size: int | None = None  # windows at once; None: 16 on a GPU, 8 on a CPU
    device: str = "auto"
    device_index: int = 0  # which of several GPUs
    compute_type: str = "auto"  # auto: float16 on a GPU, int8 on a CPU
    cpu_threads: int | None = None  # None: the physical cores that this process may use
    keep_memory: bool = True  # on a CPU: a fifth less time, see `voicecheck.asr.memory`
    window_s: float = 29.0  # the encoder takes 30 s; a second is left for the last word to end in
    pause_s: float = 0.3  # silence between two pieces glued to one window
    min_piece_s: float = 0.2  # shorter pieces hold no word, and Whisper invents one
    min_level_dbov: float = -70.0  # below the idle noise of a G.711 line, about -68 dBov
    no_speech_probability: float = 0.6  # Whisper's own rule, together with the next one
    min_mean_log_probability: float = -1.0  # Whisper's own rule
    sure_no_speech_probability: float = 0.9  # alone enough to drop a window
    max_compression_ratio: float = 2.4  # Whisper's own rule: zlib gains more on text that repeats itself
    candidate_languages: tuple[str, ...] = ("zh", "en")  # among which `auto` chooses
    detection_windows: int = 4  # windows of a call that vote on its language

    def __post_init__(self) -> None:
        for name in ("beam_size", "batch_size", "cpu_threads", "detection_windows"):
            value = getattr(self, name)
            if value is not None and not 1 <= value <= 4096:
                raise UsageError(f"{name}: expected 1 to 4096, found {value}; choose another")
        if self.device not in DEVICES:
            raise UsageError(
                f"device: expected one of {', '.join(DEVICES)}, found {self.device!r}; choose one"
            )
        if self.compute_type not in COMPUTE_TYPES:
            raise UsageError(
                f"compute type: expected one of {', '.join(COMPUTE_TYPES)}, found "
                f"{self.compute_type!r}; choose one"
            )
        if not 1.0 <= self.window_s <= 30.0:
            raise UsageError(f"window_s: expected 1 to 30 s, found {self.window_s}; choose another")
        if not (0.0 <= self.pause_s <= 5.0 and 0.05 <= self.min_piece_s <= 1.0):
            raise UsageError(
                f"pause_s and min_piece_s: expected 0 to 5 s and 0.05 to 1 s, "
                f"found {self.pause_s} and {self.min_piece_s}; choose others"
            )
        if not self.candidate_languages:
            raise UsageError("candidate_languages: expected at least one language, found none; name one")

    @property
    def choices(self) -> dict[str, Any]:
        """The settings that change the words: not those that only change how fast they come."""
        return {name: value for name, value in asdict(self).items() if name not in _SPEED_ONLY}

"""Is the GPU fit for use? It must hear the words that the CPU hears, before the first call is trusted to it.

What can be wrong shows in many ways: no driver, a library of CUDA that is missing (CTranslate2 then raises,
or the process is aborted), a driver too old for the library's kernels (texts come out empty, without an
error).
"""

from __future__ import annotations

import ctypes
import logging
import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from voicecheck.asr.devices import gpu_count
from voicecheck.bench.isolated import EndedError, isolated
from voicecheck.errors import ModelError, VoicecheckError

if TYPE_CHECKING:
    from voicecheck.asr.settings import AsrSettings
    from voicecheck.asr.types import SpeechPiece

__all__ = ["hear_the_same", "usable_device", "why_no_gpu"]

_DRIVER = "nvcuda.dll" if sys.platform == "win32" else "libcuda.so.1"
_OLDEST_CUDA = 12_000  # of the wheels of CTranslate2 from 4.5 on; thousands are the major version
_PATIENCE_S = 180.0
_PIECES = 3  # of the sample call: seventeen seconds of speech
_ON_CPU = "use --device cpu"
_LIBRARIES = (
    "install CUDA 12's libraries (pip install nvidia-cublas-cu12 nvidia-cudnn-cu12) and name their folders "
    f"in LD_LIBRARY_PATH, or {_ON_CPU}"
)
_UPDATE = f"update the driver and the package ctranslate2 until they fit each other, or {_ON_CPU}"
_log = logging.getLogger(__name__)


def usable_device(settings: AsrSettings) -> AsrSettings:
    """The same settings with the device that serves: where `auto` finds no GPU that does, the CPU.

    Raises
    ------
    ModelError
        When `cuda` is asked for and does not serve; the message says what is missing.
    """
    if settings.device == "cpu":
        return settings
    if gpu_count() == 0:
        if settings.device == "cuda":
            raise ModelError(f"device cuda: {why_no_gpu()}")
        return replace(settings, device="cpu")
    try:
        isolated(hear_the_same, settings.compute_type, patience_s=_PATIENCE_S)
    except VoicecheckError as error:
        message = f"device cuda: expected a GPU that passes the self-test, found: {error}"
        if isinstance(error, EndedError):
            # CUDA's libraries abort the process where one of them lacks another.
            message += f"; {_LIBRARIES}"
        if settings.device == "cuda":
            raise ModelError(message) from error
        _log.warning("%s; the CPU is used instead", message)
        return replace(settings, device="cpu")
    return replace(settings, device="cuda")


def why_no_gpu() -> str:
    """What is missing where no GPU is found, and what to do."""
    try:
        driver = ctypes.CDLL(_DRIVER)
    except OSError:
        return (
            f"expected NVIDIA's driver ({_DRIVER}), found none; install it until nvidia-smi lists the GPU, "
            f"or {_ON_CPU}"
        )
    version = ctypes.c_int()
    driver.cuDriverGetVersion(ctypes.byref(version))
    if 0 < version.value < _OLDEST_CUDA:
        found = f"{version.value // 1000}.{version.value % 1000 // 10}"
        return f"expected a driver for CUDA 12 or newer, found one for {found}; update it, or {_ON_CPU}"
    return (
        "expected an NVIDIA GPU, found a driver without one; see what nvidia-smi lists and what "
        f"CUDA_VISIBLE_DEVICES leaves, or {_ON_CPU}"
    )


def hear_the_same(compute_type: str) -> None:
    """The self-test: the demo model on a sample call, with this compute type on the GPU, against the CPU.

    Raises
    ------
    ModelError
        When the model does not run there, or hears other words.
    """
    from voicecheck.bench.calls import bundled_calls
    from voicecheck.pipeline import hear, spoken_pieces

    pieces = spoken_pieces(hear(bundled_calls()[0]))[:_PIECES]
    expected = _words(pieces, "cpu", "float32")
    try:
        found = _words(pieces, "cuda", compute_type)
    except ModelError as error:
        remedy = _LIBRARIES if "cannot be loaded" in str(error) else _UPDATE
        raise ModelError(f"{error.__cause__ or error}; {remedy}") from error
    for piece, here, there in zip(pieces, expected, found, strict=True):
        if here != there:
            raise ModelError(
                f"other words at {piece.start_s:.1f} s, {there!r} where the CPU hears {here!r}; {_UPDATE}"
            )


def _words(pieces: Sequence[SpeechPiece], device: str, compute_type: str) -> list[str]:
    """What was said in each piece."""
    from voicecheck.asr.engine import load_transcriber
    from voicecheck.asr.models import DEMO
    from voicecheck.asr.settings import AsrSettings

    transcriber = load_transcriber(DEMO, AsrSettings(device=device, compute_type=compute_type))
    return ["".join(word.text for word in piece.words) for piece in transcriber.transcribe(pieces)]

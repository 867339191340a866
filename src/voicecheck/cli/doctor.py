"""`voicecheck doctor`: is everything here that is needed, and does it work? Offline."""

from __future__ import annotations

import os
import platform
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import typer

from voicecheck._version import __version__
from voicecheck.cli.console import Output, open_output
from voicecheck.cli.exits import ExitCode

__all__ = ["doctor"]

_LIBRARIES = (
    "numpy",
    "scipy",
    "librosa",
    "soundfile",
    "soxr",
    "av",
    "ctranslate2",
    "faster-whisper",
    "msgspec",
    "rich",
    "typer",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """One line of the report."""

    name: str
    well: bool
    detail: str


def doctor() -> None:
    """Examine this installation, offline.

    Libraries, devices, models, and a two-second self-test.
    Exit code 0 when all is well, 2 when something that is needed fails.

    \b
    Example:
      voicecheck doctor
    """
    output = open_output()
    all_well = True
    for examined in _examine():
        all_well = all_well and examined.well
        _show(examined, output)
    raise typer.Exit(ExitCode.DONE if all_well else ExitCode.NOT_STARTED)


def _examine() -> Iterator[Examined]:
    yield Examined(name="voicecheck", well=True, detail=__version__)
    yield Examined(
        name="python",
        well=True,
        detail=f"{platform.python_version()} on {platform.system()} {platform.machine()}",
    )
    yield from map(_library, _LIBRARIES)
    yield _tried("devices", _devices)
    yield _tried("models", _models)
    yield _tried("standards", _standards)
    with tempfile.TemporaryDirectory(prefix="voicecheck-") as folder:
        recording = Path(folder) / "self-test.wav"
        yield _tried("self-test: judge two seconds", lambda: _judge_two_seconds(recording))
        yield _tried("self-test: recognise with the demo model", lambda: _recognise(recording))
    yield _tried("self-test: the words of the CPU on the GPU", _gpu)


def _show(examined: Examined, output: Output) -> None:
    from rich.text import Text

    glyphs = output.view.glyphs
    mark = (f"{glyphs.passed} ", "green") if examined.well else (f"{glyphs.failed} ", "red")
    output.show(Text.assemble(mark, (examined.name, "bold"), f"  {examined.detail}"))


def _library(name: str) -> Examined:
    try:
        return Examined(name=name, well=True, detail=version(name))
    except PackageNotFoundError:
        return Examined(name=name, well=False, detail="not installed; install voicecheck again")


def _tried(name: str, examine: Callable[[], str]) -> Examined:
    """The outcome of one examination with its duration; whatever goes wrong is the finding, not an error."""
    started = time.perf_counter()
    try:
        detail = examine()
    except Exception as error:
        return Examined(name=name, well=False, detail=f"{type(error).__name__}: {error}")
    return Examined(name=name, well=True, detail=f"{detail}  ({time.perf_counter() - started:.1f} s)")


def _devices() -> str:
    from voicecheck.asr.devices import gpu_count

    gpus = gpu_count()
    return f"{os.cpu_count()} CPU cores, {gpus or 'no'} CUDA device{'' if gpus == 1 else 's'}"


def _models() -> str:
    from voicecheck.asr.models import default_model, list_models

    chosen = default_model()
    names = ", ".join(model.name for model in list_models()) or "none"
    return f"{names}; default: {chosen.name if chosen else 'none, words are not recognised unless asked for'}"


def _standards() -> str:
    from voicecheck.rules.load import available_standards, load_standard

    return ", ".join(f"{name} ({len(load_standard(name).rules)} rules)" for name in available_standards())


def _judge_two_seconds(recording: Path) -> str:
    from voicecheck.pipeline import check

    _write_speech_like(recording)
    result = check(recording)
    return f"{len(result.timeline.turns)} turns, {len(result.findings)} findings"


def _recognise(recording: Path) -> str:
    from voicecheck.asr.engine import WhisperTranscriber
    from voicecheck.asr.models import DEMO, find_model
    from voicecheck.asr.settings import AsrSettings
    from voicecheck.pipeline import measure

    model = find_model(DEMO)
    if model is None:
        return "no demo model"
    transcriber = WhisperTranscriber(model, AsrSettings(device="cpu"))
    timeline = measure(recording, model=transcriber, language="zh")
    return f"{transcriber.info.compute_type} on {transcriber.info.device}, {len(timeline.turns)} turns"


def _gpu() -> str:
    from voicecheck.asr.devices import gpu_count
    from voicecheck.asr.settings import AsrSettings
    from voicecheck.bench.cuda import usable_device

    if gpu_count() == 0:
        return "no GPU to try it on"
    usable_device(AsrSettings(device="cuda"))
    return "the same"


def _write_speech_like(path: Path) -> None:
    """Two seconds at 8 kHz, one party on each channel: harmonics of a voice in the rhythm of syllables."""
    import numpy as np
    import soundfile

    rate_hz = 8000
    time_s = np.arange(2 * rate_hz) / rate_hz
    noise = np.random.default_rng(0).normal(0.0, 1e-3, (2, time_s.size))
    for channel, (f0_hz, start_s, end_s) in enumerate(((210.0, 0.1, 0.9), (120.0, 1.1, 1.9))):
        harmonics = np.arange(1, int(3400 / f0_hz))
        voice = sum(np.sin(2 * np.pi * f0_hz * number * time_s) / number for number in harmonics)
        syllables = np.sin(np.pi * 4.0 * (time_s - start_s)) ** 2
        spoken = (time_s >= start_s) & (time_s < end_s)
        noise[channel] += 0.1 * voice * syllables * spoken
    soundfile.write(path, noise.T.astype(np.float32), rate_hz, subtype="PCM_16")

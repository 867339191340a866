"""The course of a bench: the stages, then every model in its ways, then the verdicts."""

from __future__ import annotations

import os
import platform
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from voicecheck.asr.devices import gpu_count
from voicecheck.asr.models import DEMO, ModelFolder, default_model, find_model
from voicecheck.asr.settings import AsrSettings
from voicecheck.batch.cores import usable_cores
from voicecheck.batch.shares import recognition_shares
from voicecheck.bench.estimate import estimates
from voicecheck.bench.isolated import isolated
from voicecheck.bench.recognition import measure_recognition
from voicecheck.bench.shapes import SHAPES, write_shape
from voicecheck.bench.stability import compare, judge_calls
from voicecheck.bench.stages import measure_stages
from voicecheck.bench.types import Bench, Machine, Recognition, Stability
from voicecheck.errors import ModelError, UsageError, VoicecheckError

if TYPE_CHECKING:
    from voicecheck.batch.stages import Speech

__all__ = ["BenchPlan", "OnStep", "default_models", "run_bench"]

OnStep = Callable[[str, float], None]
"""Told what is measured next, and the share of the steps that is done, 0..1."""

_REFERENCE = "float32"
_MANY = 10_000  # calls: as many processes as there is room for
_TYPES = {"cpu": ("int8", "float32"), "cuda": ("float16", "int8_float16", "float32")}
_SIZES = {"cpu": (8, 1), "cuda": (16, 64)}
_SHAPES = {"cpu": ("tiny", "base"), "cuda": ("large-v3-turbo",)}
_CPU_INFO = Path("/proc/cpuinfo")


@dataclass(frozen=True, slots=True, kw_only=True)
class BenchPlan:
    """What is to be measured; `models` are names of installed models, folders, or names of shapes.

    All compute types are measured with the first batch size, the other sizes with the fastest type. Left
    empty, both are the usual ones of the device, "cpu" or "cuda".
    """

    calls: tuple[Path, ...]
    models: tuple[str, ...]
    device: str
    compute_types: tuple[str, ...] = ()
    batch_sizes: tuple[int, ...] = ()

    @property
    def types(self) -> tuple[str, ...]:
        """The compute types to be measured."""
        return self.compute_types or _TYPES[self.device]

    @property
    def sizes(self) -> tuple[int, ...]:
        """The batch sizes to be measured."""
        return self.batch_sizes or _SIZES[self.device]

    @property
    def compared(self) -> tuple[str, ...]:
        """The compute types whose verdicts are compared; the first is the one that the others are held to."""
        return tuple(dict.fromkeys((_REFERENCE, *self.types)))

    def settings(self, compute_type: str, batch_size: int | None = None) -> AsrSettings:
        """How recognition is to be run."""
        return AsrSettings(device=self.device, compute_type=compute_type, batch_size=batch_size)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    folder: ModelFolder
    is_shape: bool


def default_models(device: str) -> tuple[str, ...]:
    """The best model installed, else shapes that a bench is through with in a minute."""
    best = default_model()
    return _SHAPES[device] if best is None else (str(best.path),)


def run_bench(plan: BenchPlan, tell: OnStep) -> Bench:
    """Measure everything, each thing in a process of its own.

    A way of running a model that fails is listed with its reason.

    Raises
    ------
    VoicecheckError
        When a call or a model cannot be used, or there is no room for a shape.
    """
    steps = _Steps(plan, tell)
    with tempfile.TemporaryDirectory(prefix="voicecheck-") as folder:
        models = [_candidate(name, Path(folder), steps) for name in plan.models]
        steps.begin("stages")
        stages, speech = isolated(measure_stages, plan.calls, one_thread=True)
        recognition = [way for model in models for way in _ways(model, plan, speech, steps)]
        stability = [one for model in _compared(models) for one in _stability(model, plan, steps)]
    machine = _machine()
    return Bench(
        machine=machine,
        stages=stages,
        recognition=tuple(recognition),
        stability=tuple(stability),
        estimates=estimates(stages, recognition, stability, machine.cores),
    )


class _Steps:
    """How far the bench is."""

    def __init__(self, plan: BenchPlan, tell: OnStep) -> None:
        ways = len(plan.types) + len(plan.sizes) - 1
        self._total = 1 + len(plan.models) * (1 + ways + len(plan.compared))
        self._begun = 0
        self._tell = tell

    def begin(self, name: str) -> None:
        self._tell(name, min(1.0, self._begun / self._total))
        self._begun += 1


def _candidate(name: str, folder: Path, steps: _Steps) -> _Candidate:
    """The installed model of that name, else one of that shape."""
    steps.begin(name)
    try:
        found = find_model(name)
    except ModelError as error:
        if name not in SHAPES:
            raise ModelError(f"{error}; or the shape of a model: {', '.join(SHAPES)}") from error
    else:
        if found is not None:
            return _Candidate(folder=found, is_shape=False)
    try:
        return _Candidate(folder=isolated(write_shape, name, folder / name), is_shape=True)
    except OSError as error:
        raise UsageError(
            f"{folder}: expected room for a model of the shape of {name}, found {error.strerror}; free some, "
            "or name a larger folder for temporary files in TMPDIR"
        ) from error


def _ways(
    model: _Candidate, plan: BenchPlan, speech: Sequence[Speech], steps: _Steps
) -> Iterator[Recognition]:
    first, *others = plan.sizes
    found = [_way(model, plan.settings(kind, first), speech, steps) for kind in plan.types]
    yield from found
    working = [way for way in found if way.failure is None]
    if working:
        fastest = min(working, key=lambda way: way.cost).compute_type
        for size in others:
            yield _way(model, plan.settings(fastest, size), speech, steps)


def _way(model: _Candidate, settings: AsrSettings, speech: Sequence[Speech], steps: _Steps) -> Recognition:
    steps.begin(f"{model.folder.name} {settings.compute_type} × {settings.batch_size}")
    shares = recognition_shares(model.folder, settings, calls=_MANY)
    way = Recognition(
        model=model.folder.name,
        is_shape=model.is_shape,
        device=settings.device,
        compute_type=settings.compute_type,
        batch_size=settings.batch_size or 0,
        processes=len(shares),
    )
    try:
        return isolated(measure_recognition, model.folder, shares[0], speech, way)
    except VoicecheckError as error:
        return replace(way, failure=str(error))


def _compared(models: Sequence[_Candidate]) -> list[ModelFolder]:
    """Models whose words mean something; the demo model where there is no other."""
    real = [model.folder for model in models if not model.is_shape]
    demo = find_model(DEMO)
    return real or ([demo] if models and demo else [])


def _stability(model: ModelFolder, plan: BenchPlan, steps: _Steps) -> Iterator[Stability]:
    judged = []
    for kind in plan.compared:
        steps.begin(f"{model.name} {kind}")
        try:
            judged.append(isolated(judge_calls, model, plan.settings(kind), plan.calls))
        except ModelError:
            # The device has no such arithmetic; what was measured with it says so.
            continue
    for other in judged[1:]:
        yield compare(model.name, judged[0], other)


def _machine() -> Machine:
    return Machine(
        processor=_processor(),
        cores=usable_cores(),
        gpus=gpu_count(),
        memory_mb=_memory_mb(),
    )


def _processor() -> str:
    try:
        lines = _CPU_INFO.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        lines = []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.processor() or platform.machine())


def _memory_mb() -> float | None:
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 1e6
    except (AttributeError, OSError, ValueError):  # no such question on this system
        return None

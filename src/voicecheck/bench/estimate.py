"""What a batch on this machine would do, from what its parts were found to take."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from voicecheck.bench.types import Estimate, Recognition, Stability, Stages

__all__ = ["estimates"]


def estimates(
    stages: Stages, recognition: Sequence[Recognition], stability: Iterable[Stability], cores: int
) -> tuple[Estimate, ...]:
    """For each model the fastest way that changes no verdict; for nothing recognised where there is no model.

    Of a model whose every way changes verdicts, or was not compared, the fastest way counts.
    """
    if not recognition:
        return (_estimate(None, stages, cores),)
    changing = {(one.device, one.compute_type) for one in stability if one.changes}
    found = []
    for model in dict.fromkeys(one.model for one in recognition):
        ways = [one for one in recognition if one.model == model and one.failure is None]
        calm = [one for one in ways if (one.device, one.compute_type) not in changing]
        if ways:
            found.append(_estimate(min(calm or ways, key=lambda way: way.cost), stages, cores))
    return tuple(found)


def _estimate(way: Recognition | None, stages: Stages, cores: int) -> Estimate:
    """Processes are taken not to disturb each other; on a CPU they share the cores with the workers."""
    workers = stages.cost / cores
    recogniser = 0.0 if way is None else way.cost / way.processes * stages.speech_s / stages.audio_s
    on_gpu = way is not None and way.device == "cuda"
    cost = max(workers, recogniser) if on_gpu else workers + recogniser
    return Estimate(way=way, times_real_time=1.0 / cost)

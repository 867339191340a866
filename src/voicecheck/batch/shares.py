"""How recognition is divided among processes: one for each GPU, or one for each core.

CTranslate2 splits one batch over several threads badly where the matrices are small, as they are in a
decoder; processes of one thread each share nothing and wait for nobody. What each of them holds in memory
sets the limit.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from voicecheck.asr.decoder import usable_threads
from voicecheck.asr.devices import gpu_count
from voicecheck.asr.models import ModelFolder
from voicecheck.asr.settings import AsrSettings

__all__ = ["recognition_shares"]

_BESIDES_BYTES = 1 << 30
"""What a process holds besides the weights: the speech of several calls, states of a batch, libraries."""


def recognition_shares(model: ModelFolder, settings: AsrSettings, calls: int) -> tuple[AsrSettings, ...]:
    """The settings of each process that recognises; never more of them than calls."""
    gpus = 0 if settings.device == "cpu" else gpu_count()
    if gpus:
        return tuple(replace(settings, device_index=i) for i in range(min(gpus, calls)))
    threads = usable_threads(settings)
    processes = max(1, min(threads, calls, _room_for(model)))
    return tuple(
        # Threads that are left over go to the first processes.
        replace(settings, cpu_threads=threads // processes + (i < threads % processes))
        for i in range(processes)
    )


def _room_for(model: ModelFolder) -> int:
    """How many processes fit into the memory that is free; one where the system does not tell."""
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    except OSError:
        return 1
    free_bytes = next(int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable"))
    # Weights are stored at half their width by some, and unpacked when they are loaded.
    return free_bytes // (2 * model.size_bytes + _BESIDES_BYTES)

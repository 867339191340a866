"""The machines of a Ray cluster as the site of a batch.

The engine stays what it is on one machine, with one writer and one set of books, and so do its promises. Ray
starts the processes, keeps to what each node has, and carries the messages. Ray Data was tried in its place:
there a call that ends its process takes its whole block along, or is tried for ever, and none has a time
limit (benchmarks/README.md).
"""

from __future__ import annotations

import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from voicecheck.asr.models import ModelFolder
from voicecheck.asr.settings import AsrSettings
from voicecheck.batch.child import Child, Events
from voicecheck.batch.crew import ONE_ARITHMETIC_THREAD, ONE_THREAD
from voicecheck.batch.mailbox import Line
from voicecheck.batch.messages import Loaded
from voicecheck.batch.plan import BatchPlan
from voicecheck.batch.ray_child import Needs, RayChild
from voicecheck.batch.recogniser import recognise_for_ever
from voicecheck.batch.stages import failure_of
from voicecheck.batch.worker import work
from voicecheck.errors import UsageError, VoicecheckError

__all__ = ["RayCluster", "joined_cluster"]

Fit = Callable[[AsrSettings], AsrSettings]
_ADDRESS = "RAY_ADDRESS"
_PATIENCE_S = 5.0


@contextmanager
def joined_cluster(device: str, fit: Fit) -> Iterator[RayCluster]:
    """The cluster that RAY_ADDRESS names, else the one of this machine, else one that lasts as long as this.

    Parameters
    ----------
    device
        What is asked for recognition: "auto", "cpu" or "cuda".
    fit
        Is asked on each node, before the model is loaded, with which settings its device serves.

    Raises
    ------
    UsageError
        When Ray is not installed, the cluster cannot be reached, or it lacks what is asked for.
    """
    ray = _ray()
    _knock(os.environ.get(_ADDRESS, ""))
    on_sigterm = signal.getsignal(signal.SIGTERM)
    try:
        ray.init(log_to_driver=False, logging_level="ERROR", include_dashboard=False)
    except (OSError, RuntimeError, ValueError) as error:
        raise _unreachable(os.environ.get(_ADDRESS) or "this machine", error) from error
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, on_sigterm)  # Ray has put one there that ends the process
    try:
        yield RayCluster(device, fit)
    finally:
        ray.shutdown()


class RayCluster:
    """A worker for each core that Ray knows of; a recogniser for each GPU or, where there is none, each node.

    A recogniser sets no cores aside: on a CPU it shares those of its node with the workers, who wait for it
    when they are ahead of it. What a node does that has gone, the others do; one that joins takes part when
    `--jobs` asks for more workers than there was room for.
    """

    def __init__(self, device: str, fit: Fit) -> None:
        resources = _ray().cluster_resources()
        self.cores, gpus = int(resources.get("CPU", 0)), int(resources.get("GPU", 0))
        self.nodes = len(_live_nodes())
        self.gpus = 0 if device == "cpu" else gpus
        if not self.cores:
            raise UsageError("ray: expected a cluster with cores for workers, found none; add a node")
        if device == "cuda" and not self.gpus:
            raise UsageError(
                "--device cuda: expected a cluster with a GPU, found none; "
                "add such a node, or take --device cpu"
            )
        self._fit = fit
        self._started = 0

    def shares(self, plan: BatchPlan, calls: int) -> Sequence[AsrSettings]:
        """One recogniser a GPU, or one a node."""
        device = "cuda" if self.gpus else "cpu"
        return [replace(plan.recognition, device=device)] * min(self.gpus or self.nodes, calls)

    def start_worker(self, plan: BatchPlan, events: Events) -> Child:
        """An actor that listens to calls and finishes them, on a core of its own."""
        return RayChild(work, (plan,), events, Needs(cores=1, environment=ONE_THREAD))

    def start_recogniser(self, plan: BatchPlan, settings: AsrSettings, events: Events) -> Child:
        """An actor that loads the model of the plan and recognises."""
        needs = Needs(gpus=1, environment=ONE_ARITHMETIC_THREAD) if self.gpus else self._on_next_node()
        arguments = (recognise_for_ever, self._fit, plan.model, settings)
        return RayChild(_recognise_if_fit, arguments, events, needs)

    def _on_next_node(self) -> Needs:
        """The nodes in turn; Ray would allow no more threads than cores are set aside, that is one."""
        nodes = _live_nodes()
        name, cores = nodes[self._started % len(nodes)] if nodes else (None, 1)
        self._started += 1
        return Needs(node=name, environment={**ONE_ARITHMETIC_THREAD, "OMP_NUM_THREADS": str(cores)})


def _recognise_if_fit(
    line: Line, recognise: Callable[..., None], fit: Fit, model: ModelFolder, settings: AsrSettings
) -> None:
    try:
        fitting = fit(settings)
    except VoicecheckError as error:
        line.send(Loaded({}, failure_of(error)))
        return
    recognise(line, model, fitting)


def _ray() -> Any:
    # Ray reports its use to its makers unless it is told not to, before it is imported.
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    try:
        import ray
    except ImportError as error:
        raise UsageError(
            "--engine ray: expected the package ray, found none; pip install 'voicecheck[ray]', on every node"
        ) from error
    return ray


def _live_nodes() -> list[tuple[str, int]]:
    """The nodes that have cores for work: Ray's name, and how many."""
    cores = {node["NodeID"]: int(node["Resources"].get("CPU", 0)) for node in _ray().nodes() if node["Alive"]}
    return [(name, count) for name, count in cores.items() if count]


def _knock(address: str) -> None:
    """Find out soon whether anybody is there: Ray itself tries for two minutes and ends the process then."""
    if address in ("", "auto", "local"):
        return
    host, _, port = address.rpartition(":")
    if "://" in address or not host or not port.isdigit():
        raise UsageError(
            f"{_ADDRESS}: expected the address of a cluster such as 10.0.0.1:6379, found {address!r}; "
            "start the command on a node of the cluster"
        )
    try:
        socket.create_connection((host, int(port)), timeout=_PATIENCE_S).close()
    except (OSError, OverflowError) as error:
        raise _unreachable(address, error) from error


def _unreachable(where: str, error: Exception) -> UsageError:
    detail = " ".join(str(error).split())[:200]
    return UsageError(
        f"ray, {where}: expected a cluster that can be reached, found {detail}; "
        f"check {_ADDRESS} and `ray status`, or run with --engine local"
    )

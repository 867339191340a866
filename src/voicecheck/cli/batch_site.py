"""Where the work of a batch is done: this machine, or a cluster."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from voicecheck.cli.console import say

if TYPE_CHECKING:
    from voicecheck.batch.crew import Site
    from voicecheck.batch.plan import BatchPlan
    from voicecheck.report.i18n import Lang

__all__ = ["EngineKind", "EngineOption", "joined_site"]

_CLUSTER = {
    "zh": "Ray 集群：{nodes} 个节点，{cores} 个核心，{gpus} 个 GPU",
    "en": "Ray cluster: nodes {nodes}, cores {cores}, GPUs {gpus}",
}


class EngineKind(StrEnum):
    """Where the work is done."""

    LOCAL = "local"
    RAY = "ray"


EngineOption = Annotated[
    EngineKind,
    typer.Option("--engine", help="This machine, or a Ray cluster: the one of this node, or of RAY_ADDRESS."),
]


@contextmanager
def joined_site(kind: EngineKind, plan: BatchPlan, lang: Lang) -> Iterator[Site]:
    """The site of that kind, for as long as the context lasts.

    Raises
    ------
    UsageError
        When there is no such cluster, or it lacks what is asked for.
    """
    if kind is EngineKind.LOCAL:
        from voicecheck.batch.crew import ThisMachine

        yield ThisMachine()
        return
    from voicecheck.batch.ray_cluster import joined_cluster
    from voicecheck.bench.cuda import usable_device

    with joined_cluster(plan.recognition.device, usable_device) as cluster:
        say(_CLUSTER[lang].format(nodes=cluster.nodes, cores=cluster.cores, gpus=cluster.gpus))
        yield cluster

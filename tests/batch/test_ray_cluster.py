"""Batches on a Ray cluster of several node processes: the same results, whatever becomes of nodes."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from threadpoolctl import threadpool_limits

from benchmarks.short_calls import write_short_calls
from tests.batch import faulty
from tests.batch.test_engine import PLAN, Watching, begun, tasks_of
from voicecheck.asr.engine import load_transcriber
from voicecheck.asr.models import ModelFolder, find_model
from voicecheck.asr.settings import AsrSettings
from voicecheck.batch import ray_cluster
from voicecheck.batch.engine import Engine
from voicecheck.batch.inputs import find_inputs
from voicecheck.batch.plan import BatchPlan, Task, select
from voicecheck.batch.ray_cluster import RayCluster, joined_cluster
from voicecheck.batch.stages import finish, listen_to, recognise, speech_of
from voicecheck.batch.status import BatchStatus
from voicecheck.cli.app import main
from voicecheck.errors import ModelError, UsageError
from voicecheck.pipeline import HeardCall
from voicecheck.store import PreparedCall, Run
from voicecheck.store.types import Source

ROOT = Path(__file__).parents[2]
SMALL = 80 * 2**20  # bytes of the object store of a node


def unchanged(settings: AsrSettings) -> AsrSettings:
    """Every device serves."""
    return settings


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """A head that does no work, and two nodes of one core each; further ones may join."""
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    # What the processes of the nodes import is this project, wherever the tests are run.
    paths = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
    from ray.cluster_utils import Cluster

    made = Cluster()
    try:
        made.add_node(num_cpus=0, object_store_memory=SMALL, include_dashboard=False)
        for _ in range(2):
            made.add_node(wait=False, num_cpus=1, object_store_memory=SMALL)
        made.wait_for_nodes()
        yield made
    finally:
        made.shutdown()
        if paths is None:
            del os.environ["PYTHONPATH"]
        else:
            os.environ["PYTHONPATH"] = paths


@pytest.fixture
def joined(cluster: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[RayCluster]:
    monkeypatch.setenv("RAY_ADDRESS", cluster.address)
    with joined_cluster("cpu", unchanged) as site:
        yield site


def done(
    folder: Path,
    plan: BatchPlan,
    tasks: tuple[Task, ...],
    site: RayCluster,
    watching: Watching,
    *,
    time_limit_s: float = 120.0,
) -> tuple[BatchStatus, dict[str, PreparedCall]]:
    """Run the engine to its end; what it has kept, by the name of the call."""
    kept: dict[str, PreparedCall] = {}

    class Keeping(Run):
        def keep(self, call: PreparedCall, source: Source | None = None) -> None:
            super().keep(call, source)
            assert Path(call.path).stem not in kept
            kept[Path(call.path).stem] = replace(call, measured_at="")

    with Keeping.create(folder / "run", plan.settings(), plan.standard) as run:
        engine = Engine(run, plan, tasks, watching, site=site, jobs=None, time_limit_s=time_limit_s)
        status = engine.run()
        assert run.counts().done == len(kept) == status.done
    return status, kept


def alone(task: Task, plan: BatchPlan, transcriber: Any) -> PreparedCall:
    """The stages one after the other, in this process."""
    call = listen_to(task, plan)
    assert isinstance(call, HeardCall)
    speech = speech_of(call, plan)
    assert speech is not None
    (transcript,) = recognise(transcriber, [speech])
    return replace(finish(call, transcript, transcriber.choices, plan), measured_at="")


class Killing(Watching):
    """Kills the node that has begun a call second, as soon as it has."""

    def __init__(self, cluster: Any, log: Path) -> None:
        super().__init__()
        self._cluster, self._log = cluster, log
        self.killed: str | None = None

    def progress(self, status: BatchStatus) -> None:
        super().progress(status)
        at_work = dict.fromkeys(self._log.read_text().split()) if self._log.exists() else {}
        if self.killed is None and len(at_work) > 1 and status.finished < status.total:
            self.killed = list(at_work)[1]
            (node,) = (one for one in self._cluster.worker_nodes if one.node_id == self.killed)
            self._cluster.remove_node(node, allow_graceful=False)


def test_misfortunes_cost_their_own_calls_alone(
    tmp_path: Path, joined: RayCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ray_cluster, "work", faulty.faulty_work)
    monkeypatch.setattr(ray_cluster, "recognise_for_ever", faulty.faulty_recognise)
    monkeypatch.setattr("voicecheck.batch.engine._BYTES_IN_A_SECOND", 0.1)  # time for every file with content
    plan = replace(PLAN, model=ModelFolder(name="scripted", path=Path("scripted")))
    tasks_of(tmp_path / "calls", "bad-1", "fail-1", "once-1", "hang-1", *(f"good-{n}" for n in range(6)))
    (tmp_path / "calls" / "hang-1.wav").write_bytes(b"")
    tasks = tasks_of(tmp_path / "calls")
    watching = Watching()
    status, kept = done(tmp_path, plan, tasks, joined, watching, time_limit_s=1.0)
    assert {name: failure.kind for name, failure in watching.failures.items()} == {
        "bad-1": "audio",
        "fail-1": "internal",
        "hang-1": "time-limit",
    }
    assert (status.done, status.failed) == (7, 3)
    assert set(kept) == {"once-1", *(f"good-{n}" for n in range(6))}
    times = begun(tmp_path / "calls")
    assert all(times[name] >= 2 for name in watching.failures)
    assert times["hang-1"] == 2


def test_a_model_that_does_not_load_ends_the_batch(
    tmp_path: Path, joined: RayCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ray_cluster, "recognise_for_ever", faulty.faulty_recognise)
    plan = replace(PLAN, model=ModelFolder(name="broken", path=Path("broken")))
    with pytest.raises(ModelError, match="expected weights, found none"):
        done(tmp_path, plan, tasks_of(tmp_path / "calls", "good-1"), joined, Watching())


def test_a_node_that_dies_in_mid_run_changes_no_result(
    tmp_path: Path, cluster: Any, joined: RayCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ray._common.usage.usage_lib import usage_stats_enabled

    assert not usage_stats_enabled()
    assert (joined.cores, joined.nodes, joined.gpus) == (2, 2, 0)
    monkeypatch.setattr(ray_cluster, "work", faulty.noting_work)
    write_short_calls(tmp_path / "calls", 12, seconds=4.0)
    # Addresses, as of a store that all nodes reach.
    inputs = find_inputs([f"file://{tmp_path}/calls/*.wav"])
    # One window at a time: how a batch is rounded depends on what else is in it, on one machine as well.
    plan = replace(PLAN, model=find_model("demo"), recognition=AsrSettings(batch_size=1))
    tasks = select(inputs, {}, plan.settings()).tasks
    watching = Killing(cluster, tmp_path / "calls" / "nodes.log")
    status, kept = done(tmp_path, plan, tasks, joined, watching)
    assert watching.killed is not None
    assert not watching.failures
    assert (status.done, status.failed) == (12, 0)
    transcriber = load_transcriber("demo", plan.recognition)
    with threadpool_limits(1, user_api="blas"):  # as the engines have it
        expected = {Path(task.input.name).stem: alone(task, plan, transcriber) for task in tasks}
    assert kept == expected


def test_either_engine_goes_on_where_the_other_stopped(
    tmp_path: Path, cluster: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("RAY_ADDRESS", cluster.address)
    calls, run = tmp_path / "calls", tmp_path / "run"
    write_short_calls(calls, 2, seconds=3.0)
    asked = ("batch", str(calls), "--out", str(run), "--model", "none", "--lang", "en")

    def told(*options: str) -> str:
        with pytest.raises(SystemExit) as end:
            main([*asked, *options])
        assert not end.value.code
        return capsys.readouterr().err

    first = told("--engine", "ray", "--limit", "1")
    assert "Ray cluster: nodes " in first
    assert "1 more calls lie beyond --limit" in first
    assert "2 calls: 1 done before, 0 failed before, 1 to do" in told("--engine", "local")
    assert "2 calls: 2 done before, 0 failed before, 0 to do" in told("--engine", "ray")


def test_a_gpu_that_is_asked_for_and_not_there_is_missed(
    cluster: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RAY_ADDRESS", cluster.address)
    with (
        pytest.raises(UsageError, match="expected a cluster with a GPU, found none"),
        joined_cluster("cuda", unchanged),
    ):
        pass


def test_without_the_package_the_user_is_told_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with (
        pytest.raises(UsageError, match=r"found none; pip install 'voicecheck\[ray\]'"),
        joined_cluster("auto", unchanged),
    ):
        pass


@pytest.mark.parametrize("address", ["ray://head:10001", "head", "http://head:8265"])
def test_an_address_that_is_none_of_a_cluster(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("RAY_ADDRESS", address)
    with (
        pytest.raises(UsageError, match="expected the address of a cluster such as"),
        joined_cluster("auto", unchanged),
    ):
        pass


def test_a_cluster_that_does_not_answer_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"127.0.0.1:{server.getsockname()[1]}"
    monkeypatch.setenv("RAY_ADDRESS", address)
    with (
        pytest.raises(UsageError, match=f"ray, {address}: expected a cluster that can be reached"),
        joined_cluster("auto", unchanged),
    ):
        pass


def test_ray_is_told_to_report_nothing_before_it_is_imported(tmp_path: Path) -> None:
    fake = tmp_path / "ray"
    fake.mkdir()
    (fake / "__init__.py").write_text("import os\nprint(os.environ['RAY_USAGE_STATS_ENABLED'])\n")
    code = "import voicecheck.batch.ray_cluster as cluster; print('not yet'); cluster._ray()"
    told = subprocess.run(
        [sys.executable, "-c", code],
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT / "src")]),
            "RAY_USAGE_STATS_ENABLED": "1",
        },
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.split("\n")[:2] == ["not yet", "0"]

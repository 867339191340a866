"""Faults at the system calls that write: a sample of what `benchmarks/faults.py` injects at every one."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.store.calls import call, filled, judged
from voicecheck.errors import StoredDataError
from voicecheck.store import Run
from voicecheck.store.ledger import _require_finished

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def figures() -> dict[str, Any]:
    """Some faults of every kind in every work."""
    # In a process of its own: the work is forked off, which many threads would not survive.
    ran = subprocess.run(
        [sys.executable, "benchmarks/faults.py", "--every", "97"], capture_output=True, text=True, cwd=ROOT
    )
    if "found none" in ran.stderr:
        pytest.skip(ran.stderr)
    return json.loads(ran.stdout)  # type: ignore[no-any-return]


@pytest.mark.parametrize("work", ["run", "csv", "xlsx", "pages", "jsonl"])
def test_after_any_fault_there_is_what_was_acknowledged(figures: dict[str, Any], work: str) -> None:
    found = figures[work]
    assert found["wrong"] == []
    assert found["faults"] >= 3
    assert found["write_points"] > 10
    # A fault that nobody notices would prove nothing.
    assert any(end.endswith((": told", ": killed")) for end in found["ended"])


def test_a_log_that_nobody_may_take_over_is_told_of(tmp_path: Path) -> None:
    with filled(tmp_path / "run", calls=1) as run:
        run.put(call(7), judged(call(7)))
        with pytest.raises(StoredDataError, match=r"some calls would not be seen; copy the run"):
            _require_finished(run.path / "ledger.sqlite")
    _require_finished(tmp_path / "run" / "ledger.sqlite")
    with Run.open(tmp_path / "run") as reader:
        assert reader.counts().done == 2

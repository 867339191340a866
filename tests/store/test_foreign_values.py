"""SQLite lets anything stand anywhere: what voicecheck did not write is told of, and costs little."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.store.calls import filled
from tests.store.test_run import damage
from voicecheck.errors import StoredDataError
from voicecheck.store import Run


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE calls SET score = x'ff' WHERE number = 1",
        "UPDATE calls SET measurable_share = 'much' WHERE number = 1",
        "UPDATE calls SET critical_failed = '{}' WHERE number = 1",
        "UPDATE verdicts SET verdicts = x'ff' WHERE call = 1",
        "UPDATE verdicts SET by_group = 7 WHERE call = 1",
        "UPDATE summaries SET summary = 1.5 WHERE call = 1",
        "UPDATE facts SET value = x'00' WHERE name = 'settings'",
        "UPDATE facts SET value = 5 WHERE name = 'standard'",
    ],
)
def test_a_value_of_another_kind_is_told_of(tmp_path: Path, statement: str) -> None:
    filled(tmp_path / "run").close()
    damage(tmp_path / "run", statement)

    def read_all() -> None:
        with Run.open(tmp_path / "run") as run:
            assert (list(run.calls()), run.known(), run.scores(), list(run.overviews())) == ()

    with pytest.raises(StoredDataError, match=r"expected .*, found .*; "):
        read_all()


def test_a_record_that_is_a_text_costs_its_call_alone(tmp_path: Path) -> None:
    filled(tmp_path / "run").close()
    damage(tmp_path / "run", "UPDATE timelines SET record = 'text' WHERE call = 2")
    with Run.open(tmp_path / "run") as run:
        found = [isinstance(timeline, StoredDataError) for _, timeline in run.timelines()]
    assert found == [False, True, False]

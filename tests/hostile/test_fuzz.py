"""A few inputs of the kind that `benchmarks/fuzz.py` tries for long, and all that it found."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.hostile.targets import TARGETS
from tests.hostile.trial import outcome

CORPUS = Path(__file__).parent / "corpus"
# Judging a call takes a tenth of a second and more, reading a file a thousandth.
SLOW = frozenset({"sound", "transcript-judged", "standard", "timeline", "ledger", "ledger-cells"})


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("hostile")


def tries(name: str, count: int, folder: Path) -> None:
    """Try so many inputs at one edge."""

    @settings(
        max_examples=count,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        derandomize=True,
    )
    @given(chance=st.randoms(use_true_random=True))
    def attempt(chance: object) -> None:
        target = TARGETS[name]
        outcome(target, target.input(chance, folder), folder)  # type: ignore[arg-type]

    attempt()


@pytest.mark.parametrize("name", sorted(TARGETS.keys() - SLOW))
def test_what_is_read_gives_a_result_or_a_message(name: str, folder: Path) -> None:
    tries(name, 60, folder)


@pytest.mark.parametrize("name", sorted(SLOW))
def test_what_is_judged_gives_a_result_or_a_message(name: str, folder: Path) -> None:
    tries(name, 6, folder)


@pytest.mark.parametrize("file", sorted(CORPUS.rglob("*")), ids=lambda file: file.name)
def test_what_was_found_once_is_answered_now(file: Path, folder: Path) -> None:
    if file.is_file():
        outcome(TARGETS[file.parent.name], file.read_bytes(), folder)


def test_a_defect_would_be_found(folder: Path) -> None:
    """The trial itself: neither an error nor a search without end passes for an answer."""
    target = TARGETS["option"]
    import re

    from tests.hostile import trial

    def endless(_content: bytes, _folder: Path) -> None:
        re.fullmatch("(a+)+", "a" * 40 + "b")

    def wrong(_content: bytes, _folder: Path) -> None:
        raise ZeroDivisionError

    from dataclasses import replace

    with pytest.raises(AssertionError, match="ZeroDivisionError at"):
        outcome(replace(target, read=wrong), b"", folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(trial, "LONGEST_S", 0.2)
        with pytest.raises(AssertionError, match="TooLong at"):
            outcome(replace(target, read=endless), b"", folder)

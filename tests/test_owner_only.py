"""Files for their owner alone: whole or not there."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from voicecheck.owner_only import create_file, make_folder, written_aside


@pytest.fixture(autouse=True)
def wide_open() -> Iterator[None]:
    """A umask that hides nothing."""
    before = os.umask(0)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_new_folders_are_private_and_others_keep_their_rights(tmp_path: Path) -> None:
    (tmp_path / "shared").mkdir(0o755)
    make_folder(tmp_path / "shared" / "a" / "b")
    make_folder(tmp_path / "shared" / "a" / "b")
    assert [mode(tmp_path / path) for path in ("shared", "shared/a", "shared/a/b")] == [0o755, 0o700, 0o700]


def test_a_file_in_the_way_of_a_folder_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(OSError, match=r"File exists|Not a directory"):
        make_folder(tmp_path / "file" / "folder")


def test_what_is_written_takes_the_place_of_an_open_file(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text("old", encoding="utf-8")
    with written_aside(file) as aside:
        assert mode(aside) == 0o600
        aside.write_text("new", encoding="utf-8")
        assert file.read_text(encoding="utf-8") == "old"
    assert (file.read_text(encoding="utf-8"), mode(file)) == ("new", 0o600)
    assert list(tmp_path.iterdir()) == [file]


def test_a_failure_leaves_the_old_file_and_nothing_beside_it(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text("old", encoding="utf-8")
    with suppress(OSError), written_aside(file) as aside:
        aside.write_text("half", encoding="utf-8")
        raise OSError(28, "full")
    assert file.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [file]


def test_a_link_left_in_the_way_is_not_followed(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("whole", encoding="utf-8")
    (tmp_path / "new").symlink_to(victim)
    create_file(tmp_path / "new")
    assert victim.read_text(encoding="utf-8") == "whole"
    assert not (tmp_path / "new").is_symlink()

"""Files, folders and patterns become one list in a stable order."""

from __future__ import annotations

from pathlib import Path

import pytest

from voicecheck.audio import find_recordings
from voicecheck.errors import UsageError


@pytest.fixture
def calls(tmp_path: Path) -> Path:
    for name in (
        "b.wav", "a.MP3", "c.transcript.json", "notes.txt", ".hidden.wav", "day 2/e.amr", "day 2/deep/d.m4a",
        ".trash/f.wav", "empty/readme.md", "通话[1].wav",
    ):  # fmt: skip
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    return tmp_path


def names(found: tuple[Path, ...], root: Path) -> list[str]:
    return [path.relative_to(root).as_posix() for path in found]


def test_a_folder_is_searched_to_its_depths_in_order(calls: Path) -> None:
    found = names(find_recordings([calls]), calls)
    assert found == ["a.MP3", "b.wav", "day 2/deep/d.m4a", "day 2/e.amr", "通话[1].wav"]


def test_files_are_taken_as_named_whatever_their_suffix(calls: Path) -> None:
    assert names(find_recordings([calls / "notes.txt", calls / ".hidden.wav"]), calls) == [
        "notes.txt",
        ".hidden.wav",
    ]


def test_a_missing_file_is_left_to_the_loader(calls: Path) -> None:
    assert names(find_recordings([calls / "b.wav", calls / "gone.wav"]), calls) == ["b.wav", "gone.wav"]


def test_patterns(calls: Path) -> None:
    assert names(find_recordings([str(calls / "*.*")]), calls) == ["a.MP3", "b.wav", "通话[1].wav"]
    assert names(find_recordings([str(calls / "**/*.amr")]), calls) == ["day 2/e.amr"]
    assert names(find_recordings([str(calls / "day*")]), calls) == ["day 2/deep/d.m4a", "day 2/e.amr"]


def test_a_name_with_brackets_is_that_file(calls: Path) -> None:
    assert names(find_recordings([calls / "通话[1].wav"]), calls) == ["通话[1].wav"]


def test_arguments_keep_their_order_and_count_once(calls: Path) -> None:
    (calls / "link.wav").symlink_to(calls / "b.wav")
    given = [
        calls / "day 2",
        calls / "b.wav",
        calls / "day 2" / "." / "e.amr",
        calls / "link.wav",
        calls / "a.MP3",
    ]
    assert names(find_recordings(given), calls) == ["day 2/deep/d.m4a", "day 2/e.amr", "b.wav", "a.MP3"]


def test_links_to_folders_are_followed_but_not_in_circles(calls: Path) -> None:
    (calls / "day 2" / "up").symlink_to(calls, target_is_directory=True)
    assert len(find_recordings([calls / "day 2"])) == 5


def test_a_name_that_no_system_takes_is_left_to_the_loader() -> None:
    assert find_recordings(["x" * 5000 + ".wav"]) == (Path("x" * 5000 + ".wav"),)


def test_nothing_asked_for_is_nothing_found() -> None:
    assert find_recordings([]) == ()


@pytest.mark.parametrize("argument", ["empty", "*.flac", "no*thing/*.wav"])
def test_folders_and_patterns_without_recordings_are_refused(calls: Path, argument: str) -> None:
    with pytest.raises(UsageError, match=r"expected .*, found no .*; "):
        find_recordings([str(calls / argument)])


def test_a_folder_that_cannot_be_read(calls: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def deny(path: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("os.scandir", deny)
    with pytest.raises(UsageError, match="found Permission denied; change its permissions or leave it out"):
        find_recordings([calls])


def test_a_link_to_itself_hides_nothing(calls: Path) -> None:
    (calls / "loop").symlink_to(calls / "loop")
    assert len(find_recordings([calls])) == 5


def test_folders_stand_where_their_names_do(tmp_path: Path) -> None:
    for name in ("a.wav", "a/z.wav", "a b.wav", "a-b/c.wav"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    found = names(find_recordings([tmp_path]), tmp_path)
    assert found == sorted(found, key=lambda name: name.split("/"))


def test_a_list_in_another_encoding_is_told_of(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"found a zero byte in it; write one path a line, in UTF-8"):
        find_recordings(["c\0a\0l\0l\0"])

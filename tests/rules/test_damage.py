"""A standard file damaged at random: it still loads, or a line is named; nothing else comes out."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from voicecheck.errors import StandardError
from voicecheck.rules.files import find_standard
from voicecheck.rules.load import load_standard

HEAD = 'extends = "documented"\nname = "own"\nversion = "1"\n'
CHARACTERS = st.sampled_from("\"“=[]{}.,#\\'\n\t \0\r…^$-+_0１aé您\u2028\x85\U0001f600")
VALUES = st.sampled_from(
    [
        "0",
        "-1",
        "1e9",
        "nan",
        "inf",
        "true",
        '""',
        '"x"',
        "[]",
        "[1]",
        '["x"]',
        '["…"]',
        "{}",
        "[[]]",
        "{zh=1}",
        "1979-05-27",
        '"hold"',
        '["hold"]',
        '"(a+)+"',
        '["(a|a)*b"]',
        "0x10",
        "99999999999999999999",
    ]
)
SETTINGS: dict[str, Any] = {
    "deadline": None,
    "report_multiple_bugs": False,
    "suppress_health_check": [HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
}


@cache
def whole() -> str:
    return find_standard("documented", Path(), "")[1]


@cache
def sections() -> tuple[str, ...]:
    """The parts of the documented standard, each with all tables of one rule or phrase list."""
    parts = re.split(r"(?m)^(?=\[(?:rules|phrases|groups|documents)\b)", whole())[1:]
    joined: dict[str, str] = {}
    for part in parts:
        name = ".".join(re.findall(r"[\w-]+", part.split("]", 1)[0])[:2])
        joined[name] = joined.get(name, "") + part
    return tuple(joined.values())


def loads_or_names_a_line(folder: Path, text: str) -> None:
    path = folder / "own.toml"
    path.write_text(text, encoding="utf-8", newline="")
    try:
        load_standard(path)
    except StandardError as error:
        for told in str(error).splitlines():
            found = re.match(
                r".*own\.toml, line (\d+)\b.*: expected .*, found .*; .|\.\.\. and \d+ more", told
            )
            assert found or "documented, line" in told, told
            assert found is None or found[1] is None or 1 <= int(found[1]) <= text.count("\n") + 1


@given(st.data())
@settings(max_examples=60, **SETTINGS)
def test_a_damaged_character(tmp_path: Path, data: st.DataObject) -> None:
    section = data.draw(st.sampled_from(sections()))
    place = data.draw(st.integers(0, len(section) - 1))
    put = data.draw(st.one_of(st.just(""), CHARACTERS))
    kept = place + data.draw(st.integers(0, 1))
    loads_or_names_a_line(tmp_path, HEAD + section[:place] + put + section[kept:])


@given(st.data())
@settings(max_examples=60, **SETTINGS)
def test_another_value_or_key(tmp_path: Path, data: st.DataObject) -> None:
    lines = data.draw(st.sampled_from(sections())).split("\n")
    settable = [number for number, line in enumerate(lines) if re.match(r"[\w.-]+ = .*[^\[{,]$", line)]
    if not settable:
        return
    number = data.draw(st.sampled_from(settable))
    key, _, value = lines[number].partition(" = ")
    if data.draw(st.booleans()):
        lines[number] = f"{key} = {data.draw(VALUES)}"
    else:
        other = data.draw(
            st.sampled_from([key[:-1] or "k", key + "s", key.upper(), f'"{key} "', f"{key}.{key}"])
        )
        lines[number] = f"{other} = {value}"
    loads_or_names_a_line(tmp_path, HEAD + "\n".join(lines))


@given(st.data())
@settings(max_examples=15, **SETTINGS)
def test_the_whole_standard_damaged(tmp_path: Path, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(whole()) - 1))
    loads_or_names_a_line(tmp_path, whole()[:place] + data.draw(CHARACTERS) + whole()[place + 1 :])


@pytest.mark.parametrize("end", [0, 1, 1000, 60_000, 100_000, 120_000])
def test_the_whole_standard_cut_off(tmp_path: Path, end: int) -> None:
    path = tmp_path / "own.toml"
    path.write_text(whole()[:end], encoding="utf-8")
    with pytest.raises(StandardError):
        load_standard(path)

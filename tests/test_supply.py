"""What voicecheck is made of: licences, pinned versions, and nothing that is executed as it is read."""

from __future__ import annotations

import ast
import re
from importlib.metadata import distribution
from pathlib import Path

import pytest

from docs.licences import FILE, Part, packages, table
from tests.conftest import ROOT

SOURCES = sorted((ROOT / "src").rglob("*.py"))
PARTS = packages()
FORBIDDEN = re.compile(r"\bA?GPL|Affero|GNU General Public", re.IGNORECASE)
LESSER = re.compile(r"LGPL|Lesser General Public", re.IGNORECASE)


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.name)
def test_every_part_has_a_licence_that_asks_nothing_of_its_users(part: Part) -> None:
    assert part.licence
    assert not FORBIDDEN.search(LESSER.sub("", part.licence)), part


def test_what_is_forbidden_would_be_found() -> None:
    for name in ("GPL-3.0-only", "GNU General Public License v2 (GPLv2)", "AGPL-3.0", "GNU Affero GPL"):
        assert FORBIDDEN.search(LESSER.sub("", name))
    assert not FORBIDDEN.search(LESSER.sub("", "LGPL-2.1-or-later"))


def test_the_list_of_licences_is_that_of_the_script() -> None:
    names = re.findall(r"^\| ([\w.-]+) \|", FILE.read_text(encoding="utf-8"), re.MULTILINE)
    assert names[1:] == [part.name for part in PARTS], "run python -m docs.licences"
    assert table(PARTS).startswith("| package | licence |")


def test_every_part_is_pinned() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pinned = {plain(line.partition("==")[0]) for line in lines if "==" in line}
    assert {plain(part.name) for part in PARTS} <= pinned


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


# `pickle.loads` of the wrong bytes runs what they say; so do these.
EXECUTING = frozenset(
    {
        "pickle",
        "cPickle",
        "_pickle",
        "dill",
        "cloudpickle",
        "joblib",
        "shelve",
        "marshal",
        "yaml",
        "jsonpickle",
    }
)
# multiprocessing writes messages as pickles: between a process and its own children, through pipes that only
# these have. The one place that names the module catches what half a message of a killed process gives.
BETWEEN_OWN_PROCESSES = frozenset({"batch/mailbox.py"})


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
def test_nothing_that_is_read_is_executed(source: Path) -> None:
    place = source.relative_to(ROOT / "src" / "voicecheck").as_posix()
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        used = {name.split(".")[0] for name in names} & EXECUTING
        assert not used or (place in BETWEEN_OWN_PROCESSES and used == {"pickle"}), (place, used)
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            assert called not in {"eval", "exec", "compile", "os.system", "os.popen", "pickle.loads"}, place
            assert not any(
                word.arg in {"allow_pickle", "shell"} and ast.unparse(word.value) != "False"
                for word in node.keywords
            ), place


def test_the_licence_of_voicecheck_itself_is_in_its_metadata() -> None:
    assert distribution("voicecheck").metadata["License-Expression"] == "MIT"

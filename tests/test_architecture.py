"""The house rules that a machine can check: who imports whom, what loads at the start, how long a file is."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "src" / "voicecheck"
LONGEST_FILE_LINES = 400

# From the roof to the ground: a room imports rooms below it. Rooms of one storey do not know each other, save
# the leaves, which are small and may.
STOREYS: tuple[frozenset[str], ...] = (
    frozenset({"__main__"}),
    frozenset({"cli"}),
    frozenset({"bench"}),
    frozenset({"batch"}),
    frozenset({"pipeline"}),
    frozenset({"store"}),
    frozenset({"report"}),
    frozenset({"rules"}),
    frozenset({"metrics", "meaning"}),
    frozenset({"timeline"}),
    frozenset({"audio", "asr"}),
    frozenset({"acoustics"}),
    frozenset(
        {
            "intervals",
            "errors",
            "units",
            "text",
            "private",
            "owner_only",
            "bounded_file",
            "settings",
            "_version",
        }
    ),
)
GROUND = len(STOREYS) - 1
# The package itself hands out the public names, from whichever room.
FACADE = "__init__"

# Where each library may be imported; a library that is not here is a decision still to be taken.
ROOMS_OF_LIBRARIES: dict[str, frozenset[str]] = {
    "av": frozenset({"audio"}),
    "soundfile": frozenset({"audio", "cli"}),  # cli: the sound of the self-test
    "sounddevice": frozenset({"audio"}),
    "soxr": frozenset({"audio", "acoustics", "asr"}),
    "ctranslate2": frozenset({"asr", "bench", "cli"}),
    "faster_whisper": frozenset({"asr", "acoustics"}),  # acoustics: the voice detector that it carries
    "tokenizers": frozenset({"asr", "bench"}),
    "huggingface_hub": frozenset({"asr"}),
    "librosa": frozenset({"acoustics"}),
    "scipy": frozenset({"acoustics"}),
    "sklearn": frozenset({"acoustics"}),
    "numpy": frozenset(
        {"acoustics", "audio", "asr", "timeline", "meaning", "metrics", "pipeline", "batch", "bench", "cli"}
    ),
    "msgspec": frozenset({"asr", "timeline", "rules", "report", "store", "batch"}),
    "zstandard": frozenset({"store"}),
    "rich": frozenset({"cli", "report"}),
    "typer": frozenset({"cli"}),
    "click": frozenset({"cli"}),
    "jinja2": frozenset({"report"}),
    "pyarrow": frozenset({"store"}),
    "xlsxwriter": frozenset({"store"}),
    "duckdb": frozenset({"store"}),
    "fsspec": frozenset({"store", "batch"}),
    "psutil": frozenset({"batch", "cli"}),
    "ray": frozenset({"batch"}),
    "pypinyin": frozenset({"text"}),
    "rapidfuzz": frozenset({"text"}),
}

# Neither `import voicecheck` nor the start of a command may wait for these.
SLOW_LIBRARIES = (
    "numpy", "scipy", "librosa", "sklearn", "numba", "soundfile", "av", "soxr", "sounddevice", "ctranslate2",
    "faster_whisper", "tokenizers", "huggingface_hub", "ray", "pyarrow", "duckdb", "torch",
)  # fmt: skip

SOURCES = sorted(PACKAGE.rglob("*.py"))
ALL_FILES = sorted(
    path
    for folder in ("src", "tests", "benchmarks", "samples")
    for path in (ROOT / folder).rglob("*.py")
    if path.is_file()
)


def module_name(path: Path) -> str:
    """The name under which a source file is imported."""
    return ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__")


MODULES = frozenset(module_name(path) for path in SOURCES)


def place(path: Path) -> str:
    """The file as a person names it."""
    return path.relative_to(ROOT).as_posix()


def room_of(path: Path) -> str:
    """The top-level module or package that a source file belongs to."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def storey_of(room: str) -> int:
    """Number of the storey, 0 at the top."""
    return next(number for number, rooms in enumerate(STOREYS) if room in rooms)


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), filename=str(path))


def imports_of(path: Path) -> Iterator[tuple[int, str]]:
    """Line and full module name of every import, wherever in the file it stands."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parents = path.relative_to(PACKAGE.parent).with_suffix("").parts[: -node.level]
                base = ".".join((*parents, *filter(None, [node.module])))
            if base == "voicecheck":
                yield from ((node.lineno, f"voicecheck.{alias.name}") for alias in node.names)
            else:
                yield node.lineno, base


def rooms_imported(path: Path) -> Iterator[tuple[int, str]]:
    for line, module in imports_of(path):
        parts = module.split(".")
        if parts[0] == "voicecheck" and len(parts) > 1:
            yield line, parts[1]


def libraries_imported(path: Path) -> Iterator[tuple[int, str]]:
    for line, module in imports_of(path):
        library = module.split(".")[0]
        if library not in sys.stdlib_module_names and library != "voicecheck":
            yield line, library


def may_import(room: str, other: str) -> bool:
    upper, lower = storey_of(room), storey_of(other)
    return room == other or lower > upper or upper == lower == GROUND


def test_every_room_has_its_storey() -> None:
    known = frozenset({FACADE}).union(*STOREYS)
    assert {room_of(path) for path in SOURCES} <= known


def test_the_storeys_are_those_of_the_plan() -> None:
    assert may_import("rules", "metrics")
    assert may_import("text", "errors")
    assert not may_import("metrics", "rules")
    assert not may_import("audio", "asr")
    assert not may_import("units", "audio")


def test_imports_go_downwards_only() -> None:
    known = frozenset().union(*STOREYS)
    upward = [
        f"{place(path)}:{line}: {room_of(path)} imports {other}"
        for path in SOURCES
        if room_of(path) != FACADE
        for line, other in rooms_imported(path)
        if other in known and not may_import(room_of(path), other)
    ]
    assert upward == []


def test_no_room_imports_from_the_facade() -> None:
    # `from voicecheck import check` inside the package would load everything, and in circles.
    names = frozenset({FACADE}).union(*STOREYS)
    found = [
        f"{place(path)}:{line}: imports {other} from voicecheck"
        for path in SOURCES
        if room_of(path) not in (FACADE, "cli", "__main__")
        for line, other in rooms_imported(path)
        if other not in names
    ]
    assert found == []


def test_libraries_stay_in_their_rooms() -> None:
    strays = [
        f"{place(path)}:{line}: {library} in {room_of(path)}"
        for path in SOURCES
        for line, library in libraries_imported(path)
        if room_of(path) not in ROOMS_OF_LIBRARIES.get(library, frozenset())
    ]
    assert strays == []


def test_modules_do_not_import_each_other_in_circles() -> None:
    graph = {module_name(path): loaded_at_import(path) for path in SOURCES}
    finished: set[str] = set()

    def follow(module: str, trail: tuple[str, ...]) -> None:
        assert module not in trail, " -> ".join((*trail[trail.index(module) :], module))
        if module not in finished:
            for other in sorted(graph[module] & graph.keys()):
                follow(other, (*trail, module))
            finished.add(module)

    for module in graph:
        follow(module, ())


def loaded_at_import(path: Path) -> set[str]:
    """Modules of the package that a module's own top level names; functions import later."""
    modules: set[str] = set()
    for node in tree_of(path).body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("voicecheck"):
            # A submodule is found although its package is not ready yet; a name in the package is not.
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            modules |= names if names <= MODULES else names | {str(node.module)}
        elif isinstance(node, ast.Import):
            modules |= {alias.name for alias in node.names if alias.name.startswith("voicecheck")}
    return modules - {module_name(path)}


LIST_SLOW = f"""
import sys
import voicecheck, voicecheck.cli.app
print(*sorted(set({SLOW_LIBRARIES!r}) & sys.modules.keys()))
"""

HELP = f"""
import sys
from voicecheck.cli.app import main
sys.argv = ["voicecheck", "--help"]
try:
    main()
except SystemExit as end:
    print("code", end.code or 0)
print("slow", *sorted(set({SLOW_LIBRARIES!r}) & sys.modules.keys()))
"""


def run_python(code: str) -> str:
    """Standard output of a fresh interpreter."""
    environment = {**os.environ, "PYTHONPATH": str(PACKAGE.parent)}
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment, cwd=ROOT
    ).stdout


def test_the_package_and_its_commands_load_no_slow_library() -> None:
    assert run_python(LIST_SLOW).strip() == ""


def test_help_loads_no_slow_library() -> None:
    output = run_python(HELP).splitlines()
    assert output[-2:] == ["code 0", "slow"] or output[-1] == "slow"
    assert any("check" in line for line in output)


@pytest.mark.parametrize("path", ALL_FILES, ids=place)
def test_files_are_short(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= LONGEST_FILE_LINES


def test_no_file_is_a_drawer_for_odds_and_ends() -> None:
    drawers = {"utils", "util", "helpers", "misc"}
    assert [place(path) for path in ALL_FILES if drawers & {path.stem, *path.relative_to(ROOT).parts}] == []


def test_product_code_raises_errors_and_asserts_nothing() -> None:
    # `python -O` drops assertions, and an AssertionError tells a user nothing.
    found = [
        f"{place(path)}:{node.lineno}"
        for path in SOURCES
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Assert)
    ]
    assert found == []


def test_public_dataclasses_are_frozen() -> None:
    loose = [
        f"{place(path)}:{node.lineno} {node.name}"
        for path in SOURCES
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
        for decorator in node.decorator_list
        if "dataclass" in ast.unparse(decorator) and "frozen=True" not in ast.unparse(decorator)
    ]
    assert loose == []

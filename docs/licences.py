"""The licences of all that voicecheck needs at run time, from the packages' own metadata.

python -m docs.licences        writes docs/licences.md
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement

__all__ = ["FILE", "Part", "packages", "table"]

FILE = Path(__file__).with_name("licences.md")
# What a user may add and what runs then; tests and training are not part of the program.
_EXTRAS = ("record", "parquet", "ray", "remote")
_LONGEST = 60
_HEAD = """\
# Licences

What voicecheck needs at run time, with the licences that the packages themselves name; written by
`python -m docs.licences`. A test fails where one is under the GPL or the AGPL.

Some packages carry libraries of others in their wheels. Those under another licence than the package: `soundfile`
libsndfile (LGPL-2.1), `soxr` libsoxr (LGPL-2.1), `av` FFmpeg (LGPL-2.1), which its makers build with x264 and x265
(GPL-2.0), coders of video that voicecheck never calls. voicecheck's own package holds none of them. Who passes on
a whole environment passes on those too: build `av` there against an FFmpeg without them
(`pip install --no-binary av av`).

"""  # noqa: E501


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A package with the licence that it names."""

    name: str
    licence: str


def packages() -> tuple[Part, ...]:
    """All packages that are there at run time, by name; those that other systems need are left out."""
    found: dict[str, Part] = {}
    project = tomllib.loads((FILE.parents[1] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    asked = [
        Requirement(text)
        for text in (*project["dependencies"], *(one for name in _EXTRAS for one in extras[name]))
    ]
    waiting = [(one.name, extra) for one in asked for extra in ("", *one.extras)]
    seen: set[tuple[str, str]] = set()
    while waiting:
        name, extra = waiting.pop()
        if (_plain(name), extra) in seen:
            continue
        seen.add((_plain(name), extra))
        try:
            package = distribution(name)
        except PackageNotFoundError:
            continue
        found[_plain(name)] = Part(name=package.metadata["Name"], licence=_licence(package.metadata))
        for text in package.requires or ():
            needed = Requirement(text)
            if needed.marker is None or needed.marker.evaluate({"extra": extra}):
                waiting += [(needed.name, one) for one in ("", *needed.extras)]
    return tuple(found[name] for name in sorted(found))


def table(parts: tuple[Part, ...]) -> str:
    """The parts as a table in Markdown."""
    rows = "".join(f"| {part.name} | {part.licence} |\n" for part in parts)
    return f"| package | licence |\n|---|---|\n{rows}"


def _licence(metadata) -> str:  # type: ignore[no-untyped-def]
    """The expression; else the classifiers; else the first line of the text."""
    if metadata["License-Expression"]:
        return str(metadata["License-Expression"])
    classified = [
        line.rpartition(" :: ")[2]
        for line in metadata.get_all("Classifier") or ()
        if line.startswith("License :: ") and not line.endswith("OSI Approved")
    ]
    if classified:
        return ", ".join(classified)
    text = str(metadata["License"] or "").strip().partition("\n")[0]
    return text[:_LONGEST]


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def main() -> None:
    """Write the file."""
    FILE.write_text(_HEAD + table(packages()), encoding="utf-8")
    print(f"{len(packages())} packages: {FILE}")


if __name__ == "__main__":
    main()

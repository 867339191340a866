"""Standard files: finding, extending, reading.

A standard is a TOML file. `extends = "NAME"` starts from another one (a bundled name, or a path beside the
file) and overrides single keys; lists are replaced whole. Rules keep the order of the standard that
introduced them.
"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from voicecheck.errors import StandardError
from voicecheck.rules.kinds import KINDS, read_applies
from voicecheck.rules.kinds_common import DIRECTION, RULE_KEYS, Known
from voicecheck.rules.phrase_lists import read_phrase_list
from voicecheck.rules.reading import Source, Table, nearest
from voicecheck.rules.standard import Group, Rule, Standard
from voicecheck.rules.types import Clause, Text

__all__ = ["DEFAULT_STANDARD", "available_standards", "load_standard"]

DEFAULT_STANDARD = "documented"

_TOP_KEYS = (
    "name",
    "version",
    "title",
    "extends",
    "language",
    "languages",
    "direction",
    "min_word_probability",
    "min_mean_probability",
    "documents",
    "groups",
    "phrases",
    "rules",
)


@dataclass(frozen=True, slots=True)
class _Content:
    values: dict[str, Any]
    files: tuple[tuple[str, str], ...]


def available_standards() -> tuple[str, ...]:
    """Names of the bundled standards, the default first."""
    names = {
        entry.name.removesuffix(".toml") for entry in _bundled().iterdir() if entry.name.endswith(".toml")
    }
    return (DEFAULT_STANDARD, *sorted(names - {DEFAULT_STANDARD}))


def load_standard(name_or_path: str | Path = DEFAULT_STANDARD) -> Standard:
    """Read a bundled standard by name or a standard file by path.

    Raises
    ------
    StandardError
        When there is no such standard, or its file holds a mistake: file, line and the nearest valid name
        are given.
    """
    content = _read(name_or_path, beside=Path(), seen=())
    values = {key: value for key, value in content.values.items() if key != "extends"}
    canonical = json.dumps(values, ensure_ascii=False, separators=(",", ":"), default=str)
    source = Source(files=content.files)
    return _standard(Table(values, (), source), hashlib.sha256(canonical.encode()).hexdigest())


def _bundled() -> Traversable:
    return resources.files("voicecheck.rules") / "standards"


def _read(name_or_path: str | Path, *, beside: Path, seen: tuple[str, ...], asked: str = "") -> _Content:
    """A standard and all that it extends; `asked` is the place that asks for it."""
    name, text = _find(str(name_or_path), beside, asked)
    if name in seen:
        raise StandardError(
            f"{asked or name}: expected a standard that does not extend itself, "
            f"found {' > '.join((*seen, name))}; remove one extends"
        )
    values = _parsed(name, text)
    files = ((name, text),)
    extends = values.get("extends")
    if extends is None:
        return _Content(values, files)
    where = Source(files=files).where(("extends",))
    if not isinstance(extends, str):
        raise StandardError(f'{where}: expected extends = "NAME", found {extends!r}; write a name in quotes')
    folder = Path(name).parent if name.endswith(".toml") else Path()
    parent = _read(extends, beside=folder, seen=(*seen, name), asked=where)
    _check_overrides(values, parent.values, Source(files=files))
    return _Content(_merged(parent.values, values), files + parent.files)


def _parsed(name: str, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        mistake, _, place = str(error).partition(" (at ")
        # The parser names the line, or the end of the document.
        found = re.match(r"line (\d+)", place)
        line = int(found[1]) if found else len(text.splitlines())
        raise StandardError(
            f"{name}, line {line}: expected TOML, found a mistake: {mistake}; correct that line"
        ) from None


def _find(name_or_path: str, beside: Path, asked: str) -> tuple[str, str]:
    """Shown name and text of a standard."""
    if not name_or_path.endswith(".toml") and name_or_path in available_standards():
        return name_or_path, (_bundled() / f"{name_or_path}.toml").read_text(encoding="utf-8")
    path = Path(name_or_path).expanduser()
    path = path if path.is_absolute() else beside / path
    try:
        return str(path), path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = "text that is not UTF-8" if isinstance(error, UnicodeDecodeError) else "no such file"
        raise StandardError(
            f"{asked or name_or_path}: expected a standard's name or a TOML file, "
            f"found {reason}{f': {name_or_path!r}' if asked else ''}; "
            f"{nearest(name_or_path, available_standards())}"
        ) from None


def _check_overrides(values: dict[str, Any], parent: dict[str, Any], source: Source) -> None:
    """A rule that the parent lacks must be complete; it is mostly a misspelt one."""
    rules, known = values.get("rules"), parent.get("rules", {})
    for rule_id, rule in (rules if isinstance(rules, dict) else {}).items():
        if rule_id not in known and isinstance(rule, dict) and "kind" not in rule:
            where = source.where(("rules", rule_id))
            raise StandardError(
                f"{where}: expected a rule of the extended standard, or a new one with its kind, "
                f"found {rule_id!r}; {nearest(rule_id, known)}"
            )


def _merged(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    """`above` over `below`, table by table. A rule given another kind keeps only what describes it."""
    merged = dict(below)
    for key, value in above.items():
        known = merged.get(key)
        if isinstance(value, dict) and isinstance(known, dict):
            if value.get("kind", known.get("kind")) != known.get("kind"):
                known = {name: kept for name, kept in known.items() if name in RULE_KEYS}
            merged[key] = _merged(known, value)
        else:
            merged[key] = value
    return merged


def _standard(table: Table, sha256: str) -> Standard:
    languages = table.strings("languages") or ("zh", "en")
    language = table.choice("language", {name: name for name in languages}, languages[0])
    phrases = {name: read_phrase_list(below, languages) for name, below in table.tables("phrases")}
    groups = tuple(_group(name, below) for name, below in table.tables("groups"))
    documents = {name: _document(below) for name, below in table.tables("documents")}
    rule_tables = table.tables("rules")
    known = Known(phrases, (rule_id for rule_id, _ in rule_tables))
    group_ids = tuple(group.id for group in groups)
    # A rule that is switched off must be right all the same: it may be switched on again.
    rules = [
        (below.flag("enabled", True), _rule(rule_id, below, known, group_ids, documents))
        for rule_id, below in rule_tables
    ]
    standard = Standard(
        name=table.string("name"),
        version=table.string("version"),
        title=table.texts("title"),
        language=language,
        languages=languages,
        min_word_probability=table.number("min_word_probability", lowest=0.0),
        min_mean_probability=table.number("min_mean_probability", lowest=0.0),
        documents=documents,
        groups=groups,
        phrases=phrases,
        rules=tuple(rule for enabled, rule in rules if enabled),
        sha256=sha256,
        direction=table.choice("direction", DIRECTION, "inbound"),
    )
    table.done(_TOP_KEYS)
    if not standard.rules:
        table.fail("rules", "at least one rule", "none", 'extend one: extends = "documented"')
    return standard


def _group(name: str, table: Table) -> Group:
    group = Group(id=name, title=table.texts("title"))
    table.done(("title",))
    return group


def _document(table: Table) -> Text:
    title = table.texts("title")
    table.done(("title",))
    return title


def _rule(
    rule_id: str, table: Table, known: Known, groups: tuple[str, ...], documents: dict[str, Text]
) -> Rule:
    kind = table.choice("kind", {name: name for name in KINDS})
    clause_table = table.table("clause")
    if clause_table is None:
        table.fail("clause", "where the rule comes from", "nothing", f"add [rules.{rule_id}.clause]")
    clause = Clause(
        document=clause_table.choice("document", {name: name for name in documents}),
        section=clause_table.string("section"),
    )
    clause_table.done(("document", "section"))
    return Rule(
        id=rule_id,
        clause=clause,
        group=table.choice("group", {name: name for name in groups}),
        title=table.texts("title"),
        explanation=table.texts("explanation"),
        tip=table.texts("tip"),
        weight=table.number("weight", 1.0, lowest=0.0),
        critical=table.flag("critical", False),
        applies=read_applies(table.table("applies")),
        check=KINDS[kind](table, known),
    )

"""Standard files: finding, extending, reading.

A standard is a TOML file. `extends = "NAME"` starts from another one (a bundled name, or a path beside the
file) and overrides single keys; lists are replaced whole. Rules keep the order of the standard that
introduced them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from voicecheck.errors import StandardError
from voicecheck.rules.files import DEFAULT_STANDARD, available_standards, find_standard, parse_standard
from voicecheck.rules.kinds import KINDS, read_applies
from voicecheck.rules.kinds_common import DIRECTION, Known
from voicecheck.rules.overrides import check_overrides, check_unused, merged
from voicecheck.rules.phrase_lists import read_phrase_list
from voicecheck.rules.reading import LANGUAGES, Mistake, Source, Table, raise_mistakes
from voicecheck.rules.standard import Group, Rule, Standard
from voicecheck.rules.types import Clause, Text

__all__ = ["DEFAULT_STANDARD", "available_standards", "load_standard"]

Read = TypeVar("Read")

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
    """The values of a standard over all that it extends; what each file sets, and what it sets it over."""

    values: dict[str, Any]
    files: tuple[tuple[str, str], ...]
    changes: tuple[tuple[dict[str, Any], dict[str, Any]], ...] = ()
    mistakes: tuple[Mistake, ...] = ()


def load_standard(name_or_path: str | Path = DEFAULT_STANDARD) -> Standard:
    """Read a bundled standard by name or a standard file by path.

    Raises
    ------
    StandardError
        When there is no such standard, or its file holds mistakes: for each, file, line and the nearest
        valid name are given, in a line of the message.
    """
    content = _read(str(name_or_path), beside=Path(), seen=(), asked="")
    values = {key: value for key, value in content.values.items() if key != "extends"}
    canonical = json.dumps(values, ensure_ascii=False, separators=(",", ":"), default=str)
    source = Source(files=content.files, mistakes=list(content.mistakes))
    sha256 = hashlib.sha256(canonical.encode(errors="surrogatepass")).hexdigest()
    return _standard(Table(values, (), source), sha256, content.changes)


def _read(name_or_path: str, *, beside: Path, seen: tuple[str, ...], asked: str) -> _Content:
    """A standard and all that it extends; `asked` is the place that asks for it."""
    name, text = find_standard(name_or_path, beside, asked)
    own = name if name in available_standards() else str(Path(name).resolve())
    if own in seen:
        raise StandardError(
            f"{asked or name}: expected a standard that does not extend itself, "
            f"found {' > '.join(Path(one).name for one in (*seen, own))}; remove one extends"
        )
    values = parse_standard(name, text)
    files = ((name, text),)
    extends = values.get("extends")
    if extends is None:
        return _Content(values, files)
    where = Source(files=files).where(("extends",))
    if not isinstance(extends, str):
        raise StandardError(f'{where}: expected extends = "NAME", found {extends!r}; write a name in quotes')
    folder = Path() if own in available_standards() else Path(name).parent
    parent = _read(extends, beside=folder, seen=(*seen, own), asked=where)
    source = Source(files=files)
    kept = check_overrides(values, parent.values, source)
    return _Content(
        merged(parent.values, kept),
        files + parent.files,
        ((kept, parent.values), *parent.changes),
        (*source.mistakes, *(one.in_next_file() for one in parent.mistakes)),
    )


def _standard(
    table: Table, sha256: str, changes: tuple[tuple[dict[str, Any], dict[str, Any]], ...]
) -> Standard:
    source = table.source
    languages = table.strings("languages") or ("zh", "en")
    phrase_tables = table.tables("phrases")
    phrases = dict(_each(phrase_tables, lambda name, below: (name, read_phrase_list(below, languages))))
    groups = tuple(_each(table.tables("groups"), _group))
    document_tables = table.tables("documents")
    documents = dict(_each(document_tables, lambda name, below: (name, _document(below))))
    rule_tables = table.tables("rules")
    known = Known(dict(phrase_tables), dict(rule_tables), (*languages, *LANGUAGES))
    group_ids = tuple(group.id for group in groups)
    # A rule that is switched off must be right all the same: it may be switched on again.
    rules = _each(
        rule_tables,
        lambda name, below: (below.flag("enabled", True), _rule(name, below, known, group_ids, documents)),
    )
    standard = Standard(
        name=table.string("name"),
        version=table.string("version"),
        title=table.texts("title"),
        language=table.choice("language", {name: name for name in languages}, languages[0]),
        languages=languages,
        min_word_probability=table.number("min_word_probability", lowest=0.0, highest=1.0),
        min_mean_probability=table.number("min_mean_probability", lowest=0.0, highest=1.0),
        documents=documents,
        groups=groups,
        phrases=phrases,
        rules=tuple(rule for enabled, rule in rules if enabled),
        sha256=sha256,
        direction=table.choice("direction", DIRECTION, "inbound"),
        switched_off=frozenset(rule.id for enabled, rule in rules if not enabled),
    )
    table.done(_TOP_KEYS)
    if not standard.rules and not source.mistakes:
        table.note("rules", "at least one rule", "none", 'extend one: extends = "documented"')
    if not source.mistakes:
        clauses = {rule.clause.document for _, rule in rules}
        in_use = {"groups": {rule.group for _, rule in rules}, "documents": clauses}
        check_unused(source, changes, phrases, known.named, in_use)
    raise_mistakes(source.mistakes)
    return standard


def _each(tables: tuple[tuple[str, Table], ...], read: Callable[[str, Table], Read]) -> list[Read]:
    """What is read of each table; one with a mistake is left out, and the mistake is noted in the source."""
    found = []
    for name, below in tables:
        with suppress(StandardError):
            found.append(read(name, below))
    return found


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
    kind = table.optional_choice("kind", {name: name for name in KINDS})
    if kind is None:
        table.fail("kind", f"one of {', '.join(KINDS)}", "nothing", 'write kind = "phrases", for example')
    return Rule(
        id=rule_id,
        clause=_clause(rule_id, table, documents),
        group=table.choice("group", {name: name for name in groups}),
        title=table.texts("title"),
        explanation=table.texts("explanation"),
        tip=table.texts("tip"),
        weight=table.number("weight", 1.0, lowest=0.0),
        critical=table.flag("critical", False),
        applies=read_applies(table.table("applies"), known),
        check=KINDS[kind](table, known),
    )


def _clause(rule_id: str, table: Table, documents: dict[str, Text]) -> Clause:
    below = table.table("clause")
    if below is None:
        if not table.source.is_wrong((*table.path, "clause")):
            table.note("clause", "where the rule comes from", "nothing", f"add [rules.{rule_id}.clause]")
        return Clause(document="?", section="?")
    clause = Clause(
        document=below.choice("document", {name: name for name in documents}), section=below.string("section")
    )
    below.done(("document", "section"))
    return clause

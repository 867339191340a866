"""`voicecheck standard`: what is asked of a call, and where each requirement comes from."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from voicecheck.cli import options as given
from voicecheck.cli.console import Output, open_output, say, write_text
from voicecheck.cli.exits import ExitCode

if TYPE_CHECKING:
    from rich.text import Text

    from voicecheck.rules.standard import Rule, Standard

__all__ = ["app"]

app = typer.Typer(no_args_is_help=True, help="Standards: the rules that calls are judged by.")

NameArgument = Annotated[
    str | None, typer.Argument(metavar="NAME|FILE", help="A standard [default: the documented one].")
]


@app.command("list")
def list_rules(name: NameArgument = None, lang: given.LangOption = None) -> None:
    """List the rules of a standard.

    Id, group, title, weight, whether it is critical, and whether this version judges it.

    \b
    Examples:
      voicecheck standard list
      voicecheck standard list my-standard.toml --lang zh
    """
    from rich.table import Table
    from rich.text import Text

    from voicecheck.rules.load import available_standards

    output = open_output(given.text_language(lang))
    standard = _load(name)
    groups = {group.id: group.title[output.lang] for group in standard.groups}
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for key in ("rule", "group", "title", "weight", "critical", "judged"):
        right = key == "weight"
        header = output.view.label(f"column_{key}")
        table.add_column(header, justify="right" if right else "left", overflow="fold", no_wrap=key == "rule")
    for rule in standard.rules:
        cells = (
            rule.id,
            groups.get(rule.group, rule.group),
            rule.title[output.lang],
            f"{rule.weight:g}",
            output.view.label("critical") if rule.critical else "",
            output.view.label(_judged(rule)),
        )
        table.add_row(*map(Text, cells))
    output.show(_headline(standard, output), table)
    names = ", ".join(available_standards())
    output.show(Text(output.view.label("bundled", names=names), style="dim"))


@app.command("show")
def show(
    name: NameArgument = None,
    effective: Annotated[
        bool, typer.Option("--effective", help="The limits in force, those of an extended standard included.")
    ] = False,
    lang: given.LangOption = None,
) -> None:
    """Print the file of a standard.

    Comments in it tell where each limit comes from; a copy of it is a start for your own.

    \b
    Examples:
      voicecheck standard show > my-standard.toml
      voicecheck standard show my-standard.toml --effective
    """
    standard = _load(name)
    if not effective:
        write_text(_file_text(name))
        return
    output = open_output(given.text_language(lang))
    output.show(_headline(standard, output))
    for rule in standard.rules:
        output.show(_rule_line(rule, output), *_settings(rule))


@app.command("validate")
def validate(
    files: Annotated[list[str], typer.Argument(metavar="FILE", help="Standard files.")],
) -> None:
    """Check standard files. Every mistake is named with its line and the nearest valid name; exit code 2.

    \b
    Example:
      voicecheck standard validate my-standard.toml
    """
    from rich.text import Text

    from voicecheck.errors import StandardError

    output = open_output()
    wrong = False
    for file in files:
        try:
            standard = _load(file)
        except StandardError as error:
            say(str(error))
            wrong = True
            continue
        output.show(Text.assemble((f"{output.view.glyphs.passed} ", "green"), _headline(standard, output)))
    if wrong:
        raise typer.Exit(ExitCode.NOT_STARTED)


@app.command("explain")
def explain(
    rule_id: Annotated[
        str, typer.Argument(metavar="RULE", help="A rule's id, as `standard list` prints it.")
    ],
    standard: given.StandardOption = None,
    lang: given.LangOption = None,
) -> None:
    """Explain one rule.

    What is asked and why, where it stands, how it is judged, what helps.

    \b
    Examples:
      voicecheck standard explain pace
      voicecheck standard explain dead-air --lang zh
    """
    from rich.text import Text

    from voicecheck.report.paragraph import Paragraph
    from voicecheck.rules.explain import explain_rule

    output = open_output(given.text_language(lang))
    title, *lines = explain_rule(_load(standard), rule_id, output.lang).splitlines()
    output.show(Text(title, style="bold"))
    for line in lines:
        bare = line.lstrip(" -")
        output.show(Paragraph(Text(bare), 2 + 2 * line.startswith(" ")))


def _load(name: str | None) -> Standard:
    from voicecheck.rules.load import DEFAULT_STANDARD, load_standard

    return load_standard(name or DEFAULT_STANDARD)


def _file_text(name: str | None) -> str:
    """The file of a standard as it stands; `_load` has read it before."""
    from importlib import resources
    from pathlib import Path

    from voicecheck.rules.load import DEFAULT_STANDARD, available_standards

    chosen = name or DEFAULT_STANDARD
    if chosen in available_standards():
        bundled = resources.files("voicecheck.rules") / "standards" / f"{chosen}.toml"
        return bundled.read_text(encoding="utf-8")
    return Path(chosen).expanduser().read_text(encoding="utf-8-sig")


def _judged(rule: Rule) -> str:
    """The label's key for what this version makes of the rule."""
    from voicecheck.rules.standard import Pending, Unmeasurable

    if isinstance(rule.check, Pending):
        return "not_yet_judged"
    return "beyond_sound" if isinstance(rule.check, Unmeasurable) else "judged"


def _headline(standard: Standard, output: Output) -> Text:
    from rich.text import Text

    return Text.assemble(
        (standard.title[output.lang], "bold"),
        f"  {standard.name} {standard.version}  {len(standard.rules)} {output.view.label('rules')}",
        (f"  sha256 {standard.sha256[:12]}", "dim"),
    )


def _rule_line(rule: Rule, output: Output) -> Text:
    from rich.text import Text

    line = Text.assemble((rule.id, "bold"), f"  {rule.title[output.lang]}")
    line.append(f"  {output.view.label('column_weight')} {rule.weight:g}", "dim")
    if rule.critical:
        line.append(f"  {output.view.label('critical')}", "red")
    return line


def _settings(rule: Rule) -> Iterator[Text]:
    """The rule's own settings, one a line; what stands at its default is left out."""
    from rich.text import Text

    for key, value in (*_set_fields(rule.applies, "applies"), *_set_fields(rule.check, "")):
        yield Text(f"    {key} = {value}", style="dim")


def _set_fields(table: Any, prefix: str) -> Iterator[tuple[str, str]]:
    for field in dataclasses.fields(table):
        value = getattr(table, field.name)
        name = f"{prefix}.{field.name}" if prefix else field.name
        if field.default is not dataclasses.MISSING and value == field.default:
            continue
        if dataclasses.is_dataclass(value):
            yield from _set_fields(value, name)
        elif isinstance(value, tuple) and value and dataclasses.is_dataclass(value[0]):
            for item in value:
                yield from _set_fields(item, f"{name}.{getattr(item, 'name', '') or getattr(item, 'id', '')}")
        elif not isinstance(value, dict) and field.name not in ("id", "name"):
            yield name, _shown(value)


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(_shown(item) for item in value)}]"
    return f"{value:g}" if isinstance(value, float) else str(value)

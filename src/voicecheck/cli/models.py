"""`voicecheck models`: which recognition models are installed, and whether they are whole."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from voicecheck.cli.console import open_output, say
from voicecheck.cli.exits import ExitCode
from voicecheck.errors import ModelError

__all__ = ["app"]

app = typer.Typer(no_args_is_help=True, help="Recognition models on this machine.")

_MEGABYTE = 1e6


@app.command("list")
def list_installed() -> None:
    """List the models that are installed.

    The default is marked; below stand the folders that were searched.

    \b
    Example:
      voicecheck models list
    """
    from rich.table import Table
    from rich.text import Text

    from voicecheck.asr.models import default_model, list_models, search_places

    output = open_output()
    chosen = default_model()
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for column in ("", "name", "MB", "languages", "path"):
        table.add_column(column, justify="right" if column == "MB" else "left", overflow="fold")
    for model in list_models():
        mark = "*" if chosen is not None and model.path == chosen.path else ""
        size = f"{model.size_bytes / _MEGABYTE:.1f}"
        languages = " ".join(model.languages) or "-"
        table.add_row(*map(Text, (mark, model.name, size, languages, str(model.path))))
    output.show(table)
    default = f"default: {chosen.name}" if chosen else "no default: the demo model is never chosen by itself"
    output.show(Text(default, style="dim"))
    output.show(Text("searched: " + ", ".join(str(place) for place in search_places()), style="dim"))


@app.command("verify")
def verify(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="NAME|DIR", help="Models to check [default: all].")
    ] = None,
) -> None:
    """Check that models are whole and load.

    Exit code 2 when one is damaged.

    \b
    Examples:
      voicecheck models verify
      voicecheck models verify demo
    """
    from rich.text import Text

    from voicecheck.asr.models import find_model, list_models, verify_model

    output = open_output()
    damaged = False
    for name in names or [model.name for model in list_models()]:
        try:
            model = find_model(name)
            if model is not None:
                verify_model(model)
                output.show(Text.assemble((f"{output.view.glyphs.passed} ", "green"), model.name))
        except ModelError as error:
            damaged = True
            say(str(error))
    raise typer.Exit(ExitCode.NOT_STARTED if damaged else ExitCode.DONE)


@app.command("fetch")
def fetch(
    name: Annotated[str, typer.Argument(metavar="NAME", help="small, medium, large-v3-turbo, ...")],
    to: Annotated[
        Path | None, typer.Option("--to", metavar="DIR", help="Folder of models [default: the user's own].")
    ] = None,
    source: Annotated[
        str, typer.Option("--from", metavar="URL", help="The hub, or a mirror of it.")
    ] = "https://huggingface.co",
) -> None:
    """Fetch a model from a hub: the only command that goes to a network.

    What was fetched before an interruption is gone on with. Every file is checked against the digest that
    the hub names, and again whenever the model is loaded.

    \b
    Examples:
      voicecheck models fetch large-v3-turbo
      voicecheck models fetch small --to models/ --from https://hf-mirror.com
    """
    from rich.console import Console
    from rich.progress import Progress

    from voicecheck.asr.fetch import fetch_model
    from voicecheck.asr.models import own_place

    with Progress(console=Console(file=sys.stderr), transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task("")

        def tell(file: str, done: int, total: int) -> None:
            bar.update(task, description=file, completed=done, total=total)

        model = fetch_model(name, to or own_place(), hub=source, on_progress=tell)
    say(f"fetched: {model.path} ({model.size_bytes / _MEGABYTE:.0f} MB)")

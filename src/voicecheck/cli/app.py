"""The command line: every command in its own module, every error answered in one place."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from voicecheck._version import __version__
from voicecheck.cli import (
    batch,
    bench,
    check,
    doctor,
    export,
    models,
    practice,
    purge,
    recheck,
    report,
    schema,
    standard,
    standard_diff,
)
from voicecheck.cli.console import say, write_text
from voicecheck.cli.exits import ExitCode
from voicecheck.errors import VoicecheckError

__all__ = ["app", "main"]

app = typer.Typer(
    name="voicecheck",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)
app.command("check")(check.check)
app.command("batch")(batch.batch)
app.command("export")(export.export)
app.command("recheck")(recheck.recheck)
app.command("report")(report.report)
app.command("practice")(practice.practice)
app.command("purge")(purge.purge)
standard.app.command("diff")(standard_diff.diff)
app.add_typer(standard.app, name="standard")
app.add_typer(models.app, name="models")
app.command("bench")(bench.bench)
app.command("doctor")(doctor.doctor)
app.command("schema")(schema.schema)


def _print_version(wanted: bool) -> None:
    if wanted:
        write_text(f"voicecheck {__version__}\n")
        raise typer.Exit(ExitCode.DONE)


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Offline speech analytics for recorded customer-service calls.

    \b
    Start with:
      voicecheck check call-17.wav
      voicecheck doctor
    """


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and end the process with its exit code; no traceback reaches the user."""
    _open_closed_streams()
    _wind_up_when_told_to_end()
    try:
        app(args=arguments, prog_name="voicecheck")
    except VoicecheckError as error:
        say(str(error))
        sys.exit(ExitCode.NOT_STARTED)
    except OSError as error:
        # No defect, whatever let it through: a full disk, or rights that were taken away meanwhile.
        if os.environ.get("VOICECHECK_DEBUG"):
            raise
        say(f"this command: expected to use its files, found {error}; free some space, or get the rights")
        sys.exit(ExitCode.NOT_STARTED)
    except Exception as error:
        if os.environ.get("VOICECHECK_DEBUG"):
            raise
        from voicecheck.cli.calls import internal_message

        say(internal_message("this command", error))
        sys.exit(ExitCode.NOT_STARTED)


def _open_closed_streams() -> None:
    """A service may start a command without its streams; the next file opened would take their place."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115 (open to the end)


def _wind_up_when_told_to_end() -> None:
    """`timeout`, a service manager or a terminal that is closed ends a command as Ctrl-C does: half-written
    files go, what is finished is kept."""
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        # Whoever started it under `nohup` wants it to live on.
        if number is not None and signal.getsignal(number) == signal.SIG_DFL:
            signal.signal(number, signal.default_int_handler)

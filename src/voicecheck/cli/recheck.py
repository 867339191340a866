"""`voicecheck recheck`: judge the stored measurements of a run again."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from voicecheck.cli import options as given
from voicecheck.cli.check import FailUnderOption, StrictOption
from voicecheck.cli.console import open_output, say, write_text
from voicecheck.cli.exits import ExitCode, worst
from voicecheck.cli.redaction import RedactNamesOption, RedactOption, redaction_of
from voicecheck.cli.run_summary import RunTally, summary_tables

if TYPE_CHECKING:
    from voicecheck.report.i18n import Lang
    from voicecheck.rules.standard import Standard
    from voicecheck.store import CallRecord, Rechecked, Run
    from voicecheck.timeline.redact import Redaction

__all__ = ["RunArgument", "named", "recheck"]

RunArgument = Annotated[Path, typer.Argument(metavar="RUN", help="Folder of a run.")]
RunStandardOption = Annotated[
    str | None,
    typer.Option("--standard", metavar="NAME|FILE", help="Standard to judge by [default: the run's own]."),
]


def recheck(
    run: RunArgument,
    standard: RunStandardOption = None,
    as_json: given.JsonOption = False,
    redact: RedactOption = False,
    redact_names: RedactNamesOption = None,
    lang: given.LangOption = None,
    fail_under: FailUnderOption = None,
    strict: StrictOption = False,
) -> None:
    """Judge a run's stored measurements again, without audio.

    The verdicts in the run are replaced all at once when the last call was judged. Exit codes as those of
    `check`: 3 where a recording could not be measured before, or its measurements are damaged. With --redact
    private data are taken out of what is stored, for good; pages and exports in the run are removed.

    \b
    Examples:
      voicecheck recheck night-42
      voicecheck recheck night-42 --standard my-standard.toml --fail-under 70
      voicecheck recheck night-42 --json > results.json
      voicecheck recheck night-42 --redact --redact-names staff.txt
    """
    from voicecheck.rules.load import load_standard
    from voicecheck.store import Run
    from voicecheck.store.purge import forget_whole_words

    chosen = None if standard is None else load_standard(standard)
    redaction = redaction_of(redact, redact_names)
    output = open_output(given.text_language(lang))
    with Run.open(run, write=True) as opened:
        try:
            tally = _judge(opened, chosen, output.lang if as_json else None, fail_under, redaction)
        except KeyboardInterrupt:
            say("interrupted: the run is as it was before")
            raise typer.Exit(ExitCode.INTERRUPTED) from None
        if redaction is not None:
            forget_whole_words(opened, redaction)
        if not as_json:
            output.show(*summary_tables(opened.standard, tally, output))
    raise typer.Exit(
        worst(
            ExitCode.SOME_FAILED if tally.failed else ExitCode.DONE,
            ExitCode.BELOW if tally.below or (strict and tally.critical) else ExitCode.DONE,
        )
    )


def _judge(
    run: Run,
    standard: Standard | None,
    lang: Lang | None,
    fail_under: float | None,
    redaction: Redaction | None,
) -> RunTally:
    """Judge and count; with a language, every result goes to standard output, one line a call."""
    from voicecheck.report.encode import error_entry, result_dict
    from voicecheck.store import recheck as judge_again

    tally = RunTally(fail_under)
    array = None if lang is None else _JsonArray()
    for one in _shown(judge_again(run, standard, redaction=redaction), run.counts().done):
        if one.verdicts is not None and one.score is not None:
            verdicts = ((rule, row.verdict) for rule, row in one.verdicts.items())
            tally.add(one.score.value, bool(one.score.critical_failed), verdicts)
        result = None if array is None else one.result()
        if array is not None and result is not None and lang is not None:
            array.add(result_dict(result, lang))
    for call in run.calls("failed"):
        tally.failed += 1
        say(named(call))
        if array is not None:
            array.add(error_entry(call.path, call.kind or "internal", call.message or ""))
    if array is not None:
        array.end()
    return tally


def named(call: CallRecord) -> str:
    """Why a call failed, with its name."""
    message = call.message or ""
    return message if Path(call.path).name in message else f"{call.path}: {message}"


class _JsonArray:
    """An array written as it grows, so that a run of any size needs the memory of one call."""

    def __init__(self) -> None:
        self._begun = False

    def add(self, entry: object) -> None:
        text = json.dumps(entry, ensure_ascii=False, allow_nan=False)
        write_text((",\n" if self._begun else "[\n") + text)
        self._begun = True

    def end(self) -> None:
        write_text("\n]\n" if self._begun else "[]\n")


def _shown(calls: Iterator[Rechecked], total: int) -> Iterator[Rechecked]:
    """The same calls, with a bar on standard error where that is a terminal."""
    if not sys.stderr.isatty():
        yield from calls
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(file=sys.stderr), transient=True) as progress:
        task = progress.add_task("", total=total)
        for call in calls:
            yield call
            progress.advance(task)

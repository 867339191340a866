"""`voicecheck batch`: judge thousands of recordings, and go on where it was left off."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from voicecheck.cli import options as given
from voicecheck.cli.batch_facts import facts_from
from voicecheck.cli.batch_plan import adapt, batch_plan, found_inputs, opened_run, selected
from voicecheck.cli.batch_progress import BatchProgress, span
from voicecheck.cli.batch_site import EngineKind, EngineOption, joined_site
from voicecheck.cli.batch_words import Teller
from voicecheck.cli.check import FailUnderOption, StrictOption
from voicecheck.cli.console import Output, open_output, say, write_json
from voicecheck.cli.exits import ExitCode, worst
from voicecheck.cli.redaction import (
    RedactNamesOption,
    RedactOption,
    redaction_of,
    tell_of_file_names,
)
from voicecheck.cli.run_summary import RunTally, summary_tables, tally_document

if TYPE_CHECKING:
    from voicecheck.batch.plan import BatchPlan, Selection
    from voicecheck.batch.status import BatchStatus
    from voicecheck.store import Run

__all__ = ["batch"]

FoldersArgument = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="FOLDER", help="Recordings: folders, files, patterns, or addresses such as s3://bucket/calls."
    ),
]
OutOption = Annotated[Path, typer.Option("--out", metavar="RUN", help="Folder of the run.")]
ListOption = Annotated[
    Path | None, typer.Option("--list", metavar="FILE", help="A text file that names recordings, one a line.")
]
LimitOption = Annotated[
    int | None, typer.Option("--limit", min=1, metavar="N", help="Do at most N calls this time.")
]
SinceOption = Annotated[
    str | None,
    typer.Option("--since", metavar="TIME", help="Only files changed since a date, a time, or an age: 24h."),
]
JobsOption = Annotated[
    int | None,
    typer.Option("--jobs", min=1, max=512, metavar="N", help="Worker processes [default: one a core]."),
]
TimeLimitOption = Annotated[
    float,
    typer.Option(
        "--time-limit", min=1.0, metavar="S", help="Seconds for one call; large files are given more."
    ),
]
RetryOption = Annotated[
    bool, typer.Option("--retry-failed", help="Try calls again that failed before and have not changed.")
]


def batch(
    out: OutOption,
    folders: FoldersArgument = None,
    list_file: ListOption = None,
    standard: given.StandardOption = None,
    model: given.ModelOption = None,
    metadata: given.MetadataOption = None,
    name_pattern: given.NamePatternOption = None,
    agent_channel: given.AgentChannelOption = given.AgentChannel.AUTO,
    channels: given.ChannelsOption = None,
    language: given.LanguageOption = given.CallLanguage.AUTO,
    device: given.DeviceOption = given.Device.AUTO,
    compute_type: given.ComputeTypeOption = "auto",
    beam_size: given.BeamSizeOption = 5,
    jobs: JobsOption = None,
    limit: LimitOption = None,
    since: SinceOption = None,
    time_limit: TimeLimitOption = 300.0,
    retry_failed: RetryOption = False,
    redact: RedactOption = False,
    redact_names: RedactNamesOption = None,
    engine: EngineOption = EngineKind.LOCAL,
    as_json: given.JsonOption = False,
    lang: given.LangOption = None,
    fail_under: FailUnderOption = None,
    strict: StrictOption = False,
) -> None:
    """Judge thousands of recordings into a run.

    Interrupted or killed, the same command goes on: what is finished is not done again, unless the file, its
    metadata or the settings have changed; another standard judges what was measured, without audio. A call
    that fails, hangs or ends its process is tried once more and then listed. Where neither --metadata nor
    --name-pattern is named, those of the last time are read again. Exit codes as those of `check`.

    \b
    Examples:
      voicecheck batch calls/ --out night-42
      voicecheck batch calls/ --out night-42 --model large-v3-turbo --metadata calls.csv --jobs 16
      voicecheck batch --list tonight.txt --out night-42 --since 24h --limit 100
    """
    output = open_output(given.text_language(lang))
    say_in = Teller(output)
    recognition = {"device": device.value, "compute_type": compute_type, "beam_size": beam_size}
    with _interruption_told(say_in):
        inputs = found_inputs(folders or [], list_file, since)
        plan = batch_plan(
            inputs,
            out,
            standard=standard,
            model=model,
            agent_channel=agent_channel,
            channels=channels,
            language=language,
            recognition=recognition,
            redaction=redaction_of(redact, redact_names),
        )
        if redact:
            tell_of_file_names(one.name for one in inputs)
        facts = facts_from(out, metadata, name_pattern, lambda **kept: say_in("facts_kept", **kept))
        with opened_run(out, plan) as run:
            adapt(run, plan, facts, say_in)
            selection = selected(run, plan, inputs, facts.read(), limit, retry_failed, say_in)
            progress = BatchProgress(output.lang)
            status, interrupted = _run(run, plan, selection, engine, jobs, time_limit, progress, say_in)
            tally = _tally(run, fail_under, with_rules=bool(status.done))
            _report(run, tally, status, progress.named, output, say_in, as_json=as_json)
    raise typer.Exit(
        worst(
            ExitCode.INTERRUPTED if interrupted else ExitCode.DONE,
            ExitCode.SOME_FAILED if tally.failed else ExitCode.DONE,
            ExitCode.BELOW if tally.below or (strict and tally.critical) else ExitCode.DONE,
        )
    )


@contextmanager
def _interruption_told(say_in: Teller) -> Iterator[None]:
    """Ctrl-C before the first call is begun, or when all are done: there is nothing to wind up."""
    try:
        yield
    except KeyboardInterrupt:
        say_in("stopped")
        raise typer.Exit(ExitCode.INTERRUPTED) from None


def _run(
    run: Run,
    plan: BatchPlan,
    selection: Selection,
    kind: EngineKind,
    jobs: int | None,
    time_limit_s: float,
    progress: BatchProgress,
    say_in: Teller,
) -> tuple[BatchStatus, bool]:
    """What was done, and whether the user interrupted it."""
    from voicecheck.batch.status import BatchStatus

    if not selection.tasks:
        # Without the engine and all that it needs, a finished run is seen through in half the time.
        return BatchStatus(total=0, total_bytes=0), False
    from voicecheck.batch.engine import Engine
    from voicecheck.bench.cuda import usable_device

    if plan.model is not None and kind is EngineKind.LOCAL:
        # A cluster's nodes see to it each for itself.
        plan = replace(plan, recognition=usable_device(plan.recognition))
    if plan.model is not None and plan.model.is_demo:
        say("the demo model knows only sentences like those of the sample calls: judge no other calls by it")
    with joined_site(kind, plan, progress.lang) as site, progress:
        engine = Engine(run, plan, selection.tasks, progress, site=site, jobs=jobs, time_limit_s=time_limit_s)
        try:
            engine.run()
        except KeyboardInterrupt:
            interrupted = True
        else:
            interrupted = False
    if interrupted:
        say_in("interrupted", finished=engine.status.finished)
    return engine.status, interrupted


def _tally(run: Run, fail_under: float | None, *, with_rules: bool) -> RunTally:
    """Counts over the whole run; the rules only where something new is to be told."""
    tally = RunTally(fail_under)
    if with_rules:
        for one in run.verdicts():
            verdicts = ((rule, row.verdict) for rule, row in one.verdicts.items())
            tally.add(one.call.score, bool(one.call.critical_failed), verdicts)
    else:
        for score, critical in run.scores():
            tally.add(score, critical)
    tally.failed = run.counts().failed
    return tally


def _report(
    run: Run,
    tally: RunTally,
    status: BatchStatus,
    named_already: set[str],
    output: Output,
    say_in: Teller,
    *,
    as_json: bool,
) -> None:
    """The failed calls that were not named yet, what was done in which time, and the summary of the run."""
    from voicecheck.cli.recheck import named
    from voicecheck.report.encode import error_entry

    failed = list(run.calls("failed"))
    for call in failed:
        if call.path not in named_already:
            say(named(call))
    if status.finished:
        say_in(
            "took",
            finished=status.finished,
            elapsed=span(status.elapsed_s, output.lang),
            rate=status.calls_per_hour,
            speed=status.times_real_time,
        )
    if as_json:
        errors = [error_entry(call.path, call.kind or "internal", call.message or "") for call in failed]
        write_json({"run": str(run.path), **tally_document(run.standard, tally), "errors": errors})
    else:
        output.show(*summary_tables(run.standard, tally, output))

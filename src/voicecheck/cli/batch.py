"""`voicecheck batch`: judge thousands of recordings, and go on where it was left off."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from voicecheck.cli import options as given
from voicecheck.cli.batch_facts import FACTS, FactSources, facts_from
from voicecheck.cli.batch_progress import BatchProgress, span
from voicecheck.cli.batch_site import EngineKind, EngineOption, joined_site
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
from voicecheck.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voicecheck.asr.models import ModelFolder
    from voicecheck.batch.inputs import Input
    from voicecheck.batch.plan import BatchPlan, Selection
    from voicecheck.batch.status import BatchStatus
    from voicecheck.rules.standard import Standard
    from voicecheck.store import Run
    from voicecheck.timeline.redact import Redaction

__all__ = ["batch"]

_WORDS = {
    "zh": {
        "start": "{total} 通：此前已完成 {done}，此前失败 {failed}，待处理 {tasks}",
        "later": "--limit 之外另有 {later} 通",
        "failed_before": "此前失败且未改动的 {failed} 通不再尝试；--retry-failed 可重试",
        "rejudge": "按 {name} {version} 重新判定已完成的 {done} 通，不用录音",
        "settings": "设置与上次不同（{names}）：受影响的通话将重新测量",
        "facts_kept": "通话信息沿用上次的 {option} {value}",
        "interrupted": "已中断：完成的 {finished} 通已保存；用同一命令继续",
        "stopped": "已中断；用同一命令继续",
        "wordless": "没有语音识别模型，也没有转写稿的通话不判定用语；用 --model 指定模型",
        "took": "用时 {elapsed}：{finished} 通，每小时 {rate:,.0f} 通，{speed:.1f} 倍实时",
    },
    "en": {
        "start": "{total} calls: {done} done before, {failed} failed before, {tasks} to do",
        "later": "{later} more calls lie beyond --limit",
        "failed_before": "{failed} calls that failed before and have not changed are not tried again; "
        "--retry-failed does",
        "rejudge": "judging the {done} finished calls by {name} {version}, without audio",
        "settings": "the settings differ from the run's ({names}): the calls they touch are measured again",
        "facts_kept": "facts of the calls as before: {option} {value}",
        "interrupted": "interrupted: {finished} finished calls are kept; the same command goes on",
        "stopped": "interrupted; the same command goes on",
        "wordless": "no recognition model: the wording of calls without a transcript is not judged; "
        "name a model with --model",
        "took": "{finished} calls in {elapsed}: {rate:,.0f} calls an hour, {speed:.1f} x real time",
    },
}

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
    say_in = _Teller(output)
    recognition = {"device": device.value, "compute_type": compute_type, "beam_size": beam_size}
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with _interruption_told(say_in):
        inputs = _inputs(folders or [], list_file, since)
        plan = _plan(
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
        with _opened(out, plan) as run:
            _adapt(run, plan, facts, say_in)
            selection = _select(run, plan, inputs, facts.read(), limit, retry_failed, say_in)
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
def _interruption_told(say_in: _Teller) -> Iterator[None]:
    """Ctrl-C before the first call is begun, or when all are done: there is nothing to wind up."""
    try:
        yield
    except KeyboardInterrupt:
        say_in("stopped")
        raise typer.Exit(ExitCode.INTERRUPTED) from None


class _Teller:
    """Says lines of the language in use on standard error."""

    def __init__(self, output: Output) -> None:
        self._words = _WORDS[output.lang]

    def __call__(self, line: str, **values: object) -> None:
        say(self._words[line].format(**values))


def _inputs(folders: list[str], list_file: Path | None, since: str | None) -> tuple[Input, ...]:
    from voicecheck.batch.inputs import find_inputs, moment_of, read_list
    from voicecheck.store.rejudge import collector_paused

    arguments = [*folders, *(read_list(list_file) if list_file else ())]
    if not arguments:
        raise UsageError("batch: expected recordings, found none; name a folder, or a file with --list")
    after_ns = None if since is None else moment_of(since, "--since")
    with collector_paused():
        inputs = find_inputs(arguments)
    if after_ns is None:
        return inputs
    return tuple(one for one in inputs if one.modified_ns is not None and one.modified_ns >= after_ns)


def _plan(
    inputs: Sequence[Input],
    out: Path,
    *,
    standard: str | None,
    model: str | None,
    agent_channel: given.AgentChannel,
    channels: str | None,
    language: given.CallLanguage,
    recognition: dict[str, Any],
    redaction: Redaction | None,
) -> BatchPlan:
    """Everything that can be wrong before the first call is found here."""
    from voicecheck.asr.settings import AsrSettings
    from voicecheck.batch.plan import BatchPlan

    return BatchPlan(
        standard=_standard(standard, out),
        model=_model(model, inputs),
        recognition=AsrSettings(**recognition),
        agent_channel=given.agent_channel_number(agent_channel),
        channels=given.channel_pair(channels),
        language=language.value,
        redaction=redaction,
    )


def _standard(name: str | None, out: Path) -> Standard:
    """The one that was asked for, else that of the run, else the documented one."""
    from voicecheck.rules.load import DEFAULT_STANDARD, load_standard
    from voicecheck.store import Run

    if name is None and Run.is_begun(out):
        with Run.open(out) as run:
            return run.standard
    return load_standard(name or DEFAULT_STANDARD)


def _model(name: str | None, inputs: Sequence[Input]) -> ModelFolder | None:
    """The model that is needed; none where every call has its transcript."""
    from voicecheck.asr.models import find_model

    if name == "none":
        return None
    model = find_model(name)
    return None if inputs and all(one.transcript is not None for one in inputs) else model


def _opened(out: Path, plan: BatchPlan) -> Run:
    from voicecheck.store import Run

    return Run.open(out, write=True) if Run.is_begun(out) else Run.create(out, plan.settings(), plan.standard)


def _adapt(run: Run, plan: BatchPlan, facts: FactSources, say_in: _Teller) -> None:
    """Bring an older run to the settings and the standard in use."""
    from voicecheck.store import recheck

    settings = plan.settings()
    if "redaction" in run.settings and plan.redaction is None:
        raise UsageError(
            f"{run.path}: expected --redact, since private data were taken out of this run, found none; "
            "add it, or begin another run"
        )
    changed = sorted(name for name, value in settings.items() if run.settings.get(name) != value)
    if changed and run.counts().done:
        say_in("settings", names=", ".join(changed))
    run.set_settings({**settings, FACTS: facts.as_setting()})
    if run.standard.sha256 != plan.standard.sha256:
        say_in("rejudge", done=run.counts().done, name=plan.standard.name, version=plan.standard.version)
        for _ in recheck(run, plan.standard):
            pass


def _select(
    run: Run,
    plan: BatchPlan,
    inputs: Sequence[Input],
    told: dict[str, Any],
    limit: int | None,
    retry_failed: bool,
    say_in: _Teller,
) -> Selection:
    from voicecheck.batch.plan import select
    from voicecheck.store.rejudge import collector_paused

    with collector_paused():
        known = run.known()
        selection = select(inputs, known, plan.settings(), limit=limit, retry_failed=retry_failed, **told)
    with run.transaction():
        for task, error in selection.errors:
            before = known.get(task.input.name)
            if before is not None and before.state == "done":
                say(str(error))
            else:
                run.fail(task.input.name, error)
    say_in(
        "start",
        total=len(inputs),
        done=selection.done,
        failed=selection.failed,
        tasks=len(selection.tasks),
    )
    if selection.later:
        say_in("later", later=selection.later)
    if selection.failed:
        say_in("failed_before", failed=selection.failed)
    if selection.tasks and plan.model is None and not all(one.input.transcript for one in selection.tasks):
        say_in("wordless")
    return selection


def _run(
    run: Run,
    plan: BatchPlan,
    selection: Selection,
    kind: EngineKind,
    jobs: int | None,
    time_limit_s: float,
    progress: BatchProgress,
    say_in: _Teller,
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
    say_in: _Teller,
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

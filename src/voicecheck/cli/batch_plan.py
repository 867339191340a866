"""What `voicecheck batch` finds out before its first call: recordings, settings, what is left to do."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from voicecheck.cli import options as given
from voicecheck.cli.batch_facts import FACTS, FactSources
from voicecheck.cli.batch_words import Teller
from voicecheck.cli.console import say
from voicecheck.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voicecheck.asr.models import ModelFolder
    from voicecheck.batch.inputs import Input
    from voicecheck.batch.plan import BatchPlan, Selection
    from voicecheck.rules.standard import Standard
    from voicecheck.store import Run
    from voicecheck.timeline.redact import Redaction

__all__ = ["adapt", "batch_plan", "found_inputs", "opened_run", "selected"]


def found_inputs(folders: list[str], list_file: Path | None, since: str | None) -> tuple[Input, ...]:
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


def batch_plan(
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


def opened_run(out: Path, plan: BatchPlan) -> Run:
    from voicecheck.store import Run

    return Run.open(out, write=True) if Run.is_begun(out) else Run.create(out, plan.settings(), plan.standard)


def adapt(run: Run, plan: BatchPlan, facts: FactSources, say_in: Teller) -> None:
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


def selected(
    run: Run,
    plan: BatchPlan,
    inputs: Sequence[Input],
    told: dict[str, Any],
    limit: int | None,
    retry_failed: bool,
    say_in: Teller,
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

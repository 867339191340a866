"""`voicecheck purge`: take old calls out of a run, wholly."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from voicecheck.cli import options as given
from voicecheck.cli.console import open_output, say, write_text
from voicecheck.cli.exits import ExitCode
from voicecheck.cli.recheck import RunArgument
from voicecheck.errors import UsageError

if TYPE_CHECKING:
    from voicecheck.store import CallRecord, Run

__all__ = ["purge"]

_WORDS = {
    "zh": {
        "found": "{count} 通将从 {run} 中删除（共 {total} 通）；录音文件不动",
        "dry": "--dry-run：没有删除任何内容",
        "ask": "删除这 {count} 通？无法恢复",
        "kept": "没有删除任何内容",
        "done": "已删除 {count} 通，连同全部页面和导出；请用 report、export 重新生成",
    },
    "en": {
        "found": "{count} of {total} calls are to go from {run}; the recordings stay",
        "dry": "--dry-run: nothing was removed",
        "ask": "Remove these {count} calls? They cannot be brought back",
        "kept": "nothing was removed",
        "done": "{count} calls removed, with the pages and exports in the run; report, export make new ones",
    },
}

OlderOption = Annotated[
    str | None,
    typer.Option("--older-than", metavar="AGE", help="Calls that began before: 90d, 12w, or a date."),
]
CallOption = Annotated[str | None, typer.Option("--call", metavar="ID", help="The call of this id or path.")]
DryRunOption = Annotated[bool, typer.Option("--dry-run", help="List the calls and remove nothing.")]
YesOption = Annotated[bool, typer.Option("--yes", help="Do not ask.")]


def purge(
    run: RunArgument,
    older_than: OlderOption = None,
    call: CallOption = None,
    dry_run: DryRunOption = False,
    yes: YesOption = False,
    lang: given.LangOption = None,
) -> None:
    """Take calls out of a run, wholly.

    Words, measurements and verdicts go, with the pages and exports in the run. A call's age counts from
    `started_at` of its facts; without, from the time of its file; without that,
    from when it was measured. No byte of it stays in the run. Recordings, copies of the run and files that
    were exported elsewhere are not touched. On a terminal the command asks first; elsewhere it wants --yes.
    The paths of the calls go to standard output.

    \b
    Examples:
      voicecheck purge night-42 --older-than 90d --dry-run
      voicecheck purge night-42 --older-than 90d --yes
      voicecheck purge night-42 --call call-00017
    """
    from voicecheck.store import Run
    from voicecheck.store.purge import purge as take_out

    words = _WORDS[open_output(given.text_language(lang)).lang]
    if (older_than is None) == (call is None):
        raise UsageError("purge: expected either --older-than or --call, found "
                         f"{'none' if call is None else 'both'}; give one")  # fmt: skip
    if not (yes or dry_run or sys.stdin.isatty()):
        raise UsageError("purge: expected --yes where nobody can be asked, found none; add it, or --dry-run")
    with Run.open(run, write=not dry_run) as opened:
        chosen = _chosen(opened, older_than, call)
        write_text("".join(f"{one.path}\n" for one in chosen))
        counts = opened.counts()
        say(words["found"].format(count=len(chosen), total=counts.done + counts.failed, run=run))
        if dry_run:
            say(words["dry"])
        elif not chosen or yes or typer.confirm(words["ask"].format(count=len(chosen)), err=True):
            # Without a call too: a command that was cut off may have left bytes behind.
            take_out(opened, chosen)
            say(words["done"].format(count=len(chosen)))
        else:
            say(words["kept"])
    raise typer.Exit(ExitCode.DONE)


def _chosen(run: Run, older_than: str | None, call: str | None) -> tuple[CallRecord, ...]:
    from voicecheck.batch.inputs import moment_of
    from voicecheck.store.purge import calls_before, calls_named

    if older_than is not None:
        moment = datetime.fromtimestamp(moment_of(older_than, "--older-than") / 1e9, UTC)
        return calls_before(run, moment)
    found = calls_named(run, str(call))
    if not found:
        raise UsageError(f"--call: expected the id or path of a call of the run, found {call!r}; "
                         "look it up in the run's page")  # fmt: skip
    return found

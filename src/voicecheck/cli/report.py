"""`voicecheck report`: the pages of a run."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from voicecheck.cli import options as given
from voicecheck.cli.console import Stages, open_output, say
from voicecheck.cli.exits import ExitCode
from voicecheck.cli.recheck import RunArgument
from voicecheck.errors import UsageError, VoicecheckError

if TYPE_CHECKING:
    from voicecheck.report.i18n import Lang
    from voicecheck.report.pages.sound import CallSound
    from voicecheck.report.result import CallResult
    from voicecheck.report.run_calls import RunCall, RunView
    from voicecheck.store import Run

__all__ = ["report"]

_PAGES, _CALLS = "pages", "calls"
_OPTION = "RUN"
# The pages of so many calls are made in the time that a person waits for.
_SMALL_RUN = 30

CallPagesOption = Annotated[
    str | None,
    typer.Option(
        "--calls",
        metavar="first|all|none|NAME",
        help="Which calls get pages of their own: those to listen to first, all, none, or those whose path "
        "holds NAME [default: all of a small run, else those to listen to first]. Pages made before "
        "stay while they are current.",
    ),
]


def report(
    run: RunArgument,
    calls: CallPagesOption = None,
    no_audio: given.NoAudioOption = False,
    lang: given.LangOption = None,
) -> None:
    """Write the pages of a run: overview, agents, rules, calls.

    RUN/pages/index.html opens in any browser, without a network; nothing is measured again. Exit codes:
    0 done; 2 could not start; 3 done, but some calls could not get their page; 130 interrupted.

    \b
    Examples:
      voicecheck report night-42
      voicecheck report night-42 --calls all
      voicecheck report night-42 --calls call-00017
    """
    from voicecheck.cli.file_names import make_folder, write_whole
    from voicecheck.report.pages.render import render_run_page
    from voicecheck.report.run_terminal import render_run
    from voicecheck.store import Run
    from voicecheck.store.traces import require_own
    from voicecheck.store.view import view_run

    output = open_output(given.text_language(lang))
    failed, interrupted = 0, False
    with Run.open(run) as opened:
        view = view_run(opened)
        chosen = _chosen(view, calls)
        folder = opened.path / _PAGES
        for own in (folder, folder / _CALLS):
            require_own(own)
        make_folder(folder / _CALLS, _OPTION)
        for private in (folder, folder / _CALLS):
            private.chmod(0o700)
        _remove_old(folder / _CALLS, view)
        try:
            failed = _write_calls(opened, view, chosen, folder, output.lang, with_audio=not no_audio)
        except KeyboardInterrupt:
            interrupted = True
            say("interrupted: the pages that were finished are kept")
    index = folder / "index.html"
    write_whole(index, render_run_page(view, _made(folder, view), output.lang), _OPTION)
    output.show(render_run(view, output.view))
    say(f"pages written: {index}")
    if interrupted:
        raise typer.Exit(ExitCode.INTERRUPTED)
    raise typer.Exit(ExitCode.SOME_FAILED if failed else ExitCode.DONE)


def _chosen(view: RunView, calls: str | None) -> Sequence[RunCall]:
    """The calls that are to have pages."""
    from voicecheck.report.pages.run_data import LISTEN_FIRST
    from voicecheck.report.run_statistics import listen_first

    if calls is None:
        calls = "all" if len(view.calls) <= _SMALL_RUN else "first"
    if calls == "none":
        return ()
    if calls == "all":
        return view.calls
    if calls == "first":
        return [view.calls[number] for number in listen_first(view, LISTEN_FIRST)]
    found = [call for call in view.calls if calls in call.path]
    if not found:
        raise UsageError(
            f"--calls: expected first, all, none, or a part of a recording's path, found {calls!r}, which is "
            "in no path of this run; look the name up in the run's page"
        )
    return found


def _page_name(call: RunCall, view: RunView) -> str:
    """A name that changes with what the page is made from: the measurements and the standard."""
    from voicecheck.cli.file_names import safe_stem

    made_from = "\n".join((call.path, call.key, view.standard.sha256))
    digest = hashlib.sha256(made_from.encode("utf-8", "surrogateescape")).hexdigest()
    return f"{safe_stem(Path(call.path))[:80]}-{digest[:10]}.html"


def _made(folder: Path, view: RunView) -> dict[str, str]:
    """The pages that are there, by the path of the recording."""
    there = {file.name for file in (folder / _CALLS).iterdir()}
    names = ((call.path, _page_name(call, view)) for call in view.calls)
    return {path: f"{_CALLS}/{name}" for path, name in names if name in there}


def _remove_old(folder: Path, view: RunView) -> None:
    """Pages of calls that have been measured or judged anew since would say what is no longer so."""
    current = {_page_name(call, view) for call in view.calls}
    for file in folder.glob("*.html"):
        if file.name not in current:
            file.unlink()


def _write_calls(
    run: Run, view: RunView, chosen: Sequence[RunCall], folder: Path, lang: Lang, *, with_audio: bool
) -> int:
    """Write the pages that are missing; how many could not be written."""
    from voicecheck.cli.file_names import write_whole
    from voicecheck.report.pages.render import render_call_page

    missing = [call for call in chosen if not (folder / _CALLS / _page_name(call, view)).exists()]
    failed, soundless = 0, 0
    with Stages(len(missing)) as stages:
        for call in missing:
            stages.stage(call.name, "page", 0.0)
            try:
                result = run.result(call.path)
            except VoicecheckError as error:
                failed += 1
                with stages.aside():
                    say(str(error))
                continue
            sound = _sound(call.path, result, with_audio=with_audio)
            soundless += sound is None
            write_whole(
                folder / _CALLS / _page_name(call, view), render_call_page(result, sound, lang), _OPTION
            )
            with stages.aside():
                pass
    if soundless:
        say(
            f"{soundless} of {len(missing)} call pages have neither sound nor curves: their recordings are "
            "not where the run found them; run the command where the paths lead to them"
        )
    return failed


def _sound(path: str, result: CallResult, *, with_audio: bool) -> CallSound | None:
    """The recording's sound, or None where it is no longer there."""
    from voicecheck.report.pages.sound import call_sound

    channels = result.provenance.settings.get("channels")
    pair = (int(channels[0]), int(channels[1])) if isinstance(channels, list) and len(channels) == 2 else None
    try:
        return call_sound(path, result, channels=pair, with_audio=with_audio)
    except VoicecheckError:
        return None

"""`voicecheck standard diff`: what another standard would change, before anyone adopts it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from voicecheck.cli import options as given
from voicecheck.cli.console import Output, open_output, say, write_json
from voicecheck.cli.exits import ExitCode
from voicecheck.cli.recheck import RunArgument

if TYPE_CHECKING:
    from rich.console import RenderableType

    from voicecheck.rules.standard import Standard
    from voicecheck.rules.types import Verdict
    from voicecheck.store import CallChange, StandardDiff, VerdictChange

__all__ = ["diff"]

_WORDS = {
    "zh": {
        "pass": "通过",
        "fail": "未通过",
        "review": "复听",
        "not_applicable": "未发生",
        "not_measurable": "无法测量",
        "none": "无此规则",
        "calls": "{count} 通",
        "call": "{count} 通",
        "counts": "{calls} 通中有 {changed} 通的判定或得分会改变",
        "same": "没有判定会改变",
    },
    "en": {
        "pass": "pass",
        "fail": "fail",
        "review": "listen",
        "not_applicable": "did not occur",
        "not_measurable": "not measurable",
        "none": "no such rule",
        "calls": "{count} calls",
        "call": "{count} call",
        "counts": "{changed} of {calls} calls would get another verdict or score",
        "same": "no verdict would change",
    },
}

BeforeArgument = Annotated[str, typer.Argument(metavar="A", help="A standard: name or file.")]
AfterArgument = Annotated[str, typer.Argument(metavar="B", help="The standard to compare with it.")]


def diff(
    before: BeforeArgument,
    after: AfterArgument,
    run: RunArgument,
    as_json: given.JsonOption = False,
    lang: given.LangOption = None,
) -> None:
    """Show which verdicts of a run's calls differ between two standards. Nothing is changed in the run.

    By rule from which verdict to which, then call by call. Exit code 3 where measurements cannot be read.

    \b
    Example:
      voicecheck standard diff documented my-standard.toml night-42
    """
    from voicecheck.rules.load import load_standard
    from voicecheck.store import Run, diff_standards

    first, second = load_standard(before), load_standard(after)
    output = open_output(given.text_language(lang))
    with Run.open(run) as opened:
        found = diff_standards(opened, first, second)
    for _, error in found.errors:
        say(str(error))
    if as_json:
        write_json(_document(found))
    else:
        output.show(*_pages(found, output))
    raise typer.Exit(ExitCode.SOME_FAILED if found.errors else ExitCode.DONE)


def _document(found: StandardDiff) -> dict[str, Any]:
    return {
        "before": _standard(found.before),
        "after": _standard(found.after),
        "calls_judged": found.judged,
        "calls_changed": len(found.calls),
        "rules": [
            {"rule": one.rule, "before": one.before, "after": one.after, "calls": one.calls}
            for one in found.rules
        ],
        "calls": [_call(one) for one in found.calls],
        "errors": [
            {"call": {"path": call.path}, "error": {"kind": error.kind, "message": str(error)}}
            for call, error in found.errors
        ],
    }


def _standard(standard: Standard) -> dict[str, str]:
    return {"name": standard.name, "version": standard.version, "sha256": standard.sha256}


def _call(one: CallChange) -> dict[str, Any]:
    from voicecheck.report.encode import round_as

    return {
        "call": {"id": one.call.id, "path": one.call.path},
        "score": {"before": round_as("value", one.score_before), "after": round_as("value", one.score_after)},
        "verdicts": [
            {
                "rule": change.rule,
                "before": change.before,
                "after": change.after,
                "value_before": round_as(None, change.value_before),
                "value_after": round_as(None, change.value_after),
            }
            for change in one.verdicts
        ],
    }


def _pages(found: StandardDiff, output: Output) -> Iterator[RenderableType]:
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    from voicecheck.report.glyphs import printable

    words = _WORDS[output.lang]
    yield Text.assemble(
        (f"{found.before.name} {found.before.version}", "bold"),
        (f" {found.before.sha256[:12]}", "dim"),
        " → ",
        (f"{found.after.name} {found.after.version}", "bold"),
        (f" {found.after.sha256[:12]}", "dim"),
    )
    if not found.rules:
        yield Text(words["same"])
    rules = Table.grid(padding=(0, 2, 0, 0))
    for one in found.rules:
        change = f"{_word(one.before, words)} → {_word(one.after, words)}"
        count = words["call" if one.calls == 1 else "calls"].format(count=one.calls)
        rules.add_row(Text(one.rule), Text(change), Text(count))
    yield rules
    changed = [call for call in found.calls if _is_noteworthy(call)]
    for call in changed:
        scores = f"{_score(call.score_before)} → {_score(call.score_after)}"
        # A path stays in one piece, so that it can be copied.
        yield Text(f"{printable(call.call.path)}  {scores}", no_wrap=True, overflow="ignore")
        yield Padding(_verdicts(call, words), (0, 0, 0, 4))
    yield Text(words["counts"].format(calls=found.judged, changed=len(changed)), style="dim")


def _is_noteworthy(call: CallChange) -> bool:
    """Whether the call gets another score, or a verdict that a person would look at."""
    return _score(call.score_before) != _score(call.score_after) or any(map(_is_told, call.verdicts))


def _is_told(change: VerdictChange) -> bool:
    """Whether a change is told call by call; that a rule of one standard alone passes is told once, above."""
    return (
        None not in (change.before, change.after)
        or {"fail", "review"} & {change.before, change.after} != set()
    )


def _verdicts(call: CallChange, words: dict[str, str]) -> RenderableType:
    from rich.text import Text

    changes = (
        f"{one.rule}: {_word(one.before, words)} → {_word(one.after, words)}"
        for one in call.verdicts
        if _is_told(one)
    )
    return Text("\n".join(changes))


def _word(verdict: Verdict | None, words: dict[str, str]) -> str:
    return words[verdict or "none"]


def _score(value: float | None) -> str:
    from voicecheck.rules.messages import number_text

    return "-" if value is None else number_text(value)

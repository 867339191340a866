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
    from voicecheck.store import CallChange, RuleChange, StandardDiff, VerdictChange

__all__ = ["diff"]

_WORDS = {
    "zh": {
        "pass": "通过",
        "fail": "未通过",
        "review": "复听",
        "not_applicable": "未发生",
        "not_measurable": "无法测量",
        "none": "无此规则",
        "off": "已停用",
        "critical": "{rule}  改为关键规则",
        "not_critical": "{rule}  不再是关键规则",
        "newly": "新增 {count}有关键规则未通过",
        "fails": "关键规则未通过：{rules}",
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
        "off": "switched off",
        "critical": "{rule}  becomes critical",
        "not_critical": "{rule}  is critical no longer",
        "newly": "{count} would newly fail a critical rule",
        "fails": "critical rule failed: {rules}",
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

    By rule from which verdict to which, and what becomes critical; then call by call. Exit code 3 where
    measurements cannot be read.

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
        "calls_newly_critical": sum(bool(one.newly_critical) for one in found.calls),
        "made_critical": list(found.made_critical),
        "no_longer_critical": list(found.no_longer_critical),
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


def _standard(standard: Standard) -> dict[str, Any]:
    return {
        "name": standard.name,
        "version": standard.version,
        "sha256": standard.sha256,
        "switched_off": sorted(standard.switched_off),
    }


def _call(one: CallChange) -> dict[str, Any]:
    from voicecheck.report.encode import round_as

    return {
        "call": {"id": one.call.id, "path": one.call.path},
        "score": {"before": round_as("value", one.score_before), "after": round_as("value", one.score_after)},
        "critical_failed": {"before": list(one.critical_before), "after": list(one.critical_after)},
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
    critical = [*_critical_lines(found, words)]
    if not found.rules and not critical:
        yield Text(words["same"])
    rules = Table.grid(padding=(0, 2, 0, 0))
    for one in found.rules:
        change = " → ".join(_words_of(one, found, words))
        rules.add_row(Text(one.rule), Text(change), Text(_calls_text(one.calls, words)))
    yield rules
    for line in critical:
        yield Text(line)
    changed = [call for call in found.calls if _is_noteworthy(call)]
    for call in changed:
        scores = f"{_score(call.score_before)} → {_score(call.score_after)}"
        # A path stays in one piece, so that it can be copied.
        yield Text(f"{printable(call.call.path)}  {scores}", no_wrap=True, overflow="ignore")
        yield Padding(Text("\n".join(_call_lines(call, found, words))), (0, 0, 0, 4))
    yield Text(words["counts"].format(calls=found.judged, changed=len(changed)), style="dim")


def _critical_lines(found: StandardDiff, words: dict[str, str]) -> Iterator[str]:
    """Which rules become critical or are so no longer, and how many calls newly fail one."""
    yield from (words["critical"].format(rule=rule) for rule in found.made_critical)
    yield from (words["not_critical"].format(rule=rule) for rule in found.no_longer_critical)
    newly = sum(bool(call.newly_critical) for call in found.calls)
    if newly:
        yield words["newly"].format(count=_calls_text(newly, words))


def _calls_text(count: int, words: dict[str, str]) -> str:
    return words["call" if count == 1 else "calls"].format(count=count)


def _is_noteworthy(call: CallChange) -> bool:
    """Whether the call gets another score, newly fails a critical rule, or a verdict that a person would look
    at.
    """
    return (
        _score(call.score_before) != _score(call.score_after)
        or bool(call.newly_critical)
        or any(map(_is_told, call.verdicts))
    )


def _is_told(change: VerdictChange) -> bool:
    """Whether a change is told call by call; that a rule of one standard alone passes is told once, above."""
    return (
        None not in (change.before, change.after)
        or {"fail", "review"} & {change.before, change.after} != set()
    )


def _call_lines(call: CallChange, found: StandardDiff, words: dict[str, str]) -> Iterator[str]:
    for one in call.verdicts:
        if _is_told(one):
            yield f"{one.rule}: {' → '.join(_words_of(one, found, words))}"
    if call.newly_critical:
        yield words["fails"].format(rules=", ".join(call.newly_critical))


def _words_of(change: RuleChange | VerdictChange, found: StandardDiff, words: dict[str, str]) -> list[str]:
    """The verdict before and after in words; without one, whether the standard has switched the rule off."""
    sides = ((change.before, found.before), (change.after, found.after))
    return [
        words[verdict or ("off" if change.rule in standard.switched_off else "none")]
        for verdict, standard in sides
    ]


def _score(value: float | None) -> str:
    from voicecheck.rules.messages import number_text

    return "-" if value is None else number_text(value)

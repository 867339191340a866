"""The table of findings: one row for each rule that failed, or that a person is to listen to."""

from __future__ import annotations

from collections.abc import Iterator

from voicecheck.report.encode import round_as
from voicecheck.report.i18n import Lang
from voicecheck.rules.judge import judge_rules
from voicecheck.rules.redacted import with_kept_verdicts
from voicecheck.rules.standard import Rule
from voicecheck.rules.types import Evidence, Finding
from voicecheck.store.export.calls import text_of
from voicecheck.store.export.table import Cell, Column, Table
from voicecheck.store.rejudge import collector_paused
from voicecheck.store.run import Run
from voicecheck.store.stored_call import StoredCall

__all__ = ["findings_table"]

_FACTS = ("agent_id", "agent_name", "queue", "started_at")
_TOLD = ("fail", "review")

_COLUMNS = (
    *(Column(name) for name in ("recording", "call_id", *_FACTS)),
    *(Column(name) for name in ("rule", "title", "group", "verdict")),
    Column("critical", "integer"),
    Column("weight", "number"),
    Column("value", "number"),
    Column("unit"),
    *(Column(name, "number") for name in ("limit_min", "limit_max")),
    *(Column(name) for name in ("message", "reason", "suggestion")),
    *(Column(name, "number") for name in ("start_s", "end_s")),
    *(Column(name) for name in ("speaker", "quote")),
    Column("evidence_count", "integer"),
    *(Column(name) for name in ("document", "section")),
)


def findings_table(run: Run, lang: Lang) -> Table:
    """What failed and where to listen, in one language; the place is that of the first evidence.

    Only the rules in question are judged again, on the stored timelines.
    """
    return Table(name="findings", columns=_COLUMNS, rows=_rows(run, lang))


def _rows(run: Run, lang: Lang) -> Iterator[list[Cell]]:
    rules = {rule.id: rule for rule in run.standard.rules}
    with collector_paused():
        for one in run.stored():
            if one.damage is None:
                yield from _of_call(one, run, rules, lang)


def _of_call(one: StoredCall, run: Run, rules: dict[str, Rule], lang: Lang) -> Iterator[list[Cell]]:
    verdicts = one.verdicts or {}
    told = tuple(rules[rule] for rule, row in verdicts.items() if row.verdict in _TOLD and rule in rules)
    if not told:
        return
    known = one.timeline.call.metadata
    head = [one.call.path, one.call.id, *(text_of(known.get(name)) for name in _FACTS)]
    findings = judge_rules(one.timeline, run.standard, told)
    if one.timeline.redacted is not None:
        findings = with_kept_verdicts(findings, verdicts)
    for finding in findings:
        yield [*head, *_finding(finding, rules[finding.rule], lang)]


def _finding(finding: Finding, rule: Rule, lang: Lang) -> list[Cell]:
    limit = finding.limit or (None, None)
    first = finding.evidence[0] if finding.evidence else Evidence(start_s=0.0, end_s=0.0)
    place = (round_as("s", first.start_s), round_as("s", first.end_s)) if finding.evidence else (None, None)
    return [
        *(finding.rule, rule.title[lang], rule.group, finding.verdict),
        *(int(finding.critical), finding.weight, round_as(finding.unit, finding.value), finding.unit),
        *(round_as(finding.unit, side) for side in limit),
        finding.message[lang],
        *(None if text is None else text[lang] for text in (finding.reason, finding.suggestion)),
        *place,
        *(first.speaker, first.text, len(finding.evidence)),
        *(finding.clause.document, finding.clause.section),
    ]

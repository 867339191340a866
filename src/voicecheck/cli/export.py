"""`voicecheck export`: a run's calls, findings and agents for spreadsheets and other programs."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from voicecheck.cli import options as given
from voicecheck.cli.console import say, write_text
from voicecheck.cli.recheck import RunArgument

__all__ = ["export"]


class ExportFormat(StrEnum):
    """What is written."""

    CSV = "csv"
    XLSX = "xlsx"
    PARQUET = "parquet"
    JSONL = "jsonl"


FormatOption = Annotated[ExportFormat, typer.Option("--format", help="What to write.")]
OutOption = Annotated[
    Path | None,
    typer.Option("--out", metavar="DIR", help="Folder for the files [default: export/ in the run]."),
]


def export(
    run: RunArgument, form: FormatOption, out: OutOption = None, lang: given.LangOption = None
) -> None:
    """Write a run as tables or as JSON lines.

    The files' paths go to standard output.

    \b
    csv      calls.csv, findings.csv, agents.csv: UTF-8 with byte order mark
    xlsx     run.xlsx with the sheets calls, findings, agents
    parquet  calls.parquet, findings.parquet, agents.parquet
    jsonl    results.jsonl: a whole result a line, as `check --json` prints it

    \b
    calls, one row a recording:
      recording call_id state score measurable_share critical_failed
      pass_count fail_count review_count not_applicable_count not_measurable_count
      duration_s language transcript agent_channel roles_by
      agent_id agent_name customer_name queue direction started_at hangup_party
      score_GROUP         score of each part of the standard
      METRIC              figures of the call: ring_count, answer_s, ...
      agent_METRIC, customer_METRIC, agent_rate_unit, customer_rate_unit
      verdict_RULE        pass, fail, review, not_applicable or not_measurable
      metadata_COLUMN     your own columns of the metadata table
      error_kind error sha256 measured_at
    findings, one row for each rule that failed or that a person is to listen to:
      recording call_id agent_id agent_name queue started_at
      rule title group verdict critical weight value unit limit_min limit_max
      message reason suggestion start_s end_s speaker quote evidence_count
      document section
    agents, one row an agent:
      agent_id agent_name call_count critical_failed_count duration_s
      score_mean score_min score_GROUP_mean
      METRIC              the agent's figure over all calls, pooled
      fail_share_RULE     share of the decided calls in which the rule failed

    Columns keep their names and their order; another standard brings its own groups and rules. An empty
    cell is what could not be measured. In CSV a text that a spreadsheet would take for a formula has an
    apostrophe before it.

    \b
    Examples:
      voicecheck export night-42 --format xlsx
      voicecheck export night-42 --format csv --out tables/ --lang zh
    """
    from voicecheck.store import Run
    from voicecheck.store.export import export_run

    with Run.open(run) as opened:
        files = export_run(opened, form.value, out or run / "export", given.text_language(lang))
        counts = opened.counts()
    write_text("".join(f"{file}\n" for file in files))
    say(f"{counts.done} calls written, and {counts.failed} that could not be judged")

"""`voicecheck schema`: the JSON schema of a result."""

from __future__ import annotations

from voicecheck.cli.console import write_json

__all__ = ["schema"]


def schema() -> None:
    """Print the JSON schema of a result.

    The root describes one result; `$defs/errorEntry` what stands for a recording that could not be judged,
    and `$defs/document` the whole output of `check --json`.

    \b
    Example:
      voicecheck schema > result.schema.json
    """
    from voicecheck.report.schema import result_schema

    write_json(result_schema())

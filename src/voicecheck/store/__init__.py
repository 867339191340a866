"""Runs on disk: the measurements and verdicts of many calls, to be judged again without audio or model."""

from voicecheck.store.diff import CallChange, RuleChange, StandardDiff, VerdictChange, diff_standards
from voicecheck.store.key import call_key, key_of
from voicecheck.store.prepared import PreparedCall, prepare
from voicecheck.store.rejudge import Rechecked, recheck
from voicecheck.store.run import Run
from voicecheck.store.types import (
    CallOverview,
    CallRecord,
    CallSummary,
    CallVerdicts,
    Counts,
    Known,
    MetricRow,
    Source,
    VerdictRow,
)

__all__ = [
    "CallChange",
    "CallOverview",
    "CallRecord",
    "CallSummary",
    "CallVerdicts",
    "Counts",
    "Known",
    "MetricRow",
    "PreparedCall",
    "Rechecked",
    "RuleChange",
    "Run",
    "Source",
    "StandardDiff",
    "VerdictChange",
    "VerdictRow",
    "call_key",
    "diff_standards",
    "key_of",
    "prepare",
    "recheck",
]

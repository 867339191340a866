"""Runs on disk: the measurements and verdicts of many calls, to be judged again without audio or model."""

from voicecheck.store.diff import CallChange, RuleChange, StandardDiff, VerdictChange, diff_standards
from voicecheck.store.key import call_key, key_of
from voicecheck.store.rejudge import Rechecked, recheck
from voicecheck.store.run import Run
from voicecheck.store.types import CallRecord, CallVerdicts, Counts, VerdictRow

__all__ = [
    "CallChange",
    "CallRecord",
    "CallVerdicts",
    "Counts",
    "Rechecked",
    "RuleChange",
    "Run",
    "StandardDiff",
    "VerdictChange",
    "VerdictRow",
    "call_key",
    "diff_standards",
    "key_of",
    "recheck",
]

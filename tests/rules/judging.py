"""Judging drawn calls by the documented standard, one rule at a time."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from voicecheck.rules.judge import judge_rules
from voicecheck.rules.load import load_standard
from voicecheck.rules.standard import Standard
from voicecheck.rules.types import Finding
from voicecheck.timeline.types import CallTimeline

GREETING = "您好，时光公司客服部，工号零幺二，请问有什么可以帮您？"


@cache
def documented() -> Standard:
    """The documented standard, read once."""
    return load_standard()


def finding(timeline: CallTimeline, rule_id: str, standard: Standard | None = None) -> Finding:
    """The finding of one rule."""
    by = standard or documented()
    (found,) = judge_rules(timeline, by, [rule for rule in by.rules if rule.id == rule_id])
    return found


def own_standard(folder: Path, changes: str, extends: str = "documented") -> Standard:
    """A standard that extends another by a few lines."""
    path = folder / "own.toml"
    path.write_text(f'extends = "{extends}"\nname = "own"\nversion = "1"\n{changes}', encoding="utf-8")
    return load_standard(path)

"""A run of many calls for benchmarks and pictures: a few hundred calls, dealt to agents over two weeks.

Measuring and judging ten thousand calls only to show them would take most of the time; so some are drawn and
judged in earnest, and each is put into the run many times, under other names, agents and days.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from benchmarks.five_minutes import five_minute_call
from voicecheck.errors import AudioError
from voicecheck.pipeline import judge
from voicecheck.rules.load import load_standard
from voicecheck.store import CallSummary, Run, prepare
from voicecheck.timeline.types import CallTimeline

__all__ = ["make_night"]

_FAMILY = "陈林黄张李王吴刘蔡杨赵孙周徐马朱胡郭何高"
_GIVEN = ("雅婷", "志强", "小燕", "建华", "丽", "伟", "敏", "静", "磊", "洋")
_QUEUES = ("账单", "宽带", "退换货", "投诉")


def make_night(
    folder: Path,
    calls: int,
    *,
    agents: int = 60,
    days: int = 14,
    distinct: int = 240,
    more: Sequence[CallTimeline] = (),
) -> None:
    """Write a run of so many calls; equal arguments give equal calls. `more` are dealt among them."""
    chance = random.Random(f"{calls} {agents} {days}")
    standard = load_standard("documented")
    timelines = [*more, *(five_minute_call(number) for number in range(min(distinct, calls)))]
    prepared = [prepare(timeline, judge(timeline, standard)) for timeline in timelines]
    prepared.sort(key=lambda call: call.score.value or 0.0)
    names = [f"{_FAMILY[number % 20]}{_GIVEN[number // 20 % 10]}" for number in range(agents)]
    skills = [chance.betavariate(5, 4) for _ in names]
    first = datetime(2026, 3, 2, 8)
    with Run.create(folder, {"language": "auto"}, standard) as run, run.transaction():
        for number in range(calls):
            agent = min(
                int(chance.paretovariate(0.9)) - 1 if chance.random() < 0.2 else chance.randrange(agents),
                agents - 1,
            )
            day = chance.randrange(days)
            # Calls get a little better from day to day, and agents differ.
            at = min(max(chance.gauss(skills[agent] + 0.01 * day, 0.22), 0.0), 0.999)
            call = prepared[int(at * len(prepared))]
            summary = msgspec.json.decode(call.summary, type=CallSummary)
            began = first + timedelta(days=day, minutes=chance.randrange(720))
            summary.metadata.update(
                agent_id=f"{agent + 1001}",
                agent_name=names[agent],
                queue=chance.choice(_QUEUES),
                started_at=began.isoformat(timespec="seconds"),
            )
            path = f"calls/{began:%m%d}/call-{number:05d}.wav"
            digest = hashlib.sha256(path.encode()).hexdigest()
            run.keep(
                replace(
                    call,
                    path=path,
                    id=f"call-{number:05d}",
                    key=digest,
                    sha256=digest,
                    summary=msgspec.json.encode(summary).decode(),
                )
            )
        for number in range(calls // 400):
            run.fail(
                f"calls/broken-{number}.wav",
                AudioError(f"calls/broken-{number}.wav: expected sound, found none; record it again"),
            )

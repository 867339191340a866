"""Judging a run again, and what another standard would change in it."""

from __future__ import annotations

import gc
import random
import signal
import sqlite3
import subprocess
import sys
import time
import tomllib
from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import pytest

from tests.store.calls import call, documented, filled, judged, stricter
from voicecheck.errors import AudioError, StoredDataError
from voicecheck.report.encode import result_json
from voicecheck.rules.judge import judge, judge_rules
from voicecheck.rules.load import load_standard
from voicecheck.rules.standard import Rule, Standard
from voicecheck.rules.types import Finding
from voicecheck.rules.unchanged import unchanged_rules
from voicecheck.store import Counts, RuleChange, Run, diff_standards, recheck, rejudge, stored_call
from voicecheck.timeline.types import CallTimeline

ROOT = Path(__file__).parents[2]


def content_of(run: Run) -> list[str]:
    """Everything in a ledger that means something, as text."""
    with closing(sqlite3.connect(run.path / "ledger.sqlite")) as ledger:
        return list(ledger.iterdump())


def spoil(run: Run, number: int) -> None:
    """Damage the record of one call."""
    with closing(sqlite3.connect(run.path / "ledger.sqlite", isolation_level=None)) as ledger:
        ledger.execute("UPDATE timelines SET record = zeroblob(9) WHERE call = ?", (number,))


def test_the_same_standard_gives_the_same_bytes(tmp_path: Path) -> None:
    with filled(tmp_path / "run") as run:
        before = content_of(run)
        first = [result_json(run.result(one.path), "zh") for one in run.calls()]
        time.sleep(1.1)  # a later second must not show
        again = [one.result() for one in recheck(run)]
        assert content_of(run) == before
        assert [result_json(result, "zh") for result in again if result is not None] == first


def test_another_standard_takes_the_place_of_the_first(tmp_path: Path) -> None:
    other = load_standard(stricter(tmp_path))
    with filled(tmp_path / "run") as run:
        for one in recheck(run, other):
            number = int(one.call.id[-3:])
            wanted = judge(call(number, cuts_in=number % 2 == 1), other)
            assert one.verdicts == {
                finding.rule: (finding.verdict, finding.value) for finding in wanted.findings
            }
            assert one.score == wanted.score
        assert run.standard == other
        told = tomllib.loads((run.path / "run.toml").read_text(encoding="utf-8"))
        assert told["standard"]["name"] == "stricter"
        run.put(call(8), judged(call(8), other))
    with Run.open(tmp_path / "run") as run:
        assert run.standard == other
        assert [one.critical_failed for one in run.calls()] == [(), ("no-interrupting",), (), ()]


def test_readers_see_the_old_verdicts_until_the_last_call(tmp_path: Path) -> None:
    other = load_standard(stricter(tmp_path))
    with filled(tmp_path / "run") as run:
        for _ in recheck(run, other):
            with Run.open(run.path) as reader:
                assert reader.standard == documented()
                assert not any(one.critical_failed for one in reader.calls())
        with Run.open(run.path) as reader:
            assert reader.standard == other


def test_giving_up_leaves_the_run_as_it_was(tmp_path: Path) -> None:
    with filled(tmp_path / "run") as run:
        before = content_of(run)
        calls = recheck(run, load_standard(stricter(tmp_path)))
        next(calls)
        calls.close()  # type: ignore[attr-defined]
        assert content_of(run) == before
        assert run.standard == documented()
        assert gc.isenabled()
        run.put(call(9), judged(call(9)))
        assert run.counts().done == 4


def test_a_damaged_record_costs_its_call_alone_and_comes_back_when_mended(tmp_path: Path) -> None:
    with filled(tmp_path / "run") as run:
        spoil(run, 2)
        told = {one.call.id: one for one in recheck(run)}
        assert [one.result() is None for one in told.values()] == [False, True, False]
        assert isinstance(told["call-001"].error, StoredDataError)
        assert run.counts() == Counts(done=2, failed=1)
        (failed,) = run.calls("failed")
        assert failed.kind == "stored-data"
        assert "calls/call-001.wav: expected stored measurements" in (failed.message or "")
        assert failed.score is None
        assert [one.call.id for one in run.verdicts()] == ["call-000", "call-002"]
        again = call(1, cuts_in=True)
        run.put(again, judged(again))
        assert run.counts() == Counts(done=3, failed=0)


def test_two_at_once_do_not_mix(tmp_path: Path) -> None:
    with filled(tmp_path / "run") as run:
        running = recheck(run)
        next(running)
        with pytest.raises(StoredDataError, match="found another command at work on it"):
            Run.open(run.path, write=True)
        list(running)
    with Run.open(tmp_path / "run", write=True) as other:
        assert len(list(recheck(other))) == 3


RECHECK_FOR_EVER = """
import sys
sys.path[:0] = ["src", "."]
from voicecheck.rules.judge import judge
from voicecheck.rules.load import load_standard
from voicecheck.store import Run, recheck
standards = [load_standard(sys.argv[2]), load_standard("documented")]
run = Run.open(sys.argv[1], write=True)
print("ready", flush=True)
while True:
    for standard in standards:
        for one in recheck(run, standard):
            pass
"""


def test_a_killed_recheck_leaves_one_standard(tmp_path: Path) -> None:
    file = stricter(tmp_path)
    filled(tmp_path / "run", calls=8).close()
    with subprocess.Popen(
        [sys.executable, "-c", RECHECK_FOR_EVER, str(tmp_path / "run"), str(file)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    ) as process:
        if process.stdout is None:
            pytest.fail("no pipe")
        process.stdout.readline()
        time.sleep(random.Random(7).uniform(0.05, 0.3))
        process.send_signal(signal.SIGKILL)
    with Run.open(tmp_path / "run", write=True) as run:
        strict = run.standard.name == "stricter"
        assert [bool(one.critical_failed) for one in run.calls()] == [strict and n % 2 == 1 for n in range(8)]
        told = tomllib.loads((run.path / "run.toml").read_text(encoding="utf-8"))
        assert told["standard"]["sha256"] == run.standard.sha256


def test_the_difference_of_two_standards(tmp_path: Path) -> None:
    before = documented()
    after = load_standard(stricter(tmp_path, text="max_count = 2"))
    with filled(tmp_path / "run", calls=5) as run:
        content = content_of(run)
        found = diff_standards(run, before, after)
        assert content_of(run) == content
    assert found.judged == 5
    assert found.rules == (RuleChange(rule="no-interrupting", before="fail", after="pass", calls=2),)
    assert [one.call.id for one in found.calls] == ["call-001", "call-003"]
    ((change,), (_,)) = (one.verdicts for one in found.calls)
    assert (change.rule, change.before, change.after) == ("no-interrupting", "fail", "pass")
    assert (change.value_before, change.value_after) == (2.0, 2.0)
    assert found.calls[0].score_before == judged(call(1, cuts_in=True)).score.value
    assert (found.calls[0].score_after or 0.0) > (found.calls[0].score_before or 0.0)


def test_a_call_that_newly_fails_a_critical_rule_differs_though_no_verdict_does(tmp_path: Path) -> None:
    after = load_standard(stricter(tmp_path, text="critical = true"))
    with filled(tmp_path / "run", calls=4) as run:
        found = diff_standards(run, documented(), after)
        back = diff_standards(run, after, documented())
    assert (found.made_critical, found.no_longer_critical) == (("no-interrupting",), ())
    assert (back.made_critical, back.no_longer_critical) == ((), ("no-interrupting",))
    assert [one.call.id for one in found.calls] == ["call-001", "call-003"]
    assert all(one.newly_critical == ("no-interrupting",) and not one.verdicts for one in found.calls)
    assert [one.newly_critical for one in back.calls] == [(), ()]


def test_a_standard_does_not_differ_from_itself(tmp_path: Path) -> None:
    with filled(tmp_path / "run") as run:
        found = diff_standards(run, documented(), documented())
    assert (found.rules, found.calls, found.judged) == ((), (), 3)


def test_a_new_rule_stands_beside_none(tmp_path: Path) -> None:
    file = tmp_path / "more.toml"
    shown = (ROOT / "src/voicecheck/rules/standards/documented.toml").read_text(encoding="utf-8")
    section = shown[shown.index("[rules.no-interrupting]") :]
    section = section[: section.index("\n[rules.", 5)].replace(
        "[rules.no-interrupting", "[rules.no-cutting-in"
    )
    head = 'extends = "documented"\nname = "more"\nversion = "1"\n'
    file.write_text(head + section, encoding="utf-8")
    with filled(tmp_path / "run", calls=2) as run:
        more = load_standard(file)
        there = diff_standards(run, documented(), more)
        back = diff_standards(run, more, documented())
    assert {(one.before, one.after) for one in there.rules} == {(None, "pass"), (None, "fail")}
    assert {(one.before, one.after) for one in back.rules} == {("pass", None), ("fail", None)}
    assert {one.rule for one in (*there.rules, *back.rules)} == {"no-cutting-in"}


def test_a_damaged_record_is_listed(tmp_path: Path) -> None:
    with filled(tmp_path / "run") as run:
        spoil(run, 1)
        run.fail("calls/x.wav", AudioError("x"))
        found = diff_standards(run, documented(), documented())
    assert [one.id for one, _ in found.errors] == ["call-000"]
    assert found.judged == 2


def judged_again(run: Run, standard: Standard, monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How many calls each rule is judged on; the verdicts are those of judging everything."""
    counts: Counter[str] = Counter()

    def counting(timeline: CallTimeline, by: Standard, rules: Iterable[Rule]) -> tuple[Finding, ...]:
        chosen = tuple(rules)
        counts.update(rule.id for rule in chosen)
        return judge_rules(timeline, by, chosen)

    monkeypatch.setattr(rejudge, "judge_rules", counting)
    for one in recheck(run, standard):
        wanted = judge(one.stored.timeline, standard)
        assert one.verdicts == {found.rule: (found.verdict, found.value) for found in wanted.findings}
        assert one.score == wanted.score
    return counts


@pytest.mark.parametrize(
    ("rule", "text", "again"),
    [
        ("no-interrupting", "critical = true\nweight = 9", set()),
        ("no-interrupting", "max_count = 1", {"no-interrupting"}),
        ("pace.bounds.zh", "max = 999", {"pace"}),
        ("brevity", "enabled = false", set()),
    ],
)
def test_only_what_the_standard_changes_is_judged_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rule: str, text: str, again: set[str]
) -> None:
    with filled(tmp_path / "run") as run:
        counts = judged_again(run, load_standard(stricter(tmp_path, rule, text)), monkeypatch)
        assert counts == dict.fromkeys(again, 3)


def test_a_phrase_list_and_a_protocol_touch_every_rule_that_names_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = stricter(tmp_path, "silent-call.steps.last-wait", "wait_min_s = 3.0")
    file.write_text(file.read_text(encoding="utf-8") + '[phrases.thanks]\nzh = ["多谢"]\n', encoding="utf-8")
    with filled(tmp_path / "run") as run:
        counts = judged_again(run, load_standard(file), monkeypatch)
    # Dead air is excused by the waits of the silent call.
    assert {"silent-call", "dead-air", "closing-complete", "polite-words"} <= counts.keys()
    assert not {"pace", "greeting-complete", "honorific"} & counts.keys()


def test_verdicts_of_other_code_are_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with filled(tmp_path / "run") as run:
        with closing(sqlite3.connect(run.path / "ledger.sqlite", isolation_level=None)) as ledger:
            ledger.execute("UPDATE verdicts SET judged_by = 'older' WHERE call = 2")
        counts = judged_again(run, documented(), monkeypatch)
        assert counts == {rule.id: 1 for rule in documented().rules}
        assert judged_again(run, documented(), monkeypatch) == {}


@pytest.mark.parametrize("line", ['direction = "outbound"', "min_word_probability = 0.9", 'language = "en"'])
def test_a_setting_of_the_whole_standard_touches_every_rule(tmp_path: Path, line: str) -> None:
    file = stricter(tmp_path)
    file.write_text(line + "\n" + file.read_text(encoding="utf-8"), encoding="utf-8")
    assert unchanged_rules(documented(), load_standard(file)) == frozenset()
    assert len(unchanged_rules(documented(), documented())) == len(documented().rules)


def test_a_timeline_is_not_decoded_where_nothing_is_to_be_judged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with filled(tmp_path / "run") as run:
        with monkeypatch.context() as patched:
            patched.setattr(stored_call, "timeline_of", None)
            again = list(recheck(run))
            weighted = list(recheck(run, load_standard(stricter(tmp_path, "pace", "weight = 9"))))
        assert all(one.verdicts is not None for one in (*again, *weighted))
        assert all(one.result() is not None for one in again)

from __future__ import annotations

from io import StringIO

from rich.console import Console

from tests.report.runs import CRITICAL, STANDARD, run_call, run_view
from voicecheck.report.glyphs import UNICODE
from voicecheck.report.run_calls import verdict_codes
from voicecheck.report.run_statistics import (
    agent_figures,
    listen_first,
    periods_of,
    rule_figures,
    score_histogram,
)
from voicecheck.report.run_terminal import render_run
from voicecheck.report.terminal import View

PACE = next(number for number, rule in enumerate(STANDARD.rules) if rule.id == "pace")


def test_verdicts_of_a_call_are_one_letter_a_rule() -> None:
    codes = verdict_codes({"pace": "review"}, STANDARD)
    assert len(codes) == len(STANDARD.rules)
    assert codes[PACE] == "r"
    assert set(codes) == {"r", "-"}


def test_agents_stand_apart_only_where_their_calls_show_it() -> None:
    calls = [run_call(number, agent="low", score=40.0 + number % 5) for number in range(20)]
    calls += [run_call(100 + number, agent="high", score=90.0 + number % 5) for number in range(20)]
    calls += [run_call(200, agent="new", score=40.0), run_call(201)]
    figures = {one.agent: one for one in agent_figures(run_view(calls))}
    assert (figures["low"].apart, figures["high"].apart) == ("below", "above")
    assert set(figures) == {"low", "high", "new"}
    assert [one.score.value for one in agent_figures(run_view(calls)) if one.score] == [40.0, 42.0, 92.0]


def test_few_calls_say_little() -> None:
    spread = [40.0, 95.0, 60.0, 100.0, 55.0]
    calls = [run_call(n, agent=f"agent-{n % 6}", score=spread[n % 5]) for n in range(60)]
    calls += [run_call(100 + n, agent="few", score=55.0) for n in range(3)]
    figures = {one.agent: one for one in agent_figures(run_view(calls))}
    assert figures["few"].score is not None
    assert figures["few"].score.value == 55.0
    assert figures["few"].apart is None


def test_the_rules_named_for_an_agent_are_those_missed_surely() -> None:
    calls = [run_call(n, {"pace": "fail"}, agent="a") for n in range(10)]
    calls += [run_call(10, {"volume": "fail", "pace": "fail"}, agent="a")]
    (agent,) = agent_figures(run_view(calls))
    assert agent.missed[0] == (PACE, 11, 11)
    assert agent.critical is not None
    assert agent.critical.value == 0.0


def test_what_was_not_decided_does_not_count() -> None:
    verdicts = ["fail", "pass", "review", "not_measurable", "not_applicable"]
    figures = rule_figures(run_view(run_call(n, {"pace": v}) for n, v in enumerate(verdicts)), None)[PACE]
    assert figures.rule == "pace"
    assert figures.missed is not None
    assert (figures.missed.value, figures.missed.count) == (0.5, 2)
    assert figures.counts == dict.fromkeys(verdicts, 1)
    assert figures.periods == ()


def test_agents_of_a_rule_are_ranked_by_what_is_sure() -> None:
    calls = [run_call(n, {"pace": "fail"}, agent="twice") for n in range(2)]
    calls += [run_call(10 + n, {"pace": "fail" if n < 18 else "pass"}, agent="often") for n in range(20)]
    calls += [run_call(50, {"pace": "fail"}, agent="once")]
    figures = rule_figures(run_view(calls), None)[PACE]
    assert figures.agents == (("often", 18, 20), ("twice", 2, 2))


def test_a_fortnight_is_shown_by_days_a_season_by_weeks() -> None:
    days = [run_call(n, {"pace": "fail"}, started_at=f"2026-03-{2 + n:02d}T09:00:00") for n in (0, 1, 13)]
    run = run_view([*days, run_call(99)])
    periods = periods_of(run.calls)
    assert periods is not None
    assert periods.unit == "day"
    assert (periods.starts[0], periods.starts[-1], len(periods.starts)) == ("2026-03-02", "2026-03-15", 14)
    assert periods.of_call[-1] is None
    assert rule_figures(run, periods)[PACE].periods == ((1, 1), (1, 1), *[(0, 0)] * 11, (1, 1))
    assert [score is None for score in periods.scores] == [False, False, *[True] * 11, False]
    season = periods_of(
        [run_call(n, started_at=day) for n, day in enumerate(("2026-03-05", "2026-05-06T10:00+08:00"))]
    )
    assert season is not None
    assert season.unit == "week"
    assert (season.starts[0], season.starts[-1]) == ("2026-03-02", "2026-05-04")
    assert periods_of([run_call(1), run_call(2, started_at="yesterday")]) is None


def test_critical_calls_are_heard_first_and_clean_ones_not_at_all() -> None:
    calls = [
        run_call(0),
        run_call(1, {"pace": "review"}),
        run_call(2, {"pace": "fail"}),
        run_call(3, {CRITICAL: "fail"}),
        run_call(4, {"pace": "fail", "volume": "fail"}, measurable_share=0.2),
    ]
    assert listen_first(run_view(calls), 10) == (3, 2, 1, 4)
    assert listen_first(run_view(calls), 1) == (3,)


def test_every_score_has_its_bar() -> None:
    scores = [0.0, 4.9, 5.0, 99.0, 100.0, None]
    counts = score_histogram([run_call(n, score=score) for n, score in enumerate(scores)])
    assert (counts[0], counts[1], counts[19], sum(counts)) == (2, 1, 2, 5)


def test_a_run_without_calls_has_figures_too() -> None:
    run = run_view([])
    assert agent_figures(run) == ()
    assert all(figures.missed is None for figures in rule_figures(run, None))
    assert listen_first(run, 3) == ()


def test_calls_without_a_time_or_an_agent_are_counted() -> None:
    run = run_view([run_call(0, agent="a"), run_call(1, started_at="2026-03-02T09:00:00"), run_call(2)])
    assert (run.undated, run.unassigned) == (2, 2)


def test_one_miss_in_one_call_is_not_the_rule_missed_most() -> None:
    calls = [
        run_call(n, {"pace": "fail" if n < 8 else "pass", "volume": "not_applicable"}) for n in range(10)
    ]
    calls.append(run_call(10, {"volume": "fail"}))
    shown = StringIO()
    Console(file=shown, width=100).print(
        render_run(run_view(calls), View(lang="en", glyphs=UNICODE, width=100))
    )
    text = shown.getvalue()
    assert text.index("A moderate pace") < text.index("A moderate volume")


def test_a_clock_that_was_never_set_makes_no_trend_of_centuries() -> None:
    times = [
        "0001-01-01T00:00:00",
        "1970-01-01T00:00:00",
        *["2026-05-04T10:00:00"] * 3,
        "9999-12-31T23:59:59",
    ]
    calls = [run_call(n, started_at=time) for n, time in enumerate(times)]
    periods = periods_of(calls)
    assert periods is not None
    assert periods.starts == ("2026-05-04",)
    assert periods.of_call == (None, None, 0, 0, 0, None)
